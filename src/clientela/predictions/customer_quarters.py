"""What each customer bought and left in rolling quarters: the series that say how much it swings."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.passes import KEY


@step(
    title=msg("Customer x quarter"),
    inputs=("customer_months",),
    fields=(
        KEY,
        Field("quarters_ago", msg("Quarters ago"), "number", msg("0 for the last three full months, 1 for the three before, and so on")),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("margin_amount", msg("Margin"), "money", msg("unknown where a line has no cost")),
    ),
)  # fmt: skip
def customer_quarters(params: dict[str, Any]) -> str:
    """Sum the full months of each customer to rolling quarters, as far back as the risk looks; 0 is "customer not stated"."""
    last, quarters = params["last_full_month"], params["dynamics"].risk_quarters
    place = f"cast(floor(cast({last} - month_number as double) / 3) as integer)"
    return (
        f"select customer_key, {place} as quarters_ago, cast(sum(revenue_amount) as bigint) as revenue_amount, "
        "case when sum(uncosted_lines_count) = 0 then cast(coalesce(sum(margin_known_amount), 0) + coalesce(sum(margin_estimated_amount), 0) as bigint) end as margin_amount "
        f"from customer_months where month_number <= {last} and month_number > {last - 3 * quarters} group by customer_key, {place}"
    )
