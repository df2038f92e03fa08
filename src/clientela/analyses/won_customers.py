"""What it took to win each new customer, in hours and concessions, against what it leaves."""

from __future__ import annotations

from typing import Any

from clientela.analyses.service_tables import WHO, top
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.economics.growth_quality import BASES, STATES

WORTHS = (
    ("costs_more", msg("took more than it leaves in a year")),
    ("pays", msg("pays for itself within a year")),
    ("unknown", msg("not known")),
)
_EFFORT = (
    Field("acquisition_hours", msg("Hours of contact to win the customer"), "number"),
    Field("acquisition_contacts_count", msg("Contacts to win the customer"), "count"),
    Field("effort_amount", msg("Cost of these hours"), "money", msg("hours x [cost_to_serve] visit_hour_amount; where that is not stated, the cost of the visits by the list of employees")),
    Field("concession_amount", msg("Discount beyond that of the peers"), "money"),
    Field("taken_amount", msg("Effort and concessions"), "money", msg("cost of the hours + discount beyond that of the peers, those that are known")),
)  # fmt: skip


def _won(params: dict[str, Any]) -> str:
    """Return the customers won, with the hours, their cost, the concessions and what they leave."""
    hour = params["cost_to_serve"].visit_hour_amount
    none = "0" if "interactions" in params["tables"] and not params["bu"] else "null"
    hours, contacts = (
        f"coalesce(g.acquisition_hours, {none})",
        f"coalesce(g.acquisition_contacts_count, {none})",
    )
    # without a stated hour what the visits cost by the list of employees is known, and the other contacts are not
    effort = "e.visit_cost" if hour is None else f"cast(round({hours} * {hour * SCALE!r}) as bigint)"
    visits = (
        "select d.customer_key, case when count(*) = count(d.visit_cost_amount) then cast(sum(d.visit_cost_amount) as bigint) end as visit_cost from contact_days as d "
        "join customers as c on c.customer_key = d.customer_key where datediff('day', c.first_order_on, d.contact_on) <= 365 group by d.customer_key"
    )
    return (
        f"select {', '.join(f'c.{f.name}' for f in WHO)}, c.area_id, c.first_order_on, c.revenue_12m_amount, g.contribution_basis, g.contribution_12m_amount, cast({hours} as double) as acquisition_hours, "
        f"cast({contacts} as bigint) as acquisition_contacts_count, {effort} as effort_amount, g.concession_amount, g.terms_days, g.usual_terms_days, g.growth_state from growth_quality as g "
        f"join customers as c on c.customer_key = g.customer_key left join ({visits}) as e on e.customer_key = g.customer_key where g.is_won = 1 and c.revenue_12m_amount > 0"
    )


_TAKEN = "case when effort_amount is not null or concession_amount is not null then coalesce(effort_amount, 0) + coalesce(concession_amount, 0) end"
_WORTH = "case when taken_amount is null or contribution_12m_amount is null then 'unknown' when taken_amount > contribution_12m_amount then 'costs_more' else 'pays' end"
_INPUTS = ("growth_quality", "customers", "contact_days")


@step(
    title=msg("What it took to win customers"),
    inputs=_INPUTS,
    fields=(
        *WHO,
        Field("first_order_on", msg("First order"), "date"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("contribution_basis", msg("Measured by"), "class", codes=BASES),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        *_EFFORT,
        Field("terms_days", msg("Days to pay"), "days"),
        Field("usual_terms_days", msg("Days to pay of the peers"), "days"),
        Field("won_worth_class", msg("Was it worth it?"), "class", msg("no when effort and concessions are more than the contribution of the last 12 months; a discount is in the contribution already, so this is how much of it was given away to win"), "own definition", WORTHS),
        Field("growth_state", msg("Kind of growth"), "class", codes=STATES),
    ),
)  # fmt: skip
def won_customers(params: dict[str, Any]) -> str:
    """List the 200 customers won in the last months that took most in hours and concessions, beside what they leave in a year."""
    own = tuple(f.name for f in WHO)
    columns = (
        *own, "first_order_on", "revenue_12m_amount", "contribution_basis", "contribution_12m_amount", *(f.name for f in _EFFORT), "terms_days", "usual_terms_days", "won_worth_class", "growth_state",
    )  # fmt: skip
    taken = f"select *, {_TAKEN} as taken_amount from ({_won(params)}) as won"
    return top(
        f"select *, {_WORTH} as won_worth_class from ({taken}) as taken",
        columns,
        "coalesce(taken_amount, 0) desc, customer_key",
    )


@step(
    title=msg("Effort per customer won, by sales person"),
    inputs=_INPUTS,
    fields=(
        Field("seller_id", msg("Sales person"), "text"),
        Field("won_count", msg("Customers won"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("effort_known_count", msg("of whom the hours are known"), "count"),
        Field("acquisition_hours", msg("Hours of contact to win the customer"), "number"),
        Field("hours_per_won", msg("Hours per customer won"), "number", msg("hours / customers won whose hours are known")),
        Field("taken_amount", msg("Effort and concessions"), "money"),
        Field("taken_per_won_amount", msg("Effort and concessions per customer won"), "money"),
        Field("costs_more_count", msg("Customers that took more than they leave in a year"), "count"),
    ),
)  # fmt: skip
def winning_effort(params: dict[str, Any]) -> str:
    """Sum up effort and concessions per customer won by sales person; the last row of a company without any is not there."""
    taken = f"select *, {_TAKEN} as taken_amount from ({_won(params)}) as won"
    judged = f"select *, {_WORTH} as won_worth_class from ({taken}) as taken"
    return (
        "select seller_id, count(*) as won_count, cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, cast(sum(contribution_12m_amount) as bigint) as contribution_12m_amount, "
        "count(acquisition_hours) as effort_known_count, sum(acquisition_hours) as acquisition_hours, sum(acquisition_hours) / nullif(count(acquisition_hours), 0) as hours_per_won, "
        "cast(sum(taken_amount) as bigint) as taken_amount, cast(round(cast(sum(taken_amount) as double) / nullif(count(taken_amount), 0)) as bigint) as taken_per_won_amount, "
        f"count(case when won_worth_class = 'costs_more' then 1 end) as costs_more_count from ({judged}) as judged group by seller_id order by seller_id"
    )
