"""Why customers were lost: what reviews of losses and events on the way out say."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY

TOLD_BY = (("review", msg("review of the loss")), ("event", msg("event on the way out")))
_LONGEST = 120


@step(
    title=msg("Causes of losses"),
    inputs=("loss_reviews", "defection_events", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("told_on", msg("Told on"), "date"),
        Field("told_by", msg("Told by"), "class", codes=TOLD_BY),
        Field("cause_text", msg("Cause"), "text", msg("the first reason a review names, in small letters; the cause of an event")),
        Field("could_avoid_number", msg("Could have been avoided"), "number", msg("1 yes, 0 no; none where nobody says")),
    ),
)  # fmt: skip
def loss_causes(params: dict[str, Any]) -> str:
    """List what was known on `as_of` of why customers left or began to: one row for each review and each event with a cause."""

    def cause(column: str) -> str:
        first = f"case when position(';' in {column}) > 0 then substr({column}, 1, position(';' in {column}) - 1) else {column} end"
        return f"substr(lower(trim({first})), 1, {_LONGEST})"

    avoided = "case when t.is_controllable then cast(1.0 as double) when not t.is_controllable then cast(0.0 as double) end"
    rows = (
        ("loss_reviews", "reviewed_on", "review", "reasons", avoided, "true"),
        ("defection_events", "happened_on", "event", "cause", "cast(null as double)", "t.kind <> 'returned'"),
    )
    return " union all ".join(
        f"select {KEY_OF} as customer_key, t.{day} as told_on, '{told}' as told_by, {cause(f't.{column}')} as cause_text, {avoid} as could_avoid_number "
        f"from {table} as t {join_customer('t', f't.{day}')}where t.{day} <= {params['as_of']} and t.{column} is not null and {test}"
        for table, day, told, column, avoid, test in rows
    )
