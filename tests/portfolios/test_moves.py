"""The way of customers through the portfolio within a year, by what was known on each day (rows S3-23; dossier 5.6)."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import line, table
from portfolio_files import HIGH, LOW, build, given, liked


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    lines = [
        line(n, date(year, m, 3), 100, cost_amount=60)
        for n in "ABCD"
        for year in (2024, 2025)
        for m in (2, 5, 8, 11)
    ]
    then, now = "2024-11-15", "2025-11-15"
    told = [
        *(row for n in "AB" for on in (then, now) for row in liked(n, on)), *given("A", HIGH, then), *given("A", LOW, now), *given("B", HIGH, then), *given("B", HIGH, now),
        *liked("C", now), *given("C", LOW, now),
    ]  # fmt: skip
    return build(tmp_path_factory.mktemp("moves"), lines, {"observations": told})


def by_number(run, name):
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    return {numbers[r["customer_key"]]: r for r in table(run, name)}


def test_a_customer_that_answered_otherwise_moved(run):
    path, place = by_number(run, "portfolio_path"), by_number(run, "portfolio_matrix")
    assert {n: (path[n]["portfolio_cell_before"], place[n]["portfolio_cell"], path[n]["path_class"]) for n in "ABCD"} == {
        "A": ("strategic", "to_be_won", "moved"), "B": ("strategic", "strategic", "stays"), "C": (None, "to_be_won", "placed"), "D": (None, None, "open"),
    }  # fmt: skip
    assert {n: path[n]["portfolio_held_cell"] for n in "ABCD"} == {
        "A": "to_be_won",
        "B": "strategic",
        "C": "to_be_won",
        "D": None,
    }
    assert path["A"]["portfolio_certainty_before"] == "sharp"


def test_what_was_said_since_is_not_known_a_year_ago(run):
    before = by_number(run, "customer_scores_before")
    assert before["A"]["importance_low"] == before["B"]["importance_low"]
    assert before["C"]["importance_count"] == 0
    assert before["C"]["attractiveness_count"] == 1  # its margin of that year alone


def test_the_fall_of_the_share_is_an_alarm(run):
    levels = by_number(run, "relation_levels_met")
    assert (levels["A"]["wallet_alarm"], levels["A"]["is_disintegrating"]) == (1, 1)
    assert (levels["B"]["wallet_alarm"], levels["B"]["is_disintegrating"]) == (0, 0)
    assert levels["C"]["wallet_alarm"] is None


def test_moves_add_up_to_the_customers(run):
    rows = table(run, "portfolio_moves")
    assert sum(r["customers_count"] for r in rows) == 4
    assert sum(r["revenue_12m_amount"] for r in rows) == 1600
    assert {(r["from_cell"], r["to_cell"]): r["customers_count"] for r in rows}["strategic", "to_be_won"] == 1
    assert [r["customer_id"] for r in table(run, "portfolio_movers")] == ["A", "C"]
