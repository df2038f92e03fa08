"""Weights by comparison two by two: Saaty's example, refusal with the worst triple, and the way from a file."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clientela.base.portfolio_settings import CriterionRule
from clientela.base.settings import Settings
from clientela.cli._app import run as run_command
from clientela.runs.weighing import (
    Proposal,
    WeightsError,
    criteria_text,
    find_proposal,
    pool,
    propose,
    read_proposals,
)
from clientela.scores._pairwise import LIMIT, weigh
from clientela.scores.customer_criteria import criteria_of
from clientela.workspace import Workspace, adjusting, weighing
from conftest import NOON, line, table
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


def test_weights_of_several_are_their_geometric_mean():
    found = pool([{"a": 80.0, "b": 20.0}, {"a": 20.0, "b": 80.0}])
    assert found == pytest.approx({"a": 50, "b": 50})
    assert pool([{"a": 90.0, "b": 10.0}, {"a": 40.0, "b": 60.0}])["a"] == pytest.approx(
        100 * 6 / (6 + 6**0.5)
    )


def test_choices_share_the_weight_of_the_criteria_they_tell_of():
    rows = [
        {"criterion": "growth", "stated_weight": 15.0, "implicit_weight": 60.0, "weight_state": "told"},
        {"criterion": "payment", "stated_weight": 10.0, "implicit_weight": 40.0, "weight_state": "told"},
        {"criterion": "openness", "stated_weight": 5.0, "implicit_weight": None, "weight_state": "score_missing"},
    ]  # fmt: skip
    (found,) = propose([], rows)
    assert found.weights == {"growth": (15.0, pytest.approx(15)), "payment": (10.0, pytest.approx(10)), "openness": (5.0, 5.0)}  # fmt: skip
    assert propose([], rows, person="E1") == ()
    assert propose([], [{**row, "implicit_weight": 0.0} for row in rows[:2]]) == ()


def test_weights_by_comparison_are_taken_over_into_the_settings_and_count(run):
    """The comparisons of those who do not contradict themselves make the weights of the next run, in the log with who and why (dossier 2.3)."""
    with run.reading() as reader:
        proposals = read_proposals(reader)
        assert read_proposals(reader, person="E2") == ()
    proposal = find_proposal(proposals, source="comparisons", axis="attractiveness")
    assert proposal.people == ("E1",)
    for source, axis in (("choices", "attractiveness"), ("comparisons", "importance"), ("feeling", "importance")):  # fmt: skip
        with pytest.raises(WeightsError):
            find_proposal(proposals, source=source, axis=axis)
    place = Workspace.open(run.workspace.path)
    text = weighing.criteria_text(place.settings.portfolio_criteria, proposal)
    place.keep_settings({}, {weighing.TABLE: text}, changed_by="E1", changed_at=NOON, reason="agreed in the meeting")  # fmt: skip
    kept = Workspace.open(run.workspace.path)
    params = {"portfolio": kept.settings.portfolio, "portfolio_criteria": kept.settings.portfolio_criteria, "bu": ""}  # fmt: skip
    now = {c.code: c.weight for axis, _, c in criteria_of(params) if axis == "attractiveness"}
    assert now == {code: round(weight, 2) for code, (_, weight) in proposal.weights.items()}
    assert now["growth"] > WEIGHTS["growth"]
    assert adjusting.read_history(kept.path)[0].reason == "agreed in the meeting"
    again = weighing.criteria_text(kept.settings.portfolio_criteria, proposal)
    assert again == text


def test_choices_do_not_change_the_scale_of_criteria_they_do_not_tell_of():
    """The settings divide 50 points, the rows say shares of 100: a criterion that keeps its weight keeps its share."""
    rows = [
        {"criterion": "growth", "stated_weight": 60.0, "implicit_weight": 10.0, "weight_state": "told"},
        {"criterion": "openness", "stated_weight": 40.0, "implicit_weight": None, "weight_state": "score_missing"},
    ]  # fmt: skip
    rules = tuple(CriterionRule("attractiveness", code, weight=w) for code, w in (("growth", 30.0), ("openness", 20.0)))  # fmt: skip
    kept = adjusting.read_changed(criteria_text(rules, propose([], rows)[0])).portfolio_criteria
    assert {r.code: r.weight for r in kept} == {"growth": 60.0, "openness": 40.0}


def test_the_command_shows_them_and_takes_them_over(run, capsys, monkeypatch):
    monkeypatch.setenv("CLIENTELA_LANG", "en")
    where = ["-w", str(run.workspace.path)]
    assert run_command(["weights", *where]) == 0
    assert "Weights that could be taken over" in capsys.readouterr().out
    assert run_command(["weights", "--take", "comparisons", "--axis", "importance", *where]) != 0
    assert "There are no weights" in capsys.readouterr().err
    run.workspace.write_settings("")
    assert run_command(["weights", "--take", "comparisons", "--by", "E1", "--reason", "agreed", *where]) == 0
    kept = Workspace.open(run.workspace.path)
    growth = next(r.weight for r in kept.settings.portfolio_criteria if r.code == "growth")
    assert growth == pytest.approx(100 * 30 / 105, abs=0.5)
    assert adjusting.read_history(kept.path)[0].changed_by == "E1"


def test_what_a_rule_says_besides_its_weight_stays():
    rules = (CriterionRule("attractiveness", "growth", weight=3.0, anchors=((0.0, 0.0), (5.0, 10.0))), CriterionRule("importance", "own", measure="own_one", weight=2.0))  # fmt: skip
    text = criteria_text(rules, Proposal("attractiveness", "comparisons", ("E1",), {"growth": (3.0, 12.345), "payment": (10.0, 0.0)}), unit="north")  # fmt: skip
    kept = adjusting.read_changed(text).portfolio_criteria
    assert kept[:2] == rules
    assert [(r.code, r.weight, r.unit) for r in kept[2:]] == [("growth", 12.35, "north"), ("payment", 0.0, "north")]  # fmt: skip
