"""Who assesses whom by when, as blocks: by person, and customer by customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.assessment_campaign import MOST_CUSTOMERS, REMINDERS
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Column, Section, Table
from clientela.portfolios.ask_next import QUESTIONS
from clientela.reports._portfolio_evidence import criteria_by_code, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.reports._inputs import Inputs

WHOLE_TABLES = ("assessment_campaign",)
_NOBODY = msg("nobody")
_REMINDERS, _QUESTIONS = dict(REMINDERS), dict(QUESTIONS)


def _by_person(rows: Sequence[dict[str, Any]]) -> Table:
    people: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        people.setdefault(row["seller_id"], []).append(row)
    return Table(
        "campaign_people",
        msg("Work by person"),
        (
            Column("seller_id", msg("Sales person"), "text"), Column("customers_count", msg("Customers"), "count"), Column("questions_count", msg("Questions that wait"), "count"),
            Column("running_out_count", msg("Facts that expired or soon will"), "count"), Column("first_due_on", msg("First day due"), "date"), Column("remind_count", msg("To be reminded of"), "count"), Column("second_count", msg("Second person needed"), "count"),
        ),
        tuple(
            (
                _NOBODY if person is None else person, len(mine), sum(r["questions_count"] for r in mine), sum(r["expired_count"] + r["expiring_count"] for r in mine),
                min(r["due_on"] for r in mine), sum(r["reminder_class"] == "remind" for r in mine), sum(r["is_second_needed"] for r in mine),
            )
            for person, mine in sorted(people.items(), key=lambda pair: (pair[0] is None, pair[0] or ""))
        ),
        limit=40,
    )  # fmt: skip


def _second(row: dict[str, Any]) -> Any:
    if not row["is_second_needed"]:
        return None
    return row["second_id"] or msg("yes, nobody in sight")


def campaign_section(inputs: Inputs) -> Section | None:
    """Who asks which customer what, by when, whom to remind, and where one opinion is not enough (dossier 2.3)."""
    rows = sorted(inputs.tables["assessment_campaign"], key=lambda r: r["campaign_place"])
    if not rows:
        return None
    criteria, rules = criteria_by_code(inputs), inputs.settings.evidence
    orphans = sum(r["seller_id"] is None for r in rows)
    lead: Message = nmsg(
        "{count} customer is to be assessed; for {orphans} nobody is named who could do it.",
        "{count} customers are to be assessed; for {orphans} nobody is named who could do it.",
        len(rows), orphans=Amount(orphans, "count"),
    )  # fmt: skip
    if len(rows) == MOST_CUSTOMERS:  # there may be more: their number is not that of all
        lead = msg(
            "The {count} customers whose first question is worth most; there may be more to assess. For {orphans} of them nobody is named who could do it.",
            count=Amount(len(rows), "count"), orphans=Amount(orphans, "count"),
        )  # fmt: skip
    table = Table(
        "assessment_campaign",
        msg("Who assesses whom"),
        (
            Column("seller_id", msg("Sales person"), "text"), Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("questions_count", msg("Questions that wait"), "count"), Column("first", msg("Ask first"), "text"),
            Column("decides_amount", msg("Decides over"), "money"), Column("expired_count", msg("Expired"), "count"), Column("expiring_count", msg("Expire soon"), "count"), Column("due_on", msg("Due on"), "date"), Column("reminder_class", msg("Reminder"), "text"), Column("second", msg("Second person"), "text"),
        ),
        tuple(
            (_NOBODY if r["seller_id"] is None else r["seller_id"], r["customer_id"], r["customer_name"], r["questions_count"], _first(r, criteria), r["decides_amount"], r["expired_count"], r["expiring_count"], r["due_on"], _REMINDERS[r["reminder_class"]], _second(r))
            for r in rows
        ),
        note=msg(
            "The dearest tenth is due in {first} days, the others in {later}; a fact expires soon when it does within {soon} days. A second person is asked where one alone judged a customer of class A or a key account.",
            first=Amount(rules.dearest_due_days, "count"), later=Amount(rules.due_days, "count"), soon=Amount(rules.expiring_days, "count"),
        ),
        currency=inputs.currency,
        limit=30,
    )  # fmt: skip
    return Section("campaign", msg("Who assesses whom"), (_by_person(rows), table), lead)


def _first(row: dict[str, Any], criteria: dict[tuple[str, str], Any]) -> Any:
    if row["question_number"] is not None:
        return _QUESTIONS[row["question_number"]]
    return None if row["criterion"] is None else title_of(criteria, row["axis_class"], row["criterion"])
