"""The parameters of the economics in forms: first what a change does to the headline figures, then keeping it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg, nmsg
from clientela.blocks import Column, Table
from clientela.web.data import workspace
from clientela.web.jobs.models import Job, State
from clientela.web.jobs.tasks import start_job
from clientela.web.ui.templatetags.show import say
from clientela.workspace import Workspace, adjusting, headlines, weighing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from clientela.workspace import Run

_SHOWN = 200
_LONGEST = 20_000


def _asked(request: HttpRequest, place: Workspace) -> tuple[dict[str, str], dict[str, str]]:
    """Return the values of the section that was sent, and the lists, as they were written."""
    known = {
        s.key for section, _ in adjusting.SECTIONS for s in adjusting.list_settings(place.settings, section)
    }
    given = {key: request.POST[key][:500] for key in known if key in request.POST}
    tables = {
        name: request.POST[name].replace("\r\n", "\n")[:_LONGEST]
        for name, _ in adjusting.TABLES
        if name in request.POST
    }
    return given, tables


def _check(
    place: Workspace, given: dict[str, str], tables: dict[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """Return what a change would change: (setting, old, new). Errors: SettingsError."""
    return adjusting.prepare_change(adjusting.settings_text(place.path), place.settings, given, tables)[2]


def _context(place: Workspace) -> dict[str, Any]:
    text = adjusting.settings_text(place.path)
    history = adjusting.read_history(place.path)[:_SHOWN]
    return {
        "sections": [(name, title, adjusting.list_settings(place.settings, name)) for name, title in adjusting.SECTIONS],
        "tables": [(name, title, adjusting.read_table_text(text, name)) for name, title in adjusting.TABLES],
        "history": [(row, datetime.fromisoformat(row.changed_at)) for row in history],
        "has_run": place.current() is not None,
        "proposals": _proposals(place),
    }  # fmt: skip


def _proposals(place: Workspace) -> list[tuple[weighing.Proposal, Table]]:
    """Return the weights that comparisons and choices of the published run would give, each with its table."""
    run = place.current()
    if run is None:
        return []
    with run.reading() as reader:
        return [(p, weighing.proposals_table([p])) for p in weighing.read_proposals(reader)]


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show every parameter with its value and its default, and who changed what when."""
    return render(request, "settings/page.html", _context(workspace()))


@require_POST
def try_out(request: HttpRequest) -> HttpResponse:
    """Work out in the background what a change would do; nothing is changed by it."""
    place = workspace()
    given, tables = _asked(request, place)
    run = place.current()
    if run is None:
        raise Http404
    try:
        _check(place, given, tables)
    except ClientelaError as error:
        return render(
            request,
            "settings/page.html",
            {**_context(place), "problem": error.message, "given": {**given, **tables}},
            status=422,
        )
    reason = request.POST.get("reason", "").strip()[:500]
    return _start(request, run, given, tables, reason)


def _start(request: HttpRequest, run: Run, given: dict[str, str], tables: dict[str, str], reason: str) -> HttpResponse:  # fmt: skip
    arguments = {"given": given, "tables": tables, "reason": reason, "as_of": run.manifest.as_of_day.isoformat()}  # fmt: skip
    job = start_job("what_if", arguments, person=request.user)
    job.arguments = {**job.arguments, "next": f"{reverse('settings:effect')}?{urlencode({'job': job.pk})}"}
    job.save(update_fields=["arguments"])
    return redirect("jobs:status", job_id=job.pk)


@require_POST
def try_weights(request: HttpRequest) -> HttpResponse:
    """Work out what the weights told by comparisons or choices would do; nothing is changed by it."""
    place = workspace()
    run = place.current()
    if run is None:
        raise Http404
    try:
        with run.reading() as reader:
            found = weighing.read_proposals(reader)
        proposal = weighing.find_proposal(found, source=request.POST.get("source", ""), axis=request.POST.get("axis", ""))  # fmt: skip
        text = weighing.criteria_text(place.settings.portfolio_criteria, proposal, unit=place.settings.company.business_unit)  # fmt: skip
        _check(place, {}, {weighing.TABLE: text})
    except ClientelaError as error:
        return render(request, "settings/page.html", {**_context(place), "problem": error.message}, status=422)  # fmt: skip
    return _start(request, run, {}, {weighing.TABLE: text}, request.POST.get("reason", "").strip()[:500])


def _tried(number: str) -> Job:
    """Return a finished trial by its number. Errors: Http404."""
    if not number.isdecimal():
        raise Http404
    job: Job = get_object_or_404(Job, pk=int(number), kind="what_if", state=State.DONE)
    return job


@require_GET
def effect(request: HttpRequest) -> HttpResponse:
    """Show what a change that was tried out does to the headline figures."""
    job = _tried(request.GET.get("job", ""))
    place = workspace()
    now = place.current()
    if now is None:
        raise Http404
    with now.reading() as reader:
        before = headlines.headline_figures(reader)
    with place.get_run(job.result["run_id"]).reading() as reader:
        after = headlines.headline_figures(reader)
    try:
        changes = _check(place, job.arguments["given"], job.arguments["tables"])
    except ClientelaError:  # it has been kept meanwhile, or something else was
        changes = ()
    listed = Table(
        "changes", msg("What is changed"), (Column("setting", msg("Setting")), Column("old", msg("Now")), Column("new", msg("Changed to"))),
        tuple((name, old or None, new or None) for name, old, new in changes),
    )  # fmt: skip
    context = {
        "job": job,
        "changes": listed if changes else None,
        "figures": headlines.headline_table(before, after, currency=now.manifest.currency),
    }
    return render(request, "settings/effect.html", context)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Write a change that was tried out, with who, when and why, and show its run on all pages."""
    job = _tried(request.POST.get("job", ""))
    place = workspace()
    count = place.keep_settings(
        job.arguments["given"], job.arguments["tables"], changed_by=request.user.get_username(), changed_at=timezone.now(), reason=job.arguments["reason"],
    )  # fmt: skip
    place.publish(job.result["run_id"])
    messages.success(request, say(nmsg("{count} setting changed; all pages show the figures with it.", "{count} settings changed; all pages show the figures with them.", count)))  # fmt: skip
    return redirect("settings:page")
