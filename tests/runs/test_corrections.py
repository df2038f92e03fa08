"""Quarantined rows given back, mended and brought in again: the figures are those of a file that was right from the start."""

from __future__ import annotations

import csv
import os
from datetime import date

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from clientela.base.errors import ClientelaError
from clientela.workspace import Stated, keep_mapping
from conftest import NOON, customers, import_rows, line, open_workspace, picture, run_at, table

MARK = ("clientela_batch", "clientela_row", "clientela_problem")


def good_rows():
    rows = [
        line(f"{c:02d}", date(2025, month, c), 1000 + 10 * c + month + 0.25, f"I{c}-{month}", line_number=n, product_number=f"P{n}", quantity=n,
             salesperson=f"S{c % 2}")
        for c in range(1, 9) for month in (1, 5, 9) for n in (1, 2)
    ]  # fmt: skip
    return [*rows, line("03", date(2025, 9, 30), -50.5, "C1", line_number=1)]


def spoilt(rows):
    """Every seventh row cannot be read: the amount, the date, or both."""
    bad = [dict(row) for row in rows]
    for place, row in enumerate(bad):
        if place % 7 == 3:
            row["net_amount"] = "twelve"
        if place % 14 == 10:
            row["invoice_date"] = "soon"
    return bad


@pytest.fixture
def two(tmp_path):
    """(the workspace with the spoilt file, the picture of the good one)."""
    right = open_workspace(tmp_path / "right")
    import_rows(right, good_rows())
    wrong = open_workspace(tmp_path / "wrong")
    import_rows(wrong, spoilt(good_rows()))
    return wrong, right


def read_back(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.reader(stream, delimiter=";"))
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def write_back(path, rows):
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, delimiter=";").writerows(rows)
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))


def mend(path, right=None):
    """Do what a person does: put the right cells into the rows, found by their number in the file."""
    header, *rows = read_back(path)
    source = right or good_rows()
    place = header.index("clientela_row")
    for row in rows:
        good = source[int(float(row[place])) - 2]
        for name in ("net_amount", "invoice_date"):
            row[header.index(name)] = str(good[name])
    write_back(path, [header, *rows])
    return len(rows)


def bring(workspace, path):
    return workspace.import_files([path], imported_at=NOON)


def figures(run):
    found = picture(run, set(run.manifest.results) - {"file_control"})
    control = table(run, "file_control")
    found["sums"] = [
        str(float(sum(row[name] for row in control)))
        for name in ("lines_read", "lines_accepted", "lines_rejected", "accepted_amount", "rejected_amount")
    ]
    return found


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_mended_rows_make_the_file_right(two, tmp_path, suffix):
    wrong, right = two
    before = run_at(wrong)
    assert customers(before) != customers(run_at(right))
    ((path, rows),) = wrong.export_quarantine(tmp_path / f"bad{suffix}")
    header = read_back(path)[0]
    assert tuple(header[-3:]) == MARK
    assert rows == len(wrong.quarantine()) == mend(path) > 5
    outcome = bring(wrong, path)
    assert outcome.replaced_lines == 0
    assert outcome.added[0].corrects == wrong.batches()[0].id
    assert wrong.quarantine() == []
    after = run_at(wrong)
    assert figures(after) == figures(run_at(right))

    again = bring(wrong, path)
    assert (again.added, again.known) == ((), (path.name,))
    assert figures(run_at(wrong)) == figures(after)

    fingerprint = before.manifest.results
    wrong.undo(outcome.added[0].id)
    assert len(wrong.quarantine()) == rows
    assert run_at(wrong).manifest.results == fingerprint


def test_a_document_keeps_the_lines_it_has_where_lines_have_no_number(tmp_path):
    """Without line numbers a re-export replaces the document; the correction of one of its lines must not."""
    day = date(2025, 5, 5)
    rows = [line("1", day, amount, "I1") for amount in (10, 20, "x", 40)]
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, rows)
    ((path, _),) = workspace.export_quarantine(tmp_path / "bad.csv")
    mend(path, [line("1", day, amount, "I1") for amount in (10, 20, 30, 40)])
    bring(workspace, path)
    row = customers(run_at(workspace))["1"]
    assert (row["revenue_amount"], row["orders_count"], row["lines_count"]) == (100, 1, 4)


def test_a_second_correction_of_the_same_rows_takes_the_place_of_the_first(two, tmp_path):
    wrong, right = two
    ((path, rows),) = wrong.export_quarantine(tmp_path / "bad.csv")
    other = path.with_name("other.csv")
    other.write_bytes(path.read_bytes())
    mend(path, [{**row, "net_amount": 1} for row in good_rows()])
    first = bring(wrong, path).added[0]
    halfway = run_at(wrong).manifest.results
    mend(other)
    second = bring(wrong, other).added[0]
    assert customers(run_at(wrong)) == customers(run_at(right))
    wrong.undo(second.id)
    assert run_at(wrong).manifest.results == halfway
    bring(wrong, other)
    wrong.undo(first.id)
    assert customers(run_at(wrong)) == customers(run_at(right))
    wrong.undo(wrong.batches()[-1].id)
    assert len(wrong.quarantine()) == rows


def test_what_is_still_wrong_stays_in_quarantine_and_can_be_mended_from_there(two, tmp_path):
    wrong, right = two
    ((path, rows),) = wrong.export_quarantine(tmp_path / "bad.csv")
    spoil = good_rows()
    for row in spoil[:20]:
        row["net_amount"] = "still wrong"
    mend(path, spoil)
    bring(wrong, path)
    left = wrong.quarantine()
    assert 0 < len(left) < rows
    assert {row["file"] for row in left} == {"bad.csv"}
    ((second, count),) = wrong.export_quarantine(tmp_path / "second.csv")
    assert count == len(left)
    header, *cells = read_back(second)
    amount, number, day = (
        header.index("net_amount"),
        header.index("invoice_number"),
        header.index("line_number"),
    )
    by_line = {(row["invoice_number"], str(row["line_number"])): row for row in good_rows()}
    for cell in cells:
        good = by_line[cell[number], cell[day]]
        cell[amount], cell[header.index("invoice_date")] = str(good["net_amount"]), good["invoice_date"]
    write_back(second, [header, *cells])
    bring(wrong, second)
    assert wrong.quarantine() == []
    assert customers(run_at(wrong)) == customers(run_at(right))


def test_undo_in_any_order(two, tmp_path):
    wrong, _ = two
    ((path, _),) = wrong.export_quarantine(tmp_path / "bad.csv")
    mend(path)
    correction = bring(wrong, path).added[0]
    whole = run_at(wrong).manifest.results
    root = next(b for b in wrong.batches() if not b.corrects)
    wrong.undo(root.id)  # the correction has nothing to correct, and waits
    assert wrong.facts_summary()["lines"] == 0
    assert wrong.quarantine() == []
    import_rows(wrong, spoilt(good_rows()))
    assert customers(run_at(wrong))["01"]["lines_count"] == 6
    assert wrong.quarantine() == []
    wrong.undo(correction.id)
    wrong.undo(root.id)
    assert (wrong.batches(), wrong.facts_summary()["lines"]) == ((), 0)
    assert whole


def test_a_later_export_replaces_the_document_with_its_correction(two, tmp_path):
    wrong, right = two
    ((path, _),) = wrong.export_quarantine(tmp_path / "bad.csv")
    mend(path, [{**row, "net_amount": 7} for row in good_rows()])
    bring(wrong, path)
    import_rows(wrong, good_rows(), name="again.csv")
    assert customers(run_at(wrong)) == customers(run_at(right))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("clientela_batch", "nothing-000000", "not in the facts"), ("clientela_row", "2", "not in the quarantine"), ("clientela_batch", "", "same batch")],
)  # fmt: skip
def test_marks_that_do_not_fit_are_refused(two, tmp_path, column, value, words):
    wrong, _ = two
    ((path, _),) = wrong.export_quarantine(tmp_path / "bad.csv")
    mend(path)
    header, *rows = read_back(path)
    for row in rows:
        row[header.index(column)] = value
    write_back(path, [header, *rows])
    before = wrong.facts
    with pytest.raises(ClientelaError, match=words):
        bring(wrong, path)
    assert wrong.facts == before


def test_files_of_different_columns_are_given_back_apart(two, tmp_path):
    wrong, _ = two
    import_rows(
        wrong,
        [
            {**line("90", date(2025, 3, 3), "??", "Z1"), "area": "North"},
            line("90", date(2025, 3, 4), 5, "Z2"),
        ],
        name="b.csv",
    )
    written = wrong.export_quarantine(tmp_path / "bad.xlsx")
    assert [path.name for path, _ in written] == ["bad.xlsx", "bad-2.xlsx"]
    assert written[1][1] == 1
    only = wrong.export_quarantine(tmp_path / "one.csv", batch_id=wrong.batches()[1].id)
    assert [rows for _, rows in only] == [1]


def test_numbers_of_a_workbook_and_of_a_comma_country_survive(tmp_path):
    """A cell that was a number stays one, and 1.234 of a file with decimal commas is not 1,234."""
    rows = [
        ("Nr", "Data", "Cliente", "Importo"),
        *((f"F{n}", f"{n:02d}/03/2025", f"{n:03d}", f"1.23{n % 10},50") for n in range(13, 28)),
    ]
    for form in ("italian.csv", "typed.xlsx"):
        path = tmp_path / form
        if form.endswith(".csv"):
            bad = [list(row) for row in rows]
            bad[5][1] = "boh"
            path.write_text("\n".join(";".join(row) for row in bad), encoding="cp1252")
        else:
            with xlsxwriter.Workbook(str(path)) as book:
                sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
                sheet.write_row(0, 0, rows[0])
                for place, (number, on, customer, amount) in enumerate(rows[1:], start=1):
                    sheet.write_row(place, 0, (number, "", customer))
                    if place == 5:
                        sheet.write_string(place, 1, "boh")
                    else:
                        sheet.write_datetime(place, 1, date(2025, 3, int(on[:2])), day)
                    sheet.write_number(place, 3, float(amount.replace(".", "").replace(",", ".")))
        os.utime(path, (NOON.timestamp(), NOON.timestamp()))
        workspace = open_workspace(tmp_path / form.replace(".", "-"))
        workspace.import_files([path], imported_at=NOON)
        ((given, count),) = workspace.export_quarantine(tmp_path / f"given-{form}")
        assert count == 1
        header, row = read_back(given)
        row[header.index("Data")] = "17/03/2025"
        write_back(given, [header, row])
        bring(workspace, given)
        summary = workspace.facts_summary()
        expected = sum(round(float(r[3].replace(".", "").replace(",", ".")) * 10_000) for r in rows[1:])
        assert (summary["lines"], summary["amount"]) == (15, expected)


def test_the_quarantine_of_an_older_version_gives_back_what_it_kept(two, tmp_path):
    wrong, _ = two
    folder = wrong.path / "batches" / wrong.batches()[0].id
    import duckdb  # noqa: PLC0415 - makes the old file

    old = folder / "old.parquet"
    duckdb.sql(
        f"copy (select * exclude cells from '{folder / 'rejected.parquet'}') to '{old}' (format parquet)"
    )
    old.replace(folder / "rejected.parquet")
    ((path, rows),) = wrong.export_quarantine(tmp_path / "old.csv")
    assert rows == len(wrong.quarantine())
    assert "twelve" in path.read_text(encoding="utf-8-sig")


def _book(path, header, rows, *, sheet="Data", over=()):
    """Write a workbook whose table stands on a hidden sheet, below the rows `over` it."""
    with xlsxwriter.Workbook(str(path)) as book:
        cover = book.add_worksheet("Cover")
        for place, row in enumerate(
            [["Month", "Customer", "Amount"], ["2025-01", "Sum", 1], ["2025-02", "Sum", 2]]
        ):
            cover.write_row(place, 0, row)
        data = book.add_worksheet(sheet)
        for place, row in enumerate([*over, header, *rows]):
            data.write_row(place, 0, row)
        data.hide()
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))


STATED = {"document_on": "k1", "document_id": "k2", "customer_id": "k3", "net_amount": "k4", "product_name": "k5", "area_id": "k6", "channel": "k7"}  # fmt: skip


def _stated_firm(tmp_path, bad):
    """Import a workbook of a hidden sheet, its names in row 3 where nobody would look for them, as a person stated."""
    workspace = open_workspace(tmp_path / f"w{bad}")
    rows = [
        [f"{n:02d}/03/2025", f"F{n}", "Customer", f"{n},50", "Product", "Area", "Country"]
        for n in range(1, 11)
    ]
    right = rows[4][3]
    rows[4][3] = bad or right
    path = tmp_path / "hidden.xlsx"
    _book(path, list(STATED.values()), rows, over=[["Made by"], ["Customer", "Date", "Invoice", "Amount"]])
    (found, *_) = workspace.preview([path], imported_at=NOON, is_lenient=True).described
    assert found.sheets == ("Cover", "Data")
    assert keep_mapping(workspace, found, Stated("sales_lines", sheet="Data", header_row=3)) is True
    (found,) = workspace.preview([path], imported_at=NOON, is_lenient=True).described
    assert (found.part, [c.name for c in found.columns]) == ("Data", list(STATED.values()))
    stated = Stated(
        "sales_lines", columns={column: role for role, column in STATED.items()}, sheet="Data", header_row=3,
        dates="dd/mm/yyyy", decimal=",",
    )  # fmt: skip
    assert keep_mapping(workspace, found, stated) is False
    (batch,) = bring(workspace, path).added
    assert (batch.part, batch.lines_read, batch.lines_rejected) == ("Data", 10, 1 if bad else 0)
    return workspace, right


@pytest.mark.parametrize("where", ["csv", "xlsx", "hidden"])
def test_corrected_rows_of_a_stated_sheet_and_header_are_read_by_its_mapping(tmp_path, where):
    workspace, right = _stated_firm(tmp_path, "five")
    ((path, rows),) = workspace.export_quarantine(tmp_path / f"bad.{'csv' if where == 'csv' else 'xlsx'}")
    assert rows == 1
    header, *cells = read_back(path)
    cells[0][header.index("k4")] = right
    if where == "hidden":
        _book(path, header, cells, sheet="Quarantine")
    else:
        write_back(path, [header, *cells])
    (batch,) = bring(workspace, path).added
    assert (batch.lines_read, batch.lines_rejected, batch.accepted_amount) == (1, 0, 55_000)
    assert workspace.quarantine() == []
    whole, _ = _stated_firm(tmp_path, "")
    assert figures(run_at(workspace)) == figures(run_at(whole))
