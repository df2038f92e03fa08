"""Customers lost year by year: how many, what they had brought, and why they left."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.context_facts import fiscal_year_of

CAUSES = 20
"""Causes shown of a year; the others are one row."""


def _losses(params: dict[str, Any]) -> str:
    """Return who became lost in which fiscal year: the last time in the year, with the better of the two years before."""
    year = fiscal_year_of("t.on_day", params)
    return (
        f"select customer_key, fiscal_year, on_day, worth, is_recent from (select t.customer_key, {year} as fiscal_year, t.on_day, "
        "greatest(t.revenue_12m_amount, t.revenue_prior_12m_amount) as worth, "
        f"case when t.on_day > {params['since_12m']} then 1 else 0 end as is_recent, "
        f"row_number() over (partition by t.customer_key, {year} order by t.on_day desc) as place from lifecycle_transitions as t "
        f"where t.to_state = 'L' and t.on_day <= {params['as_of']}) as fallen where place = 1"
    )


@step(
    title=msg("Customers lost by year"),
    inputs=("lifecycle_transitions", "customers", "customer_ladder", "loss_causes"),
    fields=(
        Field("fiscal_year", msg("Year"), "id"),
        Field("lost_count", msg("Customers lost"), "count", msg("customers that reached the lifecycle state lost in the year")),
        Field("still_lost_count", msg("of whom still lost"), "count", msg("in that state on the day looked from")),
        Field("worth_amount", msg("Revenue they had brought"), "money", msg("the larger of the two years before each was lost")),
        Field("cm3_known_count", msg("of whom the contribution is known"), "count", msg("lost in the last 12 months, with a contribution of the 12 months before")),
        Field("cm3_lost_amount", msg("Contribution 3 they had brought"), "money", msg("of those whose contribution is known: contribution 3 of the 12 months before")),
        Field("explained_count", msg("of whom the reason is stated"), "count"),
        Field("avoidable_count", msg("of whom it could have been avoided"), "count", msg("by the reviews that say so")),
    ),
)  # fmt: skip
def lost_by_year(params: dict[str, Any]) -> str:
    """Count the customers lost in each fiscal year by the lifecycle, with the contribution and the reasons as far as they are known."""
    told = "select customer_key, count(*) as told_count, max(could_avoid_number) as could_avoid from loss_causes group by customer_key"
    known = "l.is_recent = 1 and d.cm3_prior_12m_amount is not null"
    return (
        f"select l.fiscal_year, count(*) as lost_count, count(case when c.lifecycle_state = 'L' then 1 end) as still_lost_count, cast(sum(l.worth) as bigint) as worth_amount, "
        f"count(case when {known} then 1 end) as cm3_known_count, cast(sum(case when {known} then d.cm3_prior_12m_amount end) as bigint) as cm3_lost_amount, "
        "count(t.customer_key) as explained_count, count(case when t.could_avoid = 1 then 1 end) as avoidable_count "
        f"from ({_losses(params)}) as l join customers as c on c.customer_key = l.customer_key "
        f"left join customer_ladder as d on d.customer_key = l.customer_key left join ({told}) as t on t.customer_key = l.customer_key group by l.fiscal_year order by l.fiscal_year"
    )


@step(
    title=msg("Reasons of losses by year"),
    inputs=("lifecycle_transitions", "loss_causes"),
    fields=(
        Field("fiscal_year", msg("Year"), "id"),
        Field("cause_text", msg("Cause"), "text", msg("none: nobody stated why; or all further causes of the year")),
        Field("is_rest", msg("All further causes"), "id"),
        Field("lost_count", msg("Customers lost"), "count", msg("a customer with several stated causes counts under the newest")),
        Field("worth_amount", msg("Revenue they had brought"), "money"),
    ),
)  # fmt: skip
def lost_causes(params: dict[str, Any]) -> str:
    """Count the customers lost in each fiscal year by the newest cause stated of them; those without one stand apart, so that all adds up."""
    newest = (
        "select customer_key, cause_text from (select customer_key, cause_text, row_number() over (partition by customer_key order by "
        "case when told_by = 'review' then 0 else 1 end, told_on desc, cause_text) as place from loss_causes) as told where place = 1"
    )
    summed = (
        "select l.fiscal_year, n.cause_text, count(*) as lost_count, cast(sum(l.worth) as bigint) as worth_amount "
        f"from ({_losses(params)}) as l left join ({newest}) as n on n.customer_key = l.customer_key group by l.fiscal_year, n.cause_text"
    )
    order = "case when cause_text is null then 1 else 0 end, lost_count desc, cause_text"
    placed = f"select *, row_number() over (partition by fiscal_year order by {order}) as place from ({summed}) as summed"
    is_rest = f"case when place > {CAUSES} and cause_text is not null then 1 else 0 end"
    named = f"select fiscal_year, case when {is_rest} = 0 then cause_text end as cause_text, {is_rest} as is_rest, lost_count, worth_amount from ({placed}) as placed"
    return (
        "select fiscal_year, cause_text, is_rest, cast(sum(lost_count) as bigint) as lost_count, cast(sum(worth_amount) as bigint) as worth_amount "
        f"from ({named}) as named group by fiscal_year, cause_text, is_rest"
    )
