"""The ABC class by revenue of each customer in each year back from the day of the run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import add_months
from clientela.classes.abc import CODES

MOST_YEARS = 10
_ALWAYS = 2
"""Years that `abc` classifies too, whole or not."""


def year_ends(params: dict[str, Any]) -> list[date]:
    """Return the days on which the years end that are looked at, the newest first: the last two, and older ones that the data hold whole."""
    as_of, first_on = date.fromisoformat(params["as_of_day"]), date.fromisoformat(params["first_on"])
    ends = [add_months(as_of, -12 * k) for k in range(MOST_YEARS)]
    begins = [add_months(as_of, -12 * (k + 1)) + timedelta(days=1) for k in range(MOST_YEARS)]
    return [
        end
        for k, (end, begin) in enumerate(zip(ends, begins, strict=True))
        if k < _ALWAYS or first_on <= begin
    ]


@step(
    title=msg("ABC class by revenue, year by year"),
    inputs=("customer_days",),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("years_ago_count", msg("Years ago"), "count", msg("0 for the 12 months up to the day of the run, 1 for the 12 before; at most 10, those older than two only where the data hold them whole")),
        Field("revenue_amount", msg("Revenue of the year"), "money"),
        Field("abc_class", msg("ABC by revenue"), "class", msg("the rule of ABC by revenue on the revenue of that year, of the customers with a line in it"), "Pareto 1896; Juran 1951; Dickie 1951", CODES),
    ),
)  # fmt: skip
def class_years(params: dict[str, Any]) -> str:
    """One row per customer and year with a line; today's limits, the company of then: a later line changes no class of a year."""
    ends = year_ends(params)
    first, second = (round(cut * 1_000_000) for cut in params["abc"].value_cuts)
    begins = [add_months(ends[0], -12 * (k + 1)) for k in range(len(ends))]
    year = " ".join(f"when document_on > date '{day.isoformat()}' then {k}" for k, day in enumerate(begins))
    gained = "greatest(revenue_amount, 0)"
    before = (
        f"(sum({gained}) over (partition by years_ago_count order by revenue_amount desc) "
        f"- {gained} * count(*) over (partition by years_ago_count, revenue_amount))"
    )
    total = f"sum({gained}) over (partition by years_ago_count)"
    return (
        f"with placed as (select customer_key, case {year} end as years_ago_count, revenue_amount from customer_days "
        f"where customer_key <> 0 and document_on > date '{begins[-1].isoformat()}'), "
        "years as (select customer_key, cast(years_ago_count as bigint) as years_ago_count, cast(sum(revenue_amount) as bigint) as revenue_amount "
        "from placed group by customer_key, years_ago_count) "
        "select customer_key, years_ago_count, revenue_amount, case when revenue_amount <= 0 then 'C' "
        f"when {before} * 1000000 < {first} * {total} then 'A' when {before} * 1000000 < {second} * {total} then 'B' else 'C' end as abc_class from years"
    )
