"""Forecasts that were given, set beside what came: those of earlier published runs, and those of people."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.predictions._entered import join_entered
from clientela.tables._rates import converted, join_rates

_NEAR_DAYS = 92
"""Days by which a forecast of the model may be older than that of a person to stand beside it."""


@step(
    title=msg("Kept forecasts and what came"),
    inputs=("earlier_forecasts", "customer_keys", "customer_map", "customer_days"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("made_on", msg("Forecast made on"), "date", msg("the day an earlier, published run looked from; its facts ended within a month of it")),
        Field("year_ahead", msg("Year ahead"), "count"),
        Field("ended_on", msg("Last day of the year ahead"), "date"),
        Field("active_probability", msg("Probability of an order"), "share", msg("numbers that are one customer by now: 1 - product of 1 - p")),
        Field("came_orders_count", msg("Days with an order that came"), "count"),
        Field("revenue_mean_amount", msg("Expected revenue"), "money"),
        Field("revenue_low_amount", msg("Revenue, at least"), "money", msg("of numbers that are one customer by now: mean less the square root of the squared distances")),
        Field("revenue_high_amount", msg("Revenue, at most"), "money"),
        Field("came_revenue_amount", msg("Revenue that came"), "money"),
        Field("error_amount", msg("Came less expected"), "money"),
        Field("inside_number", msg("Inside the 80 % interval"), "number", msg("1 where what came lies within it, ends included, else 0")),
    ),
)  # fmt: skip
def kept_forecasts(params: dict[str, Any]) -> str:
    """Score the forecasts of earlier runs whose years are over at `as_of`, customer by customer; no row before the first is."""
    as_of = params["as_of"]
    told = (
        f"select {KEY_OF} as customer_key, e.made_on, e.year_ahead, e.start_on, e.end_on, 1 - exp(sum(ln(greatest(cast(1 as double) - e.active_probability, cast(0.000000000001 as double))))) as active_probability, "
        "cast(sum(e.revenue_mean_amount) as bigint) as revenue_mean_amount, "
        "sqrt(sum(cast(e.revenue_mean_amount - e.revenue_low_amount as double) * cast(e.revenue_mean_amount - e.revenue_low_amount as double))) as below, "
        "sqrt(sum(cast(e.revenue_high_amount - e.revenue_mean_amount as double) * cast(e.revenue_high_amount - e.revenue_mean_amount as double))) as above, "
        "count(*) as numbers_count, min(e.revenue_low_amount) as one_low, max(e.revenue_high_amount) as one_high "
        f"from earlier_forecasts as e {join_customer('e', as_of)}where e.end_on <= {as_of} and {KEY_OF} <> 0 group by {KEY_OF}, e.made_on, e.year_ahead, e.start_on, e.end_on"
    )
    ranged = (
        "select t.*, case when numbers_count = 1 then one_low else cast(round(revenue_mean_amount - below) as bigint) end as revenue_low_amount, "
        "case when numbers_count = 1 then one_high else cast(round(revenue_mean_amount + above) as bigint) end as revenue_high_amount from told as t"
    )
    came = (
        "select t.customer_key, t.made_on, t.year_ahead, sum(case when d.orders_count > 0 then 1 else 0 end) as came_orders_count, cast(sum(d.revenue_amount) as bigint) as came_revenue_amount "
        "from told as t join customer_days as d on d.customer_key = t.customer_key and d.document_on > t.start_on and d.document_on <= t.end_on group by t.customer_key, t.made_on, t.year_ahead"
    )
    revenue = "coalesce(c.came_revenue_amount, 0)"
    return (
        f"with told as ({told}), ranged as ({ranged}), came as ({came}) select r.customer_key, r.made_on, r.year_ahead, r.end_on as ended_on, r.active_probability, "
        f"cast(coalesce(c.came_orders_count, 0) as bigint) as came_orders_count, r.revenue_mean_amount, r.revenue_low_amount, r.revenue_high_amount, cast({revenue} as bigint) as came_revenue_amount, "
        f"cast({revenue} - r.revenue_mean_amount as bigint) as error_amount, case when {revenue} >= r.revenue_low_amount and {revenue} <= r.revenue_high_amount then 1 else 0 end as inside_number "
        "from ranged as r left join came as c on c.customer_key = r.customer_key and c.made_on = r.made_on and c.year_ahead = r.year_ahead"
    )


def _told(params: dict[str, Any]) -> str:
    """Return what people expect of periods that are over, under the customer it counts for; 0 for the company."""
    if "forecasts_given" not in params["tables"]:
        return (
            "select cast(0 as bigint) as customer_key, '' as given_by, date '0001-01-01' as given_on, date '0001-01-01' as from_on, date '0001-01-01' as to_on, "
            "cast(0 as bigint) as expected_amount, cast(null as double) as order_probability, 0 as is_lost, 0 as place from forecasts_given where 1 = 0"
        )
    money = converted("expected_amount", params, row="g", name="x")
    key = f"case when g.customer_id is null then 0 else {KEY_OF} end"
    return (
        f"select {key} as customer_key, g.given_by, g.given_on, g.from_on, g.to_on, cast({money} as bigint) as expected_amount, g.order_probability, "
        f"case when g.customer_id is not null and {KEY_OF} = 0 then 1 else 0 end as is_lost, "
        f"row_number() over (partition by {key}, g.given_by, g.given_on, g.from_on, g.to_on order by g.batch_number desc, g.row_number desc) as place "
        f"from forecasts_given as g {join_rates(params, row='g', day='given_on', name='x')}{join_entered('g', params['as_of'])}"
        f"where g.to_on <= {params['as_of']} and g.given_on <= g.to_on and g.from_on <= g.to_on"
    )


@step(
    title=msg("Forecasts of people and what came"),
    inputs=("forecasts_given", "customer_keys", "customer_map", "customer_days", "earlier_forecasts"),
    fields=(
        Field("customer_key", msg("Customer key"), "id", msg("0: the company as a whole")),
        Field("given_by", msg("Forecast given by"), "text"),
        Field("given_on", msg("Forecast given on"), "date"),
        Field("from_on", msg("From"), "date"),
        Field("to_on", msg("To"), "date"),
        Field("expected_amount", msg("Expected by the person"), "money"),
        Field("order_probability", msg("Probability of an order, by the person"), "share"),
        Field("came_orders_count", msg("Days with an order that came"), "count"),
        Field("came_revenue_amount", msg("Revenue that came"), "money"),
        Field("error_amount", msg("Came less expected"), "money"),
        Field("model_amount", msg("Expected by the model"), "money", msg("published forecast made at most 92 days before that of the person and not after it: its years by the share of their days that lie in the period; unknown without one that covers the period")),
        Field("naive_amount", msg("Same days of the year before"), "money"),
    ),
)  # fmt: skip
def people_forecasts(params: dict[str, Any]) -> str:
    """Score what people expected of periods that are over at `as_of`, beside the model and the year before."""
    keys = "t.customer_key, t.given_by, t.given_on, t.from_on, t.to_on"
    names = ("customer_key", "given_by", "given_on", "from_on", "to_on")

    def same(alias: str) -> str:
        return " and ".join(f"{alias}.{name} = t.{name}" for name in names)

    # the company is a customer 0 of its own: what nobody states is in it too
    days = (
        "select customer_key, document_on, revenue_amount, orders_count from customer_days where customer_key <> 0 union all "
        "select cast(0 as bigint) as customer_key, document_on, cast(sum(revenue_amount) as bigint) as revenue_amount, cast(sum(orders_count) as bigint) as orders_count from customer_days group by document_on"
    )
    inside = "d.document_on >= t.from_on and d.document_on <= t.to_on"
    before = (
        "datediff('day', d.document_on, t.from_on) <= 365 and datediff('day', d.document_on, t.to_on) >= 365"
    )
    came = (
        f"select {keys}, cast(sum(case when {inside} then d.revenue_amount else 0 end) as bigint) as came_revenue_amount, sum(case when {inside} and d.orders_count > 0 then 1 else 0 end) as came_orders_count, "
        f"cast(sum(case when {before} then d.revenue_amount else 0 end) as bigint) as naive_amount from told as t join days as d on d.customer_key = t.customer_key group by {keys}"
    )
    mine = f"select {KEY_OF} as customer_key, e.made_on, e.start_on, e.end_on, cast(sum(e.revenue_mean_amount) as bigint) as revenue_mean_amount from earlier_forecasts as e {join_customer('e', params['as_of'])}group by {KEY_OF}, e.made_on, e.start_on, e.end_on"
    numbered = (
        f"select customer_key, made_on, start_on, end_on, revenue_mean_amount from ({mine}) as own where customer_key <> 0 union all "
        "select cast(0 as bigint) as customer_key, made_on, start_on, end_on, cast(sum(revenue_mean_amount) as bigint) as revenue_mean_amount from earlier_forecasts group by made_on, start_on, end_on"
    )
    latest = (
        f"select {keys}, max(e.made_on) as made_on from told as t join numbered as e on e.customer_key = t.customer_key "
        f"where e.made_on <= t.given_on and datediff('day', e.made_on, t.given_on) <= {_NEAR_DAYS} group by {keys}"
    )
    covered = "datediff('day', case when e.start_on >= t.from_on then e.start_on else t.from_on end, case when e.end_on <= t.to_on then e.end_on else t.to_on end) + case when e.start_on >= t.from_on then 0 else 1 end"
    whole = "nullif(cast(datediff('day', e.start_on, e.end_on) as double), 0)"
    model = (
        f"select {keys}, sum(cast(e.revenue_mean_amount as double) * cast({covered} as double) / {whole}) as model_value, min(e.start_on) as first_on, max(e.end_on) as last_on "
        f"from told as t join latest as l on {same('l')} join numbered as e on e.customer_key = t.customer_key where e.made_on = l.made_on and e.end_on >= t.from_on and e.start_on < t.to_on group by {keys}"
    )
    return (
        f"with told as (select * from ({_told(params)}) as listed where place = 1 and is_lost = 0), days as ({days}), numbered as ({numbered}), latest as ({latest}), came as ({came}), model as ({model}) "
        f"select {keys}, t.expected_amount, t.order_probability, cast(coalesce(c.came_orders_count, 0) as bigint) as came_orders_count, cast(coalesce(c.came_revenue_amount, 0) as bigint) as came_revenue_amount, "
        "cast(coalesce(c.came_revenue_amount, 0) - t.expected_amount as bigint) as error_amount, "
        "case when m.first_on < t.from_on and m.last_on >= t.to_on then cast(round(m.model_value) as bigint) end as model_amount, cast(coalesce(c.naive_amount, 0) as bigint) as naive_amount "
        f"from told as t left join came as c on {same('c')} left join model as m on {same('m')}"
    )
