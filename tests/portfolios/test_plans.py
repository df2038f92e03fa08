"""S0-11: a plan by a playbook has a day and an exit rule or is not taken in; no playbook for a customer of whom too little is known (A.15: K02)."""

from __future__ import annotations

import pytest

from conftest import NOON, open_workspace, run_at, table
from mini_case import TOML, costs, levels, lines, observations
from portfolio_files import OBSERVED, write_table

PLANS = [
    {"action_id": "P1", "customer_id": "K01", "playbook": "strategic", "action_text": "joint plan", "due_on": "2026-06-30", "exit_rule": "no plan signed by June", "owner_id": "E1", "status": "running"},
    {"action_id": "P2", "customer_id": "K02", "playbook": "to_be_won", "action_text": "pilot", "due_on": "2025-06-30", "exit_rule": "no trial order", "owner_id": "E1", "status": "planned"},
    {"action_id": "P3", "customer_id": "K01", "playbook": "loyal", "action_text": "price to value", "due_on": "2026-06-30", "exit_rule": "importance falls", "owner_id": "E1", "status": "running"},
    {"action_id": "P4", "customer_id": "K07", "playbook": "to_be_won", "action_text": "visit", "due_on": "2025-06-30", "exit_rule": "no need in 12 months", "owner_id": "E2", "status": "planned"},
    {"action_id": "P5", "customer_id": "K07", "playbook": "to_be_won", "action_text": "no exit rule", "due_on": "2026-06-30", "owner_id": "E2", "status": "planned"},
    {"action_id": "P6", "customer_id": "K07", "playbook": "to_be_won", "action_text": "no day", "exit_rule": "no need", "owner_id": "E2", "status": "planned"},
    {"action_id": "P7", "customer_id": "K07", "action_text": "a plain action", "owner_id": "E2", "status": "planned"},
]  # fmt: skip


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    workspace = open_workspace(folder / "workspace")
    workspace.write_settings(TOML)
    given = {"sales": lines(), "customer_costs": costs(), "observations": [{"observation_id": f"B{n}", **row} for n, row in enumerate(observations())], "relation_levels": levels(), "actions": PLANS}  # fmt: skip
    outcomes = {}
    for name, rows in given.items():
        path = write_table(folder / f"{name}.csv", rows, OBSERVED if name == "observations" else ())
        outcomes[name] = workspace.import_files([path], imported_at=NOON)
    return run_at(workspace), outcomes["actions"].files[0]


def test_a_plan_without_exit_rule_or_day_is_not_taken_in(taken):
    run, intake = taken
    assert (intake.role, intake.lines_accepted, intake.lines_rejected) == ("actions", 5, 2)
    taken_in = table(run, "account_plans")
    assert {r["action_id"] for r in taken_in if r["playbook_class"]} == {"P1", "P2", "P3", "P4"}
    assert [(r["action_id"], r["plan_state"]) for r in taken_in if not r["playbook_class"]] == [
        ("P7", "running")
    ]


def test_each_plan_says_whether_it_still_fits(taken):
    rows = {r["action_id"]: r for r in table(taken[0], "account_plans") if r["playbook_class"]}
    assert {n: r["plan_state"] for n, r in rows.items()} == {"P1": "running", "P2": "no_base", "P3": "other_cell", "P4": "late"}  # fmt: skip
    assert rows["P2"]["portfolio_cell"] is None


def test_the_report_lists_first_what_cannot_go_on(taken):
    section = next(s for s in taken[0].report(name="portfolio").sections if s.name == "plans")
    assert [row[0] for row in section.blocks[0].rows] == ["K02", "K07", "K01", "K01"]
    assert str(section.lead) == "Plans: 1 running, 1 late, 2 to be looked at again."
