"""The way through the portfolio over the published runs (row S3-23; dossier 5.6): rows by hand. How they are kept: predictions/test_kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from clientela.analyses.portfolio_trail import portfolio_trail, portfolio_trail_customers
from clientela.base.settings import Settings
from clientela.portfolios.portfolio_history import portfolio_history
from clientela.reports._portfolio_trail import day_rows
from clientela.runs.earlier import KINDS, PLACES, of_kind, placing_rules

JUNE, SEPTEMBER, NOW = date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)
PARAMS = {"as_of": "date '2025-12-31'", "placing_rules": "own"}
_TABLES = {
    "earlier_places": ", ".join(f"{name} {kind}" for name, kind in PLACES.columns),
    "customer_keys": "source varchar, customer_id varchar, customer_key bigint",
    "customer_map": "customer_key bigint, to_key bigint, from_on date, until_on date",
    "portfolio_matrix": "customer_key bigint, portfolio_cell varchar, portfolio_certainty varchar",
    "kaism": "customer_key bigint, kaism_cell varchar, kaism_certainty varchar",
    "customer_scores": "customer_key bigint, attractiveness_score double, importance_score double",
    "relation_levels_met": "customer_key bigint, relationship_level_met bigint",
    "customers": "customer_key bigint, customer_id varchar, customer_name varchar, revenue_12m_amount bigint",
}
KEYS = {"A": 1, "B": 2, "C": 3, "D": 4, "E": 5}
THEN = [
    (JUNE, "A", "strategic", "sharp"), (JUNE, "B", "to_be_won", "sharp"), (JUNE, "C", "loyal", "sharp"), (JUNE, "D", "loyal", "sharp"),
    (SEPTEMBER, "A", "strategic", "sharp"), (SEPTEMBER, "B", "strategic", "provisional"), (SEPTEMBER, "C", None, "undetermined"), (SEPTEMBER, "D", "opportunistic", "sharp"),
]  # fmt: skip
HERE = {"A": "strategic", "B": "strategic", "C": "loyal", "D": None, "E": None}


def _insert(db, name, rows):
    names = [part.split()[0] for part in _TABLES[name].split(", ")]
    for row in rows:
        db.execute(f"insert into {name} values ({', '.join('?' * len(names))})", [row.get(n) for n in names])


@pytest.fixture
def base():
    """Five customers: A stays, B was won, C has no place for a day, D lost its own, of E nothing is known; D and E are one by now or not."""
    with duckdb.connect() as db:
        for name, columns in _TABLES.items():
            db.execute(f"create table {name}({columns})")
        _insert(db, "customer_keys", [{"source": "erp", "customer_id": n, "customer_key": k} for n, k in KEYS.items()])  # fmt: skip
        _insert(db, "earlier_places", [
            {"made_on": day, "source": "erp", "customer_id": n, "portfolio_cell": cell, "portfolio_certainty": sure, "kaism_certainty": "undetermined", "attractiveness_score": 7.0, "rules": "own" if day == SEPTEMBER else "other"}
            for day, n, cell, sure in THEN
        ])  # fmt: skip
        for n, key in KEYS.items():
            sure = "undetermined" if HERE[n] is None else "sharp"
            _insert(db, "portfolio_matrix", [{"customer_key": key, "portfolio_cell": HERE[n], "portfolio_certainty": sure}])  # fmt: skip
            _insert(db, "kaism", [{"customer_key": key, "kaism_certainty": "undetermined"}])
            _insert(db, "customer_scores", [{"customer_key": key, "attractiveness_score": None if n == "E" else 6.0}])  # fmt: skip
            _insert(db, "relation_levels_met", [{"customer_key": key, "relationship_level_met": 1}])
            _insert(db, "customers", [{"customer_key": key, "customer_id": n, "revenue_12m_amount": 100 * key}])  # fmt: skip
        yield db


def _rows(db, step):
    cursor = db.execute(step.build(PARAMS))
    names = [d[0] for d in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _history(db):
    rows = _rows(db, portfolio_history)
    db.execute(f"create or replace table portfolio_history as {portfolio_history.build(PARAMS)}")
    return {(r["customer_key"], r["placed_on"]): r for r in rows}


def test_each_day_says_what_was_published_then_and_nobody_gets_a_place_afterwards(base):
    found = _history(base)
    assert {(n, day): found[KEYS[n], day]["portfolio_cell"] for day, n, _, _ in THEN} == {(n, day): cell for day, n, cell, _ in THEN}  # fmt: skip
    assert {n: found[KEYS[n], NOW]["portfolio_cell"] for n in "ABCD"} == {n: HERE[n] for n in "ABCD"}
    assert not [key for key, _ in found if key == KEYS["E"]]  # neither a place nor a score, then or now
    assert {day: {r["is_by_rules_of_now"] for (_, d), r in found.items() if d == day} for day in (JUNE, SEPTEMBER, NOW)} == {JUNE: {0}, SEPTEMBER: {1}, NOW: {1}}  # fmt: skip


def test_numbers_that_are_one_customer_by_now_have_the_place_they_agree_on_and_never_for_certain(base):
    _insert(base, "customer_map", [{"customer_key": KEYS["D"], "to_key": KEYS["C"], "from_on": date(1900, 1, 1), "until_on": date(2100, 1, 1)}])  # fmt: skip
    found = _history(base)
    june, september = found[KEYS["C"], JUNE], found[KEYS["C"], SEPTEMBER]
    assert (june["portfolio_cell"], june["portfolio_certainty"]) == ("loyal", "provisional")
    assert (september["portfolio_cell"], september["portfolio_certainty"]) == ("opportunistic", "provisional")
    assert june["attractiveness_score"] is None  # no mean of two customers
    base.execute("update earlier_places set portfolio_cell = 'strategic' where customer_id = 'C'")
    torn = _history(base)[KEYS["C"], JUNE]
    assert (torn["portfolio_cell"], torn["portfolio_certainty"]) == (None, "undetermined")


def test_from_day_to_day_everybody_is_counted_once(base):
    _history(base)
    steps = _rows(base, portfolio_trail)
    moves = {
        (r["from_on"], r["from_cell"], r["to_cell"]): (r["customers_count"], r["sharp_count"]) for r in steps
    }
    assert moves == {
        (JUNE, "strategic", "strategic"): (1, 1), (JUNE, "to_be_won", "strategic"): (1, 0), (JUNE, "loyal", "undetermined"): (1, 0), (JUNE, "loyal", "opportunistic"): (1, 1),
        (SEPTEMBER, "strategic", "strategic"): (2, 1), (SEPTEMBER, "undetermined", "loyal"): (1, 0), (SEPTEMBER, "opportunistic", "undetermined"): (1, 0),
    }  # fmt: skip
    days = day_rows(steps)
    assert [d["placed_on"] for d in days] == [JUNE, SEPTEMBER, NOW]
    assert all(sum(d["cells"].values()) == 4 for d in days)
    assert [(d["both"], d["moved"], d["same"]) for d in days] == [(None, None, None), (3, 2, 0), (2, 0, 1)]


def test_who_was_in_two_cells_is_listed_with_every_day(base):
    _history(base)
    rows = _rows(base, portfolio_trail_customers)
    assert {r["customer_id"] for r in rows} == {"B", "D"}  # C came back to where it was
    assert {(r["placed_on"], r["portfolio_cell"]) for r in rows if r["customer_id"] == "D"} == {(JUNE, "loyal"), (SEPTEMBER, "opportunistic"), (NOW, None)}  # fmt: skip


def test_without_a_published_day_there_is_no_trail(base):
    base.execute("delete from earlier_places")
    _history(base)
    assert _rows(base, portfolio_trail) == []
    assert _rows(base, portfolio_trail_customers) == []


def test_the_rules_are_named_by_what_places_a_customer_and_by_nothing_else():
    here = Settings()
    moved = replace(here, portfolio=replace(here.portfolio, threshold=6.0))
    bought = replace(here, portfolio=replace(here.portfolio, lever_budget_amount=5000.0))
    asked = replace(here, evidence=replace(here.evidence, due_days=45))
    aged = replace(here, evidence=replace(here.evidence, judged_half_life_days=90.0))
    assert placing_rules(moved) != placing_rules(here) == placing_rules(bought) == placing_rules(asked)
    assert placing_rules(aged) != placing_rules(here)


def test_files_are_told_by_their_folder_and_old_manifests_name_forecasts_alone():
    names = ("2024-06-30-aa.parquet", "forecasts/2024-07-31-bb.parquet", "places/2024-07-31-cc.parquet")
    assert [of_kind(kind, names) for kind in KINDS] == [
        ["forecasts/2024-06-30-aa.parquet", "forecasts/2024-07-31-bb.parquet"],
        ["places/2024-07-31-cc.parquet"],
    ]
