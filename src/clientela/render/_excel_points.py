"""Waterfalls and points as native charts, each drawn from a small table that stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.render._charts_scatter import frame_of
from clientela.render._charts_waterfall import spans
from clientela.render._excel_book import BLUE, INK, SERIES_COLOURS, VERMILLION, Book

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientela.blocks import Scatter, Waterfall, WaterfallStep

STEP, POINT, SUM, UP, DOWN, BASE = (
    msg("Step"), msg("Point"), msg("Sum"), msg("Added"), msg("Taken off"), msg("Space"),
)  # fmt: skip
_SUM_COLOUR = "#A9B4C2"
_MARKERS = ("circle", "triangle", "square", "diamond", "x", "plus")


def fill_waterfall(book: Book, data: Any, block: Waterfall) -> Any:
    """Write the steps and draw them as bars on an unseen base. A bar across zero begins at zero: its lower part is not drawn.

    The names carry the amounts: beside thin bars there is no room for them.
    """
    ranges = spans(block)
    names = data.add(STEP, [f"{book.words(s.title)}  {_signed(book, block, s)}" for s in block.steps], "text")
    data.add(block.value_title, [step.amount for step in block.steps], block.unit)
    base = data.add(BASE, [min(max(min(r), 0.0), max(r)) if max(r) > 0 else max(r) for r in ranges], block.unit, pale=True)  # fmt: skip
    kinds: tuple[tuple[Any, str, Callable[[int], bool]], ...] = (
        (SUM, _SUM_COLOUR, lambda i: block.steps[i].is_sum),
        (UP, BLUE, lambda i: not block.steps[i].is_sum and ranges[i][1] >= ranges[i][0]),
        (DOWN, VERMILLION, lambda i: not block.steps[i].is_sum and ranges[i][1] < ranges[i][0]),
    )
    chart = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    chart.add_series({"name": data.name(base), "categories": data.values(names), "values": data.values(base), "fill": {"none": True}, "border": {"none": True}, "gap": 35})  # fmt: skip
    for title, colour, is_kind in kinds:
        column = data.add(title, [_height(*ranges[i]) if is_kind(i) else None for i in range(len(ranges))], block.unit, pale=True)  # fmt: skip
        chart.add_series({"name": data.name(column), "categories": data.values(names), "values": data.values(column), "fill": {"color": colour}, "border": {"none": True}})  # fmt: skip
    return chart


def _signed(book: Book, block: Waterfall, step: WaterfallStep) -> str:
    said = book.shown(step.amount, block.unit, 0)
    return f"+{said}" if not step.is_sum and step.amount is not None and step.amount > 0 else said


def _height(start: float, end: float) -> float:
    """Return the drawn length of a bar: above zero up, below zero down."""
    low, high = min(start, end), max(start, end)
    if low >= 0:
        return high - low
    return high if high > 0 else low - high


def fill_scatter(book: Book, data: Any, block: Scatter) -> Any:
    """Write the points of each kind and draw them, each with its own shape, and the line through the field."""
    chart = book.workbook.add_chart({"type": "scatter"})
    for place, group in enumerate(g for g in block.groups if g.points):
        data.add(POINT, [name for _, _, name in group.points], "text")
        across = data.add(block.x_title, [x for x, _, _ in group.points], block.x_unit)
        up = data.add(group.title, [y for _, y, _ in group.points], block.y_unit)
        colour = SERIES_COLOURS[place % len(SERIES_COLOURS)]
        count = len(group.points)
        chart.add_series({
            "name": data.name(up), "categories": data.first(across, count), "values": data.first(up, count),
            "marker": {
                "type": _MARKERS[place % len(_MARKERS)], "size": 6, "fill": {"color": "#FFFFFF" if group.is_hollow else colour},
                "border": {"color": colour if group.is_hollow else "#FFFFFF"},
            },
        })  # fmt: skip
    (x_low, x_high, _), (y_low, y_high, _) = frame_of(block)
    path = [(x, y) for x, y in block.path if x_low <= x <= x_high and y_low <= y <= y_high]
    if path and block.path_title:
        across = data.add(block.x_title, [x for x, _ in path], block.x_unit, pale=True)
        up = data.add(block.path_title, [y for _, y in path], block.y_unit, pale=True)
        chart.add_series({
            "name": data.name(up), "categories": data.first(across, len(path)), "values": data.first(up, len(path)),
            "marker": {"type": "none"}, "line": {"color": INK, "width": 1.5},
        })  # fmt: skip
    return chart
