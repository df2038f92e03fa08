"""How much of a year's customers and revenue is still there a year later, and cohort by cohort."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg


@step(
    title=msg("Retention"),
    inputs=("customers",),
    fields=(
        Field("base_count", msg("Customers of the 12 months before"), "count"),
        Field("kept_count", msg("of which bought again"), "count"),
        Field("base_amount", msg("Their revenue then"), "money"),
        Field("now_amount", msg("Their revenue now"), "money"),
        Field("kept_amount", msg("of which up to the revenue of then"), "money", msg("sum of the smaller of the two years, customer by customer")),
        Field("customer_retention_share", msg("Customers kept"), "share", msg("customers with revenue in both years / customers with revenue in the 12 months before")),
        Field("net_retention_share", msg("Net revenue retention"), "share", msg("revenue now of the customers of a year ago / their revenue then")),
        Field("gross_retention_share", msg("Gross revenue retention"), "share", msg("the same, no customer counting for more than it brought then")),
    ),
)  # fmt: skip
def retention(params: dict[str, Any]) -> str:
    """One row over the customers with positive revenue in the 12 months before; empty where there is none."""
    del params
    now = "case when revenue_12m_amount > 0 then revenue_12m_amount else 0 end"
    smaller = f"case when {now} < revenue_prior_12m_amount then {now} else revenue_prior_12m_amount end"
    counted = (
        "select count(*) as base_count, count(case when revenue_12m_amount > 0 then 1 end) as kept_count, "
        "cast(sum(revenue_prior_12m_amount) as bigint) as base_amount, cast(sum(revenue_12m_amount) as bigint) as now_amount, "
        f"cast(sum({smaller}) as bigint) as kept_amount from customers where revenue_prior_12m_amount > 0"
    )
    return (
        "select base_count, kept_count, base_amount, now_amount, kept_amount, cast(kept_count as double) / nullif(base_count, 0) as customer_retention_share, "
        "cast(now_amount as double) / nullif(base_amount, 0) as net_retention_share, cast(kept_amount as double) / nullif(base_amount, 0) as gross_retention_share "
        f"from ({counted}) as counted where base_count > 0"
    )


@step(
    title=msg("Cohorts"),
    inputs=("customers", "customer_months"),
    fields=(
        Field("vintage", msg("Year of the first order"), "id"),
        Field("calendar_year", msg("Year"), "id"),
        Field("customers_count", msg("Customers who bought"), "count"),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("is_complete", msg("Whole year"), "id"),
    ),
)
def cohorts(params: dict[str, Any]) -> str:
    """Revenue and buyers of each year by the year of the first order: the layers of the cake. Every layer of a year adds up to it.

    Customers without an order of their own and lines that name no customer are the layer without a year.
    """
    year = "cast(floor(m.month_number / 12) as integer)"
    first = "extract(year from c.first_order_on)"
    last = f"extract(year from {params['as_of']})"
    whole = f"case when {year} < {last} or ({year} = {last} and {params['last_full_month']} % 12 = 11 and {params['last_full_month']} >= {year} * 12) then 1 else 0 end"
    return (
        f"select cast({first} as integer) as vintage, {year} as calendar_year, "
        "count(distinct case when m.orders_count > 0 and m.customer_key <> 0 then m.customer_key end) as customers_count, "
        f"cast(sum(m.revenue_amount) as bigint) as revenue_amount, max({whole}) as is_complete "
        f"from customer_months as m left join customers as c on c.customer_key = m.customer_key group by cast({first} as integer), {year} order by 1, 2"
    )
