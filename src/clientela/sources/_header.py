"""The first rows of a table: titles, column names over one row or two, or lines from the first row on."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.sources._dates import weigh_date_shapes
from clientela.sources._names import is_missing
from clientela.sources._numbers import weigh_shapes
from clientela.sources._roles import header_hits, shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEARCHED_ROWS = 40
_LOOKED_AT = 100
_HALF, _MOSTLY = 0.5, 0.6
_SURE_HITS = 2
_ROWS_ABOVE = 3
_NARROWEST = 2
_MACHINE_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+$")
_YEAR = re.compile(r"^(?:199\d|20\d\d)$")


@dataclass(frozen=True, slots=True)
class Top:
    """The column names of a table, the row they stand in (from 0; None when there are none), and the rows before its lines."""

    names: tuple[str, ...]
    header_row: int | None
    skip: int


def usual_width(records: Sequence[Sequence[str]]) -> tuple[int, float]:
    """Return the most frequent number of cells among the records that are not blank, and its share."""
    counts = Counter(len(cells) for cells in records if any(cell.strip() for cell in cells))
    if not counts:
        return 0, 0.0
    width, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    return width, count / counts.total()


def is_data(cell: str) -> bool:
    """Say whether a cell is a number or a date."""
    text = cell.strip().removeprefix('="').removesuffix('"')
    if not any(c.isdigit() for c in text):
        return False
    shape = {shape_of(text): 1}
    return weigh_shapes(shape).readable > 0 or weigh_date_shapes(shape).readable > 0


def looks_like_data(cells: Sequence[str]) -> bool:
    """Say whether half of the filled cells are numbers or dates, as no row of column names is."""
    filled = [cell.strip() for cell in cells if not is_missing(cell)]
    return bool(filled) and sum(map(is_data, filled)) >= _HALF * len(filled)


def _year_names(records: Sequence[Sequence[str]], place: int) -> frozenset[int]:
    """Return the columns of a row that are named by years.

    The years follow one another, the other cells are words, and what stands below is mostly no year.
    """
    cells = [cell.strip() for cell in records[place]]
    years = {i: int(cell) for i, cell in enumerate(cells) if _YEAR.match(cell)}
    steps = {later - earlier for earlier, later in itertools.pairwise(years.values())}
    if steps not in ({1}, {-1}) or any(is_data(cell) for i, cell in enumerate(cells) if i not in years):
        return frozenset()
    below = [
        row[i].strip() for row in records[place + 1 : place + 1 + _LOOKED_AT] for i in years if i < len(row)
    ]
    stated = [cell for cell in below if cell]
    others = sum(not _YEAR.match(cell) for cell in stated)
    has_words = any(cell for i, cell in enumerate(cells) if i not in years)
    return frozenset(years) if has_words and stated and others > _HALF * len(stated) else frozenset()


def _machine_names(filled: Sequence[str]) -> int:
    """Count the names that only a program gives to columns (`due_on`), where half of the row is such: a code among data is none."""
    found = {cell.strip() for cell in filled if _MACHINE_NAME.match(cell.strip())}
    return len(found) if len(found) >= _HALF * len(filled) else 0


def find_header(records: Sequence[Sequence[str]], width: int) -> int | None:
    """Return which row holds the column names: the one with most known names, else the first full row of words.

    `width` is the number of cells most rows have.
    """
    best, best_score = None, 0.0
    for place, cells in enumerate(records[:_SEARCHED_ROWS]):
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) < max(1, math.ceil(width * _HALF)):
            continue
        if looks_like_data(cells) and not _year_names(records, place):
            continue
        score = (
            header_hits(filled)
            + _machine_names(filled)
            + (1.0 if len(filled) >= width else 0.0)
            - place * 0.01
        )
        if score > best_score:
            best, best_score = place, score
    return best


def _data_columns(rows: Sequence[Sequence[str]], width: int) -> frozenset[int]:
    """Return the columns that hold numbers or dates in most of the rows that fill them."""
    found: set[int] = set()
    for place in range(width):
        cells = [row[place] for row in rows if len(row) > place and not is_missing(row[place])]
        if cells and sum(map(is_data, cells)) >= _MOSTLY * len(cells):
            found.add(place)
    return frozenset(found)


def _is_line(records: Sequence[Sequence[str]], place: int, width: int) -> bool:
    """Say whether what was taken for column names is a line like those below it, or stands below lines."""
    if header_hits(records[place]) >= _SURE_HITS:
        return False
    above = sum(looks_like_data(row) and len(row) >= width for row in records[:place])
    if above >= _ROWS_ABOVE:
        return True
    typed = _data_columns(records[place + 1 : place + 1 + _LOOKED_AT], width)
    typed -= _year_names(records, place)
    return any(i in typed and is_data(cell) for i, cell in enumerate(records[place]))


def _spread(cells: Sequence[str], width: int) -> list[str]:
    """Return the labels of an upper heading, each over the empty cells after it."""
    spread: list[str] = []
    for cell in [*cells, *[""] * (width - len(cells))][:width]:
        spread.append(cell.strip() or (spread[-1] if spread else ""))
    return spread


def _merged(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Put the label above before each name where that is a known name; elsewhere the name stands alone."""
    width = max(len(upper), len(lower))
    below = [*lower, *[""] * (width - len(lower))]
    own = [*upper, *[""] * (width - len(upper))]
    names: list[str] = []
    for i, (label, name) in enumerate(zip(_spread(upper, width), below, strict=True)):
        joined = f"{label} {name.strip()}".strip()
        alone = name.strip() or own[i].strip()
        names.append(joined if name.strip() and header_hits([joined]) else alone)
    return tuple(names)


def _with_neighbour(records: Sequence[Sequence[str]], place: int, width: int) -> Top:
    """Return the names of one row or, when that makes more of them known, of it and its neighbour together."""
    best = Top(tuple(records[place]), place, place + 1)
    hits = header_hits(best.names)
    for upper, lower in ((place - 1, place), (place, place + 1)):
        if upper < 0 or lower >= len(records):
            continue
        other = records[upper if lower == place else lower]
        filled = [cell for cell in other if cell.strip()]
        if lower != place and _recurs(records, lower):
            continue  # what stands again further down its column is no name
        if len(filled) < _NARROWEST or any(map(is_data, filled)) or not 0 < len(other) <= width:
            continue
        # words below the names, where the lines have numbers and dates, are no line
        typed = _data_columns(records[lower + 1 : lower + _LOOKED_AT], width)
        typed &= {i for i, cell in enumerate(other) if cell.strip()}
        # so are the labels above them that stand over several names
        is_label_row = lower == place and any(not cell.strip() for cell in other[1:])
        least = hits if is_label_row or (lower != place and typed) else hits + 1
        names = _merged(records[upper], records[lower])
        plain_hits = header_hits(_beside(records[upper], records[lower]))
        if header_hits(names) >= least and header_hits(names) >= plain_hits and names != best.names:
            best, hits = Top(names, lower, lower + 1), header_hits(names)
        elif plain_hits >= least and plain_hits > header_hits(names):
            best, hits = Top(_beside(records[upper], records[lower]), lower, lower + 1), plain_hits
    return best


def _recurs(records: Sequence[Sequence[str]], place: int) -> bool:
    """Say whether a cell of a row stands again in its column below."""
    below = records[place + 1 : place + 1 + _LOOKED_AT]
    return any(
        cell.strip() and any(len(row) > i and row[i].strip() == cell.strip() for row in below)
        for i, cell in enumerate(records[place])
    )


def _beside(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Join the cells of two rows column by column, without spreading a label."""
    width = max(len(upper), len(lower))
    pairs = zip([*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))], strict=True)
    return tuple(f"{a.strip()} {b.strip()}".strip() for a, b in pairs)


def _stated_top(records: Sequence[Sequence[str]], width: int, row: int | None) -> Top | None:
    """Return the names of the row (from 1) that a person stated; None when nothing stands there."""
    if row is None or row > len(records) or not any(cell.strip() for cell in records[row - 1]):
        return None
    cells = records[row - 1]
    return Top((*cells, *[""] * (width - len(cells))), row - 1, row)


def find_top(records: Sequence[Sequence[str]], width: int, stated: int | None = None) -> Top | None:
    """Find the column names and where the lines begin; without names the columns are called by their places.

    `stated` is the row (from 1) where a person says that the names stand; they are looked for when nothing stands there.
    None when there are neither names nor rows of numbers and dates.
    """
    top = _stated_top(records, width, stated)
    if top is not None:
        return top
    header = find_header(records, width)
    if header is not None and not _is_line(records, header, width):
        return _with_neighbour(records, header, width)
    filled = [
        r for r in records if sum(bool(c.strip()) for c in r) >= max(_NARROWEST, math.ceil(width * _HALF))
    ]
    typed = _data_columns(filled[:_LOOKED_AT], width)
    if not typed:
        return None
    for place, cells in enumerate(records):
        enough = sum(bool(c.strip()) for c in cells) >= max(_NARROWEST, math.ceil(width * _HALF))
        if enough and any(i < len(cells) and is_data(cells[i]) for i in typed):
            return Top(("",) * width, None, place)
    return None
