"""The review bridge in numbers: the company, its parts, its families, who moved most."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._bridge_effects import (
    CUSTOMER_CODES,
    EFFECTS,
    MARGIN_ONLY,
    REVENUE_COLUMNS,
    STATUSES,
    customer_effect_sql,
    effect_fields,
)

MOVERS = 50
"""Customers shown with their largest effect."""
FAMILIES = 100
"""Product families shown, those with the largest change first; the others are one row."""
BREAKS = 50
"""Unit prices shown that changed too much."""
DIMENSIONS = (
    ("segment_id", msg("Segment"), "c.segment_id"),
    ("customer_type", msg("Customer type"), "c.customer_type"),
    ("area_id", msg("Area"), "c.area_id"),
    ("seller_id", msg("Sales person"), "c.seller_id"),
    ("country", msg("Country"), "c.country"),
    ("channel", msg("Channel"), "c.channel"),
    ("abc_value_class", msg("ABC by revenue"), "c.abc_value_class"),
    ("lifecycle_state", msg("Lifecycle state"), "c.lifecycle_state"),
)
"""What the bridge is read by: name, title, where it stands (`c` the customers, `b` their bridge)."""
BASES = (("revenue", msg("Revenue")), ("margin", msg("Contribution margin 1, lines with a cost")))
_ENDS = (
    Field("start_amount", msg("12 months before"), "money"),
    Field("end_amount", msg("Last 12 months"), "money"),
    Field("change_amount", msg("Change"), "money"),
)
_ITEMS = (*effect_fields(), *effect_fields(MARGIN_ONLY))


def _sums(basis: str, row: str = "b", effects: tuple[Any, ...] = (*EFFECTS, *MARGIN_ONLY)) -> str:
    """Sum the bridge of one basis; what only the margin has is unknown to revenue."""
    base, prefix = ("revenue", "") if basis == "revenue" else ("margin_costed", "margin_")
    columns = {
        "start_amount": f"{row}.{base}_prior_12m_amount",
        "end_amount": f"{row}.{base}_12m_amount",
        "change_amount": f"{row}.{base}_12m_amount - {row}.{base}_prior_12m_amount",
    }
    only = {effect.code for effect in MARGIN_ONLY}
    for effect in effects:
        is_there = basis == "margin" or effect.code not in only
        columns[f"{effect.code}_amount"] = f"{row}.{prefix}{effect.code}_amount" if is_there else ""
    return ", ".join(
        f"cast(sum({sql}) as bigint) as {name}" if sql else f"cast(null as bigint) as {name}"
        for name, sql in columns.items()
    )


@step(
    title=msg("Bridge of revenue and margin"),
    inputs=("customer_bridge",),
    fields=(
        Field("basis", msg("Variable"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        *_ENDS,
        *_ITEMS,
    ),
)
def bridge_total(params: dict[str, Any]) -> str:
    """Lead from the 12 months before to the last 12 months, once for revenue, once for the margin of the lines with a cost."""
    return " union all ".join(
        f"select '{basis}' as basis, count(case when b.customer_key <> 0 then 1 end) as customers_count, {_sums(basis)} "
        "from customer_bridge as b having count(*) > 0"
        for basis, _ in BASES
    )


@step(
    title=msg("Bridge by parts of the base"),
    inputs=("customer_bridge", "customers"),
    fields=(
        Field("dimension", msg("Seen by"), "text"),
        Field("part", msg("Part"), "text"),
        Field("basis", msg("Variable"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        *_ENDS,
        *_ITEMS,
    ),
)
def bridge_parts(params: dict[str, Any]) -> str:
    """Sum the bridge by what customers are today; lines without a customer are in the part without a name, so that each adds up."""
    return " union all ".join(
        f"select '{name}' as dimension, {sql} as part, '{basis}' as basis, count(c.customer_key) as customers_count, {_sums(basis)} "
        f"from customer_bridge as b left join customers as c on c.customer_key = b.customer_key group by {sql}"
        for name, _, sql in DIMENSIONS
        for basis, _ in BASES
    )


@step(
    title=msg("Bridge by product family"),
    inputs=("customer_family_bridge",),
    fields=(
        Field("product_family", msg("Product family"), "text"),
        Field("is_rest", msg("All other families"), "id"),
        Field("families_count", msg("Product families"), "count"),
        *_ENDS,
        *effect_fields(),
    ),
)
def bridge_families(params: dict[str, Any]) -> str:
    """Sum the bridge of revenue by product family; beyond the hundred that changed most, the others are one row."""
    names = ("start_amount", "end_amount", "change_amount", *REVENUE_COLUMNS)
    by_family = f"select b.product_family, {_sums('revenue', effects=EFFECTS)} from customer_family_bridge as b group by b.product_family"
    placed = (
        f"select *, row_number() over (order by abs(change_amount) desc, coalesce(product_family, '')) as place from ({by_family}) as families"
    )  # fmt: skip
    kept = f"place <= {FAMILIES}"
    named = f"select case when {kept} then product_family end as product_family, case when {kept} then 0 else 1 end as is_rest, case when {kept} then place else {FAMILIES + 1} end as place, {', '.join(names)} from ({placed}) as placed"
    sums = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in names)
    return f"select product_family, is_rest, count(*) as families_count, {sums} from ({named}) as named group by product_family, is_rest, place order by place"


def largest_effect(row: str = "b") -> str:
    """Return the SQL of the code and the amount of the effect that goes furthest the way the revenue went."""
    way = f"(case when {row}.revenue_12m_amount < {row}.revenue_prior_12m_amount then -1 else 1 end)"
    amounts = {code: f"{customer_effect_sql(code, row)} * {way}" for code, _ in CUSTOMER_CODES}
    most = f"greatest({', '.join(amounts.values())})"
    codes = " ".join(f"when {amount} = {most} then '{code}'" for code, amount in amounts.items())
    return f"case {codes} end as effect_code, {most} * {way} as effect_amount"


@step(
    title=msg("Who moved most, and by what"),
    inputs=("customer_bridge", "customers"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("bridge_status", msg("Movement"), "class", codes=STATUSES),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("change_amount", msg("Change"), "money"),
        Field("effect_code", msg("Largest effect"), "class", msg("the effect that goes furthest the way the revenue went"), codes=CUSTOMER_CODES),
        Field("effect_amount", msg("Amount of the largest effect"), "money"),
    ),
)  # fmt: skip
def bridge_movers(params: dict[str, Any]) -> str:
    """List the 50 customers whose revenue changed most, with the effect that explains most of it."""
    change = "b.revenue_12m_amount - b.revenue_prior_12m_amount"
    listed = (
        f"select b.customer_key, c.customer_id, c.customer_name, b.bridge_status, b.revenue_prior_12m_amount, b.revenue_12m_amount, {change} as change_amount, "
        f"{largest_effect()}, row_number() over (order by abs({change}) desc, b.customer_key) as place "
        f"from customer_bridge as b join customers as c on c.customer_key = b.customer_key where {change} <> 0"
    )
    return (
        "select customer_key, customer_id, customer_name, bridge_status, revenue_prior_12m_amount, revenue_12m_amount, change_amount, effect_code, "
        f"effect_amount from ({listed}) as listed where place <= {MOVERS} order by place"
    )


@step(
    title=msg("Lost revenue and the lifecycle"),
    inputs=("customer_bridge", "customers"),
    fields=(
        Field("bridge_status", msg("Movement"), "class", codes=STATUSES),
        Field("lifecycle_state", msg("Lifecycle state"), "class"),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("margin_costed_prior_12m_amount", msg("Margin of the lines with a cost, 12 months before"), "money"),
        Field("lost_amount", msg("Customers lost"), "money"),
        Field("timing_amount", msg("Customers whose order is due"), "money"),
        Field("margin_lost_amount", msg("Margin: customers lost"), "money"),
    ),
)  # fmt: skip
def bridge_losses(params: dict[str, Any]) -> str:
    """Tie the lost item to the lifecycle: the customers without an order in the year by their state, and those lost though they bought in it."""
    sums = ", ".join(
        f"cast(sum(b.{name}) as bigint) as {name}"
        for name in ("revenue_prior_12m_amount", "margin_costed_prior_12m_amount", "lost_amount", "timing_amount", "margin_lost_amount")
    )  # fmt: skip
    return (
        f"select b.bridge_status, c.lifecycle_state, count(*) as customers_count, {sums} "
        "from customer_bridge as b join customers as c on c.customer_key = b.customer_key "
        "where b.bridge_status in ('lost', 'timing') or c.lifecycle_state = 'L' group by b.bridge_status, c.lifecycle_state"
    )


@step(
    title=msg("Unit prices to look at"),
    inputs=("unit_price_breaks", "customers"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("product_id", msg("Product number"), "text"),
        Field("product_name", msg("Product"), "text"),
        Field("unit_price_prior_amount", msg("Unit price, 12 months before"), "money"),
        Field("unit_price_12m_amount", msg("Unit price, last 12 months, at the old rate of exchange"), "money"),
        Field("sold_prior_amount", msg("Invoiced, 12 months before"), "money"),
        Field("sold_12m_amount", msg("Invoiced, last 12 months"), "money"),
        Field("breaks_count", msg("All such pairs of customer and product"), "count"),
    ),
)  # fmt: skip
def bridge_price_breaks(params: dict[str, Any]) -> str:
    """List the 50 pairs of customer and product with the most money whose unit price changed beyond belief, and count all."""
    columns = "customer_key, customer_id, customer_name, product_id, product_name, unit_price_prior_amount, unit_price_12m_amount, sold_prior_amount, sold_12m_amount, breaks_count"
    return (
        f"select {columns} from (select u.*, c.customer_id, c.customer_name, count(*) over () as breaks_count, "
        "row_number() over (order by greatest(u.sold_prior_amount, u.sold_12m_amount) desc, u.customer_key, coalesce(u.product_id, '')) as place "
        "from unit_price_breaks as u join customers as c on c.customer_key = u.customer_key) as listed "
        f"where place <= {BREAKS} order by place"
    )
