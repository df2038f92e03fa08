"""The years ahead in numbers: who will still be here, how much they bring, who is at risk, what the base is worth."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions.customer_outlook import BASES, GRADES, SIGNALS, VERDICTS, YEARS

_Z80 = 1.2815515655446004
"""Of a normal distribution: the 80 % interval is the mean and this many deviations on either side."""


def _reach(name: str, params: dict[str, Any]) -> str:
    """Return half the 80 % interval of a sum whose parts share shocks, out of the sums `<name>_squares` and `<name>_sides`.

    Formula: variance = (1 - rho) sum of sd squared + rho (sum of sd) squared.
    """
    rho = params["outlook"].shared_shock_share
    return f"{_Z80!r} * sqrt({1 - rho!r} * {name}_squares + {rho!r} * {name}_sides * {name}_sides)"


@step(
    title=msg("The years ahead"),
    inputs=("customer_forecast", "customers"),
    fields=(
        Field("year_ahead", msg("Year ahead"), "count"),
        Field("customers_count", msg("Customers with a forecast"), "count"),
        Field("active_mean_number", msg("Of these will order"), "number", msg("sum of the probabilities of an order in that year")),
        Field("active_low_number", msg("at least"), "number", msg("80 % interval, with shocks that customers share")),
        Field("active_high_number", msg("at most"), "number"),
        Field("orders_mean_number", msg("Purchase days"), "number"),
        Field("revenue_mean_amount", msg("Expected revenue"), "money"),
        Field("revenue_low_amount", msg("Revenue, at least"), "money", msg("80 % interval, with shocks that customers share")),
        Field("revenue_high_amount", msg("Revenue, at most"), "money"),
        Field("margin_mean_amount", msg("Expected margin"), "money", msg("of the customers whose margin is known")),
        Field("margin_known_count", msg("Customers with a known margin"), "count"),
    ),
)  # fmt: skip
def outlook_years(params: dict[str, Any]) -> str:
    """Sum the forecasts of the customers by year ahead. Customers not yet won are not in it: they are forecast apart."""
    p = "cast(f.active_probability as double)"
    wide = f"(cast(f.revenue_high_amount - f.revenue_low_amount as double) / {2 * _Z80!r})"
    rows = (
        f"select f.year_ahead, {p} as p, sqrt({p} * (1 - {p})) as p_side, f.orders_mean_number, f.revenue_mean_amount, {wide} as revenue_side, f.margin_mean_amount "
        "from customer_forecast as f join customers as c on c.customer_key = f.customer_key"
    )
    sums = (
        "select year_ahead, count(*) as customers_count, sum(p) as active_mean_number, sum(p_side) as p_sides, sum(p_side * p_side) as p_squares, sum(cast(orders_mean_number as double)) as orders_mean_number, "
        "cast(sum(revenue_mean_amount) as bigint) as revenue_mean_amount, sum(revenue_side) as revenue_sides, sum(revenue_side * revenue_side) as revenue_squares, "
        f"cast(sum(margin_mean_amount) as bigint) as margin_mean_amount, count(margin_mean_amount) as margin_known_count from ({rows}) as forecast group by year_ahead"
    )
    count, money = _reach("p", params), _reach("revenue", params)

    def whole(sql: str) -> str:
        # whole currency units: engines add doubles in orders of their own
        return f"cast(round(({sql}) / 10000.0) as bigint) * 10000"

    return (
        f"select year_ahead, customers_count, active_mean_number, greatest(cast(0 as double), active_mean_number - {count}) as active_low_number, "
        f"least(cast(customers_count as double), active_mean_number + {count}) as active_high_number, orders_mean_number, revenue_mean_amount, "
        f"{whole(f'greatest(cast(0 as double), cast(revenue_mean_amount as double) - {money})')} as revenue_low_amount, {whole(f'cast(revenue_mean_amount as double) + {money}')} as revenue_high_amount, "
        f"margin_mean_amount, margin_known_count from ({sums}) as summed"
    )


@step(
    title=msg("Outlook by class"),
    inputs=("customer_outlook", "customers"),
    fields=(
        Field("abc_value_class", msg("ABC by revenue"), "class"),
        Field("customers_count", msg("Customers with a forecast"), "count"),
        Field("likely_count", msg("Likely"), "count"),
        Field("uncertain_count", msg("Uncertain"), "count"),
        Field("unlikely_count", msg("Unlikely"), "count"),
        Field("active_36m_mean_number", msg("Expected in the third year"), "number"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("stake_12m_amount", msg("At stake"), "money"),
        Field("expected_loss_amount", msg("Expected loss"), "money"),
        Field("lifetime_value_amount", msg("Lifetime value, three years"), "money"),
        Field("lifetime_low_amount", msg("at least"), "money", msg("sum of the lower ends")),
        Field("lifetime_high_amount", msg("at most"), "money", msg("sum of the upper ends")),
        Field("lifetime_known_count", msg("Customers with a known value"), "count"),
    ),
)  # fmt: skip
def outlook_classes(params: dict[str, Any]) -> str:
    """Sum the outlook of the customers by class; who has no order in the year has no class and is a row of its own."""
    del params
    verdicts = ", ".join(
        f"count(case when o.outlook_verdict = '{name}' then 1 end) as {name}_count" for name, _ in VERDICTS
    )
    sums = ", ".join(
        f"cast(sum({row}.{name}) as bigint) as {name}"
        for row, name in (("c", "revenue_12m_amount"), ("o", "stake_12m_amount"), ("o", "expected_loss_amount"), ("o", "lifetime_value_amount"), ("o", "lifetime_low_amount"), ("o", "lifetime_high_amount"))
    )  # fmt: skip
    return (
        f"select c.abc_value_class, count(*) as customers_count, {verdicts}, sum(cast(o.active_36m_probability as double)) as active_36m_mean_number, {sums}, "
        "count(o.lifetime_value_amount) as lifetime_known_count from customer_outlook as o join customers as c on c.customer_key = o.customer_key group by c.abc_value_class"
    )


_SHOWN = (
    Field("abc_value_class", msg("ABC by revenue"), "class"),
    Field("lifecycle_state", msg("State"), "class"),
    Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    *(Field(f"active_{12 * year}m_probability", msg("Orders in year {number}", number=year), "share") for year in range(1, YEARS + 1)),
    Field("outlook_verdict", msg("Still a customer in three years"), "class", codes=VERDICTS),
    Field("stake_basis", msg("Counted in"), "class", codes=BASES),
    Field("stake_12m_amount", msg("At stake"), "money"),
    Field("expected_loss_amount", msg("Expected loss"), "money"),
    Field("lifetime_value_amount", msg("Lifetime value, three years"), "money"),
    Field("lifetime_low_amount", msg("at least"), "money"),
    Field("lifetime_high_amount", msg("at most"), "money"),
    *(Field(f"{name}_signal", title, "number", note) for name, title, note in SIGNALS),
    Field("signals_known_count", msg("Signals known"), "count"),
    Field("security_class", msg("Security"), "class", codes=GRADES),
    Field("security_worst_class", msg("Security at worst"), "class", codes=GRADES),
)  # fmt: skip
_COLUMNS = ", ".join(f.name for f in (*NAMED, *_SHOWN))


def _rows(condition: str) -> str:
    mine = ", ".join(
        f"o.{f.name}"
        for f in _SHOWN
        if f.name not in {"abc_value_class", "lifecycle_state", "revenue_12m_amount"}
    )
    return (
        f"select c.customer_key, c.customer_id, c.customer_name, c.abc_value_class, c.lifecycle_state, c.revenue_12m_amount, {mine} from customer_outlook as o "
        f"join customers as c on c.customer_key = o.customer_key where {condition}"
    )


@step(title=msg("Customers at risk"), inputs=("customer_outlook", "customers"), fields=(*NAMED, *_SHOWN))
def at_risk_list(params: dict[str, Any]) -> str:
    """List the 200 customers with the largest expected loss."""
    del params
    return first_rows(
        _rows("o.expected_loss_amount > 0"), _COLUMNS, "expected_loss_amount desc, customer_key"
    )


@step(
    title=msg("Most valuable customers"), inputs=("customer_outlook", "customers"), fields=(*NAMED, *_SHOWN)
)
def lifetime_list(params: dict[str, Any]) -> str:
    """List the 200 customers with the highest lifetime value."""
    del params
    return first_rows(
        _rows("o.lifetime_value_amount is not null"), _COLUMNS, "lifetime_value_amount desc, customer_key"
    )
