"""Where the table starts in a text file, and what separates its cells."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg
from clientela.sources._errors import FileUnreadableError
from clientela.sources._header import Top, find_top, usual_width
from clientela.sources._records import split_records
from clientela.sources._roles import header_hits
from clientela.sources.fixed import BLANKS, PLACES, Places, find_places

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SEPARATORS = (",", ";", "\t", "|", "^", "~")
_SAMPLE_LINES = 300
_NARROWEST = 2
_WIDEST = 20_000
"""Separators in a line beyond which it is no row: no spreadsheet has as many columns."""
_MOST_COLUMNS = 1_000
"""Columns beyond which nobody can say what each is."""
_ATOMIC = 0.7
_SINGLE_QUOTED = re.compile(r"(?:^|[,;\t|])\s*'(?:[^']|'')*'\s*(?=[,;\t|]|$)")
_DOUBLE_QUOTED = re.compile(r'(?:^|[,;\t|])\s*"(?:[^"]|"")*"\s*(?=[,;\t|]|$)')
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is cut into cells, and its first rows."""

    separator: str
    quote: str
    top: Top
    places: Places | None = None
    """Given when no sign separates the cells; the text is then rewritten before it is read."""


def _sample(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(itertools.islice(stream, _SAMPLE_LINES))


def _quote(lines: Sequence[str]) -> str:
    """Return the sign around cells: an apostrophe when most lines have cells in them, and more than in quotation marks."""
    filled = [line.rstrip("\r\n") for line in lines if line.strip()]
    single = sum(len(_SINGLE_QUOTED.findall(line)) for line in filled)
    double = sum(len(_DOUBLE_QUOTED.findall(line)) for line in filled)
    return "'" if single > max(_HALF * len(filled), double) else '"'


def _no_table(name: str) -> FileUnreadableError:
    return FileUnreadableError(
        msg(
            "{file} has only one column, or its columns are not separated by a comma, a semicolon, a tab or a bar. "
            "Export it again as CSV with one of these.",
            file=name,
        )
    )


def _is_atomic(records: Sequence[Sequence[str]]) -> bool:
    """Say whether the cells hold no runs of blanks, which would be columns of their own."""
    cells = [cell.strip() for cells in records for cell in cells if cell.strip()]
    return sum("  " not in cell for cell in cells) >= _ATOMIC * len(cells)


def _separated(
    lines: Sequence[str], separator: str, quote: str, *, forced: bool, header_row: int | None = None
) -> tuple[float, Layout] | None:
    records = list(split_records(lines, separator=separator, quote=quote))
    width, share = usual_width(records)
    if width < _NARROWEST and not forced:
        # a row of names above rows of one cell still has its names
        width = len(next((r for r in records if any(c.strip() for c in r)), []))
    if not forced and (width < _NARROWEST or (not _is_atomic(records) and separator != "\t")):
        return None
    top = find_top(records, width, header_row)
    if top is None:
        return None
    hits = header_hits(top.names) if top.header_row is not None else 0
    return share * math.log2(1 + width) + hits, Layout(separator, quote, top)


def _parted_by_blanks(
    path: Path, lines: Sequence[str], wanted: str | None, best: Layout | None
) -> Layout | None:
    """Return the layout of a text without separators; None when `best`, which has one, is beyond doubt or as wide."""
    if best is not None and _names_itself(best):
        return None
    least = len(best.top.names) if best is not None else 0
    sampled = find_places(lines)
    # more lines leave fewer places blank: only where the sample has more columns is the whole file looked at
    if sampled is None or sampled.width <= least:
        return None
    with path.open(encoding="utf-8", newline="") as stream:
        places = find_places(stream)
    if places is None or places.width <= least or (wanted is not None and places.separator != wanted):
        return None
    return Layout(places.separator, '"', Top((), None, 0), places)


def _too_wide(name: str, most: int) -> Message:
    return msg(
        "{file} has a row of more than {count} cells: it is no table. Export it again.", file=name, count=most
    )


def find_layout(
    path: Path, *, name: str, separator: str | None = None, header_row: int | None = None
) -> Layout:
    """Find the separator and the header of a clean text file; `name` is what the file is called in errors.

    `header_row` is the row (from 1) where a person says that the names stand.

    Errors: FileUnreadableError for a file that is empty or has one column.
    """
    lines = _sample(path)
    if lines and lines[0].strip().lower().startswith("sep=") and separator is None:
        separator = lines[0].strip(" \n\r")[4:5] or None
        separator = "\t" if lines[0].startswith("sep=\t") else separator
    if not any(line.strip() for line in lines):
        raise FileUnreadableError(msg("{file} is empty. Export it again.", file=name))
    if max(line.count(sign) for line in lines for sign in SEPARATORS) > _WIDEST:
        raise FileUnreadableError(_too_wide(name, _WIDEST))
    found: list[tuple[float, Layout]] = []
    if separator not in (BLANKS, PLACES):
        quote = _quote(lines)
        scored = (
            _separated(lines, candidate, quote, forced=separator is not None, header_row=header_row)
            for candidate in ((separator,) if separator else SEPARATORS)
        )
        found = [layout for layout in scored if layout is not None]
    scored_best = max(found, key=lambda layout: layout[0], default=None)
    best = scored_best[1] if scored_best is not None else None
    if separator in (None, BLANKS, PLACES):
        best = _parted_by_blanks(path, lines, separator, best) or best
    if best is None:
        raise _no_table(name)
    if len(best.top.names) > _MOST_COLUMNS:
        raise FileUnreadableError(_too_wide(name, _MOST_COLUMNS))
    return best


def _names_itself(layout: Layout) -> bool:
    """Say whether two columns at least have known names: the separator is then beyond doubt."""
    return layout.top.header_row is not None and header_hits(layout.top.names) >= _NARROWEST
