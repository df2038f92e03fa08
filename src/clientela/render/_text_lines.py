"""Lines of a terminal: cutting, filling and breaking by the cells that signs really take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 2
_NARROWEST_TEXT = 10
_WIDEST_TEXT = 44
_NARROWEST_HEAD = 6


def size(text: str) -> int:
    """Return how many cells a text takes."""
    from rich.cells import cell_len  # noqa: PLC0415 - rich is loaded when something is printed

    return cell_len(text)


def cut(text: str, width: int) -> str:
    """Return a text of at most `width` cells; what is cut ends with an ellipsis."""
    if size(text) <= width:
        return text
    from rich.cells import set_cell_size  # noqa: PLC0415 - rich is loaded when something is printed

    return set_cell_size(text, max(0, width - 1)).rstrip() + "…"


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return a text of exactly `width` cells."""
    shown = cut(text, width)
    space = " " * (width - size(shown))
    return space + shown if right else shown + space


def wrap(text: str, width: int) -> list[str]:
    """Break a text at words into lines of at most `width` cells; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if size(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = cut(word, width)
    return [*lines, line] if line or not lines else lines


def fit_columns(
    heads: Sequence[str], is_number: Sequence[bool], rows: Sequence[Sequence[str]], room: int
) -> list[int]:
    """Return the width of each column; 0 for one that has no place.

    Numbers are never cut. Words are narrowed first, then the last columns are left out.
    """
    natural: list[int] = []
    least: list[int] = []
    for index, head in enumerate(heads):
        inside = max((size(row[index]) for row in rows), default=0)
        words = max((size(word) for word in head.split()), default=0)
        wide = max(inside, words, min(size(head), _NARROWEST_HEAD))
        if is_number[index]:
            natural.append(wide)
            least.append(max(inside, min(words, 12)))
        else:
            natural.append(min(_WIDEST_TEXT, wide))
            least.append(min(natural[-1], _NARROWEST_TEXT))
    kept = len(heads)
    while kept > 1 and sum(least[:kept]) + GAP * (kept - 1) > room:
        kept -= 1
    widths = least[:kept]
    spare = room - sum(widths) - GAP * (kept - 1)
    while spare > 0 and any(width < natural[i] for i, width in enumerate(widths)):
        for index, width in enumerate(widths):
            if width < natural[index] and spare > 0:
                widths[index] += 1
                spare -= 1
    widths[0] = min(widths[0], room)
    return [*widths, *([0] * (len(heads) - kept))]
