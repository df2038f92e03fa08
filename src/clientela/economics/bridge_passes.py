"""The passes of the review bridge over the lines of two years: pairs of customer and product, and what was bought once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._bridge_effects import is_part, part_of, standing_of
from clientela.economics._bridge_lines import pair_lines, single_lines, standings
from clientela.economics._bridge_successors import successions
from clientela.identity._links import rows

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

KEY = Field("customer_key", msg("Customer key"), "id")
PRODUCT = Field("product_key", msg("Product key"), "id")
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
    fields=(PRODUCT, Field("to_key", msg("Counts under key"), "id")),
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
        KEY,
        PRODUCT,
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
    """Sum the lines of two years once per customer and product with more than one line: what the bridge compares.

    Key 0 is "customer not stated" or "product not stated". A replaced product counts as its successor, a customer as on the day of the run.
    A pair of one line has nothing to be compared with; most pairs may be such, and `bridge_singles` holds them by family.
    """
    # in the order of the customers: the many sums of the bridge then find the rows they add to near each other
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
    return f"select customer_key, product_key, {', '.join(kept)}, {margins}, {quantities} from ({pair_lines(params)}) as pairs order by customer_key"


@step(
    title=msg("Customer x family, products of one line in two years"),
    inputs=(*_LINES, "bridge_pairs", "product_register"),
    fields=(
        KEY,
        Field("product_family", msg("Product family"), "text"),
        Field("line_kind", msg("Kind of line"), "id", msg("1 invoiced in the last 12 months, 2 in the 12 before, 3 and 4 given back in them")),
        Field("is_named", msg("Names a product"), "id"),
        Field("is_free", msg("Invoiced at nothing"), "id"),
        Field("is_costed", msg("Has a cost"), "id", msg("a known or an estimated one")),
        Field("net_amount", msg("Net amount"), "money"),
        Field("restated_amount", msg("Invoiced, last 12 months, at the old rate of exchange"), "money"),
        Field("margin_amount", msg("Margin of the lines with a cost"), "money"),
        Field("lines_count", msg("Lines"), "count"),
    ),
)  # fmt: skip
def bridge_singles(params: dict[str, Any]) -> str:
    """Sum the lines that are the only one of their customer and product in two years by all that the bridge asks of them."""
    keys = "s.customer_key, r.product_family, s.kind, s.is_named, s.is_free, s.is_costed"
    named = keys.replace("s.kind", "s.kind as line_kind")
    return (
        f"select {named}, cast(sum(s.net_amount) as bigint) as net_amount, cast(sum(s.restated_amount) as bigint) as restated_amount, "
        f"cast(sum(s.margin_amount) as bigint) as margin_amount, count(*) as lines_count from ({single_lines(params)}) as s "
        f"left join product_register as r on r.product_key = s.product_key group by {keys} order by s.customer_key"
    )


def _named(params: dict[str, Any]) -> tuple[str, str, str]:
    """Return the SQL of a pair's family and unit of measure, and the joins they come from."""
    joins = " left join product_register as r on r.product_key = b.product_key"
    if "products" not in params["tables"]:
        return "r.product_family", "''", joins
    joins += (
        " left join product_keys as k on k.product_key = b.product_key"
        " left join products as s on s.source = k.source and s.product_id = k.product_id"
    )
    return "r.product_family", "coalesce(lower(trim(s.unit_of_measure)), '')", joins


_MONEY = (
    "sold_prior_amount", "sold_12m_amount", "restated_12m_amount", "returned_prior_amount", "returned_12m_amount", "margin_sold_prior_amount",
    "margin_sold_12m_amount", "margin_returned_prior_amount", "margin_returned_12m_amount", "quantity_prior", "quantity_12m", "costed_count", "uncosted_count",
)  # fmt: skip


def parted_pairs(params: dict[str, Any], *, with_singles: bool, only: str = "") -> str:
    """Return the select of the pairs with what each is to the bridge: `standing` of the customer, `part`, family and unit.

    `with_singles`: also what was bought once, already summed by family, which is `part` never 'like'. `only`: a condition on `b.`.
    """
    family, unit, joins = _named(params)
    where = f" where {only}" if only else ""
    rows_ = f"select b.customer_key, b.product_key, {family} as product_family, {unit} as unit_name, {', '.join(f'b.{m}' for m in _MONEY)} from bridge_pairs as b{joins}{where}"
    if with_singles:
        kinds = {1: "sold_12m", 2: "sold_prior", 3: "returned_12m", 4: "returned_prior"}
        found = {
            f"{name}_amount": f"case when b.line_kind = {kind} then b.net_amount else 0 end"
            for kind, name in kinds.items()
        }
        found |= {
            f"margin_{name}_amount": f"case when b.is_costed = 1 then case when b.line_kind = {kind} then b.margin_amount else 0 end end"
            for kind, name in kinds.items()
        }
        found |= {
            "restated_12m_amount": "b.restated_amount",
            "quantity_prior": "cast(null as bigint)",
            "quantity_12m": "cast(null as bigint)",
            "costed_count": "case when b.is_costed = 1 then b.lines_count else 0 end",
            "uncosted_count": "case when b.is_costed = 1 then 0 else b.lines_count end",
        }
        # any key but 0 says that a product is named
        rows_ += f" union all select b.customer_key, b.is_named as product_key, b.product_family, '' as unit_name, {', '.join(f'{found[m]} as {m}' for m in _MONEY)} from bridge_singles as b{where}"
    # whoever is not in the register has no standing: only the lines that name no customer are left then
    stood = (
        f"select b.*, coalesce(b.product_family, '') as family_name, case when b.customer_key = 0 then {standing_of('unstated')} "
        f"else coalesce(t.standing, {standing_of('credited')}) end as standing "
        f"from ({rows_}) as b left join ({standings(params)}) as t on t.customer_key = b.customer_key"
    )
    return f"select *, {part_of(params['prices'].most_change_factor)} as part from ({stood}) as stood"


@step(
    title=msg("Quantities compared, by family"),
    inputs=("bridge_pairs", "product_register", "product_keys", "products", "customer_measures", "identified_lines", "customer_map"),
    fields=(
        Field("family_name", msg("Product family"), "text", msg("empty where none is stated")),
        Field("unit_name", msg("Unit of measure"), "text", msg("empty where none is stated")),
        Field("family_prior", msg("Quantity, 12 months before"), "number"),
        Field("family_12m", msg("Quantity, last 12 months"), "number"),
    ),
)  # fmt: skip
def like_quantities(params: dict[str, Any]) -> str:
    """Sum the quantities of the pairs in which price and volume can be told apart, by family and unit of measure, over the whole company."""
    quantities = ", ".join(f"cast(sum(quantity_{w}) as double) as family_{w}" for w in ("prior", "12m"))
    return (
        f"select family_name, unit_name, {quantities} from ({parted_pairs(params, with_singles=False)}) as parted "
        f"where {is_part('like')} group by family_name, unit_name"
    )
