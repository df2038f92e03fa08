"""How we stand against rivals in the eyes of the customers that told, beside how stable the business with them is."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg


@step(
    title=msg("Stability and competitiveness"),
    inputs=("customers", "customer_scores", "customer_outlook"),
    fields=(
        Field("customers_count", msg("Active customers"), "count"),
        Field("strength_known_count", msg("Customers whose comparison is known"), "count"),
        Field("strength_known_share", msg("Part of revenue with a known comparison"), "share"),
        Field("strength_mean_number", msg("Strength against the best rival"), "number", msg("mean of our marks less those of the best rival, -10 to 10, weighted by revenue; of the customers with a published comparison"), "Cheverton 1999"),
        Field("ahead_count", msg("Customers that see us ahead"), "count"),
        Field("behind_count", msg("Customers that see us behind"), "count"),
        Field("expected_loss_amount", msg("Expected loss"), "money", msg("of the active customers with a forecast")),
        Field("stake_12m_amount", msg("At stake"), "money"),
    ),
)  # fmt: skip
def competitiveness(params: dict[str, Any]) -> str:
    """Sum up the active customers; who did not compare us with a rival counts in the number and in no mean."""
    del params
    known = "s.relative_strength_score is not null and c.revenue_12m_amount > 0"
    revenue = f"sum(case when {known} then cast(c.revenue_12m_amount as double) end)"
    whole = "sum(case when c.revenue_12m_amount > 0 then cast(c.revenue_12m_amount as double) end)"
    return (
        "select * from (select count(*) as customers_count, "
        f"count(case when {known} then 1 end) as strength_known_count, {revenue} / nullif({whole}, 0) as strength_known_share, "
        f"round(sum(case when {known} then cast(c.revenue_12m_amount as double) * 2 * (s.relative_strength_score - 5) end) / nullif({revenue}, 0) * 1e9) / 1e9 as strength_mean_number, "
        f"count(case when {known} and s.relative_strength_score > 5 then 1 end) as ahead_count, count(case when {known} and s.relative_strength_score < 5 then 1 end) as behind_count, "
        "cast(sum(o.expected_loss_amount) as bigint) as expected_loss_amount, cast(sum(o.stake_12m_amount) as bigint) as stake_12m_amount "
        "from customers as c join customer_scores as s on s.customer_key = c.customer_key left join customer_outlook as o on o.customer_key = c.customer_key where c.lines_12m_count > 0) as summed where customers_count > 0"
    )
