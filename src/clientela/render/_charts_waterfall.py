"""Waterfalls: bars that begin where the one before them ended, lying, so that their names stay readable on a phone."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Column, Table
from clientela.render._charts_scale import mute_axis, short_value
from clientela.render._charts_style import FONT, FONT_SIZE, Frame, base_option, heading, number, text_width

if TYPE_CHECKING:
    from clientela.blocks import Waterfall

_ROW = 25
_CUT_FROM = 0.4
"""Where all levels lie within this share of the highest, the drawing does not begin at zero."""
_LABEL = FONT_SIZE - 1


def spans(block: Waterfall) -> list[tuple[float, float]]:
    """Return where each bar begins and ends; a sum begins at zero, a missing amount moves nothing."""
    found, level = [], 0.0
    for step in block.steps:
        amount = number(step.amount)
        if step.is_sum:
            start, level = 0.0, level if amount is None else amount
        else:
            start, level = level, level + (amount or 0.0)
        found.append((start, level))
    return found


def floor_of(block: Waterfall) -> float:
    """Return where the drawing begins: zero, or, where all between the ends lies far from it, below the lowest level.

    The steps between two large sums would be slivers otherwise. A bar of a sum is then cut, and the drawing says where it begins.
    """
    ranges = spans(block)
    levels = [end for _, end in ranges]
    low, high = min(levels, default=0.0), max(levels, default=0.0)
    if low <= 0 or high - low >= _CUT_FROM * high:
        return 0.0
    room = low - (high - low)
    power = 10.0 ** floor(log10(high))
    step = power / 10
    return max(0.0, floor(room / step) * step)


def waterfall_table(block: Waterfall) -> Table:
    """Return the table twin: each step with its amount."""
    rows = tuple((step.title, step.amount) for step in block.steps)
    columns = (Column("step", msg("Step")), Column("amount", block.value_title, block.unit))
    return Table(block.name, block.title, columns, rows, note=block.note, currency=block.currency)


def waterfall_height(block: Waterfall, frame: Frame) -> int:
    """Return how high the drawing should be, in pixels."""
    del frame
    return max(100, len(block.steps) * _ROW + 28 + (18 if floor_of(block) else 0))


def _words(block: Waterfall, frame: Frame, place: int) -> str:
    step = block.steps[place]
    said = short_value(step.amount, block.unit, frame.language, block.currency)
    amount = number(step.amount)
    return f"+{said}" if not step.is_sum and amount is not None and amount > 0 else said


def _parts(start: float, end: float, least: float = 0.0) -> tuple[float, float, float]:
    """Return the unseen base of a bar and what of it lies above and below zero; what lies below `least` is cut."""
    low, high = min(start, end), max(start, end)
    low = max(low, least) if least else low
    if low >= 0:
        return low, high - low, 0.0
    if high <= 0:
        return high, 0.0, low - high
    return 0.0, high, low


def waterfall_option(block: Waterfall, frame: Frame, label: str) -> dict[str, Any]:
    """Return the ECharts option of a waterfall: sums in grey, what is added in blue, what is taken off in orange, each with its sign."""
    c, ranges = frame.colours, spans(block)
    texts = [_words(block, frame, i) for i in range(len(block.steps))]
    names = [frame.name(step.title) for step in block.steps]
    low = min((min(r) for r in ranges), default=0.0)
    high = max((max(r) for r in ranges), default=1.0)
    least = floor_of(block)
    low, high = least or min(low, 0.0), max(high, 0.0)
    inner = max(frame.pixels - max((text_width(n) for n in names), default=0.0) - 40, 60.0)
    # the words stand right of their bars: the one that reaches furthest needs its room
    span = (high - low) or 1.0
    part = min((max((text_width(t, _LABEL) for t in texts), default=0.0) + 14) / inner, 0.5)
    high = high + span * part / (1 - part)
    seen: list[dict[str, Any]] = []
    for sign in (1, 2):
        points = []
        for step, (start, end), text in zip(block.steps, ranges, texts, strict=True):
            role = "past" if step.is_sum else "blue" if end >= start else "orange"
            full = frame.value(step.amount, block.unit, block.currency)
            points.append(
                {
                    "value": _parts(start, end, least)[sign],
                    "itemStyle": {"color": c[role]},
                    "tooltip": {"formatter": f"{frame.text(step.title)}\n{frame.text(block.value_title)}: {full if step.is_sum or not text.startswith('+') else f'+{full}'}"},
                }
            )  # fmt: skip
        seen.append({"type": "bar", "stack": "all", "barMaxWidth": 15, "data": points, "z": 2})
    hidden = {
        "type": "bar", "stack": "all", "silent": True, "barMaxWidth": 15, "itemStyle": {"color": "transparent"}, "tooltip": {"show": False},
        "data": [_parts(*r, least)[0] for r in ranges],
    }  # fmt: skip
    labels = {
        "type": "scatter", "silent": True, "symbolSize": 1, "itemStyle": {"color": "transparent"}, "tooltip": {"show": False}, "z": 4,
        "data": [
            {"value": [max(r), i], "label": {"show": True, "position": "right", "formatter": text, "color": c["ink"], "fontSize": _LABEL, "fontWeight": "bold" if step.is_sum else "normal", "distance": 4}}
            for i, (r, text, step) in enumerate(zip(ranges, texts, block.steps, strict=True))
        ],
    }  # fmt: skip
    hidden["markLine"] = {
        "silent": True, "symbol": "none", "animation": False, "label": {"show": False}, "lineStyle": {"color": c["soft"], "width": 1, "type": "solid"}, "data": [] if least else [{"xAxis": 0}],
    }  # fmt: skip
    named = {
        "type": "category", "data": names, "inverse": True, "axisTick": {"show": False}, "axisLine": {"show": False},
        "axisLabel": {"fontFamily": FONT, "color": c["ink"], "fontSize": FONT_SIZE, "interval": 0, "margin": 10},
    }  # fmt: skip
    return {
        **base_option(frame, label, 28.0 if least else 10.0),
        "title": [
            heading(
                frame,
                frame.text(
                    msg(
                        "The bars of the sums are cut: the drawing begins at {amount}.",
                        amount=Amount(least, block.unit, block.currency),
                    )
                ),
                2.0,
            )
        ]
        if least
        else [],
        "legend": {"show": False},
        "xAxis": [mute_axis(frame, low, high, (high - low) or 1.0, lines=False)],
        "yAxis": [named],
        "series": [hidden, *seen, labels],
    }
