"""From uploaded files to an import: what they are, what they would change, what a person corrects, and the word to go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.web.data import workspace
from clientela.web.jobs.checks import kept_check, make_check
from clientela.web.jobs.tasks import start_job
from clientela.web.pages.data.form import as_found, form_context, read_form
from clientela.web.pages.data.uploads import drop_files, kept_files
from clientela.workspace import (
    IGNORED,
    StatedError,
    build_import_preview,
    forget_mapping,
    keep_mapping,
    table_title,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from django.http import HttpRequest, HttpResponse

    from clientela.workspace import FileDescription, Preview, Workspace

_LONG_BYTES, _LONG_LINES = 30 << 20, 1_000_000
_PACKED, _PACKED_FACTOR = (".gz", ".zip", ".xlsx", ".xlsb", ".xlsm", ".ods", ".parquet", ".pq"), 6
_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
UNKNOWN = "unknown"
NOT_RECOGNISED = msg("Not recognised")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One table of the uploaded files, as the check lists it."""

    name: str
    taken_for: Message
    state: str
    """asked, out, joined or read."""
    note: Message | None
    rows: int | None
    rejected: int
    place: int | None
    """Where its columns can be corrected; None when they cannot."""


def _kept(token: str) -> list[Path]:
    files = kept_files(token)
    if not files:
        raise Http404
    return files


def is_long(place: Workspace, files: Sequence[Path]) -> bool:
    """Say whether a check takes longer than a page should: it is then done in the background."""
    size = sum(p.stat().st_size * (_PACKED_FACTOR if p.suffix.lower() in _PACKED else 1) for p in files)
    return size > _LONG_BYTES or sum(b.lines_accepted for b in place.batches()) > _LONG_LINES


def _described_row(preview: Preview, place: int, found: FileDescription) -> FileRow:
    intake = next((f for f in preview.files if (f.name, f.part) == (found.file, found.part)), None)
    where = place if found.key else None
    if found.question is not None:
        return FileRow(found.name, NOT_RECOGNISED, "asked", found.question.text, found.rows or None, 0, where)
    if intake is None:
        note = msg("It was joined with another file of this upload.")
        return FileRow(found.name, msg("Part of the sales lines"), "joined", note, found.rows, 0, where)
    if intake.role == UNKNOWN and where is not None and found.role != IGNORED and not preview.importable:
        text = msg("What does this file hold? It was not recognised.")
        return FileRow(found.name, NOT_RECOGNISED, "asked", text, found.rows, 0, where)
    if intake.role == UNKNOWN:
        title = msg("Left out") if found.role == IGNORED else NOT_RECOGNISED
        return FileRow(
            found.name, title, "out", intake.notes[-1] if intake.notes else None, found.rows, 0, where
        )
    return FileRow(
        found.name,
        table_title(intake.role),
        "read",
        None,
        intake.lines_accepted,
        intake.lines_rejected,
        where,
    )


def file_rows(preview: Preview) -> list[FileRow]:
    """List the tables of the uploaded files, those with a question first."""
    rows = [_described_row(preview, i, found) for i, found in enumerate(preview.described)]
    known = {(found.file, found.part) for found in preview.described}
    rows += [
        FileRow(f.full_name, table_title(f.role), "read", None, f.lines_accepted, f.lines_rejected, None)
        for f in preview.files
        if (f.name, f.part) not in known
    ]
    order = {"asked": 0, "out": 1}
    return sorted(rows, key=lambda row: order.get(row.state, 2))


def _period(preview: Preview) -> tuple[str, str]:
    """Return first and last month of the new sales lines."""
    days: list[date] = [
        day
        for f in preview.files
        if f.role == "sales_lines"
        for day in (f.period_from, f.period_to)
        if day is not None
    ]
    return (f"{min(days):%Y-%m}", f"{max(days):%Y-%m}") if days else ("", "")


def _start_check(request: HttpRequest, files: Sequence[Path], token: str) -> HttpResponse:
    arguments = {
        "folder": str(files[0].parent),
        "files": [f.name for f in files],
        "next": reverse("data:check", args=[token]),
    }
    return redirect("jobs:status", job_id=start_job("check", arguments, person=request.user).pk)


@require_GET
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the files are and what an import would change, before anything is imported."""
    files = _kept(token)
    place = workspace()
    context: dict[str, Any] = {"token": token, "files": [f.name for f in files]}
    try:
        preview = kept_check(place, files)
        if preview is None and is_long(place, files):
            return _start_check(request, files, token)
        preview = preview or make_check(place, files)
    except ClientelaError as error:
        return render(request, "data/check.html", {**context, "problem": error.message})
    rows = file_rows(preview)
    first, last = _period(preview)
    context |= {
        "preview": preview,
        "document": preview.check,
        "sections": build_import_preview(preview),
        "rows": rows,
        "asked": [row for row in rows if row.state == "asked"],
        "left_out": [row.name for row in rows if row.state in ("asked", "out")],
        "first_month": first,
        "last_month": last,
    }
    return render(request, "data/check.html", context)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, token: str, place: int) -> HttpResponse:
    """Show how one table of the files is read, and keep what a person corrects for every file with its columns."""
    files = _kept(token)
    preview = kept_check(workspace(), files, is_older_fine=True)
    if preview is None:
        return redirect("data:check", token=token)
    if place >= len(preview.described) or not preview.described[place].key:
        raise Http404
    found = preview.described[place]
    stated = read_form(request.POST, found) if request.method == "POST" else as_found(found)
    problems: tuple[Message, ...] = ()
    if request.POST.get("action") == "forget":
        forget_mapping(workspace(), found)
        messages.info(
            request, _("What was stated for these columns is forgotten; the file was recognised anew.")
        )
        return redirect("data:check", token=token)
    if request.POST.get("action") == "save":
        try:
            is_cut_anew = keep_mapping(workspace(), found, stated)
        except StatedError as error:
            problems = error.problems
        else:
            messages.info(request, _("Kept. Files with these columns are read like this from now on."))
            if is_cut_anew:
                messages.info(
                    request, _("The file is cut into columns in another way. Look at its columns again.")
                )
            return redirect("data:check", token=token)
    context = {
        **form_context(
            found, stated, [other.part for other in preview.described if other.file == found.file]
        ),
        "token": token,
        "place": place,
        "problems": problems,
        "is_first_view": request.method == "GET",
    }
    template = "data/_columns.html" if request.htmx else "data/columns.html"
    return render(request, template, context, status=422 if problems else 200)


@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Import the files in the background, then compute the figures."""
    files = _kept(token)
    arguments: dict[str, Any] = {
        "folder": str(files[0].parent),
        "files": [f.name for f in files],
        "compute": request.POST.get("compute") == "1",
    }
    if request.POST.get("period") == "replace":
        period = [request.POST.get(name, "").strip() for name in ("first_month", "last_month")]
        if not all(_MONTH.match(month) for month in period) or period[0] > period[1]:
            messages.error(
                request, _("State the first and the last month to replace, such as 2024-01 and 2024-06.")
            )
            return redirect("data:check", token=token)
        arguments["replaces"] = period
    return redirect("jobs:status", job_id=start_job("import", arguments, person=request.user).pk)


@require_POST
def discard(request: HttpRequest, token: str) -> HttpResponse:
    """Forget files that were not imported."""
    _kept(token)
    drop_files(token)
    messages.info(request, _("The files were discarded. Nothing was imported."))
    return redirect("data:page")
