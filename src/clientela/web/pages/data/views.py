"""What has been imported and what is in quarantine; the way in for files, and the way out again."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clientela.base.i18n import Message, msg, nmsg
from clientela.base.money import SCALE
from clientela.blocks import Column, Table
from clientela.web.data import has_answers, workspace
from clientela.web.jobs.models import OPEN, Job, bury_lost_jobs
from clientela.web.jobs.tasks import TITLES, start_job
from clientela.web.pages.data.uploads import ENDINGS, drop_old_files, keep_files
from clientela.workspace import REASONS, table_title

if TYPE_CHECKING:
    from django.http import HttpRequest

    from clientela.workspace import Workspace

_SHOWN = 1000
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One imported file, as the page lists it."""

    batch: object
    table: Message
    marks: tuple[Message, ...]


def _imported(place: Workspace) -> list[ImportedRow]:
    """List the imported files, the newest first, with what later files did to them."""
    facts = place.facts
    names = {b.id: b.file_name for b in facts.batches}
    replaced = {batch: lines for batch, lines, _ in facts.replaced}
    mended = {batch: lines for batch, lines, _ in facts.mended}
    rows = []
    for batch in reversed(facts.batches):
        marks: list[Message] = []
        if batch.corrects:
            marks.append(msg("Corrected rows of {file}", file=names.get(batch.corrects, batch.corrects)))
        if batch.replaces_from:
            marks.append(
                msg("Replaces {start} to {end}", start=batch.replaces_from[:7], end=batch.replaces_to[:7])
            )
        if replaced.get(batch.id):
            marks.append(
                nmsg(
                    "{count} line replaced by a later file",
                    "{count} lines replaced by a later file",
                    replaced[batch.id],
                )
            )
        if mended.get(batch.id):
            marks.append(nmsg("{count} row was corrected", "{count} rows were corrected", mended[batch.id]))
        rows.append(ImportedRow(batch, table_title(batch.role), tuple(marks)))
    return rows


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show the form, the imported files and what is in quarantine."""
    place = workspace()
    bury_lost_jobs()
    batches = place.batches()
    facts = place.facts_summary() if batches else None
    if facts and not facts["lines"]:
        facts = None
    context = {
        "imported": _imported(place),
        "facts": facts,
        "amount": Decimal(facts["amount"]) / SCALE if facts else None,
        "endings": ",".join(ENDINGS),
        "jobs": [(job, TITLES[job.kind]) for job in Job.objects.filter(state__in=OPEN)],
        "rejected": len(place.quarantine(limit=100_000)) if any(b.lines_rejected for b in batches) else 0,
        "has_answers": has_answers(place),
    }
    return render(request, "data/page.html", context)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the files aside and show what an import would make of them."""
    waiting = Job.objects.filter(state__in=OPEN).values_list("arguments__folder", flat=True)
    drop_old_files(now=timezone.now(), used={folder for folder in waiting if folder})
    return redirect("data:check", token=keep_files(request.FILES.getlist("files")))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take an imported file out of the figures."""
    batch = request.POST.get("batch", "")
    if batch not in {b.id for b in workspace().batches()}:
        raise Http404
    return redirect("jobs:status", job_id=start_job("undo", {"batch": batch}, person=request.user).pk)


def _quarantine_file(place: Workspace, form: str) -> HttpResponse:
    """Return the rows whole, to be corrected and imported again: one file for each imported file, several in an archive."""
    with tempfile.TemporaryDirectory(prefix="clientela-quarantine-") as folder:
        written = [path for path, _ in place.export_quarantine(Path(folder) / f"quarantine.{form}")]
        name, content_type, content = written[0].name, _TYPES[form], written[0].read_bytes()
        if len(written) > 1:
            whole = io.BytesIO()
            with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in written:
                    archive.write(path, path.name)
            name, content_type, content = "quarantine.zip", "application/zip", whole.getvalue()
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """Show the rows that were set aside and why, or give them as a file to correct."""
    form = request.GET.get("form", "")
    if form:
        if form not in _TYPES:
            raise Http404
        return _quarantine_file(workspace(), form)
    rows = workspace().quarantine(limit=100_000)
    columns = (
        Column("file", msg("File")), Column("row_number", msg("Row"), "count"), Column("column_name", msg("Column")), Column("value", msg("Value")),
        Column("reason", msg("Why")), Column("net_amount", msg("Net amount"), "money", digits=2),
    )  # fmt: skip
    shown = tuple(
        (
            r["file"],
            r["row_number"],
            r["column_name"],
            r["value"],
            REASONS.get(r["reason_code"], r["reason_code"]),
            None if r["net_amount"] is None else Decimal(r["net_amount"]) / SCALE,
        )
        for r in rows[:_SHOWN]
    )
    table = Table("quarantine", msg("Rows in quarantine"), columns, shown, limit=200)
    return render(request, "data/quarantine.html", {"table": table, "count": len(rows)})
