"""Guards money counted twice: the same file again, the same line again, an overlapping export."""

from __future__ import annotations

from datetime import date

from conftest import NOON, customers, import_rows, line, open_workspace, picture, run_at, table, write_rows


def test_the_same_file_twice(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    rows = [line("1", date(2025, 5, n), n, line_number=1) for n in range(1, 9)]
    import_rows(workspace, rows)
    first = run_at(workspace)
    again = import_rows(workspace, rows)
    renamed = import_rows(workspace, rows, name="copy of sales.csv")
    assert (len(again.added), again.known) == (0, ("sales.csv",))
    assert (len(renamed.added), renamed.known) == (0, ("copy of sales.csv",))
    second = run_at(workspace)
    assert second.manifest.run_id == first.manifest.run_id
    assert picture(second) == picture(first)
    (totals,) = table(second, "totals")
    assert (totals["revenue_amount"], totals["lines_count"]) == (36, 8)


def test_the_same_file_twice_in_one_import(tmp_path):
    rows = [line("1", date(2025, 5, 1), 10)]
    paths = [write_rows(tmp_path / name, rows) for name in ("a.csv", "b.csv")]
    workspace = open_workspace(tmp_path / "w")
    outcome = workspace.import_files(paths, imported_at=NOON)
    assert (len(outcome.added), outcome.known) == (1, ("b.csv",))
    assert customers(run_at(workspace))["1"]["revenue_amount"] == 10


def test_a_line_repeated_under_its_number_counts_once(made):
    rows = [line("1", date(2025, 5, 1), 10, "I1", line_number=n) for n in (1, 2, 2)]
    run = made(rows)
    (control,) = table(run, "file_control")
    assert (control["lines_read"], control["lines_accepted"], control["lines_excluded"]) == (3, 2, 1)
    assert (control["accepted_amount"], control["excluded_amount"]) == (20, 10)
    assert customers(run)["1"]["revenue_amount"] == 20


def test_an_overlapping_export_counts_each_document_once(tmp_path):
    rows = [line("1", date(2025, month, 10), 100, f"I{month}") for month in range(1, 7)]
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, rows[:4], name="to_april.csv")
    outcome = import_rows(workspace, rows[2:], name="from_march.csv")
    assert outcome.replaced_lines == 2
    run = run_at(workspace)
    row = customers(run)["1"]
    assert (row["revenue_amount"], row["orders_count"]) == (600, 6)
    files = table(run, "file_control")
    assert sum(f["accepted_amount"] - f["replaced_amount"] for f in files) == 600


def test_two_systems_with_the_same_numbers_are_not_mixed(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, [line("42", date(2025, 5, 1), 10, "I1")], name="a.csv", source="north")
    import_rows(
        workspace,
        [line("42", date(2025, 5, 1), 20, "I1"), line("43", date(2025, 5, 2), 5, "I2")],
        name="b.csv",
        source="south",
    )
    found = customers(run_at(workspace))
    assert {k: v["revenue_amount"] for k, v in found.items()} == {"north:42": 10, "south:42": 20, "43": 5}


def test_undoing_the_second_system_gives_the_plain_number_back(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, [line("42", date(2025, 5, 1), 10, "I1")], name="a.csv", source="north")
    before = customers(run_at(workspace))
    outcome = import_rows(workspace, [line("42", date(2025, 5, 1), 20, "I1")], name="b.csv", source="south")
    workspace.undo(outcome.added[0].id)
    assert customers(run_at(workspace)) == before
