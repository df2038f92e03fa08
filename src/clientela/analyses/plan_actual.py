"""The fiscal year so far: against the same days of the year before, and against the targets."""

from __future__ import annotations

from typing import Any

from clientela.analyses.customers import customers
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._fiscal import fiscal_year
from clientela.economics.plan_targets import plan_targets

MOST = 200
SEEN_BY = (
    ("company", msg("All customers in view")),
    ("seller_id", msg("Sales person")),
    ("area_id", msg("Area")),
    ("segment_id", msg("Segment")),
)
_WHO = {f.name: f for f in customers.fields}
_WINDOWS = (
    ("to_date", msg("to date")),
    ("prior_to_date", msg("same days of the year before")),
    ("prior_year", msg("whole year before")),
)


@step(
    title=msg("The year so far"),
    inputs=("customer_days", "customers"),
    fields=(
        Field("dimension", msg("Seen by"), "text", codes=SEEN_BY),
        Field("part", msg("Part"), "text"),
        *(
            Field(f"{name}_{window}_{'count' if name == 'orders' else 'amount'}", msg("{what}, {when}", what=title, when=when), "count" if name == "orders" else "money", formula)
            for name, title, formula in (
                ("revenue", msg("Revenue"), msg("sum of the net amounts of the fiscal year; the same days end on the same day a year before")),
                ("margin", msg("Margin"), msg("revenue - cost; unknown when a line of these days has no cost")),
                ("orders", msg("Orders"), msg("documents of the days that are no credit notes")),
            )
            for window, when in _WINDOWS
        ),
        Field("revenue_change_share", msg("Change in per cent"), "share", msg("revenue to date / same days of the year before - 1, where those were above zero")),
    ),
)  # fmt: skip
def year_to_date(params: dict[str, Any]) -> str:
    """Sum the fiscal year to date and the year before by who looks after whom today; each dimension adds up to the ledger."""
    windows = fiscal_year(params).windows("d.document_on")
    since = fiscal_year(params).sql("prior_start")
    sums = []
    for name, test in windows.items():
        sums += [
            f"cast(coalesce(sum(case when {test} then d.revenue_amount end), 0) as bigint) as revenue_{name}_amount",
            f"case when sum(case when {test} then d.lines_count end) > 0 and sum(case when {test} then d.uncosted_lines_count end) = 0 then cast(coalesce(sum(case when {test} then coalesce(d.margin_known_amount, 0) + coalesce(d.margin_estimated_amount, 0) end), 0) as bigint) end as margin_{name}_amount",
            f"cast(coalesce(sum(case when {test} then d.orders_count end), 0) as bigint) as orders_{name}_count",
        ]
    ordered = sorted(
        sums, key=lambda sql: ("revenue", "margin", "orders").index(sql.rsplit(" as ", 1)[1].split("_")[0])
    )
    names = [sql.rsplit(" as ", 1)[1] for sql in ordered]
    parts = " union all ".join(
        f"select '{name}' as dimension, {'cast(null as varchar)' if name == 'company' else f'c.{name}'} as part, {', '.join(ordered)} "
        f"from customer_days as d left join customers as c on c.customer_key = d.customer_key where d.document_on >= {since}{' having count(*) > 0' if name == 'company' else f' group by c.{name}'}"
        for name, _ in SEEN_BY
    )
    change = "case when revenue_prior_to_date_amount > 0 then cast(revenue_to_date_amount - revenue_prior_to_date_amount as double) / nullif(revenue_prior_to_date_amount, 0) end"
    return f"select dimension, part, {', '.join(names)}, {change} as revenue_change_share from ({parts}) as summed"


@step(
    title=msg("Plan and actual, the largest gaps first"),
    inputs=("plan_targets", "customers"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        _WHO["customer_id"],
        _WHO["customer_name"],
        *(f for f in plan_targets.fields if f.name != "customer_key"),
    ),
)
def plan_actual(params: dict[str, Any]) -> str:
    """List up to 200 targets: those not reached first, by how much is missing; then those that cannot be measured."""
    del params
    own = ", ".join(f.name for f in plan_targets.fields if f.name != "customer_key")
    rank = "case t.plan_state when 'measured' then 0 else 1 end"
    money = "case when t.measure_code in ('net_sales', 'margin') then 0 else 1 end"
    return (
        f"select customer_key, customer_id, customer_name, {own} from (select t.*, c.customer_id, c.customer_name, row_number() over (order by {rank}, {money}, t.plan_gap_value, t.customer_key, "
        "coalesce(t.employee_id, ''), coalesce(t.area_id, ''), coalesce(t.product_family, ''), t.measure_code) as place "
        f"from plan_targets as t left join customers as c on c.customer_key = t.customer_key) as ranked where place <= {MOST} order by place"
    )
