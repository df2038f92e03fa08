"""The measured states of the customer lifecycle, with dated transitions."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import month_end, month_number
from clientela.classes._grid import (
    Array,
    MonthGrid,
    Purchases,
    day_number,
    months_before,
    read_grid,
    read_purchases,
)
from clientela.classes._medians import medians_by_row
from clientela.classes._states import (
    LETTERS,
    STATES,
    Situation,
    cusum_alarm,
    decide_states,
    log_median,
    may_decline,
    overdue_ratio,
    reactivations,
    shrunk_gap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientela.base.settings import Lifecycle
    from clientela.engine.frames import Frame

_COLUMNS = {
    "customer_register": ("customer_key", "segment_id"),
    "customer_days": ("customer_key", "document_on", "orders_count"),
    "customer_months": ("customer_key", "month_number", "revenue_amount"),
    "customer_measures": ("customer_key", "revenue_12m_amount", "revenue_prior_12m_amount"),
}


def _typical_gaps(purchases: Purchases, row: Array, segment: Array, days: int, rules: Lifecycle) -> Array:
    """Median gap per segment known at each day of the grid. Shape (days, segments); the last column is the base.

    `row`: the day of the grid at which each purchase is first known.
    """
    is_gap = (purchases.gap > 0) & (row < days)
    gap, known_at, of = purchases.gap[is_gap], row[is_gap], segment[purchases.place[is_gap]]
    table = np.full((days, int(segment.max(initial=-1)) + 2), float(rules.default_gap_days))
    if not len(gap):
        return table
    median, known = medians_by_row(gap, known_at, days)
    table[known > 0] = median[known > 0, None]
    by = np.argsort(of, kind="stable")
    edges = np.searchsorted(of[by], np.arange(table.shape[1]))
    for number, (first, last) in enumerate(pairwise(edges)):
        if last - first >= rules.segment_minimum_gaps:
            own = by[first:last]
            median, known = medians_by_row(gap[own], known_at[own], days)
            table[:, number] = np.where(known >= rules.segment_minimum_gaps, median, table[:, number])
    return table


def _changes(
    purchases: Purchases, grid: MonthGrid, segment: Array, rules: Lifecycle, first_month: int
) -> Iterator[tuple[Array, ...]]:
    """Go over the grid; yield at each day who changed state: place, state before (-1: none), state, overdue ratio, expected gap."""
    count = len(purchases.keys)
    ends = np.array([day_number(day) for day in grid.days])
    row, cells = purchases.count_known(ends)
    typical = np.log(_typical_gaps(purchases, row, segment, len(ends), rules))
    own = log_median(purchases.median, np.maximum(purchases.orders - 1, 0))
    # What was typical when a purchase happened is what the month end before it knew.
    wakes = reactivations(purchases, own, typical[np.maximum(row - 1, 0), segment[purchases.place]], rules)
    last_wake = np.maximum.accumulate(np.where(wakes, np.arange(len(wakes)), -1))
    padded = np.vstack([np.zeros((24, count), dtype=np.int64), grid.monthly])
    first_day = purchases.day[np.minimum(purchases.start, len(purchases.day) - 1)]
    entries = np.zeros(count, dtype=np.int64)
    earlier = np.full(count, -1, dtype=np.int8)
    for place, day in enumerate(grid.days):
        entries += cells[place]
        known = entries > 0
        at = np.where(known, purchases.start + entries - 1, 0)
        wake = last_wake[at]
        woken = (
            known
            & (wake >= purchases.start)
            & (at - wake < rules.reactivated_orders)
            & (purchases.day[np.maximum(wake, 0)] > months_before(day, rules.reactivated_months))
        )
        since = ends[place] - purchases.day[at]
        orders = np.where(known, purchases.orders[at], 0)
        tau = shrunk_gap(own[at], np.maximum(orders - 1, 0), typical[place, segment], rules.shrink)
        overdue, recent, before = overdue_ratio(since, tau), grid.recent[place], grid.before[place]
        # A month that is not over yet looks like a fall: the alarm reads full months only.
        month = month_number(day) - first_month - (month_end(month_number(day)) != day)
        asked = np.flatnonzero(known & may_decline(overdue, recent, before, rules))
        alarm = np.zeros(count, dtype=bool)
        alarm[asked] = cusum_alarm(padded[month + 1 : month + 25, asked], rules)
        now = Situation(
            overdue=overdue, orders=orders, days_since=since, first_day=first_day, recent=recent,
            before=before, alarm=alarm, reactivated=woken, has_documents=known,
        )  # fmt: skip
        states = np.where(known, decide_states(now, day=day, rules=rules), np.int8(-1))
        changed = np.flatnonzero(states != earlier)
        yield changed, earlier[changed], states[changed], since[changed] / tau[changed], tau[changed]
        earlier = states


def _evaluate(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Purchases, MonthGrid, Array]:
    """Return purchases, grid, and the segment of each customer as a number, -1 for none."""
    as_of = date.fromisoformat(params["as_of_day"])
    first_on = min(date.fromisoformat(params["first_on"]), as_of)
    register = frames["customer_register"]
    keys = np.asarray(register["customer_key"])
    purchases = read_purchases(keys, frames["customer_days"])
    labels = np.ma.filled(register["segment_id"].astype(object), "")[np.argsort(keys)]
    names, segment = np.unique(labels.astype(str), return_inverse=True)
    # Who has no segment is compared with the whole base: the last column of the typical gaps.
    segment = np.where(names[segment] == "", -1, segment)
    grid = read_grid(
        purchases.keys, frames["customer_months"], frames["customer_measures"], first_on=first_on, as_of=as_of
    )
    return purchases, grid, segment


@step(
    title=msg("Lifecycle transitions"),
    inputs=tuple(_COLUMNS),
    columns=_COLUMNS,
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("on_day", msg("Date"), "date"),
        Field("from_state", msg("From"), "class", codes=STATES),
        Field("to_state", msg("To"), "class", codes=STATES),
        Field("overdue_ratio", msg("Overdue ratio"), "number"),
        Field("expected_gap_days", msg("Expected gap"), "days"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
    ),
    uses=("as_of_day", "first_on", "lifecycle"),
    form="arrays",
)  # fmt: skip
def lifecycle_transitions(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Log every change of state on the month grid, with the data the rule looked at; an entry has no "from"."""
    purchases, grid, segment = _evaluate(params, frames)
    if not len(purchases.place):  # a register without a single purchase
        changes = [tuple(np.zeros(0, dtype=kind) for kind in (int, np.int8, np.int8, float, float))]
    else:
        first_month = month_number(grid.days[0])
        changes = list(_changes(purchases, grid, segment, params["lifecycle"], first_month))
    customer, before, state, overdue, gaps = (np.concatenate(parts) for parts in zip(*changes, strict=True))
    row = np.repeat(np.arange(len(changes)), [len(places) for places, *_ in changes])
    days = np.array([np.datetime64(day) for day in grid.days], dtype="datetime64[D]")
    return {
        "customer_key": purchases.keys[customer],
        "on_day": days[row],
        "from_state": np.ma.masked_array(LETTERS[np.maximum(before, 0)], before < 0),
        "to_state": LETTERS[state],
        "overdue_ratio": overdue,
        "expected_gap_days": gaps,
        "revenue_12m_amount": grid.recent[row, customer],
        "revenue_prior_12m_amount": grid.before[row, customer],
    }


@step(
    title=msg("Lifecycle states"),
    inputs=("customer_register", "lifecycle_transitions"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("lifecycle_state", msg("Lifecycle state"), "class", msg("the first rule that holds, in the order lost, sleeping, reactivated, declining, late, growing, core, developing, first order"), "own definition; alarm after Page 1954; lifecycle after Dwyer, Schurr & Oh 1987", STATES),
        Field("lifecycle_since_on", msg("In this state since"), "date", msg("first day of the month grid at which the state has held without a break")),
        Field("lifecycle_state_year_ago", msg("Lifecycle state a year ago"), "class", codes=STATES),
    ),
)  # fmt: skip
def lifecycle(params: dict[str, Any]) -> str:
    """Give every customer exactly one of the fifteen states at `as_of`: the last one entered; without a document, prospect.

    A number that counts under another one by now, where the history is read as it was, did not leave: it is excluded.
    """
    return (
        "select r.customer_key, case when r.joined_into_id is not null then 'X' else coalesce(n.to_state, 'P') end as lifecycle_state, n.on_day as lifecycle_since_on, y.to_state as lifecycle_state_year_ago "
        "from customer_register as r left join (select customer_key, to_state, on_day, row_number() over (partition by customer_key order by on_day desc) "
        "as place from lifecycle_transitions) as n on n.customer_key = r.customer_key and n.place = 1 "
        "left join (select customer_key, to_state, row_number() over (partition by customer_key order by on_day desc) as place "
        f"from lifecycle_transitions where on_day <= {params['since_12m']}) as y on y.customer_key = r.customer_key and y.place = 1"
    )
