from __future__ import annotations

import datetime as dt
import io

import xlsxwriter


def test_typed_cells_and_texts_in_one_column(reader, look) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        book.add_worksheet("Legend").write_row(0, 0, ["Only words", "here"])
        sheet = book.add_worksheet("Vendite")
        sheet.write(0, 0, "ACME: vendite 2024")
        sheet.write_row(2, 0, ["Data", "Codice cliente", "Ragione sociale", "Documento", "Importo"])
        sheet.write_row(3, 0, [dt.date(2024, 1, 31), 7, "Rossi", "F1", 1234.5])
        sheet.write_row(4, 0, ["05/02/2024", "007", "Bianchi", 12, "1.234,56"])
        sheet.write_row(6, 0, [45_000, "x", "Verdi", "F3", -0.1])
        sheet.write_row(
            7, 0, [dt.datetime.fromisoformat("2024-03-01 09:30"), 12345.0, "N/D", "F4", 0.1 + 0.2]
        )
        sheet.write_row(8, 0, ["Totale", "", "", "", 2469.26])
    intake = reader.one("vendite.xlsx", stream.getvalue())
    assert intake.dialect.sheet == "Vendite"
    assert intake.dialect.header_row == 3
    assert look(
        intake.lines, "row_number, document_on, customer_id, customer_name, document_id, net_amount"
    ) == [
        (4, dt.date(2024, 1, 31), "7", "Rossi", "F1", 12_345_000),
        (5, dt.date(2024, 2, 5), "007", "Bianchi", "12", 12_345_600),
        (7, dt.date(2023, 3, 15), "x", "Verdi", "F3", -1_000),
        (8, dt.date(2024, 3, 1), "12345", None, "F4", 3_000),
    ]
    assert [(row.row_number, row.net_amount) for row in intake.skipped_rows] == [(9, 24_692_600)]
    assert any("equals the sum" in str(note) for note in intake.notes)
    assert "Legend" in str(intake.notes[0])


def test_the_sheet_of_the_mapping_is_read(reader) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, amount in (("Jan", 1), ("Feb", 2)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Date", "Customer", "Amount"])
            sheet.write_row(1, 0, ["2024-01-31", "A", amount])
    intake = reader.one("a.xlsx", stream.getvalue())
    assert intake.net_accepted == 10_000
    reader.mappings.mkdir()
    (reader.mappings / f"{intake.header_key}.toml").write_text('[dialect]\nsheet = "Feb"\n')
    assert reader.read(intake.path)[0].net_accepted == 20_000
