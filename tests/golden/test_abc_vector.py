"""Golden vector 14.3-a, from a file to the result."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from conftest import customers, line, table

REVENUES = (320, 180, 120, 90, 80, 60, 50, 45, 35, 20)


def rows_of(values):
    return [line(f"{place:04d}", date(2025, 6, 1), value) for place, value in enumerate(values)]


@pytest.mark.parametrize(("cuts", "expected"), [([0.7, 0.9], "AAAABBBCCC"), ([0.8, 0.95], "AAAAAABBBC")])
def test_value_classes(made, cuts, expected):
    found = customers(made(rows_of(REVENUES), abc_value_cuts=cuts))
    assert "".join(found[f"{place:04d}"]["abc_value_class"] for place in range(10)) == expected


@pytest.mark.parametrize(
    ("n", "counts"), [(10, (1, 2, 7)), (15, (2, 3, 10)), (47, (5, 9, 33)), (440, (44, 88, 308))]
)
def test_count_classes(made, n, counts):
    found = customers(made(rows_of(range(1, n + 1))))
    classes = Counter(row["abc_count_class"] for row in found.values())
    assert (classes["A"], classes["B"], classes["C"]) == counts
    best = {name for name, row in found.items() if row["abc_count_class"] == "A"}
    assert best == {f"{place:04d}" for place in range(n - counts[0], n)}


def test_below_ten_customers_there_is_no_count_class(made):
    found = customers(made(rows_of(REVENUES[:9])))
    assert {row["abc_count_class"] for row in found.values()} == {None}
    assert None not in {row["abc_value_class"] for row in found.values()}


def test_concentration(made):
    run = made(rows_of(REVENUES))
    (found,) = table(run, "concentration")
    assert found["customers_count"] == 10
    assert found["left_out_count"] == 0
    assert found["gini_index"] == pytest.approx(0.4230, abs=5e-5)
    assert found["gini_small_sample_index"] == pytest.approx(0.4700, abs=5e-5)
    assert found["hhi_index"] == pytest.approx(0.17345, abs=5e-6)
    assert found["effective_number"] == pytest.approx(5.7654, abs=5e-5)
    assert found["largest_share"] == pytest.approx(0.32)  # the top 10 % of ten customers is the largest
    assert found["top_20_share"] == pytest.approx(0.50)
    assert found["largest_5_share"] == pytest.approx(0.79)
    assert found["largest_10_share"] == pytest.approx(1.0)


def test_curve_goes_through_the_points(made):
    curve = {
        round(row["customers_share"], 3): (row["pareto_share"], row["lorenz_share"])
        for row in table(made(rows_of(REVENUES)), "pareto_curve")
    }
    assert len(curve) == 10
    assert curve[0.1] == (pytest.approx(0.32), pytest.approx(0.02))
    assert curve[0.5] == (pytest.approx(0.79), pytest.approx(0.21))
    assert curve[1.0] == (pytest.approx(1.0), pytest.approx(1.0))
