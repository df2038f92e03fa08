"""S0-11: nobody is entered upon without a need, something to be first in, and a sponsor; what nobody knows is asked, never guessed."""

from __future__ import annotations

from datetime import date
from itertools import product

import duckdb
import pytest

from clientela.base.portfolio_settings import Portfolio
from clientela.portfolios._entry_rules import LEAST_INFLUENCE
from clientela.portfolios._levers import LEVERS
from clientela.portfolios.entry_tests import TESTS, entry_tests, verdict_sql
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from conftest import table
from mini_case import TOML, costs, levels, lines, observations
from portfolio_files import build

PARAMS = {
    "as_of": "date '2025-12-31'",
    "since_12m": "date '2024-12-31'",
    "portfolio_criteria": (),
    "portfolio": Portfolio(),
    "bu": "",
}
SCHEMA = {
    "portfolio_matrix": "customer_key bigint, portfolio_cell varchar, portfolio_certainty varchar",
    "customer_register": "customer_key bigint, customer_id varchar, customer_name varchar",
    "customer_wallet": "customer_key bigint, wallet_state varchar, share_of_wallet_share double, sourcing_cap_share double, wallet_amount bigint",
    "customer_evidence": "customer_key bigint, measure_code varchar, value double, status_class varchar, source_class varchar",
    "opportunities": "source varchar, customer_id varchar, noted_on date, potential_amount bigint, probability double",
    "offers": "source varchar, customer_id varchar, opened_on date, closed_on date, stage varchar",
    "decision_unit_members": "source varchar, customer_id varchar, person_id varchar, influence_score double, attitude_score double, from_on date, to_on date",
    "people": "source varchar, person_id varchar, left_on date",
    "customer_ladder": "customer_key bigint, serve_12m_amount bigint, cm3_12m_amount bigint, cm1_12m_amount bigint",
    "price_realisation": "customer_key bigint, discount_leak_amount bigint",
    "repair_levers": "customer_key bigint, gap_amount bigint, repair_lever varchar",
    "customer_keys": "source varchar, customer_id varchar, customer_key bigint",
    "customer_map": "customer_key bigint, to_key bigint, from_on date, until_on date",
}
"""The columns that the step reads of its inputs."""


def ruled(**rows):
    """Run the step on rows by hand; without a matrix customer 1 is surely to be won. Returns its rows by customer."""
    with duckdb.connect() as db:
        given = {"portfolio_matrix": [(1, "to_be_won", "sharp")], **rows}
        keys = [row[0] for row in given["portfolio_matrix"]]
        given |= {
            "customer_register": [(k, f"C{k}", None) for k in keys],
            "customer_keys": [("s", f"C{k}", k) for k in keys],
        }
        for name, columns in SCHEMA.items():
            db.execute(f"create table {name}({columns})")
            for row in given.get(name, ()):
                db.execute(f"insert into {name} values ({', '.join('?' * len(row))})", row)
        found = db.execute(entry_tests.build(PARAMS))
        names = [d[0] for d in found.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}


def word(measure, value, klass="D", status="known"):
    return (1, measure, value, status, klass)


def choice(weights, own=None, rival=None, **more):
    """What a customer says of its choice: points, our marks and those of the best rival by criterion."""
    return [word(f"choice_{part}_{name}", value, **more) for part, said_ in (("weight", weights), ("own", own or {}), ("rival", rival or {})) for name, value in said_.items()]  # fmt: skip


NEED = {"passed": [word("accessible_need", 1)], "failed": [word("accessible_need", 0)], "unknown": []}
FIRST = {
    "passed": choice({"price": 60, "quality": 40}, {"price": 6}, {"price": 7}),
    "failed": choice({"price": 60, "quality": 40}, {"price": 5.9, "quality": 2}, {"price": 7, "quality": 8}),
    "unknown": choice({"price": 60, "quality": 40}, {"price": 5}, {"price": 7}),
}
MEMBER = {
    "passed": [("s", "C1", "P", 6.0, 1.0, None, None)],
    "failed": [("s", "C1", "P", 5.9, 1.0, None, None)],
    "unknown": [("s", "C1", "P", None, 1.0, None, None)],
}


@pytest.mark.parametrize(("need", "first", "sponsor"), list(product(NEED, FIRST, MEMBER)))
def test_each_of_the_27_ways_has_its_verdict(need, first, sponsor):
    row = ruled(customer_evidence=[*NEED[need], *FIRST[first]], decision_unit_members=MEMBER[sponsor])[1]
    outcomes = (need, first, sponsor)
    assert tuple(row[test] for test in TESTS) == outcomes
    expected = "do_not_enter" if "failed" in outcomes else "ask_first" if "unknown" in outcomes else "enter"
    assert row["entry_verdict"] == expected


def test_a_place_that_is_not_sharp_is_ask_first_at_best():
    with duckdb.connect() as db:
        for certainty, outcome, expected in (("sharp", "passed", "enter"), ("provisional", "passed", "ask_first"), ("undetermined", "passed", "ask_first"), ("provisional", "failed", "do_not_enter")):  # fmt: skip
            columns = f"'{outcome}' as need_test, 'passed' as first_test, 'passed' as sponsor_test, '{certainty}' as portfolio_certainty"
            assert db.execute(f"select {verdict_sql()} from (select {columns}) as t").fetchone() == (
                expected,
            )
    row = ruled(portfolio_matrix=[(1, "to_be_won", "provisional")], customer_evidence=[*NEED["passed"], *FIRST["passed"]], decision_unit_members=MEMBER["passed"])[1]  # fmt: skip
    assert row["entry_verdict"] == "ask_first"


def test_no_other_cell_gets_a_verdict():
    cells = ("strategic", "to_be_won", "loyal", "opportunistic", None)
    rows = ruled(
        portfolio_matrix=[(k, cell, "sharp") for k, cell in enumerate(cells, 1)],
        customer_ladder=[(k, 1000, -300, 900) for k in range(1, 6)], price_realisation=[(k, 70) for k in range(1, 6)], repair_levers=[(k, 300, "visits") for k in range(1, 6)],
    )  # fmt: skip
    assert sorted(rows) == [2, 3]
    assert {k: r["entry_verdict"] for k, r in rows.items()} == {2: "ask_first", 3: None}
    money = ("serve_saving_amount", "leak_amount", "gap_amount", "repair_lever")
    assert [rows[3][name] for name in money] == [200, 70, 300, "visits"]
    assert [rows[2][name] for name in money] == [None] * 4
    assert all(rows[3][test] is None for test in TESTS)


@pytest.mark.parametrize(("left", "gap"), [((5, 9), 0), ((None, 9), 0), ((None, None), None)])
def test_what_is_not_known_of_a_loyal_customer_is_no_zero(left, gap):
    loyal = [(1, "loyal", "sharp")]
    row = ruled(portfolio_matrix=loyal, customer_ladder=[(1, None, *left)], price_realisation=[(1, 0)])[1]
    assert [row[name] for name in ("serve_saving_amount", "leak_amount", "gap_amount", "repair_lever")] == [
        None,
        0,
        gap,
        None,
    ]


@pytest.mark.parametrize(
    ("wallet", "expected", "room"),
    [
        (("stated", 0.25, None, 1000), "passed", 750), (("stated", 1.0, None, 1000), "failed", 0), (("stated", 0.7, 0.7, 1000), "failed", 0), (("stated", 0.6, 0.7, 1000), "passed", 100),
        (("estimated", 0.25, None, 1000), "unknown", None), (("conflicting", 0.25, None, 1000), "unknown", None), (("unknown", None, None, None), "unknown", None),
    ],
)  # fmt: skip
def test_a_stated_wallet_shows_a_need_as_far_as_one_supplier_may_go(wallet, expected, room):
    row = ruled(customer_wallet=[(1, *wallet)])[1]
    assert (row["need_test"], row["open_12m_amount"]) == (expected, room)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({"opportunities": [("s", "C1", "2025-03-01", 10, 0.5)]}, "passed"),
        ({"opportunities": [("s", "C1", "2024-12-31", 10, None)]}, "unknown"),
        ({"opportunities": [("s", "C1", "2026-01-01", 10, None)]}, "unknown"),
        ({"opportunities": [("s", "C1", "2025-03-01", 10, 0.0)]}, "unknown"),
        ({"offers": [("s", "C1", "2025-03-01", None, "engaging")]}, "passed"),
        ({"offers": [("s", "C1", "2025-03-01", "2025-05-01", "lost")]}, "unknown"),
        ({"offers": [("s", "C1", "2025-03-01", "2026-05-01", "won")]}, "passed"),
        ({"customer_evidence": [word("accessible_need", 1, "J")]}, "unknown"),
        ({"customer_evidence": [word("accessible_need", 1, "E")]}, "unknown"),
        ({"customer_evidence": [word("accessible_need", 1, status="conflicting")]}, "unknown"),
        ({"customer_evidence": [word("accessible_need", 0)], "customer_wallet": [(1, "stated", 0.2, None, 100)]}, "failed"),
        ({"customer_evidence": [word("accessible_need", 0)], "opportunities": [("s", "C1", "2025-03-01", 10, None)]}, "unknown"),
    ],
)  # fmt: skip
def test_a_need_is_open_or_said_and_never_supposed(rows, expected):
    assert ruled(**rows)[1]["need_test"] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (choice({"price": 100}, {"price": 8}, {"price": 7}), ("passed", "price", 1.0)),
        (choice({"price": 60, "quality": 40}, {"price": 2, "quality": 6}, {"price": 7, "quality": 7}), ("passed", "quality", -1.0)),
        (choice({"price": 90, "quality": 10}, {"price": 2, "quality": 9}, {"price": 7, "quality": 5}), ("failed", "price", -5.0)),
        (choice({"price": 90, "quality": 10}, {"quality": 9}, {"quality": 5}), ("unknown", "price", None)),
        (choice({"price": 60, "quality": 40}, {"price": 9}, {"price": 5}, klass="J"), ("unknown", None, None)),
        (choice({"price": 100}, {"price": 9}, {"price": 5}, status="conflicting"), ("unknown", None, None)),
        (choice({}, {"price": 9}, {"price": 5}), ("unknown", None, None)),
        (choice(dict.fromkeys(("price", "quality", "delivery", "service", "speed", "innovation", "relationship", "trust"), 12.5), {"price": 9}, {"price": 5}), ("unknown", None, None)),
        (choice({"price": 100}, {"price": 5.9}, {"price": 7}), ("failed", "price", -1.1)),
    ],
)  # fmt: skip
def test_first_counts_on_what_weighs_above_the_mean(words, expected):
    row = ruled(customer_evidence=words)[1]
    assert (row["first_test"], row["first_factor"], row["first_gap_points"]) == expected


@pytest.mark.parametrize(
    ("members", "people", "expected"),
    [
        ([("P", 6.0, 1.0)], [], "passed"), ([("P", 5.9, 10.0)], [], "failed"), ([("P", None, None)], [], "unknown"), ([("P", 9.0, None)], [], "unknown"), ([("P", 9.0, 0.0)], [], "failed"),
        ([("P", None, -3.0)], [], "failed"), ([("P", 3.0, None)], [], "failed"), ([("P", 3.0, 5.0), ("Q", None, 5.0)], [], "unknown"), ([("P", 3.0, 5.0), ("Q", 8.0, 5.0)], [], "passed"),
        ([("P", 9.0, 5.0)], [("s", "P", "2025-06-30")], "unknown"), ([("P", 9.0, 5.0)], [("s", "P", "2026-06-30")], "passed"), ([], [], "unknown"),
    ],
)  # fmt: skip
def test_a_sponsor_has_influence_wants_us_and_is_still_there(members, people, expected):
    rows = [("s", "C1", *member, None, None) for member in members]
    assert ruled(decision_unit_members=rows, people=people)[1]["sponsor_test"] == expected
    assert LEAST_INFLUENCE == 6


def test_a_part_that_has_ended_makes_no_sponsor():
    for start, end, expected in (
        (None, "2025-06-30", "unknown"),
        ("2026-02-01", None, "unknown"),
        ("2025-01-01", "2025-12-31", "passed"),
    ):
        row = ruled(decision_unit_members=[("s", "C1", "P", 8.0, 3.0, start, end)])[1]
        assert row["sponsor_test"] == expected


@pytest.fixture(scope="module")
def mini(tmp_path_factory):
    """The mini-case as it stands in the dossier."""
    tables = {"customer_costs": costs(), "observations": observations(), "relation_levels": levels()}
    return build(tmp_path_factory.mktemp("entry"), lines(), tables, toml=TOML)


def test_k07_is_asked_first(mini):
    rows = {r["customer_id"]: r for r in table(mini, "entry_tests")}
    assert [rows["K07"][test] for test in TESTS] == ["passed", "unknown", "unknown"]
    assert (rows["K07"]["entry_verdict"], float(rows["K07"]["open_12m_amount"])) == ("ask_first", 850)
    cells = {r["customer_key"]: r["portfolio_cell"] for r in table(mini, "portfolio_matrix")}
    assert {r["customer_key"] for r in rows.values()} == {
        k for k, cell in cells.items() if cell in ("to_be_won", "loyal")
    }
    assert "K02" not in rows


def test_the_report_names_what_to_ask_and_by_when(mini):
    document = mini.report(name="portfolio")
    section = next(s for s in document.sections if s.name == "entry_tests")
    blocks = {b.name: b for b in section.blocks}
    (row,) = [r for r in blocks["entry_tests"].rows if r[0] == "K07"]
    assert str(row[2]) == "Ask first"
    assert "choose by" in str(row[-1])
    assert "influence" in str(row[-1])
    assert "within 12 months" not in str(row[-1])
    assert [r[0] for r in blocks["entry_milestones"].rows] == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 12, 31),
    ]
    assert "exit rule" in str(blocks["entry_milestones"].note).lower()
    plays = next(s for s in document.sections if s.name == "portfolio")
    (catalogue,) = [b for b in plays.blocks if getattr(b, "name", "") == "levers_catalogue"]
    assert len(catalogue.rows) == len(LEVERS)


def test_the_catalogue_of_levers_is_that_of_the_dossier():
    assert len(LEVERS) == len({lever.code for lever in LEVERS}) == 16
    months = {lever.code: lever.months for lever in LEVERS}
    assert (months["technical_adaptation"], months["complaint_recovery"], months["polite_exit"]) == (
        (6, 18),
        (0, 0),
        (3, 12),
    )
    assert all(low <= high for low, high in months.values())
    names = [name for name, _ in PORTFOLIO_CELLS]
    assert all(lever.cells and set(lever.cells) <= set(names) for lever in LEVERS)
    for name in names:
        assert any(name in lever.cells for lever in LEVERS)
    assert [lever.code for lever in LEVERS if lever.cells == ("opportunistic",)] == ["polite_exit"]
