"""From customer x day to the forecast of the base; several results read it, so the last one is remembered."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.money import SCALE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clientela.engine.frames import Frame
    from clientela.predictions._days import PurchaseDays
    from clientela.predictions._forecaster import Outlook

    Ints = NDArray[np.int64]

COLUMNS = ("customer_key", "document_on", "revenue_amount", "margin_known_amount", "margin_estimated_amount", "uncosted_lines_count", "orders_count")  # fmt: skip
NUMBERS = ("customer_key", "customer_id")
LEAST_DAYS = 365
"""History below which nothing is forecast (dossier, corrections 2)."""
LEAST_CUSTOMERS = 20
"""Customers with a second order below which nothing is: their ways of buying cannot be told from chance."""
_EPOCH = date(1970, 1, 1)
_LAST: dict[str, tuple[Ints, Outlook | None]] = {}


def read_days(frame: Frame, register: Frame) -> tuple[Ints, PurchaseDays]:
    """Read customer x day as the models want it: the keys in order of the customers' numbers, and the days with money in currency units.

    The order is that of the numbers since keys depend on which file came first, and what is drawn must not.

    A day without an order (a credit note alone) is money and no purchase; lines of nobody (key 0) are left out.
    A margin is known where every line of the day has a cost or an estimate of it.
    """
    from clientela.predictions._days import purchase_days  # noqa: PLC0415 - a second to load, for those who forecast

    key = np.asarray(frame["customer_key"]).astype(np.int64)
    use = key > 0
    keys, place = np.unique(key[use], return_inverse=True)
    known_keys = np.asarray(register["customer_key"]).astype(np.int64)
    numbers = np.ma.filled(np.ma.asarray(register["customer_id"]).astype(object), "").astype(str)
    by_key = np.argsort(known_keys)
    own = numbers[by_key][np.searchsorted(known_keys[by_key], keys)]
    order = np.lexsort((keys, own))
    keys, place = keys[order], np.argsort(order)[place]
    known = np.asarray(frame["uncosted_lines_count"])[use] == 0
    margin = np.zeros(len(place))
    for name in ("margin_known_amount", "margin_estimated_amount"):
        margin += np.ma.filled(np.ma.asarray(frame[name])[use].astype(np.float64), 0.0)
    days = purchase_days(
        customer=place.astype(np.int64),
        day=frame["document_on"][use].astype("datetime64[D]").astype(np.int64),
        revenue=np.asarray(frame["revenue_amount"])[use].astype(np.float64) / SCALE,
        margin=np.where(known, margin / SCALE, np.nan),
        orders=np.asarray(frame["orders_count"])[use].astype(np.int64),
        customers=len(keys),
    )
    return keys, days


def look(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Ints, Outlook | None]:
    """Return the customer keys and the forecast of the three years ahead; None under a year of history, or where fewer than 20 customers came back."""
    name = _name(params, frames)
    if name not in _LAST:
        _LAST.clear()
        _LAST[name] = _looked(params, frames)
    return _LAST[name]


def _name(params: dict[str, Any], frames: dict[str, Frame]) -> str:
    said = hashlib.sha256(repr((params["as_of_day"], params["outlook"])).encode())
    for name, column in [("customer_days", c) for c in COLUMNS] + [("customer_register", c) for c in NUMBERS]:
        values = frames[name][column]
        if values.dtype == object:
            said.update(repr(values.tolist()).encode())
            continue
        said.update(np.ascontiguousarray(np.ma.getdata(values)).tobytes())
        said.update(np.ascontiguousarray(np.ma.getmaskarray(values)).tobytes())
    return said.hexdigest()


def _looked(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Ints, Outlook | None]:
    keys, days = read_days(frames["customer_days"], frames["customer_register"])
    as_of = date.fromisoformat(params["as_of_day"])
    origin = (as_of - _EPOCH).days
    known = days.until(origin)
    orders = np.bincount(known.customer[known.orders > 0], minlength=1)
    if int((orders > 1).sum()) < LEAST_CUSTOMERS or origin - int(known.day.min()) < LEAST_DAYS:
        return keys, None
    from clientela.predictions._forecaster import look_out, year_slices  # noqa: PLC0415 - see above
    from clientela.predictions._slice import Options  # noqa: PLC0415

    return keys, look_out(days, origin, year_slices(as_of), Options(seed=params["outlook"].seed))


def way_of(warnings: tuple[str, ...]) -> str:
    """Name what a forecast rests on, the weakest that holds."""
    found = dict.fromkeys(warnings)
    if "under_two_years" in found:
        return "short"
    if "few_customers" in found:
        return "pooled"
    return "models" if "no_past" in found else "own"


def money(values: Any) -> Ints:
    """Return money in 1/10,000."""
    return np.asarray(np.rint(np.asarray(values, dtype=np.float64) * SCALE), dtype=np.int64)
