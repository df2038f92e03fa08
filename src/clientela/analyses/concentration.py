"""How much of the business hangs on how few: Lorenz, Gini, Herfindahl, and the Pareto curve."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

POINTS = 200


@step(
    title=msg("Concentration"),
    inputs=("customers",),
    fields=(
        Field("customers_count", msg("Customers with positive revenue"), "count"),
        Field("left_out_count", msg("Active customers without positive revenue, left out"), "count"),
        Field(
            "gini_index",
            msg("Gini index"),
            "number",
            msg("2·sum(i·x(i)) / (n·sum x) - (n+1)/n, x ascending"),
            "Gini 1912",
        ),
        Field(
            "gini_small_sample_index", msg("Gini index, small sample"), "number", msg("Gini · n / (n - 1)")
        ),
        Field(
            "hhi_index",
            msg("Herfindahl index"),
            "number",
            msg("sum of squared shares"),
            "Hirschman 1945; Herfindahl 1950",
        ),
        Field(
            "effective_number", msg("Effective number of customers"), "number", msg("1 / Herfindahl index")
        ),
        Field("largest_share", msg("Share of the largest customer"), "share"),
        Field("largest_5_share", msg("Share of the five largest"), "share"),
        Field("largest_10_share", msg("Share of the ten largest"), "share"),
        Field("top_20_share", msg("Share of the best fifth of customers"), "share"),
    ),
)
def concentration(params: dict[str, Any]) -> str:
    """Measure concentration of the revenue of the last 12 months over the customers with positive revenue.

    Formula: G = 2 sum(i x_(i)) / (n sum x) - (n + 1) / n; HHI = sum s^2; effective number = 1 / HHI. Golden vector 14.3-a.
    """
    return (
        "select count(*) as customers_count, (select count(*) from customers where lines_12m_count > 0 and revenue_12m_amount <= 0) as left_out_count, "
        "2.0 * sum(cast(i as double) * x) / nullif(max(n) * sum(cast(x as double)), 0) - (max(n) + 1.0) / nullif(max(n), 0) as gini_index, "
        "case when max(n) > 1 then (2.0 * sum(cast(i as double) * x) / (max(n) * sum(cast(x as double))) - (max(n) + 1.0) / max(n)) * max(n) / (max(n) - 1.0) end as gini_small_sample_index, "
        "sum(s * s) as hhi_index, 1.0 / nullif(sum(s * s), 0) as effective_number, max(s) as largest_share, "
        "sum(case when n - i < 5 then s end) as largest_5_share, sum(case when n - i < 10 then s end) as largest_10_share, "
        "sum(case when n - i < greatest(1, floor(0.2 * n + 0.5)) then s end) as top_20_share from ("
        "select x, row_number() over (order by x, customer_key) as i, count(*) over () as n, cast(x as double) / sum(x) over () as s from ("
        "select customer_key, revenue_12m_amount as x from customers where revenue_12m_amount > 0) as positive) as ranked"
    )


@step(
    title=msg("Pareto and Lorenz curves"),
    inputs=("customers",),
    fields=(
        Field("customers_share", msg("Share of customers"), "share"),
        Field("pareto_share", msg("Share of revenue, largest first"), "share"),
        Field("lorenz_share", msg("Share of revenue, smallest first"), "share"),
    ),
)
def pareto_curve(params: dict[str, Any]) -> str:
    """Cumulate the shares over the customers with positive revenue, at no more than about 200 points."""
    return (
        "select cast(i as double) / n as customers_share, pareto_share, lorenz_share from ("
        "select i, n, sum(x) over (order by i) / total as pareto_share, sum(y) over (order by i) / total as lorenz_share from ("
        "select d.i, d.n, d.total, cast(d.x as double) as x, cast(a.x as double) as y from "
        "(select row_number() over (order by revenue_12m_amount desc, customer_key) as i, count(*) over () as n, "
        "sum(cast(revenue_12m_amount as double)) over () as total, revenue_12m_amount as x from customers where revenue_12m_amount > 0) as d join "
        "(select row_number() over (order by revenue_12m_amount, customer_key) as i, revenue_12m_amount as x from customers where revenue_12m_amount > 0) as a "
        f"on a.i = d.i) as pairs) as cumulated where n <= {POINTS} or i % cast(ceil(n / {POINTS}.0) as integer) = 0 or i = n or i = 1 order by i"
    )
