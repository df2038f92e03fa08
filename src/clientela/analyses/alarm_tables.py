"""The alarms of the week, and how many of those before were right."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions.family_alarms import family_alarms

_OWN = tuple(f for f in family_alarms.fields if f.name != "customer_key")


@step(title=msg("Alarms of the week"), inputs=("family_alarms", "customers"), fields=(*NAMED, *_OWN))
def alarm_list(params: dict[str, Any]) -> str:
    """List the alarms to be looked at this week, the most at stake first."""
    del params
    own = ", ".join(f"a.{f.name}" for f in _OWN)
    return (
        f"select c.customer_key, c.customer_id, c.customer_name, {own} from family_alarms as a join customers as c on c.customer_key = a.customer_key where a.alarm_state = 'open' "
        "order by case when a.alarm_class = 'notice' then 0 else 1 end, case when a.alarm_stake_amount is null then 1 else 0 end, a.alarm_stake_amount desc, a.customer_key, coalesce(a.product_family, ''), a.alarm_class"
    )


@step(
    title=msg("Answers to alarms by month"),
    inputs=("answered_alarms", "customers"),
    fields=(
        Field("month_number", msg("Month"), "month"),
        Field("answers_count", msg("Answers"), "count"),
        Field("true_count", msg("True"), "count"),
        Field("known_count", msg("Known already"), "count"),
        Field("false_count", msg("False"), "count"),
        Field("precision_share", msg("Right of those that were news"), "share", msg("true / (true + false); what was known already is neither")),
    ),
)  # fmt: skip
def alarm_precision(params: dict[str, Any]) -> str:
    """Count the answers of each month; unknown where no answer says true or false."""
    del params
    month = "extract(year from a.answered_on) * 12 + extract(month from a.answered_on) - 1"

    def count(answer: str) -> str:
        return f"sum(case when a.alarm_answer_class = '{answer}' then 1 else 0 end)"

    news = f"({count('true')} + {count('false')})"
    return (
        f"select cast({month} as bigint) as month_number, count(*) as answers_count, cast({count('true')} as bigint) as true_count, cast({count('known')} as bigint) as known_count, cast({count('false')} as bigint) as false_count, "
        f"case when {news} > 0 then cast({count('true')} as double) / nullif(cast({news} as double), 0) end as precision_share "
        f"from answered_alarms as a join customers as c on c.customer_key = a.customer_key group by {month}"
    )
