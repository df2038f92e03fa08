from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
import xlsxwriter

from clientela.base.errors import ClientelaError
from clientela.base.i18n import LANGUAGES, translate
from clientela.sources import FileUnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = "Date,Customer,Document,Amount\n" + "".join(f"2024-01-{d:02d},{d},F{d},{d}.50\n" for d in range(1, 29))
NOISE = random.Random(7).randbytes(5000)  # noqa: S311 - the same noise every time


def workbook(fill: Callable[[xlsxwriter.Workbook], object] = lambda _: None, rows: int = 5) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        if rows:
            sheet.write_row(0, 0, ["Date", "Customer", "Amount"])
        for row in range(1, rows):
            sheet.write_row(row, 0, ["2024-01-31", row, row + 0.5])
        fill(book)
    return stream.getvalue()


def parquet(tmp: str, sql: str) -> bytes:
    duckdb.connect().execute(f"copy ({sql}) to '{tmp}' (format parquet)")
    return Path(tmp).read_bytes()


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        for name in names:
            book.writestr(name, "text")
    return stream.getvalue()


LINES = "select date '2024-01-31' as date, i as customer, i * 1.5 as amount from range(5000) t(i)"


def damaged(tmp: str) -> dict[str, bytes]:
    table = parquet(tmp, LINES)
    book = workbook()
    odd = "Colour,Weather,Mood\n" + "red,rain,good\nblue,sun,bad\n" * 5
    return {
        "empty.csv": b"", "empty.xlsx": b"", "empty.parquet": b"", "empty.ods": b"", "space.csv": b"  \n \n\t\n",
        "newlines.csv": b"\n" * 50, "bom.csv": b"\xef\xbb\xbf", "bom16.csv": b"\xff\xfe",
        "header.csv": b"Date,Customer,Document,Amount\n", "header_no_end.csv": b"Date,Customer,Document,Amount",
        "header_blank.csv": b"Date,Customer,Amount\n,,\n,,\n", "header.xlsx": workbook(rows=1), "sheet.xlsx": workbook(rows=0),
        "one_column.csv": b"Amount\n1\n2\n3\n", "one_text.txt": b"Dear customer\nplease find\nenclosed\n",
        "one_cell.csv": b"x", "noise.csv": NOISE, "noise.txt": NOISE, "noise.xlsx": NOISE, "noise.xls": NOISE,
        "noise.ods": NOISE, "noise.parquet": NOISE, "zeros.csv": b"\x00" * 4000, "zeros.xlsx": b"\x00" * 4000,
        "zeros.parquet": b"\x00" * 4000, "archive.zip.csv": archive("a.csv"), "archive.xlsx": archive("a.csv", "b.csv"),
        "cut.xlsx": book[: len(book) // 2], "cut_end.xlsx": book[:-30], "head.xlsx": book[:100], "torn.xlsx": book[:200] + NOISE,
        "hollow.xlsx": archive("xl/workbook.xml"), "hollow.ods": archive("content.xml"), "mangled.xlsx": mangle(book),
        "cut.parquet": table[: len(table) // 2], "cut_end.parquet": table[:-4], "head.parquet": table[:4],
        "foot.parquet": b"PAR1" + table[-40:], "torn.parquet": table[: len(table) // 2] + NOISE[: len(table) // 2],
        "middle.parquet": table[:20] + NOISE[:64] + table[84:], "empty_rows.parquet": parquet(tmp, LINES + " limit 0"),
        "text.parquet": GOOD.encode(), "document.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "packed.csv": b"\x1f\x8b\x08\x00" + NOISE,
        "packed.7z.csv": b"7z\xbc\xaf\x27\x1c" + NOISE, "packed.rar.csv": b"Rar!\x1a\x07" + NOISE, "packed.bz2.csv": b"BZh9" + NOISE,
        "picture.csv": b"\x89PNG\r\n\x1a\n" + NOISE, "photo.xlsx": b"\xff\xd8\xff\xe0" + NOISE, "base.csv": b"SQLite format 3\x00" + NOISE,
        "page.xls": b"<html><body><table><tr><td>1</td></tr></table></body></html>", "page.csv": b"<!DOCTYPE html>\n<html></html>",
        "xml.xls": b"<?xml version='1.0'?><Workbook/>", "rich.csv": b"{\\rtf1\\ansi hello}", "program.csv": b"\x7fELF" + NOISE,
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "no_names.csv": b"2024-01-31,1,5.25\n2024-01-31,2,6.25\n",
        "half16.csv": b"\xff\xfe" + GOOD.encode("utf-16-le")[:-1], "odd16.csv": b"\xff\xfe" + b"\x00\xd8" * 99,
        "bad_bom.csv": b"\xef\xbb\xbfDate,Customer,Amount\n\xff\xfe,1,2\n", "unknown.csv": odd.encode(),
        "no_amount.csv": b"Date,Customer,Document,Weight\n2024-01-31,1,F1,7\n", "no_date.csv": b"Customer,Document,Amount\n1,F1,5.25\n1,F2,5.25\n",
    }  # fmt: skip


def mangle(book: bytes) -> bytes:
    """Cut the sheet inside an archive that is whole."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, content[: len(content) // 2] if "sheet1" in name or "workbook.xml" in name else content
            )
    return stream.getvalue()


def test_damaged_files_are_told_in_a_sentence_and_leave_nothing(reader) -> None:
    cases = damaged(str(reader.folder / "made.parquet"))
    assert len(cases) >= 50
    for name, content in cases.items():
        path = reader.write(name, content)
        before = reader.all_files()
        with pytest.raises(ClientelaError) as caught:
            raise AssertionError(name, reader.read(path))
        sentence = str(caught.value)
        assert type(caught.value).__module__.startswith("clientela.sources"), (name, sentence)
        assert name in sentence, (name, sentence)
        assert sentence.endswith("."), (name, sentence)
        assert len(sentence) < 600, (name, sentence)
        for language in LANGUAGES:
            assert translate(caught.value.message, language=language)
        assert reader.all_files() == before, name


def test_wrong_extensions_do_not_matter(reader, tmp_path) -> None:
    table = parquet(str(tmp_path / "made.parquet"), LINES)
    for name, content, kind in (
        ("a.csv", workbook(), "excel"), ("b.xlsx", GOOD.encode(), "csv"), ("c.csv", table, "parquet"), ("d.xls", workbook(), "excel"),
        ("e.dat", GOOD.encode(), "csv"),
    ):  # fmt: skip
        assert reader.one(name, content).kind == kind


def test_missing_files_and_empty_folders(reader) -> None:
    for path in (reader.inbox / "none.csv", reader.inbox):
        with pytest.raises(FileUnreadableError):
            reader.read(path)
    with pytest.raises(FileUnreadableError):
        reader.read()


def test_an_unknown_file_beside_a_good_one_is_ignored_with_a_sentence(reader) -> None:
    reader.write("b.csv", "Colour,Weather\nred,rain\nblue,sun\n")
    reader.write("a.csv", GOOD)
    reader.write("notes.md", "not read")
    first, second = reader.read(reader.inbox)
    assert (first.role, second.role) == ("sales_lines", "unknown")
    assert "ignored" in str(second.notes[-1])


@pytest.mark.parametrize("seed", range(12))
def test_bytes_lost_or_changed_never_lose_a_row(reader, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same damage every time
    content = bytearray(GOOD.encode())
    for _ in range(chance.randrange(1, 8)):
        place = chance.randrange(30, len(content))
        if chance.random() < 0.5:
            del content[place]
        else:
            content[place] = chance.choice(b'",;\x00\xff|x9')
    path = reader.write("a.csv", bytes(content))
    sentence, read = "", 0
    try:
        read = reader.read(path)[0].lines_read
    except ClientelaError as error:
        sentence = str(error)
    # either every line is somewhere (the reader checks the balance), or a sentence says why not
    assert read > 1 or sentence.endswith(".")


def test_a_row_wider_than_any_table_is_refused_at_once(reader) -> None:
    with pytest.raises(FileUnreadableError, match="20"):
        reader.one("wide.csv", "1;" * 30_000 + "\n")
