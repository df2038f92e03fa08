"""The lifecycle over random histories, against a second implementation that shares no line with the first."""

from __future__ import annotations

import math
import statistics
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.base.periods import add_months, month_end, month_grid, month_number
from clientela.base.settings import Lifecycle
from clientela.classes._states import cusum_alarm

START = date(2022, 1, 1)
RULES = Lifecycle(segment_minimum_gaps=4)
ENTRY = st.tuples(st.integers(0, 1400), st.integers(-300, 2000))
HISTORY = st.tuples(
    st.lists(ENTRY, max_size=9), st.lists(ENTRY, max_size=2), st.sampled_from(["X", "Y", None])
)


def histories_of(company, drawn):
    def entries(pairs):
        return [(START + timedelta(days=d), amount) for d, amount in dict(pairs).items()]

    return [company.History(entries(orders), entries(returns), segment) for orders, returns, segment in drawn]


class Reference:
    """The rules of corrections 1, customer by customer, in plain Python."""

    def __init__(self, histories):
        self.histories = histories
        self.first = min((d for h in histories for d, _ in (*h.orders, *h.credits)), default=START)

    def presence(self, history, day):
        orders = sorted(d for d, _ in history.orders if d <= day)
        first = orders[0] if orders else date.max
        return sorted(d for d, _ in history.credits if d <= day and d < first), orders

    def typical(self, segment, day):
        def gaps(chosen):
            return [(b - a).days for h in chosen for o in [self.presence(h, day)[1]] for a, b in pairwise(o)]

        own = gaps([h for h in self.histories if h.segment == segment]) if segment else []
        whole = gaps(self.histories)
        if len(own) >= RULES.segment_minimum_gaps:
            return statistics.median(own)
        return statistics.median(whole) if whole else RULES.default_gap_days

    def tau(self, gaps, typical):
        own = len(gaps) * math.log(statistics.median(gaps)) if gaps else 0.0
        return math.exp((own + 3 * math.log(typical)) / (len(gaps) + 3))

    def money(self, history, first, last):
        return sum(a for d, a in (*history.orders, *history.credits) if first < d <= last)

    def alarm(self, history, day):
        last = month_number(day) if month_end(month_number(day)) == day else month_number(day) - 1
        months = [
            sum(a for d, a in (*history.orders, *history.credits) if month_number(d) == m and d <= day)
            for m in range(last - 23, last + 1)
        ]
        mean, sd, level = statistics.mean(months[:12]), statistics.stdev(months[:12]), 0.0
        for value in months[12:]:
            if sd == 0 and value < mean:
                return True
            level = max(0.0, level + ((mean - value) / sd if sd else 0.0) - 0.5)
            if level > 2:
                return True
        return False

    def woken(self, history, day, orders):
        grid = month_grid(self.first, day)
        since = None
        for place in range(1, len(orders)):
            before = [d for d in grid if d < orders[place]]
            gaps = [(b - a).days for a, b in pairwise(orders[:place])]
            tau = self.tau(gaps, self.typical(history.segment, before[-1] if before else grid[0]))
            if (orders[place] - orders[place - 1]).days > 2.5 * tau:
                since = place
        return since is not None and len(orders) - since <= 3 and orders[since] > add_months(day, -6)

    def state(self, history, day):  # noqa: PLR0911 - one return for each rule, in the order of the rules
        stand_ins, orders = self.presence(history, day)
        if not stand_ins and not orders:
            return None
        gaps = [(b - a).days for a, b in pairwise(orders)]
        silent = (day - (orders or stand_ins)[-1]).days
        first = (stand_ins or orders)[0]
        rho = silent / self.tau(gaps, self.typical(history.segment, day))
        recent = self.money(history, add_months(day, -12), day)
        before = self.money(history, add_months(day, -24), add_months(day, -12))
        if rho > 4 and silent >= 180:
            return "L"
        if rho > 2.5:
            return "S"
        if rho > 1.5:
            return "A"
        if self.woken(history, day, orders):
            return "R"
        if before > 0 and recent <= 0.75 * before and self.alarm(history, day):
            return "D"
        if len(orders) >= 4 and first <= add_months(day, -12):
            return "G" if recent > 0 and recent >= 1.2 * before else "C"
        if len(orders) >= 2 and first > add_months(day, -18):
            return "N"
        return "F" if len(orders) == 1 else "C"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(drawn=st.lists(HISTORY, min_size=1, max_size=6), after=st.integers(0, 1500))
def test_one_state_each_and_a_chain_without_gaps(company, drawn, after):
    histories = histories_of(company, drawn)
    as_of = START + timedelta(days=after)
    reference = Reference(histories)
    for key, entries in company.transitions(histories, as_of, RULES).items():
        state = entries[-1][2] if entries else None
        assert state == reference.state(histories[key - 1], as_of)
        assert [day for day, _, _ in entries] == sorted({day for day, _, _ in entries})
        assert not entries or entries[0][1] is None
        for (_, _, left), (_, came_from, to) in pairwise(entries):
            assert came_from == left
            assert to != left
        grid = set(month_grid(reference.first, as_of)) if reference.first <= as_of else {as_of}
        assert {day for day, _, _ in entries} <= grid


@settings(max_examples=40, deadline=None, derandomize=True)
@given(drawn=st.lists(HISTORY, min_size=1, max_size=5), month=st.integers(1, 40), later=st.integers(1, 300))
def test_the_past_does_not_change(company, drawn, month, later):
    """What the log said at a month end, it still says later: nothing looks ahead."""
    histories = histories_of(company, drawn)
    then = month_end(month_number(START) + month)
    now = then + timedelta(days=later)
    before = company.transitions(histories, then, RULES)
    after = company.transitions(histories, now, RULES)
    for key, entries in before.items():
        assert entries == [entry for entry in after[key] if entry[0] <= then]


def test_a_month_that_has_just_begun_is_no_fall(company):
    """Declining on the second day of a month because the month is nearly empty."""
    # 1,000 a month for a year, then 760 a month: no alarm by the year's sum alone until the ratio is 0.75.
    months = [date(2023 + m // 12, m % 12 + 1, 15) for m in range(30)]
    uneven = [1000 + 400 * (-1) ** m for m in range(30)]
    orders = [(day, amount) for day, amount in zip(months, uneven, strict=True)]
    history = company.History(orders)
    steady = company.transitions([history], date(2025, 5, 31))[1][-1][2]
    begun = company.transitions([history], date(2025, 6, 2))[1][-1][2]
    assert (steady, begun) == ("C", "C")


@pytest.mark.parametrize(("months_short", "alarm"), [(4, False), (5, True), (12, True)])
def test_cusum_by_hand(months_short, alarm):
    # Twelve months of 90 and 110: mean 100, sample sd sqrt(12 x 100 / 11) = 10.4447. A month of 90 falls short by
    # 0.9574 sd, 0.4574 after the slack: 4 months make 1.83, 5 make 2.29, over the limit of 2.
    monthly = np.array([90, 110] * 6 + [90] * months_short + [101] * (12 - months_short), dtype=float)
    assert cusum_alarm(monthly.reshape(24, 1), Lifecycle())[0] == alarm


@pytest.mark.parametrize(("value", "alarm"), [(100, False), (99, True), (101, False)])
def test_cusum_without_spread(value, alarm):
    monthly = np.array([100] * 12 + [100] * 11 + [value], dtype=float)
    assert cusum_alarm(monthly.reshape(24, 1), Lifecycle())[0] == alarm
