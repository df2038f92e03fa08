"""Golden vector 14.3-m: gaps 30, 28, 35, 60 in a segment with the typical gap 45 give 37.36397 days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clientela.classes._states import expected_gap
from conftest import customers, line, table

TAU = 37.36397
GAPS = (30, 28, 35, 60)


def days_before(last, gaps):
    days = [last]
    for gap in reversed(gaps):
        days.append(days[-1] - timedelta(days=gap))
    return days[::-1]


def test_the_function():
    found = expected_gap(np.array([32.5]), np.array([4]), np.array([45.0]), 3.0)
    assert found[0] == pytest.approx(TAU, abs=5e-6)


def test_without_a_gap_the_segment_speaks():
    assert expected_gap(np.array([0.0]), np.array([0]), np.array([45.0]), 3.0)[0] == pytest.approx(45)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    from conftest import build_workspace  # noqa: PLC0415 - beside its use

    last = date(2025, 12, 1)
    rows = [line("own", day, 100, segment="Trade") for day in days_before(last, GAPS)]
    # Thirty-one customers of the segment with one gap of 45 days each: its median is 45 whatever `own` does.
    for place in range(31):
        rows += [
            line(f"n{place}", date(2025, 3, 1) + timedelta(days=d), 10, segment="Trade") for d in (0, 45)
        ]
    # Another segment and a group without one, of another rhythm: a segment must not look beyond itself.
    for place in range(40):
        for segment, gap in (("Craft", 7), (None, 11)):
            name = f"{segment}{place}"
            rows += [line(name, date(2025, 4, 1) + timedelta(days=d), 10, segment=segment) for d in (0, gap)]
    return build_workspace(tmp_path_factory.mktemp("tau"), rows)


def test_the_measure(run):
    own = customers(run)["own"]
    assert own["typical_gap_days"] == pytest.approx(45)
    assert own["gap_median_days"] == pytest.approx(32.5)
    assert own["gaps_count"] == 4
    assert own["expected_gap_days"] == pytest.approx(TAU, abs=5e-6)
    assert own["recency_days"] == 30
    assert own["overdue_ratio"] == pytest.approx(30 / TAU, abs=1e-6)


def test_who_states_no_segment_is_compared_with_the_whole_base(run):
    found = customers(run)
    whole = np.median([*GAPS, *[45] * 31, *[7] * 40, *[11] * 40])
    assert found["None0"]["typical_gap_days"] == pytest.approx(whole)
    assert found["Craft0"]["typical_gap_days"] == pytest.approx(7)


@pytest.mark.parametrize("which", ["run", "tiny", "demo_s"])
def test_measure_and_automaton_agree(request, which):
    run = request.getfixturevalue(which)
    run = getattr(run, "run", run)
    on_last_day = [
        row for row in table(run, "lifecycle_transitions") if row["on_day"] == run.manifest.as_of_day
    ]
    by_key = {row["customer_key"]: row for row in table(run, "customers")}
    assert on_last_day, "nobody entered a state on the last day: this test would see nothing"
    for row in on_last_day:
        customer = by_key[row["customer_key"]]
        assert row["expected_gap_days"] == pytest.approx(customer["expected_gap_days"], rel=1e-12)
        assert row["overdue_ratio"] == pytest.approx(customer["overdue_ratio"], rel=1e-12)
        assert row["revenue_12m_amount"] == customer["revenue_12m_amount"]
        assert row["revenue_prior_12m_amount"] == customer["revenue_prior_12m_amount"]
