"""The record of decisions: dissent beside it, the day to look again, and rows of a later day that change nothing."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.scope import Scope
from conftest import line, table
from portfolio_files import build

LOG = [
    {"decision_id": "D1", "decided_on": "2025-03-01", "decided_by": "Director", "decision": "raise the minimum order", "customer_id": "A", "dissent": "Rossi: they will leave", "expected": "fewer small orders", "review_on": "2025-09-30"},
    {"decision_id": "D2", "decided_on": "2025-04-01", "decided_by": "Director", "decision": "sell through the dealer", "customer_id": "B", "expected": "lower cost", "review_on": "2025-09-30", "outcome": "cost down by 8 %"},
    {"decision_id": "D3", "decided_on": "2025-05-01", "decided_by": "Owner", "decision": "a new price list", "expected": "1 % more margin", "review_on": "2026-06-30"},
    {"decision_id": "D4", "decided_on": "2025-06-01", "decided_by": "Owner", "decision": "key account: A", "customer_id": "A", "expected": "a joint plan"},
    {"decision_id": "D5", "decided_on": "2026-01-10", "decided_by": "Owner", "decision": "not known yet", "customer_id": "A", "review_on": "2026-02-01"},
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    rows = [line(name, date(2025, month, 4), 100, salesperson=seller) for name, seller in (("A", "E1"), ("B", "E2")) for month in (3, 9)]  # fmt: skip
    return build(tmp_path_factory.mktemp("decided"), rows, {"decision_log": LOG})


def test_each_decision_has_its_review_and_who_was_against_it(run):
    rows = {r["decision_id"]: r for r in table(run, "decisions")}
    assert {n: r["review_class"] for n, r in rows.items()} == {"D1": "overdue", "D2": "closed", "D3": "ahead", "D4": "none"}  # fmt: skip
    assert rows["D1"]["dissent_text"] == "Rossi: they will leave"
    assert rows["D1"]["customer_name"] == "Customer A"
    assert (rows["D3"]["customer_key"], rows["D3"]["customer_id"]) == (0, None)


def test_a_scope_sees_the_decisions_of_its_customers_alone(run):
    assert {r["decision_id"] for r in table(run, "decisions", scope=Scope("seller_id", ("E2",)))} == {"D2"}


def test_the_report_lists_what_is_overdue_first(run):
    section = next(s for s in run.report(name="portfolio").sections if s.name == "decisions")
    assert [row[0] for row in section.blocks[0].rows] == ["D1", "D4", "D3", "D2"]
    assert "1 decision waits" in str(section.lead)
