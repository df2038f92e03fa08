"""What each person judged of each customer, one row a judgement: raters are set side by side, never averaged away."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.evidence._ruling import current_rows
from clientela.evidence.customer_evidence import INPUTS


@step(
    title=msg("Judgements by person"),
    inputs=INPUTS,
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("measure_code", msg("Measure"), "text"),
        Field("author_id", msg("Author"), "text"),
        Field("value_number", msg("Value"), "number"),
        Field("as_of_on", msg("As of"), "date"),
        Field("half_number", msg("Half-year"), "id", msg("2 x year, and 1 more in the second half")),
        Field("is_current", msg("Stands"), "id", msg("1 for the newest of this author that has not expired, else 0")),
        Field("is_last_of_half", msg("Last of the half-year"), "id", msg("1 for the newest of this author in the half-year, else 0")),
    ),
)  # fmt: skip
def judged_statements(params: dict[str, Any]) -> str:
    """List the judgements with author, reason, date and a number that nothing replaces, up to `as_of`; an expired one is still there."""
    newest = "as_of_on desc, batch_number desc, row_number desc, origin, source"
    half = "cast(2 * extract(year from as_of_on) + case when extract(month from as_of_on) > 6 then 1 else 0 end as bigint)"
    return (
        f"with rows_told as ({current_rows(params, params['as_of'])}), "
        f"judged as (select customer_key, measure_code, author_id, value_number, as_of_on, {half} as half_number, batch_number, row_number, origin, source, row_state from rows_told "
        "where source_class = 'J' and author_id is not null and as_of_on is not null and value_number is not null and row_state in ('known', 'conflicting', 'expired')), "
        f"placed as (select *, row_number() over (partition by customer_key, measure_code, author_id order by {newest}) as place, "
        f"row_number() over (partition by customer_key, measure_code, author_id, half_number order by {newest}) as half_place from judged) "
        "select customer_key, measure_code, author_id, value_number, as_of_on, half_number, cast(case when place = 1 and row_state <> 'expired' then 1 else 0 end as bigint) as is_current, "
        "cast(case when half_place = 1 then 1 else 0 end as bigint) as is_last_of_half from placed"
    )
