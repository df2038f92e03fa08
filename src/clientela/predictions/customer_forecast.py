"""What each customer will probably do in each of the next three years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._looking import COLUMNS, EVENTS, NUMBERS, look, money, way_of
from clientela.predictions._words import WAYS
from clientela.predictions.customer_events import EVENTS as EVENT_NAMES

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.predictions._forecaster import Outlook


DEVIATIONS = (
    Field("revenue_deviation_amount", msg("Revenue, own deviation"), "money", msg("standard deviation of the revenue that is the customer's own chance; in a sum of customers it adds in squares")),
    Field("revenue_shared_amount", msg("Revenue, shared deviation"), "money", msg("by how much a shock of one standard deviation that hits all customers moves the revenue; in a sum of customers it adds in full")),
    Field("active_shared_number", msg("Activity, shared deviation"), "number", msg("the same of the probability of an order: p x (1 - p) x deviation of the log odds of all customers together")),
)  # fmt: skip
"""What is needed to give any sum of customers its interval."""


@step(
    title=msg("Forecast of the customers"),
    inputs=("customer_days", "customer_register", "customer_events"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("year_ahead", msg("Year ahead"), "count", msg("1: the next 12 months; 2 and 3: the years after it")),
        Field("active_probability", msg("Probability of an order"), "share", msg("at least one order within that year, not before its end: purchase models, corrected by trees where the base is large enough"), "Fader, Hardie & Lee 2005; Schmittlein, Morrison & Colombo 1987"),
        Field("orders_mean_number", msg("Purchase days"), "number", msg("expected days with an order in that year")),
        Field("revenue_mean_amount", msg("Expected revenue"), "money", msg("mean of the revenue of that year, credit notes off")),
        Field("revenue_low_amount", msg("Revenue, at least"), "money", msg("lower end of the 80 % interval: in one case of ten it is less")),
        Field("revenue_high_amount", msg("Revenue, at most"), "money", msg("upper end of the 80 % interval: in one case of ten it is more")),
        Field("margin_mean_amount", msg("Expected margin"), "money", msg("expected revenue x margin share, newer days counting more, drawn towards that of all by the weight of three orders; unknown where no line of the customer has a cost")),
        *DEVIATIONS,
        Field("forecast_class", msg("Forecast rests on"), "class", codes=WAYS),
        Field("learned_probability", msg("Probability by the orders alone"), "share", msg("the same before what is known to happen is taken in")),
        Field("known_event_class", msg("Known event"), "class", msg("what is known to happen and stands above the orders"), codes=EVENT_NAMES),
    ),
    uses=("as_of_day", "outlook"),
    form="arrays",
    columns={"customer_days": COLUMNS, "customer_register": NUMBERS, "customer_events": EVENTS},
)  # fmt: skip
def customer_forecast(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Forecast everybody who has ordered up to `as_of`; nothing under a year of history, or where fewer than 20 customers ever came back."""
    return frame_of(*look(params, frames), frames["customer_events"])


def frame_of(keys: Any, found: Outlook | None, events: Frame | None = None) -> Frame:
    """Return one row for each customer and year ahead of an outlook, with the event known of it; none where there is none."""
    years = () if found is None else found.years
    count = 0 if found is None else len(found.customer)

    def across(name: str) -> Any:
        return np.concatenate([np.zeros(0), *(getattr(year, name) for year in years)])

    def sides(name: str) -> Any:
        return np.concatenate([np.zeros(0), *(getattr(year.apart, name) for year in years)])

    margin = across("margin_mean")
    named = {} if events is None else dict(zip(np.asarray(events["customer_key"]).tolist(), np.ma.filled(np.ma.asarray(events["known_event_class"]).astype(object), "").tolist(), strict=True))  # fmt: skip
    known = [named.get(key, "") for key in (keys[found.customer].tolist() if found is not None else [])]
    known *= len(years)
    return {
        "customer_key": np.tile(keys[found.customer] if found is not None else keys[:0], max(len(years), 1)),
        "year_ahead": np.repeat(np.arange(1, len(years) + 1), count).astype(np.int64),
        "active_probability": across("active_probability"),
        "orders_mean_number": across("orders_mean"),
        "revenue_mean_amount": money(across("revenue_mean")),
        "revenue_low_amount": money(across("revenue_low")),
        "revenue_high_amount": money(across("revenue_high")),
        "margin_mean_amount": np.ma.masked_array(money(np.nan_to_num(margin)), np.isnan(margin)),
        "revenue_deviation_amount": money(sides("revenue_own")),
        "revenue_shared_amount": money(sides("revenue_shared")),
        "active_shared_number": sides("active_shared"),
        "forecast_class": np.full(
            count * len(years), way_of(() if found is None else found.warnings), dtype=object
        ),
        "learned_probability": across("learned_probability"),
        "known_event_class": np.ma.masked_array(np.array(known, dtype=object), [not name for name in known]),
    }
