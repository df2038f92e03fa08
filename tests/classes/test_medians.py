"""Medians of growing lists against the plainest way to compute them."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from clientela.classes._grid import places_of, read_purchases
from clientela.classes._medians import medians_by_row, running_medians

FEW = st.integers(0, 4)  # ties everywhere
ANY = st.integers(0, 5000)
LISTS = st.lists(st.lists(FEW, max_size=12) | st.lists(ANY, max_size=12), max_size=8)


def flat(lists):
    return np.array([v for values in lists for v in values], dtype=np.int64), np.array(
        [len(values) for values in lists], dtype=np.int64
    )


@bounds(max_examples=300, deadline=None, derandomize=True)
@given(lists=LISTS)
def test_running_medians(lists):
    expected = [statistics.median(values[: n + 1]) for values in lists for n in range(len(values))]
    assert running_medians(*flat(lists)).tolist() == expected


def test_running_medians_of_one_long_list_and_many_short_ones():
    random = np.random.default_rng(7)
    lists = [random.integers(1, 60, size=700).tolist(), *([[5]] * 30), [], random.integers(1, 9, 50).tolist()]
    expected = [statistics.median(values[: n + 1]) for values in lists for n in range(len(values))]
    assert running_medians(*flat(lists)).tolist() == expected


@bounds(max_examples=200, deadline=None, derandomize=True)
@given(pairs=st.lists(st.tuples(FEW | ANY, st.integers(0, 5)), min_size=1, max_size=40))
def test_medians_by_row(pairs):
    values, rows = (np.array(part, dtype=np.int64) for part in zip(*pairs, strict=True))
    medians, known = medians_by_row(values, rows, 6)
    for row in range(6):
        own = [value for value, at in pairs if at <= row]
        assert known[row] == len(own)
        assert (medians[row] == statistics.median(own)) if own else np.isnan(medians[row])


def purchases_by_hand(keys, rows):
    """Customer by customer: the days that count, their gaps, the medians so far."""
    found = []
    for place, key in enumerate(sorted(keys)):
        own = sorted((day, orders > 0) for k, day, orders in rows if k == key)
        first = next((day for day, is_order in own if is_order), None)
        gaps, before, orders = [], None, 0
        for day, is_order in own:
            if not is_order and first is not None and day > first:
                continue
            gap = 0
            if is_order:
                orders += 1
                if orders > 1:
                    gap = day - before
                    gaps.append(gap)
                before = day
            found.append((place, day, gap, orders, statistics.median(gaps) if gaps else 0))
    return found


DAY = st.integers(-400, 20_000)
ROWS = st.dictionaries(
    st.tuples(st.integers(0, 6), DAY | st.integers(10, 40)), st.integers(0, 2), max_size=40
)


@bounds(max_examples=200, deadline=None, derandomize=True)
@given(cells=ROWS, keys=st.sets(st.integers(1, 6)), seed=st.integers(0, 3))
def test_purchases(cells, keys, seed):
    """Credit notes before the first order, single orders, customers without any, and who is not in the register."""
    rows = [(key, day, orders) for (key, day), orders in cells.items()]
    np.random.default_rng(seed).shuffle(rows)
    frame = {
        "customer_key": np.array([key for key, _, _ in rows], dtype=np.int64),
        "document_on": np.array([day for _, day, _ in rows], dtype="datetime64[D]"),
        "orders_count": np.array([orders for _, _, orders in rows], dtype=np.int64),
    }
    found = read_purchases(np.array(sorted(keys, reverse=True), dtype=np.int64), frame)
    columns = (found.place, found.day, found.gap, found.orders, found.median)
    expected = purchases_by_hand(keys, rows)
    assert list(zip(*(c.tolist() for c in columns), strict=True)) == expected
    for place in range(len(keys)):
        own = [n for n, row in enumerate(expected) if row[0] == place]
        assert not own or found.start[place] == own[0]
    ends = np.array([-100, 15, 25, 19_000])
    row, cells_of = found.count_known(ends)
    for number, end in enumerate(ends):
        for place in range(len(keys)):
            known = sum(1 for p, day, *_ in expected if p == place and day <= end)
            assert cells_of[: number + 1, place].sum() == known
    assert row.tolist() == [sum(end < day for end in ends) for _, day, *_ in expected]


@pytest.mark.parametrize(
    ("keys", "key", "places"), [([2, 5], [5, 2, 3, 9, 0], [1, 0, -1, -1, -1]), ([], [1], [-1])]
)
def test_places(keys, key, places):
    assert places_of(np.array(keys, dtype=np.int64), np.array(key)).tolist() == places
