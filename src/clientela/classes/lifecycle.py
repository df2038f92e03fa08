"""The measured states of the customer lifecycle, with dated transitions."""

from __future__ import annotations

from datetime import date
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
from clientela.classes._states import (
    LETTERS,
    STATES,
    Situation,
    cusum_alarm,
    decide_states,
    expected_gap,
    overdue_ratio,
    reactivations,
)

if TYPE_CHECKING:
    from clientela.base.settings import Lifecycle
    from clientela.engine.frames import Frame

_INPUTS = ("customer_register", "customer_days", "customer_months", "customer_measures")


def _typical_gaps(purchases: Purchases, segment: Array, days: tuple[date, ...], rules: Lifecycle) -> Array:
    """Median gap per segment known at each day of the grid. Shape (days, segments); the last column is the base."""
    is_gap = purchases.gap > 0
    gap, end, of = purchases.gap[is_gap], purchases.day[is_gap], segment[purchases.place[is_gap]]
    count = int(segment.max(initial=-1)) + 1
    table = np.full((len(days), count + 1), rules.default_gap_days, dtype=float)
    for row, day in enumerate(days):
        known = end <= day_number(day)
        if not known.any():
            continue
        table[row, :] = np.median(gap[known])
        for number in range(count):
            own = gap[known & (of == number)]
            if len(own) >= rules.segment_minimum_gaps:
                table[row, number] = np.median(own)
    return table


def _states_on_grid(
    purchases: Purchases, grid: MonthGrid, segment: Array, rules: Lifecycle, first_month: int
) -> tuple[Array, Array, Array]:
    """Return states, overdue ratios and expected gaps, each of shape (days, customers); state -1 before the first document."""
    typical = _typical_gaps(purchases, segment, grid.days, rules)
    ends = np.array([day_number(day) for day in grid.days])
    # What was typical when a purchase happened is what the month end before it knew.
    known_at = np.maximum(np.searchsorted(ends, purchases.day, side="left") - 1, 0)
    wakes = reactivations(purchases, typical[known_at, segment[purchases.place]], rules)
    last_wake = np.maximum.accumulate(np.where(wakes, np.arange(len(wakes)), -1))
    padded = np.vstack([np.zeros((24, len(purchases.keys)), dtype=np.int64), grid.monthly])
    shape = (len(grid.days), len(purchases.keys))
    states, overdue, gaps = np.full(shape, -1, dtype=np.int8), np.full(shape, np.nan), np.full(shape, np.nan)
    for row, day in enumerate(grid.days):
        last = purchases.last_until(int(ends[row]))
        known = last >= 0
        at = np.where(known, last, 0)
        if not len(purchases.place):
            since, woken = np.zeros(shape[1]), np.zeros(shape[1], dtype=bool)
            orders = np.zeros(shape[1], dtype=np.int64)
            median, first_day = np.zeros(shape[1]), np.zeros(shape[1])
        else:
            wake = last_wake[at]
            woken = (
                known
                & (wake >= purchases.start)
                & (at - wake < rules.reactivated_orders)
                & (purchases.day[np.maximum(wake, 0)] > months_before(day, rules.reactivated_months))
            )
            since, median = ends[row] - purchases.day[at], purchases.median[at]
            orders = np.where(known, purchases.orders[at], 0)
            first_day = purchases.day[np.minimum(purchases.start, len(purchases.day) - 1)]
        tau = expected_gap(median, np.maximum(orders - 1, 0), typical[row, segment], rules.shrink)
        # A month that is not over yet looks like a fall: the alarm reads full months only.
        month = month_number(day) - first_month - (month_end(month_number(day)) != day)
        now = Situation(
            overdue=overdue_ratio(since, tau), orders=orders, days_since=since, first_day=first_day, recent=grid.recent[row],
            before=grid.before[row], alarm=cusum_alarm(padded[month + 1 : month + 25], rules), reactivated=woken, has_documents=known,
        )  # fmt: skip
        states[row] = np.where(known, decide_states(now, day=day, rules=rules), -1)
        overdue[row], gaps[row] = np.where(known, since / tau, np.nan), np.where(known, tau, np.nan)
    return states, overdue, gaps


def _evaluate(
    params: dict[str, Any], frames: dict[str, Frame]
) -> tuple[Purchases, MonthGrid, Array, Array, Array]:
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
    states, overdue, gaps = _states_on_grid(
        purchases, grid, segment, params["lifecycle"], month_number(first_on)
    )
    return purchases, grid, states, overdue, gaps


@step(
    title=msg("Lifecycle transitions"),
    inputs=_INPUTS,
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
    purchases, grid, states, overdue, gaps = _evaluate(params, frames)
    earlier = np.vstack([np.full((1, states.shape[1]), -1, dtype=np.int8), states[:-1]])
    row, customer = np.nonzero((states != earlier) & (states >= 0))
    days = np.array([np.datetime64(day) for day in grid.days], dtype="datetime64[D]")
    before = earlier[row, customer]
    return {
        "customer_key": purchases.keys[customer],
        "on_day": days[row],
        "from_state": np.ma.masked_array(LETTERS[np.maximum(before, 0)], before < 0),
        "to_state": LETTERS[states[row, customer]],
        "overdue_ratio": overdue[row, customer],
        "expected_gap_days": gaps[row, customer],
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
