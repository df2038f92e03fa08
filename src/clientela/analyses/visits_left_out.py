"""Visits that are not counted at the price of an hour, because something stronger speaks of selling to the customer in that month."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._rungs import EVIDENCE


@step(
    title=msg("Visits that stronger evidence stands for"),
    inputs=("contact_days", "cost_items"),
    fields=(
        Field("evidence", msg("Evidence"), "class", codes=EVIDENCE),
        Field("customers_count", msg("Customers"), "count"),
        Field("visits_count", msg("Visits"), "count"),
        Field("contact_hours", msg("Hours of contact"), "number", msg("of the days with a visit")),
    ),
)
def visits_left_out(params: dict[str, Any]) -> str:
    """Count the visits of the last 12 months that fall into a month in which a stated cost or an activity of selling speaks for the customer.

    The ladder counts the stronger one alone, so that nothing is there twice. Where the activity does not mean the visits, they are missing: give it another step.
    """
    month = "extract(year from {0}) * 12 + extract(month from {0})"
    strong = (
        f"select customer_key, {month.format('happened_on')} as month_of, min(evidence) as evidence, max(case when item = 'visit' then 1 else 0 end) as has_visits "
        f"from cost_items where rung = 'selling' and evidence <> 'measured' and happened_on > {params['since_12m']} group by customer_key, {month.format('happened_on')}"
    )
    visits = (
        f"select customer_key, {month.format('contact_on')} as month_of, sum(visits_count) as visits, sum(contact_minutes) as minutes from contact_days "
        f"where visits_count > 0 and contact_on > {params['since_12m']} group by customer_key, {month.format('contact_on')}"
    )
    return (
        "select s.evidence, count(distinct v.customer_key) as customers_count, cast(sum(v.visits) as bigint) as visits_count, sum(v.minutes) / 60.0 as contact_hours "
        f"from ({visits}) as v join ({strong}) as s on s.customer_key = v.customer_key and s.month_of = v.month_of where s.has_visits = 0 group by s.evidence"
    )
