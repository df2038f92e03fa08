"""Where the running fiscal year lands: what is booked, and what is expected of the rest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._looking import COLUMNS, EVENTS, NUMBERS, look_rest, money
from clientela.predictions._year_end import year_end

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_INPUTS = ("customer_days", "customer_register", "customer_events")
_READ = {"customer_days": COLUMNS, "customer_register": NUMBERS, "customer_events": EVENTS}
_REST = (
    Field("rest_active_probability", msg("Probability of an order in the rest of the year"), "share"),
    Field("rest_mean_amount", msg("Expected in the rest of the year"), "money", msg("mean of the revenue from the day after the run to the end of the fiscal year, forecast like a year ahead and put on the level of the same season")),
    Field("rest_low_amount", msg("Rest of the year, at least"), "money", msg("lower end of the 80 % interval")),
    Field("rest_high_amount", msg("Rest of the year, at most"), "money", msg("upper end of the 80 % interval")),
    Field("rest_deviation_amount", msg("Rest of the year, own deviation"), "money", msg("see the forecast of the customers")),
    Field("rest_shared_amount", msg("Rest of the year, shared deviation"), "money"),
)  # fmt: skip


@step(
    title=msg("Forecast of the rest of the fiscal year"),
    inputs=_INPUTS,
    fields=(Field("customer_key", msg("Customer key"), "id"), *_REST),
    uses=("as_of_day", "outlook", "fiscal_start_month"),
    form="arrays",
    columns=_READ,
)
def rest_of_year(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Forecast every customer from the day after `as_of` to the end of the fiscal year; on its last day, the whole next one."""
    keys, found = look_rest(params, frames)
    if found is None:
        empty: Frame = {f.name: np.zeros(0, dtype=np.int64) for f in rest_of_year.fields}
        return empty | {"rest_active_probability": np.zeros(0)}
    year = found.years[0]
    return {
        "customer_key": keys[found.customer],
        "rest_active_probability": year.active_probability,
        "rest_mean_amount": money(year.revenue_mean),
        "rest_low_amount": money(year.revenue_low),
        "rest_high_amount": money(year.revenue_high),
        "rest_deviation_amount": money(year.apart.revenue_own),
        "rest_shared_amount": money(year.apart.revenue_shared),
    }


@step(
    title=msg("Rest of the fiscal year, customers not yet won"),
    inputs=_INPUTS,
    fields=(
        Field("active_mean_number", msg("Customers that will order"), "number", msg("mean of how many first bought after the same day of past years, up to the same end")),
        Field("rest_mean_amount", msg("Expected in the rest of the year"), "money"),
        Field("rest_low_amount", msg("Rest of the year, at least"), "money"),
        Field("rest_high_amount", msg("Rest of the year, at most"), "money"),
        Field("past_years_count", msg("Past years that say so"), "count"),
    ),
    uses=("as_of_day", "outlook", "fiscal_start_month"),
    form="arrays",
    columns=_READ,
)  # fmt: skip
def rest_not_yet_won(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say what customers brought who first bought after the same day of past years; no row without such a year."""
    _, found = look_rest(params, frames)
    fresh = [] if found is None or found.newcomers[0] is None else [found.newcomers[0]]
    return {
        "active_mean_number": np.array([n.customers_mean for n in fresh], dtype=np.float64),
        "rest_mean_amount": money([n.revenue_mean for n in fresh]),
        "rest_low_amount": money([n.revenue_low for n in fresh]),
        "rest_high_amount": money([n.revenue_high for n in fresh]),
        "past_years_count": np.array([n.years for n in fresh], dtype=np.int64),
    }


@step(
    title=msg("Landing of the fiscal year by customer"),
    inputs=("customer_days", "rest_of_year"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("fiscal_from_on", msg("Fiscal year from"), "date", msg("on the last day of a fiscal year the next one is what lands")),
        Field("fiscal_until_on", msg("Fiscal year until"), "date"),
        Field("booked_amount", msg("Booked so far"), "money", msg("revenue of the fiscal year up to the day of the run")),
        Field("prior_to_date_amount", msg("Same days of the year before"), "money"),
        Field("prior_rest_amount", msg("Rest of the year before"), "money"),
        Field("prior_year_amount", msg("Whole year before"), "money"),
        *_REST,
        Field("landing_mean_amount", msg("Landing"), "money", msg("booked so far + expected in the rest of the year; unknown where nothing is forecast")),
    ),
)  # fmt: skip
def customer_landing(params: dict[str, Any]) -> str:
    """Set what is booked beside what is expected; one row for each customer with lines in the two years or a forecast, 0 for nobody."""
    year = year_end(params)

    def between(first: Any, last: Any) -> str:
        test = f"document_on >= date '{first.isoformat()}' and document_on <= date '{last.isoformat()}'"
        return f"cast(coalesce(sum(case when {test} then revenue_amount end), 0) as bigint)"

    booked = (
        f"select customer_key, {between(year.start, year.end)} as booked_amount, {between(year.prior_start, year.prior_known)} as prior_to_date_amount, "
        f"{between(year.prior_start, year.prior_end)} as prior_year_amount from customer_days where document_on >= date '{year.prior_start.isoformat()}' group by customer_key"
    )
    rest = ", ".join(f.name for f in _REST)
    none = ", ".join(
        f"cast(null as {'double' if f.unit == 'share' else 'bigint'}) as {f.name}" for f in _REST
    )
    rows = (
        f"select customer_key, booked_amount, prior_to_date_amount, prior_year_amount, {none} from booked union all "
        f"select customer_key, cast(0 as bigint) as booked_amount, cast(0 as bigint) as prior_to_date_amount, cast(0 as bigint) as prior_year_amount, {rest} from rest_of_year"
    )
    sums = ", ".join(
        f"max({f.name}) as {f.name}" if f.unit == "share" else f"cast(sum({f.name}) as bigint) as {f.name}"
        for f in _REST
    )
    return (
        f"with booked as ({booked}), listed as ({rows}), summed as (select customer_key, cast(sum(booked_amount) as bigint) as booked_amount, cast(sum(prior_to_date_amount) as bigint) as prior_to_date_amount, "
        f"cast(sum(prior_year_amount) as bigint) as prior_year_amount, {sums} from listed group by customer_key) "
        f"select customer_key, date '{year.start.isoformat()}' as fiscal_from_on, date '{year.end.isoformat()}' as fiscal_until_on, booked_amount, prior_to_date_amount, "
        f"prior_year_amount - prior_to_date_amount as prior_rest_amount, prior_year_amount, {rest}, booked_amount + rest_mean_amount as landing_mean_amount from summed"
    )
