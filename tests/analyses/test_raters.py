"""Agreement of raters: published example, planted disagreement, and silence below the evidence (dossier 2.3; issue: facts against judgement)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clientela.analyses._agreement import choose_raters, judge_agreement, weighted_kappa
from conftest import line, table
from portfolio_files import build, judged

SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)  # fmt: skip


def test_the_published_example_is_met():
    """Six targets, four judges: ICC(2,1) .29, ICC(2,4) .62 (Shrout & Fleiss 1979, table 4); 95 % interval .02 to .76."""
    found = judge_agreement(SHROUT_FLEISS, level=0.95)
    assert (round(found.one, 2), round(found.mean, 2)) == (0.29, 0.62)
    assert (found.one_low, found.one_high) == pytest.approx((0.02, 0.76), abs=0.005)
    narrow = judge_agreement(SHROUT_FLEISS)
    assert found.one_low < narrow.one_low < narrow.one < narrow.one_high < found.one_high


def test_one_who_says_the_same_is_one_and_a_constant_is_unknown():
    scores = np.arange(12.0)
    assert judge_agreement(np.column_stack([scores, scores])).one == 1
    assert judge_agreement(np.full((12, 3), 7.0)) is None
    assert judge_agreement(scores[:, None]) is None
    assert np.isnan(weighted_kappa(np.full(12, 7.0), np.full(12, 7.0))[0])
    # a rater two points above agrees on the order, not on the level
    shifted = judge_agreement(np.column_stack([scores / 2, scores / 2 + 2]))
    assert 0.5 < shifted.one < 0.8


def test_kappa_is_that_of_a_table_of_categories():
    """Quadratic weights over the 11 categories: 1 - sum(w·observed) / sum(w·expected)."""
    draw = np.random.default_rng(3)
    first = draw.integers(0, 11, 60)
    second = np.clip(first + draw.integers(-2, 3, 60), 0, 10)
    seen = np.zeros((11, 11))
    np.add.at(seen, (first, second), 1 / 60)
    weight = (np.arange(11)[:, None] - np.arange(11)[None, :]) ** 2
    expected = 1 - (weight * seen).sum() / (weight * np.outer(seen.sum(axis=1), seen.sum(axis=0))).sum()
    kappa, low, high = weighted_kappa(first.astype(float), second.astype(float))
    assert kappa == pytest.approx(expected, abs=1e-12)
    assert low < kappa < high <= 1


def test_the_raters_with_the_most_common_customers_are_compared():
    known = np.zeros((30, 3), dtype=bool)
    known[:, 0] = known[:25, 1] = known[:2, 2] = True
    assert choose_raters(known).tolist() == [True, True, False]
    known[:24, 2] = True
    assert choose_raters(known).tolist() == [True, True, True]
    assert not choose_raters(np.eye(4, dtype=bool)).any()


def _judgements():
    """E1 and E2 agree on openness; E2 puts fit three points above E1; reference value is judged by both of four customers only."""
    rows = []
    for place in range(14):
        name = f"C{place:02d}"
        base = 1 + place % 7
        rows += [
            judged(name, "openness", str(base)),
            judged(name, "openness", str(base + (place % 2) / 2), "E2"),
        ]
        rows += [judged(name, "strategic_fit", str(0.1 * (1 + place % 5))), judged(name, "strategic_fit", str(0.1 * (1 + place % 5) + 0.3), "E2")]  # fmt: skip
        if place < 4:
            rows += [judged(name, "reference_value", "4"), judged(name, "reference_value", "6", "E2")]
    rows.append(
        judged("C00", "reference_value", "9", on="2024-01-10")
    )  # expired and older: neither current nor compared
    return rows


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    lines = [line(f"C{place:02d}", date(2025, 6, 1 + place), 100) for place in range(14)]
    return build(tmp_path_factory.mktemp("raters"), lines, {"observations": _judgements()})


def test_agreement_by_criterion_and_pair(run):
    found = {r["measure_code"]: r for r in table(run, "rater_agreement")}
    assert found["openness"]["agreement_class"] == "agree"
    assert found["openness"]["agreement_number"] > 0.95
    assert found["strategic_fit"]["agreement_class"] == "rewrite"
    few = found["reference_value"]
    assert (few["agreement_class"], few["compared_count"], few["agreement_number"]) == ("too_few", 4, None)
    pairs = {r["measure_code"]: r for r in table(run, "rater_pairs")}
    assert pairs["strategic_fit"]["gap_mean"] == pytest.approx(-0.3)
    assert pairs["strategic_fit"]["kappa_number"] < 0.6 < pairs["openness"]["kappa_number"]
    assert pairs["reference_value"]["kappa_number"] is None


def test_the_leaning_is_seen_and_never_averaged(run):
    rows = {(r["rater_id"], r["year_count"], r["half_count"]): r for r in table(run, "rater_bias")}
    assert set(rows) == {("E1", 2025, 2), ("E2", 2025, 2)}
    high = rows["E2", 2025, 2]
    # 14 of half a point on every second, 14 of three points, 4 of two points
    assert high["bias_mean"] == pytest.approx((7 * 0.5 + 14 * 3 + 4 * 2) / 32)
    assert (high["leaning_class"], rows["E1", 2025, 2]["leaning_class"]) == ("higher", "lower")
    evidence = [r for r in table(run, "customer_evidence") if r["measure_code"] == "strategic_fit"]
    assert all(r["judged_high"] - r["judged_low"] == pytest.approx(0.3) for r in evidence)


def test_disagreement_is_an_agenda(run):
    agenda = table(run, "rater_disagreements")
    assert {r["measure_code"] for r in agenda} == {"strategic_fit", "reference_value"}
    assert len(agenda) == 18
    assert all(
        r["apart_points"] > 1 and r["low_rater_id"] == "E1" and r["high_rater_id"] == "E2" for r in agenda
    )
    section = next(s for s in run.report(name="portfolio").sections if s.name == "raters")
    assert [b.name for b in section.blocks] == ["rater_agreement", "rater_pairs", "rater_bias", "rater_disagreements"]  # fmt: skip
