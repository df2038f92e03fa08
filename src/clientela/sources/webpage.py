"""Tables of web pages, as old systems save them under the name of a workbook: HTML, read by the standard library."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from clientela.sources._text import clean_copy, detect_encoding

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".html", ".htm")
_BLOCK = 1 << 20
_MOST_COLUMNS = 500
_SILENT = frozenset({"script", "style", "head", "title"})


class _Tables(HTMLParser):
    """Collects the rows of every table; a table inside a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._end_cell()
            self.tables.append([])
            self._open.append(self.tables[-1])
        elif not self._open:
            return
        elif tag == "tr":
            self._end_cell()
            self._open[-1].append([])
        elif tag in ("td", "th"):
            self._end_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._span = [], min(_MOST_COLUMNS, int(span)) if span.isdecimal() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell, a row or a table."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add text to the open cell."""
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None or not self._open or not self._open[-1]:
            self._cell = None
            return
        row = self._open[-1][-1]
        row.append(" ".join("".join(self._cell).split()))
        row.extend([""] * (self._span - 1))
        self._cell, self._span = None, 1


def page_tables(path: Path, *, copy: Path) -> list[tuple[str, list[list[str]]]]:
    """Return the tables of a web page with two rows and two columns at least, named by their places.

    `copy` is a file that is written and removed again. Errors: FileUnreadableError when it is no text.
    """
    parser = _Tables()
    clean_copy(path, copy, encoding=_stated_encoding(path) or detect_encoding(path))
    try:
        with copy.open(encoding="utf-8", newline="") as stream:
            while block := stream.read(_BLOCK):
                parser.feed(block)
        parser.close()
    finally:
        copy.unlink(missing_ok=True)
    found = [table for table in parser.tables if sum(len(row) > 1 for row in table) > 1]
    return [("" if len(found) == 1 else str(place), table) for place, table in enumerate(found, start=1)]


def _stated_encoding(path: Path) -> str | None:
    """Return the encoding a page names in its first lines, when Python knows it."""
    with path.open("rb") as stream:
        head = stream.read(2048).lower()
    _, found, rest = head.partition(b"charset=")
    name = (
        rest.lstrip(b"\"' ")
        .split(b'"')[0]
        .split(b"'")[0]
        .split(b">")[0]
        .split(b";")[0]
        .strip()
        .decode("ascii", "ignore")
    )
    if not found or not name or head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return None
    try:
        "".encode(name)
    except LookupError:
        return None
    return name
