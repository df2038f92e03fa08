"""What key accounts leave after the investment in them, and how their contribution adds up, as blocks."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from clientela.analyses.key_account_profit import TWINS
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Section, Table
from clientela.reports._words import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.reports._inputs import Inputs

TABLES = ("key_account_profit",)
_TWINS = dict(TWINS)


def cumulate(values: Sequence[Any]) -> list[tuple[Any, Any, float | None]]:
    """Return value, sum up to it and its share of the whole, the largest first; no share where the whole is not above zero.

    Formula: whale curve, sum of the first i values / sum of all (Kaplan & Narayanan 2001).
    """
    ranked = sorted(values, reverse=True)
    whole = sum(ranked)
    return [
        (value, total, float(total) / float(whole) if whole > 0 else None)
        for value, total in zip(ranked, accumulate(ranked), strict=True)
    ]


def _whale(inputs: Inputs, rows: list[dict[str, Any]]) -> Table | None:
    known = sorted((r for r in rows if r["cm3_12m_amount"] is not None), key=lambda r: (-r["cm3_12m_amount"], r["customer_id"]))  # fmt: skip
    if not known:
        return None
    made = cumulate([r["cm3_12m_amount"] for r in known])
    return Table(
        "key_whale",
        msg("Contribution 3 of the key accounts, added up"),
        (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("cm3_12m_amount", msg("Contribution 3"), "money"), Column("cumulated_amount", msg("Added up"), "money"), Column("cumulated_share", msg("Share of all key accounts"), "share")),
        tuple((r["customer_id"], r["customer_name"], *found) for r, found in zip(known, made, strict=True)),
        note=msg("Beyond 100 % what follows is lost again: those accounts cost more than they bring."),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip


def profit_section(inputs: Inputs) -> Section | None:
    """Contribution 4, gain against twins, return, and whether discounts creep up (dossier 9.5)."""
    rows = sorted(inputs.tables["key_account_profit"], key=lambda r: (-(r["cm3_12m_amount"] or 0) if r["cm4_12m_amount"] is None else -r["cm4_12m_amount"], r["customer_id"]))  # fmt: skip
    if not rows:
        return None
    blocks: list[Block] = [
        Table(
            "key_account_profit",
            msg("What key accounts leave"),
            (
                Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("cm3_12m_amount", msg("Contribution 3"), "money"), Column("investment_12m_amount", msg("Investment in the customer"), "money"), Column("cm4_12m_amount", msg("Contribution 4"), "money"),
                Column("growth_amount", msg("Growth of contribution 3"), "money"), Column("twin_id", msg("Customer like it"), "text"), Column("gain_amount", msg("Gain over the customer like it"), "money"), Column("payback_amount", msg("Gain less investment"), "money"), Column("return_share", msg("Return on the investment"), "share"), Column("twin", msg("Comparison"), "text"),
                Column("discount_before_share", msg("Discount, two years before"), "share"), Column("discount_prior_12m_share", msg("12 months before"), "share"), Column("discount_12m_share", msg("last 12 months"), "share"),
            ),
            tuple((r["customer_id"], r["customer_name"], r["revenue_12m_amount"], r["cm3_12m_amount"], r["investment_12m_amount"], r["cm4_12m_amount"], r["growth_amount"], r["twin_id"], r["gain_amount"], r["payback_amount"], r["return_share"], _TWINS[r["twin_class"]], r["discount_before_share"], r["discount_prior_12m_share"], r["discount_12m_share"]) for r in rows),
            note=msg("One customer like it is no proof: the gain says where to look. What is invested in it is what the company states as investment in the customer; without such a statement contribution 4 is not known."),
            currency=inputs.currency,
            limit=40,
        )
    ]  # fmt: skip
    whale = _whale(inputs, rows)
    blocks += [whale] if whale is not None else []
    known = [r["cm4_12m_amount"] for r in rows if r["cm4_12m_amount"] is not None]
    lead = msg(
        "After the investment in them {count} key accounts leave {amount}.",
        count=Amount(len(known), "count"), amount=money(sum(known), inputs.currency),
    ) if known else None  # fmt: skip
    return Section("key_profit", msg("What they leave after the investment in them"), tuple(blocks), lead)
