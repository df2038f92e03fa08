"""The mix of our customers beside the mix of the market."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

DIMENSIONS = (("customer_type", msg("Customer type")), ("segment_id", msg("Segment")))
_STATED = "(s.customers_count is not null or s.market_amount is not null)"
_OVER = "over (partition by dimension)"


def _mix(dimension: str) -> str:
    """Our active customers and the lowest segments of the market that state a figure, side by side."""
    ours = (
        f"select r.{dimension} as part, count(*) as active_count, cast(sum(m.revenue_12m_amount) as bigint) as revenue_12m_amount "
        "from customer_register as r join customer_measures as m on m.customer_key = r.customer_key "
        f"where m.lines_12m_count > 0 and r.{dimension} is not null group by r.{dimension}"
    )
    above = f"select distinct s.parent_segment_id from market_segments as s where s.parent_segment_id is not null and {_STATED}"
    market = (
        f"select s.{dimension} as part, cast(sum(s.customers_count) as bigint) as market_customers_count, cast(sum(s.market_amount) as bigint) as market_amount "
        f"from market_segments as s left join ({above}) as u on u.parent_segment_id = s.segment_id "
        f"where u.parent_segment_id is null and s.{dimension} is not null and {_STATED} group by s.{dimension}"
    )
    return (
        f"select '{dimension}' as dimension, coalesce(o.part, m.part) as part, coalesce(o.active_count, 0) as active_count, "
        "coalesce(o.revenue_12m_amount, 0) as revenue_12m_amount, m.market_customers_count, m.market_amount, "
        f"count(m.part) over () as market_parts_count from ({ours}) as o full join ({market}) as m on m.part = o.part"
    )


@step(
    title=msg("Our mix and the market"),
    inputs=("customer_register", "customer_measures", "market_segments"),
    fields=(
        Field("dimension", msg("Seen by"), "text"),
        Field("part", msg("Part"), "text"),
        Field("active_count", msg("Active customers"), "count"),
        Field("market_customers_count", msg("Customers in the market"), "count"),
        Field("active_share", msg("Share of our customers"), "share", msg("active customers of the part / those of all parts whose number in the market is stated")),
        Field("market_customers_share", msg("Share of the customers in the market"), "share"),
        Field("customers_index", msg("Representation by customers"), "number", msg("share of our customers / share of the customers in the market: 1 is as in the market, above it over-represented")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("market_amount", msg("Size of the market"), "money"),
        Field("revenue_share", msg("Share of our revenue"), "share", msg("revenue of the part / that of all parts whose market is stated")),
        Field("market_amount_share", msg("Share of the market"), "share"),
        Field("revenue_index", msg("Representation by revenue"), "number", msg("share of our revenue / share of the market")),
    ),
)  # fmt: skip
def market_mix(params: dict[str, Any]) -> str:
    """Compare where our customers are with where the market is, by customer type and by segment.

    Formula: index = our share / share of the market, both over the parts for which the market is stated. A segment that is divided
    into others that state figures is left out, so that nothing counts twice. Without figures of the market there are no rows.
    """

    def share(own: str, known: str) -> str:
        value = f"case when {known} is not null then cast({own} as double) end"
        return f"{value} / nullif(sum({value}) {_OVER}, 0)"

    pairs = (
        ("active_share", "market_customers_share", "customers_index", "active_count", "market_customers_count"),
        ("revenue_share", "market_amount_share", "revenue_index", "revenue_12m_amount", "market_amount"),
    )  # fmt: skip
    shares = ", ".join(
        f"{share(own, known)} as {ours}, {share(known, known)} as {theirs}"
        for ours, theirs, _, own, known in pairs
    )
    indices = ", ".join(
        f"{ours} / nullif({theirs}, 0) as {index}, {ours}, {theirs}" for ours, theirs, index, _, _ in pairs
    )
    mixes = " union all ".join(_mix(name) for name, _ in DIMENSIONS)
    return (
        f"select dimension, part, active_count, revenue_12m_amount, market_customers_count, market_amount, {indices} from ("
        f"select dimension, part, active_count, revenue_12m_amount, market_customers_count, market_amount, {shares} "
        f"from ({mixes}) as mixes where market_parts_count > 0) as shared"
    )
