"""Decisions: who decided what, on which figures, and what came of it."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

decision_log = canonical_table(
    name="decision_log",
    title=msg("Log of decisions"),
    grain=msg("One row is one decision."),
    key=("decision_id",),
    level=6,
    brings=msg("Decisions with the figures they rested on, looked at again on the day that was agreed."),
    known_on="decided_on",
    columns=(
        v.own_id("decision_id", msg("Decision number"), "decisione", "номер решения", "entscheidungsnummer", example="DL1"),
        v.day("decided_on", msg("Decided on"), "decision date", "date", "data decisione", "data", "дата решения", "дата", "datum", is_required=True),
        v.column("decided_by", msg("Decided by"), "text", "who", "decided by", "decisore", "chi", "кто решил", "entschieden von", examples=("Sales director",)),
        v.column("decision", msg("Decision"), "text", "decision text", "decisione", "решение", "entscheidung", is_required=True, examples=("raise the minimum order",)),
        v.optional(v.CUSTOMER),
        v.column("basis_run_ids", msg("Runs it rests on"), "text", "basis", "run ids", "base", "основание", "grundlage", examples=("r-2024-03",)),
        v.column("dissent", msg("Who was against it, and why"), "text", "dissent", "against", "objections", "dissenso", "contrari", "особое мнение", "возражения", "gegenstimmen",
                 examples=("Area manager: the customer will not accept it",)),
        v.column("expected", msg("What is expected"), "text", "expected result", "atteso", "ожидание", "erwartung", examples=("fewer small orders",)),
        v.day("review_on", msg("To be reviewed on"), "review date", "data verifica", "дата проверки", "uberprufung am", examples=("2024-09-30",)),
        v.column("outcome", msg("Outcome"), "text", "result", "esito", "результат", "ergebnis", examples=("orders below 100 halved",)),
    ),
    must_have=(("decided_by", "expected", "review_on", "outcome"),),
    checks=(Check("review_before_decision", msg("The review is before the decision"), "review_on < decided_on"),),
)  # fmt: skip
