"""The bridge by who looked after the customers: today, or on the day of each document."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._bridge_effects import EFFECTS, REVENUE_COLUMNS, effect_fields
from clientela.measures.structure_passes import OWNERS

OWNER_TITLES = (
    ("seller_id", msg("Sales person")),
    ("area_id", msg("Area")),
    ("segment_id", msg("Segment")),
    ("country", msg("Country")),
    ("channel", msg("Channel")),
)
_TODAY = ("start_today", "end_today", *REVENUE_COLUMNS)


@step(
    title=msg("Bridge by who looked after the customers"),
    inputs=("customer_owners", "customer_bridge", "customers"),
    fields=(
        Field("dimension", msg("Seen by"), "text"),
        Field("part", msg("Part"), "text"),
        Field("start_amount", msg("12 months before"), "money"),
        Field("end_amount", msg("Last 12 months"), "money"),
        Field("change_amount", msg("Change"), "money"),
        *effect_fields(EFFECTS),
        Field("reassigned_amount", msg("Customers that changed hands"), "money", msg("change as each day had it - change of the customers of today; adds up to zero over all parts, and is zero unless the history is read as it was"), "own definition"),
    ),
)  # fmt: skip
def bridge_owners(params: dict[str, Any]) -> str:
    """Lead each sales person, area, segment, country and channel from the year before to the last 12 months.

    Structure "as it was": revenue is that of who looked after the customer on the day of each document; the effects are those of the customers of today, and what
    was handed over is an effect of its own, so that all add up to the change. "As it is" and "as if": both are today's. Lines without a customer are in the part without a name.
    """
    del params
    rows = []
    effects = ", ".join(f"cast(sum(b.{name}) as bigint) as {name}" for name in REVENUE_COLUMNS)
    none = ", ".join(f"cast(0 as bigint) as {name}" for name in _TODAY)
    money = "cast(sum(b.revenue_prior_12m_amount) as bigint)", "cast(sum(b.revenue_12m_amount) as bigint)"
    zero = "cast(0 as bigint)"
    for name in OWNERS:
        owned = (
            f"select '{name}' as dimension, {name} as part, cast(sum(revenue_prior_12m_amount) as bigint) as start_amount, cast(sum(revenue_12m_amount) as bigint) as end_amount, {none} "
            f"from customer_owners where customer_key <> 0 group by {name}"
        )
        today = (
            f"select '{name}' as dimension, c.{name} as part, {zero} as start_amount, {zero} as end_amount, {money[0]} as start_today, {money[1]} as end_today, {effects} "
            f"from customer_bridge as b join customers as c on c.customer_key = b.customer_key group by c.{name}"
        )
        nobody = (
            f"select '{name}' as dimension, cast(null as varchar) as part, {money[0]} as start_amount, {money[1]} as end_amount, {money[0]} as start_today, {money[1]} as end_today, {effects} "
            "from customer_bridge as b where b.customer_key = 0 having count(*) > 0"
        )
        rows += [owned, today, nobody]
    sums = ", ".join(
        f"cast(sum({name}) as bigint) as {name}" for name in ("start_amount", "end_amount", *_TODAY)
    )
    return (
        f"select dimension, part, start_amount, end_amount, end_amount - start_amount as change_amount, {', '.join(REVENUE_COLUMNS)}, "
        "(end_amount - start_amount) - (end_today - start_today) as reassigned_amount from ("
        f"select dimension, part, {sums} from ({' union all '.join(rows)}) as both_views group by dimension, part) as summed "
        "where start_amount <> 0 or end_amount <> 0 or start_today <> 0 or end_today <> 0"
    )
