"""The held class: sequences written by hand, the rule's numbers in view (cuts 80 and 95 %, band 2 points, 3 months)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from clientela.classes.abc_held import LETTERS, hold_classes, share_before
from conftest import customers, table


def hold(shares):
    """Run one customer through a list of shares; None is a month without activity."""
    share = np.array([[1.0 if s is None else s] for s in shares])
    rule = np.array(
        [[0 if s is None else 1 if s < 0.8 else 2 if s < 0.95 else 3] for s in shares], dtype=np.int8
    )
    held = hold_classes(rule, share, cuts=(0.8, 0.95), band=0.02, months=3)
    return "".join(LETTERS[held[:, 0]].tolist()) if None not in shares else [LETTERS[c] for c in held[:, 0]]


@pytest.mark.parametrize(
    ("shares", "held"),
    [
        ([0.70, 0.81, 0.81, 0.81, 0.81], "AAABB"),  # within the band: the third month in a row decides
        ([0.70, 0.81, 0.79, 0.81, 0.81], "AAAAA"),  # the row is broken
        ([0.70, 0.83, 0.83], "ABB"),  # more than two points past the cut: at once
        ([0.70, 0.8199, 0.8199], "AAA"),
        ([0.85, 0.79, 0.79, 0.79], "BBBA"),  # upwards the same
        ([0.85, 0.77], "BA"),
        ([0.85, 0.96, 0.96, 0.96], "BBBC"),
        ([0.85, 0.98], "BC"),
        ([0.70, 0.96], "AC"),  # far past its own cut: no stop at B
        ([0.99, 0.94, 0.94, 0.94], "CCCB"),
        ([0.99, 0.70], "CA"),
    ],
)
def test_sequences(shares, held):
    assert hold(shares) == held


def test_nothing_is_held_over_a_year_without_activity():
    assert hold([0.70, None, 0.81]) == ["A", "", "B"]


def test_share_before_by_hand():
    found = share_before(np.array([30, 50, 20, 20, -10, 0]))
    assert found.tolist() == pytest.approx([50 / 120, 0, 80 / 120, 80 / 120, 1, 1])
    assert share_before(np.array([-1, 0])).tolist() == [1, 1]


@bounds(max_examples=80, deadline=None, derandomize=True)
@given(values=st.lists(st.integers(-50, 500), min_size=1, max_size=20))
def test_share_before_against_the_definition(values):
    total = sum(max(v, 0) for v in values)
    expected = [sum(w for w in values if w > max(v, 0)) / total if total else 1.0 for v in values]
    assert share_before(np.array(values)).tolist() == pytest.approx(expected)


def test_history_decides(company):
    """A customer just below the line stays A for two month ends and gives way at the third."""

    # Two customers; the second one's share before it is what the first one has of the total.
    def histories(months_over):
        first = [(date(2024, 1, 31), 7000)]
        second = [(date(2024, 1, 31), 3000)]  # share before it: 0.70, so A
        if months_over:
            first.append((date(2024, 2, 20), 5700))  # 12700 / 15700 = 0.809
        return [company.History(first), company.History(second)]

    held = [company.held(histories(1), date(2024, 2 + extra, 28))[2] for extra in range(4)]
    assert held == ["A", "A", "B", "B"]


@pytest.mark.parametrize("which", ["tiny", "demo_s"])
def test_held_and_rule_know_the_same_customers(request, which):
    found = request.getfixturevalue(which)
    rows = customers(getattr(found, "run", found)).values()
    assert any(row["abc_value_class"] != row["abc_value_held_class"] for row in rows) or which == "tiny"
    for row in rows:
        assert (row["abc_value_class"] is None) == (row["abc_value_held_class"] is None)
        assert (row["abc_value_class"] is None) == (row["lines_12m_count"] == 0)


@pytest.mark.parametrize("which", ["tiny", "demo_s"])
def test_each_scheme_adds_up(request, which):
    found = request.getfixturevalue(which)
    run = getattr(found, "run", found)
    (totals,) = table(run, "totals")
    schemes = {}
    for row in table(run, "abc_table"):
        sums = schemes.setdefault(row["scheme"], [0, 0, 0, 0])
        sums[0] += row["customers_count"]
        sums[1] += row["customers_count"] if row["class_code"] else 0
        sums[2] += row["revenue_12m_amount"]
        sums[3] += row["orders_12m_count"]
    names = ("value", "count", "margin", "orders", "value_held", "double", "breaks")
    assert set(schemes) == {f"abc_{n}_class" for n in names}
    for scheme, (everyone, classed, money, orders) in schemes.items():
        assert everyone == totals["customers_count"]
        assert money == totals["revenue_12m_amount"]
        if scheme not in ("abc_margin_class", "abc_double_class"):
            assert classed == totals["active_count"]
        assert orders <= totals["orders_12m_count"]
