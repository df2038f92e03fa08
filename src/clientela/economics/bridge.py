"""The review bridge: why revenue and margin of the last 12 months differ from those of the 12 before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

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
    part_of,
    revenue_effects,
    unit_holds,
)
from clientela.economics._bridge_limits import class_limits
from clientela.economics._bridge_lines import pair_lines, reads_history, standings
from clientela.economics._bridge_successors import successions
from clientela.identity._links import rows

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_KEY = Field("customer_key", msg("Customer key"), "id")
_PRODUCT = Field("product_key", msg("Product key"), "id")
_LINES = (
    "identified_lines",
    "product_costs",
    "product_successions",
    "customer_map",
)


@step(
    title=msg("Products that replace others"),
    inputs=("product_keys", "products"),
    columns={
        "product_keys": ("product_key", "source", "product_id"),
        "products": ("source", "product_id", "successor_id", "unit_of_measure"),
    },
    form="arrays",
    fields=(_PRODUCT, Field("to_key", msg("Counts under key"), "id")),
)
def product_successions(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List the products that the product list says were replaced, and their successors, with the key they count under together."""
    listed = list(rows(frames["products"], "source", "product_id", "successor_id", "unit_of_measure"))
    if any(successor for _, _, successor, _ in listed):
        keys = {
            (s, number): key
            for s, number, key in rows(frames["product_keys"], "source", "product_id", "product_key")
        }
    else:
        listed, keys = [], {}
    units = {
        keys[s, number]: unit and unit.strip().lower() for s, number, _, unit in listed if (s, number) in keys
    }
    edges = [
        (keys[s, number], keys[s, successor])
        for s, number, successor, _ in listed
        if successor and (s, number) in keys and (s, successor) in keys
    ]
    found = sorted(successions(edges, units).items())
    return {
        "product_key": np.array([key for key, _ in found], dtype=np.int64),
        "to_key": np.array([to for _, to in found], dtype=np.int64),
    }


@step(
    title=msg("Customer x product, two years"),
    inputs=_LINES,
    fields=(
        _KEY,
        _PRODUCT,
        Field("sold_prior_amount", msg("Invoiced, 12 months before"), "money", msg("net amounts from zero up on invoices")),
        Field("sold_12m_amount", msg("Invoiced, last 12 months"), "money", msg("net amounts from zero up on invoices")),
        Field("restated_12m_amount", msg("Invoiced, last 12 months, at the old rate of exchange"), "money", msg("money in the currency of the document x the rate at which that currency stood in what the customer bought of the product in the 12 months before, else its mean rate over those days")),
        Field("returned_prior_amount", msg("Given back, 12 months before"), "money", msg("net amounts of credit notes and of negative lines")),
        Field("returned_12m_amount", msg("Given back, last 12 months"), "money", msg("net amounts of credit notes and of negative lines")),
        Field("quantity_prior", msg("Quantity, 12 months before"), "number", msg("in 1/10,000; unknown when any invoiced line of the two years states none")),
        Field("quantity_12m", msg("Quantity, last 12 months"), "number", msg("in 1/10,000; unknown when any invoiced line of the two years states none")),
        Field("margin_sold_prior_amount", msg("Margin of the lines with a cost, invoiced, 12 months before"), "money"),
        Field("margin_sold_12m_amount", msg("Margin of the lines with a cost, invoiced, last 12 months"), "money"),
        Field("margin_returned_prior_amount", msg("Margin of the lines with a cost, given back, 12 months before"), "money"),
        Field("margin_returned_12m_amount", msg("Margin of the lines with a cost, given back, last 12 months"), "money"),
        Field("costed_count", msg("Lines with a cost"), "count"),
        Field("uncosted_count", msg("Lines without any cost"), "count"),
    ),
)  # fmt: skip
def bridge_pairs(params: dict[str, Any]) -> str:
    """Sum the lines of two years once per customer and product: what the bridge compares.

    Key 0 is "customer not stated" or "product not stated". A replaced product counts as its successor, a customer as on the day of the run.
    """
    kept = (
        "sold_prior_amount", "sold_12m_amount", "restated_12m_amount", "returned_prior_amount", "returned_12m_amount", "costed_count", "uncosted_count",
    )  # fmt: skip
    margins = ", ".join(
        f"case when costed_count > 0 then margin_{what}_{w}_amount end as margin_{what}_{w}_amount"
        for what in ("sold", "returned")
        for w in ("prior", "12m")
    )
    quantities = ", ".join(
        f"case when unmeasured_count = 0 then measured_{w} end as quantity_{w}" for w in ("prior", "12m")
    )
    return f"select customer_key, product_key, {', '.join(kept)}, {margins}, {quantities} from ({pair_lines(params)}) as pairs"


def _families(params: dict[str, Any]) -> tuple[str, str, str]:
    """Return the SQL of a pair's family and unit of measure, and the joins they come from."""
    joins = " left join product_register as r on r.product_key = b.product_key"
    if "products" not in params["tables"]:
        return "r.product_family", "''", joins
    joins += (
        " left join product_keys as k on k.product_key = b.product_key"
        " left join products as s on s.source = k.source and s.product_id = k.product_id"
    )
    return "r.product_family", "coalesce(lower(trim(s.unit_of_measure)), '')", joins


@step(
    title=msg("Bridge by customer and product family"),
    inputs=("bridge_pairs", "product_register", "product_keys", "products", "customer_measures", "identified_lines", "customer_map"),
    fields=(
        _KEY,
        Field("product_family", msg("Product family"), "text"),
        Field("bridge_status", msg("Movement"), "class", msg("by orders in the last 12 months, in the 12 before, and earlier"), codes=STATUSES),
        *BASE_FIELDS,
        *effect_fields(),
        *effect_fields(MARGIN_EFFECTS, of_margin=True),
        Field("costed_count", msg("Lines with a cost"), "count"),
    ),
)  # fmt: skip
def customer_family_bridge(params: dict[str, Any]) -> str:
    """Take each customer x product apart into its effects, and sum them by customer and family.

    Volume and mix are told apart within a family, and within one unit of measure where the product list states units; products
    without a family are one group. The quantities of a group are those of the whole company, so that effects add up at any grain.
    """
    family, unit, joins = _families(params)
    # whoever is not in the register has no standing: only the lines that name no customer are left then
    pairs = (
        f"select b.*, {family} as product_family, coalesce({family}, '') as family_name, {unit} as unit_name, "
        "case when b.customer_key = 0 then 'unstated' else coalesce(t.standing, 'credited') end as standing "
        f"from bridge_pairs as b left join ({standings(params)}) as t on t.customer_key = b.customer_key{joins}"
    )
    parted = f"select *, {part_of(params['prices'].most_change_factor)} as part from ({pairs}) as pairs"
    quantities = ", ".join(
        f"cast(sum(case when part = 'like' then quantity_{w} else 0 end) over (partition by family_name, unit_name) as double) as family_{w}"
        for w in ("prior", "12m")
    )
    grouped = f"select *, {quantities} from ({parted}) as parted"
    items = {f"{code}_amount": sql for code, sql in revenue_effects().items()}
    items |= {f"margin_{code}_amount": sql for code, sql in margin_effects().items()}
    bases = {
        f"{name}_{of}_amount": f"{prefix}sold_{w}_amount + {prefix}returned_{w}_amount"
        for name, prefix in (("revenue", ""), ("margin_costed", "margin_"))
        for of, w in (("prior_12m", "prior"), ("12m", "12m"))
    }
    effects = ", ".join(f"{sql} as {name}" for name, sql in (bases | items).items())
    sums = ", ".join(
        f"cast(sum({name}) as bigint) as {name}"
        for name in (*BASE_COLUMNS, *REVENUE_COLUMNS, *MARGIN_COLUMNS, "costed_count")
    )
    return (
        f"select customer_key, product_family, max(standing) as bridge_status, {sums} from (select customer_key, product_family, standing, "
        f"costed_count, {effects} from ({grouped}) as grouped) as taken group by customer_key, product_family"
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
        _KEY,
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
        _KEY,
        _PRODUCT,
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
        _KEY,
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
