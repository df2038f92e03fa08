"""What was decided on these figures, who was against it, and what is to be looked at again, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg, nmsg
from clientela.blocks import Column, Section, Table
from clientela.economics.decisions import REVIEWS

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("decisions",)
_REVIEWS = dict(REVIEWS)


def decisions_section(inputs: Inputs) -> Section | None:
    """List the decisions, those to be looked at first (dossier 9.3, 12.2)."""
    order = list(_REVIEWS)
    rows = inputs.tables["decisions"]
    if not rows:
        return None
    rows = sorted(rows, key=lambda r: r["decided_on"], reverse=True)
    rows.sort(key=lambda r: order.index(r["review_class"]))
    overdue = sum(r["review_class"] == "overdue" for r in rows)
    table = Table(
        "decisions",
        msg("Decisions"),
        (
            Column("decision_id", msg("Number"), "text"), Column("decided_on", msg("Decided on"), "date"), Column("decided_by", msg("Decided by"), "text"), Column("customer_name", msg("Customer"), "text"), Column("decision", msg("Decision"), "text"),
            Column("dissent", msg("Who was against it, and why"), "text"), Column("expected", msg("What is expected"), "text"), Column("review_on", msg("To be reviewed on"), "date"), Column("review", msg("Review"), "text"), Column("outcome", msg("Outcome"), "text"),
            Column("basis", msg("Runs it rests on"), "text"),
        ),
        tuple((r["decision_id"], r["decided_on"], r["decided_by"], r["customer_name"], r["decision_text"], r["dissent_text"], r["expected_text"], r["review_on"], _REVIEWS[r["review_class"]], r["outcome_text"], r["basis_run_ids"]) for r in rows),
        note=msg("From the table decision_log. A decision without a day to look again is never found wrong."),
        limit=30,
    )  # fmt: skip
    lead = nmsg("{count} decision waits for its review.", "{count} decisions wait for their review.", overdue) if overdue else None  # fmt: skip
    return Section("decisions", msg("Decisions, and what came of them"), (table,), lead)
