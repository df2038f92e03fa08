"""The structure of the base by what customers are in their market."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.tables._customer_types import TYPE_TITLES


@step(
    title=msg("Composition by customer type"),
    inputs=("customers",),
    fields=(
        Field("customer_type", msg("Customer type"), "class", codes=TYPE_TITLES),
        Field("customers_count", msg("Customers"), "count"),
        Field("active_count", msg("Active customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_share", msg("Share of revenue"), "share"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field(
            "revenue_change_share",
            msg("Change in per cent"),
            "share",
            msg("change / revenue of the 12 months before, where that is positive"),
        ),
        Field("margin_known_12m_amount", msg("Margin, last 12 months, known part"), "money"),
    ),
)
def customer_types(params: dict[str, Any]) -> str:
    """Sum the customers by type; who has none is a row of its own, so that all add up to the whole."""
    return (
        "select customer_type, customers_count, active_count, revenue_12m_amount, cast(revenue_12m_amount as double) / nullif(sum(revenue_12m_amount) over (), 0) as revenue_share, "
        "revenue_prior_12m_amount, case when revenue_prior_12m_amount > 0 then cast(revenue_12m_amount - revenue_prior_12m_amount as double) / revenue_prior_12m_amount end as revenue_change_share, "
        "margin_known_12m_amount from (select customer_type, count(*) as customers_count, count(case when lines_12m_count > 0 then 1 end) as active_count, "
        "cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, cast(sum(revenue_prior_12m_amount) as bigint) as revenue_prior_12m_amount, "
        "cast(sum(margin_known_12m_amount) as bigint) as margin_known_12m_amount from customers where lines_count > 0 group by customer_type) as summed"
    )
