"""How the network of sales persons works: contacts by day and person, coverage, load, and resources against objectives."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientela.analyses.service_tables import PARTS, part_of, top
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import add_months
from clientela.economics.objectives import objectives

_MONDAY = date(1900, 1, 1)


def working_days(first: date, last: date) -> int:
    """Count the days from Monday to Friday after `first` up to and with `last`; public holidays are not known."""
    return max(0, _until(last) - _until(first))


def _until(day: date) -> int:
    weeks, rest = divmod((day - _MONDAY).days, 7)
    return weeks * 5 + min(rest + 1, 5)


def _until_sql(day: str) -> str:
    """Write `_until` for a column."""
    days = f"datediff('day', date '{_MONDAY.isoformat()}', {day})"
    weeks = f"cast(floor({days} / 7.0) as bigint)"
    return f"({weeks} * 5 + least({days} - {weeks} * 7 + 1, 5))"


@step(
    title=msg("Contacts by sales person"),
    inputs=("contact_days", "customers"),
    fields=(
        Field("employee_id", msg("Sales person"), "text"),
        Field("contacts_12m_count", msg("Contacts, last 12 months"), "count"),
        Field("visits_12m_count", msg("Visits, last 12 months"), "count"),
        Field("contacted_count", msg("Customers contacted"), "count"),
        Field("contact_days_count", msg("Days with a contact"), "count"),
        Field("working_days_count", msg("Working days"), "count", msg("days from Monday to Friday of the last 12 months, from the person's first contact on; public holidays are not known")),
        Field("contacts_per_day", msg("Contacts per working day"), "number", msg("contacts / working days")),
        Field("contact_hours", msg("Hours of contact, last 12 months"), "number"),
        Field("hours_share", msg("Hours of contact in the hours of the person"), "share", msg("hours of contact / hours a year of the person; the rest is the road, the desk and all else")),
        Field("visit_cost_12m_amount", msg("Cost of visits, last 12 months"), "money"),
        Field("cost_per_visit_amount", msg("Cost of a visit"), "money", msg("cost of visits / visits")),
        Field("own_active_count", msg("Active customers looked after"), "count"),
        Field("own_contacted_count", msg("of which contacted, by anybody"), "count"),
        Field("coverage_share", msg("Customers reached"), "share", msg("active customers looked after and contacted in the last 12 months / active customers looked after")),
        Field("own_orders_12m_count", msg("Orders of the customers looked after"), "count"),
        Field("orders_per_contact", msg("Orders per contact"), "number", msg("orders of the customers looked after / contacts of the person; it does not say that contacts bring orders")),
        Field("load_index", msg("Load"), "number", msg("contacts per working day / mean of the persons; 1 is an even load")),
    ),
)  # fmt: skip
def contact_efficiency(params: dict[str, Any]) -> str:
    """Sum the contacts of each person over the last 12 months, the 200 with the most; contacts without a person stand in a row of their own."""
    as_of = date.fromisoformat(params["as_of_day"])
    whole = working_days(add_months(as_of, -12), as_of)
    since = f"{_until(as_of)} - {_until_sql('first_contact_on')} + 1"
    people = (
        "select employee_id, sum(contacts_count) as contacts_12m_count, sum(visits_count) as visits_12m_count, count(distinct case when customer_key <> 0 then customer_key end) as contacted_count, "
        "count(distinct contact_on) as contact_days_count, sum(contact_minutes) / 60.0 as contact_hours, max(capacity_hours) as capacity_hours, "
        "case when count(*) = count(visit_cost_amount) then sum(visit_cost_amount) end as visit_cost_12m_amount "
        f"from contact_days where contact_on > {params['since_12m']} group by employee_id"
    )
    first = "select employee_id, min(contact_on) as first_contact_on from contact_days group by employee_id"
    own = (
        "select c.seller_id, count(*) as own_active_count, count(k.customer_key) as own_contacted_count, sum(c.orders_12m_count) as own_orders_12m_count from customers as c "
        f"left join (select distinct customer_key from contact_days where contact_on > {params['since_12m']}) as k on k.customer_key = c.customer_key "
        "where c.lines_12m_count > 0 and c.seller_id is not null group by c.seller_id"
    )
    days = f"case when p.employee_id is null then null when f.first_contact_on <= {params['since_12m']} then {whole} else least({whole}, {since}) end"
    rows = (
        f"select p.*, cast({days} as bigint) as working_days_count, o.own_active_count, o.own_contacted_count, o.own_orders_12m_count from ({people}) as p "
        f"left join ({first}) as f on f.employee_id is not distinct from p.employee_id left join ({own}) as o on o.seller_id = p.employee_id"
    )
    counts = (
        "contacts_12m_count",
        "visits_12m_count",
        "contacted_count",
        "contact_days_count",
        "working_days_count",
    )
    owned = ("own_active_count", "own_contacted_count", "own_orders_12m_count")
    figures = (
        f"select employee_id, {', '.join(f'cast({n} as bigint) as {n}' for n in (*counts, *owned))}, "
        "cast(contacts_12m_count as double) / nullif(working_days_count, 0) as contacts_per_day, contact_hours, contact_hours / nullif(capacity_hours, 0) as hours_share, "
        "cast(visit_cost_12m_amount as bigint) as visit_cost_12m_amount, cast(round(cast(visit_cost_12m_amount as double) / nullif(visits_12m_count, 0)) as bigint) as cost_per_visit_amount, "
        "cast(own_contacted_count as double) / nullif(own_active_count, 0) as coverage_share, "
        f"cast(own_orders_12m_count as double) / nullif(contacts_12m_count, 0) as orders_per_contact from ({rows}) as people"
    )
    loaded = f"select *, contacts_per_day / nullif(avg(contacts_per_day) over (), 0) as load_index from ({figures}) as figures"
    columns = (
        *counts, "contacts_per_day", "contact_hours", "hours_share", "visit_cost_12m_amount", "cost_per_visit_amount", *owned, "coverage_share", "orders_per_contact", "load_index",
    )  # fmt: skip
    return top(loaded, ("employee_id", *columns), "contacts_12m_count desc, coalesce(employee_id, '')")


@step(
    title=msg("Coverage of customers by contacts"),
    inputs=("customer_contacts", "customers"),
    fields=(
        Field("abc_part", msg("Class"), "class", codes=PARTS),
        Field("active_count", msg("Active customers, last 12 months"), "count"),
        Field("contacted_active_count", msg("of which contacted"), "count"),
        Field("coverage_share", msg("Customers reached"), "share"),
        Field("contacts_12m_count", msg("Contacts, last 12 months"), "count"),
        Field("visits_12m_count", msg("Visits, last 12 months"), "count"),
        Field("contact_hours", msg("Hours of contact, last 12 months"), "number"),
        Field("visit_cost_12m_amount", msg("Cost of visits, last 12 months"), "money"),
        Field("orders_12m_count", msg("Orders, last 12 months"), "count"),
        Field("orders_per_contact", msg("Orders per contact"), "number"),
        Field("planned_contacts", msg("Contacts planned, last 12 full months"), "number"),
        Field("plan_share", msg("Contacts made of those planned"), "share", msg("contacts of the last 12 months with the customers that have a plan / contacts planned with them")),
    ),
)  # fmt: skip
def contact_coverage(params: dict[str, Any]) -> str:
    """Sum contacts and the customers reached by ABC class; empty where the company brings no contacts and no plans."""
    abc_part = part_of("k.customer_key", "c")
    active = "c.lines_12m_count > 0"
    return (
        "select abc_part, active_count, contacted_active_count, cast(contacted_active_count as double) / nullif(active_count, 0) as coverage_share, contacts_12m_count, "
        "visits_12m_count, contact_hours, visit_cost_12m_amount, orders_12m_count, cast(orders_12m_count as double) / nullif(contacts_12m_count, 0) as orders_per_contact, "
        "planned_contacts, planned_made / nullif(planned_contacts, 0) as plan_share from ("
        f"select {abc_part} as abc_part, count(case when {active} then 1 end) as active_count, count(case when {active} and k.contacts_12m_count > 0 then 1 end) as contacted_active_count, "
        "cast(sum(k.contacts_12m_count) as bigint) as contacts_12m_count, cast(sum(k.visits_12m_count) as bigint) as visits_12m_count, sum(k.contact_hours) as contact_hours, "
        "case when count(*) = count(k.visit_cost_12m_amount) then cast(sum(k.visit_cost_12m_amount) as bigint) end as visit_cost_12m_amount, "
        "cast(sum(c.orders_12m_count) as bigint) as orders_12m_count, sum(k.planned_contacts) as planned_contacts, "
        "cast(sum(case when k.planned_contacts > 0 then k.contacts_12m_count end) as double) as planned_made "
        "from customer_contacts as k join customers as c on c.customer_key = k.customer_key "
        f"where k.contacts_12m_count is not null or k.planned_contacts is not null group by {abc_part}) as summed"
    )


_OBJECTIVE = tuple(f for f in objectives.fields if f.name != "customer_key")


@step(
    title=msg("Resources used and objectives reached"),
    inputs=("objectives", "customers"),
    fields=(
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        *_OBJECTIVE,
        Field("reached_share", msg("Objective reached"), "share", msg("value reached / value to reach")),
        Field("hours_per_unit", msg("Hours per unit reached"), "number", msg("resources used / objective reached, in hours of contact per unit; lower is better")),
        Field("cost_per_unit", msg("Cost per unit reached"), "number", msg("resources used / objective reached, in money per unit; lower is better")),
        Field("effectiveness_index", msg("Effectiveness"), "number", msg("share of the objective reached / share of the planned contacts used; above 1 more was reached than used")),
    ),
)  # fmt: skip
def effectiveness(params: dict[str, Any]) -> str:
    """Divide the resources used by the objective reached, for the 200 largest objectives; an objective without a number and a date is not measurable yet."""
    columns = (
        "customer_id",
        "customer_name",
        *(f.name for f in _OBJECTIVE),
        "reached_share",
        "hours_per_unit",
        "cost_per_unit",
        "effectiveness_index",
    )
    reached = "o.objective_state = 'measured' and o.reached_value > 0"
    rows = (
        f"select c.customer_id, c.customer_name, {', '.join(f'o.{f.name}' for f in _OBJECTIVE)}, "
        "case when o.objective_state = 'measured' and o.target_value > 0 then o.reached_value / nullif(o.target_value, 0) end as reached_share, "
        f"case when {reached} then o.hours_used / nullif(o.reached_value, 0) end as hours_per_unit, "
        f"case when {reached} then cast(o.visit_cost_used_amount as double) / 10000.0 / nullif(o.reached_value, 0) end as cost_per_unit, "
        "case when o.objective_state = 'measured' and o.target_value > 0 and o.contacts_used > 0 and o.contacts_planned > 0 "
        "then o.reached_value / nullif(o.target_value, 0) / nullif(o.contacts_used / nullif(o.contacts_planned, 0), 0) end as effectiveness_index "
        "from objectives as o left join customers as c on c.customer_key = o.customer_key"
    )
    order = "case when objective_state = 'measured' then 0 else 1 end, coalesce(target_value, 0) desc, objective_kind, coalesce(customer_id, ''), coalesce(employee_id, ''), coalesce(area_id, ''), coalesce(measure_code, ''), from_on, coalesce(objective_text, '')"
    return top(rows, columns, order)
