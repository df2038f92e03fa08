"""What was assessed by whom, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clientela.base.i18n import msg
from clientela.web.data import OpenRun, with_run, workspace
from clientela.web.jobs.tasks import start_job
from clientela.web.pages.assess.form import parts_by_measure, say_answer
from clientela.web.pages.doubles.deciding import WAIT_SECONDS, back_to
from clientela.web.ui.page import Permission
from clientela.web.ui.templatetags.show import say
from clientela.workspace import asking, judging

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

MOST = 200
"""How many assessments a page shows."""
_MONTH = 31


def form_questions(run: OpenRun) -> tuple[asking.Question, ...]:
    """Return what the form asks by the settings of the run."""
    found: tuple[asking.Question, ...] = run.once(
        "assessed", lambda reader: asking.questions_of(reader.params)
    )
    return found


def entries_of(run: OpenRun, person: str = "") -> tuple[judging.Entry, ...]:
    """Return the forms that are part of the facts, the newest first; with `person` those of that log-in."""
    place = workspace()
    number = place.facts.number
    # every form makes new facts: the answer of the last ones is kept, and no other
    known: dict[int, tuple[judging.Entry, ...]] = run.once("forms", lambda _: {})
    found = known.get(number)
    if found is None:
        found = judging.list_entries(place)
        known.clear()
        known[number] = found
    return tuple(e for e in found if e.person == person) if person else found


def _day_of_count(run: OpenRun) -> date:
    """Return the day of a run that knows what was entered up to today."""
    today: date = timezone.localdate()
    return max(run.manifest.as_of_day, today)


def standing(request: HttpRequest, run: OpenRun) -> dict[str, Any]:
    """Say what the run does not count yet: of everybody to who may start a run, else of the reader's own."""
    place, person = workspace(), request.user
    is_whole = person.may(Permission.COMPANY)
    entries = entries_of(run, "" if is_whole else person.username)
    waiting = judging.pending_entries(place, run.manifest, entries)
    withdrawn = judging.count_withdrawn(place, run.manifest) if is_whole else 0
    day = _day_of_count(run)
    return {
        "pending": len(waiting) + withdrawn, "may_run": is_whole, "count_day": day, "is_later": day > run.manifest.as_of_day,
        "is_far": (day - run.manifest.as_of_day).days > _MONTH,
    }  # fmt: skip


def _seen(request: HttpRequest, run: OpenRun) -> list[tuple[judging.Entry, dict[str, Any]]]:
    """Return the entries the reader may see and take back, with their customers in view: its own, or all of them."""
    is_whole = request.user.may(Permission.COMPANY)
    entries = entries_of(run, "" if is_whole else request.user.username)
    named = run.ask(judging.name_customers, entries)
    return [(e, named[e.source, e.customer_id]) for e in entries if (e.source, e.customer_id) in named]


@require_GET
@with_run
def mine(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show what the reader assessed, the newest first; who sees the whole company may ask for everybody's."""
    may_all = request.user.may(Permission.COMPANY)
    is_all = may_all and request.GET.get("show") == "all"
    seen = [(e, c) for e, c in _seen(request, run) if is_all or e.person == request.user.username]
    parts = parts_by_measure(form_questions(run))
    waiting = {e.batch_id for e in judging.pending_entries(workspace(), run.manifest, [e for e, _ in seen])}
    context = {
        "rows": [
            {"entry": e, "customer": c, "said": [say_answer(a, parts) for a in e.answers], "is_pending": e.batch_id in waiting}
            for e, c in seen[:MOST]
        ],
        "total": len(seen), "most": MOST, "is_all": is_all, "may_all": may_all, **standing(request, run),
    }  # fmt: skip
    return render(request, "assess/mine.html", context)


@require_POST
@with_run
def take_back(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Take one assessment out of the facts: the next run gives the figures without it."""
    wanted = request.POST.get("batch", "")
    found = next((pair for pair in _seen(request, run) if pair[0].batch_id == wanted), None)
    if found is None:
        raise Http404
    place = workspace()
    place.wait_seconds = WAIT_SECONDS
    place.undo(found[0].batch_id)
    messages.success(request, say(msg("{number}: the assessment is taken back. The figures are without it from the next run.", number=found[1]["customer_id"])))  # fmt: skip
    return back_to(request, "assess:mine")


@require_POST
@with_run
def count(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Start a run that knows what was entered up to today, and come back."""
    arguments = {"as_of": _day_of_count(run).isoformat(), "publish": True, "next": reverse("assess:page")}
    return redirect("jobs:status", job_id=start_job("run", arguments, person=request.user).pk)
