"""The pyramid: one centred bar for each layer, as wide as it has customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg, nmsg
from clientela.render._charts_scale import mute_axis, short_value
from clientela.render._charts_style import FONT, FONT_SIZE, STEPS, Frame, base_option, heading

if TYPE_CHECKING:
    from clientela.blocks import Pyramid

_LEAST = 4
"""A layer of one customer must still be seen."""


def pyramid_height(block: Pyramid) -> int:
    """Return how high the drawing should be, in pixels."""
    return 40 + 52 * max(len(block.layers), 1)


def _side_axis(frame: Frame, labels: list[str], side: str) -> dict[str, Any]:
    c = frame.colours
    return {
        "type": "category",
        "inverse": True,
        "position": side,
        "data": labels,
        "axisTick": {"show": False},
        "axisLine": {"show": False},
        "splitLine": {"show": False},
        "axisLabel": {"fontFamily": FONT,
            "interval": 0, "margin": 12, "color": c["ink"], "fontSize": FONT_SIZE, "lineHeight": 17,
            "align": "right" if side == "left" else "left",
            "rich": {"strong": {"fontFamily": FONT, "fontWeight": "bold", "fontSize": FONT_SIZE, "color": c["ink"], "lineHeight": 17},
                     "soft": {"fontFamily": FONT, "fontSize": FONT_SIZE - 1, "color": c["soft"], "lineHeight": 17}},
        },
    }  # fmt: skip


def _rich(first: str, second: str) -> str:
    return f"{{strong|{first}}}\n{{soft|{second}}}" if second else f"{{strong|{first}}}"


def pyramid_option(block: Pyramid, frame: Frame, label: str) -> dict[str, Any]:
    """Return the ECharts option of a pyramid: a clear spacer, then the layer, in one stack."""
    c = frame.colours
    widest = max((layer.count for layer in block.layers), default=0) or 1
    left, right, bars, spacers = [], [], [], []
    for place, layer in enumerate(block.layers):
        customers = frame.text(nmsg("{count} customer", "{count} customers", layer.count))
        value = short_value(layer.value, block.value_unit, frame.language, block.currency)
        share = "" if layer.share is None else frame.value(layer.share, "share", None)
        left.append(_rich(frame.name(layer.title), customers))
        right.append(_rich(value, share))
        full = frame.value(layer.value, block.value_unit, block.currency)
        words = f"{frame.text(layer.title)}: {customers}\n{frame.text(block.value_title)}: {full}"
        if share:
            words += f" ({share})"
        step = STEPS[min(place, len(STEPS) - 1)]
        wide = max(layer.count, widest * _LEAST / 400) if layer.count else 0
        spacers.append({"value": (widest - wide) / 2})
        bars.append(
            {"value": wide, "itemStyle": {"color": c[step]}, "tooltip": {"formatter": words}}
        )  # fmt: skip
    shared = {"type": "bar", "stack": "layers", "barWidth": "86%", "xAxisIndex": 0, "yAxisIndex": 0}
    option = base_option(frame, label, 28, right=8)
    return {
        **option,
        "title": [heading(frame, frame.text(msg("Customers")), 4), heading(frame, frame.text(block.value_title), 4, "right")],
        "legend": {"show": False},
        "xAxis": [mute_axis(frame, 0, widest, widest, lines=False)],
        "yAxis": [_side_axis(frame, left, "left"), _side_axis(frame, right, "right")],
        "series": [
            {**shared, "data": spacers, "silent": True, "itemStyle": {"color": "transparent"}, "tooltip": {"show": False}},
            {**shared, "name": frame.text(block.title), "data": bars},
        ],
    }  # fmt: skip
