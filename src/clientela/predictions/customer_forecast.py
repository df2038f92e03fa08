"""What each customer will probably do in each of the next three years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._looking import COLUMNS, NUMBERS, look, money, way_of
from clientela.predictions._words import WAYS

if TYPE_CHECKING:
    from clientela.engine.frames import Frame


@step(
    title=msg("Forecast of the customers"),
    inputs=("customer_days", "customer_register"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("year_ahead", msg("Year ahead"), "count", msg("1: the next 12 months; 2 and 3: the years after it")),
        Field("active_probability", msg("Probability of an order"), "share", msg("at least one order within that year, not before its end: purchase models, corrected by trees where the base is large enough"), "Fader, Hardie & Lee 2005; Schmittlein, Morrison & Colombo 1987"),
        Field("orders_mean_number", msg("Purchase days"), "number", msg("expected days with an order in that year")),
        Field("revenue_mean_amount", msg("Expected revenue"), "money", msg("mean of the revenue of that year, credit notes off")),
        Field("revenue_low_amount", msg("Revenue, at least"), "money", msg("lower end of the 80 % interval: in one case of ten it is less")),
        Field("revenue_high_amount", msg("Revenue, at most"), "money", msg("upper end of the 80 % interval: in one case of ten it is more")),
        Field("margin_mean_amount", msg("Expected margin"), "money", msg("expected revenue x margin share, newer days counting more, drawn towards that of all by the weight of three orders; unknown where no line of the customer has a cost")),
        Field("forecast_class", msg("Forecast rests on"), "class", codes=WAYS),
    ),
    uses=("as_of_day", "outlook"),
    form="arrays",
    columns={"customer_days": COLUMNS, "customer_register": NUMBERS},
)  # fmt: skip
def customer_forecast(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Forecast everybody who has ordered up to `as_of`; nothing under a year of history, or where fewer than 20 customers ever came back."""
    keys, found = look(params, frames)
    years = () if found is None else found.years
    count = 0 if found is None else len(found.customer)

    def across(name: str) -> Any:
        return np.concatenate([np.zeros(0), *(getattr(year, name) for year in years)])

    margin = across("margin_mean")
    return {
        "customer_key": np.tile(keys[found.customer] if found is not None else keys[:0], max(len(years), 1)),
        "year_ahead": np.repeat(np.arange(1, len(years) + 1), count).astype(np.int64),
        "active_probability": across("active_probability"),
        "orders_mean_number": across("orders_mean"),
        "revenue_mean_amount": money(across("revenue_mean")),
        "revenue_low_amount": money(across("revenue_low")),
        "revenue_high_amount": money(across("revenue_high")),
        "margin_mean_amount": np.ma.masked_array(money(np.nan_to_num(margin)), np.isnan(margin)),
        "forecast_class": np.full(
            count * len(years), way_of(() if found is None else found.warnings), dtype=object
        ),
    }
