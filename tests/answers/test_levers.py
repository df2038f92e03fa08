"""S0-33: planned levers with cost, effect, return and how the effect is known; and the set of actions that brings most within a budget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.answers._lever_plans import best_set
from clientela.answers.levers import levers
from clientela.base.i18n import translate
from clientela.base.settings import Settings
from clientela.blocks import Note, Table
from conftest import table
from mini_case import TOML, costs, levels, lines, observations
from portfolio_files import build


@dataclass
class _Given:
    tables: dict
    settings: Settings
    as_of: date = date(2025, 12, 31)
    currency: str = "EUR"


def _action(number, lever, cost, low, mid, high, status="planned"):
    return {
        "customer_id": f"C{number}", "customer_name": None, "action_id": f"A{number}", "action_text": "it", "lever_text": lever, "status_class": status, "plan_state": "running",
        "cost_amount": cost, "expected_low_amount": low, "expected_amount": mid, "expected_high_amount": high, "playbook_class": None,
    }  # fmt: skip


ACTIONS = [
    _action(1, "training", 100, 50, 300, 400), _action(2, "training", 100, None, 300, 400), _action(3, "slot", 60, 90, 180, 240), _action(4, "slot", 60, 30, 120, 180, "running"),
    _action(5, "fair", 80, 10, 40, 60), _action(6, "fair", None, 10, 40, 60), _action(7, "slot", 60, 90, 180, 240, "done"), _action(8, None, 50, None, None, None), _action(9, "slot", 5, 1, 2, 3, "dropped"),
]  # fmt: skip


def _answer(actions, budget=None, past=()):
    empty = {name: [] for name in (*levers.tables, *levers.whole_tables)}
    plain = Settings()
    rules = replace(plain, portfolio=replace(plain.portfolio, lever_budget_amount=budget))
    return levers.build(_Given({**empty, "account_plans": actions, "lever_effects": list(past)}, rules))


def _table(answer, name):
    (block,) = [b for b in answer.blocks if isinstance(b, Table) and b.name == name]
    return [{c.name: v for c, v in zip(block.columns, row, strict=True)} for row in block.rows], block


def test_each_lever_has_cost_effect_return_and_source():
    rows, _ = _table(_answer(ACTIONS), "lever_returns")
    by = {str(r["lever"]): r for r in rows}
    assert list(by) == ["training", "slot", "fair", "no lever named"]
    slot = by["slot"]
    assert (slot["open_count"], slot["unpriced_count"]) == (2, 0)
    assert (slot["cost_amount"], slot["expected_low_amount"], slot["expected_amount"]) == (120, 120, 300)
    assert (slot["return_low"], slot["return"], slot["return_high"]) == (1.0, 2.5, 3.5)
    # of one action the low end is not stated: that of the lever is not known, and no zero stands for it
    assert (by["training"]["expected_low_amount"], by["training"]["return_low"], by["training"]["return"]) == (None, None, 3.0)  # fmt: skip
    assert (by["fair"]["unpriced_count"], by["fair"]["cost_amount"]) == (1, 80)
    nameless = by["no lever named"]
    assert (nameless["cost_amount"], nameless["return"], nameless["evidence"]) == (None, None, None)
    assert {str(by[n]["evidence"]) for n in ("training", "slot", "fair")} == {"judged by who planned it"}


def test_what_was_measured_stands_beside_what_is_judged_and_is_not_mixed_with_it():
    """Three cases of one lever are measured, two of another are too few; a lever written otherwise is the same."""
    known = {
        "gain_low_amount": -20,
        "gain_amount": 45,
        "gain_high_amount": 110,
        "cases_count": 3,
        "gain_class": "none",
    }
    few = {
        "gain_low_amount": None,
        "gain_amount": None,
        "gain_high_amount": None,
        "cases_count": 2,
        "gain_class": "few",
    }
    past = [{"lever_text": "slot", **known}, {"lever_text": "training", **few}]
    answer = _answer([*ACTIONS, {**ACTIONS[2], "action_id": "B1", "lever_text": " Slot"}], past=past)
    rows, _ = _table(answer, "lever_returns")
    by = {str(r["lever"]).strip().lower(): r for r in rows}
    assert translate(by["slot"]["evidence"], language="en") == "judged, and measured on 3 past cases"
    used, _ = _table(answer, "lever_past")
    assert [str(r["lever"]).lower() for r in used] == ["slot"]  # the others were not used
    assert (used[0]["gain_low_amount"], used[0]["gain_amount"], used[0]["gain_high_amount"]) == (-20, 45, 110)  # fmt: skip
    assert (used[0]["done_count"], used[0]["dropped_count"], used[0]["cases_count"]) == (1, 1, 3)
    assert (by["slot"]["open_count"], by["slot"]["return"]) == (3, 480 / 180)  # by what is judged alone
    assert str(by["training"]["evidence"]) == "judged by who planned it"
    assert "Past cases are few" in str(answer.because)


def test_the_set_within_the_budget_brings_most_and_nothing_that_does_not_pay():
    """200: both trainings (net 400) beat one training and a slot (320); the fair costs more than it brings and is never done."""
    rows, block = _table(_answer(ACTIONS, 200.0), "lever_set")
    assert [r["customer_id"] for r in rows] == ["C1", "C2", None]
    assert (block.total[4], block.total[6]) == (200, 600)
    rows, _ = _table(_answer(ACTIONS, 10_000.0), "lever_set")
    assert [r["customer_id"] for r in rows] == ["C1", "C2", "C3", "C4", None]
    nothing = rows[-1]
    assert (str(nothing["lever"]), nothing["cost_amount"], nothing["expected_amount"]) == ("Do nothing", 0, 0)
    rows, block = _table(_answer(ACTIONS, 0.0), "lever_set")
    assert [r["customer_id"] for r in rows] == [None]
    assert block.total is None


def test_the_order_of_the_actions_changes_nothing():
    assert _answer(ACTIONS, 160.0).blocks == _answer(ACTIONS[::-1], 160.0).blocks


def test_without_a_budget_it_is_asked_for():
    answer = _answer(ACTIONS)
    assert [b.name for b in answer.blocks if isinstance(b, Table)] == ["lever_returns", "lever_past"]
    (note,) = [b for b in answer.blocks if isinstance(b, Note)]
    assert "lever_budget_amount" in str(note.text)
    assert "training" in translate(answer.headline, language="en")


def test_what_nobody_priced_is_no_answer_in_money():
    answer = _answer([ACTIONS[5], ACTIONS[7]], 100.0)
    assert [b.name for b in answer.blocks] == ["lever_returns"]
    assert answer.status == "partial"
    assert _answer([]).status == "not_answerable"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 90)), min_size=1, max_size=8), st.integers(0, 120)
)
def test_no_other_set_within_the_budget_brings_more(actions, budget):
    cost, gain = zip(*actions, strict=True)
    places = best_set(cost, gain, budget)
    assert sum(cost[i] for i in places) <= budget
    assert all(gain[i] > cost[i] for i in places)
    every = (c for n in range(len(actions) + 1) for c in combinations(range(len(actions)), n))
    best = max(sum(gain[i] - cost[i] for i in c) for c in every if sum(cost[i] for i in c) <= budget)
    assert sum(gain[i] - cost[i] for i in places) == best


def test_actions_that_all_pay_alike_are_chosen_in_seconds():
    """Forty to the cent that bring three times their cost: any full purse is as good, and the last cent is not worth minutes."""
    cost = [100 + (7919 * n % 990_000) / 100 for n in range(40)]
    budget = 0.43 * sum(cost)
    chosen = sum(cost[i] for i in best_set(cost, [3 * c for c in cost], budget))
    assert budget * 0.999 <= chosen <= budget


def test_from_the_file_of_actions_to_the_answer(tmp_path):
    actions = [
        {"action_id": "P1", "customer_id": "K01", "lever": "training", "status": "planned", "due_on": "2026-06-30", "cost_amount": "10", "expected_low_amount": "5", "expected_amount": "30", "expected_high_amount": "50"},
        {"action_id": "P2", "customer_id": "K03", "lever": "slot", "status": "planned", "due_on": "2026-06-30", "cost_amount": "20", "expected_amount": "30"},
    ]  # fmt: skip
    tables = {"customer_costs": costs(), "observations": observations(), "relation_levels": levels(), "actions": actions}  # fmt: skip
    run = build(tmp_path, lines(), tables, toml=TOML.replace("[portfolio]", "[portfolio]\nlever_budget_amount = 15.0"))  # fmt: skip
    assert {r["action_id"]: float(r["cost_amount"]) for r in table(run, "account_plans")} == {"P1": 10, "P2": 20}  # fmt: skip
    section = next(s for s in run.report(name="ten_questions").sections if s.name == "levers")
    found = {b.name: b for b in section.blocks if isinstance(b, Table)}
    assert [(r[0], float(r[4]), float(r[6])) for r in found["lever_set"].rows[:-1]] == [("K01", 10, 30)]
    assert [float(r[8]) for r in found["lever_returns"].rows] == pytest.approx([3.0, 1.5])
    assert "Planned: training is expected to bring" in translate(section.lead, language="en")
