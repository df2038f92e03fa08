"""What customers owe, as it was known on the day looked from; and it ties to the file to the cent."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

import pytest

from conftest import NOON, customers, import_rows, line, open_workspace, run_at, table

HEADER = "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount,currency\n"
ROWS = (
    "F1,C1,2025-01-10,2025-02-09,2025-02-19,100.00,,EUR",  # ten days late
    "F2,C1,2025-03-10,2025-04-09,2025-04-09,300.00,,EUR",  # on the day
    "F3,C1,2025-10-10,2025-11-09,,250.50,,EUR",  # overdue
    "F4,C1,2025-12-10,2026-01-09,,80.00,30.00,EUR",  # partly paid, not due
    "F5,C2,2025-12-01,2025-12-20,2026-01-05,70.00,,EUR",  # paid after the day: open on the day
    "F6,C2,2026-01-02,2026-02-01,,999.00,,EUR",  # issued after the day: not known
    "N1,C2,2025-11-01,2025-12-01,,-20.00,,EUR",  # a credit note
    "F7,,2025-06-01,2025-07-01,,40.00,,EUR",  # the customer stands on the document
    "F8,C4,2025-06-01,2025-07-01,,40.00,,USD",  # no rate: unknown, not one to one
)

AS_WRITTEN = datetime(2025, 12, 31, 18, tzinfo=UTC)


@pytest.fixture
def run(tmp_path):
    workspace = open_workspace(tmp_path / "workspace")
    sold = [
        line(c, date(2025, 1, 1 + i), 500, n)
        for i, (c, n) in enumerate((("C1", "F1"), ("C2", "F5"), ("C3", "F7"), ("C4", "F8")))
    ]
    import_rows(workspace, sold)
    path = tmp_path / "receivables.csv"
    path.write_text(HEADER + "\n".join(ROWS) + "\n", encoding="utf-8")
    os.utime(path, (AS_WRITTEN.timestamp(), AS_WRITTEN.timestamp()))
    outcome = workspace.import_files([path], imported_at=NOON)
    assert outcome.files[0].role == "receivables"
    return run_at(workspace, date(2025, 12, 31))


def test_open_overdue_and_delay(run) -> None:
    found = customers(run)
    c1, c2, c3, c4 = (found[c] for c in ("C1", "C2", "C3", "C4"))
    assert (float(c1["receivable_open_amount"]), float(c1["receivable_overdue_amount"])) == (280.5, 250.5)
    assert c1["payment_delay_days"] == pytest.approx(100 * 10 / 400)
    assert (float(c2["receivable_open_amount"]), float(c2["receivable_overdue_amount"])) == (50, 50)
    assert c2["payment_delay_days"] is None
    assert float(c3["receivable_overdue_amount"]) == 40
    assert (c4["receivable_open_amount"], c4["receivable_overdue_amount"]) == (None, None)


def test_sales_are_not_touched_by_receivables(run) -> None:
    (totals,) = table(run, "totals")
    assert (totals["revenue_amount"], totals["lines_count"]) == (2000, 4)


def test_without_receivables_nothing_is_zero(tiny) -> None:
    assert {c["receivable_open_amount"] for c in customers(tiny).values()} == {None}


def test_open_money_ties_to_the_demo_company(demo_s) -> None:
    import duckdb  # noqa: PLC0415 - an independent sum

    from clientela.demo import write_demo_table  # noqa: PLC0415

    workspace = demo_s.run.workspace
    path = write_demo_table(demo_s.files.truth.parent, "receivables")
    outcome = workspace.import_files([path], imported_at=NOON)
    try:
        day = demo_s.files.as_of
        run = run_at(workspace, day, publish=False)
        own = sum(float(c["receivable_open_amount"] or 0) for c in customers(run).values())
        expected = duckdb.execute(
            "select sum(amount) from read_csv(?) where (paid_on is null or paid_on > ?) and due_on is not null",
            [str(path), day],
        ).fetchone()[0]
        late = duckdb.execute(
            "select sum(amount) from read_csv(?) where due_on < ? and (paid_on is null or paid_on > ?)",
            [str(path), day, day],
        ).fetchone()[0]
        assert sum(
            float(c["receivable_overdue_amount"] or 0) for c in customers(run).values()
        ) == pytest.approx(float(late), abs=0.005)
        assert own == pytest.approx(float(expected), abs=0.005)
    finally:
        workspace.undo(outcome.added[0].id)
