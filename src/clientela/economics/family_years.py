"""What each customer bought of each family in the last 12 months and the 12 before: the half years summed once for all that read them."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.family_breadth import FAMILY
from clientela.measures.passes import KEY


@step(
    title=msg("Customer x family, two years"),
    inputs=("customer_families",),
    fields=(
        KEY,
        FAMILY,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("costed_12m_amount", msg("Revenue with a known or estimated cost"), "money"),
        Field("costed_margin_12m_amount", msg("Margin of the same lines"), "money"),
        Field("halves_12m_count", msg("Half years with lines, last 12 months"), "count"),
        Field("halves_24m_count", msg("Half years with lines, last 24 months"), "count"),
        Field("older_count", msg("Half years with revenue, before the last 12 months"), "count", msg("in the four years looked at")),
    ),
)  # fmt: skip
def customer_family_years(params: dict[str, Any]) -> str:
    """Sum the half years of each customer and family; what has no family is left out. Without lines of a year its revenue is 0."""
    del params
    now, before = "half_number <= 1", "half_number >= 2 and half_number <= 3"
    return (
        f"select customer_key, product_family, cast(sum(case when {now} then revenue_amount else 0 end) as bigint) as revenue_12m_amount, "
        f"cast(sum(case when {before} then revenue_amount else 0 end) as bigint) as revenue_prior_12m_amount, "
        f"cast(sum(case when {now} then costed_revenue_amount end) as bigint) as costed_12m_amount, "
        f"cast(sum(case when {now} then costed_margin_amount end) as bigint) as costed_margin_12m_amount, "
        f"count(case when {now} then 1 end) as halves_12m_count, count(case when half_number <= 3 then 1 end) as halves_24m_count, "
        "count(case when half_number >= 2 and revenue_amount > 0 then 1 end) as older_count from customer_families "
        "where product_family is not null group by customer_key, product_family"
    )
