"""The whale curve: contribution added up from the most to the least profitable customer."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

POINTS = 150
BASES = (
    ("cm3", msg("Contribution 3")),
    ("cm1", msg("Contribution 1, before cost-to-serve")),
)
_RANKED = (
    "select customer_key, x, row_number() over (order by x desc, customer_key) as i, count(*) over () as n, "
    "sum(cast(x as double)) over () as total, cast(sum(x) over (order by x desc, customer_key) as bigint) as cumulated from ("
    "select customer_key, case when b.is_served = 1 then cm3_12m_amount else cm1_12m_amount end as x, case when lines_12m_count > 0 then 1 else 0 end as is_active from customers cross join "
    "(select max(case when cm3_12m_amount is not null then 1 else 0 end) as is_served from customers) as b "
    "where lines_count > 0 or serve_12m_amount <> 0 or rebates_12m_amount <> 0) as valued where x is not null and (x <> 0 or is_active = 1)"
)
"""Active customers and those that cost without buying, by contribution 3, by contribution 1 where nothing is known of serving."""


@step(
    title=msg("Whale curve"),
    inputs=("customers",),
    fields=(
        Field("place", msg("Customers, the most profitable first"), "count"),
        Field("customers_share", msg("Share of customers"), "share"),
        Field("cumulated_amount", msg("Contribution added up"), "money"),
        Field("cumulated_share", msg("Share of the whole contribution"), "share", msg("contribution of the first customers / contribution of all; not given when that is not above zero"), "Kaplan & Narayanan 2001"),
    ),
)  # fmt: skip
def whale_curve(params: dict[str, Any]) -> str:
    """Cumulate the contribution of the last 12 months, at no more than about 150 points and always at the peak. Golden vector 14.3-k."""
    del params
    return (
        "select i as place, cast(i as double) / n as customers_share, cumulated as cumulated_amount, "
        "case when total > 0 then cumulated / nullif(total, 0) end as cumulated_share from "
        f"(select *, max(cumulated) over () as peak from ({_RANKED}) as ranked) as drawn "
        f"where n <= {POINTS} or i % cast(ceil(n / {POINTS}.0) as integer) = 0 or i = n or i = 1 or cumulated = peak order by i"
    )


@step(
    title=msg("Whale curve in figures"),
    inputs=("customers",),
    fields=(
        Field("basis", msg("Ranked by"), "text", codes=BASES),
        Field("customers_count", msg("Customers"), "count"),
        Field("total_amount", msg("Contribution of all"), "money"),
        Field("peak_amount", msg("Contribution at the peak"), "money"),
        Field("peak_count", msg("Customers up to the peak"), "count"),
        Field("peak_share", msg("Peak in per cent of the whole"), "share"),
        Field("loss_count", msg("Customers below zero"), "count"),
        Field("loss_amount", msg("What they lose"), "money", msg("sum of the contributions below zero")),
        Field("best_fifth_share", msg("Share of the best fifth"), "share"),
        Field("largest_1_amount", msg("Contribution of the best customer"), "money"),
        Field("largest_3_amount", msg("of the three best"), "money"),
        Field("largest_5_amount", msg("of the five best"), "money"),
    ),
)  # fmt: skip
def whale_summary(params: dict[str, Any]) -> str:
    """One row when there are any: peak, losses and what the best customers carry. Shares are not given when the whole is not above zero."""
    del params
    sums = (
        "select count(*) as customers_count, cast(sum(x) as bigint) as total_amount, max(cumulated) as peak_amount, "
        "min(case when cumulated = peak then i end) as peak_count, count(case when x < 0 then 1 end) as loss_count, "
        "cast(coalesce(sum(case when x < 0 then x end), 0) as bigint) as loss_amount, "
        "cast(sum(case when i <= greatest(1, floor(0.2 * n + 0.5)) then x end) as bigint) as fifth_amount, "
        "cast(sum(case when i <= 1 then x end) as bigint) as largest_1_amount, cast(sum(case when i <= 3 then x end) as bigint) as largest_3_amount, "
        f"cast(sum(case when i <= 5 then x end) as bigint) as largest_5_amount from (select *, max(cumulated) over () as peak from ({_RANKED}) as ranked) as drawn"
    )
    whole = "nullif(case when total_amount > 0 then cast(total_amount as double) end, 0)"
    return (
        "select case when is_served = 1 then 'cm3' else 'cm1' end as basis, customers_count, total_amount, peak_amount, peak_count, "
        f"cast(peak_amount as double) / {whole} as peak_share, loss_count, loss_amount, cast(fifth_amount as double) / {whole} as best_fifth_share, "
        f"largest_1_amount, largest_3_amount, largest_5_amount from ({sums}) as sums cross join "
        "(select max(case when cm3_12m_amount is not null then 1 else 0 end) as is_served from customers) as b where customers_count > 0"
    )
