"""The lifecycle in numbers, and whether its states keep their word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Bars, Column, Section, Series, Table
from clientela.classes._states import STATES
from clientela.reports._words import label, money, share, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

_STATE_NAMES = dict(STATES)


def _reorders(inputs: Inputs) -> Table:
    order = list(_STATE_NAMES)
    rows = sorted(inputs.tables["lifecycle_reorders"], key=lambda r: order.index(r["state"]))
    return Table(
        name="lifecycle_reorders",
        title=msg("Do the states keep their word? What became of last year's"),
        columns=(
            Column("state", msg("State a year ago"), "text"),
            Column("customers_count", msg("Customers"), "count"),
            Column("reordered_count", msg("Ordered again within 12 months"), "count"),
            Column("reorder_share", msg("Share that ordered again"), "share"),
            Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
            Column("revenue_12m_amount", msg("Last 12 months"), "money"),
        ),
        rows=tuple(
            (
                _STATE_NAMES[r["state"]],
                r["customers_count"],
                r["reordered_count"],
                r["reorder_share"],
                r["revenue_prior_12m_amount"],
                r["revenue_12m_amount"],
            )
            for r in rows
        ),
        note=msg(
            "The states of a year ago were decided with what was known then. Where a lost customer orders again, the state spoke too soon."
        ),
        currency=inputs.currency,
    )


def lifecycle_section(inputs: Inputs) -> Section:
    """The measured states now and a year ago, and the moves between them."""
    order = list(_STATE_NAMES)
    rows = sorted(inputs.tables["lifecycle_table"], key=lambda r: order.index(r["state"]))
    revenue = total(rows, "revenue_12m_amount")
    table = Table(
        name="lifecycle_table",
        title=msg("Lifecycle states"),
        columns=(
            Column("state", msg("State"), "text"),
            Column("customers_count", msg("Customers"), "count"),
            Column("year_ago_count", msg("A year ago"), "count"),
            Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
            Column("revenue_share", msg("Share of revenue"), "share"),
            Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
        ),
        rows=tuple(
            (
                _STATE_NAMES[r["state"]],
                r["customers_count"],
                r["year_ago_count"],
                r["revenue_12m_amount"],
                share(r["revenue_12m_amount"], revenue),
                r["revenue_prior_12m_amount"],
            )
            for r in rows
        ),
        total=(
            msg("Total"),
            total(rows, "customers_count"),
            total(rows, "year_ago_count"),
            revenue,
            None,
            total(rows, "revenue_prior_12m_amount"),
        ),
        note=msg(
            "Every customer is in exactly one state. Excluded, partner, offer, qualified prospect and target need decisions and offers, which invoices do not hold."
        ),
        currency=inputs.currency,
    )
    bars = Bars(
        name="lifecycle_states",
        title=msg("Customers by state, now and a year ago"),
        categories=tuple(_STATE_NAMES[r["state"]] for r in rows),
        series=(
            Series("customers_count", msg("Now"), tuple(r["customers_count"] for r in rows), "count", "bar"),
            Series(
                "year_ago_count", msg("A year ago"), tuple(r["year_ago_count"] for r in rows), "count", "bar"
            ),
        ),
        is_horizontal=True,
    )
    moves = sorted(inputs.tables["lifecycle_moves"], key=lambda r: -r["customers_count"])
    flow = Table(
        name="lifecycle_moves",
        title=msg("Moves between the states in a year"),
        columns=(
            Column("from_state", msg("A year ago"), "text"),
            Column("to_state", msg("Now"), "text"),
            Column("customers_count", msg("Customers"), "count"),
            Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
            Column("revenue_12m_amount", msg("Last 12 months"), "money"),
        ),
        rows=tuple(
            (
                label(m["from_state"], _STATE_NAMES, msg("not yet a customer")),
                _STATE_NAMES[m["to_state"]],
                m["customers_count"],
                m["revenue_prior_12m_amount"],
                m["revenue_12m_amount"],
            )
            for m in moves
        ),
        currency=inputs.currency,
        limit=20,
    )
    gone = [r for r in rows if r["state"] in ("A", "S")]
    lead = msg(
        "{count} customers are late or sleeping; they brought {amount} in the last 12 months.",
        count=Amount(total(gone, "customers_count") or 0, "count"), amount=money(total(gone, "revenue_12m_amount") or 0, inputs.currency),
    )  # fmt: skip
    return Section("lifecycle", msg("Lifecycle"), (bars, table, _reorders(inputs), flow), lead)
