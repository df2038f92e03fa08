"""The patient reader: record by record, for the files the fast one refuses. It never fails and never loses a row."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_FIELD_LIMIT = 10 << 20
TOO_FEW, TOO_MANY = "too_few_cells", "too_many_cells"


class _Kept:
    """Lines on their way to the csv reader, kept until their record is whole."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.pending: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.pending.append(line)
        return line


def _swallowed(lines: list[str], cells: list[str], separator: str, width: int | None) -> bool:
    """Say whether a record over several lines is the work of a stray quote: its lines are whole by themselves."""
    if not width:
        return not cells
    # each row of some files ends with a separator too many
    count = width if len(cells) > width and not any(cell.strip() for cell in cells[width:]) else len(cells)
    return count != width or all(line.count(separator) >= width - 1 for line in lines)


def split_records(
    lines: Iterable[str], *, separator: str, width: int | None = None, quote: str = '"'
) -> Iterator[list[str]]:
    """Yield the cells of each record; a blank line is an empty list, so that counting gives the row.

    A quote that never closes would swallow the lines after it. A record over several lines whose number of
    cells is not `width`, or whose lines are whole by themselves, is read again line by line, quotes as they stand.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    kept = _Kept(iter(lines))
    reader = csv.reader(kept, delimiter=separator, quotechar=quote)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = []
            reader = csv.reader(kept, delimiter=separator, quotechar=quote)
        lost = len(kept.pending) > 1 and _swallowed(kept.pending, cells, separator, width)
        if lost:
            for line in kept.pending:
                yield line.rstrip("\n").split(separator) if line.strip() else []
        else:
            yield cells
        kept.pending.clear()


def write_records(
    source: Path, target: Path, *, separator: str, width: int, skip: int, quote: str = '"'
) -> None:
    """Write the records after the first `skip` as: row number, problem, `width` cells.

    A record with fewer cells is filled, one with more is cut after `width` cells; both carry their problem. Empty
    surplus cells are no problem. Blank records are left out; the numbers keep counting them.
    """
    with (
        source.open(encoding="utf-8", newline="") as stream,
        target.open("w", encoding="utf-8", newline="") as sink,
    ):
        write = csv.writer(sink, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow
        for number, cells in enumerate(
            split_records(stream, separator=separator, width=width, quote=quote), start=1
        ):
            if number <= skip or not any(cell.strip() for cell in cells):
                continue
            problem = ""
            if len(cells) < width:
                problem = TOO_FEW
            elif any(cell.strip() for cell in cells[width:]):
                problem = TOO_MANY
            padded = [*cells[:width], *[""] * (width - len(cells))]
            write([number, problem, *(cell.strip() for cell in padded)])
