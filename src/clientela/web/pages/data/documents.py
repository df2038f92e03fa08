"""What can be read about the data before any run: their quality, first answers from a list, templates to fill in."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from clientela.web.data import workspace
from clientela.web.ui.reports import write_document
from clientela.web.ui.templatetags.show import reader_language, say
from clientela.workspace import table_choices, write_tables

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from clientela.blocks import Document

_USUAL = 4
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {"xlsx": XLSX, "pdf": "application/pdf", "html": "text/html; charset=utf-8"}


def _download(path: Path, name: str, content_type: str) -> FileResponse:
    return FileResponse(
        io.BytesIO(path.read_bytes()), as_attachment=True, filename=name, content_type=content_type
    )


def _answer(request: HttpRequest, document: Document) -> HttpResponseBase:
    form = request.GET.get("form", "")
    if not form:
        return render(request, "data/document.html", {"document": document, "forms": tuple(_TYPES)})
    if form not in _TYPES:
        raise Http404
    with tempfile.TemporaryDirectory(prefix="clientela-report-") as folder:
        path = Path(folder) / f"{document.name}.{form}"
        write_document(document, path, form=form, language=reader_language())
        return _download(path, f"{document.name}.{form}", _TYPES[form])


@require_GET
def quality(request: HttpRequest) -> HttpResponseBase:
    """Show what to mend first in the data, or give it as a file."""
    return _answer(request, workspace().quality(today=timezone.localdate()))


@require_GET
def answers(request: HttpRequest) -> HttpResponseBase:
    """Show what a list of customers or their turnover says, or give it as a file."""
    return _answer(request, workspace().first_answers(today=timezone.localdate()))


@require_GET
def templates(request: HttpRequest) -> HttpResponseBase:
    """List the tables a company can bring, with a workbook to fill in for each or with the rows there are."""
    place = workspace()
    tables = place.tables(is_whole=True)
    wanted = request.GET.get("table", "")
    if not wanted:
        usual = list(table_choices())[:_USUAL]
        first = [item for name in usual for item in tables if item.name == name]
        first += [item for item in tables if item.rows and item not in first]
        further = sorted(
            (item for item in tables if item not in first), key=lambda item: say(item.title).casefold()
        )
        return render(request, "data/templates.html", {"usual": first, "further": further})
    if wanted not in {item.name for item in tables}:
        raise Http404
    with tempfile.TemporaryDirectory(prefix="clientela-template-") as folder:
        path = Path(folder) / f"{wanted}.xlsx"
        if request.GET.get("filled") == "1":
            place.export_tables([wanted], path, language=reader_language())
        else:
            write_tables(path, [wanted], language=reader_language())
        return _download(path, f"{wanted}.xlsx", XLSX)
