"""S3-02, S4-67, S4-76: three goals of each key account; goals of the company against what key accounts bring, how sure, how many more."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clientela.analyses._key_numbers import needed_number
from clientela.analyses.key_goals import key_goal_sums
from clientela.base.portfolio_settings import Portfolio
from conftest import table
from mini_case import TOML, costs, levels, lines, observations
from portfolio_files import build, said

GOALS = [
    {"goal_id": "G1", "goal_level": "customer", "customer_id": "K01", "goal_text": "grow", "measure_code": "net_sales", "target_value": 400, "due_on": "2026-12-31"},
    {"goal_id": "G2", "goal_level": "customer", "customer_id": "K01", "goal_text": "keep", "measure_code": "retention", "target_value": 90, "due_on": "2026-12-31"},
    {"goal_id": "G3", "goal_level": "customer", "customer_id": "K01", "goal_text": "deepen", "measure_code": "level", "target_value": 3, "due_on": "2026-12-31"},
    {"goal_id": "G4", "goal_level": "company", "goal_text": "margin of the year", "measure_code": "margin", "target_value": 90, "due_on": "2026-12-31"},
    {"goal_id": "G5", "goal_level": "company", "goal_text": "no number", "measure_code": "margin", "due_on": "2026-12-31"},
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    named = [said(name, "key_account", "yes", "C") for name in ("K01", "K03")]
    tables = {"customer_costs": costs(), "observations": [*observations(), *named], "relation_levels": levels(), "goals": GOALS}  # fmt: skip
    return build(tmp_path_factory.mktemp("goals"), lines(), tables, toml=TOML)


def test_each_key_account_has_its_three_goals_or_says_there_is_none(run):
    rows = {(r["customer_id"], r["kpi_class"]): r for r in table(run, "key_account_goals")}
    assert set(rows) == {(c, k) for c in ("K01", "K03") for k in ("revenue", "retention", "level")}
    revenue, retention, level = (rows["K01", k] for k in ("revenue", "retention", "level"))
    assert (revenue["goal_number"], revenue["now_number"], revenue["gap_number"]) == (400, 320, 80)
    assert revenue["goal_state"] == "open"  # under a year of history nobody forecasts
    assert (retention["goal_number"], retention["now_number"], retention["goal_state"]) == (
        0.9,
        None,
        "no_figure",
    )
    assert (level["goal_number"], level["now_number"], level["gap_number"], level["goal_state"]) == (
        3,
        3,
        0,
        "reached",
    )
    assert {rows["K03", k]["goal_state"] for k in ("revenue", "retention", "level")} == {"no_goal"}
    assert {rows["K03", k]["gap_number"] for k in ("revenue", "retention", "level")} == {None}


def test_a_goal_of_the_company_is_set_against_them(run):
    (row,) = table(run, "key_goal_sums")
    assert (row["objective_text"], row["goal_number"], row["due_on"]) == (
        "margin of the year",
        90,
        date(2026, 12, 31),
    )
    assert row["now_number"] == 45 + 60
    assert (row["unknown_count"], row["served_state"]) == (2, "no_figure")


def _frames(goal, money, odds, stated):
    count = len(money)
    text = np.array(["margin of the year"], dtype=object)
    none = np.ma.masked_array(np.array([""], dtype=object), [True])
    return {
        "objectives": {
            "customer_key": np.array([0]), "objective_text": text, "measure_code": np.array(["margin"], dtype=object), "due_on": np.array(["2026-12-31"], dtype="datetime64[D]"),
            "target_value": np.array([goal]), "employee_id": none, "area_id": none,
        },
        "key_account_list": {
            "customer_id": np.array([f"C{n}" for n in range(count)], dtype=object), "is_stated": np.array(stated), "candidate_rank": np.arange(1, count + 1), "revenue_12m_amount": np.array(money) * 10_000,
            "contribution_12m_amount": np.array(money) * 10_000, "possible_mean_amount": np.ma.masked_all(count), "active_12m_probability": np.array(odds),
        },
    }  # fmt: skip


def _one(goal, money, odds, stated):
    found = key_goal_sums.build({"portfolio": Portfolio()}, _frames(goal, money, odds, stated))
    return {name: None if np.ma.getmaskarray(column)[0] else column[0] for name, column in found.items()}


def test_the_sum_that_is_sure_is_the_twentieth_percentile():
    """Ten accounts of 10 that order with .5 each: 80 % reach 40 or, by the binomial distribution, P(X >= 4) = .828 and P(X >= 5) = .623."""
    row = _one(40.0, [10] * 10, [0.5] * 10, [1] * 10)
    assert (row["expected_number"], row["sure_number"], row["gap_number"], row["more_count"]) == (
        50,
        40,
        0,
        0,
    )
    assert row["served_state"] == "enough"


def test_how_many_more_are_needed():
    row = _one(50.0, [10] * 20, [0.5] * 20, [1] * 10 + [0] * 10)
    assert row["served_state"] == "more"
    assert row["gap_number"] == 10
    assert (
        row["more_count"]
        == needed_number(np.full(20, 10.0), np.full(20, 0.5), 50.0, draws=1000, seed=7) - 10
        > 0
    )
    assert _one(500.0, [10] * 20, [0.5] * 20, [1] * 20)["served_state"] == "short"


def test_the_report_shows_both(run):
    section = next(s for s in run.report(name="key_accounts").sections if s.name == "key_goals")
    assert [getattr(b, "name", "note") for b in section.blocks] == [
        "key_goal_sums",
        "key_account_goals",
        "note",
    ]
    assert "0 of 3 stated goals" in str(section.lead)
