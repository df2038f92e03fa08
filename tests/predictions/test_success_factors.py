"""Success factors against capabilities: the formula by hand, unknowns as bounds, the way from files to the score (rows S4-48, S4-03, S4-01)."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from clientela.predictions._success_factors import CAPABILITIES, FACTORS, RELATIONS
from conftest import line, table
from portfolio_files import build, said

CAPABLE = [
    {"capability": "speed", "capability_level": 8}, {"capability": "Care", "capability_level": 4}, {"capability": "reach", "capability_level": 9}, {"capability": "Care", "capability_level": 2, "assessed_on": "2030-01-01"},
    {"capability": "speed", "factor": "time", "relation_number": 9}, {"capability": "care", "factor": "time", "relation_number": 3}, {"capability": "care", "factor": "advice", "relation_number": 1}, {"capability": "money", "factor": "credit", "relation_number": 9},
]  # fmt: skip
"""Nobody assessed `money`; `reach` serves nobody; the assessment of 2030 is not known yet."""


def asked(name, **points):
    return [said(name, f"ksf_{factor}", value, status="known" if value is not None else "unknown_asked") for factor, value in points.items()]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    lines = [line(name, date(2025, 6, 1 + place), 100, segment="S" if name in "DE" else "T") for place, name in enumerate("ABCDEF")]  # fmt: skip
    observed = [
        *asked("A", time="50", advice="30", credit="20"), *asked("B", time="60", advice="40"), *asked("C", advice="30", time=None),
        *asked("E", advice="100"), said("B", "strategic_fit", "0.9"),
        {**said("S", "ksf_time", "70"), "subject_type": "segment"}, {**said("S", "ksf_advice", "30"), "subject_type": "segment"},
    ]  # fmt: skip
    return build(tmp_path_factory.mktemp("fit"), lines, {"capabilities": CAPABLE, "observations": observed})


@pytest.fixture(scope="module")
def fits(run):
    names = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    return {names[r["customer_key"]]: r for r in table(run, "customer_fit")}


def test_the_fit_by_hand(fits):
    """S4-48: time is met by (9 x 8 + 3 x 4) / (10 x 12) = .7, advice by 1 x 4 / 10 = .4, credit by nothing known: between 0 and 1."""
    assert fits["A"]["fit_share"] == pytest.approx((50 * 0.7 + 30 * 0.4) / 80)
    assert fits["A"]["fit_low"] == pytest.approx((50 * 0.7 + 30 * 0.4) / 100)
    assert fits["A"]["fit_high"] == pytest.approx((50 * 0.7 + 30 * 0.4 + 20) / 100)
    assert fits["A"]["fit_coverage_share"] == pytest.approx(0.8)
    assert fits["A"]["fit_class"] == "probably_fits"
    assert fits["B"]["fit_low"] == fits["B"]["fit_high"] == pytest.approx(0.58)
    assert fits["B"]["fit_class"] == "fits"


def test_a_weight_nobody_knows_gives_bounds(fits):
    """C names time without points: it counts between nothing and 30, as much as the rest; the fit is between .4 and .55."""
    worlds = [(30 * 0.4 + w * 0.7) / (30 + w) for w in (0, 1, 10, 30)]
    assert fits["C"]["fit_low"] == pytest.approx(min(worlds)) == pytest.approx(0.4)
    assert fits["C"]["fit_high"] == pytest.approx(max(worlds)) == pytest.approx(0.55)
    assert fits["C"]["fit_share"] is None
    assert fits["C"]["fit_class"] == "open"


def test_the_segment_speaks_for_who_is_silent(fits):
    """D has the factors of its segment, E its own; F has none and gets no fit."""
    assert (fits["D"]["fit_from_class"], fits["E"]["fit_from_class"]) == ("segment", "customer")
    assert fits["D"]["fit_share"] == pytest.approx(0.7 * 0.7 + 0.3 * 0.4)
    assert (fits["E"]["fit_share"], fits["E"]["fit_class"]) == (pytest.approx(0.4), "unfit")
    assert "F" not in fits


def test_what_is_unmet_and_what_nobody_asks_for(run):
    rows = table(run, "factor_fit")
    states = {r["item_code"]: r["met_class"] for r in rows if r["item_class"] == "factor"}
    assert states == {"time": "met", "advice": "unmet", "credit": "open"}
    served = {r["item_code"]: r["served_count"] for r in rows if r["item_class"] == "capability"}
    assert served == {"speed": 4, "care": 5, "reach": 0}


def test_the_fit_scores_where_nothing_better_is_stated(run):
    """S4-48: criterion A4; what was stated rules, what is only bounded narrows the score."""
    names = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    rows = {
        names[r["customer_key"]]: r
        for r in table(run, "customer_criteria")
        if r["criterion"] == "strategic_fit"
    }
    assert rows["B"]["criterion_score"] == pytest.approx(9)
    assert rows["D"]["criterion_score"] == pytest.approx(6.1)
    assert rows["D"]["source_class"] == "J"
    assert rows["C"]["criterion_score"] is None
    assert (rows["C"]["criterion_low"], rows["C"]["criterion_high"]) == (pytest.approx(4), pytest.approx(5.5))
    assert (rows["F"]["criterion_low"], rows["F"]["criterion_high"]) == (0, 10)


def test_the_packaged_matrix_is_whole():
    assert set(RELATIONS) == {code for code, _ in FACTORS}
    assert {len(row) for row in RELATIONS.values()} == {len(CAPABILITIES)}
    assert {value for row in RELATIONS.values() for value in row} <= {0, 1, 3, 9}
    for place, (capability, _) in enumerate(CAPABILITIES):
        assert max(row[place] for row in RELATIONS.values()) >= 3, capability
    assert all(max(row) == 9 for row in RELATIONS.values())


@pytest.mark.parametrize("weights", list(product((0.0, 20.0), repeat=2)))
def test_the_bounds_hold_every_world(weights, fits):
    """Any capability that nobody assessed and any weight nobody stated leaves the fit inside."""
    for level in (0, 3, 10):
        world = (50 * 0.7 + 30 * 0.4 + 20 * level / 10) / 100
        assert fits["A"]["fit_low"] - 1e-9 <= world <= fits["A"]["fit_high"] + 1e-9
    world = (30 * 0.4 + sum(weights) / 2 * 0.7) / (30 + sum(weights) / 2)
    assert fits["C"]["fit_low"] - 1e-9 <= world <= fits["C"]["fit_high"] + 1e-9
