from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile

import pytest
import xlsxwriter

from clientela.sources import FileUnreadableError, archive

LINES = "Date;Customer;Document;Amount\n" + "".join(
    f"2024-01-{d:02d};{d};F{d};{d},50\n" for d in range(1, 29)
)
TOTAL = sum(d * 10_000 + 5_000 for d in range(1, 29))


def packed(**files: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


def test_gzip(reader) -> None:
    intake = reader.one("lines.csv.gz", gzip.compress(LINES.encode()))
    assert (intake.net_accepted, intake.part) == (TOTAL, "")


def test_every_member_of_a_zip_is_read_and_the_rest_named(reader) -> None:
    other = LINES.replace("2024", "2023")
    content = packed(
        jan_csv=LINES, sub__feb_csv=other, readme_txt="just words", nested_zip=packed(in_csv=LINES)
    )
    intakes = reader.read(reader.write("all.zip", content))
    assert {i.part for i in intakes} == {"jan.csv", "sub/feb.csv", "nested.zip / in.csv"}
    assert {i.net_accepted for i in intakes} == {TOTAL}
    assert any("readme.txt" in str(note) for i in intakes for note in i.notes)


def test_a_member_is_never_written_to_its_own_name(reader) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr("../../escaped.csv", LINES)
        book.writestr("/absolute.csv", LINES)
    path = reader.write("evil.zip", stream.getvalue())
    before = reader.all_files()
    assert len(reader.read(path)) == 2
    assert reader.all_files() == before
    assert not list(reader.folder.parent.glob("escaped.csv"))
    assert not list(reader.staging.glob("raw_*_d0*"))


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (packed(**{f"a{i}_csv": "x" for i in range(201)}), "more than 200 files"),
        (packed(a_zip=packed(b_zip=packed(c_csv=LINES))), "inside an archive"),
        (packed(), "empty archive"), (packed(a_csv=LINES)[:-30], "bad.zip"), (packed(a_txt="words only"), "bad.zip/a.txt"),
    ],
)  # fmt: skip
def test_archives_that_are_refused(reader, content: bytes, part: str) -> None:
    with pytest.raises(FileUnreadableError) as caught:
        reader.read(reader.write("bad.zip", content))
    assert part in str(caught.value)


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.csv.gz"])
def test_a_bomb_is_stopped_before_it_fills_the_disk(reader, name: str) -> None:
    zeros = b"a;b\n" + b"0;0\n" * 40_000_000
    content = packed(a_csv=zeros) if name.endswith("zip") else gzip.compress(zeros)
    path = reader.write(name, content)
    del zeros
    tracemalloc.start()
    with pytest.raises(FileUnreadableError, match="200 times"):
        reader.read(path)
    assert tracemalloc.get_traced_memory()[1] < 50 << 20
    tracemalloc.stop()


def test_an_archive_that_lies_about_its_size_is_stopped(reader, monkeypatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    with pytest.raises(FileUnreadableError, match="8 GB"):
        reader.read(reader.write("big.csv.gz", gzip.compress(LINES.encode() * 3)))


def test_every_sheet_that_is_a_table_is_one(reader) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, amount in (("Jan", 1), ("Feb", 2)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Date", "Customer", "Amount"])
            sheet.write_row(1, 0, ["2024-01-31", "A", amount])
        book.add_worksheet("Notes").write(0, 0, "Made by the accounts department")
    first, second = reader.read(reader.write("a.xlsx", stream.getvalue()))
    assert (first.part, first.net_accepted, second.part, second.net_accepted) == (
        "Jan",
        10_000,
        "Feb",
        20_000,
    )
    assert any("Notes" in str(note) for note in first.notes)


def test_a_web_page_named_like_a_workbook(reader, look) -> None:
    page = (
        '<html><head><meta charset="windows-1251"><style>td{}</style></head><body><p>Отчёт</p><table border=1>'
        "<tr><th>Дата<th>Контрагент<th colspan=2>Номер документа<th>Сумма</tr>"
        "<tr><td>31.01.2024<td>ООО &laquo;Ромашка&raquo;<td>7<td><td>1&nbsp;000,50</td></tr>"
        "<tr><td>01.02.2024<td>Волга<br>Трейд<td>8<td><td>-2,00</td></tr></table></body></html>"
    )
    intake = reader.one("report.xls", page, encoding="cp1251")
    assert look(intake.lines, "row_number, customer_name, document_id, net_amount") == [
        (2, "ООО «Ромашка»", "7", 10_005_000), (3, "Волга Трейд", "8", -20_000),
    ]  # fmt: skip


def test_an_xml_workbook_with_a_document_type_is_refused(reader) -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    for head in (laughs, '<!DOCTYPE x SYSTEM "file:///etc/hostname">'):
        body = (
            f'<?xml version="1.0"?>{head}<Workbook xmlns="{space}"><Worksheet><Table/></Worksheet></Workbook>'
        )
        with pytest.raises(FileUnreadableError, match=r"book\.xls"):
            reader.read(reader.write("book.xls", body))


def test_an_xml_workbook_with_gaps(reader, look) -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = (
        '<Row ss:Index="3"><Cell><Data ss:Type="String">Date</Data></Cell><Cell><Data ss:Type="String">Customer</Data></Cell>'
        '<Cell ss:Index="4"><Data ss:Type="String">Amount</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="DateTime">2024-01-31T00:00:00.000</Data></Cell><Cell><Data ss:Type="String">007</Data></Cell>'
        '<Cell ss:Index="4"><Data ss:Type="Number">1234.5</Data></Cell></Row>'
    )
    book = f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet></Workbook>'
    intake = reader.one("book.xls", book)
    assert look(intake.lines, "row_number, customer_id, net_amount") == [(4, "007", 12_345_000)]
