"""The list of customers worth asking, and the form of one of them. Neither shows what is at stake."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from clientela.base.i18n import msg
from clientela.web.data import OpenRun, with_run, workspace
from clientela.web.pages.assess.entries import entries_of, form_questions, standing
from clientela.web.pages.assess.form import MOST_LETTERS, ask
from clientela.web.pages.doubles.deciding import WAIT_SECONDS
from clientela.web.ui.templatetags.show import say
from clientela.workspace import CustomerNotFoundError, asking, find_customer, judging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from clientela.web.accounts.models import User

ROWS = 50


def author_of(person: User) -> str:
    """Return who judges: the employee number of a sales person whose account names exactly one, else the log-in name."""
    own = person.scope.values if person.scope.column == "seller_id" and person.role == "seller" else ()
    return own[0] if len(own) == 1 else str(person.username)


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show the customers of whom a question waits, the most worth asking first, without any money."""
    search = request.GET.get("search", "").strip()[:200]
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    number = max(1, min(number, 100_000))
    found = run.ask(judging.list_waiting, search=search, limit=ROWS, offset=(number - 1) * ROWS)
    pages = max(1, -(-found.total // ROWS))
    mine = entries_of(run, request.user.username)
    named = run.ask(judging.name_customers, mine)
    last: dict[int, Any] = {}
    for entry in mine:
        customer = named.get((entry.source, entry.customer_id))
        if customer is not None:
            last.setdefault(customer["customer_key"], entry.recorded_at.date())
    asked = {"search": search} if search else {}
    context = {
        "rows": [{**row, "assessed_on": last.get(row["customer_key"])} for row in found.rows],
        "total": found.total, "search": search, "number": number, "pages": pages,
        "before": "?" + urlencode({**asked, "page": number - 1}) if number > 1 else "",
        "after": "?" + urlencode({**asked, "page": number + 1}) if number < pages else "",
        **standing(request, run),
    }  # fmt: skip
    return render(request, "assess/page.html", context)


@require_http_methods(["GET", "POST"])
@with_run
def customer(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show the form of one customer in view; save it when every answer can be used, else nothing of it."""
    try:
        row = run.ask(find_customer, request.GET.get("id", ""))
    except CustomerNotFoundError as error:
        raise Http404 from error
    key, questions = row["customer_key"], form_questions(run)
    source, number = run.ask(judging.stated_number, key)
    mine = entries_of(run, request.user.username)
    own = [e for e in mine if (e.source, e.customer_id) == (source, number)]
    today = timezone.localdate()
    asked = ask(questions, request.POST, today=today, entries=own)
    problem = None
    if request.method == "POST":
        answers = [answer for one in asked.values() for answer in one.read()]
        wrong = [one for one in asked.values() if one.errors]
        if answers and not wrong:
            _save(request, answers, source=source, number=number)
            messages.success(request, say(msg("{number}: the assessment is saved. It counts from the next run as of {day} or later.", number=row["customer_id"], day=today)))  # fmt: skip
            return redirect("assess:page")
        problem = (
            msg("Nothing is saved yet. Mend what is marked below.")
            if wrong
            else msg("Nothing is filled in yet.")
        )
    first = run.ask(judging.asked_first, key)
    rest = [one for name, one in asked.items() if name not in first]
    context = {
        "row": row, "problem": problem, "wrong": [one for one in asked.values() if one.errors], "first": [asked[name] for name in first],
        "groups": [
            (title, group, any(one.is_touched for one in group))
            for axis, title in asking.AXIS_TITLES.items()
            if (group := [one for one in rest if one.question.axis == axis])
        ],
        "states": asking.STATES, "known_by": asking.KNOWN_BY, "today": today, "most_letters": MOST_LETTERS,
    }  # fmt: skip
    return render(request, "assess/customer.html", context, status=422 if problem else 200)


def _save(request: HttpRequest, answers: Sequence[judging.Answer], *, source: str, number: str) -> None:
    """Bring one form in as one batch, through the door that every file takes."""
    person: Any = request.user
    now = timezone.now()
    place = workspace()
    place.wait_seconds = WAIT_SECONDS
    with tempfile.TemporaryDirectory(prefix="clientela-assessment-") as folder:
        path = judging.write_answers(
            answers, Path(folder), customer_id=number, author=author_of(person), person=str(person.username),
            recorded_at=timezone.localtime(now).replace(tzinfo=None),
        )  # fmt: skip
        place.import_files([path], imported_at=now, source=source)
