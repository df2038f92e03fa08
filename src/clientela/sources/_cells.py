"""Rows of typed cells, of a workbook or a web page, into the engine: every cell as text with the mark of its type."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from clientela.engine.connect import quote_name, quote_text
from clientela.sources._dates import TYPED_DATE
from clientela.sources._header import Top, find_top, usual_width
from clientela.sources._numbers import TYPED
from clientela.sources._raw import RawColumn, name_columns

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine

SEARCHED = 120
_LARGEST_EXACT = 2**53
Cells = Sequence[Any]


def cell_text(value: Any) -> str:
    """Return a cell as text; a typed number or date carries its mark, so that nothing is guessed about it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            return ""
        whole = float(value).is_integer() and abs(value) < _LARGEST_EXACT
        return TYPED + (str(int(value)) if whole else repr(value))
    if isinstance(value, datetime):
        return TYPED_DATE + value.date().isoformat()
    if isinstance(value, date):
        return TYPED_DATE + value.isoformat()
    return str(value).replace("\x00", "").strip().removeprefix('="').removesuffix('"') if value else ""


def top_of(rows: Iterable[Cells], stated: int | None = None) -> Top | None:
    """Find the column names among the first rows of a sheet, or in the `stated` one, and where its lines begin."""
    texts = [[cell_text(cell).lstrip(TYPED + TYPED_DATE).strip() for cell in row] for row in rows]
    trimmed = [row[: max((i + 1 for i, cell in enumerate(row) if cell), default=0)] for row in texts]
    width, _ = usual_width(trimmed)
    top = find_top(trimmed, width, stated)
    if top is None:
        return None
    names = list(top.names)
    while names and not names[-1] and top.header_row is not None:
        names.pop()
    return Top(tuple(names), top.header_row, top.skip)


def load_cells(engine: Engine, relation: str, rows: Iterable[Cells], copy: Path, *, top: Top) -> int:
    """Load the rows below the column names as a relation, row numbers as a person sees them; return how many.

    `copy` is a file that is written and removed again.
    """
    width, count = len(top.names), 0
    with copy.open("w", encoding="utf-8", newline="") as sink:
        write = csv.writer(sink, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow
        for number, row in enumerate(rows, start=1):
            if number <= top.skip:
                continue
            cells = [cell_text(cell) for cell in row[:width]]
            if any(cells):
                # what stands beside the table is no cell of it
                write([number, *cells, *[""] * (width - len(cells))])
                count += 1
    fields = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    engine.execute(
        f"create or replace table {quote_name(relation)} as select row_number, cast(null as varchar) as problem, "
        f"* exclude (row_number) from read_csv({quote_text(str(copy))}, auto_detect=false, header=false, delim=',', "
        f"quote='\"', escape='\"', nullstr='\x01', columns={{'row_number': 'BIGINT', {fields}}}, max_line_size=10000000)"
    )
    copy.unlink()
    return count


def typed_columns(names: Sequence[str]) -> tuple[RawColumn, ...]:
    """Return the columns of a relation made by `load_cells`."""
    return tuple(RawColumn(text, f"c{i}", plain=False) for i, text in enumerate(name_columns(list(names))))
