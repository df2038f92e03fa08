"""Where the running fiscal year lands: the company, each person, area and segment, against the plan and the year before."""

from __future__ import annotations

from typing import Any

from clientela.analyses._sums import money_end
from clientela.analyses.plan_actual import SEEN_BY
from clientela.base.declare import Field, step
from clientela.base.i18n import msg

_PLAN = {"seller_id": "employee_id", "area_id": "area_id"}
"""The part of a target that names each dimension."""


def _planned() -> str:
    """Return the plan of each part: what was planned for it as a whole, else for its customers.

    Targets of the company are those of its persons, else of its areas, else of its customers: they are the same money seen from
    different sides and never added up.
    """
    base = "t.measure_code = 'net_sales' and t.product_family is null"
    alone = {
        "seller_id": f"{base} and t.customer_key = 0 and t.employee_id is not null and t.area_id is null",
        "area_id": f"{base} and t.customer_key = 0 and t.area_id is not null and t.employee_id is null",
    }
    mine = f"{base} and t.customer_key <> 0 and t.employee_id is null and t.area_id is null"
    found = []
    for rank, (name, column) in enumerate(_PLAN.items()):
        found.append(
            f"select '{name}' as dimension, t.{column} as part, 0 as place, sum(t.target_year_value) as plan_value from plan_targets as t where {alone[name]} group by t.{column}"
        )
        found.append(
            f"select 'company' as dimension, cast(null as varchar) as part, {rank} as place, sum(t.target_year_value) as plan_value from plan_targets as t where {alone[name]} having count(*) > 0"
        )
    found.append(
        f"select 'company' as dimension, cast(null as varchar) as part, {len(_PLAN)} as place, sum(t.target_year_value) as plan_value from plan_targets as t where {mine} having count(*) > 0"
    )
    found += [
        f"select '{name}' as dimension, c.{name} as part, 1 as place, sum(t.target_year_value) as plan_value from plan_targets as t join customers as c on c.customer_key = t.customer_key where {mine} group by c.{name}"
        for name, _ in SEEN_BY
        if name != "company"
    ]
    ranked = "row_number() over (partition by dimension, part order by place) as best"
    return f"select dimension, part, cast(round(plan_value * 10000.0) as bigint) as plan_amount from (select p.*, {ranked} from ({' union all '.join(found)}) as p) as ranked where best = 1"


@step(
    title=msg("Landing of the fiscal year"),
    inputs=("customer_landing", "customers", "plan_targets"),
    fields=(
        Field("dimension", msg("Seen by"), "text", codes=SEEN_BY),
        Field("part", msg("Part"), "text"),
        Field("fiscal_from_on", msg("Fiscal year from"), "date"),
        Field("fiscal_until_on", msg("Fiscal year until"), "date"),
        Field("customers_count", msg("Customers with a forecast"), "count"),
        Field("booked_amount", msg("Booked so far"), "money"),
        Field("prior_to_date_amount", msg("Same days of the year before"), "money"),
        Field("prior_rest_amount", msg("Rest of the year before"), "money"),
        Field("prior_year_amount", msg("Whole year before"), "money"),
        Field("rest_mean_amount", msg("Expected in the rest of the year"), "money"),
        Field("landing_mean_amount", msg("Landing"), "money", msg("booked so far + expected in the rest of the year of customers so far; unknown where nothing is forecast")),
        Field("landing_low_amount", msg("Landing, at least"), "money", msg("booked so far + lower end of the 80 % interval of the rest")),
        Field("landing_high_amount", msg("Landing, at most"), "money"),
        Field("plan_amount", msg("Plan"), "money", msg("net sales planned for the part as a whole, else for its customers; of the company: of its persons, else of its areas, else of its customers")),
        Field("plan_gap_amount", msg("Landing above or below plan"), "money"),
        Field("landing_change_share", msg("Landing against the year before"), "share", msg("landing / whole year before - 1, where that was above zero")),
    ),
)  # fmt: skip
def landing(params: dict[str, Any]) -> str:
    """Add up booked and expected by who looks after whom today; each dimension adds up to the company, and booked to the ledger."""
    del params
    sums = ", ".join(
        f"cast(sum({name}) as bigint) as {name}"
        for name in (
            "booked_amount",
            "prior_to_date_amount",
            "prior_rest_amount",
            "prior_year_amount",
            "rest_mean_amount",
        )
    )
    own = "cast(l.rest_deviation_amount as double)"
    parts = " union all ".join(
        f"select '{name}' as dimension, {'cast(null as varchar)' if name == 'company' else f'c.{name}'} as part, max(l.fiscal_from_on) as fiscal_from_on, max(l.fiscal_until_on) as fiscal_until_on, "
        f"count(l.rest_mean_amount) as customers_count, {sums}, sum({own} * {own}) as own_squares, sum(cast(l.rest_shared_amount as double)) as shared_sides "
        f"from customer_landing as l left join customers as c on c.customer_key = l.customer_key{' having count(*) > 0' if name == 'company' else f' group by c.{name}'}"
        for name, _ in SEEN_BY
    )
    low, high = (
        money_end("rest_mean_amount", "own_squares", "shared_sides", is_low=is_low)
        for is_low in (True, False)
    )
    landed = "booked_amount + rest_mean_amount"
    change = f"case when prior_year_amount > 0 then cast({landed} - prior_year_amount as double) / nullif(prior_year_amount, 0) end"
    return (
        f"with summed as ({parts}), planned as ({_planned()}) select s.dimension, s.part, fiscal_from_on, fiscal_until_on, customers_count, booked_amount, prior_to_date_amount, prior_rest_amount, "
        f"prior_year_amount, rest_mean_amount, {landed} as landing_mean_amount, booked_amount + {low} as landing_low_amount, booked_amount + {high} as landing_high_amount, "
        f"plan_amount, {landed} - plan_amount as plan_gap_amount, {change} as landing_change_share "
        "from summed as s left join planned as p on p.dimension = s.dimension and p.part is not distinct from s.part"
    )
