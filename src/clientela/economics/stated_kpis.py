"""Indicators that other systems compute, as they were brought."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.passes import KEY


@step(
    title=msg("Indicators of other systems"),
    inputs=("kpi_values",),
    fields=(
        KEY,
        Field("kpi_code", msg("Indicator"), "text"),
        Field("scope", msg("Scope"), "text", msg("empty for the whole firm")),
        Field("year_number", msg("Year"), "id"),
        Field("month_number", msg("Month"), "month", msg("none for a value of a year")),
        Field("kpi_value", msg("Value of the indicator"), "number"),
        Field("coverage_share", msg("Coverage"), "share"),
    ),
)
def stated_kpis(params: dict[str, Any]) -> str:
    """List the values of periods that had ended on `as_of`. They are the company's: key 0, in no part of it.

    Two sources that state one indicator for one scope and month are averaged; their difference is a matter of the sources.
    """
    ended = f"case when month is null then year * 12 + 11 else year * 12 + month - 1 end <= {params['last_full_month']}"
    return (
        "select cast(0 as bigint) as customer_key, kpi_code, coalesce(scope, '') as scope, cast(year as integer) as year_number, "
        "cast(case when month is not null then year * 12 + month - 1 end as integer) as month_number, avg(kpi_value) as kpi_value, min(coverage) as coverage_share "
        f"from kpi_values where {ended} group by kpi_code, coalesce(scope, ''), year, month"
    )
