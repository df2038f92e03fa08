"""A thousand files that nobody should have sent: cut, torn, mixed up, oversized, or made to do harm."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEADINGS = (
    "Date;Customer;Document;Quantity;Amount",
    "Data,Cliente,Documento,Quantità,Importo",
    "Дата\tКлиент\tДокумент\tКоличество\tСумма",
)
NASTY = (
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.invalid")', "../../etc/passwd", "'; drop table lines; --", "$(touch x)", "`id`",
    "\u202eevil", "NaN", "Infinity", "1e400", "-0", "0x10", "９９９", "٣٤٥", "1,2,3,4", "--5", "12/13/14/15", "31/02/2024", "99999999999999999999",
    "\u0000", "\ud7ff", "a" * 5000, '"' * 7, "\\", "{{7*7}}", "%s%n", "<script>alert(1)</script>", "\x1b[31m", "\u2028", "\ufeff",
)  # fmt: skip
Made = tuple[str, bytes]


def _good(chance: random.Random, rows: int = 40) -> str:
    heading = chance.choice(HEADINGS)
    cut = ";" if ";" in heading else "\t" if "\t" in heading else ","
    lines = [
        cut.join((f"2024-{1 + n % 12:02d}-{1 + n % 28:02d}", f"C{n % 7}", f"F{n}", str(1 + n % 5), f"{n}.50"))
        for n in range(rows)
    ]
    return "\n".join((heading, *lines)) + "\n"


def _workbook(chance: random.Random) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet(chance.choice(("Sheet", "Righe", "Продажи")))
        for row, text in enumerate(_good(chance, 12).splitlines()):
            sheet.write_row(row, 0, text.replace(";", ",").replace("\t", ",").split(","))
        sheet.write_formula(
            14, 4, chance.choice(("=SUM(E2:E12)", "=1/0", '=WEBSERVICE("http://example.invalid")'))
        )
    return stream.getvalue()


def _zip(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def _torn(chance: random.Random, content: bytes) -> bytes:
    kind = chance.randrange(5)
    at = chance.randrange(1, max(2, len(content)))
    noise = chance.randbytes(chance.choice((1, 16, 400)))
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + noise + content[at + len(noise) :]
    if kind == 2:
        return noise + content
    if kind == 3:
        return content[:at] + b"\x00" * chance.choice((1, 50)) + content[at:]
    flipped = bytearray(content)
    for _ in range(chance.choice((1, 5, 40))):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _nasty_cells(chance: random.Random) -> Made:
    lines = _good(chance).splitlines()
    cut = ";" if ";" in lines[0] else "\t" if "\t" in lines[0] else ","
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(0, len(lines))
        cells = lines[at].split(cut)
        cells[chance.randrange(len(cells))] = chance.choice(NASTY)
        lines[at] = cut.join(cells)
    return "cells.csv", "\n".join(lines).encode(chance.choice(("utf-8", "utf-16")), "replace")


def _mixed_encodings(chance: random.Random) -> Made:
    parts = [
        line.encode(chance.choice(("utf-8", "cp1251", "utf-16-le", "latin-1", "cp866")), "replace")
        for line in _good(chance).splitlines()
    ]
    return "mixed.csv", b"\n".join(parts)


def _torn_text(chance: random.Random) -> Made:
    return "torn.csv", _torn(chance, _good(chance).encode())


def _torn_workbook(chance: random.Random) -> Made:
    return chance.choice(("torn.xlsx", "torn.csv", "torn.xls")), _torn(chance, _workbook(chance))


def _torn_archive(chance: random.Random) -> Made:
    whole = (
        _zip(("lines.csv", _good(chance).encode()))
        if chance.random() < 0.5
        else gzip.compress(_good(chance).encode(), mtime=0)
    )
    return chance.choice(("torn.zip", "torn.gz", "torn.csv.gz")), _torn(chance, whole)


def _bomb(chance: random.Random) -> Made:
    zeros = zlib.compress(b"0" * (1 << 20), 9)
    kind = chance.randrange(4)
    if kind == 0:
        return "deep.zip", _nest(chance.choice((2, 5, 30)))
    if kind == 1:
        return "many.zip", _zip(
            *((f"{n}.csv", b"Date,Customer,Amount\n") for n in range(chance.choice((300, 1000))))
        )
    if kind == 2:
        return "wide.csv.gz", gzip.compress(b"1;" * (8 << 20), 9, mtime=0)[:-4] + struct.pack("<I", 1)
    return "claims.zip", _zip(("lines.csv", zeros * chance.choice((1, 20))))


def _nest(depth: int) -> bytes:
    content = _zip(("lines.csv", b"Date,Customer,Amount\n2024-01-01,A,1\n"))
    for level in range(depth):
        content = _zip((f"{level}.zip", content))
    return content


def _path_tricks(chance: random.Random) -> Made:
    name = chance.choice(
        (
            "../../escaped.csv",
            "/srv/escaped.csv",
            "..\\escaped.csv",
            "C:\\escaped.csv",
            "a/../../escaped.csv",
            "con.csv",
            "\n.csv",
            "x" * 300 + ".csv",
        )
    )
    return "tricks.zip", _zip((name, _good(chance).encode()))


def _huge_cell(chance: random.Random) -> Made:
    cell = chance.choice(
        ('"' + "x" * (3 << 20) + '"', "x" * (12 << 20), '"' + "y\n" * (1 << 19), "1" * (1 << 20))
    )
    return "huge.csv", (_good(chance) + f"2024-01-01;C1;F1;1;{cell}\n").encode()


def _odd_shape(chance: random.Random) -> Made:
    kind = chance.randrange(5)
    if kind == 0:
        return "wide.csv", (
            ",".join(f"c{n}" for n in range(5000)) + "\n" + ",".join("1" * 5000) + "\n"
        ).encode()
    if kind == 1:
        return "quotes.csv", (_good(chance).replace(";", ';"') + '"').encode()
    if kind == 2:
        return "separators.csv", (";" * 4000 + "\n").encode() * 20
    if kind == 3:
        return "same.csv", ("Date;Date;Date;Amount;Amount\n" + "2024-01-01;2024-01-02;x;1;2\n" * 20).encode()
    return "endings.csv", _good(chance).replace(
        "\n", chance.choice(("\r", "\r\r\n", "\n\r", "\x0b", "\x85"))
    ).encode()


def _xml_tricks(chance: random.Random) -> Made:
    bomb = (
        "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'>"
        + "".join(f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(9))
        + "]>"
    )
    outside = "<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
    body = "<Workbook><Worksheet><Table><Row><Cell><Data>&j;&x;</Data></Cell></Row></Table></Worksheet></Workbook>"
    table = "<html><table>" + "<tr>" + "<td>" * chance.choice((3, 4000)) + "</table>"
    text = chance.choice(
        (
            f"<?xml version='1.0'?>{bomb}{body}",
            f"<?xml version='1.0'?>{outside}{body}",
            table,
            "<table>" * 3000,
        )
    )
    return chance.choice(("tricks.xls", "tricks.xml", "tricks.csv")), text.encode()


KINDS: tuple[Callable[[random.Random], Made], ...] = (
    _nasty_cells, _mixed_encodings, _torn_text, _torn_workbook, _torn_archive, _bomb, _path_tricks, _huge_cell, _odd_shape, _xml_tricks,
)  # fmt: skip


def hostile_files(count: int, *, seed: int = 11) -> Iterator[Made]:
    """Yield `count` named files, the same for the same seed, each kind as often as the others."""
    for n in range(count):
        chance = random.Random(seed * 100_003 + n)  # noqa: S311 - the same harm every time
        yield KINDS[n % len(KINDS)](chance)
