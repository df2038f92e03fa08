"""Guards money lost or doubled when a customer gets another number.

Sameness, groups and mergers are map tables of a later version. Today a changed number is a second customer: this is
said here, and the totals tie all the same.
"""

from __future__ import annotations

from datetime import date

from conftest import customers, line, table


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


def test_numbers_are_texts(made):
    """042, 42 and 4.20 are three customers; a reader that takes them for numbers makes two of them one."""
    rows = [
        line(number, date(2025, 5, n), n, f"I{n}")
        for n, number in enumerate(("042", "42", "4.20", "4.2"), start=1)
    ]
    found = customers(made(rows))
    assert {k: v["revenue_amount"] for k, v in found.items()} == {"042": 1, "42": 2, "4.20": 3, "4.2": 4}
