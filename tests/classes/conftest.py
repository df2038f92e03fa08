"""Purchase histories straight into the classes: no file, no engine, so that thousands can be tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pytest

from clientela.base.periods import add_months, month_number
from clientela.base.settings import Abc, Lifecycle
from clientela.classes.abc_held import abc_held
from clientela.classes.lifecycle import lifecycle_transitions

AS_OF = date(2025, 12, 31)


@dataclass
class History:
    """What one customer did: (day, money) of orders, and of credit notes."""

    orders: list[tuple[date, int]] = field(default_factory=list)
    credits: list[tuple[date, int]] = field(default_factory=list)
    segment: str | None = None


def every(gap: int, *, last_before: int, count: int, amount: int = 1000, as_of: date = AS_OF) -> History:
    """`count` orders, `gap` days apart, the last one `last_before` days before `as_of`."""
    last = as_of - timedelta(days=last_before)
    return History([(last - timedelta(days=gap * place), amount) for place in reversed(range(count))])


def crowd(gap: int, *, size: int = 40) -> list[History]:
    """Customers that make `gap` the typical gap of the base long before anything else happens."""
    start = date(2019, 1, 1)
    return [History([(start + timedelta(days=gap * n), 100) for n in range(4)]) for _ in range(size)]


def frames_of(histories, as_of):
    """The results that the classes read, computed by other means than the house's SQL."""
    days: dict[tuple[int, date], list[int]] = {}
    for key, history in enumerate(histories, start=1):
        for is_order, entries in ((1, history.orders), (0, history.credits)):
            for day, amount in entries:
                if day <= as_of:
                    cell = days.setdefault((key, day), [0, 0, 0])
                    cell[0] += amount
                    cell[1] += is_order
                    cell[2] += 1
    months: dict[tuple[int, int], list[int]] = {}
    for (key, day), cell in days.items():
        sums = months.setdefault((key, month_number(day)), [0, 0, 0])
        for place, value in enumerate(cell):
            sums[place] += value
    keys = list(range(1, len(histories) + 1))

    def window(place, first, last):
        found = [
            sum(cell[place] for (k, day), cell in days.items() if k == key and first < day <= last)
            for key in keys
        ]
        return np.array(found, dtype=np.int64)

    year, before = add_months(as_of, -12), add_months(as_of, -24)
    segments = [h.segment or "" for h in histories]
    return {
        "customer_register": {
            "customer_key": np.array(keys),
            "segment_id": np.ma.masked_array(
                np.array(segments, dtype=object), [h.segment is None for h in histories]
            ),
        },
        "customer_days": {
            "customer_key": np.array([k for k, _ in days], dtype=np.int64),
            "document_on": np.array([d for _, d in days], dtype="datetime64[D]"),
            "orders_count": np.array([c[1] for c in days.values()], dtype=np.int64),
        },
        "customer_months": {
            "customer_key": np.array([k for k, _ in months], dtype=np.int64),
            "month_number": np.array([m for _, m in months], dtype=np.int64),
            "revenue_amount": np.array([c[0] for c in months.values()], dtype=np.int64),
            "lines_count": np.array([c[2] for c in months.values()], dtype=np.int64),
        },
        "customer_measures": {
            "customer_key": np.array(keys),
            "revenue_12m_amount": window(0, year, as_of),
            "revenue_prior_12m_amount": window(0, before, year),
            "lines_12m_count": window(2, year, as_of),
        },
    }


def params_of(histories, as_of, rules=None):
    every_day = [day for h in histories for day, _ in (*h.orders, *h.credits)]
    return {
        "as_of_day": as_of.isoformat(),
        "first_on": min(every_day, default=as_of).isoformat(),
        "lifecycle": rules or Lifecycle(),
        "abc": Abc(),
    }


def plain(values):
    return [
        None if missing else value
        for value, missing in zip(values.data, np.ma.getmaskarray(values), strict=True)
    ]


def transitions_of(histories, as_of=AS_OF, rules=None):
    """Per customer (1, 2, ...): its dated changes of state [(day, from, to)]."""
    frame = lifecycle_transitions.build(params_of(histories, as_of, rules), frames_of(histories, as_of))
    froms = plain(frame["from_state"])
    found: dict[int, list] = {key: [] for key in range(1, len(histories) + 1)}
    for key, day, before, after in zip(
        frame["customer_key"], frame["on_day"], froms, frame["to_state"], strict=True
    ):
        found[int(key)].append((day.astype(date), before, after))
    return {key: sorted(entries) for key, entries in found.items()}


def state_of(histories, as_of=AS_OF, rules=None):
    """The state of the first customer: the others only set the pace."""
    entries = transitions_of(histories, as_of, rules)[1]
    return entries[-1][2] if entries else None


def held_of(histories, as_of=AS_OF):
    frame = abc_held.build(params_of(histories, as_of), frames_of(histories, as_of))
    return dict(zip(frame["customer_key"].tolist(), plain(frame["abc_value_held_class"]), strict=True))


class Company:
    """What the tests of this folder use, in one fixture."""

    AS_OF = AS_OF
    History = History
    every = staticmethod(every)
    crowd = staticmethod(crowd)
    transitions = staticmethod(transitions_of)
    state = staticmethod(state_of)
    held = staticmethod(held_of)


@pytest.fixture(scope="session")
def company() -> type[Company]:
    return Company
