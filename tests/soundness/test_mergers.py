"""Guards money lost or doubled when a customer gets another number, is taken over, or leaves again.

Nobody is joined by a guess: a changed number is a second customer until a link says otherwise. Links are a map over the lines, so
every line counts once under exactly one customer, on every level and in every view.
"""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.settings import Structure
from clientela.workspace import Statement
from conftest import AS_OF, NOON, customers, line, noon, table, tiny_rows


def test_a_changed_number_is_two_customers_and_the_money_is_there_once(made):
    rows = [line("old", date(2024, month, 1), 100, f"I{month}") for month in range(1, 13)]
    rows += [
        line("new", date(2025, month, 1), 100, f"I{month}") | {"customer_name": "Customer old"}
        for month in range(1, 13)
    ]
    run = made(rows)
    found = customers(run)
    assert set(found) == {"old", "new"}
    assert found["old"]["customer_name"] == found["new"]["customer_name"]
    assert (found["old"]["revenue_12m_amount"], found["old"]["revenue_prior_12m_amount"]) == (0, 1200)
    assert (found["new"]["revenue_12m_amount"], found["new"]["revenue_prior_12m_amount"]) == (1200, 0)
    (totals,) = table(run, "totals")
    assert (totals["revenue_amount"], totals["revenue_12m_amount"], totals["revenue_prior_12m_amount"]) == (
        2400,
        1200,
        1200,
    )
    assert totals["customers_count"] == 2


@pytest.mark.parametrize("view", ["as_is", "as_was", "as_if"])
@pytest.mark.parametrize("level", ["number", "legal", "site", "group"])
def test_every_line_counts_once_whatever_is_joined(made, view, level):
    whole = made(tiny_rows())
    workspace = whole.workspace
    chain = [
        Statement("002", "001", "legal", from_on=date(2024, 3, 5)),
        Statement("003", "002", "legal", to_on=date(2025, 2, 1)),
        Statement("003", "004", "legal", from_on=date(2025, 2, 2)),
        Statement("001", "003", "group"),
        Statement("010", "011", "site"), Statement("011", "010", "site"),
        Statement("020", "021", "legal", scenario="plan"),
    ]  # fmt: skip
    workspace.link(chain, stated_by="Anna", stated_at=NOON)
    structure = Structure(view=view, level=level, scenario="plan")
    run = workspace.run(started_at=NOON, finished_at=noon, as_of=AS_OF, structure=structure)
    before, after = table(whole, "totals")[0], table(run, "totals")[0]
    moved = {"customers_count", "active_count", "active_prior_count", "new_count"}
    assert {k: v for k, v in before.items() if k not in moved} == {
        k: v for k, v in after.items() if k not in moved
    }
    assert (
        table(whole, "revenue_by_month")[0]["revenue_amount"]
        == table(run, "revenue_by_month")[0]["revenue_amount"]
    )
    with run.reading() as reader:
        (lines,) = reader.query("select count(*) as n from identified_lines")
        assert lines["n"] == before["lines_count"]


def test_numbers_are_texts(made):
    """042, 42 and 4.20 are three customers; a reader that takes them for numbers makes two of them one."""
    rows = [
        line(number, date(2025, 5, n), n, f"I{n}")
        for n, number in enumerate(("042", "42", "4.20", "4.2"), start=1)
    ]
    found = customers(made(rows))
    assert {k: v["revenue_amount"] for k, v in found.items()} == {"042": 1, "42": 2, "4.20": 3, "4.2": 4}
