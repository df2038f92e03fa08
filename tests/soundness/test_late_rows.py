"""Guards a later file: documents it brings again replace the old ones whole, and what lies after as_of says nothing."""

from __future__ import annotations

from datetime import date, timedelta

from conftest import AS_OF, customers, import_rows, line, open_workspace, picture, run_at, table, tiny_rows


def test_a_late_file_replaces_whole_documents(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    day = date(2025, 5, 5)
    import_rows(
        workspace,
        [line("1", day, n, "I1", line_number=n) for n in (1, 2, 4)]
        + [line("1", day, 100, "I2", line_number=1)],
        name="old.csv",
    )
    import_rows(
        workspace,
        [line("1", day, 1, "I1", line_number=1), line("1", day, 16, "I1", line_number=9)],
        name="new.csv",
    )
    run = run_at(workspace)
    row = customers(run)["1"]
    assert row["revenue_amount"] == 117  # 1 + 16 of the corrected document, lines 2 and 4 are gone; I2 stays
    assert (row["orders_count"], row["lines_count"]) == (2, 3)


def test_a_document_that_moves_to_another_month_leaves_the_old_one(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(
        workspace,
        [line("1", date(2025, 3, 31), 10, "I1"), line("1", date(2025, 3, 2), 1, "I0")],
        name="old.csv",
    )
    import_rows(workspace, [line("1", date(2025, 4, 1), 12, "I1")], name="new.csv")
    months = {
        r["month_number"] % 12 + 1: r["revenue_amount"] for r in table(run_at(workspace), "revenue_by_month")
    }
    assert months == {3: 1, 4: 12}
    workspace.undo(workspace.batches()[-1].id)
    months = {
        r["month_number"] % 12 + 1: r["revenue_amount"] for r in table(run_at(workspace), "revenue_by_month")
    }
    assert months == {3: 11}


def test_the_same_number_next_year_is_another_document(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, [line("1", date(2024, 3, 1), 10, "1")], name="2024.csv")
    import_rows(workspace, [line("1", date(2025, 3, 1), 20, "1")], name="2025.csv")
    row = customers(run_at(workspace))["1"]
    assert (row["revenue_amount"], row["orders_count"]) == (30, 2)


def test_rows_after_as_of_change_nothing(made):
    about = {"salesperson": "S9", "area": "Area 9", "segment": "Z", "cost_amount": 1}
    known = tiny_rows()
    later = [
        line(f"{n:03d}", AS_OF + timedelta(days=n), 99_999, f"L{n}", invoice_type="invoice", line_number=1, **about) | {"customer_name": "Renamed"}
        for n in range(1, 40)  # thirty known customers, and nine that come after as_of
    ]  # fmt: skip
    before, after = made(known), made(known + later)
    hidden = {"file_control", "after_as_of"}  # what was read is said as it was read
    names = set(before.manifest.results) - hidden
    assert picture(after, names) == picture(before, names)
    assert after.manifest.last_on != before.manifest.last_on  # the rows did arrive


def test_a_second_system_after_as_of_does_not_rename_customers(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, [line("42", date(2025, 5, 1), 10, "I1")], name="a.csv", source="north")
    before = customers(run_at(workspace))
    import_rows(workspace, [line("42", AS_OF + timedelta(days=3), 20, "I1")], name="b.csv", source="south")
    assert customers(run_at(workspace)) == before


def test_lines_after_the_day_of_the_run_are_told(tmp_path):
    """Accepted money that is in no figure must be said, or the report does not tie to the file."""
    workspace = open_workspace(tmp_path / "w")
    import_rows(
        workspace,
        [line("1", date(2025, 3, 31), 10, "I1"), line("1", date(2026, 3, 2), 7, "I2")],
        name="a.csv",
    )
    (after,) = table(run_at(workspace), "after_as_of")
    assert (after["lines_after_count"], after["after_amount"], after["first_after_on"]) == (
        1,
        7,
        date(2026, 3, 2),
    )


def months_of(tmp_path, *files):
    workspace = open_workspace(tmp_path / "w")
    for name, rows in files:
        import_rows(workspace, rows, name=name)
    return {
        r["month_number"] % 12 + 1: (r["revenue_amount"], r["orders_count"])
        for r in table(run_at(workspace), "revenue_by_month")
    }


def test_numbers_that_restart_each_month_are_no_re_export(tmp_path):
    """Invoices 1, 2, 3 of January, February and March are nine invoices, also where a number falls to the same customer again."""
    files = [
        (f"m{m}.csv", [line(str(n % 2), date(2025, m, n + 3), 100, str(n)) for n in (1, 2, 3)])
        for m in (1, 2, 3)
    ]
    assert months_of(tmp_path, *files) == {1: (300, 3), 2: (300, 3), 3: (300, 3)}


def test_two_parts_of_one_document_complete_each_other(tmp_path):
    """Line 1 of an invoice in one file and line 2 in another are one invoice of two lines; the same line again replaces it."""
    day = date(2025, 3, 5)
    parts = [
        ("a.csv", [line("1", day, 100, "I1", line_number=1)]),
        ("b.csv", [line("1", day, 50, "I1", line_number=2)]),
    ]
    assert months_of(tmp_path, *parts) == {3: (150, 1)}
    assert months_of(tmp_path / "again", *parts, ("c.csv", [line("1", day, 60, "I1", line_number=2)])) == {
        3: (160, 1)
    }
