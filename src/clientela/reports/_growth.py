"""Growth by what it brings: profit, stability and new possibilities, and what was conceded for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.growth_without_profit import GROUPS
from clientela.base.i18n import Message, msg, nmsg
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.economics.growth_quality import ANSWERS, STATES
from clientela.reports import _won
from clientela.reports._won import won_blocks
from clientela.reports._words import NOT_STATED, Row, label, money

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("growth_without_profit", "growth_by_owner", *_won.TABLES)
_ANSWERS, _STATES, _GROUPS = dict(ANSWERS), dict(STATES), dict(GROUPS)
_FLAGGED = ("without_profit", "without_stability")


def _customers(rows: list[Row], inputs: Inputs) -> Table:
    return Table(
        "growth_without_profit",
        msg("Customers that grow or were won: the three questions"),
        (
            Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("seller_id", msg("Sales person"), "text"), Column("won", msg("New customer"), "text"),
            Column("growth_amount", msg("More revenue"), "money"), Column("contribution_change_amount", msg("More contribution"), "money"), Column("growth_margin_share", msg("It earns"), "share"),
            Column("norm_share", msg("The company earns"), "share"), Column("profit", msg("Profit?"), "text"), Column("stable", msg("Stable?"), "text"), Column("new", msg("Something new?"), "text"),
            Column("growth_state", msg("Kind of growth"), "text"),
        ),
        tuple(
            (
                r["customer_id"], r["customer_name"], r["seller_id"], msg("new") if r["is_won"] else None, r["growth_amount"], r["contribution_change_amount"], r["growth_margin_share"], r["norm_share"],
                label(r["profit_answer"], _ANSWERS), label(r["stability_answer"], _ANSWERS), label(r["opportunity_answer"], _ANSWERS), label(r["growth_state"], _STATES),
            )
            for r in rows
        ),
        currency=inputs.currency,
        limit=25,
    )  # fmt: skip


def _concessions(rows: list[Row], inputs: Inputs) -> Table:
    return Table(
        "growth_concessions",
        msg("What was conceded, and the effort it took"),
        (
            Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("discount", msg("Discount"), "share"), Column("discount_peers", msg("Discount of the peers"), "share"),
            Column("concession_amount", msg("Discount beyond that of the peers"), "money"), Column("returns", msg("Returns"), "share"), Column("delay", msg("Pays later by days"), "days"),
            Column("terms", msg("Days to pay"), "days"), Column("terms_peers", msg("Days to pay of the peers"), "days"), Column("hours", msg("Hours of contact"), "number"),
            Column("hours_peers", msg("Hours of contact of the peers"), "number"), Column("won_hours", msg("Hours to win it"), "number"),
        ),
        tuple(
            (
                r["customer_id"], r["customer_name"], r["discount_12m_share"], r["usual_discount_12m_share"], r["concession_amount"], r["returns_12m_share"], r["payment_delay_change_days"],
                r["terms_days"], r["usual_terms_days"], r["contact_hours"], r["usual_contact_hours"], r["acquisition_hours"],
            )
            for r in rows
        ),
        msg("Peers are customers of the same kind and size. Empty is not known, not zero."),
        currency=inputs.currency,
        limit=25,
    )  # fmt: skip


def _owners(inputs: Inputs) -> list[Block]:
    rows = [r for r in inputs.tables["growth_by_owner"] if r["part"] is not None]
    if not rows:
        return []
    rows.sort(
        key=lambda r: (
            r["dimension"] != "seller_id",
            r["growth_state"] != "without_profit",
            -r["growth_amount"],
            str(r["part"]),
        )
    )
    table = Table(
        "growth_by_owner",
        msg("Growth by sales person and area"),
        (
            Column("dimension", msg("Seen by"), "text"), Column("part", msg("Part"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("growth_amount", msg("More revenue"), "money"),
            Column("contribution_change_amount", msg("More contribution"), "money"), Column("concession_amount", msg("Discount beyond that of the peers"), "money"),
            Column("flagged_count", msg("Customers that grow without profit or stability"), "count"), Column("growth_state", msg("Kind of growth"), "text"),
        ),
        tuple(
            (_GROUPS[r["dimension"]], r["part"] or NOT_STATED, r["revenue_12m_amount"], r["growth_amount"], r["contribution_change_amount"], r["concession_amount"], r["flagged_count"], label(r["growth_state"], _STATES))
            for r in rows
        ),
        currency=inputs.currency,
        limit=30,
    )  # fmt: skip
    return [table]


def _lead(flagged: list[Row], rows: list[Row], inputs: Inputs) -> Message:
    if flagged:
        return nmsg(
            "{count} customer grew by {amount} without bringing profit or stability. Look at what was conceded before more is.",
            "{count} customers grew by {amount} without bringing profit or stability. Look at what was conceded before more is.",
            len(flagged),
            amount=money(sum(r["growth_amount"] for r in flagged), inputs.currency),
        )
    if all(r["profit_answer"] == "unknown" for r in rows):
        return msg("Customers grow, and whether it brings profit is not known.")
    return msg("Growth brings profit, as far as it is known.")


def growth_section(inputs: Inputs) -> Section | None:
    """The three questions of each customer that grows or was won; None when nobody does."""
    rows: list[Row] = inputs.tables["growth_without_profit"]
    if not rows:
        return None
    flagged = [r for r in rows if r["growth_state"] in _FLAGGED]
    blocks: list[Block] = [
        _customers(rows, inputs),
        _concessions(rows, inputs),
        *won_blocks(inputs),
        *_owners(inputs),
    ]
    unknown = [r for r in rows if r["profit_answer"] == "unknown"]
    if unknown:
        blocks.append(
            Note("unknown", nmsg("Of {count} customer it is not known whether its growth earns anything: cost on the lines, or unit costs of the products, would say it.", "Of {count} customers it is not known whether their growth earns anything: cost on the lines, or unit costs of the products, would say it.", len(unknown)))
        )  # fmt: skip
    return Section("growth", msg("Growth and what it brings"), tuple(blocks), _lead(flagged, rows, inputs))
