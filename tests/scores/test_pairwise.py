"""Weights by comparison two by two: Saaty's example, refusal with the worst triple, and the way from a file."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clientela.base.settings import Settings
from clientela.scores._pairwise import LIMIT, weigh
from clientela.scores.customer_criteria import criteria_of
from conftest import line, table
from portfolio_files import build

WEIGHTS = {"attainable_margin": 25, "margin_quality": 15, "growth": 15, "strategic_fit": 15, "payment": 10, "simplicity": 10, "openness": 5, "reference": 5}  # fmt: skip


def test_consistent_comparisons_give_back_their_weights():
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    found = weigh(weights[:, None] / weights[None, :])
    assert found.weights == pytest.approx(weights)
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.worst is None
    assert not found.is_refused


def test_the_published_example_of_the_school_is_met():
    """Saaty 1980, choice of a school: learning, friends, school life, vocational training, college preparation, music classes.

    Weights .32 .14 .03 .13 .24 .14; the comparisons contradict each other more than is let pass.
    """
    upper = {(0, 1): 4, (0, 2): 3, (0, 3): 1, (0, 4): 3, (0, 5): 4, (1, 2): 7, (1, 3): 3, (1, 4): 1 / 5, (1, 5): 1, (2, 3): 1 / 5, (2, 4): 1 / 5, (2, 5): 1 / 6, (3, 4): 1, (3, 5): 1 / 3, (4, 5): 3}  # fmt: skip
    times = np.ones((6, 6))
    for (i, j), value in upper.items():
        times[i, j], times[j, i] = value, 1 / value
    found = weigh(times)
    assert found.weights == pytest.approx([0.32, 0.14, 0.03, 0.13, 0.24, 0.14], abs=0.006)
    largest = (times @ found.weights / found.weights).mean()
    assert times @ found.weights == pytest.approx(largest * found.weights)
    assert found.ratio == pytest.approx((largest - 6) / 5 / 1.24)
    assert found.is_refused


def test_the_worst_triple_is_the_one_turned_round():
    weights = np.array([5.0, 4.0, 3.0, 2.0, 1.0])
    times = weights[:, None] / weights[None, :]
    times[0, 4], times[4, 0] = 1 / 5, 5.0
    found = weigh(times)
    assert found.ratio > LIMIT
    assert {0, 4} < set(found.worst)
    with pytest.raises(ValueError, match="reciprocal"):
        weigh(np.array([[1.0, 3.0], [3.0, 1.0]]))


def _said(person, weights, **more):
    names = list(weights)
    return [
        {"rater_id": person, "axis": "attractiveness", "criterion": one, "other_criterion": other, "times_number": round(min(9, max(1 / 9, weights[one] / weights[other])), 6), "unit_id": "", "compared_on": "2025-11-01", **more}
        for i, one in enumerate(names)
        for other in names[i + 1 :]
    ]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    lines = [line("A", date(2025, 6, 1), 100)]
    turned = _said("E2", WEIGHTS)
    turned[-1]["times_number"], turned[0]["times_number"], turned[1]["times_number"] = 9, 1 / 9, 1 / 9
    fewer = _said("E3", WEIGHTS)[:-4]
    older = _said("E1", dict.fromkeys(WEIGHTS, 1), compared_on="2024-01-01")
    later = _said("E1", dict.fromkeys(WEIGHTS, 1), compared_on="2026-06-01")
    rows = [*older, *_said("E1", {**WEIGHTS, "growth": 30, "margin_quality": 5}), *later, *turned, *fewer]
    return build(tmp_path_factory.mktemp("weights"), lines, {"criterion_comparisons": rows})


def test_the_settings_hold_the_criteria_compared():
    params = {"portfolio": Settings().portfolio, "portfolio_criteria": (), "bu": ""}
    assert {c.code: c.weight for axis, _, c in criteria_of(params) if axis == "attractiveness"} == WEIGHTS


def test_weights_come_from_the_newest_comparisons_of_a_person(run):
    rows = {(r["rater_id"], r["criterion"]): r for r in table(run, "compared_weights")}
    mine = {name: rows["E1", name] for name in WEIGHTS}
    assert {r["weighing_state"] for r in mine.values()} == {"told"}
    assert sum(r["compared_weight"] for r in mine.values()) == pytest.approx(100)
    assert mine["growth"]["compared_weight"] == pytest.approx(100 * 30 / 105, abs=0.5)
    assert mine["growth"]["stated_weight"] == pytest.approx(15)


def test_contradictory_and_incomplete_comparisons_give_no_weight(run):
    rows = {r["rater_id"]: r for r in table(run, "comparison_consistency")}
    assert (rows["E1"]["weighing_state"], rows["E1"]["missing_count"]) == ("told", 0)
    refused = rows["E2"]
    assert refused["weighing_state"] == "contradictory"
    assert refused["consistency_number"] > LIMIT
    assert None not in (refused["first_criterion"], refused["second_criterion"], refused["third_criterion"])
    assert refused["implied_number"] > refused["said_number"]
    assert (rows["E3"]["weighing_state"], rows["E3"]["missing_count"], rows["E3"]["consistency_number"]) == ("incomplete", 4, None)  # fmt: skip
    silent = [r for r in table(run, "compared_weights") if r["rater_id"] in ("E2", "E3")]
    assert all(r["compared_weight"] is None for r in silent)


def test_the_report_sets_them_side_by_side(run):
    section = next(s for s in run.report(name="portfolio").sections if s.name == "weights")
    assert [b.name for b in section.blocks if hasattr(b, "name")] == ["compared_weights", "comparison_consistency"]  # fmt: skip
