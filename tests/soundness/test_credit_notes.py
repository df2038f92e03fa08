"""Guards credit notes counted as sales or as orders, or swallowed by the invoice that bears the same number."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import build_workspace, customers, import_rows, line, open_workspace, run_at, table

DAY = date(2025, 11, 3)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_credit_note_takes_away_whatever_its_sign_in_the_file(made, sign):
    rows = [
        line("1", DAY, 100, "I1", invoice_type="invoice", quantity=10, cost_amount=60),
        line("1", DAY, sign * 30, "C1", invoice_type="credit note", quantity=sign * 3, cost_amount=sign * 18),
    ]
    (row,) = table(made(rows), "customers")
    assert (row["revenue_amount"], row["returns_amount"], row["margin_amount"]) == (70, 30, 28)
    assert (row["orders_count"], row["lines_count"]) == (1, 2)
    assert row["returns_share"] == pytest.approx(0.3)


def test_invoice_and_credit_note_of_one_number_are_two_documents(made):
    """Separate number series per kind are the rule, not the exception."""
    rows = [
        line("1", date(2025, 3, 1), -30, "7", invoice_type="credit note"),
        line("1", date(2025, 6, 1), 100, "7", invoice_type="invoice"),
    ]
    (row,) = table(made(rows), "customers")
    assert (row["orders_count"], row["first_order_on"], row["revenue_amount"]) == (1, date(2025, 6, 1), 70)


def test_a_later_credit_note_does_not_replace_the_invoice_of_its_number(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, [line("1", date(2025, 3, 1), 100, "7", invoice_type="invoice")], name="march.csv")
    later = [
        line("1", date(2025, 4, 1), -30, "7", invoice_type="credit note"),
        line("1", date(2025, 4, 1), 10, "8", invoice_type="invoice"),
    ]
    outcome = import_rows(workspace, later, name="april.csv")
    assert outcome.replaced_lines == 0
    (row,) = table(run_at(workspace), "customers")
    assert (row["revenue_amount"], row["orders_count"]) == (80, 2)


def test_a_day_without_document_numbers_that_begins_with_a_return_is_still_an_order(made):
    rows = [
        {**line("1", DAY, -30, "", invoice_type="credit note"), "invoice_number": None},
        {**line("1", DAY, 100, "", invoice_type="invoice"), "invoice_number": None},
    ]
    (row,) = table(made(rows), "customers")
    assert (row["orders_count"], row["last_order_on"], row["revenue_amount"]) == (1, DAY, 70)


def test_only_credit_notes(made):
    rows = [line("1", date(2025, month, 1), -10, f"C{month}", invoice_type="credit note") for month in (2, 9)]
    rows += [line("2", DAY, 100, "I1", invoice_type="invoice")]
    run = made(rows)
    row = customers(run)["1"]
    assert (row["revenue_amount"], row["orders_count"], row["returns_amount"]) == (-20, 0, 20)
    assert row["first_order_on"] is None
    assert row["last_order_on"] is None
    assert row["recency_days"] is None
    assert row["basket_amount"] is None
    assert row["abc_value_class"] == "C"
    assert row["lifecycle_state"] not in ("F", "N", "R", "G")
    (found,) = table(run, "concentration")
    assert (found["customers_count"], found["left_out_count"], found["largest_share"]) == (1, 1, 1.0)
    (totals,) = table(run, "totals")
    assert (totals["revenue_amount"], totals["new_count"]) == (80, 1)


def test_whole_company_of_credit_notes_computes(tmp_path):
    rows = [line(str(n), DAY, -10 - n, f"C{n}", invoice_type="credit note") for n in range(12)]
    run = build_workspace(tmp_path, rows)
    assert {r["abc_value_class"] for r in table(run, "customers")} == {"C"}
    (found,) = table(run, "concentration")
    assert found["gini_index"] is None
    assert found["left_out_count"] == 12
