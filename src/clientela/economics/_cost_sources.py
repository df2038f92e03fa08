"""Where costs of a customer beyond the sales lines come from: one select for each source.

Each has the columns customer_key, happened_on, rung, item, evidence, units and amount (1/10,000 reporting currency), of
the last 24 months up to `as_of`; `customer_key` is that of the number the row names, 0 where no customer has that number.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from clientela.base.money import SCALE
from clientela.base.periods import add_months, month_end, month_number
from clientela.economics._rungs import rung_sql
from clientela.tables._rates import converted, join_rates

_YEAR = 12


def calendar_sql(params: dict[str, Any]) -> str:
    """Return the days of the last two years by month as a relation: number, first and last day, and the part of the month.

    A month into which the beginning or the end of one of the two years falls is there by slices: its days up to that day, and
    those after it. `from_part` and `until_part` say where in its month a slice begins and ends, 0 to 1.
    """
    as_of = date.fromisoformat(params["as_of_day"])
    begins, middle = add_months(as_of, -24), add_months(as_of, -12)
    rows = []
    for number in range(month_number(begins), month_number(as_of) + 1):
        last = month_end(number)
        first = last.replace(day=1)
        cuts = sorted(
            {d for d in (begins, middle, as_of) if first <= d < last} | {first - timedelta(days=1), last}
        )
        for before, until in pairwise(cuts):
            if before >= begins and until <= as_of:
                shares = ((d - first).days + 1 for d in (before, until))
                start, end = (share / last.day for share in shares)
                rows.append(
                    f"select {number} as month_number, date '{(before + timedelta(days=1)).isoformat()}' as first_on, "
                    f"date '{until.isoformat()}' as last_on, cast({start!r} as double) as from_part, cast({end!r} as double) as until_part"
                )
    return " union all ".join(rows)


def _spread(
    params: dict[str, Any], *, table: str, amount: str, columns: str, known: str = "true", units: str = "1"
) -> str:
    """Spread what a table states for a year evenly over its months, and for a month over its days, to the last unit.

    A year without a month is the fiscal year that ends in it. Formula: round(a·u) - round(a·f) for the part of the year, or of the
    month, from f to u.
    """
    start = params["fiscal_start_month"]
    places = " union all ".join(f"select {m} as place" for m in range(1, _YEAR + 1))
    begins = f"t.year * 12 + {start - 1}{'' if start == 1 else ' - 12'}"
    yearly = "t.month is null"
    until = f"case when {yearly} then (n.place - 1 + c.until_part) / 12.0 else c.until_part end"
    since = f"case when {yearly} then (n.place - 1 + c.from_part) / 12.0 else c.from_part end"
    return (
        f"select t.source, t.customer_id, t.currency, c.last_on as happened_on, {columns}, "
        f"cast({units} as double) * ({until} - {since}) as units, "
        f"cast(round({amount} * ({until})) - round({amount} * ({since})) as bigint) as amount from {table} as t "
        f"join ({places}) as n on (t.month is null or n.place = 1) join ({calendar_sql(params)}) as c on c.month_number = "
        f"case when t.month is not null then t.year * 12 + t.month - 1 else {begins} + n.place - 1 end "
        f"where t.year is not null and {known}"
    )


def _of_customer(params: dict[str, Any], rows: str, *, rung: str, item: str, evidence: str) -> str:
    rates = join_rates(params, row="i", day="happened_on", name="x")
    return (
        f"select coalesce(k.customer_key, 0) as customer_key, i.happened_on, {rung} as rung, '{item}' as item, '{evidence}' as evidence, "
        f"i.units, {converted('amount', params, row='i', name='x')} as amount from ({rows}) as i {rates}"
        "left join customer_keys as k on k.source = i.source and k.customer_id = i.customer_id"
    )


def stated_costs(params: dict[str, Any]) -> list[str]:
    """Rebates and costs that the company states for a customer. In a run about one business unit nobody says whose they are."""
    found = []
    if "rebates" in params["tables"] and not params["bu"]:
        known = f"(t.granted_on is null or t.granted_on <= {params['as_of']})"
        spread = _spread(
            params, table="rebates", amount="t.rebate_amount", columns="'rebates' as rung", known=known
        )
        dated = (
            "select source, customer_id, currency, granted_on as happened_on, 'rebates' as rung, cast(1 as double) as units, rebate_amount as amount from rebates "
            f"where year is null and granted_on > {params['since_24m']} and granted_on <= {params['as_of']}"
        )
        found.append(
            _of_customer(
                params, f"{spread} union all {dated}", rung="i.rung", item="rebate", evidence="stated"
            )
        )
    if "customer_costs" in params["tables"] and not params["bu"]:
        rows = _spread(
            params, table="customer_costs", amount="t.cost_amount", columns="t.ladder_step as ladder_step"
        )
        found.append(
            _of_customer(params, rows, rung=rung_sql("i.ladder_step"), item="cost", evidence="stated")
        )
    return found


def _keyed(
    rows: str,
    *,
    rung: str,
    item: str,
    evidence: str,
    units: str = "1",
    amount: str = "i.amount",
    table: str = "",
) -> str:
    """Give rows their customer: the one they name, else, for a `table` that names documents, the one of the document."""
    own, documents = "k.customer_key", ""
    if table:
        own = "k.customer_key, d.customer_key"
        documents = (
            " left join (select document_id, min(customer_key) as customer_key from identified_lines where document_id in "
            f"(select document_id from {table} where customer_id is null) group by document_id "
            "having min(customer_key) = max(customer_key)) as d on i.customer_id is null and d.document_id = i.document_id"
        )
    return (
        f"select coalesce({own}, 0) as customer_key, i.happened_on, '{rung}' as rung, '{item}' as item, '{evidence}' as evidence, "
        f"cast({units} as double) as units, cast({amount} as bigint) as amount from ({rows}) as i "
        f"left join customer_keys as k on k.source = i.source and k.customer_id = i.customer_id{documents}"
    )


def _units(amount: float) -> int:
    return round(amount * SCALE)


def _within(params: dict[str, Any], day: str) -> str:
    return f"{day} > {params['since_24m']} and {day} <= {params['as_of']}"


def event_costs(params: dict[str, Any]) -> list[str]:
    """Deliveries, complaints and contacts: what each states of its cost, else what one is said to cost."""
    cts, tables = params["cost_to_serve"], set(params["tables"])
    ours = (
        " and document_id in (select document_id from identified_lines)" if params["bu"] else ""
    )  # a delivery is a unit's when its document is
    found = []
    if "deliveries" in tables:
        day = f"coalesce(case when delivered_on <= {params['as_of']} then delivered_on end, shipped_on)"
        rows = f"select source, customer_id, document_id, {day} as happened_on, {{}} as amount from deliveries where {_within(params, day)}{ours}"
        stated = rows.format("freight_amount") + " and freight_amount is not null"
        found.append(_keyed(stated, rung="freight", item="freight", evidence="measured", table="deliveries"))
        if cts.delivery_amount is not None:
            # the lines of one delivery are one delivery
            one = (
                f"select source, min(customer_id) as customer_id, min(document_id) as document_id, min({day}) as happened_on, {_units(cts.delivery_amount)} as amount from deliveries "
                f"where {_within(params, day)}{ours} group by source, coalesce(delivery_id, document_id, cast(row_number as varchar)) having max(freight_amount) is null"
            )
            found.append(_keyed(one, rung="freight", item="delivery", evidence="assumed", table="deliveries"))
    if "complaints" in tables:
        rows = f"select source, customer_id, document_id, opened_on as happened_on, {{}} as amount from complaints where {_within(params, 'opened_on')}"
        rows += ours if params["bu"] else ""
        # what a complaint cost is known when it is settled
        told = f"cost_amount is not null and (closed_on is null or closed_on <= {params['as_of']})"
        found.append(
            _keyed(
                rows.format("cost_amount") + f" and {told}",
                rung="service",
                item="complaint_cost",
                evidence="measured",
                table="complaints",
            )
        )
        if cts.complaint_amount is not None:
            one = rows.format(_units(cts.complaint_amount)) + f" and not ({told})"
            found.append(
                _keyed(one, rung="service", item="complaint", evidence="assumed", table="complaints")
            )
    if "interactions" in tables and cts.visit_hour_amount is not None and not params["bu"]:
        minutes = f"coalesce(minutes, {cts.visit_minutes!r})"
        rows = (
            f"select source, customer_id, interaction_on as happened_on, {minutes} / 60.0 as hours from interactions "
            f"where {_within(params, 'interaction_on')} and coalesce(channel, 'visit') in ('visit', 'fair')"
        )
        found.append(
            _keyed(
                rows, rung="selling", item="visit", evidence="assumed",
                units="i.hours", amount=f"round(i.hours * {_units(cts.visit_hour_amount)})",
            )
        )  # fmt: skip
    return found


def activity_costs(params: dict[str, Any]) -> list[str]:
    """Volumes of activities x minutes x the cost of a minute of their pool, spread like what is stated for a year.

    Formula: cost of the pool / its practical minutes x minutes of one x volume (time-driven activity-based costing).
    """
    if (
        not {"activity_pools", "activity_drivers", "activity_volumes"} <= set(params["tables"])
        or params["bu"]
    ):
        return []
    minute = (
        "coalesce(cast(p.cost_amount as double) / nullif(p.practical_minutes, 0), "
        "case when p.pool_id is null then cast(q.cost_amount as double) / nullif(q.practical_minutes, 0) end)"
    )
    pool = "{0}.source = t.source and {0}.pool_id = t.pool_id and {0}.year"
    # a pool without a year is that of every year for which there is none of its own
    costs = (
        f"select v.source, v.customer_id, v.year, v.month, coalesce(p.currency, q.currency) as currency, "
        f"coalesce({rung_sql('p.ladder_step')}, {rung_sql('q.ladder_step')}, 'handling') as rung, v.volume as units, "
        f"cast(round(v.volume * t.minutes * {minute}) as bigint) as amount from activity_volumes as v "
        "join activity_minutes as t on t.source = v.source and t.counted_driver_id = v.driver_id "
        f"left join activity_pools as p on {pool.format('p')} = v.year left join activity_pools as q on {pool.format('q')} is null "
        "where p.pool_id is not null or q.pool_id is not null"
    )
    rows = _spread(params, table=f"({costs})", amount="t.amount", columns="t.rung as rung", units="t.units")
    return [_of_customer(params, rows, rung="i.rung", item="activity", evidence="activity")]
