"""What the company as a whole may expect: its customers of today together, and those not yet won."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._looking import COLUMNS, EVENTS, NUMBERS, look, money

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

GROUPS = (("present", msg("Customers so far")), ("new", msg("Customers not yet won")))


@step(
    title=msg("Forecast of the company"),
    inputs=("customer_days", "customer_register", "customer_events"),
    fields=(
        Field("year_ahead", msg("Year ahead"), "count"),
        Field("group_class", msg("Whose business"), "class", msg("those not yet won are forecast by what customers brought who first bought after a day of the past, in the same year ahead"), codes=GROUPS),
        Field("active_mean_number", msg("Customers that will order"), "number"),
        Field("active_low_number", msg("at least"), "number", msg("80 % interval: own chance adds in squares, shocks that hit all customers in full")),
        Field("active_high_number", msg("at most"), "number"),
        Field("revenue_mean_amount", msg("Expected revenue"), "money"),
        Field("revenue_low_amount", msg("Revenue, at least"), "money", msg("80 % interval of a lognormal distribution, with shocks that hit all customers")),
        Field("revenue_high_amount", msg("Revenue, at most"), "money"),
        Field("margin_mean_amount", msg("Expected margin"), "money", msg("over the customers whose margin is known")),
        Field("margin_low_amount", msg("Margin, at least"), "money"),
        Field("margin_high_amount", msg("Margin, at most"), "money"),
        Field("past_years_count", msg("Past years that say so"), "count", msg("of customers not yet won")),
    ),
    uses=("as_of_day", "outlook"),
    form="arrays",
    columns={"customer_days": COLUMNS, "customer_register": NUMBERS, "customer_events": EVENTS},
)  # fmt: skip
def company_forecast(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Add up the base by the formula of any of its parts, and set beside it what customers not yet won brought in past years; no row without a forecast."""
    _, found = look(params, frames)
    rows: list[list[float]] = []
    groups: list[str] = []
    nothing = float("nan")
    for place, total in enumerate(() if found is None else found.totals):
        groups.append("present")
        rows.append([place + 1, total.active_mean, total.active_low, total.active_high, total.revenue_mean, total.revenue_low, total.revenue_high, total.margin_mean, total.margin_low, total.margin_high, nothing])  # fmt: skip
    for place, fresh in enumerate(() if found is None else found.newcomers):
        if fresh is not None:
            groups.append("new")
            rows.append([place + 1, fresh.customers_mean, nothing, nothing, fresh.revenue_mean, fresh.revenue_low, fresh.revenue_high, nothing, nothing, nothing, fresh.years])  # fmt: skip
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 11)
    names = [f.name for f in company_forecast.fields if f.name != "group_class"]
    made: Frame = {"group_class": np.array(groups, dtype=object)}
    for place, name in enumerate(names):
        column = table[:, place]
        missing = np.isnan(column)
        values = money(np.nan_to_num(column)) if name.endswith("_amount") else np.nan_to_num(column)
        if name.endswith("_count") or name == "year_ahead":
            values = values.astype(np.int64)
        made[name] = np.ma.masked_array(values, missing) if missing.any() else values
    return {f.name: made[f.name] for f in company_forecast.fields}
