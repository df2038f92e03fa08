"""What it took to win customers: hours and concessions against what they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.won_customers import WORTHS
from clientela.base.i18n import msg
from clientela.blocks import Block, Column, Table
from clientela.reports._words import NOT_STATED, label

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("won_customers", "winning_effort")
_WORTHS = dict(WORTHS)


def won_blocks(inputs: Inputs) -> list[Block]:
    """Effort per customer won, by sales person and one by one; nothing where nobody was won."""
    rows = inputs.tables["won_customers"]
    if not rows:
        return []
    people = inputs.tables["winning_effort"]
    by_person = Table(
        "winning_effort",
        msg("Effort and concessions per customer won"),
        (
            Column("seller_id", msg("Sales person"), "text"), Column("won_count", msg("Customers won"), "count"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("contribution_12m_amount", msg("Contribution"), "money"),
            Column("acquisition_hours", msg("Hours"), "number", digits=1), Column("hours_per_won", msg("Hours per customer won"), "number", digits=1), Column("taken_amount", msg("Effort and concessions"), "money"),
            Column("taken_per_won_amount", msg("per customer won"), "money"), Column("costs_more_count", msg("Took more than they leave"), "count"),
        ),
        tuple(
            (r["seller_id"] or NOT_STATED, *(r[n] for n in ("won_count", "revenue_12m_amount", "contribution_12m_amount", "acquisition_hours", "hours_per_won", "taken_amount", "taken_per_won_amount", "costs_more_count")))
            for r in people
        ),
        currency=inputs.currency,
        limit=15,
    )  # fmt: skip
    listed = Table(
        "won_customers",
        msg("What it took to win each customer"),
        (
            Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("seller_id", msg("Sales person"), "text"), Column("first_order_on", msg("First order"), "date"), Column("revenue_12m_amount", msg("Revenue"), "money"),
            Column("acquisition_hours", msg("Hours"), "number", digits=1), Column("effort_amount", msg("Cost of the hours"), "money"), Column("concession_amount", msg("Discount beyond that of the peers"), "money"),
            Column("taken_amount", msg("Effort and concessions"), "money"), Column("contribution_12m_amount", msg("Contribution"), "money"), Column("worth", msg("Was it worth it?"), "text"),
        ),
        tuple(
            (*(r[n] for n in ("customer_id", "customer_name", "seller_id", "first_order_on", "revenue_12m_amount", "acquisition_hours", "effort_amount", "concession_amount", "taken_amount", "contribution_12m_amount")), label(r["won_worth_class"], _WORTHS))
            for r in rows
        ),
        msg("Hours of contact up to a year after the first order. A discount is in the contribution already; here it says how much was given away to win."),
        currency=inputs.currency,
        limit=15,
    )  # fmt: skip
    return [by_person, listed]
