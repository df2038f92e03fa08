"""What customers cost beyond what is on their lines, item by item."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._cost_sources import activity_costs, event_costs, stated_costs
from clientela.economics._counted_costs import credit_costs, document_costs
from clientela.economics._rungs import EVIDENCE, ITEMS, RUNGS
from clientela.measures.passes import KEY

_EMPTY = (
    "select cast(0 as bigint) as customer_key, cast(date '2000-01-01' as date) as happened_on, cast('' as varchar) as rung, cast('' as varchar) as item, "
    "cast('' as varchar) as evidence, cast(0 as double) as units, cast(0 as bigint) as amount where 1 = 0"
)


@step(
    title=msg("Costs of customers, item by item"),
    inputs=(
        "rebates",
        "customer_costs",
        "deliveries",
        "complaints",
        "interactions",
        "receivable_items",
        "activity_minutes",
        "activity_pools",
        "activity_volumes",
        "customer_days",
        "identified_lines",
        "product_costs",
        "customer_keys",
        "customer_map",
    ),
    fields=(
        KEY,
        Field("happened_on", msg("Date"), "date"),
        Field("rung", msg("Step of the contribution ladder"), "class", codes=RUNGS),
        Field("item", msg("Counted by"), "class", codes=ITEMS),
        Field("evidence", msg("Evidence"), "class", codes=EVIDENCE),
        Field("units", msg("How often"), "number"),
        Field(
            "cost_amount",
            msg("Cost"),
            "money",
            msg("what is stated; else minutes x cost of a minute; else occurrences x what one is said to cost"),
            "Cooper & Kaplan 1991; Kaplan & Anderson 2004",
        ),
    ),
)  # fmt: skip
def cost_items(params: dict[str, Any]) -> str:
    """List the costs of the last 24 months by customer, day and item; key 0 holds what belongs to no customer, and is never spread.

    A stated cost of a step goes before activities, activities before assumed prices: where a stronger source speaks of a step of a
    customer in a month, a weaker one of the same step is left out of that month, so that nothing is counted twice. What is measured (freight,
    cost of a complaint) stands beside both, but not beside a stated cost.
    """
    own = [*stated_costs(params), *event_costs(params), *activity_costs(params)]
    named = f"{_EMPTY} union all " + " union all ".join(own) if own else _EMPTY
    mapped = (
        "select coalesce(m.to_key, i.customer_key) as customer_key, i.happened_on, i.rung, i.item, i.evidence, i.units, i.amount "
        f"from ({named}) as i left join customer_map as m on m.customer_key = i.customer_key "
        "and i.happened_on >= m.from_on and i.happened_on < m.until_on"
    )
    counted = " union all ".join([mapped, *document_costs(params), *credit_costs(params)])
    rank = "case evidence when 'stated' then 0 when 'measured' then 1 when 'activity' then 2 else 3 end"
    month = "extract(year from happened_on) * 12 + extract(month from happened_on)"
    strongest = (
        f"select *, {rank} as strength, min(case when evidence = 'measured' then 9 else {rank} end) over (partition by customer_key, rung, {month}) as strongest "
        f"from ({counted}) as counted where rung is not null"
    )
    # measured costs give way to stated ones only
    kept = "strength = strongest or (evidence = 'measured' and strongest > 0)"
    return (
        "select customer_key, happened_on, rung, item, evidence, sum(units) as units, "
        "case when count(*) = count(amount) then cast(sum(amount) as bigint) end as cost_amount "
        f"from ({strongest}) as ranked where {kept} group by customer_key, happened_on, rung, item, evidence"
    )
