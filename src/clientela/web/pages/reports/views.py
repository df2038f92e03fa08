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
    """Offer the portfolio review, and say what is in it."""
    document = run.review()
    return render(
        request,
        "reports/page.html",
        {"forms": FORMS.items(), "document": document, "sections": document.sections},
    )


@require_GET
@with_run
def download(request: HttpRequest, run: OpenRun, form: str) -> HttpResponse:  # noqa: ARG001 - the view's form
    """Give the review in one form, in the reader's language, for the reader's customers only."""
    if form not in FORMS:
        raise Http404
    document = run.review()
    with tempfile.TemporaryDirectory(prefix="clientela-report-") as folder:
        path = Path(folder) / f"portfolio_review.{form}"
        write_document(document, path, form=form, language=reader_language())
        content = io.BytesIO(path.read_bytes())
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"portfolio_review_{run.manifest.as_of}.{form}",
        content_type=TYPES[form],
    )
