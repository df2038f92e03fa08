"""Answers to alarms: entered like a file, they count from the next run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.engine.connect import Engine
from clientela.engine.frames import fetch_arrays
from clientela.identity._links import Numbers
from clientela.predictions.family_alarms import ALARMS
from clientela.runs.build import view_facts
from clientela.runs.entering import enter_rows
from clientela.tables._generation import read_generation
from clientela.tables.alarm_answers import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from clientela.runs.importing import Outcome
    from clientela.runs.place import Place
    from clientela.runs.reader import Reader, Row

ALARM_WORDS = dict(ALARMS)
ALARM_ANSWERS = {code.value: code.title for code in ANSWERS}


class AlarmError(ClientelaError):
    """An answer that cannot be entered."""


@dataclass(frozen=True, slots=True)
class AlarmAnswer:
    """What somebody says of one alarm. `family` is empty where families are not stated."""

    customer_id: str
    family: str
    kind: str
    last_order_on: date | None
    answer: str
    note: str = ""


def list_alarms(reader: Reader) -> list[Row]:
    """Return the alarms to be looked at this week, of the customers in view, the most at stake first."""
    return reader.rows("alarm_list")


def find_alarm(reader: Reader, *, customer_id: str, family: str, kind: str) -> Row | None:
    """Return an open alarm of a customer in view; None when there is none."""
    wanted = (customer_id, family, kind)
    return next(
        (r for r in list_alarms(reader) if (r["customer_id"], r["product_family"] or "", r["alarm_class"]) == wanted), None
    )  # fmt: skip


def _qualified(known: Numbers, number: str) -> str:
    """Return a number for good: with its source, since another source may use it later."""
    key = known.find(number)
    if key is None:
        raise AlarmError(msg("There is no single customer with the number {number}.", number=number))
    return str(known.qualified(key))


def answer_alarms(
    workspace: Place, answers: Sequence[AlarmAnswer], *, answered_by: str, answered_at: datetime
) -> Outcome:
    """Enter answers to alarms, all of them or none; they count from the next run whose day is not before theirs.

    Errors: AlarmError when nobody is named, for a customer that is not there, or for an answer that is none of `ALARM_ANSWERS`.
    """
    if not answered_by.strip():
        raise AlarmError(msg("Say who answers: it is written into the log."))
    for answer in answers:
        if answer.answer not in ALARM_ANSWERS or answer.kind not in ALARM_WORDS:
            raise AlarmError(
                msg("{answer} is no answer to an alarm. Known: {known}.", answer=answer.answer, known=", ".join(ALARM_ANSWERS))
            )  # fmt: skip
    with Engine() as engine:
        facts = workspace.path / "facts"
        view_facts(engine, read_generation(facts), facts)
        known = Numbers(fetch_arrays(engine, "select customer_key, source, customer_id from customer_keys"))
    rows = [
        {
            "customer_id": _qualified(known, a.customer_id), "product_family": a.family or None, "alarm_kind": a.kind, "last_order_on": a.last_order_on,
            "alarm_answer": a.answer, "answered_on": answered_at.date(), "answered_by": answered_by.strip(), "note": a.note or None,
        }
        for a in answers
    ]  # fmt: skip
    return enter_rows(workspace, "alarm_answers", rows, name="alarm answers", entered_at=answered_at)
