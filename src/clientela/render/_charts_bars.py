"""Bars, stacked, side by side or with lines, upright or lying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.units import MISSING
from clientela.render._charts_scale import (
    mute_axis,
    nice_range,
    short_value,
    spoken_axis,
    tick_labels,
    tick_values,
)
from clientela.render._charts_style import (
    FONT,
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
    from clientela.blocks import Bars, Series

_FEW = {"wide": 14, "phone": 6, "print": 12}
"""Up to so many upright bars carry their value themselves."""


def _extent(block: Bars, series: list[Series]) -> tuple[float, float]:
    values = [[number(v) for v in s.values] for s in series]
    bars = [v for s, v in zip(series, values, strict=True) if s.kind == "bar"]
    low = high = 0.0
    if block.is_stacked and bars:
        for column in zip(*bars, strict=False):
            low = min(low, sum(v for v in column if v is not None and v < 0))
            high = max(high, sum(v for v in column if v is not None and v > 0))
        values = [v for s, v in zip(series, values, strict=True) if s.kind != "bar"]
    for row in values:
        known = [v for v in row if v is not None]
        low, high = min([low, *known]), max([high, *known])
    return low, high


def _is_diverging(block: Bars) -> bool:
    return len(block.series) == 1 and any((number(v) or 0) < 0 for v in block.series[0].values)


def labels_bars(block: Bars, frame: Frame) -> bool:
    """Say whether the bars carry their values themselves, so that the axis can stay mute."""
    if block.is_stacked or any(s.kind != "bar" or s.on_second_axis for s in block.series):
        return False
    if block.is_horizontal:
        return True
    return len(block.categories) * len(block.series) <= _FEW[frame.width]


def _points(block: Bars, series: Series, frame: Frame, *, labelled: bool) -> list[dict[str, Any]]:
    c, points = frame.colours, []
    is_diverging = _is_diverging(block)
    for category, value in zip(block.categories, series.values, strict=False):
        drawn = number(value)
        words = f"{frame.text(category)}\n{frame.text(series.title)}: {frame.value(value, series.unit, block.currency)}"
        point: dict[str, Any] = {"value": drawn, "tooltip": {"formatter": words}}
        below = drawn is not None and drawn < 0
        if is_diverging:
            point["itemStyle"] = {"color": c["orange" if below else "blue"]}
        if labelled and drawn is not None:
            side = ("left" if below else "right") if block.is_horizontal else ("bottom" if below else "top")
            text = short_value(value, series.unit, frame.language, block.currency)
            point["label"] = {"show": True, "position": side, "formatter": text}
        points.append(point)
    return points


def _series(block: Bars, place: int, frame: Frame, *, labelled: bool) -> dict[str, Any]:
    series, c = block.series[place], frame.colours
    role = series_role(series.name, place)
    option: dict[str, Any] = {
        "type": "bar" if series.kind == "bar" else "line",
        "name": frame.text(series.title),
        "data": _points(block, series, frame, labelled=labelled and series.kind == "bar"),
        "itemStyle": {"color": c[role]},
        "label": {"color": c["soft"], "fontSize": FONT_SIZE - 1, "distance": 5},
    }
    if series.kind == "bar":
        option |= {"barMaxWidth": 16 if block.is_horizontal else 44, "barGap": "12%", "barCategoryGap": "28%"}
        if block.is_stacked:
            option["stack"] = "all"
    else:
        line = "orange" if role == "past" else role  # grey would drown in the bars behind it
        option |= {
            "symbol": "circle",
            "symbolSize": 5,
            "lineStyle": {"color": c[line], "width": 2},
            "itemStyle": {"color": c[line]},
            "z": 3,
        }
        if series.kind == "area":
            option["areaStyle"] = {"color": c[role], "opacity": 0.14}
    return option


def _dashes(block: Bars, frame: Frame) -> dict[str, Any]:
    """Put a dash where a value is missing: no bar would read as zero."""
    missing = [i for i, v in enumerate(block.series[0].values) if number(v) is None]
    return {
        "type": "scatter",
        "silent": True,
        "symbolSize": 1,
        "itemStyle": {"color": "transparent"},
        "data": [[0, i] if block.is_horizontal else [i, 0] for i in missing],
        "tooltip": {"show": False},
        "label": {
            "show": True,
            "formatter": MISSING,
            "position": "right" if block.is_horizontal else "top",
            "color": frame.colours["soft"],
        },
    }


def _names_axis(block: Bars, frame: Frame) -> dict[str, Any]:
    c = frame.colours
    axis: dict[str, Any] = {
        "type": "category",
        "data": [frame.name(category) for category in block.categories],
        "axisLabel": {"fontFamily": FONT, "color": c["ink" if block.is_horizontal else "soft"], "fontSize": FONT_SIZE - (not block.is_horizontal)},
        "axisTick": {"show": False},
        "axisLine": {"onZero": False, "show": not block.is_horizontal, "lineStyle": {"color": c["line"]}},
    }  # fmt: skip
    if block.is_horizontal:
        axis["inverse"] = True
        axis["axisLabel"]["interval"] = 0
        axis["axisLabel"]["margin"] = 10
    else:
        axis["axisLabel"]["hideOverlap"] = True
    return axis


def _room(block: Bars, frame: Frame, low: float, high: float) -> tuple[float, float]:
    """Widen a range so that the values written at the ends of the bars stay inside."""
    if not block.is_horizontal:
        return low * 1.12, high * 1.12
    longest = max(
        (text_width(short_value(v, s.unit, frame.language, block.currency), FONT_SIZE - 1)
         for s in block.series for v in s.values),
        default=0.0,
    )  # fmt: skip
    names = max((text_width(frame.name(n)) for n in block.categories), default=0.0)
    inner = max(frame.pixels - names - 40, 60.0)
    part = min((longest + 10) / inner, 0.4)
    sides = (low < 0) + (high > 0)
    span = (high - low) / max(1 - sides * part, 0.2)
    return (low - span * part if low < 0 else 0.0), (high + span * part if high > 0 else 0.0)


def _value_axes(
    block: Bars, frame: Frame, *, labelled: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the mute value axes and the axes that say their ticks."""
    mute: list[dict[str, Any]] = []
    spoken: list[dict[str, Any]] = []
    for second in (False, True):
        series = [s for s in block.series if s.on_second_axis is second]
        if not series:
            if not second:
                mute.append(mute_axis(frame, 0.0, 1.0, 1.0))
            continue
        low, high = _extent(block, series)
        if labelled:
            low, high = _room(block, frame, low, high)
            if low == high:
                high = 1.0
            mute.append(mute_axis(frame, low, high, high - low, lines=False))
            continue
        low, high, step = nice_range(low, high)
        mute.append(mute_axis(frame, low, high, step, lines=not second))
        labels = tick_labels(tick_values(low, high, step), step, series[0].unit, frame.language)
        side = ("top" if second else "bottom") if block.is_horizontal else ("right" if second else "left")
        spoken.append(spoken_axis(frame, labels, side))
    return mute, spoken


def bars_height(block: Bars, frame: Frame) -> int:
    """Return how high the drawing should be, in pixels."""
    if not block.is_horizontal:
        return 250 if frame.width == "phone" else 300
    bars = 1 if block.is_stacked else len(block.series)
    return max(90, len(block.categories) * (12 + 13 * bars) + (56 if len(block.series) > 1 else 32))


def bars_option(block: Bars, frame: Frame, label: str) -> dict[str, Any]:
    """Return the ECharts option of bars."""
    c, labelled = frame.colours, labels_bars(block, frame)
    names = [frame.text(s.title) for s in block.series]
    top, titles = 12.0, []
    shown_legend: dict[str, Any] = {"show": False}
    if len(names) > 1:
        shown_legend, taken = legend(frame, names)
        top = taken + 6.0
    first = block.series[0] if block.series else None
    if first and not labelled and first.unit == "money" and block.currency:
        titles.append(heading(frame, block.currency, top))
        top += 20
    mute, spoken = _value_axes(block, frame, labelled=labelled)
    named = _names_axis(block, frame)
    series = [_series(block, i, frame, labelled=labelled) for i in range(len(block.series))]
    value_side = "xAxisIndex" if block.is_horizontal else "yAxisIndex"
    for option, s in zip(series, block.series, strict=True):
        option[value_side] = 1 if s.on_second_axis and len(mute) > 1 else 0
    if series:
        series[0]["markLine"] = {
            "silent": True, "symbol": "none", "animation": False, "label": {"show": False},
            "lineStyle": {"color": c["soft"], "width": 1, "type": "solid"},
            "data": [{"xAxis" if block.is_horizontal else "yAxis": 0}],
        }  # fmt: skip
    if len(series) == 1 and any(number(v) is None for v in block.series[0].values):
        series.append(_dashes(block, frame))
    values = [*mute, *spoken]
    return {
        **base_option(frame, label, top),
        "title": titles,
        "legend": shown_legend,
        "xAxis": values if block.is_horizontal else [named],
        "yAxis": [named] if block.is_horizontal else values,
        "series": series,
    }
