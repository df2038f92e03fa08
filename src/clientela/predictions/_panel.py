"""Each customer as it was known on past days: purchases, payment, contracts, contacts, people. Nothing later is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.periods import month_number
from clientela.predictions._days import tally
from clientela.predictions._looking import read_days
from clientela.predictions.dated_facts import TABLE_OF

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.predictions._days import Floats, Ints, PurchaseDays

YEAR, QUARTER, HALF = 364, 91, 182
"""Days; a year is 52 weeks, so that four quarters make one and weekdays stay where they are."""
_EPOCH = date(1970, 1, 1)
_FOREVER = 10**9
FACT_COLUMNS = ("customer_key", "fact_class", "from_on", "until_on", "fact_number", "employee_id")
FAMILY_COLUMNS = ("customer_key", "product_family", "month_number")
RECEIVABLE_COLUMNS = ("customer_key", "due_on", "paid_on", "due_amount", "open_amount")
_LATE_DAYS = 10


@dataclass(frozen=True)
class Facts:
    """Dated facts of one kind: shapes (facts,), sorted by customer and day. `until` is far ahead while a fact lasts."""

    customer: Ints
    start: Ints
    until: Ints
    value: Floats
    person: Ints
    """Who of ours, as a number; -1 where nobody is named."""

    def last_before(self, day: int, customers: int) -> Ints:
        """Return the place of the newest fact of each customer up to `day`, -1 without one; shape (customers,)."""
        known = self.start <= day
        found = np.full(customers, -1, dtype=np.int64)
        found[self.customer[known]] = np.flatnonzero(known)  # sorted: the last one written is the newest
        return found

    def count(self, mask: Any, customers: int) -> Floats:
        """Count the facts of each customer that `mask` marks."""
        return np.bincount(self.customer[mask], minlength=customers).astype(np.float64)


@dataclass(frozen=True)
class Panel:
    """Everything that is asked of past days; customers are places in order of their numbers."""

    keys: Ints
    days: PurchaseDays
    facts: dict[str, Facts]
    """By kind; a kind that the company does not bring is not there."""
    due: tuple[Ints, Ints, Ints, Floats] | None
    """Receivables: customer, due day, day of payment, amount; None where the company brings none."""
    families: tuple[Ints, Ints, Ints]
    """Customer, family, month of each purchase of a family."""
    as_of: int
    first: int

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.keys)

    def of(self, chosen: Ints) -> Panel:
        """Keep the customers `chosen`, numbered anew in the order given; days and months stay."""
        place = np.full(self.customers, -1, dtype=np.int64)
        place[chosen] = np.arange(len(chosen))

        def kept(facts: Facts) -> Facts:
            at = np.flatnonzero(place[facts.customer] >= 0)
            at = at[np.argsort(place[facts.customer[at]], kind="stable")]
            return Facts(
                place[facts.customer[at]], facts.start[at], facts.until[at], facts.value[at], facts.person[at]
            )

        who, family, month = self.families
        seen = place[who] >= 0
        due = self.due
        if due is not None:
            mine = place[due[0]] >= 0
            due = (place[due[0][mine]], due[1][mine], due[2][mine], due[3][mine])
        return Panel(
            self.keys[chosen], self.days.of(chosen), {name: kept(facts) for name, facts in self.facts.items()}, due,
            (place[who[seen]], family[seen], month[seen]), self.as_of, self.first,
        )  # fmt: skip


def day_numbers(column: Any, missing: int) -> Ints:
    """Return days since 1970, `missing` where there is none."""
    held = np.ma.asarray(column)
    plain = np.ma.getdata(held).astype("datetime64[D]").astype(np.int64)
    return np.where(np.ma.getmaskarray(held), missing, plain)


def places(keys: Ints, asked: Any) -> Ints:
    """Return where each key stands in `keys` (in any order), -1 where it does not."""
    if not len(keys):
        return np.full(len(asked), -1, dtype=np.int64)
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys[order], asked), len(keys) - 1)
    found = order[at]
    return np.where(keys[found] == asked, found, -1)


def texts(column: Any) -> Any:
    """Return a column of texts, empty where nothing is stated."""
    return np.ma.filled(np.ma.asarray(column).astype(object), "").astype(str)


def _read_facts(frame: Frame, keys: Ints, tables: tuple[str, ...]) -> dict[str, Facts]:
    place = places(keys, np.asarray(frame["customer_key"]).astype(np.int64))
    kind, start = texts(frame["fact_class"]), day_numbers(frame["from_on"], 0)
    until = day_numbers(frame["until_on"], _FOREVER)
    value = np.ma.filled(np.ma.asarray(frame["fact_number"]).astype(np.float64), np.nan)
    named = texts(frame["employee_id"])
    person = np.where(named == "", -1, np.unique(named, return_inverse=True)[1]).astype(np.int64)
    found = {}
    for name, table in TABLE_OF.items():
        if table not in tables:
            continue
        own = np.flatnonzero((kind == name) & (place >= 0))
        own = own[np.lexsort((person[own], np.nan_to_num(value[own]), until[own], start[own], place[own]))]
        found[name] = Facts(place[own], start[own], until[own], value[own], person[own])
    return found


def read_panel(params: dict[str, Any], frames: dict[str, Frame]) -> Panel:
    """Bring together what is asked of past days, customers in order of their numbers."""
    keys, days = read_days(frames["customer_days"], frames["customer_register"])
    tables = tuple(params["tables"])
    as_of = (date.fromisoformat(params["as_of_day"]) - _EPOCH).days
    items = frames["receivable_items"]
    due = None
    if "receivables" in tables:
        place = places(keys, np.asarray(items["customer_key"]).astype(np.int64))
        paid = day_numbers(items["paid_on"], _FOREVER)
        is_open = np.ma.filled(np.ma.asarray(items["open_amount"]).astype(np.float64), np.nan)
        amount = np.ma.filled(np.ma.asarray(items["due_amount"]).astype(np.float64), np.nan)
        # closed on a day nobody states: neither late nor in time
        use = (place >= 0) & (amount > 0) & ~np.ma.getmaskarray(np.ma.asarray(items["due_on"]))
        use &= (paid < _FOREVER) | (is_open > 0)
        due = (place[use], day_numbers(items["due_on"], 0)[use], paid[use], amount[use])
    bought = frames["customer_family_months"]
    who = places(keys, np.asarray(bought["customer_key"]).astype(np.int64))
    family = np.unique(texts(bought["product_family"]), return_inverse=True)[1].astype(np.int64)
    month = np.asarray(bought["month_number"]).astype(np.int64)
    seen = who >= 0
    return Panel(
        keys, days, _read_facts(frames["dated_facts"], keys, tables), due, (who[seen], family[seen], month[seen]),
        as_of, int(days.day.min()) if len(days.day) else as_of,
    )  # fmt: skip


def _since(last: Ints, start: Ints, day: int, cap: float) -> Floats:
    age = (
        np.where(last >= 0, day - start[np.maximum(last, 0)], cap) if len(start) else np.full(len(last), cap)
    )
    return np.minimum(age, cap).astype(np.float64)


def _newest(facts: Facts, day: int, customers: int, within: int) -> Floats:
    """Return the newest value of each customer, NaN without one or when it is older than `within` days."""
    last = facts.last_before(day, customers)
    if not len(facts.start):
        return np.full(customers, np.nan)
    at = np.maximum(last, 0)
    return np.where((last >= 0) & (day - facts.start[at] <= within), facts.value[at], np.nan)


@dataclass(frozen=True)
class Look:
    """The customers of one day: shapes (customers,). NaN is not known."""

    day: int
    is_at_risk: Any
    """Ordered within the year before."""
    revenue: Floats
    """Of the year before."""
    rhythm: Floats
    """Days since the last order / expected gap (dossier 7.1)."""
    values: dict[str, Floats]
    """Covariates by name; one whose table the company does not bring is not there."""


def _purchases(panel: Panel, day: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Return days since the last order, since the first, orders, and the expected gap of each customer."""
    seen = panel.days.until(day)
    real = seen.orders > 0
    who, when = seen.customer[real], seen.day[real]
    count = panel.customers
    last, first = np.full(count, -_FOREVER), np.full(count, _FOREVER)
    np.maximum.at(last, who, when)
    np.minimum.at(first, who, when)
    orders = np.bincount(who, minlength=count).astype(np.float64)
    follows = np.flatnonzero(who[1:] == who[:-1]) + 1
    gap, of = (when[follows] - when[follows - 1]).astype(np.float64), who[follows]
    typical = float(np.median(gap)) if len(gap) else 90.0
    logs = np.zeros(count)
    if len(gap):
        order = np.lexsort((gap, of))
        counts = np.bincount(of, minlength=count)
        start = np.cumsum(counts) - counts
        low, high = start + np.maximum(counts - 1, 0) // 2, start + counts // 2
        sorted_gaps = np.append(gap[order], typical)
        middle = (sorted_gaps[np.minimum(low, len(gap))] + sorted_gaps[np.minimum(high, len(gap))]) / 2
        logs = np.where(counts > 0, np.log(np.maximum(middle, 1.0)), 0.0)
    gaps = np.maximum(orders - 1, 0)
    tau = np.exp((gaps * logs + 3 * np.log(max(typical, 1.0))) / (gaps + 3))
    return (day - last).astype(np.float64), (day - first).astype(np.float64), orders, tau


def _window(panel: Panel, day: int, length: int) -> Floats:
    inside = panel.days.since(day - length).until(day)
    return tally(inside.customer, panel.customers, inside.revenue)


def _families_lost(panel: Panel, day: int) -> Floats:
    """Return the share of the families of the year before that were not bought in its last half; NaN with fewer than two."""
    who, family, month = panel.families
    calendar = date.fromordinal(_EPOCH.toordinal() + day)
    last = month_number(calendar) - 1  # months that are over on the day
    key = who * (int(family.max(initial=0)) + 1) + family

    def had(first: int) -> Floats:
        inside = (month > first) & (month <= last)
        pairs = np.unique(key[inside])
        return np.bincount(pairs // (int(family.max(initial=0)) + 1), minlength=panel.customers).astype(
            np.float64
        )

    year, half = had(last - 12), had(last - 6)
    return np.where(year >= 2, 1 - half / np.maximum(year, 1), np.nan)  # noqa: PLR2004 - one family cannot be lost in part


def look_at(panel: Panel, day: int) -> Look:
    """Return what was known of each customer on `day`."""
    since, age, orders, tau = _purchases(panel, day)
    count = panel.customers
    is_at_risk = (orders > 0) & (since < YEAR)
    revenue, before = _window(panel, day, YEAR), _window(panel, day - YEAR, YEAR)
    rhythm = np.where(orders > 0, since / tau, np.nan)
    has_before = (age >= 2 * YEAR) & (before > 0) & (day - panel.first >= 2 * YEAR)
    with np.errstate(divide="ignore", invalid="ignore"):
        trend = np.where(has_before, np.clip(np.log(np.maximum(revenue, 1e-9) / before), -2, 2), np.nan)
        size = np.where(revenue > 0, np.log(np.maximum(revenue, 1e-9)), np.nan)
    values = {
        "rhythm": np.minimum(np.log1p(np.maximum(rhythm, 0)), 2.5), "trend": trend, "size": size,
        "tenure": np.log1p(np.maximum(age, 0) / YEAR), "families": _families_lost(panel, day),
    }  # fmt: skip
    return Look(day, is_at_risk, revenue, rhythm, values | _relation(panel, day, count))


def _relation(panel: Panel, day: int, count: int) -> dict[str, Floats]:
    facts = panel.facts
    found: dict[str, Floats] = {}
    if "contract" in facts:
        own = facts["contract"]
        ahead = (own.start <= day) & (own.until >= day + HALF)
        found["contract"] = (own.count(ahead, count) > 0).astype(np.float64)
    if "complaint" in facts:
        own = facts["complaint"]
        fresh = (own.start <= day) & (
            (own.start > day - HALF) | ((own.until > day) & (own.start > day - YEAR))
        )
        found["complaint"] = np.log1p(own.count(fresh, count))
    if "contact" in facts:
        own = facts["contact"]
        found["contact"] = np.log1p(_since(own.last_before(day, count), own.start, day, 2.0 * YEAR) / 30)
    if "handover" in facts:
        own = facts["handover"]
        found["handover"] = (own.count((own.start <= day) & (own.start > day - HALF), count) > 0).astype(
            np.float64
        )
    if "level" in facts:
        found["level"] = _newest(facts["level"], day, count, 2 * YEAR)
        found["declining"] = _newest(facts["declining"], day, count, YEAR)
    if "wallet" in facts:
        found["wallet"] = _newest(facts["wallet"], day, count, 2 * YEAR)
    if "quality" in facts:
        found["quality"] = _newest(facts["quality"], day, count, 2 * YEAR)
    if "warning" in facts:
        own = facts["warning"]
        found["warning"] = (own.count((own.start <= day) & (own.start > day - YEAR), count) > 0).astype(
            np.float64
        )
    if panel.due is not None:
        who, due, paid, amount = panel.due
        asked = (due <= day - _LATE_DAYS) & (due > day - HALF)
        late = asked & (np.where(paid <= day, paid, day) - due > _LATE_DAYS)
        whole = np.bincount(who[asked], amount[asked], count)
        part = np.bincount(who[late], amount[late], count)
        found["payment"] = np.where(whole > 0, part / np.maximum(whole, 1e-9), np.nan)
    return found


def is_lost(panel: Panel, day: int) -> Any:
    """Mark who placed no order in the year after `day`; shape (customers,)."""
    inside = panel.days.since(day).until(day + YEAR)
    came = np.bincount(inside.customer[inside.orders > 0], minlength=panel.customers)
    return came == 0
