"""Gains and losses, the composition of revenue, and the list of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.strata import BREADTHS, LEVELS, MOVEMENTS, RECURRENCES, RISKS, STRATA
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Bars, Block, Column, Section, Series, Table
from clientela.classes._states import STATES
from clientela.classes.pyramid import LAYERS
from clientela.reports._words import NO_CLASS, NOT_STATED, label, money, share, total
from clientela.tables._customer_types import TYPE_TITLES

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

_STATE_NAMES, _LAYER_NAMES, _TYPE_NAMES = dict(STATES), dict(LAYERS), dict(TYPE_TITLES)
_SHOWN = 10


def movement_section(inputs: Inputs) -> Section:
    """The largest gains and losses between the two rolling years."""
    rows = inputs.tables["gains_and_losses"]
    gains = [r for r in rows if r["revenue_change_amount"] > 0]
    losses = [r for r in rows if r["revenue_change_amount"] < 0]
    shown = [*gains[:_SHOWN], *losses[-_SHOWN:]]
    bars = Bars(
        name="gains_and_losses",
        title=msg("Largest gains and losses against the 12 months before"),
        categories=tuple(r["customer_name"] or r["customer_id"] for r in shown),
        series=(
            Series(
                "revenue_change_amount",
                msg("Change"),
                tuple(r["revenue_change_amount"] for r in shown),
                "money",
                "bar",
            ),
        ),
        is_horizontal=True,
        currency=inputs.currency,
    )
    table = Table(
        name="gains_and_losses",
        title=msg("Gains and losses"),
        columns=(
            Column("customer_id", msg("Number"), "text"),
            Column("customer_name", msg("Customer"), "text"),
            Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
            Column("revenue_12m_amount", msg("Last 12 months"), "money"),
            Column("revenue_change_amount", msg("Change"), "money"),
            Column("lifecycle_state", msg("State"), "text"),
        ),
        rows=tuple(
            (
                r["customer_id"],
                r["customer_name"],
                r["revenue_prior_12m_amount"],
                r["revenue_12m_amount"],
                r["revenue_change_amount"],
                label(r["lifecycle_state"], _STATE_NAMES),
            )
            for r in rows
        ),
        currency=inputs.currency,
        limit=20,
    )
    lead = msg(
        "The {n} largest gains add {gain}, the {m} largest losses take {loss}.",
        n=len(gains[:_SHOWN]), m=len(losses[-_SHOWN:]),
        gain=money(total(gains[:_SHOWN], "revenue_change_amount") or 0, inputs.currency), loss=money(-(total(losses[-_SHOWN:], "revenue_change_amount") or 0), inputs.currency),
    )  # fmt: skip
    return Section("movement", msg("Gains and losses"), (bars, table) if rows else (), lead)


def part_name(dimension: str, part: str | None) -> Message | str:
    """Call a part of a dimension by its name."""
    names = {
        "lifecycle_state": _STATE_NAMES, "customer_type": _TYPE_NAMES, "pyramid_layer": _LAYER_NAMES,
        "breadth": dict(BREADTHS), "recurrence": dict(RECURRENCES), "movement": dict(MOVEMENTS),
        "risk": dict(RISKS), "relation": dict(LEVELS),
    }  # fmt: skip
    missing = NO_CLASS if dimension in ("abc_value_class", "pyramid_layer", "breadth") else NOT_STATED
    return label(part, names.get(dimension, {}), missing)


def composition_section(inputs: Inputs) -> Section:
    """Revenue by each dimension that says something; each adds up to the same total."""
    blocks: list[Block] = []
    for dimension, title, _ in STRATA:
        rows = [r for r in inputs.tables["strata"] if r["dimension"] == dimension]
        if len(rows) < 2:  # noqa: PLR2004 - one part explains nothing
            continue
        rows.sort(
            key=(lambda r: str(r["part"]))
            if dimension in ("vintage", "risk", "relation")
            else (lambda r: -r["revenue_12m_amount"])
        )
        revenue = total(rows, "revenue_12m_amount")
        blocks.append(
            Table(
                name=f"strata_{dimension}",
                title=title,
                columns=(
                    Column("part", title, "text"),
                    Column("active_count", msg("Active customers"), "count"),
                    Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
                    Column("revenue_share", msg("Share of revenue"), "share"),
                    Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
                    Column("margin_known_12m_amount", msg("Margin, known part"), "money"),
                ),
                rows=tuple(
                    (
                        part_name(dimension, r["part"]),
                        r["active_count"],
                        r["revenue_12m_amount"],
                        share(r["revenue_12m_amount"], revenue),
                        r["revenue_prior_12m_amount"],
                        r["margin_known_12m_amount"],
                    )
                    for r in rows
                ),
                total=(
                    msg("Total"),
                    total(rows, "active_count"),
                    revenue,
                    None,
                    total(rows, "revenue_prior_12m_amount"),
                    total(rows, "margin_known_12m_amount"),
                ),
                currency=inputs.currency,
                limit=15,
            )
        )
    return Section(
        "composition",
        msg("Composition of revenue"),
        tuple(blocks),
        msg("The same revenue read in different ways; each table adds up to the whole."),
    )


def customers_section(inputs: Inputs) -> Section:
    """Every customer with the figures a director asks for."""
    rows = [c for c in inputs.customers if c["lines_count"] > 0]
    table = Table(
        name="customers",
        title=msg("Customers"),
        columns=(
            Column("customer_id", msg("Number"), "text"),
            Column("customer_name", msg("Customer"), "text"),
            Column("seller_id", msg("Sales person"), "text"),
            Column("area_id", msg("Area"), "text"),
            Column("abc_value_class", msg("ABC"), "class"),
            Column("pyramid_revenue_layer", msg("Layer"), "text"),
            Column("lifecycle_state", msg("State"), "text"),
            Column("revenue_12m_amount", msg("Last 12 months"), "money"),
            Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
            Column("margin_12m_amount", msg("Margin, last 12 months"), "money"),
            Column("orders_12m_count", msg("Orders"), "count"),
            Column("last_order_on", msg("Last order"), "date"),
            Column("expected_gap_days", msg("Expected gap, days"), "days"),
        ),
        rows=tuple(
            (
                c["customer_id"], c["customer_name"], c["seller_id"], c["area_id"], c["abc_value_class"], None if c["pyramid_revenue_layer"] is None else _LAYER_NAMES[c["pyramid_revenue_layer"]],
                label(c["lifecycle_state"], _STATE_NAMES), c["revenue_12m_amount"], c["revenue_prior_12m_amount"], c["margin_12m_amount"], c["orders_12m_count"],
                c["last_order_on"], c["expected_gap_days"],
            )
            for c in rows
        ),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip
    return Section(
        "customers",
        msg("Customers"),
        (table,),
        msg("{count} customers, largest first.", count=Amount(len(rows), "count")),
    )
