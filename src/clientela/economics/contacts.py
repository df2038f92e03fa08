"""Contacts with customers: by person and day, and what they come to for each customer."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY

IN_PERSON = "('visit', 'fair')"
"""Ways of contact that cost a journey; one that is not stated is taken as a visit, as the cost-to-serve does."""


@step(
    title=msg("Contacts by customer, person and day"),
    inputs=("interactions", "employees", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("employee_id", msg("Sales person"), "text"),
        Field("contact_on", msg("Contact on"), "date"),
        Field("contacts_count", msg("Contacts"), "count"),
        Field("visits_count", msg("Visits"), "count", msg("contacts in person: visits, fairs and contacts of a way nobody states")),
        Field("timed_count", msg("Contacts whose minutes are stated"), "count"),
        Field("contact_minutes", msg("Minutes of contacts"), "number", msg("minutes stated, else those the settings give to a contact")),
        Field("their_count", msg("Contacts begun by the customer"), "count"),
        Field("initiator_known_count", msg("Contacts of which it is known who began"), "count"),
        Field("visit_cost_amount", msg("Cost of visits"), "money", msg("minutes of visits x the cost of an hour: that of the person, else that of the settings; unknown where neither is stated")),
        Field("capacity_hours", msg("Hours a year of the person"), "number"),
    ),
)  # fmt: skip
def contact_days(params: dict[str, Any]) -> str:
    """Sum the contacts of the last 24 months up to `as_of` by customer, person and day.

    In a run about one business unit nobody says whose a contact is: then there are none here.
    """
    cts = params["cost_to_serve"]
    rate = (
        "e.hour_cost_amount"
        if cts.visit_hour_amount is None
        else f"coalesce(e.hour_cost_amount, {round(cts.visit_hour_amount * SCALE)})"
    )
    visit = f"coalesce(i.channel, 'visit') in {IN_PERSON}"
    minutes = f"coalesce(cast(i.minutes as double), {float(cts.visit_minutes)!r})"
    people = (
        "select source, employee_id, max(hour_cost_amount) as hour_cost_amount, max(hours_capacity) as hours_capacity "
        "from employees where employee_id is not null group by source, employee_id"
    )
    none = " and false" if params["bu"] else ""
    rows = (
        f"select {KEY_OF} as customer_key, i.employee_id, i.interaction_on as contact_on, case when {visit} then 1 else 0 end as is_visit, "
        f"case when i.minutes is not null then 1 else 0 end as is_timed, {minutes} as minutes, i.initiator, "
        f"case when {visit} then cast(round({minutes} * {rate} / 60.0) as bigint) else 0 end as cost_amount, e.hours_capacity "
        f"from interactions as i {join_customer('i', 'i.interaction_on')}"
        f"left join ({people}) as e on e.source = i.source and e.employee_id = i.employee_id "
        f"where i.interaction_on > {params['since_24m']} and i.interaction_on <= {params['as_of']}{none}"
    )
    return (
        "select customer_key, employee_id, contact_on, count(*) as contacts_count, cast(sum(is_visit) as bigint) as visits_count, "
        "cast(sum(is_timed) as bigint) as timed_count, sum(minutes) as contact_minutes, "
        "cast(sum(case when initiator = 'them' then 1 else 0 end) as bigint) as their_count, "
        "cast(sum(case when initiator in ('us', 'them') then 1 else 0 end) as bigint) as initiator_known_count, "
        "case when count(*) = count(cost_amount) then cast(sum(cost_amount) as bigint) end as visit_cost_amount, max(hours_capacity) as capacity_hours "
        f"from ({rows}) as seen group by customer_key, employee_id, contact_on"
    )


def _planned(params: dict[str, Any]) -> str:
    """Return the contacts planned with each customer in the calendar months and years that the last 12 months cover whole.

    A plan for a year counts by the months of it that lie in the window, a twelfth each.
    """
    last = params["last_full_month"]
    first = last - 11
    month = "p.year * 12 + p.month - 1"
    inside = f"greatest(0, least({last}, p.year * 12 + 11) - greatest({first}, p.year * 12) + 1)"
    return (
        f"select {KEY_OF} as customer_key, sum(case when p.month is not null then case when {month} between {first} and {last} then cast(p.planned_count as double) else 0 end "
        f"else cast(p.planned_count as double) * {inside} / 12.0 end) as planned_contacts from contact_plans as p {join_customer('p', params['as_of'])}"
        f"where p.planned_count is not null and p.year is not null group by {KEY_OF}"
    )


@step(
    title=msg("Contacts with customers"),
    inputs=("customer_register", "contact_days", "contact_plans", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("contacts_12m_count", msg("Contacts, last 12 months"), "count"),
        Field("contacts_prior_12m_count", msg("Contacts, 12 months before"), "count"),
        Field("visits_12m_count", msg("Visits, last 12 months"), "count"),
        Field("contact_hours", msg("Hours of contact, last 12 months"), "number", msg("minutes of the contacts / 60; a contact without minutes has those of the settings")),
        Field("visit_cost_12m_amount", msg("Cost of visits, last 12 months"), "money"),
        Field("last_contact_on", msg("Last contact"), "date", msg("within the last 24 months")),
        Field("contact_recency_days", msg("Days since the last contact"), "days", msg("none without a contact in the last 24 months")),
        Field("their_contact_share", msg("Contacts begun by the customer"), "share", msg("contacts begun by the customer / contacts of which it is known who began")),
        Field("planned_contacts", msg("Contacts planned, last 12 full months"), "number", msg("plans of months; of a plan for a year a twelfth for each month")),
    ),
)  # fmt: skip
def customer_contacts(params: dict[str, Any]) -> str:
    """Sum the contacts of each customer; none are counted as zero only where the company brings its contacts."""
    recent = f"contact_on > {params['since_12m']}"
    known = "interactions" in params["tables"] and not params["bu"]
    zero = "0" if known else "null"
    sums = (
        f"select customer_key, sum(case when {recent} then contacts_count else 0 end) as contacts_12m_count, "
        f"sum(case when {recent} then 0 else contacts_count end) as contacts_prior_12m_count, sum(case when {recent} then visits_count else 0 end) as visits_12m_count, "
        f"sum(case when {recent} then contact_minutes else 0 end) as minutes, max(contact_on) as last_contact_on, "
        f"case when sum(case when {recent} and visit_cost_amount is null then 1 else 0 end) = 0 then sum(case when {recent} then visit_cost_amount else 0 end) end as visit_cost_12m_amount, "
        f"sum(case when {recent} then their_count end) as their_count, sum(case when {recent} then initiator_known_count end) as initiator_known_count "
        "from contact_days group by customer_key"
    )
    counts = ", ".join(
        f"cast(coalesce(c.{n}, {zero}) as bigint) as {n}"
        for n in ("contacts_12m_count", "contacts_prior_12m_count", "visits_12m_count")
    )
    return (
        f"select r.customer_key, {counts}, coalesce(cast(c.minutes as double) / 60.0, {zero}) as contact_hours, "
        f"cast(case when c.customer_key is null then {zero} else c.visit_cost_12m_amount end as bigint) as visit_cost_12m_amount, c.last_contact_on, "
        f"datediff('day', c.last_contact_on, {params['as_of']}) as contact_recency_days, "
        "cast(c.their_count as double) / nullif(c.initiator_known_count, 0) as their_contact_share, p.planned_contacts from customer_register as r "
        f"left join ({sums}) as c on c.customer_key = r.customer_key left join ({_planned(params)}) as p on p.customer_key = r.customer_key"
    )


@step(
    title=msg("Who reports to whom"),
    inputs=("customer_register", "employees"),
    fields=(
        KEY,
        Field("seller_id", msg("Sales person"), "text"),
        Field("manager_id", msg("Reports to"), "text", msg("the smallest number where several sources name one")),
    ),
)  # fmt: skip
def customer_superiors(params: dict[str, Any]) -> str:
    """Name for each customer whom its sales person reports to; whoever reports to nobody, or to themselves, has no row."""
    del params
    return (
        "select r.customer_key, r.seller_id, min(e.manager_id) as manager_id from customer_register as r join employees as e on e.employee_id = r.seller_id "
        "where e.manager_id is not null and e.manager_id <> e.employee_id group by r.customer_key, r.seller_id"
    )
