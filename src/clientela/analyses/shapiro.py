"""Price against cost to serve: the four kinds of customers of Shapiro, Rangan, Moriarty & Ross."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.price_realisation import CELLS, OPEN_AXES

_SOURCE = "Shapiro, Rangan, Moriarty & Ross 1987"


@step(
    title=msg("Price and cost to serve in numbers"),
    inputs=("price_cost_place", "customers"),
    fields=(
        Field("price_cost_class", msg("Price and cost to serve"), "class", source=_SOURCE, codes=CELLS),
        Field("open_axis", msg("Why it is not placed"), "class", codes=OPEN_AXES),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("serve_12m_amount", msg("Cost to serve"), "money", msg("of the customers for which it is known")),
        Field("cm3_12m_amount", msg("Contribution 3"), "money", msg("of the customers for which it is known")),
        Field("middle_serve_share", msg("Median cost to serve"), "share"),
    ),
)  # fmt: skip
def price_cost_cells(params: dict[str, Any]) -> str:
    """Sum the four cells, and those not placed by what is missing."""
    return (
        "select p.price_cost_class, p.open_axis, count(*) as customers_count, cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount, "
        "cast(sum(c.serve_12m_amount) as bigint) as serve_12m_amount, cast(sum(c.cm3_12m_amount) as bigint) as cm3_12m_amount, "
        "max(p.middle_serve_share) as middle_serve_share from price_cost_place as p join customers as c on c.customer_key = p.customer_key "
        "group by p.price_cost_class, p.open_axis"
    )


@step(
    title=msg("Customers at a low price and a high cost to serve"),
    inputs=("price_cost_place", "customers"),
    fields=(
        *NAMED,
        Field("price_index", msg("Price index"), "number"),
        Field("serve_share", msg("Cost to serve, share of revenue"), "share"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("cm3_12m_amount", msg("Contribution 3"), "money"),
    ),
)  # fmt: skip
def aggressive_customers(params: dict[str, Any]) -> str:
    """List the 200 largest customers that pay less than the others and cost more to serve than most."""
    return first_rows(
        "select c.customer_key, c.customer_id, c.customer_name, p.price_index, p.serve_share, c.revenue_12m_amount, c.cm3_12m_amount "
        "from price_cost_place as p join customers as c on c.customer_key = p.customer_key where p.price_cost_class = 'aggressive'",
        "customer_key, customer_id, customer_name, price_index, serve_share, revenue_12m_amount, cm3_12m_amount",
        "revenue_12m_amount desc, customer_id",
    )
