"""Owner, area and segment with from and to: as it was, as it is, as if."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.settings import Structure
from clientela.workspace import Statement
from conftest import AS_OF, NOON, customers, import_rows, line, noon, open_workspace, table

_FILES = {
    "assignments.csv": "customer number,employee number,role,from,to\na,OLD,owner,2020-01-01,2025-03-31\na,NEW,owner,2025-04-01,\nb,OLD,owner,2020-01-01,\nb,DEP,deputy,2020-01-01,\n",
    "plan.csv": "scenario,customer number,planned owner,planned area,planned segment\nPlan 2027,b,NEW,South,\nPlan 2027,c,NEW,,Key\n",
}  # fmt: skip


@pytest.fixture
def workspace(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    rows = []
    for month in range(1, 13):
        area = "East" if month < 7 else "West"
        rows += [
            line(
                "a",
                date(2025, month, 3),
                100,
                f"a{month}",
                salesperson="S1",
                area=area,
                segment="X",
                cost_amount=40,
            ),
            line(
                "b",
                date(2025, month, 4),
                10,
                f"b{month}",
                salesperson="S1",
                area="East",
                segment="X",
                cost_amount=4,
            ),
            line(
                "c",
                date(2025, month, 5),
                1,
                f"c{month}",
                salesperson="S2",
                area="East",
                segment="Y",
                cost_amount=1,
            ),
        ]
    import_rows(workspace, rows)
    for name, text in _FILES.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        workspace.import_files([path], imported_at=NOON)
    assert {t.name for t in workspace.tables()} >= {"assignments", "planned_structure"}
    return workspace


def _strata(workspace, dimension, as_of=AS_OF, **structure):
    run = workspace.run(started_at=NOON, finished_at=noon, as_of=as_of, structure=Structure(**structure))
    rows = table(run, "strata")
    whole = table(run, "totals")[0]["revenue_12m_amount"]
    for name in {row["dimension"] for row in rows}:
        assert sum(r["revenue_12m_amount"] for r in rows if r["dimension"] == name) == whole, name
    return {r["part"]: r["revenue_12m_amount"] for r in rows if r["dimension"] == dimension}


def test_as_it_is_the_whole_history_is_todays_owners(workspace):
    assert _strata(workspace, "seller_id") == {"NEW": 1200, "OLD": 120, "S2": 12}
    assert _strata(workspace, "area_id") == {"West": 1200, "East": 132}


def test_as_it_was_each_line_is_the_owner_of_its_day(workspace):
    assert _strata(workspace, "seller_id", view="as_was") == {"OLD": 300 + 120, "NEW": 900, "S2": 12}
    assert _strata(workspace, "area_id", view="as_was") == {"East": 600 + 120 + 12, "West": 600}


def test_as_if_the_plan_holds_for_what_it_names_and_the_rest_is_as_it_is(workspace):
    plan = {"view": "as_if", "scenario": "Plan 2027"}
    assert _strata(workspace, "seller_id", **plan) == {"NEW": 1200 + 120 + 12}
    assert _strata(workspace, "area_id", **plan) == {"West": 1200, "South": 120, "East": 12}
    assert _strata(workspace, "segment_id", **plan) == {"X": 1320, "Key": 12}


def test_an_assignment_of_later_is_not_known_yet(workspace):
    day = date(2025, 3, 31)
    found = customers(workspace.run(started_at=NOON, finished_at=noon, as_of=day))
    assert {c: row["seller_id"] for c, row in found.items()} == {"a": "OLD", "b": "OLD", "c": "S2"}
    assert _strata(workspace, "seller_id", as_of=day, view="as_was") == {"OLD": 330, "S2": 3}


def test_margin_and_counts_follow_the_money(workspace):
    run = workspace.run(started_at=NOON, finished_at=noon, as_of=AS_OF, structure=Structure(view="as_was"))
    rows = {r["part"]: r for r in table(run, "strata") if r["dimension"] == "seller_id"}
    assert rows["OLD"]["margin_known_12m_amount"] == 180 + 72
    assert (rows["OLD"]["customers_count"], rows["NEW"]["customers_count"]) == (2, 1)  # a was with both


def test_a_plan_reaches_its_own_source_and_the_numbers_joined(workspace):
    import_rows(
        workspace, [line("b", date(2025, 5, 1), 7, "x", salesperson="S9")], name="crm.csv", source="crm"
    )
    workspace.link([Statement("c", "a", "legal")], stated_by="Anna", stated_at=NOON)
    run = workspace.run(
        started_at=NOON,
        finished_at=noon,
        as_of=AS_OF,
        structure=Structure(view="as_if", scenario="Plan 2027"),
    )
    found = customers(run)
    assert (found["main:b"]["seller_id"], found["crm:b"]["seller_id"]) == ("NEW", "S9")
    assert (found["a"]["seller_id"], found["a"]["segment_id"]) == (
        "NEW",
        "Key",
    )  # planned for c, which counts under a
