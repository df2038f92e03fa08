"""What each customer will probably do in each of the next three years."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.base.periods import add_months
from clientela.predictions._days import purchase_days
from clientela.predictions._forecaster import forecast
from clientela.predictions._scores import quantile
from clientela.predictions._slice import Options
from clientela.predictions._words import WAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clientela.engine.frames import Frame
    from clientela.predictions._days import PurchaseDays

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

YEARS = 3
LEAST_DAYS = 365
"""History below which nothing is forecast (dossier, corrections 2) ..."""
FULL_DAYS = 730
"""... and below which a forecast is marked as drawn towards other companies."""
FEW = 100
"""Customers below which it is marked as well."""
_LOW, _HIGH = 0.1, 0.9
_SHRINK_YEARS = 2.0
_EPOCH = date(1970, 1, 1)


def read_days(frame: Frame) -> tuple[Ints, PurchaseDays]:
    """Read customer x day as the models want it: the keys in order, and the days with money in currency units.

    A day without an order (a credit note alone) is money and no purchase; lines of nobody (key 0) are left out.
    A margin is known where every line of the day has a cost or an estimate of it.
    """
    key = np.asarray(frame["customer_key"]).astype(np.int64)
    use = key > 0
    keys, place = np.unique(key[use], return_inverse=True)
    known = np.asarray(frame["uncosted_lines_count"])[use] == 0
    margin = sum(
        np.ma.filled(np.ma.asarray(frame[name])[use].astype(np.float64), 0.0)
        for name in ("margin_known_amount", "margin_estimated_amount")
    )
    days = purchase_days(
        customer=place.astype(np.int64),
        day=frame["document_on"][use].astype("datetime64[D]").astype(np.int64),
        revenue=np.asarray(frame["revenue_amount"])[use].astype(np.float64) / SCALE,
        margin=np.where(known, margin / SCALE, np.nan),
        orders=np.asarray(frame["orders_count"])[use].astype(np.int64),
        customers=len(keys),
    )
    return keys, days


def year_slices(as_of: date) -> tuple[tuple[int, int], ...]:
    """Return the three years ahead as days after `as_of`: (start, end], by the calendar."""
    ends = [(add_months(as_of, 12 * year) - as_of).days for year in range(YEARS + 1)]
    return tuple(pairwise(ends))


def margin_shares(days: PurchaseDays, origin: int) -> Floats:
    """Return the margin a unit of revenue brings each customer, NaN where it is not known for any line.

    Formula: (n own share + 2 share of all) / (n + 2), n = years with a known margin, of the last three years (dossier 3.11).
    """
    recent = days.until(origin).since(origin - 3 * LEAST_DAYS)
    known = ~np.isnan(recent.margin)
    who = recent.customer[known]
    revenue = np.bincount(who, recent.revenue[known], days.customers)
    margin = np.bincount(who, recent.margin[known], days.customers)
    year = (origin - recent.day[known]) // LEAST_DAYS
    years = sum(np.bincount(who[year == y], minlength=days.customers) > 0 for y in range(3))
    total = revenue.sum()
    if total <= 0:
        return np.full(days.customers, np.nan)
    common = margin.sum() / total
    own = np.divide(margin, revenue, out=np.full(days.customers, common), where=revenue > 0)
    share = (years * own + _SHRINK_YEARS * common) / (years + _SHRINK_YEARS)
    return np.where(revenue > 0, share, np.nan)


@step(
    title=msg("Forecast of the customers"),
    inputs=("customer_days",),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("year_ahead", msg("Year ahead"), "count", msg("1: the next 12 months; 2 and 3: the years after it")),
        Field("active_probability", msg("Probability of an order"), "share", msg("at least one order within that year, not before its end: purchase models, corrected by trees where the base is large enough"), "Fader, Hardie & Lee 2005; Schmittlein, Morrison & Colombo 1987"),
        Field("orders_mean_number", msg("Purchase days"), "number", msg("expected days with an order in that year")),
        Field("revenue_mean_amount", msg("Expected revenue"), "money", msg("mean of the revenue of that year, credit notes off")),
        Field("revenue_low_amount", msg("Revenue, at least"), "money", msg("lower end of the 80 % interval: in one case of ten it is less")),
        Field("revenue_high_amount", msg("Revenue, at most"), "money", msg("upper end of the 80 % interval: in one case of ten it is more")),
        Field("margin_mean_amount", msg("Expected margin"), "money", msg("expected revenue x margin share, the own one of three years drawn towards that of all by the weight of two years; unknown where no line of the customer has a cost")),
        Field("forecast_class", msg("Forecast rests on"), "class", codes=WAYS),
    ),
    uses=("as_of_day", "outlook"),
    form="arrays",
    columns={"customer_days": ("customer_key", "document_on", "revenue_amount", "margin_known_amount", "margin_estimated_amount", "uncosted_lines_count", "orders_count")},
)  # fmt: skip
def customer_forecast(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Forecast everybody who has ordered up to `as_of`; nothing under a year of history, or where nobody ever came back."""
    keys, days = read_days(frames["customer_days"])
    as_of = date.fromisoformat(params["as_of_day"])
    origin = (as_of - _EPOCH).days
    known = days.until(origin)
    orders = known.orders > 0
    has_repeat = bool((np.bincount(known.customer[orders], minlength=1) > 1).any())
    if not has_repeat or origin - int(known.day.min()) < LEAST_DAYS:
        return _nothing()
    found = forecast(days, origin, year_slices(as_of), Options(seed=params["outlook"].seed))
    count = len(found.customer)
    shares = margin_shares(days, origin)[found.customer]
    way = "pooled" if count < FEW else "short" if origin - int(known.day.min()) < FULL_DAYS else "own"

    def across(pick: Any) -> Any:
        return np.concatenate([pick(part) for part in found.ahead])

    mean = across(lambda part: part.revenue)
    ends = [across(lambda part, level=level: quantile(part.revenue_values, level)) for level in (_LOW, _HIGH)]
    margin = mean * np.tile(shares, len(found.ahead))
    return {
        "customer_key": np.tile(keys[found.customer], len(found.ahead)),
        "year_ahead": np.repeat(np.arange(1, len(found.ahead) + 1), count),
        "active_probability": across(lambda part: part.active),
        "orders_mean_number": across(lambda part: part.orders),
        "revenue_mean_amount": _money(mean),
        "revenue_low_amount": _money(ends[0]),
        "revenue_high_amount": _money(ends[1]),
        "margin_mean_amount": np.ma.masked_array(_money(np.nan_to_num(margin)), np.isnan(margin)),
        "forecast_class": np.full(count * len(found.ahead), way, dtype=object),
    }


def _money(values: Floats) -> Ints:
    return np.asarray(np.rint(values * SCALE), dtype=np.int64)


def _nothing() -> Frame:
    kinds = {
        "customer_key": np.int64,
        "year_ahead": np.int64,
        "active_probability": np.float64,
        "orders_mean_number": np.float64,
        "forecast_class": object,
    }
    return {f.name: np.zeros(0, dtype=kinds.get(f.name, np.int64)) for f in customer_forecast.fields}  # fmt: skip
