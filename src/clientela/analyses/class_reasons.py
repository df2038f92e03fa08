"""Why customers changed class: what their revenue did, by which effect, and what the line between the classes did."""

from __future__ import annotations

from typing import Any

from clientela.analyses.bridge_tables import largest_effect
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes.abc import CODES as ABC_CODES
from clientela.economics._bridge_effects import CUSTOMER_CODES

SHOWN = 200
"""Customers listed, those whose revenue changed most."""
MOVED_BY = (
    ("customer", msg("its own revenue")),
    ("line", msg("the line")),
    ("either", msg("either alone")),
    ("together", msg("only both together")),
)


@step(
    title=msg("Reasons of class changes"),
    inputs=("customers", "customer_bridge", "class_lines"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("from_class", msg("A year ago"), "class", codes=ABC_CODES),
        Field("to_class", msg("Now"), "class", codes=ABC_CODES),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("change_amount", msg("Change"), "money"),
        Field("effect_code", msg("Largest effect"), "class", msg("the effect that goes furthest the way the revenue went"), codes=CUSTOMER_CODES),
        Field("effect_amount", msg("Amount of the largest effect"), "money"),
        Field("line_prior_amount", msg("Line of the class a year ago"), "money", msg("smallest revenue inside the better of the two classes, of the whole company; of class A where A is one of them")),
        Field("line_now_amount", msg("Line of the class now"), "money", msg("the same on the last 12 months")),
        Field("line_change_amount", msg("Change of the line"), "money"),
        Field("moved_by", msg("What moved it"), "class", msg("the customer, when its new revenue lies on the new side of the old line; the line, when its old revenue lies on the new side of the new line"), "own definition", MOVED_BY),
        Field("changes_count", msg("Customers that changed class"), "count"),
    ),
)  # fmt: skip
def class_reasons(params: dict[str, Any]) -> str:
    """Say for each customer whose class by revenue differs from a year ago what moved it; the 200 with the largest change are listed.

    A customer without a class in one of the years did not buy in it: it moved itself, and no line is looked at.
    """
    with_a = "c.abc_prior_class = 'A' or c.abc_value_class = 'A'"
    bought = "c.abc_prior_class is not null and c.abc_value_class is not null"
    old = f"case when {bought} then case when {with_a} then c.abc_prior_limit_a_amount else c.abc_prior_limit_b_amount end end"
    new = f"case when {bought} then case when {with_a} then l.abc_limit_a_amount else l.abc_limit_b_amount end end"
    listed = (
        "select c.customer_key, c.customer_id, c.customer_name, c.abc_prior_class as from_class, c.abc_value_class as to_class, b.revenue_prior_12m_amount, "
        f"b.revenue_12m_amount, b.revenue_12m_amount - b.revenue_prior_12m_amount as change_amount, {largest_effect()}, "
        f"{old} as line_prior_amount, {new} as line_now_amount from customers as c "
        "join customer_bridge as b on b.customer_key = c.customer_key join class_lines as l on l.customer_key = c.customer_key "
        "where c.abc_prior_class is distinct from c.abc_value_class"
    )
    up = "to_class < from_class"
    own = f"case when {up} then revenue_12m_amount >= line_prior_amount else revenue_12m_amount < line_prior_amount end"
    line = f"case when {up} then revenue_prior_12m_amount >= line_now_amount else revenue_prior_12m_amount < line_now_amount end"
    moved = (
        "case when from_class is null or to_class is null then 'customer' "
        f"when {own} and {line} then 'either' when {own} then 'customer' when {line} then 'line' else 'together' end"
    )
    columns = "customer_key, customer_id, customer_name, from_class, to_class, revenue_prior_12m_amount, revenue_12m_amount, change_amount, effect_code, effect_amount, line_prior_amount, line_now_amount"
    return (
        f"select {columns}, line_change_amount, moved_by, changes_count from (select *, line_now_amount - line_prior_amount as line_change_amount, "
        f"{moved} as moved_by, count(*) over () as changes_count, row_number() over (order by abs(change_amount) desc, customer_key) as place "
        f"from ({listed}) as listed) as placed where place <= {SHOWN} order by place"
    )
