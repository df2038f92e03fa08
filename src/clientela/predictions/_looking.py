"""From customer x day to the forecast of the base; several results read it, so the last one is remembered."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.money import SCALE
from clientela.base.periods import add_months
from clientela.base.progress import watcher
from clientela.predictions._year_end import year_end

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clientela.engine.frames import Frame
    from clientela.predictions._days import PurchaseDays
    from clientela.predictions._forecaster import Outlook
    from clientela.predictions._known import Known
    from clientela.predictions._trial import Proof

    Ints = NDArray[np.int64]

COLUMNS = ("customer_key", "document_on", "revenue_amount", "margin_known_amount", "margin_estimated_amount", "uncosted_lines_count", "orders_count")  # fmt: skip
NUMBERS = ("customer_key", "customer_id")
EVENTS = (
    "customer_key",
    "known_event_class",
    "event_known_on",
    "event_effective_on",
    "event_until_on",
    "still_orders_share",
)
"""What is known to happen; a frame without them forecasts from the orders alone."""
LEAST_DAYS = 365
"""History below which nothing is forecast (dossier, corrections 2)."""
LEAST_CUSTOMERS = 20
"""Customers with a second order below which nothing is: their ways of buying cannot be told from chance."""
_EPOCH = date(1970, 1, 1)
_LAST: dict[str, tuple[Ints, Outlook | None]] = {}
_REST: dict[str, tuple[Ints, Outlook | None]] = {}
_PROVED: dict[str, tuple[Ints, int, Proof | None]] = {}


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


def prove(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Ints, int, Proof | None]:
    """Return the customer keys, the days of history, and what came of the forecast on the company's own past; None where nothing is forecast."""
    name = _name(params, frames)
    if name not in _PROVED:
        _PROVED.clear()
        _PROVED[name] = _proved(params, frames)
    return _PROVED[name]


def look_rest(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Ints, Outlook | None]:
    """Return the customer keys and the forecast of the days from `as_of` to the end of the fiscal year; on its last day that is year 1."""
    as_of = date.fromisoformat(params["as_of_day"])
    rest = year_end(params).rest_days(as_of)
    name = f"{_name(params, frames)} {rest}"
    if name not in _REST:
        _REST.clear()
        _REST[name] = _looked_rest(params, frames, rest)
    return _REST[name]


def _looked_rest(params: dict[str, Any], frames: dict[str, Frame], rest: int) -> tuple[Ints, Outlook | None]:
    from clientela.predictions._forecaster import look_out, year_slices  # noqa: PLC0415 - see above
    from clientela.predictions._slice import Options  # noqa: PLC0415

    as_of = date.fromisoformat(params["as_of_day"])
    if rest == year_slices(as_of)[0][1]:
        return look(params, frames)
    keys, days = read_days(frames["customer_days"], frames["customer_register"])
    if _history(days, day_number(as_of)) is None:
        return keys, None
    decided = _known_events(frames["customer_events"], keys, day_number(as_of)) if "customer_events" in frames else None  # fmt: skip
    options = Options(seed=params["outlook"].seed, is_operational=params["outlook"].operational_time)
    return keys, look_out(
        days, day_number(as_of), [(0, rest)], options, progress=watcher(), known_events=decided
    )


def _name(params: dict[str, Any], frames: dict[str, Frame]) -> str:
    said = hashlib.sha256(repr((params["as_of_day"], params["outlook"])).encode())
    read = [("customer_days", c) for c in COLUMNS] + [("customer_register", c) for c in NUMBERS]
    read += [("customer_events", c) for c in EVENTS] if "customer_events" in frames else []
    for name, column in read:
        values = frames[name][column]
        if values.dtype == object:
            said.update(repr(values.tolist()).encode())
            continue
        said.update(np.ascontiguousarray(np.ma.getdata(values)).tobytes())
        said.update(np.ascontiguousarray(np.ma.getmaskarray(values)).tobytes())
    return said.hexdigest()


def day_number(day: date) -> int:
    """Return the number of a day as the models count."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """Return the day of a number."""
    return _EPOCH + timedelta(days=number)


def _history(days: PurchaseDays, origin: int) -> int | None:
    """Return the days of history up to a day; None where they are too few to forecast from."""
    known = days.until(origin)
    orders = np.bincount(known.customer[known.orders > 0], minlength=1)
    if int((orders > 1).sum()) < LEAST_CUSTOMERS or origin - int(known.day.min()) < LEAST_DAYS:
        return None
    return origin - int(known.day.min())


def _looked(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Ints, Outlook | None]:
    keys, days = read_days(frames["customer_days"], frames["customer_register"])
    as_of = date.fromisoformat(params["as_of_day"])
    origin = day_number(as_of)
    if _history(days, origin) is None:
        return keys, None
    from clientela.predictions._forecaster import look_out, year_slices  # noqa: PLC0415 - see above
    from clientela.predictions._slice import Options  # noqa: PLC0415

    decided = _known_events(frames["customer_events"], keys, origin) if "customer_events" in frames else None
    options = Options(seed=params["outlook"].seed, is_operational=params["outlook"].operational_time)
    return keys, look_out(days, origin, year_slices(as_of), options, progress=watcher(), known_events=decided)


def _proved(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Ints, int, Proof | None]:
    keys, days = read_days(frames["customer_days"], frames["customer_register"])
    as_of = date.fromisoformat(params["as_of_day"])
    origin = day_number(as_of)
    history = _history(days, origin)
    if history is None:
        return keys, 0, None
    from clientela.predictions._forecaster import year_slices  # noqa: PLC0415 - see above
    from clientela.predictions._slice import Options  # noqa: PLC0415
    from clientela.predictions._trial import YEARS, try_past  # noqa: PLC0415

    looked_from = [add_months(as_of, -12 * k) for k in range(1, YEARS + 1)]
    found = try_past(
        days, origin, [year_slices(d) for d in looked_from], [day_number(d) for d in looked_from], Options(seed=params["outlook"].seed, is_operational=params["outlook"].operational_time),
        progress=watcher(),
    )  # fmt: skip
    return keys, history, found


def _known_events(frame: Frame, keys: Ints, origin: int) -> Known | None:
    """Return what is decided of each customer place by what was known on the origin; None where nothing is."""
    from clientela.predictions._known import Known  # noqa: PLC0415 - see above

    def day(name: str) -> Any:
        held = np.ma.asarray(frame[name])
        plain = np.ma.getdata(held).astype("datetime64[D]").astype(np.float64)
        return np.where(np.ma.getmaskarray(held), np.inf, plain) - origin

    kind = np.ma.filled(np.ma.asarray(frame["known_event_class"]).astype(object), "").astype(str)
    columns = {name: day(name) for name in ("event_known_on", "event_effective_on", "event_until_on")}
    chance = np.ma.filled(np.ma.asarray(frame["still_orders_share"]).astype(np.float64), 0.0)
    place = {int(key): at for at, key in enumerate(keys)}
    key = np.asarray(frame["customer_key"]).astype(np.int64)
    rows = [i for i in range(len(key)) if int(key[i]) in place and columns["event_known_on"][i] <= 0]
    if not rows:
        return None
    at = np.array([place[int(key[i])] for i in rows])
    count = len(keys)
    is_end, is_bound = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    start, until, chances = np.zeros(count), np.full(count, np.inf), np.zeros(count)
    is_end[at], is_bound[at] = kind[rows] != "signed", kind[rows] == "signed"
    start[at], until[at] = columns["event_effective_on"][rows], columns["event_until_on"][rows]
    chances[at] = chance[rows]
    return Known(is_end, is_bound, start, until, chances)


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
