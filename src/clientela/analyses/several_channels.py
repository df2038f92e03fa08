"""Customers that buy through several channels, year by year."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._rounding import rounded


@step(
    title=msg("Customers that buy through several channels"),
    inputs=("customer_year_parts",),
    fields=(
        Field("fiscal_year", msg("Year"), "id"),
        Field("channels_count", msg("Channels sold through"), "count", msg("channels with an invoiced line")),
        Field("effective_channels", msg("Channels of equal weight"), "number", msg("exp(-sum s·ln s), s the share of each channel in the revenue of all: how many channels of equal weight it would be"), "Shannon 1948; Hill 1973"),
        Field("stated_share", msg("Revenue whose channel is stated"), "share"),
        Field("customers_count", msg("Customers with a stated channel"), "count"),
        Field("several_count", msg("of whom buy through several"), "count", msg("invoiced lines in two channels or more")),
        Field("several_share", msg("Customers that buy through several"), "share"),
        Field("several_revenue_amount", msg("Their revenue"), "money"),
        Field("revenue_amount", msg("Revenue"), "money", msg("of the ledger, lines without channel or customer among it")),
    ),
)  # fmt: skip
def several_channels(params: dict[str, Any]) -> str:
    """Count channels and the customers that use several of them by fiscal year; revenue without a stated channel is said apart."""
    del params
    own = (
        "select fiscal_year, customer_key, count(case when part is not null and invoiced_lines_count > 0 then 1 end) as channels, "
        "sum(revenue_amount) as revenue, sum(case when part is not null then revenue_amount else 0 end) as stated "
        "from customer_year_parts where part_kind = 'channel' group by fiscal_year, customer_key"
    )
    several = "o.customer_key <> 0 and o.channels > 1"
    summed = (
        "select o.fiscal_year, cast(sum(o.revenue) as bigint) as revenue_amount, cast(sum(o.stated) as double) as stated, "
        "count(case when o.customer_key <> 0 and o.channels > 0 then 1 end) as customers_count, "
        f"count(case when {several} then 1 end) as several_count, cast(sum(case when {several} then o.revenue else 0 end) as bigint) as several_revenue_amount "
        f"from ({own}) as o group by o.fiscal_year"
    )
    parts = (
        "select fiscal_year, part, cast(sum(revenue_amount) as double) as revenue, sum(invoiced_lines_count) as lines "
        "from customer_year_parts where part_kind = 'channel' and part is not null group by fiscal_year, part"
    )
    shared = (
        "select fiscal_year, lines, case when revenue > 0 then revenue / nullif(sum(case when revenue > 0 then revenue end) over (partition by fiscal_year), 0) end as s "
        f"from ({parts}) as parts"
    )
    weighed = (
        f"select fiscal_year, count(case when lines > 0 then 1 end) as channels_count, {rounded('exp(-sum(case when s > 0 then s * ln(s) end))')} as effective_channels "
        f"from ({shared}) as shared group by fiscal_year"
    )
    return (
        "select y.fiscal_year, coalesce(w.channels_count, 0) as channels_count, w.effective_channels, "
        "y.stated / nullif(cast(case when y.revenue_amount > 0 then y.revenue_amount end as double), 0) as stated_share, y.customers_count, y.several_count, "
        "cast(y.several_count as double) / nullif(y.customers_count, 0) as several_share, y.several_revenue_amount, y.revenue_amount "
        f"from ({summed}) as y left join ({weighed}) as w on w.fiscal_year = y.fiscal_year order by y.fiscal_year"
    )
