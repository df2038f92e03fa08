"""The years ahead in numbers: who will still be here, how much they bring, who is at risk, what the base is worth."""

from __future__ import annotations

from typing import Any

from clientela.analyses._sums import ends, money_at, side_columns, sums
from clientela.analyses.plan_actual import SEEN_BY
from clientela.analyses.portfolio_cells import GROUP, GROUPS
from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions.customer_outlook import BASES, GRADES, SIGNALS, VERDICTS, YEARS

SUMMED = (
    Field("customers_count", msg("Customers with a forecast"), "count"),
    Field("active_mean_number", msg("Of these will order"), "number", msg("sum of the probabilities of an order in that year")),
    Field("active_low_number", msg("at least"), "number", msg("80 % interval, with shocks that customers share")),
    Field("active_high_number", msg("at most"), "number"),
    Field("orders_mean_number", msg("Purchase days"), "number"),
    Field("revenue_mean_amount", msg("Expected revenue"), "money"),
    Field("revenue_low_amount", msg("Revenue, at least"), "money", msg("80 % interval: own chance adds in squares, shared shocks in full; lognormal")),
    Field("revenue_high_amount", msg("Revenue, at most"), "money"),
    Field("margin_mean_amount", msg("Expected margin"), "money", msg("of the customers whose margin is known")),
    Field("margin_low_amount", msg("Margin, at least"), "money"),
    Field("margin_high_amount", msg("Margin, at most"), "money"),
    Field("margin_known_count", msg("Customers with a known margin"), "count"),
)  # fmt: skip


@step(
    title=msg("The years ahead"),
    inputs=("customer_forecast", "customers"),
    fields=(Field("year_ahead", msg("Year ahead"), "count"), *SUMMED),
)
def outlook_years(params: dict[str, Any]) -> str:
    """Sum the forecasts of the customers by year ahead. Customers not yet won are not in it: they are forecast apart."""
    del params
    rows = f"select f.year_ahead, {side_columns('f')} from customer_forecast as f join customers as c on c.customer_key = f.customer_key"
    return f"select year_ahead, {ends()} from (select year_ahead, {sums()} from ({rows}) as forecast group by year_ahead) as summed"


@step(
    title=msg("The years ahead by person, area and segment"),
    inputs=("customer_forecast", "customers"),
    fields=(
        Field("dimension", msg("Seen by"), "text", codes=SEEN_BY),
        Field("part", msg("Part"), "text"),
        Field("year_ahead", msg("Year ahead"), "count"),
        *SUMMED,
    ),
)
def forecast_parts(params: dict[str, Any]) -> str:
    """Sum the forecasts by who looks after whom today; the means of each dimension add up to those of the company."""
    del params
    rows = " union all ".join(
        f"select '{name}' as dimension, {'cast(null as varchar)' if name == 'company' else f'c.{name}'} as part, f.year_ahead, {side_columns('f')} "
        "from customer_forecast as f join customers as c on c.customer_key = f.customer_key"
        for name, _ in SEEN_BY
    )
    return f"select dimension, part, year_ahead, {ends()} from (select dimension, part, year_ahead, {sums()} from ({rows}) as forecast group by dimension, part, year_ahead) as summed"


@step(
    title=msg("The years ahead by cell of the portfolio"),
    inputs=("customer_forecast", "customers", "customer_scores", "portfolio_matrix"),
    fields=(
        Field("cell_class", msg("Cell"), "class", codes=GROUPS),
        Field("year_ahead", msg("Year ahead"), "count"),
        *SUMMED,
        Field("revenue_middle_amount", msg("Revenue, middle"), "money", msg("as likely more as less: the median of the lognormal")),
    ),
)  # fmt: skip
def forecast_cells(params: dict[str, Any]) -> str:
    """Sum the forecasts by the cell a customer is in today; customers without a cell are rows too, so that the means add up to those of the company."""
    del params
    group = GROUP.format(cell="m.portfolio_cell", certainty="m.portfolio_certainty")
    rows = (
        f"select {group} as cell_class, f.year_ahead, {side_columns('f')} from customer_forecast as f join customers as p on p.customer_key = f.customer_key "
        "left join customer_scores as s on s.customer_key = p.customer_key left join portfolio_matrix as m on m.customer_key = p.customer_key"
    )
    middle = money_at("revenue_mean_amount", "own_squares", "shared_sides", deviations=0.0)
    return (
        f"select cell_class, year_ahead, {ends()}, {middle} as revenue_middle_amount from ("
        f"select cell_class, year_ahead, {sums()} from ({rows}) as forecast group by cell_class, year_ahead) as summed"
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
