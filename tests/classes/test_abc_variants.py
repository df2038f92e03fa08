"""The second criterion, the natural breaks, and how sure a class near a line is."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from clientela.base.periods import add_months
from clientela.base.settings import Abc
from clientela.classes.abc_held import share_before
from clientela.classes.abc_stability import abc_stability, classify
from clientela.classes.abc_variants import abc_breaks, abc_double, natural_breaks
from clientela.engine.connect import Engine

AS_OF = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("count_class", "margin", "found"),
    [
        ("A", 1, "A"),
        ("A", 0, "B"),
        ("A", -5, "B"),
        ("A", None, None),  # whether it is A hangs on what nobody knows
        ("B", None, "B"),  # the margin of the others does not matter
        ("C", -5, "C"),
        (None, 100, None),
    ],
)
def test_double_criterion(count_class, margin, found):
    with Engine() as engine:
        engine.execute(
            f"create temp table abc as select 1 as customer_key, cast({'null' if count_class is None else repr(count_class)} as varchar) as abc_count_class"
        )
        engine.execute(
            f"create temp table customer_measures as select 1 as customer_key, cast({'null' if margin is None else margin} as bigint) as margin_12m_amount"
        )
        (row,) = engine.fetch(f"select abc_double_class from ({abc_double.build({})}) as x")
        assert row == (found,)


def spread(values):
    return float(((values - values.mean()) ** 2).sum())


def best_by_trying_all(values):
    points = np.unique(values)
    splits = [
        sum(spread(part) for part in (values[values < a], values[(values >= a) & (values < b)], values[values >= b]))
        for a, b in combinations(points[1:], 2)
    ]  # fmt: skip
    return min(splits)


@bounds(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=14).filter(lambda v: len(set(v)) > 2))
def test_natural_breaks_are_the_best_there_are(drawn):
    values = np.sort(np.array(drawn, dtype=float))
    second, third = natural_breaks(values)
    assert 0 < second < third < len(values)
    found = spread(values[:second]) + spread(values[second:third]) + spread(values[third:])
    assert found == pytest.approx(best_by_trying_all(values), abs=1e-9)
    assert values[second - 1] < values[second]
    assert values[third - 1] < values[third]


def breaks_of(revenue, active=None):
    frames = {
        "customer_measures": {
            "customer_key": np.arange(len(revenue))[::-1] + 1,
            "revenue_12m_amount": np.array(revenue, dtype=np.int64),
            "lines_12m_count": np.array(active or [1] * len(revenue), dtype=np.int64),
        }
    }
    found = abc_breaks.build({}, frames)["abc_breaks_class"][::-1]
    return "".join("-" if m else v for v, m in zip(found.data, np.ma.getmaskarray(found), strict=True))


def test_breaks_by_hand():
    assert breaks_of([10, 11, 12, 100, 110, 5000, 6000]) == "CCCBBAA"
    assert breaks_of([6000, 0, 100, 10, -5, 110, 12], [1, 1, 1, 1, 1, 1, 1]) == "ACBCCBC"
    assert breaks_of([6000, 7000, 100, 10, 110, 12], [1, 0, 1, 1, 1, 1]) == "A-BCBC"
    assert breaks_of([5, 5, 7]) == "---"  # two different revenues make no three groups
    assert breaks_of([]) == ""


@bounds(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=30), st.sampled_from([100, 7, 10**6]))
def test_breaks_do_not_depend_on_the_currency(revenue, scale):
    assert breaks_of(revenue) == breaks_of([v * scale for v in revenue])


def holding(customers, *, seed=7, rules=None, as_of=AS_OF):
    """`customers`: (twelve months of money, the oldest first). Returns the shares, None for who is not near a line."""
    rules = rules or Abc()
    key, day, money = [], [], []
    for place, months in enumerate(customers):
        for at, value in enumerate(months):
            if value:
                key.append(place + 1)
                day.append(add_months(as_of, at - 11) - timedelta(days=3))
                money.append(value)
    totals = [sum(months) for months in customers]
    whole = sum(max(t, 0) for t in totals)
    before = [sum(t for t in totals if t > own) / whole for own in totals]
    letters = ["A" if b < rules.value_cuts[0] else "B" if b < rules.value_cuts[1] else "C" for b in before]
    keys = np.arange(1, len(customers) + 1)
    frames = {
        "customer_days": {
            "customer_key": np.array(key), "document_on": np.array(day, dtype="datetime64[D]"), "revenue_amount": np.array(money, dtype=np.int64),
        },
        "customer_measures": {"customer_key": keys},
        "abc": {"customer_key": keys, "abc_value_class": np.ma.masked_array(np.array(letters, dtype=object), [False] * len(keys))},
    }  # fmt: skip
    found = abc_stability.build({"as_of_day": as_of.isoformat(), "abc": rules, "seed": seed}, frames)
    values = found["abc_holds_share"]
    return letters, [
        None if m else float(v) for v, m in zip(values.data, np.ma.getmaskarray(values), strict=True)
    ]


def test_who_buys_evenly_keeps_the_class():
    customers = [[value] * 12 for value in (500, 300, 120, 60, 20)]
    letters, shares = holding(customers)  # before: 0, .5, .8, .92, .98
    assert letters == ["A", "A", "B", "B", "C"]
    assert shares == [None, 1.0, None, 1.0, None]  # only the two that make the lines are near them


def test_a_revenue_of_one_month_holds_as_often_as_the_month_is_drawn():
    # The second makes 300 x 12 in one month: without that month it has nothing and is C. P = 1 - (11/12)^12 = .648
    customers = [[500] * 12, [0] * 5 + [3600] + [0] * 6, [100] * 12, [50] * 12, [50] * 12]
    letters, shares = holding(customers)
    assert letters[:2] == ["A", "A"]
    # drawn once or more, 3,600 and more stay above the line: with 6,000 + 3,600 k of 8,400 + 3,600 k before the third
    assert shares[1] == pytest.approx(1 - (11 / 12) ** 12, abs=0.06)
    assert holding(customers) == holding(customers)
    assert holding(customers, seed=8)[1] != shares


def test_the_band():
    customers = [[500] * 12, [300] * 12, [280] * 12, [20] * 12]  # before: 0, .4545, .7273, .9818
    letters, shares = holding(customers)
    assert letters == ["A", "A", "A", "C"]
    assert shares == [None, 1.0, 1.0, None]  # 300 is within 10 % of 280
    _, narrow = holding(customers, rules=Abc(stability_band=0.05))
    assert narrow == [None, None, 1.0, None]


def test_days_outside_the_year_do_not_count():
    months = [[100] * 12, [50] * 12, [30] * 12]
    _, before = holding(months)
    frames_day = date(2024, 12, 31)  # twelve months before as_of, to the day: outside
    assert add_months(AS_OF, -12) == frames_day
    from clientela.classes.abc_stability import rolling_months  # noqa: PLC0415 - beside its use

    days = {
        "customer_key": np.array([1, 1, 1]),
        "document_on": np.array(["2024-12-31", "2025-01-01", "2025-12-31"], dtype="datetime64[D]"),
        "revenue_amount": np.array([1, 2, 4]),
    }
    assert rolling_months(np.array([1]), days, AS_OF).tolist() == [[2] + [0] * 10 + [4]]
    assert before[-1] in (None, 1.0)


@bounds(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(-20, 200), min_size=1, max_size=20))
def test_the_drawn_class_is_the_class(revenue):
    """One rule, said twice: for a draw, and for the held class."""
    values = np.array(revenue, dtype=np.int64)
    share = share_before(values)
    rule = np.where(values <= 0, 3, np.where(share < 0.8, 1, np.where(share < 0.95, 2, 3)))
    assert classify(values, np.arange(len(values)), (0.8, 0.95)).tolist() == rule.tolist()
