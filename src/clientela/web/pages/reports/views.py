"""The reports to download."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.base.i18n import msg
from clientela.web.data import OpenRun, with_run
from clientela.web.ui.reports import write_document
from clientela.web.ui.templatetags.show import reader_language
from clientela.workspace import all_reports

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORMS = {
    "xlsx": (
        msg("Workbook"),
        msg("Every table with real numbers, charts and live formulas; for Excel and LibreOffice."),
    ),
    "pdf": (msg("PDF"), msg("To print and to send; the same on every machine.")),
    "html": (msg("Page"), msg("One file that opens in any browser, without network.")),
}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Offer the reports, and say what is in each."""
    documents = [(name.replace("_", "-"), run.review(name)) for name in all_reports()]
    return render(request, "reports/page.html", {"forms": FORMS.items(), "documents": documents})


@require_GET
@with_run
def download(request: HttpRequest, run: OpenRun, report: str, form: str) -> HttpResponse:  # noqa: ARG001 - the view's form
    """Give a report in one form, in the reader's language, for the reader's customers only."""
    name = report.replace("-", "_")
    if form not in FORMS or name not in all_reports():
        raise Http404
    document = run.review(name)
    with tempfile.TemporaryDirectory(prefix="clientela-report-") as folder:
        path = Path(folder) / f"{name}.{form}"
        write_document(document, path, form=form, language=reader_language())
        content = io.BytesIO(path.read_bytes())
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{name}_{run.manifest.as_of}.{form}",
        content_type=TYPES[form],
    )
