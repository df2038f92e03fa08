"""Numbers that a workbook shows with leading zeros (the number format `00000`): the number of a customer is what a person sees.

The workbook reader gives the bare number, so the format of the cells is looked up in the XML of the workbook itself. No document
type is accepted there, hence no entities, and no more than `_LARGEST` bytes are unpacked.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ZEROS = re.compile(r"(0{2,30})(?:;.*)?", re.DOTALL)
"""A format that shows nothing but the digits, so many at least."""
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LARGEST = 1 << 30
"""Bytes of one part of a workbook beyond which it is left alone: no sheet of a million rows has as many."""
_BLOCK = 1 << 16
_LARGEST_EXACT = 2**53
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"


class _ForbiddenError(Exception):
    """The XML declares a document type, or is larger than any sheet."""


def _forbid(*_: object) -> None:
    raise _ForbiddenError


def _parse(stream: IO[bytes], start: Callable[[str, dict[str, str]], None]) -> None:
    """Call `start` with the name (without its namespace) and the attributes of every element."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(" ")[2], attributes)
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _forbid
    size = 0
    while block := stream.read(_BLOCK):
        size += len(block)
        if size > _LARGEST:
            raise _ForbiddenError
        parser.Parse(block, False)  # noqa: FBT003 - the parser's own form
    parser.Parse(b"", True)  # noqa: FBT003 - the parser's own form


def _padding_styles(book: zipfile.ZipFile) -> dict[str, int]:
    """Return the places of the cell styles that pad with zeros, and to how many digits."""
    formats: dict[str, int] = {}
    styles: dict[str, int] = {}
    count = 0
    is_cells = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count, is_cells
        if tag == "numFmt" and (found := _ZEROS.fullmatch(attributes.get("formatCode", ""))):
            formats[attributes.get("numFmtId", "")] = len(found[1])
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            is_cells = tag == "cellXfs"
        elif tag == "xf" and is_cells:
            if digits := formats.get(attributes.get("numFmtId", "")):
                styles[str(count)] = digits
            count += 1

    with book.open("xl/styles.xml") as stream:
        _parse(stream, start)
    return styles


def _sheet_file(book: zipfile.ZipFile, name: str) -> str:
    """Return the part of the workbook that holds a sheet. Errors: KeyError."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets[attributes.get("name", "")] = attributes.get(_RELATION, "")

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    with book.open("xl/workbook.xml") as stream:
        _parse(stream, sheet)
    with book.open("xl/_rels/workbook.xml.rels") as stream:
        _parse(stream, relation)
    return posixpath.normpath(posixpath.join("/xl", targets[sheets[name]])).lstrip("/")


def _place(reference: str) -> tuple[int, int] | None:
    """Return row and column, both from 0, of a cell such as B7."""
    found = _CELL.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _padded(value: Any, digits: int) -> str | None:
    """Return a whole number as its cell shows it; None where that adds nothing or the cell holds something else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < _LARGEST_EXACT:
        return None
    text = str(int(value))
    return text.zfill(digits) if value == int(value) and len(text) < digits else None


def show_zeros(path: Path, name: str, rows: list[list[Any]]) -> int:
    """Write the leading zeros that the cells of a sheet show into its `rows`, which begin with row 1; return how many cells.

    A workbook of another kind, or one whose XML cannot be looked into, stays as it is: its numbers are read all the same.
    """
    shown: list[tuple[int, int, str]] = []
    try:
        with zipfile.ZipFile(path) as book:
            styles = _padding_styles(book)
            if not styles:
                return 0

            def start(tag: str, attributes: dict[str, str]) -> None:
                digits = styles.get(attributes.get("s", "")) if tag == "c" else None
                place = _place(attributes.get("r", "")) if digits else None
                if (
                    digits is None
                    or place is None
                    or place[0] >= len(rows)
                    or place[1] >= len(rows[place[0]])
                ):
                    return
                text = _padded(rows[place[0]][place[1]], digits)
                if text is not None:
                    shown.append((*place, text))

            with book.open(_sheet_file(book, name)) as stream:
                _parse(stream, start)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        OSError,
        RuntimeError,
        NotImplementedError,
        expat.ExpatError,
        _ForbiddenError,
    ):
        return 0
    # all or none: with half of them one customer would have two numbers
    for row, column, text in shown:
        rows[row][column] = text
    return len(shown)
