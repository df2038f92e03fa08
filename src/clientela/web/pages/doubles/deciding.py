"""What a person decides on doubles: one of them, all sure ones, later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.web.data import OpenRun, with_run, workspace
from clientela.web.jobs.tasks import start_job
from clientela.web.pages.doubles.questions import open_doubles
from clientela.web.pages.doubles.views import LATER
from clientela.web.ui.middleware import came_from
from clientela.web.ui.templatetags.show import say
from clientela.workspace import (
    REASON_WORDS,
    CustomerNotFoundError,
    apart_statements,
    find_customer,
    join_statements,
    sure_statements,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from clientela.workspace import Cluster, Statement

JOINS = ("legal", "site", "group")
_MOST_PUT_OFF = 500
WAIT_SECONDS = 20.0
"""A page waits less long for its turn to write than a command does."""


def write_links(request: HttpRequest, statements: Sequence[Statement], *, is_withdrawn: bool = False) -> None:
    """State links, or take them back, in the name of the person."""
    place = workspace()
    place.wait_seconds = WAIT_SECONDS
    place.link(statements, stated_by=str(request.user), stated_at=timezone.now(), is_withdrawn=is_withdrawn)


def back_to(request: HttpRequest, page: str) -> HttpResponse:
    """Go back to where a form was sent from; a browser that does not say goes to the page."""
    address = came_from(request)
    return redirect(page if address == "/" else address)


def find_in_scope(run: OpenRun, numbers: Sequence[str]) -> None:
    """Answer 404 when one of the numbers is no customer, or none the reader may see."""
    try:
        for number in numbers:
            run.ask(find_customer, number)
    except CustomerNotFoundError as error:
        raise Http404 from error


def _cluster(run: OpenRun, numbers: Sequence[str]) -> Cluster | None:
    """Return the open double that holds these numbers."""
    wanted = set(numbers)
    return next((c for c in open_doubles(run) if wanted <= {m.customer_id for m in c.members}), None)


@require_POST
@with_run
def decide(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Write down what somebody decided on one double."""
    numbers = list(dict.fromkeys(request.POST.getlist("id")))
    decision = request.POST.get("decision", "")
    if decision not in (*JOINS, "apart", "later"):
        raise Http404
    find_in_scope(run, numbers)
    if len(numbers) < 2:  # noqa: PLR2004 - a pair
        messages.error(request, say(msg("Choose at least two numbers.")))
        return back_to(request, "doubles:page")
    cluster = _cluster(run, numbers)
    if cluster is None:
        messages.info(request, say(msg("That double has been decided on meanwhile.")))
        return redirect("doubles:page")
    if decision == "later":
        put_off = [*request.session.get(LATER, []), cluster.name]
        request.session[LATER] = put_off[-_MOST_PUT_OFF:]
        return back_to(request, "doubles:page")
    evidence = request.POST.get("evidence", "").strip()[:500] or "; ".join(
        say(REASON_WORDS[c]) for c in cluster.reasons
    )
    if decision == "apart":
        statements = apart_statements(
            cluster, numbers, evidence=request.POST.get("evidence", "").strip()[:500]
        )
    else:
        members = [m for m in cluster.members if m.customer_id in numbers]
        statements = join_statements(members, decision, main=request.POST.get("main", ""), evidence=evidence)
    write_links(request, statements)
    listed = ", ".join(numbers)
    words = {
        "legal": msg("{numbers}: the same firm. It counts from the next run.", numbers=listed),
        "site": msg("{numbers}: the same place. It counts from the next run.", numbers=listed),
        "group": msg("{numbers}: the same group. It counts from the next run.", numbers=listed),
        "apart": msg("{numbers}: different firms. You are not asked about them again.", numbers=listed),
    }
    messages.success(request, say(words[decision]))
    return back_to(request, "doubles:page")


def _token(statements: Sequence[Statement]) -> str:
    """Name a list of statements, so that what is confirmed is what was looked at."""
    text = "\n".join(f"{s.customer_id}\t{s.other_id}" for s in statements)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@require_http_methods(["GET", "POST"])
@with_run
def sure(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show what accepting all sure doubles, but those put off, would join; accept them when that very list is confirmed."""
    later = set(request.session.get(LATER, ()))
    found = [c for c in open_doubles(run) if c.certainty_class == "sure" and c.name not in later]
    statements = sure_statements(found, say=say)
    token = _token(statements)
    if request.method == "POST":
        if not statements or request.POST.get("token") != token:
            messages.warning(request, say(msg("The list has changed meanwhile. Look at it again.")))
            return redirect("doubles:sure")
        write_links(request, statements)
        messages.success(
            request,
            say(
                nmsg(
                    "{count} number joined. It counts from the next run.",
                    "{count} numbers joined. They count from the next run.",
                    len(statements),
                )
            ),
        )
        return redirect("doubles:page")
    context = {
        "lead": msg(
            "{joined} would count under {stays}; {amount} of the last 12 months move with them.",
            joined=nmsg("{count} number", "{count} numbers", len(statements)),
            stays=nmsg("{count} other", "{count} others", len(found)),
            amount=Amount(sum(c.at_stake_amount for c in found), "money", run.currency),
        ),
        "rows": [
            (c, [m for m in c.members if m.stands_id != c.main.stands_id], [REASON_WORDS[code] for code in c.reasons])
            for c in found
        ],
        "token": token,
    }  # fmt: skip
    return render(request, "doubles/sure.html", context)


@require_POST
@with_run
def count(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Start a run of the same day, which counts by what has been stated since, and come back."""
    arguments = {"as_of": run.manifest.as_of, "publish": True, "next": reverse("doubles:page")}
    return redirect("jobs:status", job_id=start_job("run", arguments, person=request.user).pk)
