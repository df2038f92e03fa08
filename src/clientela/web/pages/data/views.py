"""Bring in files, see what came in, undo."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.blocks import Column, Table
from clientela.web.data import workspace
from clientela.web.jobs.models import OPEN, Job, bury_lost_jobs
from clientela.web.jobs.tasks import TITLES, start_job
from clientela.web.pages.data.uploads import ENDINGS, drop_files, keep_files, kept_files
from clientela.workspace import REASONS

if TYPE_CHECKING:
    from django.http import HttpRequest

_SHOWN = 1000


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show the form, the imported files and what is in quarantine."""
    place = workspace()
    bury_lost_jobs()
    facts = place.facts_summary() if place.batches() else None
    context = {
        "batches": list(reversed(place.batches())),
        "facts": facts,
        "amount": Decimal(facts["amount"]) / SCALE if facts else None,
        "endings": ",".join(ENDINGS),
        "jobs": [(job, TITLES[job.kind]) for job in Job.objects.filter(state__in=OPEN)],
        "rejected": sum(b.lines_rejected for b in place.batches()),
        "reporting_currency": place.settings.company.currency,
    }
    return render(request, "data/page.html", context)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the files aside and show what an import would make of them."""
    return redirect("data:check", token=keep_files(request.FILES.getlist("files")))


def _kept(token: str) -> list[Any]:
    files = kept_files(token)
    if not files:
        raise Http404
    return files


@require_GET
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Show columns, control totals and rejected rows before anything is imported."""
    files = _kept(token)
    try:
        document, problem = workspace().check(files), None
    except ClientelaError as error:
        document, problem = None, error.message
    return render(
        request,
        "data/check.html",
        {"document": document, "problem": problem, "token": token, "files": [f.name for f in files]},
    )


@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Import the files in the background, then compute the figures."""
    files = _kept(token)
    arguments = {
        "folder": str(files[0].parent),
        "files": [f.name for f in files],
        "compute": request.POST.get("compute") == "1",
    }
    return redirect("jobs:status", job_id=start_job("import", arguments, person=request.user).pk)


@require_POST
def discard(request: HttpRequest, token: str) -> HttpResponse:
    """Forget files that were not imported."""
    _kept(token)
    drop_files(token)
    messages.info(request, _("The files were discarded. Nothing was imported."))
    return redirect("data:page")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take an imported file out of the figures."""
    batch = request.POST.get("batch", "")
    if batch not in {b.id for b in workspace().batches()}:
        raise Http404
    return redirect("jobs:status", job_id=start_job("undo", {"batch": batch}, person=request.user).pk)


@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """Show the rows that were set aside and why, or give them as a file to correct."""
    rows = workspace().quarantine(limit=100_000)
    if request.GET.get("form") == "csv":
        answer = HttpResponse(
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="quarantine.csv"'},
        )
        writer = csv.writer(answer)
        writer.writerow(["file", "row_number", "column_name", "value", "reason_code", "net_amount"])
        writer.writerows(
            [
                r["file"],
                r["row_number"],
                r["column_name"],
                r["value"],
                r["reason_code"],
                "" if r["net_amount"] is None else Decimal(r["net_amount"]) / SCALE,
            ]
            for r in rows
        )
        return answer
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
