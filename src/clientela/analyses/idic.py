"""How far the base is worked one to one: identify, differentiate, interact, customise (the Russian I.D.V.O.)."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

PRINCIPLES = (
    ("identify", msg("Identify")),
    ("differentiate", msg("Tell apart by value and needs")),
    ("interact", msg("Interact")),
    ("customise", msg("Serve in its own way")),
)
_COLUMNS = ("identified_number", "told_apart_number", "talked_with_number", "own_way_number")
_ENOUGH = 70
"""Index from which a principle no longer holds up the next one."""


@step(
    title=msg("Identify, differentiate, interact, customise"),
    inputs=("idic_facts", "customers"),
    fields=(
        Field("principle_class", msg("Principle"), "class", codes=PRINCIPLES),
        Field("principle_place", msg("Place"), "number", msg("the order matters: who is not identified cannot be told apart")),
        Field("customers_count", msg("Customers asked of"), "count", msg("with a line in the last 12 months; of serving in its own way classes A and B only")),
        Field("known_count", msg("Of these known"), "count"),
        Field("yes_count", msg("Of these yes"), "count"),
        Field("index_number", msg("Index"), "number", msg("100 x yes / known"), "Peppers & Rogers 1993, 2004; rules: own definition"),
        Field("index_low_number", msg("at least"), "number", msg("if all of whom it is not known were no")),
        Field("index_high_number", msg("at most"), "number", msg("if they were yes")),
        Field("is_next_number", msg("Next step"), "number", msg("1 for the first principle whose index is not known or below 70")),
    ),
)  # fmt: skip
def idic(params: dict[str, Any]) -> str:
    """Give each of the four principles an index of 0 to 100, with bounds for what is not known, and name the next step."""
    del params
    asked = {"own_way_number": "c.abc_value_class in ('A', 'B')"}
    rows = " union all ".join(
        f"select '{code}' as principle_class, {place} as principle_place, count(*) as customers_count, count(f.{column}) as known_count, "
        f"count(case when f.{column} = 1 then 1 end) as yes_count from idic_facts as f join customers as c on c.customer_key = f.customer_key where {asked.get(column, 'true')}"
        for place, ((code, _), column) in enumerate(zip(PRINCIPLES, _COLUMNS, strict=True), start=1)
    )

    def hundred(part: str, whole: str) -> str:
        return f"100 * cast({part} as double) / nullif(case when {whole} > 0 then cast({whole} as double) end, 0)"

    told = (
        f"select counted.*, {hundred('yes_count', 'known_count')} as index_number, {hundred('yes_count', 'customers_count')} as index_low_number, "
        f"{hundred('yes_count + customers_count - known_count', 'customers_count')} as index_high_number from ({rows}) as counted where customers_count > 0"
    )
    first = (
        f"min(case when index_number is null or index_number < {_ENOUGH} then principle_place end) over ()"
    )
    return (
        "select principle_class, principle_place, customers_count, known_count, yes_count, index_number, index_low_number, index_high_number, "
        f"case when principle_place = {first} then 1 else 0 end as is_next_number from ({told}) as told"
    )
