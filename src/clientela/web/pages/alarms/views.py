"""Which customers to look at this week, and what came of looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clientela.base.i18n import msg
from clientela.web.data import OpenRun, with_run, workspace
from clientela.web.pages.doubles.deciding import WAIT_SECONDS, back_to
from clientela.web.ui.page import Permission
from clientela.web.ui.templatetags.show import say
from clientela.workspace import ALARM_ANSWERS, AlarmAnswer, fields_of, find_alarm, list_alarms

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ANSWERED = "answered_alarms"
"""What a session remembers as answered until the next run knows it."""
_MOST_KEPT = 500


def _name(row: dict[str, object]) -> str:
    return f"{row['customer_id']}\t{row['product_family'] or ''}\t{row['alarm_class']}"


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show the alarms to be looked at, with the form that answers them, and how many of those before were right."""
    words = {f.name: dict(f.codes) for f in fields_of("alarm_list") if f.codes}
    done = set(request.session.get(ANSWERED, ()))
    rows = [
        {**row, "alarm_words": words["alarm_class"][row["alarm_class"]], "is_answered": _name(row) in done}
        for row in run.ask(list_alarms)
    ]
    sections = run.find_sections("alarms", "precision")
    context = {
        "rows": rows,
        "sections": sections,
        "answers": list(ALARM_ANSWERS.items()),
        "may_answer": request.user.may(Permission.ANSWER),
        "currency": run.currency,
    }
    return render(request, "alarms/page.html", context)


@require_POST
@with_run
def answer(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Write down what somebody found out about one alarm of a customer in view."""
    given = request.POST.get("answer", "")
    row = run.ask(
        find_alarm, customer_id=request.POST.get("customer_id", ""), family=request.POST.get("family", ""), kind=request.POST.get("kind", "")
    )  # fmt: skip
    if row is None or given not in ALARM_ANSWERS:
        raise Http404
    place = workspace()
    place.wait_seconds = WAIT_SECONDS
    said = AlarmAnswer(
        row["customer_id"], row["product_family"] or "", row["alarm_class"], row["last_order_on"], given,
        request.POST.get("note", "").strip()[:500],
    )  # fmt: skip
    place.answer_alarms([said], answered_by=str(request.user), answered_at=timezone.now())
    request.session[ANSWERED] = [*request.session.get(ANSWERED, []), _name(row)][-_MOST_KEPT:]
    messages.success(request, say(msg("{number}: {answer}. It counts from the next run.", number=row["customer_id"], answer=ALARM_ANSWERS[given])))  # fmt: skip
    return back_to(request, "alarms:page")
