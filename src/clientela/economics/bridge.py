"""The review bridge: why revenue and margin of the last 12 months differ from those of the 12 before."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._bridge_effects import (
    BASE_COLUMNS,
    BASE_FIELDS,
    MARGIN_COLUMNS,
    MARGIN_EFFECTS,
    REVENUE_COLUMNS,
    STATUSES,
    effect_fields,
    margin_effects,
    pair_sums,
    revenue_effects,
    status_sql,
    unit_holds,
)
from clientela.economics._bridge_limits import class_limits
from clientela.economics._bridge_lines import reads_history
from clientela.economics.bridge_passes import KEY, PRODUCT, parted_pairs

_PARTS = 4
"""Parts in which the customers are taken."""


@step(
    title=msg("Bridge by customer and product family"),
    inputs=("bridge_pairs", "bridge_singles", "like_quantities", "product_register", "product_keys", "products", "customer_measures", "identified_lines", "customer_map"),
    fields=(
        KEY,
        Field("product_family", msg("Product family"), "text"),
        Field("bridge_status", msg("Movement"), "class", msg("by orders in the last 12 months, in the 12 before, and earlier"), codes=STATUSES),
        *BASE_FIELDS,
        *effect_fields(),
        *effect_fields(MARGIN_EFFECTS, of_margin=True),
        Field("costed_count", msg("Lines with a cost"), "count"),
    ),
)  # fmt: skip
def customer_family_bridge(params: dict[str, Any]) -> str:
    """Take each customer x product apart into its effects, and sum them by customer and family; what follows from the sums is taken from them.

    Volume and mix are told apart within a family, and within one unit of measure where the product list states units; products
    without a family are one group. The quantities of a group are those of the whole company, so that effects add up at any grain.
    The customers are taken in parts: the sums are many, and all of them at once would need the memory of the whole run.
    """
    pairs = pair_sums()
    parts = ", ".join(f"{sql} as {name}" for name, sql in pairs.items())
    sums = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in (*pairs, "costed_count"))
    items = {
        f"{name}_{of}_amount": f"{prefix}_{w}"
        for name, prefix in (("revenue", "stated"), ("margin_costed", "costed"))
        for of, w in (("prior_12m", "prior"), ("12m", "12m"))
    }
    items |= {f"{code}_amount": sql for code, sql in revenue_effects().items()}
    items |= {f"margin_{code}_amount": sql for code, sql in margin_effects().items()}
    effects = ", ".join(
        f"{items[name]} as {name}" for name in (*BASE_COLUMNS, *REVENUE_COLUMNS, *MARGIN_COLUMNS)
    )
    summed = " union all ".join(
        f"select customer_key, product_family, max(standing) as standing, {sums} from (select customer_key, product_family, standing, "
        f"costed_count, {parts} from (select p.*, q.family_prior, q.family_12m from "
        f"({parted_pairs(params, with_singles=True, only=f'b.customer_key % {_PARTS} = {part}')}) as p left join like_quantities as q "
        "on q.family_name = p.family_name and q.unit_name = p.unit_name) as grouped) as taken group by customer_key, product_family"
        for part in range(_PARTS)
    )
    return (
        f"select customer_key, product_family, {status_sql('standing')} as bridge_status, {effects}, costed_count "
        f"from ({summed}) as summed"
    )


def _as_stated(params: dict[str, Any]) -> str:
    """Return the select of the money of each customer as the structure of each day had it, without effects."""
    columns = dict.fromkeys((*REVENUE_COLUMNS, *MARGIN_COLUMNS), "cast(0 as bigint)")
    first, margin = (
        params["since_12m"],
        "coalesce(margin_known_amount, 0) + coalesce(margin_estimated_amount, 0)",
    )
    windows = {"prior_12m": f"document_on <= {first}", "12m": f"document_on > {first}"}
    for of, inside in windows.items():
        columns[f"stated_{of}_amount"] = (
            f"cast(sum(case when {inside} then revenue_amount else 0 end) as bigint)"
        )
        columns[f"stated_margin_{of}_amount"] = (
            f"cast(sum(case when {inside} then {margin} else 0 end) as bigint)"
        )
    known = "cast(sum(lines_count - uncosted_lines_count) as bigint)"
    listed = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
    return (
        f"select customer_key, 'moved' as bridge_status, {listed}, {known} as costed_count from customer_days "
        f"where document_on > {params['since_24m']} group by customer_key"
    )


def _with_perimeter(params: dict[str, Any]) -> str:
    """Return the select of the sums of each customer: what the structure of each day had, and the effects in today's structure.

    Formula: perimeter = (change as each day had it) - (change in the structure of the day of the run).
    """
    like = ", ".join(f"{name} as like_{name}" for name in BASE_COLUMNS)
    stated = {
        name: name.replace("revenue_", "stated_").replace("margin_costed_", "stated_margin_")
        for name in BASE_COLUMNS
    }
    effects = ", ".join((*REVENUE_COLUMNS, *MARGIN_COLUMNS))
    none = ", ".join(f"cast(0 as bigint) as {name}" for name in stated.values())
    own = f"select customer_key, bridge_status, {like}, {none}, {effects}, costed_count from customer_family_bridge"
    unlike = ", ".join(f"cast(0 as bigint) as like_{name}" for name in BASE_COLUMNS)
    days = (
        f"select customer_key, bridge_status, {unlike}, {', '.join(stated.values())}, {effects}, costed_count "
        f"from ({_as_stated(params)}) as stated"
    )
    sums = {stated_name: f"sum({stated_name})" for stated_name in stated.values()}
    bases = {name: sums[stated[name]] for name in BASE_COLUMNS}
    of = {
        base: f"({bases[recent]} - {bases[prior]}) - (sum(like_{recent}) - sum(like_{prior}))"
        for base, prior, recent in (("perimeter_amount", *BASE_COLUMNS[:2]), ("margin_perimeter_amount", *BASE_COLUMNS[2:]))
    }  # fmt: skip
    items = bases | {name: of.get(name, f"sum({name})") for name in (*REVENUE_COLUMNS, *MARGIN_COLUMNS)}
    listed = ", ".join(f"cast({sql} as bigint) as {name}" for name, sql in items.items())
    return (
        f"select customer_key, coalesce(max(case when bridge_status <> 'moved' then bridge_status end), 'moved') as bridge_status, {listed}, "
        f"cast(sum(costed_count) as bigint) as costed_count from ({own} union all {days}) as both_views group by customer_key"
    )


@step(
    title=msg("Bridge by customer"),
    inputs=("customer_family_bridge", "customer_days"),
    fields=(
        KEY,
        Field("bridge_status", msg("Movement"), "class", msg("by orders in the last 12 months, in the 12 before, and earlier"), codes=STATUSES),
        *BASE_FIELDS,
        *effect_fields(),
        *effect_fields(MARGIN_EFFECTS, of_margin=True),
    ),
)  # fmt: skip
def customer_bridge(params: dict[str, Any]) -> str:
    """One row per customer with a line in the two years: revenue and known margin of both, and the effects that lead from one to the other.

    The effects add up to the change, to the last unit, for each customer and so for any group of them. Key 0 is "customer not stated". The
    effects on margin are unknown where no line of the customer has a cost.
    """
    names = (*BASE_COLUMNS, *REVENUE_COLUMNS, *MARGIN_COLUMNS)
    if reads_history(params):
        summed = _with_perimeter(params)
    else:
        sums = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in (*names, "costed_count"))
        summed = f"select customer_key, max(bridge_status) as bridge_status, {sums} from customer_family_bridge group by customer_key"
    shown = ", ".join(
        f"case when costed_count > 0 then {name} end as {name}" if name.startswith("margin_") else name
        for name in names
    )
    return f"select customer_key, bridge_status, {shown} from ({summed}) as summed"


@step(
    title=msg("Unit prices that changed too much"),
    inputs=("bridge_pairs", "product_register"),
    fields=(
        KEY,
        PRODUCT,
        Field("product_id", msg("Product number"), "text"),
        Field("product_name", msg("Product"), "text"),
        Field("unit_price_prior_amount", msg("Unit price, 12 months before"), "money"),
        Field("unit_price_12m_amount", msg("Unit price, last 12 months, at the old rate of exchange"), "money"),
        Field("sold_prior_amount", msg("Invoiced, 12 months before"), "money"),
        Field("sold_12m_amount", msg("Invoiced, last 12 months"), "money"),
    ),
)  # fmt: skip
def unit_price_breaks(params: dict[str, Any]) -> str:
    """List what a customer bought in both years at unit prices so far apart that the unit must have changed.

    Rule: one of the two is more than `most_change_factor` times the other.
    """
    holds = unit_holds(params["prices"].most_change_factor)
    old, new = (
        f"cast(round(cast({money} as double) * 10000 / nullif(cast({quantity} as double), 0)) as bigint)"
        for money, quantity in (
            ("b.sold_prior_amount", "b.quantity_prior"),
            ("b.restated_12m_amount", "b.quantity_12m"),
        )
    )
    broken = (
        "select * from bridge_pairs where customer_key <> 0 and product_key <> 0 and sold_prior_amount > 0 and sold_12m_amount > 0 "
        f"and quantity_prior > 0 and quantity_12m > 0 and not {holds}"
    )
    return (
        f"select b.customer_key, b.product_key, r.product_id, r.product_name, {old} as unit_price_prior_amount, {new} as unit_price_12m_amount, "
        f"b.sold_prior_amount, b.sold_12m_amount from ({broken}) as b left join product_register as r on r.product_key = b.product_key"
    )


@step(
    title=msg("Lines of the ABC classes"),
    inputs=("customer_measures",),
    fields=(
        KEY,
        Field("abc_limit_a_amount", msg("Limit of class A"), "money", msg("smallest revenue of the last 12 months inside class A, of the whole company")),
        Field("abc_limit_b_amount", msg("Limit of class B"), "money", msg("smallest revenue of the last 12 months inside class A or B, of the whole company")),
    ),
)  # fmt: skip
def class_lines(params: dict[str, Any]) -> str:
    """Put beside each customer with a line in the two years where the company's classes end, so that a part of the base sees it too."""
    return (
        "select m.customer_key, l.abc_limit_a_amount, l.abc_limit_b_amount from customer_measures as m "
        f"cross join ({class_limits(params)}) as l where m.lines_12m_count + m.lines_prior_12m_count > 0"
    )
