"""Tables for paper: words and numbers as text, and columns wide enough for what they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg, translate
from clientela.render._charts_style import text_width
from clientela.render._html_tables import (
    cell_text,
    column_title,
    evened,
    is_numeric,
    more_message,
    shown_rows,
)

if TYPE_CHECKING:
    from clientela.blocks import Table

PAPER_LIMIT = 25
PORTRAIT, LANDSCAPE = 481.9, 728.5
"""Points between the margins of an A4 page."""
_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_EASY = 7.5
"""Down to this size type gets smaller before lines break."""
_PADDING = 9.0
_TIGHT = 7.4
"""Padding of a table that is squeezed."""
_WIDEST = 210.0
_SHORT = 130.0
"""A text up to this width in points stays on one line where there is room."""
_UNBROKEN = re.compile(r"\S{18,}")
_PIECES = re.compile(r"[^_/.@-]{1,14}[_/.@-]?|[_/.@-]")


def breakable(text: str) -> str:
    """Let a very long word break every few letters, so that nothing runs out of its column."""
    return _UNBROKEN.sub(lambda m: "\u200b".join(_PIECES.findall(m.group(0))), text)


def _widths(
    heads: list[str],
    rows: list[list[str]],
    numeric: list[bool],
    size: float,
    room: float,
    *,
    in_ease: bool,
) -> list[float] | None:
    """Return a width for each column in points, or None when numbers and words need more than the page.

    `in_ease` asks for lines that seldom break.
    """
    least, wish = [], []
    for place, head in enumerate(heads):
        cells = [row[place] for row in rows]
        longest = max((text_width(c, size) for c in cells), default=0.0)
        word = max((text_width(w, size) for w in re.split(r"[\s\u200b]+", head)), default=0.0) * 1.08
        if numeric[place]:
            need = max(longest * 1.05, word) + _PADDING
            least.append(need)
            wish.append(max(need, min(text_width(head, size) * 1.08, 70.0) + _PADDING))
            continue
        words = max((text_width(w, size) for c in cells for w in re.split(r"[\s\u200b]+", c)), default=0.0)
        low = min(max(words * 1.06, word), _WIDEST / 2) + _PADDING
        least.append(low)
        usual = sum(text_width(c, size) for c in cells) / max(len(cells), 1) * 1.4
        wish.append(max(low, min(longest * 1.06, max(usual, _SHORT), _WIDEST * 2) + _PADDING))
    if sum(wish if in_ease else least) > room:
        return None
    extra = [w - n for w, n in zip(wish, least, strict=True)]
    spare = room - sum(least)
    part = min(1.0, spare / sum(extra)) if sum(extra) else 0.0
    widths = [n + e * part for n, e in zip(least, extra, strict=True)]
    left = room - sum(widths)
    shares = [0.0 if is_number else w for w, is_number in zip(widths, numeric, strict=True)]
    shares = shares if sum(shares) else [1.0] * len(widths)
    return [w + left * s / sum(shares) for w, s in zip(widths, shares, strict=True)]


def _fit(
    heads: list[str], rows: list[list[str]], numeric: list[bool], room: float
) -> tuple[float, list[float]]:
    tries = [(size, True) for size in _SIZES if size >= _EASY] + [(size, False) for size in _SIZES]
    for size, in_ease in tries:
        widths = _widths(heads, rows, numeric, size, room, in_ease=in_ease)
        if widths:
            return size, widths
    return _SIZES[-1], _squeezed(heads, rows, numeric, room)


def _squeezed(heads: list[str], rows: list[list[str]], numeric: list[bool], room: float) -> list[float]:
    """Return widths for a table that fits no page in ease: what stands in the cells first, the words of the heads next."""
    size = _SIZES[-1]

    def widest(texts: list[str]) -> float:
        return max((text_width(text, size) for text in texts), default=0.0)

    cells, words = [], []
    for place, head in enumerate(heads):
        found = [row[place] for row in rows]
        pieces = found if numeric[place] else [w for text in found for w in re.split(r"[\s\u200b]+", text)]
        cells.append(widest(pieces) * 1.05 + _TIGHT)
        words.append(max(cells[-1], widest(re.split(r"[\s\u200b]+", head)) * 1.05 + _TIGHT))
    spare = room - sum(cells)
    if spare <= 0:
        return [room * n / sum(cells) for n in cells]
    extra = [w - c for w, c in zip(words, cells, strict=True)]
    wanted = sum(extra)
    if wanted <= spare:
        return [w + (spare - wanted) / len(words) for w in words]
    return [c + e * spare / wanted for c, e in zip(cells, extra, strict=True)]


def is_wide(table: Table) -> bool:
    """Say whether the table wants its page turned."""
    return len(table.columns) > 8  # noqa: PLR2004 - a count of columns


def table_data(
    table: Table, *, language: str, is_landscape: bool, limit: int = PAPER_LIMIT
) -> dict[str, Any]:
    """Return the table as plain text with widths and a size of type that fit the page."""
    table = evened(table)
    rows, left_out = shown_rows(table, limit)
    numeric = [is_numeric(c) for c in table.columns]

    def texts(row: tuple[Any, ...], *, is_total: bool = False) -> list[str]:
        return [
            "" if is_total and value in (None, "") else breakable(cell_text(value, column, None, language))
            for value, column in zip(row, table.columns, strict=False)
        ]

    heads = [breakable(column_title(c, table, language)) for c in table.columns]
    body = [texts(row) for row in rows]
    total = texts(table.total, is_total=True) if table.total else []
    room = LANDSCAPE if is_landscape else PORTRAIT
    size, widths = _fit(heads, [*body, *([total] if total else [])], numeric, room)
    return {
        "kind": "table",
        "title": translate(table.title, language=language),
        "heads": heads,
        "numeric": numeric,
        "widths": widths,
        "size": size,
        "rows": body,
        "total": total,
        "more": translate(more_message(left_out), language=language) if left_out else "",
        "note": translate(table.note, language=language) if table.note else "",
        "empty": "" if table.rows else translate(msg("Nothing to show"), language=language),
    }
