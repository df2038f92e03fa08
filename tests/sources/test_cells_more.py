from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from clientela.sources import MappingNeededError
from clientela.sources._dates import SixReading, decide_six

_HEAD = "Belegdatum;Belegnr;Kundennr;Nettobetrag\n"


def _lines(dates: list[str]) -> str:
    return _HEAD + "".join(f"{d};{i};K{i % 7};{i},50\n" for i, d in enumerate(dates, 1))


def _state(reader, mapping: str, line: str) -> None:
    target = reader.mappings / mapping.rsplit("/", 1)[-1]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"[dialect]\n{line}\n", encoding="utf-8")


def test_six_digits_with_the_year_first_are_told_from_the_whole_column(reader, look) -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=3 * i) for i in range(100)]
    intake = reader.one("a.csv", _lines([d.strftime("%y%m%d") for d in days]))
    assert [d for (d,) in look(intake.lines, "document_on")] == days
    assert intake.dialect.dates == "yymmdd"


def test_six_digits_with_the_day_first_are_told_from_the_whole_column(reader, look) -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=3 * i) for i in range(100)]
    intake = reader.one("a.csv", _lines([d.strftime("%d%m%y") for d in days]))
    assert [d for (d,) in look(intake.lines, "document_on")] == days
    assert intake.dialect.dates == "ddmmyy"


@pytest.mark.parametrize(
    "dates",
    [
        ["240108", "240110", "240112"],
        [f"01{month:02d}{year:02d}" for year in range(1, 25) for month in range(1, 13)],
        [f"{day}{year:02d}" for year in range(18, 25) for day in ("3101", "3004", "3110")],
    ],
)
def test_six_digits_that_read_in_two_orders_are_asked_about(reader, dates) -> None:
    with pytest.raises(MappingNeededError, match="yymmdd") as caught:
        reader.one("a.csv", _lines(dates))
    assert "ddmmyy" in str(caught.value)


@pytest.mark.parametrize(
    ("stated", "day"), [("yymmdd", dt.date(2024, 1, 8)), ("ddmmyy", dt.date(2008, 1, 24))]
)
def test_the_mapping_states_the_order_of_six_digits(reader, look, stated, day) -> None:
    path = reader.write("a.csv", _lines(["240108", "240110", "240112"]))
    with pytest.raises(MappingNeededError) as caught:
        reader.read(path)
    _state(reader, str(dict(caught.value.message.params)["mapping"]), f'dates = "{stated}"')
    (intake,) = reader.read(path)
    assert look(intake.lines, "document_on")[0] == (day,)


def test_the_order_with_years_that_lie_in_the_past_is_taken() -> None:
    one = SixReading("ymd", 5, 2036, 2036, frozenset({1, 2}))
    other = SixReading("day_compact", 5, 2001, 2003, frozenset({10, 11}))
    assert decide_six([one, other]) == ("day_compact",)
    assert decide_six([]) == ()


def test_one_bad_number_goes_to_quarantine_with_its_column(reader, look) -> None:
    content = (
        "Codice cliente;Data contatto;Minuti;Modalit\u00e0 di contatto\n"
        "C1;05/03/2024;45;Visita\nC2;06/03/2024;1:30;Visita\nC3;16/03/2024;12,5;Visita\n"
    )
    intake = reader.one("visite.csv", content)
    assert look(intake.rows, "customer_id, minutes") == [("C1", 45), ("C3", 12.5)]
    assert look(intake.rejected, "column_name, value, reason_code") == [
        ("Minuti", "1:30", "unreadable_number")
    ]


def _book(sheets: list[tuple[str, float, str]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, amount, state in sheets:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Date", "Customer", "Amount"])
            sheet.write_row(1, 0, ["2024-01-31", "A", amount])
            if state:
                getattr(sheet, state)()
        if all(state for _, _, state in sheets):
            book.add_worksheet("Cover").write(0, 0, "Made by the accounts department")
            book.get_worksheet_by_name("Cover").activate()
    return stream.getvalue()


@pytest.mark.parametrize("state", ["hide", "very_hidden"])
def test_a_hidden_sheet_is_left_out_and_named(reader, state) -> None:
    (intake,) = reader.read(reader.write("a.xlsx", _book([("Jan", 1, ""), ("Old", 2, state)])))
    assert (intake.part, intake.net_accepted) == ("Jan", 10_000)
    assert any("Old is hidden and was not read" in str(note) for note in intake.notes)


def test_only_hidden_sheets_hold_a_table(reader) -> None:
    (intake,) = reader.read(reader.write("a.xlsx", _book([("Old", 2, "hide")])))
    assert (intake.part, intake.net_accepted) == ("Old", 20_000)
    assert any("hidden; it was read" in str(note) for note in intake.notes)


def test_cells_merged_over_rows_count_for_each_but_amounts_do_not(reader, look) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, plain = book.add_worksheet("Sales"), book.add_format()
        sheet.write_row(0, 0, ["Customer", "Date", "Document", "Amount"])
        for i in range(5):
            sheet.write_row(1 + i, 1, [f"2024-01-{20 + i}", f"F{i}", 10 * (i + 1)])
        sheet.merge_range("A2:A4", "Alfa", plain)
        sheet.write("A5", "Beta")
        sheet.merge_range("D5:D6", 40, plain)
    intake = reader.one("a.xlsx", stream.getvalue())
    assert look(intake.lines, "customer_id, net_amount")[:4] == [
        ("Alfa", 100_000), ("Alfa", 200_000), ("Alfa", 300_000), ("Beta", 400_000),
    ]  # fmt: skip
    assert intake.net_accepted == 1_000_000
    assert any("2 cells were filled" in str(note) for note in intake.notes)


def test_few_groups_are_not_filled_but_said(reader, look) -> None:
    rows = "".join(f"{1 + i}/02/2024;{'' if i % 3 else f'C{i}'};F{i};{i},50\n" for i in range(15))
    intake = reader.one("a.csv", "Data;Cliente;Documento;Importo\n" + rows)
    assert sum(c is None for (c,) in look(intake.lines, "customer_id")) == 10
    assert any("10 lines name no customer" in str(note) for note in intake.notes)


def test_the_mapping_takes_a_hidden_sheet_alone(reader) -> None:
    path = reader.write("a.xlsx", _book([("Jan", 1, ""), ("Old", 2, "hide")]))
    (intake,) = reader.read(path)
    _state(reader, f"{intake.header_key}.toml", 'sheet = "Old"')
    (intake,) = reader.read(path)
    assert (intake.part, intake.net_accepted) == ("Old", 20_000)


def _padded_book(declared: str = "") -> bytes:
    """A workbook whose customer numbers are numbers shown with five digits."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, zeros = book.add_worksheet("Sales"), book.add_format({"num_format": "00000"})
        seven, plain = (
            book.add_format({"num_format": "0000000;-0000000"}),
            book.add_format({"num_format": "0.00"}),
        )
        sheet.write_row(0, 0, ["Date", "Customer number", "Invoice", "Amount"])
        for i, number in enumerate((42, 7, 123456, 0, 12.5, -3), start=1):
            sheet.write(i, 0, f"2024-01-{10 + i}")
            sheet.write_number(i, 1, number, zeros)
            sheet.write_number(i, 2, 100 + i, seven)
            sheet.write_number(i, 3, 5, plain)
    if not declared:
        return stream.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"<styleSheet", declared.encode() + b"<styleSheet", 1))
    return changed.getvalue()


def test_numbers_have_the_leading_zeros_that_their_cells_show(reader, look) -> None:
    intake = reader.one("a.xlsx", _padded_book())
    assert look(intake.lines, "customer_id, document_id") == [
        ("00042", "0000101"), ("00007", "0000102"), ("123456", "0000103"), ("00000", "0000104"), ("12.5", "0000105"), ("-3", "0000106"),
    ]  # fmt: skip
    assert intake.net_accepted == 300_000
    assert any("9 numbers were read with the leading zeros" in str(note) for note in intake.notes)


def test_styles_that_declare_a_document_type_are_not_looked_into(reader, look) -> None:
    bomb = '<!DOCTYPE s [<!ENTITY a "00000">]>'
    intake = reader.one("a.xlsx", _padded_book(bomb))
    assert look(intake.lines, "customer_id")[0] == ("42",)
