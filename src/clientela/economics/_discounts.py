"""The corridor of discounts: what the upper quarter of comparable customers gets."""

from __future__ import annotations

from clientela.economics._rounding import rounded

_UPPER = 0.75

RATES = (
    "select paid.*, g.peer_kind, g.size_fifth, case when paid.list_12m_amount > 0 then "
    f"{rounded('1.0 - cast(paid.listed_net_12m_amount as double) / nullif(paid.list_12m_amount, 0)')} end as discount_rate "
    "from paid left join customer_peers as g on g.customer_key = paid.customer_key"
)
"""SQL of `rated`: the customers of `paid` with their rate, kind and size."""


def corridor(least: int) -> str:
    """Return the SQL of `compared`: `rated` with the upper quartile of the peers, where there are at least `least` of them.

    Formula: 75th percentile, by linear interpolation, of the discount rates within kind and fifth of size, the customer among them;
    within the fifth of all kinds where a kind has too few.
    """
    upper = f"percentile_cont({_UPPER}) within group (order by discount_rate)"
    known = "from rated where discount_rate is not null and size_fifth is not null"
    near, wide = f"n.rates_count >= {least}", f"w.rates_count >= {least}"
    return (
        f"near_peers as (select peer_kind, size_fifth, count(*) as rates_count, {upper} as upper_rate {known} group by peer_kind, size_fifth), "
        f"wide_peers as (select size_fifth, count(*) as rates_count, {upper} as upper_rate {known} group by size_fifth), "
        f"compared as (select rated.*, case when {near} then n.rates_count when {wide} then w.rates_count end as peers_count, "
        f"case when {near} then n.upper_rate when {wide} then w.upper_rate end as upper_rate from rated "
        "left join near_peers as n on n.peer_kind is not distinct from rated.peer_kind and n.size_fifth = rated.size_fifth "
        "left join wide_peers as w on w.size_fifth = rated.size_fifth)"
    )
