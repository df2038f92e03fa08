"""The segments that the company's rules make, in numbers."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg


@step(
    title=msg("Segments by rules, in numbers"),
    inputs=("customers",),
    fields=(
        Field("rule_segment", msg("Segment by rules"), "text"),
        Field("rule_segment_open", msg("Rule that cannot be decided"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("active_count", msg("Active customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("margin_known_12m_amount", msg("Margin, last 12 months, known part"), "money"),
    ),
)
def segment_sizes(params: dict[str, Any]) -> str:
    """Sum the customers by segment; who is in none, and who cannot be decided by which rule, stand apart, so that all add up.

    Customers without a document count too: a rule can mean them. Without rules there are no rows.
    """
    return (
        "select rule_segment, rule_segment_open, count(*) as customers_count, count(case when lines_12m_count > 0 then 1 end) as active_count, "
        "cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, cast(sum(revenue_prior_12m_amount) as bigint) as revenue_prior_12m_amount, "
        "cast(sum(margin_known_12m_amount) as bigint) as margin_known_12m_amount from customers where rule_segment_version is not null "
        "group by rule_segment, rule_segment_open"
    )
