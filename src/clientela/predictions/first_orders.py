"""The first order of each customer, what went well or wrong with it, and the items of the scorecard stated about it."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.economics._halves import HALVES, half_start
from clientela.measures.passes import KEY

FIRST_DAYS, CALL_DAYS, HALF_DAYS = 30, 5, 182
"""Days after the first order in which what happens to it counts; days in which it should be asked about; days of the first half-year."""
PREFIX = "first_order_"
"""Measures of observations about the first order begin with this; their values are points of risk, 0 best to 4 worst."""


@step(
    title=msg("First orders"),
    inputs=("customer_days", "customer_measures", "customer_families", "service_lines", "dated_facts", "complaints", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("first_order_on", msg("First order"), "date"),
        Field("second_order_on", msg("Second order"), "date", msg("next day with an order")),
        Field("first_revenue_amount", msg("Revenue of the first order"), "money"),
        Field("first_lines_count", msg("Lines of the first order"), "count"),
        Field("typical_gap_days", msg("Typical gap of the segment"), "days"),
        Field("is_late", msg("Delivered late or in part"), "number", msg("1 when a line of the first 30 days was late or short, 0 when all were right; none where deliveries are not known")),
        Field("has_claim", msg("Complaint about it"), "number", msg("1 with a complaint in the first 30 days; none where complaints are not known")),
        Field("has_invoice_error", msg("Error of its invoice"), "number"),
        Field("was_called", msg("Asked about it within five days"), "number", msg("1 with a contact in the five days after it; none where contacts are not known")),
        Field("year_revenue_amount", msg("Revenue of the 12 months after it"), "money", msg("without the first day; none before they are over")),
        Field("half_orders_count", msg("Orders of the first half-year"), "count", msg("the first 182 days, the first order among them; none before they are over")),
        Field("half_revenue_amount", msg("Revenue of the first half-year"), "money"),
        Field("half_discount_share", msg("Discount of the first half-year"), "share", msg("discount / amount before discount, over the lines that state both")),
        Field("half_families_count", msg("Families of the first half-year"), "count", msg("bought in the half-year of the first order, counted back from the day of the run, and in the next one")),
    ),
)  # fmt: skip
def first_orders(params: dict[str, Any]) -> str:
    """Sum up the first purchase day of each customer and the days after it, as known on `as_of`."""
    as_of = params["as_of"]
    days = (
        "select customer_key, document_on, revenue_amount, lines_count, row_number() over (partition by customer_key order by document_on) as place, "
        "lead(document_on) over (partition by customer_key order by document_on) as next_on from customer_days where orders_count > 0 and customer_key <> 0"
    )
    late = (
        "select o.customer_key, max(case when s.is_on_time_requested = 0 or s.is_on_time_confirmed = 0 or s.is_in_full = 0 then 1 else 0 end) as is_late "
        "from firsts as o join service_lines as s on s.customer_key = o.customer_key where s.service_on >= o.document_on "
        f"and datediff('day', o.document_on, s.service_on) <= {FIRST_DAYS} and (s.is_on_time_requested is not null or s.is_on_time_confirmed is not null or s.is_in_full is not null) group by o.customer_key"
    )
    claims = (
        "select o.customer_key, max(case when c.kind = 'invoice_error' then 1 else 0 end) as has_error, max(case when c.kind is null or c.kind <> 'invoice_error' then 1 else 0 end) as has_claim "
        f"from (select {KEY_OF} as customer_key, t.kind, t.opened_on from complaints as t {join_customer('t', as_of)}where t.opened_on <= {as_of}) as c "
        f"join firsts as o on o.customer_key = c.customer_key where c.opened_on >= o.document_on and datediff('day', o.document_on, c.opened_on) <= {FIRST_DAYS} group by o.customer_key"
    )
    calls = (
        "select o.customer_key, max(1) as was_called from firsts as o join dated_facts as f on f.customer_key = o.customer_key "
        f"where f.fact_class = 'contact' and f.from_on > o.document_on and datediff('day', o.document_on, f.from_on) <= {CALL_DAYS} group by o.customer_key"
    )
    after = (
        "select o.customer_key, cast(sum(case when d.document_on > o.document_on and datediff('day', o.document_on, d.document_on) <= 364 then d.revenue_amount else 0 end) as bigint) as year_revenue "
        "from firsts as o join customer_days as d on d.customer_key = o.customer_key group by o.customer_key"
    )

    early = (
        "select o.customer_key, cast(sum(d.orders_count) as bigint) as orders_count, cast(sum(d.revenue_amount) as bigint) as revenue_amount, "
        "cast(sum(d.discount_amount) as double) / nullif(case when sum(d.gross_amount) > 0 then cast(sum(d.gross_amount) as double) end, 0) as discount_share "
        f"from firsts as o join customer_days as d on d.customer_key = o.customer_key where datediff('day', o.document_on, d.document_on) between 0 and {HALF_DAYS - 1} group by o.customer_key"
    )
    halves = " ".join(f"when document_on > {half_start(params, n)} then {n}" for n in range(HALVES))
    families = (
        f"select o.customer_key, cast(count(distinct f.product_family) as bigint) as families_count from (select customer_key, case {halves} end as half_number from firsts) as o "
        "join customer_families as f on f.customer_key = o.customer_key and f.half_number <= o.half_number and f.half_number >= o.half_number - 1 where f.revenue_amount > 0 and o.half_number >= 1 group by o.customer_key"
    )
    is_over = f"datediff('day', o.document_on, {as_of}) >= {HALF_DAYS - 1}"

    def known(sql: str, table: str) -> str:
        return f"cast({f'coalesce({sql}, 0)' if table in params['tables'] else 'null'} as double)"

    return (
        f"with days as ({days}), firsts as (select * from days where place = 1) "
        "select o.customer_key, o.document_on as first_order_on, o.next_on as second_order_on, o.revenue_amount as first_revenue_amount, cast(o.lines_count as bigint) as first_lines_count, "
        f"m.typical_gap_days, cast(l.is_late as double) as is_late, {known('c.has_claim', 'complaints')} as has_claim, {known('c.has_error', 'complaints')} as has_invoice_error, "
        f"{known('k.was_called', 'interactions')} as was_called, case when datediff('day', o.document_on, {as_of}) >= 364 then a.year_revenue end as year_revenue_amount, "
        f"case when {is_over} then e.orders_count end as half_orders_count, case when {is_over} then e.revenue_amount end as half_revenue_amount, case when {is_over} then e.discount_share end as half_discount_share, "
        f"case when {is_over} and g.families_count > 0 then g.families_count end as half_families_count "
        f"from firsts as o join customer_measures as m on m.customer_key = o.customer_key left join ({late}) as l on l.customer_key = o.customer_key "
        f"left join ({claims}) as c on c.customer_key = o.customer_key left join ({calls}) as k on k.customer_key = o.customer_key left join ({after}) as a on a.customer_key = o.customer_key "
        f"left join ({early}) as e on e.customer_key = o.customer_key left join ({families}) as g on g.customer_key = o.customer_key"
    )


@step(
    title=msg("Scorecard of first orders"),
    inputs=("observed_numbers", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("item_name", msg("Item"), "text"),
        Field("risk_points", msg("Points of risk"), "number", msg("0 best to 4 worst, the newest stated")),
        Field("known_on", msg("Known since"), "date"),
    ),
)  # fmt: skip
def first_order_items(params: dict[str, Any]) -> str:
    """List the newest points stated of each item of the scorecard: observations of a customer whose measure begins with `first_order_`."""
    rows = (
        f"select {KEY_OF} as customer_key, substr(o.measure_code, {len(PREFIX) + 1}) as item_name, least(cast(4 as double), greatest(cast(0 as double), o.value_number)) as risk_points, o.as_of_on as known_on "
        "from (select source, subject_id as customer_id, measure_code, value_number, as_of_on from observed_numbers where subject_type = 'customer' "
        f"and measure_code like '{PREFIX}%') as o {join_customer('o', params['as_of'])}"
    )
    newest = "row_number() over (partition by customer_key, item_name order by case when known_on is null then 1 else 0 end, known_on desc, risk_points desc)"
    return (
        f"select customer_key, item_name, risk_points, known_on from (select *, {newest} as place from ({rows}) as items "
        "where customer_key <> 0) as placed where place = 1"
    )


_QUARTERS = 6
"""Quarters in which a customer counts as new."""


@step(
    title=msg("Early life of customers"),
    inputs=("first_orders", "customer_days", "plan_targets"),
    fields=(
        KEY,
        Field("first_order_on", msg("First order"), "date"),
        Field("quarters_count", msg("Quarters since the first order"), "count", msg("whole ones, of 13 weeks")),
        Field("orders_count", msg("Days with an order"), "count"),
        Field("early_revenue_amount", msg("Revenue of these quarters"), "money"),
        Field("peer_revenue_amount", msg("Usual for that age"), "money", msg("median of the customers won earlier at the same age, those that did not come back among them; without the first half year of the data")),
        Field("peers_count", msg("Customers won earlier"), "count"),
        Field("growth_ratio", msg("Against the usual"), "number"),
        Field("plan_reached_share", msg("Plan reached"), "share", msg("net sales to date / target to date of the fiscal year; none without a target for the customer")),
    ),
)  # fmt: skip
def early_life(params: dict[str, Any]) -> str:
    """Set what each customer won in the last 18 months has bought so far beside what was usual at its age."""
    as_of, months18 = params["as_of"], 91 * _QUARTERS
    ages = " union all ".join(f"select {quarter} as quarter" for quarter in range(1, _QUARTERS + 1))
    grown = (
        "select o.customer_key, o.first_order_on, a.quarter, cast(sum(d.revenue_amount) as bigint) as revenue_amount, sum(case when d.orders_count > 0 then 1 else 0 end) as orders_count "
        "from first_orders as o cross join ages as a join customer_days as d on d.customer_key = o.customer_key "
        f"where datediff('day', o.first_order_on, {as_of}) >= 91 * a.quarter and d.document_on >= o.first_order_on and datediff('day', o.first_order_on, d.document_on) < 91 * a.quarter group by o.customer_key, o.first_order_on, a.quarter"
    )
    peers = (
        "select quarter, percentile_cont(0.5) within group (order by cast(revenue_amount as double)) as peer_revenue, count(*) as peers_count from grown "
        f"where datediff('day', first_order_on, {as_of}) >= {months18} and datediff('day', date '{params['first_on']}', first_order_on) >= 182 group by quarter"
    )
    plans = (
        "select customer_key, max(plan_reached_share) as plan_reached_share from plan_targets where measure_code = 'net_sales' and customer_key <> 0 "
        "and product_family is null group by customer_key having count(*) = 1"
    )
    ratio = "case when p.peer_revenue > 0 then cast(g.revenue_amount as double) / nullif(case when p.peer_revenue > 0 then p.peer_revenue end, 0) end"
    return (
        f"with ages as ({ages}), grown as ({grown}), peers as ({peers}), plans as ({plans}) "
        "select g.customer_key, g.first_order_on, cast(g.quarter as bigint) as quarters_count, cast(g.orders_count as bigint) as orders_count, g.revenue_amount as early_revenue_amount, "
        f"cast(round(p.peer_revenue) as bigint) as peer_revenue_amount, cast(p.peers_count as bigint) as peers_count, {ratio} as growth_ratio, t.plan_reached_share "
        "from grown as g left join peers as p on p.quarter = g.quarter left join plans as t on t.customer_key = g.customer_key "
        f"where datediff('day', g.first_order_on, {as_of}) < {months18} and datediff('day', g.first_order_on, {as_of}) < 91 * (g.quarter + 1)"
    )
