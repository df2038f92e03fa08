"""How good the forecasts were that were given: of published runs, and of people."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg


@step(
    title=msg("Kept forecasts, scored"),
    inputs=("kept_forecasts", "customers"),
    fields=(
        Field("made_on", msg("Forecast made on"), "date"),
        Field("year_ahead", msg("Year ahead"), "count"),
        Field("ended_on", msg("Last day of the year ahead"), "date"),
        Field("customers_count", msg("Customers with a forecast"), "count"),
        Field("active_mean_number", msg("Expected to order"), "number", msg("sum of the probabilities given")),
        Field("came_active_count", msg("Ordered"), "count"),
        Field("brier_value", msg("Brier score"), "number", msg("mean squared distance of the probability given and what came, 1 or 0"), "Brier 1950"),
        Field("revenue_mean_amount", msg("Expected revenue"), "money"),
        Field("came_revenue_amount", msg("Revenue that came"), "money"),
        Field("error_amount", msg("Came less expected"), "money"),
        Field("bias_share", msg("Expected against what came"), "share", msg("expected / came - 1, where that was above zero")),
        Field("inside_share", msg("Inside the 80 % interval"), "share"),
        Field("running_inside_share", msg("Inside so far"), "share", msg("over this and all earlier forecasts of the same year ahead")),
    ),
)  # fmt: skip
def kept_scores(params: dict[str, Any]) -> str:
    """Sum the kept forecasts by the day they were made on; coverage runs on over all that have come due."""
    del params
    came = "case when k.came_orders_count > 0 then 1 else 0 end"
    p = "cast(k.active_probability as double)"
    sums = (
        f"select k.made_on, k.year_ahead, max(k.ended_on) as ended_on, count(*) as customers_count, sum({p}) as active_mean_number, cast(sum({came}) as bigint) as came_active_count, "
        f"sum(({p} - {came}) * ({p} - {came})) as squares, cast(sum(k.revenue_mean_amount) as bigint) as revenue_mean_amount, cast(sum(k.came_revenue_amount) as bigint) as came_revenue_amount, "
        "cast(sum(k.inside_number) as bigint) as inside_count from kept_forecasts as k join customers as c on c.customer_key = k.customer_key group by k.made_on, k.year_ahead"
    )
    so_far = (
        "over (partition by year_ahead order by made_on rows between unbounded preceding and current row)"
    )
    return (
        "select made_on, year_ahead, ended_on, customers_count, active_mean_number, came_active_count, squares / nullif(cast(customers_count as double), 0) as brier_value, revenue_mean_amount, came_revenue_amount, "
        "came_revenue_amount - revenue_mean_amount as error_amount, case when came_revenue_amount > 0 then cast(revenue_mean_amount as double) / nullif(cast(came_revenue_amount as double), 0) - 1 end as bias_share, "
        "cast(inside_count as double) / nullif(cast(customers_count as double), 0) as inside_share, "
        f"cast(sum(inside_count) {so_far} as double) / nullif(cast(sum(customers_count) {so_far} as double), 0) as running_inside_share from ({sums}) as summed"
    )


@step(
    title=msg("Forecasts of people, scored"),
    inputs=("people_forecasts",),
    fields=(
        Field("given_by", msg("Forecast given by"), "text"),
        Field("forecasts_count", msg("Forecasts"), "count", msg("whose period is over")),
        Field("expected_amount", msg("Expected by the person"), "money"),
        Field("came_revenue_amount", msg("Revenue that came"), "money"),
        Field("bias_share", msg("Expected against what came"), "share", msg("expected / came - 1, where that was above zero")),
        Field("error_share", msg("Error of the person"), "share", msg("sum of the distances of expected and came / sum that came (wMAPE)")),
        Field("naive_error_share", msg("Error of the year before"), "share", msg("the same of the same days of the year before")),
        Field("compared_count", msg("Of these beside the model"), "count"),
        Field("compared_error_share", msg("Error of the person, beside the model"), "share", msg("over the forecasts that a published forecast of the model stands beside")),
        Field("model_error_share", msg("Error of the model"), "share", msg("over the same forecasts")),
        Field("brier_value", msg("Brier score"), "number", msg("of the probabilities of an order the person gave")),
    ),
)  # fmt: skip
def people_scores(params: dict[str, Any]) -> str:
    """Sum the forecasts of each person, beside the model and the year before."""
    del params

    def error(name: str, condition: str = "1 = 1") -> str:
        far = f"sum(case when {condition} and expected_amount is not null then abs(cast(came_revenue_amount - {name} as double)) end)"
        came = f"sum(case when {condition} and expected_amount is not null then cast(came_revenue_amount as double) end)"
        return f"{far} / nullif(case when {came} > 0 then {came} end, 0)"

    both = "model_amount is not null"
    happened = "case when came_orders_count > 0 then 1 else 0 end"
    gap = f"(cast(order_probability as double) - {happened})"
    expected = "cast(sum(expected_amount) as double)"
    known = "cast(sum(case when expected_amount is not null then came_revenue_amount end) as double)"
    return (
        "select given_by, count(*) as forecasts_count, cast(sum(expected_amount) as bigint) as expected_amount, cast(sum(came_revenue_amount) as bigint) as came_revenue_amount, "
        f"case when {known} > 0 then {expected} / nullif({known}, 0) - 1 end as bias_share, {error('expected_amount')} as error_share, {error('naive_amount')} as naive_error_share, "
        f"count(model_amount) as compared_count, {error('expected_amount', both)} as compared_error_share, {error('model_amount', both)} as model_error_share, "
        f"sum(case when order_probability is not null then {gap} * {gap} end) / nullif(cast(count(order_probability) as double), 0) as brier_value from people_forecasts group by given_by"
    )
