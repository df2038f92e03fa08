"""Points over two measures: kinds told apart by colour and by shape, lines that part the field, names in its corners."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.blocks import Column, Table
from clientela.render._charts_scale import mute_axis, spoken_axis, tick_labels, tick_values
from clientela.render._charts_style import (
    FONT_SIZE,
    SERIES,
    Frame,
    base_option,
    heading,
    legend,
    text_width,
)

if TYPE_CHECKING:
    from clientela.blocks import Scatter

SHAPES = ("circle", "triangle", "rect", "diamond", "roundRect", "pin")
_FAR = 0.03
"""Share of the points at either end that may lie beyond the frame, where they would press all others together."""
_PRESSED = 2.5
_TICKS = 6


def near_range(values: list[float], line: float | None) -> tuple[float, float, float]:
    """Return (min, max, step) around most of the values and the line, with a round step; zero need not be in it.

    Where the outer 3 % of the points would stretch the axis to more than 2.5 times, the frame ends before them.
    """
    ordered = sorted(values)
    low, high = ordered[0], ordered[-1]
    cut = floor(len(ordered) * _FAR)
    near_low, near_high = ordered[cut], ordered[-1 - cut]
    if near_high > near_low and (high - low) > _PRESSED * (near_high - near_low):
        low, high = near_low, near_high
    if line is not None:
        low, high = min(low, line), max(high, line)
    if low == high:
        low, high = low - (abs(low) or 1.0) / 2, high + (abs(high) or 1.0) / 2
    rough = (high - low) / (_TICKS - 1)
    power = 10.0 ** floor(log10(rough))
    step = next((m * power for m in (1, 2, 2.5, 5) if m * power >= rough), 10 * power)
    return floor(round(low / step, 9)) * step, ceil(round(high / step, 9)) * step, step


def frame_of(block: Scatter) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return (min, max, step) of both axes."""
    points = [p for group in block.groups for p in group.points]
    return near_range([p[0] for p in points], block.x_line), near_range([p[1] for p in points], block.y_line)


def _inside(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def beyond_count(block: Scatter) -> int:
    """Return how many points lie beyond the frame."""
    x, y = frame_of(block)
    points = [p for group in block.groups for p in group.points]
    return sum(not (x[0] <= p[0] <= x[1] and y[0] <= p[1] <= y[1]) for p in points)


def scatter_table(block: Scatter) -> Table:
    """Return the table twin: every point with what it is."""
    rows = tuple((name, group.title, x, y) for group in block.groups for x, y, name in group.points)
    columns = (Column("point", msg("Point")), Column("group", msg("Kind")), Column("x", block.x_title, block.x_unit), Column("y", block.y_title, block.y_unit))  # fmt: skip
    return Table(block.name, block.title, columns, rows, note=block.note, currency=block.currency, limit=20)


def scatter_height(block: Scatter, frame: Frame) -> int:
    """Return how high the drawing should be, in pixels."""
    _, taken = legend(frame, _names(block, frame))
    return {"wide": 400, "phone": 340, "print": 370}[frame.width] + taken


def _names(block: Scatter, frame: Frame) -> list[str]:
    names = [frame.text(g.title) for g in block.groups if g.points]
    return [*names, frame.text(block.path_title)] if block.path and block.path_title else names


def _corners(block: Scatter, frame: Frame, top: float, ends: tuple[float, float]) -> list[dict[str, Any]]:
    """Put the names of the fields into the corners, small and grey, where a field is as wide as its name; a phone has no room for them."""
    if frame.width == "phone" or not block.corners:
        return []
    room = frame.pixels - 110
    part = 0.5 if block.x_line is None else (block.x_line - ends[0]) / ((ends[1] - ends[0]) or 1.0)
    sides = (part * room, (1 - part) * room) * 2
    places: tuple[dict[str, Any], ...] = (
        {"left": 70, "top": top + 2}, {"right": 28, "top": top + 2}, {"left": 70, "bottom": 52}, {"right": 28, "bottom": 52},
    )  # fmt: skip
    style = {
        "color": frame.colours["soft"],
        "fontSize": FONT_SIZE - 2,
        "fontWeight": "normal",
        "fontStyle": "italic",
    }
    return [
        {"text": frame.text(text), "padding": 0, **place, "textStyle": style}
        for text, place, wide in zip(block.corners, places, sides, strict=True)
        if text_width(frame.text(text), FONT_SIZE - 2) + 16 < wide
    ]


def _axis_title(title: Message, unit: str, block: Scatter, frame: Frame) -> str:
    """Name an axis, with the currency its money is in."""
    return (
        f"{frame.text(title)}, {block.currency}" if unit == "money" and block.currency else frame.text(title)
    )


def _lines(block: Scatter, frame: Frame) -> dict[str, Any]:
    data = [{"xAxis": block.x_line}] if block.x_line is not None else []
    data += [{"yAxis": block.y_line}] if block.y_line is not None else []
    return {
        "silent": True, "symbol": "none", "animation": False, "label": {"show": False}, "data": data,
        "lineStyle": {"color": frame.colours["soft"], "width": 1, "type": "dashed"},
    }  # fmt: skip


def scatter_option(block: Scatter, frame: Frame, label: str) -> dict[str, Any]:
    """Return the ECharts option of points; those beyond the frame stand at its edge and keep their values in the tooltip."""
    c = frame.colours
    (x_low, x_high, x_step), (y_low, y_high, y_step) = frame_of(block)
    shown_legend, taken = legend(frame, _names(block, frame))
    x_labels = tick_labels(tick_values(x_low, x_high, x_step), x_step, block.x_unit, frame.language)
    y_labels = tick_labels(tick_values(y_low, y_high, y_step), y_step, block.y_unit, frame.language)
    if frame.width == "phone":
        x_labels = [text if i % 2 == 0 else "" for i, text in enumerate(x_labels)]
    series: list[dict[str, Any]] = []
    for place, group in enumerate(g for g in block.groups if g.points):
        points = [
            {
                "value": [_inside(x, x_low, x_high), _inside(y, y_low, y_high)],
                "name": f"{frame.text(name)}\n{frame.text(block.x_title)}: {frame.value(x, block.x_unit, block.currency)}\n{frame.text(block.y_title)}: {frame.value(y, block.y_unit, block.currency)}",
            }
            for x, y, name in group.points
        ]
        colour = c[SERIES[place % len(SERIES)]]
        style = {"color": colour, "opacity": 0.78, "borderColor": c["paper"], "borderWidth": 0.8}
        if group.is_hollow:
            style = {"color": c["paper"], "opacity": 1, "borderColor": colour, "borderWidth": 1.6}
        series.append(
            {
                "type": "scatter", "name": frame.text(group.title), "data": points, "symbol": SHAPES[place % len(SHAPES)], "symbolSize": 9 if frame.width != "phone" else 8,
                "itemStyle": style, "z": 3,
            }
        )  # fmt: skip
    if series:
        series[0]["markLine"] = _lines(block, frame)
    if block.path and block.path_title:
        inside = [[x, y] for x, y in block.path if x_low <= x <= x_high and y_low <= y <= y_high]
        series.append(
            {
                "type": "line", "name": frame.text(block.path_title), "data": inside, "showSymbol": False, "symbol": "none", "silent": True, "tooltip": {"show": False}, "z": 2,
                "lineStyle": {"color": c["ink"], "width": 1.5}, "itemStyle": {"color": c["ink"]},
            }
        )  # fmt: skip
    top = taken + 26.0
    option = base_option(frame, label, top, right=26)
    option["grid"]["bottom"] = 30
    option["tooltip"] |= {"formatter": "{b}"}
    x_spoken = spoken_axis(frame, x_labels, "bottom") | {
        "name": _axis_title(block.x_title, block.x_unit, block, frame), "nameLocation": "middle", "nameGap": 30, "nameTextStyle": {"color": c["soft"], "fontSize": FONT_SIZE - 1},
    }  # fmt: skip
    return {
        **option,
        "title": [
            heading(frame, _axis_title(block.y_title, block.y_unit, block, frame), taken + 2.0),
            *_corners(block, frame, top, (x_low, x_high)),
        ],
        "legend": shown_legend,
        "xAxis": [mute_axis(frame, x_low, x_high, x_step), x_spoken],
        "yAxis": [mute_axis(frame, y_low, y_high, y_step), spoken_axis(frame, y_labels, "left")],
        "series": series,
    }
