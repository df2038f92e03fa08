"""How wide a column must be, and how high a row of wrapped words."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from clientela.blocks import Bars, Curve, Kpis, Pyramid, Scatter, Table, Waterfall
from clientela.render._excel_book import TEXT_UNITS, number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clientela.base.units import Unit
    from clientela.blocks import Block, Column
    from clientela.render._excel_book import Book

NARROWEST, WIDEST, DEFAULT = 8.0, 46.0, 12.0
BUTTON = 3
"""Signs taken by the button of the filter."""
_LINE_POINTS = 13.0
_FILTER_FROM = 6
_LEAST, _LEAST_CHART = 84.0, 96.0
FIGURE_WIDTH = 18.0
_SENTENCE = 1.12
"""A sentence has more narrow signs than a number: this many more go on a line."""


def has_filter(table: Table) -> bool:
    """Return whether a table is long enough to be filtered."""
    return len(table.rows) >= _FILTER_FROM


def text_width(text: str) -> float:
    """Return the width of a text in Excel's signs (Cyrillic and capitals are wider than digits)."""
    wide = sum(1 for sign in text if sign.isupper() or "\u0400" <= sign <= "\u04ff")
    return len(text) * 0.9 + wide * 0.12


def _values_width(book: Book, values: Iterable[Any], unit: Unit, digits: int | None) -> float:
    lowest = highest = 0.0
    widest = 0.0
    for value in values:
        if value is None:
            continue
        if unit not in TEXT_UNITS and (number := number_of(value)) is not None:
            lowest, highest = min(lowest, number), max(highest, number)
        elif isinstance(value, date):
            widest = max(widest, 16.0 if unit == "instant" else 10.0)
        else:
            widest = max(widest, text_width(book.shown(value, unit)))
    places = digits if digits is not None else {"count": 0, "share": 1, "days": 1}.get(unit, 2)
    scale = 100.0 if unit == "share" else 1.0
    for number in (lowest, highest):
        if number:
            widest = max(widest, float(len(f"{number * scale:,.{places}f}")) + (unit == "share"))
    return widest + 2.6


def heading_width(title: str, *, filtered: bool) -> float:
    """Return the width a heading needs when it may take two lines: half of it, or its longest word."""
    longest = max((text_width(word) for word in title.split()), default=0.0)
    return max(longest, text_width(title) * 0.58) + 2.8 + (BUTTON if filtered else 0)


def column_width(book: Book, table: Table, index: int) -> float:
    """Return the width of one column of a table, between the narrowest and the widest allowed."""
    column: Column = table.columns[index]
    values = [row[index] for row in table.rows]
    if table.total is not None:
        values.append(table.total[index])
    inside = _values_width(book, values, column.unit, column.digits)
    heading = heading_width(book.words(column.title), filtered=has_filter(table))
    return min(WIDEST, max(NARROWEST, inside, heading))


def widths_of(book: Book, blocks: Sequence[Block]) -> list[float]:
    """Return the widths of the columns of a sheet that holds these blocks one under the other."""
    found: dict[int, float] = {}

    def need(index: int, width: float) -> None:
        found[index] = max(found.get(index, 0.0), min(WIDEST, max(NARROWEST, width)))

    for block in blocks:
        if isinstance(block, Table):
            for index in range(len(block.columns)):
                need(index, column_width(book, block, index))
    widths = [found.get(index, DEFAULT) for index in range(max(found, default=-1) + 1)] or [DEFAULT]
    least = (
        _LEAST_CHART
        if any(isinstance(b, (Bars, Curve, Pyramid, Scatter, Waterfall)) for b in blocks)
        else _LEAST
    )
    for block in blocks:
        if isinstance(block, Kpis):
            names, contexts = (
                max((text_width(book.words(words)) for words in texts), default=0.0)
                for texts in ([f.title for f in block.figures], [f.context for f in block.figures])
            )
            least = max(least, names + contexts + FIGURE_WIDTH + 3 * DEFAULT)
    while sum(widths) < least:
        widths.append(DEFAULT)
    return widths


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a cell of `width` signs; it is broken at words, hence some room."""
    return max(1, math.ceil(text_width(text) / max(width * _SENTENCE - 2.0, 1.0)))


def height_of(text: str, width: float, *, line: float = _LINE_POINTS) -> float:
    """Return the height in points of a row whose cell of `width` signs holds a wrapped text."""
    return max(15.0, lines_of(text, width) * line + 3.0)


def pixels(widths: Sequence[float]) -> int:
    """Return how many pixels columns of these widths take on the screen."""
    return sum(int(width * 7 + 5) for width in widths)


def span(widths: Sequence[float], start: int, wanted: float) -> int:
    """Return the last column of the cells from `start` on that are together `wanted` signs wide."""
    end, width = start, widths[start]
    while end + 1 < len(widths) and width < wanted:
        end += 1
        width += widths[end]
    return end
