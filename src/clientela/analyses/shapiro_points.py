"""The customers in the field of price and cost to serve, with what the line of equal margin is drawn from."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.price_realisation import CELLS

_SOURCE = "Shapiro, Rangan, Moriarty & Ross 1987"


@step(
    title=msg("Customers by price and cost to serve"),
    inputs=("price_cost_place", "price_realisation", "customers"),
    fields=(
        *NAMED,
        Field("price_index", msg("Price index"), "number", source=_SOURCE),
        Field("serve_share", msg("Cost to serve, share of revenue"), "share"),
        Field("price_cost_class", msg("Price and cost to serve"), "class", source=_SOURCE, codes=CELLS),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("middle_serve_share", msg("Median cost to serve"), "share"),
        Field("placed_goods_share", msg("Cost of goods at reference prices"), "share", msg("of the placed customers together: (net-net revenue - contribution 1) / (net-net revenue / price index), the price index being that of all of them")),
        Field("placed_left_share", msg("Contribution 3 in per cent, of the placed customers"), "share", msg("contribution 3 / net-net revenue of the placed customers together")),
    ),
)  # fmt: skip
def price_cost_points(params: dict[str, Any]) -> str:
    """List the 200 largest placed customers, and beside each what the line of equal margin rests on.

    On the line p = g / (1 - s - m) a customer leaves the same percentage m as all placed customers together: p price index, s cost to serve as a share
    of its revenue, g cost of goods per unit of money at reference prices. Goods are taken to cost the same for everybody at reference prices.
    """
    del params
    placed = (
        "select c.customer_key, c.customer_id, c.customer_name, p.price_index, p.serve_share, p.price_cost_class, c.revenue_12m_amount, p.middle_serve_share, "
        "cast(c.net_net_12m_amount as double) as net, cast(c.cm1_12m_amount as double) as first_left, cast(c.cm3_12m_amount as double) as left_over, "
        "cast(r.priced_12m_amount as double) as priced, cast(r.reference_12m_amount as double) as referred from price_cost_place as p "
        "join customers as c on c.customer_key = p.customer_key join price_realisation as r on r.customer_key = p.customer_key where p.price_cost_class is not null"
    )
    sums = (
        "select case when sum(net) > 0 and sum(referred) > 0 then (sum(net) - sum(first_left)) / nullif(sum(net), 0) * (sum(priced) / nullif(sum(referred), 0)) end as placed_goods_share, "
        "case when sum(net) > 0 then sum(left_over) / nullif(sum(net), 0) end as placed_left_share from placed where first_left is not null and left_over is not null"
    )
    columns = "customer_key, customer_id, customer_name, price_index, serve_share, price_cost_class, revenue_12m_amount, middle_serve_share, placed_goods_share, placed_left_share"
    listed = first_rows(
        "select p.*, s.placed_goods_share, s.placed_left_share from placed as p cross join summed as s",
        columns,
        "revenue_12m_amount desc, customer_id",
    )
    return f"with placed as ({placed}), summed as ({sums}) {listed}"
