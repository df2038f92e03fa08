"""The figures a director looks at first, and what a change of settings does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Column, Table

if TYPE_CHECKING:
    from clientela.base.units import Unit
    from clientela.runs.reader import Reader

_FIGURES: tuple[tuple[str, Message, Unit, str], ...] = (
    ("revenue", msg("Revenue, last 12 months"), "money", "select sum(revenue_12m_amount) as v_amount from customers"),
    ("cm1", msg("Contribution 1"), "money", "select sum(cm1_12m_amount) as v_amount from customers"),
    ("serve", msg("Cost-to-serve"), "money", "select sum(serve_12m_amount) as v_amount from customers"),
    ("cm3", msg("Contribution 3"), "money", "select sum(cm3_12m_amount) as v_amount from customers"),
    ("negative", msg("Customers below zero"), "count", "select count(case when coalesce(cm3_12m_amount, cm1_12m_amount) < 0 then 1 end) as v from customers where lines_12m_count > 0"),
    ("leak", msg("Discount leak"), "money", "select sum(discount_leak_amount) as v_amount from price_realisation"),
    ("potential", msg("Potential margin"), "money", "select sum(case when potential_margin_amount > 0 then potential_margin_amount end) as v_amount from customer_potential"),
    ("undesirable", msg("Undesirable customers"), "count", "select count(case when profit_cell_class = 'undesirable' then 1 end) as v from profitability_cells"),
    ("growth", msg("Customers that grow without profit or stability"), "count", "select count(case when growth_state in ('without_profit', 'without_stability') then 1 end) as v from growth_quality"),
    ("rules", msg("Rules of the classes not kept"), "count", "select count(case when check_state = 'breach' then 1 end) as v from policy_checks"),
    ("budget", msg("Customers above their budget"), "count", "select count(case when budget_state = 'over' then 1 end) as v from budget_norms"),
)  # fmt: skip


def headline_figures(reader: Reader) -> dict[str, Any]:
    """Return the headline figures of a run by name; None where one is not known. Money in currency units."""
    found: dict[str, Any] = {}
    for name, _, _, sql in _FIGURES:
        row = reader.query(sql)[0]
        found[name] = row.get("v_amount", row.get("v"))
    return found


def headline_table(before: dict[str, Any], after: dict[str, Any], *, currency: str) -> Table:
    """Set the figures of two runs side by side, with what differs."""

    def write(unit: Unit, value: Any) -> Any:
        return (
            None
            if value is None
            else msg("{value}", value=Amount(value, unit, currency if unit == "money" else None))
        )

    rows = []
    for name, title, unit, _ in _FIGURES:
        old, new = before[name], after[name]
        gap = None if old is None or new is None else new - old
        rows.append((title, write(unit, old), write(unit, new), write(unit, gap) if gap else None))
    return Table(
        "headlines",
        msg("What the change does to the headline figures"),
        (Column("figure", msg("Figure"), "text"), Column("before", msg("Published"), "text"), Column("after", msg("With the change"), "text"), Column("gap", msg("Difference"), "text")),
        tuple(rows),
    )  # fmt: skip
