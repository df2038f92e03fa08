"""Where the table starts in a text file, and what separates its cells."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.sources._dates import weigh_date_shapes
from clientela.sources._errors import FileUnreadableError
from clientela.sources._names import is_missing
from clientela.sources._numbers import weigh_shapes
from clientela.sources._records import split_records
from clientela.sources._roles import header_hits, shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_LINES = 300
_SEARCHED_ROWS = 40
_HALF = 0.5
_NARROWEST = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """The separator, the row of the column names (from 0) and these names."""

    separator: str
    header_row: int
    names: tuple[str, ...]


def looks_like_data(cells: Sequence[str]) -> bool:
    """Say whether half of the filled cells are numbers or dates, as no row of column names is."""
    filled = [cell.strip() for cell in cells if not is_missing(cell)]
    if not filled:
        return False
    data = sum(
        weigh_shapes({shape_of(c): 1}).readable > 0 or weigh_date_shapes({shape_of(c): 1}).readable > 0
        for c in filled
        if any(x.isdigit() for x in c)
    )
    return data >= _HALF * len(filled)


def find_header(records: Sequence[Sequence[str]], width: int) -> int | None:
    """Return which row holds the column names: the one with most known names, else the first full row of words.

    `width` is the number of cells most rows have.
    """
    best, best_score = None, 0.0
    for place, cells in enumerate(records[:_SEARCHED_ROWS]):
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) < max(1, math.ceil(width * _HALF)) or looks_like_data(cells):
            continue
        score = header_hits(filled) + (1.0 if len(filled) >= width else 0.0) - place * 0.01
        if score > best_score:
            best, best_score = place, score
    return best


def usual_width(records: Sequence[Sequence[str]]) -> tuple[int, float]:
    """Return the most frequent number of cells among the records that are not blank, and its share."""
    counts = Counter(len(cells) for cells in records if any(cell.strip() for cell in cells))
    if not counts:
        return 0, 0.0
    width, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    return width, count / counts.total()


def _sample(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(itertools.islice(stream, _SAMPLE_LINES))


def _no_table(name: str, first: Sequence[str]) -> FileUnreadableError:
    if looks_like_data(first):
        return FileUnreadableError(
            msg(
                "{file} has no row of column names. Add one as the first row, such as Date, Customer, Amount.",
                file=name,
            )
        )
    return FileUnreadableError(
        msg(
            "{file} has only one column, or its columns are not separated by a comma, a semicolon, a tab or a bar. "
            "Export it again as CSV with one of these.",
            file=name,
        )
    )


def find_layout(path: Path, *, name: str, separator: str | None = None) -> Layout:
    """Find the separator and the header of a clean text file; `name` is what the file is called in errors.

    Errors: FileUnreadableError for a file that is empty, has one column, or has no column names.
    """
    lines = _sample(path)
    if lines and lines[0].strip().lower().startswith("sep=") and separator is None:
        separator = lines[0].strip()[4:5] or None
    if not any(line.strip() for line in lines):
        raise FileUnreadableError(msg("{file} is empty. Export it again.", file=name))
    layouts: list[tuple[float, Layout]] = []
    longest: list[str] = []
    for candidate in (separator,) if separator else SEPARATORS:
        records = list(split_records(lines, separator=candidate))
        width, share = usual_width(records)
        first = next((r for r in records if any(c.strip() for c in r)), [])
        if width < _NARROWEST and not separator:
            # a row of names above rows of one cell still has its names
            width = len(first)
        if width < _NARROWEST and not separator:
            continue
        longest = max(longest, first, key=len)
        header = find_header(records, width)
        if header is not None:
            names = tuple(records[header])
            layouts.append(
                (share * math.log2(1 + width) + header_hits(names), Layout(candidate, header, names))
            )
    if not layouts:
        raise _no_table(name, longest)
    return max(layouts, key=lambda scored: scored[0])[1]
