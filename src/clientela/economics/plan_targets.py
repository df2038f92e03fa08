"""Targets of the fiscal year against what was reached up to the day looked from."""

from __future__ import annotations

import calendar
from itertools import product
from typing import TYPE_CHECKING, Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.economics._fiscal import fiscal_year
from clientela.measures.passes import KEY, costed_lines
from clientela.tables._rates import converted, join_rates

if TYPE_CHECKING:
    from clientela.economics._fiscal import FiscalYear

BASES = (
    ("months", msg("the months stated, the current one by its days")),
    ("season", msg("the year, spread as the year before was sold")),
    ("days", msg("the year, spread evenly over its days")),
)
STATES = (
    ("measured", msg("measured")),
    ("no_actual", msg("what was reached is not in the data")),
    ("no_customer", msg("the customer is not in the data")),
    ("no_rate", msg("its currency has no rate of exchange")),
)
_PARTS = ("customer_key", "employee_id", "area_id", "product_family")
_WINDOWS = ("to_date", "prior_to_date", "prior_year")
_MEASURES = ("net_sales", "margin", "uncosted", "quantity", "visits", "orders")


def _targets(params: dict[str, Any], year: FiscalYear) -> str:
    """Return the targets of the fiscal year by what they are for: the whole, and the part due by the day looked from.

    A target without a month is one of the fiscal year of that name; one with a month is of that month of the calendar year. Where
    months are stated the year is left out, so that nothing counts twice.
    """
    last = year.known
    month, days = last.year * 12 + last.month - 1, calendar.monthrange(last.year, last.month)[1]
    number = "t.year * 12 + t.month - 1"
    first, end = year.start.year * 12 + year.start.month - 1, year.end.year * 12 + year.end.month - 1
    rows = (
        "select t.source, t.customer_id, t.employee_id, t.area_id, t.product_family, coalesce(t.measure_code, 'net_sales') as measure_code, t.month, t.target_amount, t.currency, "
        f"{year.sql('start')} as from_on, case when t.month is null then null when {number} < {month} then 1.0 when {number} = {month} then {last.day / days!r} else 0.0 end as due_part "
        f"from targets as t where (t.month is null and t.year = {year.name}) or (t.month is not null and {number} between {first} and {end})"
    )
    money = f"case when t.measure_code in ('net_sales', 'margin') then {converted('target_amount', params, row='t', name='x')} else t.target_amount end"
    named = (
        f"select case when t.customer_id is null then 0 else {KEY_OF} end as customer_key, coalesce(t.employee_id, '') as employee_id, coalesce(t.area_id, '') as area_id, "
        f"coalesce(t.product_family, '') as product_family, t.measure_code, t.due_part, cast({money} as double) / {SCALE} as value, "
        f"case when t.customer_id is not null and {KEY_OF} = 0 then 1 else 0 end as is_lost "
        f"from ({rows}) as t {join_rates(params, row='t', day='from_on', name='x')}{join_customer('t', params['as_of'])}"
    )
    keys = f"{', '.join(_PARTS)}, measure_code, is_lost"
    # a month is stated: the year is not needed
    has = "count(due_part) > 0"
    whole = f"case when {has} then sum(case when due_part is not null then value end) else sum(value) end"
    missing = f"case when {has} then sum(case when due_part is not null and value is null then 1 else 0 end) else sum(case when value is null then 1 else 0 end) end"
    return (
        f"select {keys}, case when {has} then 1 else 0 end as by_months, {whole} as target_year_value, sum(due_part * value) as target_months_value, {missing} as unknown_count "
        f"from ({named}) as named group by {keys}"
    )


def _cells(params: dict[str, Any], year: FiscalYear) -> str:
    """Sum lines and visits of the two years by customer, sales person, area and family, as the structure of the run says."""
    as_was = params["structure"].view == "as_was"
    owner = "t" if as_was else "r"
    join = (
        "left join customer_terms as t on t.terms_key = l.terms_key"
        if as_was
        else "left join customer_register as r on r.customer_key = l.customer_key"
    )
    days = year.windows("document_on")
    wanted = (
        "" if "targets" in params["tables"] else " and false"
    )  # nobody planned: the lines need not be read
    sums = ", ".join(
        f"sum(case when {test} then {sql} end) as {name}_{window}"
        for window, test in days.items()
        for name, sql in (
            ("net_sales", "cast(l.net_amount as double)"), ("margin", "cast(l.net_amount - l.cost_amount as double)"), ("uncosted", "cast(case when l.cost_amount is null then 1 else 0 end as double)"),
            ("quantity", "cast(l.quantity as double)"), ("visits", "cast(null as double)"), ("orders", "cast(case when l.is_first_line = 1 and not l.is_credit then 1 else 0 end as double)"),
        )
    )  # fmt: skip
    sold = (
        f"select l.customer_key, coalesce({owner}.seller_id, '') as employee_id, coalesce({owner}.area_id, '') as area_id, coalesce(p.product_family, '') as product_family, {sums} "
        f"from ({costed_lines(params, 'terms_key', 'product_key', 'quantity')}) as l {join} left join product_register as p on p.product_key = l.product_key "
        f"where l.document_on >= {year.sql('prior_start')}{wanted} group by l.customer_key, coalesce({owner}.seller_id, ''), coalesce({owner}.area_id, ''), coalesce(p.product_family, '')"
    )
    visits = year.windows("contact_on")
    none = ", ".join(
        f"{f'cast(sum(case when {visits[window]} then c.visits_count end) as double)' if name == 'visits' else 'cast(null as double)'} as {name}_{window}"
        for window in _WINDOWS
        for name in _MEASURES
    )
    worked = (
        f"select c.customer_key, coalesce(c.employee_id, '') as employee_id, coalesce(r.area_id, '') as area_id, '' as product_family, {none} "
        "from contact_days as c left join customer_register as r on r.customer_key = c.customer_key group by c.customer_key, coalesce(c.employee_id, ''), coalesce(r.area_id, '')"
    )
    return f"{sold} union all {worked}"


def _by_part() -> str:
    """Sum the cells by each choice of parts; what is not chosen is 0 or empty, what is chosen never is."""
    sums = ", ".join(f"sum({name}_{window}) as {name}_{window}" for window in _WINDOWS for name in _MEASURES)
    found = []
    for chosen in product((False, True), repeat=len(_PARTS)):
        parts = [p for p, is_chosen in zip(_PARTS, chosen, strict=True) if is_chosen]
        if not parts:
            continue
        keys = ", ".join(
            (p if p in parts else ("cast(0 as bigint)" if p == "customer_key" else "''")) + f" as {p}"
            for p in _PARTS
        )
        stated = " and ".join(f"{p} <> {0 if p == 'customer_key' else repr('')}" for p in parts)
        found.append(f"select {keys}, {sums} from cells where {stated} group by {', '.join(parts)}")
    return " union all ".join(found)


@step(
    title=msg("Plan and actual"),
    inputs=("targets", "identified_lines", "product_costs", "customer_terms", "customer_register", "product_register", "contact_days", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("employee_id", msg("Sales person"), "text"),
        Field("area_id", msg("Area"), "text"),
        Field("product_family", msg("Product family"), "text"),
        Field("measure_code", msg("Measure"), "text"),
        Field("plan_state", msg("Can it be measured?"), "class", codes=STATES),
        Field("target_year_value", msg("Target of the year"), "number", msg("money in units of the reporting currency")),
        Field("target_basis", msg("Part of the year due"), "class", codes=BASES),
        Field("target_to_date_value", msg("Target to date"), "number", msg("months stated: those that ended, and of the current one the share of its days; a year: x the same days of the year before / the whole year before, by days where nothing was sold then")),
        Field("actual_to_date_value", msg("Actual to date"), "number", msg("from the first day of the fiscal year to the day looked from; a margin is unknown when a line has no cost")),
        Field("plan_gap_value", msg("Above or below plan"), "number", msg("actual to date - target to date")),
        Field("plan_reached_share", msg("Plan reached"), "share", msg("actual to date / target to date")),
        Field("prior_to_date_value", msg("Same days of the year before"), "number"),
        Field("prior_year_value", msg("Whole year before"), "number"),
    ),
)  # fmt: skip
def plan_targets(params: dict[str, Any]) -> str:
    """Set each target of the fiscal year against what was reached, up to the same day of the year before too. It foretells nothing.

    The row of a customer carries its key, all others 0.
    """
    year = fiscal_year(params)

    def reached(window: str) -> str:
        known = 1 if "interactions" in params["tables"] and not params["bu"] else 0
        return (
            f"case when g.is_lost = 1 then null when g.measure_code = 'net_sales' then coalesce(a.net_sales_{window}, 0) / {SCALE} "
            f"when g.measure_code = 'margin' and coalesce(a.uncosted_{window}, 0) = 0 then coalesce(a.margin_{window}, 0) / {SCALE} "
            f"when g.measure_code = 'quantity' then coalesce(a.quantity_{window}, 0) / {SCALE} when g.measure_code in ('orders', 'order') then cast(coalesce(a.orders_{window}, 0) as double) "
            f"when g.measure_code = 'visits' and {known} = 1 and g.product_family = '' then coalesce(a.visits_{window}, 0) end"
        )

    same = " and ".join(f"a.{p} = g.{p}" for p in _PARTS)
    total, passed = (year.end - year.start).days + 1, (year.known - year.start).days + 1
    season = "prior_to_date_value / nullif(prior_year_value, 0)"
    is_season = (
        "prior_year_value > 0 and prior_to_date_value >= 0 and prior_to_date_value <= prior_year_value"
    )
    due = f"case when by_months = 1 then target_months_value when {is_season} then target_all_value * {season} else target_all_value * {passed / total!r} end"
    found = (
        f"select g.*, case when g.unknown_count = 0 then g.target_year_value end as target_all_value, {reached('to_date')} as actual_to_date_value, "
        f"{reached('prior_to_date')} as prior_to_date_value, {reached('prior_year')} as prior_year_value from goals_of_year as g left join parts as a on {same}"
    )
    return (
        f"with cells as ({_cells(params, year)}), parts as ({_by_part()}), goals_of_year as ({_targets(params, year)}), found as ({found}), "
        f"timed as (select *, case when target_all_value is null then null else {due} end as target_to_date_value from found) "
        "select customer_key, nullif(employee_id, '') as employee_id, nullif(area_id, '') as area_id, nullif(product_family, '') as product_family, measure_code, "
        "case when is_lost = 1 then 'no_customer' when target_all_value is null then 'no_rate' when actual_to_date_value is null then 'no_actual' else 'measured' end as plan_state, "
        f"target_all_value as target_year_value, case when by_months = 1 then 'months' when {is_season} then 'season' else 'days' end as target_basis, target_to_date_value, actual_to_date_value, "
        "actual_to_date_value - target_to_date_value as plan_gap_value, case when target_to_date_value > 0 then actual_to_date_value / nullif(target_to_date_value, 0) end as plan_reached_share, "
        "prior_to_date_value, prior_year_value from timed"
    )
