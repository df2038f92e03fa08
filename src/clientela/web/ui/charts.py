"""Charts as options of the drawing library. Colours and number forms are names that the page fills in.

A string that starts with `$` is a colour of the page's theme; `unit` and `currency` beside an axis or a series say
how its numbers are written in the reader's language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import translate
from clientela.base.units import format_value
from clientela.blocks import Bars, Curve, Pyramid

if TYPE_CHECKING:
    from clientela.blocks import Series

_ROW_PIXELS = 26
_MANY = 14


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _axis(unit: str, currency: str | None, **more: Any) -> dict[str, Any]:
    return {"type": "value", "unit": unit, "currency": currency, "splitLine": {"lineStyle": {"color": "$grid"}}, "axisLabel": {"color": "$muted"}, **more}


def _category(names: list[str], **more: Any) -> dict[str, Any]:
    return {
        "type": "category", "data": names, "axisTick": {"show": False}, "axisLine": {"lineStyle": {"color": "$grid"}},
        "axisLabel": {"color": "$muted", "hideOverlap": True}, **more,
    }  # fmt: skip


def _bar(series: Series, name: str, currency: str | None, colour: str, *, is_signed: bool, is_stacked: bool) -> dict[str, Any]:
    data: list[Any] = [_number(v) for v in series.values]
    if is_signed:
        data = [{"value": v, "itemStyle": {"color": "$bad" if (v or 0) < 0 else "$good"}} for v in data]
    drawn: dict[str, Any] = {"type": "bar", "name": name, "data": data, "unit": series.unit, "currency": currency, "itemStyle": {"color": colour, "borderRadius": 2}, "barMaxWidth": 28}
    if is_stacked:
        drawn["stack"] = "all"
    return drawn


def _bars(block: Bars, language: str) -> dict[str, Any]:
    names = [translate(c, language=language) for c in block.categories]
    drawn = []
    for place, series in enumerate(block.series):
        title, colour = translate(series.title, language=language), f"$c{place + 1}"
        if series.kind == "bar":
            is_signed = len(block.series) == 1 and any(v is not None and v < 0 for v in series.values)
            drawn.append(_bar(series, title, block.currency, colour, is_signed=is_signed, is_stacked=block.is_stacked))
        else:
            drawn.append({
                "type": "line", "name": title, "data": [_number(v) for v in series.values], "unit": series.unit, "currency": block.currency,
                "showSymbol": False, "symbolSize": 6, "lineStyle": {"color": colour, "width": 2, "type": "dashed" if place else "solid"}, "itemStyle": {"color": colour},
                **({"areaStyle": {"opacity": 0.12, "color": colour}} if series.kind == "area" else {}),
            })  # fmt: skip
    unit = block.series[0].unit if block.series else "number"
    value = _axis(unit, block.currency)
    if block.is_horizontal:
        category = _category(names, inverse=True)
        category["axisLabel"] |= {"width": 170, "overflow": "truncate", "interval": 0}
        option = {"xAxis": value, "yAxis": category}
    else:
        option = {"xAxis": _category(names), "yAxis": value}
    return {
        "option": {**option, "series": drawn, "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}}, "legend": {"show": len(drawn) > 1}},
        "height": max(260, len(names) * _ROW_PIXELS * max(1, len(drawn) * 0.75) + 70) if block.is_horizontal else 320,
    }


def _curve(block: Curve, language: str) -> dict[str, Any]:
    drawn = []
    for place, series in enumerate(block.series):
        colour = f"$c{place + 1}"
        one: dict[str, Any] = {
            "type": "line", "name": translate(series.title, language=language), "unit": series.unit, "currency": block.currency, "showSymbol": False,
            "data": [[x, _number(y)] for x, y in zip(block.x, series.values, strict=True)], "lineStyle": {"color": colour, "width": 2}, "itemStyle": {"color": colour},
        }  # fmt: skip
        if series.kind == "area":
            one["areaStyle"] = {"opacity": 0.12, "color": colour}
        if place == 0 and block.marks:
            one["markPoint"] = {
                "symbol": "circle", "symbolSize": 9, "itemStyle": {"color": colour},
                "data": [
                    {"coord": [x, float(y)], "label": {"show": True, "position": "right", "distance": 10, "color": "$text", "formatter": translate(text, language=language)}}
                    for x, y, text in block.marks
                ],
            }  # fmt: skip
        drawn.append(one)
    y_unit = block.series[0].unit if block.series else "number"
    is_share = block.x_unit == "share"
    x_axis = _axis(block.x_unit, None, name=translate(block.x_title, language=language), nameLocation="middle", nameGap=30, **({"max": 1} if is_share else {}))
    y_axis = _axis(y_unit, block.currency, name=translate(block.y_title, language=language), nameTextStyle={"align": "left", "color": "$muted"}, **({"max": 1} if y_unit == "share" else {}))
    x_axis["nameTextStyle"] = {"color": "$muted"}
    return {"option": {"xAxis": x_axis, "yAxis": y_axis, "series": drawn, "tooltip": {"trigger": "axis"}, "legend": {"show": len(drawn) > 1}}, "height": 360}


def _pyramid(block: Pyramid, language: str) -> dict[str, Any]:
    """Draw customers to the left and what they bring to the right: few above, many below."""
    whole = sum(layer.count for layer in block.layers) or 1
    left, right = [], []
    for layer in block.layers:
        part, share = layer.count / whole, float(layer.share or 0.0)
        count = format_value(layer.count, "count", language=language)
        value = format_value(layer.value, block.value_unit, language=language, currency=block.currency)
        left.append({"value": -part, "label": {"formatter": f"{count} · {format_value(part, 'share', language=language)}"}})
        right.append({"value": share, "label": {"formatter": f"{value} · {format_value(layer.share, 'share', language=language)}"}})
    category = _category([translate(layer.title, language=language) for layer in block.layers], inverse=True)
    category["axisLabel"] |= {"interval": 0, "color": "$text"}
    from clientela.base.i18n import msg

    common = {"type": "bar", "stack": "both", "unit": "share", "isMirrored": True, "barWidth": "58%"}
    series = [
        {**common, "name": translate(msg("Customers"), language=language), "data": left, "itemStyle": {"color": "$c2", "borderRadius": [2, 0, 0, 2]}, "label": {"show": True, "position": "left", "color": "$text"}},
        {**common, "name": translate(block.value_title, language=language), "data": right, "itemStyle": {"color": "$c1", "borderRadius": [0, 2, 2, 0]}, "label": {"show": True, "position": "right", "color": "$text"}},
    ]
    axis = _axis("share", None, isMirrored=True, min=-1.45, max=1.45, show=False)
    return {
        "option": {"xAxis": axis, "yAxis": category, "series": series, "legend": {"show": True}, "tooltip": {"show": False}},
        "phone": {"xAxis": {"min": -2.4, "max": 2.4}},
        "height": 260,
    }


def chart_spec(block: Bars | Curve | Pyramid, *, language: str) -> dict[str, Any]:
    """Return what the page's script draws: the options, those for a phone, and the height in pixels."""
    if isinstance(block, Pyramid):
        return _pyramid(block, language)
    return _curve(block, language) if isinstance(block, Curve) else _bars(block, language)
