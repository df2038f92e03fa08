"""Curves over a numeric axis, with marked points and the line of equal parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.render._charts_scale import mute_axis, nice_range, spoken_axis, tick_labels, tick_values
from clientela.render._charts_style import (
    FONT_SIZE,
    Frame,
    base_option,
    heading,
    legend,
    number,
    series_role,
    text_width,
)

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.blocks import Curve

_EQUAL = msg("All customers equal")
_MOST_POINTS = 120
_FEW = 30
"""Up to so many points each shows its dot: one between two gaps would have no line."""


def thin(block: Curve, most: int = _MOST_POINTS) -> list[int]:
    """Choose at most about `most` points by the length of the curve, so that steep parts keep theirs."""
    count = len(block.x)
    if count <= most:
        return list(range(count))
    rows = [[number(v) for v in s.values] for s in block.series]
    spans = [(max(known) - min(known)) or 1.0 for r in rows if (known := [v for v in r if v is not None])]
    across = (max(block.x) - min(block.x)) or 1.0
    lengths = [0.0]
    for i in range(1, count):
        steps = [
            abs(r[i] - r[i - 1]) / span  # type: ignore[operator]  # both are known, checked beside
            for r, span in zip((r for r in rows if any(v is not None for v in r)), spans, strict=True)
            if r[i] is not None and r[i - 1] is not None
        ]
        lengths.append(lengths[-1] + abs(block.x[i] - block.x[i - 1]) / across + max(steps, default=0.0))
    step, kept = lengths[-1] / (most - 1), [0]
    for i in range(1, count - 1):
        if lengths[i] >= step * len(kept):
            kept.append(i)
    return [*kept, count - 1]


def _data(block: Curve, place: int, frame: Frame, points: list[int]) -> list[dict[str, Any]]:
    """Each point carries its words as its name, which the template of the tooltip repeats."""
    series, found = block.series[place], []
    for i in points:
        x = frame.value(block.x[i], block.x_unit, block.currency)
        words = f"{frame.text(series.title)}: {frame.value(series.values[i], series.unit, block.currency)}"
        first = f"{frame.text(block.x_title)}: {x}\n" if place == 0 else ""
        found.append({"value": [float(block.x[i]), number(series.values[i])], "name": first + words})
    return found


def _marks(block: Curve, frame: Frame, x_range: tuple[float, float], low: float) -> dict[str, Any]:
    c, span = frame.colours, x_range[1] - x_range[0]
    data, lines = [], []
    for x, y, text in block.marks:
        words = frame.text(text)
        after = (x_range[1] - x) / span * (frame.pixels - 70) - 16
        before = (x - x_range[0]) / span * (frame.pixels - 70) - 16
        label: dict[str, Any] = {"formatter": words, "position": "right" if after >= before else "left"}
        if text_width(words) * 1.06 > max(after, before):
            label |= {"width": round(max(after, before)), "overflow": "break", "lineHeight": 16}
        data.append({"value": [x, y], "label": label})
        lines.append([{"coord": [x, low]}, {"coord": [x, y]}])
        lines.append([{"coord": [x_range[0], y]}, {"coord": [x, y]}])
    return {
        "type": "scatter",
        "name": "",
        "data": data,
        "silent": True,
        "symbolSize": 9,
        "z": 5,
        "itemStyle": {"color": c["orange"], "borderColor": c["paper"], "borderWidth": 1.5},
        "label": {
            "show": True, "color": c["ink"], "fontSize": FONT_SIZE, "fontWeight": "bold", "distance": 9,
            "textBorderColor": c["paper"], "textBorderWidth": 3,
        },
        "markLine": {
            "silent": True, "symbol": "none", "animation": False, "label": {"show": False},
            "lineStyle": {"color": c["soft"], "width": 1, "type": "dashed"}, "data": lines,
        },
    }  # fmt: skip


def curve_height(frame: Frame) -> int:
    """Return how high the drawing should be, in pixels."""
    return {"wide": 400, "phone": 330, "print": 360}[frame.width]


def equal_title() -> Message:
    """Return the name of the line on which all bring the same."""
    return _EQUAL


def curve_option(block: Curve, frame: Frame, label: str) -> dict[str, Any]:
    """Return the ECharts option of a curve."""
    c, points = frame.colours, thin(block)
    has_diagonal = block.x_unit == "share" and all(s.unit == "share" for s in block.series)
    names = [frame.text(s.title) for s in block.series] + (
        [frame.text(block.diagonal_title or _EQUAL)] if has_diagonal else []
    )
    legend_option, taken = legend(frame, names)
    known = [n for s in block.series for v in s.values if (n := number(v)) is not None] + [
        m[1] for m in block.marks
    ]
    xs = [*block.x, *(m[0] for m in block.marks)]
    x_low, x_high, x_step = nice_range(min(xs, default=0.0), max(xs, default=1.0))
    low, high, step = nice_range(min(known, default=0.0), max(known, default=1.0))
    unit = block.series[0].unit if block.series else "number"
    x_labels = tick_labels(tick_values(x_low, x_high, x_step), x_step, block.x_unit, frame.language)
    y_labels = tick_labels(tick_values(low, high, step), step, unit, frame.language)
    series: list[dict[str, Any]] = []
    for i, s in enumerate(block.series):
        role = series_role(s.name, i)
        series.append(
            {
                "type": "line",
                "name": names[i],
                "data": _data(block, i, frame, points),
                "showSymbol": len(points) <= _FEW,
                "symbolSize": 5,
                "symbol": "circle",
                "lineStyle": {"color": c[role], "width": 2.5},
                "itemStyle": {"color": c[role]},
                **({"areaStyle": {"color": c[role], "opacity": 0.1}} if s.kind == "area" else {}),
            }
        )
    if has_diagonal:
        series.append(
            {
                "type": "line",
                "name": names[-1],
                "data": [[0, 0], [1, 1]],
                "showSymbol": False,
                "symbol": "none",
                "silent": True,
                "tooltip": {"show": False},
                "lineStyle": {"color": c["past"], "width": 1.5, "type": "dashed"},
                "itemStyle": {"color": c["past"]},
            }
        )
    if block.marks:
        series.append(_marks(block, frame, (x_low, x_high), low))
    option = base_option(frame, label, taken + 28.0, right=26)
    option["grid"]["bottom"] = 30
    option["tooltip"] |= {
        "trigger": "axis",
        "formatter": "\n".join(f"{{b{i}}}" for i in range(len(block.series))),
        "axisPointer": {"type": "line", "lineStyle": {"color": c["soft"], "type": "dashed"}, "label": {"show": False}},
    }  # fmt: skip
    x_spoken = spoken_axis(frame, x_labels, "bottom") | {
        "name": frame.text(block.x_title), "nameLocation": "middle", "nameGap": 30,
        "nameTextStyle": {"color": c["soft"], "fontSize": FONT_SIZE - 1},
    }  # fmt: skip
    return {
        **option,
        "title": [heading(frame, frame.text(block.y_title), taken + 2.0)],
        "legend": legend_option,
        "xAxis": [mute_axis(frame, x_low, x_high, x_step, lines=False), x_spoken],
        "yAxis": [mute_axis(frame, low, high, step), spoken_axis(frame, y_labels, "left")],
        "series": series,
    }
