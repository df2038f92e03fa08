"""Charts as ECharts options, their table twins, and the words that stand for them.

An option is plain JSON: no functions, every label written beforehand in the reader's language.
The browser draws it (strict CSP, tooltips as rich text), and so does the server for pages and paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg, translate
from clientela.blocks import Bars, Column, Curve, Pyramid, Scatter, Table, Waterfall
from clientela.render._charts_bars import bars_height, bars_option
from clientela.render._charts_curve import curve_height, curve_option
from clientela.render._charts_pyramid import pyramid_height, pyramid_option
from clientela.render._charts_scatter import scatter_height, scatter_option, scatter_table
from clientela.render._charts_style import PIXELS, Frame, Theme, Width
from clientela.render._charts_waterfall import waterfall_height, waterfall_option, waterfall_table
from clientela.render._svg import DrawingError, echarts_path

if TYPE_CHECKING:
    from clientela.base.i18n import Message

__all__ = [
    "CHARTS",
    "Chart",
    "Theme",
    "Width",
    "chart_label",
    "chart_option",
    "chart_size",
    "chart_table",
    "check_echarts",
    "is_empty",
]

Chart = Bars | Curve | Pyramid | Scatter | Waterfall
CHARTS = (Bars, Curve, Pyramid, Scatter, Waterfall)


def chart_option(
    block: Chart, *, language: str, theme: Theme = "light", width: Width = "wide"
) -> dict[str, Any]:
    """Return the ECharts 5.6 option of a chart, ready for JSON.

    Bars start at zero, a missing value is a gap with a dash, long names are cut with an ellipsis.
    """
    frame, label = Frame(language, theme, width), chart_label(block, language)
    if isinstance(block, Bars):
        return bars_option(block, frame, label)
    if isinstance(block, Curve):
        return curve_option(block, frame, label)
    if isinstance(block, Scatter):
        return scatter_option(block, frame, label)
    if isinstance(block, Waterfall):
        return waterfall_option(block, frame, label)
    return pyramid_option(block, frame, label)


def chart_size(block: Chart, width: Width) -> tuple[int, int]:
    """Return how many pixels wide and high the chart should be drawn."""
    frame = Frame("en", "light", width)
    if isinstance(block, Bars):
        return PIXELS[width], bars_height(block, frame)
    if isinstance(block, Scatter):
        return PIXELS[width], scatter_height(block, frame)
    if isinstance(block, Waterfall):
        return PIXELS[width], waterfall_height(block, frame)
    return PIXELS[width], curve_height(frame) if isinstance(block, Curve) else pyramid_height(block)


def is_empty(block: Chart) -> bool:
    """Say whether there is nothing to draw: no category, no point, no layer."""
    if isinstance(block, Bars):
        return not (block.categories and block.series)
    if isinstance(block, Waterfall):
        return not block.steps
    if isinstance(block, Scatter):
        return not any(group.points for group in block.groups)
    return not (block.x and block.series) if isinstance(block, Curve) else not block.layers


def check_echarts() -> Message | None:
    """Say what is wrong with the installed chart library, or None when it is the known file."""
    try:
        echarts_path()
    except DrawingError as error:
        return error.message
    return None


def _bars_table(block: Bars) -> Table:
    columns = [Column("category", msg("Category"))]
    columns += [Column(s.name, s.title, s.unit) for s in block.series]
    rows = tuple(
        (category, *(s.values[i] if i < len(s.values) else None for s in block.series))
        for i, category in enumerate(block.categories)
    )
    return Table(block.name, block.title, tuple(columns), rows, note=block.note, currency=block.currency)


def _curve_table(block: Curve) -> Table:
    columns = [Column("x", block.x_title, block.x_unit)]
    columns += [Column(s.name, s.title, s.unit) for s in block.series]
    rows = tuple((x, *(s.values[i] for s in block.series)) for i, x in enumerate(block.x))
    return Table(block.name, block.title, tuple(columns), rows, note=block.note, currency=block.currency)


def chart_table(block: Chart) -> Table:
    """Return the table twin of a chart: the same points, every one of them."""
    if isinstance(block, Bars):
        return _bars_table(block)
    if isinstance(block, Curve):
        return _curve_table(block)
    if isinstance(block, Waterfall):
        return waterfall_table(block)
    if isinstance(block, Scatter):
        return scatter_table(block)
    columns = (
        Column("layer", msg("Layer")),
        Column("count", msg("Customers"), "count"),
        Column("value", block.value_title, block.value_unit),
        Column("share", msg("Share"), "share"),
    )
    rows = tuple((layer.title, layer.count, layer.value, layer.share) for layer in block.layers)
    return Table(block.name, block.title, columns, rows, note=block.note, currency=block.currency)


def _label(block: Chart) -> Message:
    if isinstance(block, Bars):
        return msg("Bar chart: {title}.", title=block.title)
    if isinstance(block, Curve):
        return msg("Line chart: {title}.", title=block.title)
    if isinstance(block, Waterfall):
        return msg("Waterfall: {title}.", title=block.title)
    if isinstance(block, Scatter):
        return msg("Points: {title}.", title=block.title)
    return msg("Pyramid: {title}.", title=block.title)


def chart_label(block: Chart, language: str) -> str:
    """Return the sentence that stands for the chart where it is not seen: its kind, its title, its marks."""
    text = translate(_label(block), language=language)
    if isinstance(block, Curve):
        text = " ".join([text, *(translate(m[2], language=language) + "." for m in block.marks)])
    return text
