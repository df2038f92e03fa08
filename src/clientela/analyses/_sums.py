"""Sums of forecasts with their intervals, the same way for a customer, a segment, a person and the company.

Own chance adds in squares, what shared shocks move adds in full; revenue and margin are lognormal with that mean and deviation, the
number of customers is normal. The company adds up the same way in arrays: `predictions/_company.py`.
"""

from __future__ import annotations

Z80 = 1.2815515655446004
"""Of a normal distribution: the 80 % interval lies this many deviations on either side."""


def side_columns(alias: str) -> str:
    """Return the columns that `sums` adds up, of rows of a forecast of customers called `alias`."""
    p = f"cast({alias}.active_probability as double)"
    part = f"cast({alias}.margin_mean_amount as double) / nullif(case when {alias}.revenue_mean_amount > 0 then cast({alias}.revenue_mean_amount as double) end, 0)"
    return (
        f"{p} as p, cast({alias}.active_shared_number as double) as p_shared, cast({alias}.orders_mean_number as double) as orders_mean, {alias}.revenue_mean_amount, {alias}.margin_mean_amount, "
        f"cast({alias}.revenue_deviation_amount as double) as own_side, cast({alias}.revenue_shared_amount as double) as shared_side, {part} as margin_part"
    )


def sums() -> str:
    """Return the sums over the columns of `side_columns`."""
    return (
        "count(*) as customers_count, sum(p) as active_mean_number, sum(p * (1 - p)) as p_squares, sum(p_shared) as p_shared, sum(orders_mean) as orders_mean_number, "
        "cast(sum(revenue_mean_amount) as bigint) as revenue_mean_amount, sum(own_side * own_side) as own_squares, sum(shared_side) as shared_sides, "
        "cast(sum(margin_mean_amount) as bigint) as margin_mean_amount, count(margin_mean_amount) as margin_known_count, "
        "sum(own_side * own_side * margin_part * margin_part) as margin_squares, sum(shared_side * margin_part) as margin_sides"
    )


def whole(sql: str) -> str:
    """Round to whole currency units: engines add doubles in orders of their own."""
    return f"cast(round(({sql}) / 10000.0) as bigint) * 10000"


def money_end(mean: str, squares: str, shared: str, *, is_low: bool) -> str:
    """Return one end of the 80 % interval of a sum of money; see `money_at`."""
    return money_at(mean, squares, shared, deviations=-Z80 if is_low else Z80)


def money_at(mean: str, squares: str, shared: str, *, deviations: float) -> str:
    """Return a quantile of a sum of money, so many deviations of its logarithm from the median.

    Formula: mean x exp(-s^2 / 2 + deviations x s), s^2 = ln(1 + (squares + shared^2) / mean^2); the mean itself where it is not above zero.
    """
    m = f"cast({mean} as double)"
    variance = (
        f"ln(1 + ({squares} + {shared} * {shared}) / nullif(case when {mean} > 0 then {m} * {m} end, 0))"
    )
    end = f"{m} * exp({deviations!r} * sqrt({variance}) - {variance} / 2)"
    return f"case when {mean} > 0 then {whole(end)} else {mean} end"


def ends() -> str:
    """Return mean and interval of customers, revenue and margin out of `sums`, in the order of the fields of the years ahead."""
    reach = f"{Z80!r} * sqrt(p_squares + p_shared * p_shared)"
    revenue = [
        money_end("revenue_mean_amount", "own_squares", "shared_sides", is_low=low) for low in (True, False)
    ]
    margin = [
        money_end("margin_mean_amount", "margin_squares", "margin_sides", is_low=low) for low in (True, False)
    ]
    return (
        f"customers_count, active_mean_number, greatest(cast(0 as double), active_mean_number - {reach}) as active_low_number, "
        f"least(cast(customers_count as double), active_mean_number + {reach}) as active_high_number, orders_mean_number, revenue_mean_amount, "
        f"{revenue[0]} as revenue_low_amount, {revenue[1]} as revenue_high_amount, margin_mean_amount, {margin[0]} as margin_low_amount, "
        f"{margin[1]} as margin_high_amount, margin_known_count"
    )
