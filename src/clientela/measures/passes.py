"""The passes: sales lines to customer x day, and from there to months, gaps, products and customers."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures._compose import fields_of, measures_of, select_measures, sum_measures
from clientela.tables._rates import join_rates

KEY = Field("customer_key", msg("Customer key"), "id")
_LINE_MEASURES = ("sales_lines",)


def _converted(params: dict[str, Any]) -> str:
    """Net, gross and cost in the reporting currency; rates by document date."""
    if not params["rates"]:
        return "l.net_amount as net_amount, l.gross_amount as gross_amount, l.cost_amount as cost_amount, l.estimated_cost_amount as estimated_cost_amount"
    return ", ".join(
        f"cast(round(l.{c} * coalesce(r.rate, 1.0)) as bigint) as {c}"
        for c in ("net_amount", "gross_amount", "cost_amount", "estimated_cost_amount")
    )


def _rates(params: dict[str, Any]) -> str:
    return join_rates(params, row="l", day="document_on", name="r")


def costed_lines(params: dict[str, Any], *more: str) -> str:
    """Return the select of the lines up to `as_of` with money in the reporting currency and what is known of their cost.

    `more`: further columns of the lines. Formula: the cost on the line, else the one estimated there, else quantity x unit cost.
    """
    others = "".join(f", l.{name}" for name in more)
    columns = f"l.customer_key, l.document_on, l.month_number, l.is_credit, l.is_first_line{others}"
    needed = "".join(f", l.{name}" for name in ("product_key", "quantity") if name not in more)
    lines = f"select {columns}{needed}, {_converted(params)} from identified_lines as l {_rates(params)} where l.document_on <= {params['as_of']}"
    estimate, costs = "l.estimated_cost_amount", ""
    if "products" in params["tables"]:  # nothing else states a unit cost
        unit = "cast(round(cast(l.quantity as double) * p.unit_cost_amount / 10000) as bigint)"
        estimate = f"coalesce(l.estimated_cost_amount, {unit})"
        costs = " left join product_costs as p on p.product_key = l.product_key"
    return (
        f"select {columns}, l.net_amount, l.gross_amount, coalesce(l.cost_amount, {estimate}) as cost_amount, "
        "case when l.cost_amount is not null then 1 else 0 end as is_known, "
        f"case when l.cost_amount is null and {estimate} is not null then 1 else 0 end as is_estimated from ({lines}) as l{costs}"
    )


@step(
    title=msg("Customer x day"),
    inputs=("identified_lines", "product_costs"),
    by_part=True,
    fields=(
        KEY,
        Field("document_on", msg("Date"), "date"),
        Field("month_number", msg("Month"), "month"),
        *fields_of("sales_lines"),
    ),
)
def customer_days(params: dict[str, Any]) -> str:
    """Sum the lines of each customer and day up to `as_of`; key 0 is "customer not stated"."""
    return (
        f"select customer_key, document_on, month_number, {select_measures('sales_lines', params)} from ({costed_lines(params)}) as costed "
        "group by customer_key, document_on, month_number"
    )


@step(
    title=msg("Customer x month"),
    inputs=("customer_days",),
    by_part=True,
    fields=(KEY, Field("month_number", msg("Month"), "month"), *fields_of("sales_lines")),
)
def customer_months(params: dict[str, Any]) -> str:
    """Sum the days of each customer and month."""
    sums = sum_measures("sales_lines", params)
    return f"select customer_key, month_number, {sums} from customer_days group by customer_key, month_number"


@step(
    title=msg("Gaps between purchases"),
    inputs=("customer_days",),
    fields=(KEY, Field("document_on", msg("Date"), "date"), Field("gap_days", msg("Gap"), "days")),
)
def purchase_gaps(params: dict[str, Any]) -> str:
    """List the days from each purchase day to the next."""
    return (
        "select customer_key, document_on, datediff('day', previous_on, document_on) as gap_days from ("
        "select customer_key, document_on, lag(document_on) over (partition by customer_key order by document_on) as previous_on "
        "from customer_days where orders_count > 0 and customer_key <> 0) as days where previous_on is not null"
    )


@step(
    title=msg("Typical gaps"),
    inputs=("purchase_gaps", "customer_register"),
    fields=(
        Field("segment_id", msg("Segment"), "text"),
        Field("typical_gap_days", msg("Typical gap"), "days"),
    ),
)
def typical_gaps(params: dict[str, Any]) -> str:
    """Median gap of each segment, of the whole base where a segment has too few gaps."""
    whole = f"coalesce((select percentile_cont(0.5) within group (order by gap_days) from purchase_gaps), {params['default_gap_days']})"
    return (
        f"select s.segment_id, coalesce(g.segment_gap_days, {whole}) as typical_gap_days from (select distinct segment_id from customer_register) as s "
        "left join (select c.segment_id, percentile_cont(0.5) within group (order by gap_days) as segment_gap_days from purchase_gaps as p "
        f"join customer_register as c on c.customer_key = p.customer_key group by c.segment_id having count(*) >= {params['segment_minimum_gaps']}) as g "
        "on g.segment_id = s.segment_id"
    )


@step(
    title=msg("Customer x product"),
    inputs=("identified_lines", "product_register"),
    fields=(
        KEY,
        Field("product_key", msg("Product key"), "id"),
        Field("product_family", msg("Product family"), "text"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)
def customer_products(params: dict[str, Any]) -> str:
    """Revenue per customer and product over the last 12 months."""
    return (
        "select s.customer_key, s.product_key, p.product_family, s.revenue_12m_amount from ("
        "select customer_key, product_key, cast(sum(net_amount) as bigint) as revenue_12m_amount from ("
        f"select l.customer_key, l.product_key, {_converted(params)} from identified_lines as l {_rates(params)} "
        f"where l.document_on > {params['since_12m']} and l.document_on <= {params['as_of']} and l.customer_key <> 0) as lines "
        "group by customer_key, product_key) as s left join product_register as p on p.product_key = s.product_key"
    )


@step(
    title=msg("Customers"),
    inputs=(
        "customer_register",
        "customer_days",
        "customer_months",
        "purchase_gaps",
        "customer_products",
        "typical_gaps",
        "receivable_items",
    ),
    fields=(
        KEY,
        *fields_of(
            "sales_lines",
            "customer_days",
            "customer_months",
            "purchase_gaps",
            "customer_products",
            "receivable_items",
            "derived",
        ),
        Field(
            "typical_gap_days",
            msg("Typical gap of the segment"),
            "days",
            msg("median gap of the customer's segment, of the base where the segment has too few gaps"),
        ),
    ),
)
def customer_measures(params: dict[str, Any]) -> str:
    """One row per customer: each table summed to the customer first, then joined, so that nothing is counted twice."""
    sums = sum_measures("sales_lines", params)
    windows = tuple(m.name for m in measures_of("customer_days") if "{since_12m}" in m.sql)
    always = tuple(m.name for m in measures_of("customer_days") if m.name not in windows)
    flows = [m.name for m in measures_of("sales_lines") if m.unit in ("money", "count")]
    flows += [m.name for m in measures_of("customer_days") if m.name.endswith(("_amount", "_count"))]
    flows = [
        name for name in flows if not name.startswith(("margin_", "gross_", "discount_"))
    ]  # what nobody stated stays unknown
    source = {m.name: "m" for m in measures_of("sales_lines")} | dict.fromkeys(windows, "w")
    known = ", ".join(f"coalesce({source.get(name, 'd')}.{name}, 0) as {name}" for name in flows)
    dates = ", ".join(
        f"{source.get(m.name, 'd')}.{m.name}"
        for m in (*measures_of("sales_lines"), *measures_of("customer_days"))
        if m.name not in flows
    )
    others = ", ".join(
        f"{alias}.{m.name}"
        for alias, table in (
            ("m", "customer_months"),
            ("g", "purchase_gaps"),
            ("p", "customer_products"),
            ("o", "receivable_items"),
        )
        for m in measures_of(table)
    )
    return (
        f"select base.*, {select_measures('derived', params)} from (select r.customer_key, t.typical_gap_days, {known}, {dates}, {others} "
        "from customer_register as r "
        f"left join (select customer_key, {select_measures('customer_days', params, always)} from customer_days group by customer_key) as d on d.customer_key = r.customer_key "
        # no window reaches further back: most days need not be looked at
        f"left join (select customer_key, {select_measures('customer_days', params, windows)} from customer_days where document_on > {params['since_24m']} group by customer_key) as w on w.customer_key = r.customer_key "
        f"left join (select customer_key, {sums}, {select_measures('customer_months', params)} from customer_months group by customer_key) as m on m.customer_key = r.customer_key "
        f"left join (select customer_key, {select_measures('purchase_gaps', params)} from purchase_gaps group by customer_key) as g on g.customer_key = r.customer_key "
        f"left join (select customer_key, {select_measures('customer_products', params)} from customer_products group by customer_key) as p on p.customer_key = r.customer_key "
        f"left join (select customer_key, {select_measures('receivable_items', params)} from receivable_items group by customer_key) as o on o.customer_key = r.customer_key "
        "left join typical_gaps as t on t.segment_id is not distinct from r.segment_id) as base"
    )
