"""What was to be reached, what was reached, and the work that went into it."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY, costed_lines
from clientela.tables._rates import converted, join_rates

STATES = (
    ("measured", msg("measured")),
    ("no_number", msg("not measurable yet: no value to reach")),
    ("no_date", msg("not measurable yet: no date")),
    ("no_measure", msg("not measurable yet: what was reached is not in the data")),
)
KINDS = (("target", msg("Target of a year")), ("goal", msg("Dated goal")))
_GOALS = {
    "net_sales": "('net_sales', 'revenue', 'sales', 'turnover', 'fatturato', 'vendite', 'оборот', 'выручка', 'umsatz')",
    "visits": "('visits', 'visite', 'визиты', 'besuche')",
    "breadth": "('breadth', 'families', 'ampiezza', 'famiglie', 'широта', 'breite')",
}
"""What companies call the measures of a goal that the data can answer; the breadth only of one customer."""
_PARTS = ("customer_key", "employee_id", "area_id")


def _years(params: dict[str, Any]) -> str:
    """Return the calendar year of `as_of` and the one before: number, first and last day, and the last day known."""
    year = date.fromisoformat(params["as_of_day"]).year
    days = ((year - 1, f"date '{year - 1}-12-31'"), (year, params["as_of"]))
    return " union all ".join(
        f"select {y} as year, date '{y}-01-01' as from_on, date '{y}-12-31' as due_on, {last} as known_on"
        for y, last in days
    )


def _targets(params: dict[str, Any]) -> str:
    """Return the targets of each year, months added up, by whom and what they are for."""
    rows = (
        "select t.source, t.customer_id, t.employee_id, t.area_id, t.product_family, coalesce(t.measure_code, 'net_sales') as measure_code, t.target_amount, "
        "t.currency, y.year, y.from_on, y.due_on from targets as t join years as y on y.year = t.year"
    )
    amount = f"case when t.measure_code in ('net_sales', 'margin') then {converted('target_amount', params, row='t', name='x')} else t.target_amount end"
    return (
        "select 'target' as objective_kind, year, from_on, due_on, case when customer_id is null then 0 else key end as customer_key, "
        "coalesce(employee_id, '') as employee_id, coalesce(area_id, '') as area_id, cast(null as varchar) as objective_text, measure_code, "
        f"case when count(*) = count(amount) then cast(sum(amount) as double) / {SCALE} end as target_value, "
        "max(case when product_family is not null or (customer_id is not null and key = 0) then 1 else 0 end) as is_outside from ("
        f"select t.*, {amount} as amount, {KEY_OF} as key from ({rows}) as t {join_rates(params, row='t', day='from_on', name='x')}{join_customer('t', params['as_of'])}) as stated "
        "group by year, from_on, due_on, case when customer_id is null then 0 else key end, coalesce(employee_id, ''), coalesce(area_id, ''), product_family, measure_code"
    )


def _goals(params: dict[str, Any]) -> str:
    """Return the goals, each over the last 12 months: a goal states no first day."""
    code = "lower(trim(g.measure_code))"
    known = " ".join(f"when {code} in {words} then '{name}'" for name, words in _GOALS.items())
    return (
        f"select 'goal' as objective_kind, 0 as year, {params['since_12m']} as from_on, g.due_on, case when g.customer_id is null then 0 else {KEY_OF} end as customer_key, "
        f"'' as employee_id, '' as area_id, g.goal_text as objective_text, case {known} else {code} end as measure_code, g.target_value, "
        f"case when g.segment_id is not null or (g.customer_id is not null and {KEY_OF} = 0) then 1 else 0 end as is_outside "
        f"from goals as g {join_customer('g', params['as_of'])}"
    )


def _spans(params: dict[str, Any]) -> str:
    """Return the stretches of time that objectives are measured over: the two years, and 0 for the last 12 months."""
    return f"select year, from_on, known_on from years union all select 0 as year, {params['since_12m']} as from_on, {params['as_of']} as known_on"


def _by_part(source: str, sums: str) -> str:
    """Sum a source by each choice of customer, person and area; what is not chosen is 0 or empty, what is chosen never is."""
    found = []
    for chosen in product((False, True), repeat=len(_PARTS)):
        parts = [p for p, is_chosen in zip(_PARTS, chosen, strict=True) if is_chosen]
        keys = ", ".join(
            (p if p in parts else ("0" if p == "customer_key" else "''")) + f" as {p}" for p in _PARTS
        )
        stated = "".join(f" and {p} <> {0 if p == 'customer_key' else repr('')}" for p in parts)
        found.append(
            f"select year, {keys}, {sums} from {source} where true{stated} group by {', '.join(['year', *parts])}"
        )
    return " union all ".join(found)


def _sold(params: dict[str, Any]) -> str:
    # without an objective no line need be looked at
    there = "true" if {"targets", "goals"} & set(params["tables"]) else "false"
    return (
        "select s.year, l.customer_key, coalesce(t.seller_id, '') as employee_id, coalesce(t.area_id, '') as area_id, sum(cast(l.net_amount as double)) as net_sales, "
        "sum(cast(l.net_amount - l.cost_amount as double)) as margin, sum(case when l.cost_amount is null then 1 else 0 end) as uncosted, sum(cast(l.quantity as double)) as quantity "
        f"from ({costed_lines(params, 'terms_key', 'quantity')}) as l join spans as s on l.document_on >= s.from_on and l.document_on <= s.known_on "
        f"left join customer_terms as t on t.terms_key = l.terms_key where {there} group by s.year, l.customer_key, coalesce(t.seller_id, ''), coalesce(t.area_id, '')"
    )


_WORK = (
    "select s.year, c.customer_key, coalesce(c.employee_id, '') as employee_id, coalesce(r.area_id, '') as area_id, sum(c.contacts_count) as contacts, "
    "sum(c.visits_count) as visits, sum(c.contact_minutes) / 60.0 as hours, sum(c.visit_cost_amount) as cost, sum(case when c.visit_cost_amount is null then 1 else 0 end) as uncosted "
    "from contact_days as c join spans as s on c.contact_on >= s.from_on and c.contact_on <= s.known_on "
    "left join customer_register as r on r.customer_key = c.customer_key group by s.year, c.customer_key, coalesce(c.employee_id, ''), coalesce(r.area_id, '')"
)


def _planned(params: dict[str, Any]) -> str:
    """Return the contacts planned by customer and calendar year, under the person and area that look after the customer today."""
    return (
        f"select p.year, {KEY_OF} as customer_key, coalesce(r.seller_id, '') as employee_id, coalesce(r.area_id, '') as area_id, "
        f"sum(cast(p.planned_count as double)) as planned from contact_plans as p {join_customer('p', params['as_of'])}"
        f"left join customer_register as r on r.customer_key = {KEY_OF} where p.planned_count is not null "
        f"group by p.year, {KEY_OF}, coalesce(r.seller_id, ''), coalesce(r.area_id, '')"
    )


@step(
    title=msg("Objectives, results and resources"),
    inputs=(
        "targets", "goals", "contact_plans", "contact_days", "customer_register", "customer_measures", "identified_lines", "product_costs", "customer_terms",
        "customer_keys", "customer_map",
    ),
    fields=(
        KEY,
        Field("objective_kind", msg("Kind of objective"), "class", codes=KINDS),
        Field("objective_text", msg("Objective"), "text"),
        Field("employee_id", msg("Sales person"), "text"),
        Field("area_id", msg("Area"), "text"),
        Field("measure_code", msg("Measure"), "text"),
        Field("from_on", msg("From day"), "date", msg("first day of the year; of a goal, 12 months before the day looked from")),
        Field("due_on", msg("Due on"), "date"),
        Field("objective_state", msg("Can it be measured?"), "class", codes=STATES),
        Field("target_value", msg("Value to reach"), "number", msg("money in units of the reporting currency")),
        Field("reached_value", msg("Value reached"), "number", msg("up to the day looked from; sales by customer, seller and area of the documents")),
        Field("contacts_used", msg("Contacts made for it"), "number"),
        Field("hours_used", msg("Hours of contact used"), "number", msg("of the same customers, persons and areas, in the same time")),
        Field("visit_cost_used_amount", msg("Cost of visits used"), "money"),
        Field("contacts_planned", msg("Contacts planned for it"), "number", msg("contacts planned with these customers in the year; of a person those of the customers it looks after")),
    ),
)  # fmt: skip
def objectives(params: dict[str, Any]) -> str:
    """List what was to be reached with what was reached and the contacts used; only a dated number that the data know is measured.

    The row of a customer carries its key, all others 0. Nothing says that the contacts brought the result.
    """
    states = "case when target_value is null then 'no_number' when due_on is null then 'no_date' when reached_value is null then 'no_measure' else 'measured' end"
    same = " and ".join(f"{{0}}.{p} = o.{p}" for p in ("year", *_PARTS))
    reached = (
        f"case when o.is_outside = 1 then null when o.measure_code = 'net_sales' then coalesce(s.net_sales, 0) / {SCALE} "
        f"when o.measure_code = 'margin' and coalesce(s.uncosted, 0) = 0 then coalesce(s.margin, 0) / {SCALE} "
        f"when o.measure_code = 'quantity' then coalesce(s.quantity, 0) / {SCALE} "
        f"when o.measure_code = 'visits' and {int('interactions' in params['tables'])} = 1 then cast(coalesce(w.visits, 0) as double) "
        "when o.measure_code = 'breadth' and o.customer_key <> 0 then cast(m.families_12m_count as double) end"
    )
    known = int("interactions" in params["tables"] and not params["bu"])
    used = {
        name: f"case when o.is_outside = 0 and {known} = 1 then coalesce(cast(w.{name} as double), 0) end"
        for name in ("contacts", "hours")
    }
    return (
        f"with years as ({_years(params)}), spans as ({_spans(params)}), sold as ({_sold(params)}), worked as ({_WORK}), foreseen as ({_planned(params)}), "
        f"sales as ({_by_part('sold', 'sum(net_sales) as net_sales, sum(margin) as margin, sum(uncosted) as uncosted, sum(quantity) as quantity')}), "
        f"work as ({_by_part('worked', 'sum(contacts) as contacts, sum(visits) as visits, sum(hours) as hours, sum(cost) as cost, sum(uncosted) as uncosted')}), "
        f"plans as ({_by_part('foreseen', 'sum(planned) as planned')}), listed as ({_targets(params)} union all {_goals(params)}), "
        f"found as (select o.*, {reached} as reached_value, {used['contacts']} as contacts_used, {used['hours']} as hours_used, "
        f"case when o.is_outside = 0 and {known} = 1 and coalesce(w.uncosted, 0) = 0 then cast(coalesce(w.cost, 0) as bigint) end as visit_cost_used_amount, "
        f"case when o.is_outside = 0 then p.planned end as contacts_planned from listed as o left join sales as s on {same.format('s')} left join work as w on {same.format('w')} "
        f"left join plans as p on {same.format('p')} left join customer_measures as m on m.customer_key = o.customer_key) "
        "select customer_key, objective_kind, objective_text, nullif(employee_id, '') as employee_id, nullif(area_id, '') as area_id, measure_code, from_on, due_on, "
        f"{states} as objective_state, target_value, reached_value, contacts_used, hours_used, visit_cost_used_amount, contacts_planned from found"
    )
