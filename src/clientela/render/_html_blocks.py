"""Each kind of block as HTML: classes only, no style, no script but data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from clientela.base.i18n import msg, translate
from clientela.base.units import format_value
from clientela.blocks import Curve, Kpis, Note, Table, Text
from clientela.render._html_tables import table_html, thinned
from clientela.render._svg import Drawing, DrawingError, draw_charts, themed_svg
from clientela.render.charts import (
    CHARTS,
    Chart,
    chart_label,
    chart_option,
    chart_size,
    chart_table,
    is_empty,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.blocks import Block, Kpi
    from clientela.render.charts import Theme, Width

Charts = Literal["svg", "client"]
_NOTE_KINDS = {"info": msg("Note"), "warning": msg("Warning"), "unknown": msg("Not known")}


@dataclass(slots=True)
class Page:
    """What the blocks of one page share: the language, and the drawings by the place of their chart."""

    language: str
    charts: Charts
    level: int
    drawn: dict[int, tuple[str, str]] = field(default_factory=dict)
    failed: bool = False

    def text(self, message: Any) -> str:
        """Return escaped words."""
        return escape(translate(message, language=self.language))


def draw_blocks(page: Page, blocks: Sequence[Block], *, time_limit: float) -> None:
    """Draw the charts among the blocks, each for a wide page and for a phone, in one child process."""
    charts = [block for block in blocks if isinstance(block, CHARTS) and not is_empty(block)]
    drawings = [
        Drawing(
            f"c{place}{width[0]}",
            chart_option(chart, language=page.language, width=width),
            *chart_size(chart, width),
        )
        for place, chart in enumerate(charts)
        for width in ("wide", "phone")
    ]
    try:
        drawn = [themed_svg(svg) for svg in draw_charts(drawings, time_limit=time_limit)]
    except DrawingError:
        page.failed = True
        return
    for place, chart in enumerate(charts):
        page.drawn[id(chart)] = (drawn[2 * place], drawn[2 * place + 1])


def _kpi(page: Page, kpi: Kpi) -> str:
    value = format_value(kpi.value, kpi.unit, language=page.language, currency=kpi.currency)
    context = ""
    if kpi.context:
        tone = "" if kpi.is_good is None else " is-good" if kpi.is_good else " is-bad"
        context = f'<dd class="kpi-context{tone}">{page.text(kpi.context)}</dd>'
    return (
        f'<div class="kpi"><dt class="kpi-title">{page.text(kpi.title)}</dt>'
        f'<dd class="kpi-value">{escape(value)}</dd>{context}</div>'
    )


def _twin(page: Page, block: Chart) -> str:
    twin = chart_table(block)
    twin = thinned(twin) if isinstance(block, Curve) else twin
    return (
        f'<details class="chart-twin"><summary>{page.text(msg("Show as table"))}</summary>'
        f"{table_html(twin, language=page.language)}</details>"
    )


def _client_data(page: Page, block: Chart) -> str:
    themes: tuple[Theme, ...] = ("light", "dark")
    widths: tuple[Width, ...] = ("wide", "phone")
    options = {
        theme: {
            width: chart_option(block, language=page.language, theme=theme, width=width) for width in widths
        }
        for theme in themes
    }
    heights = {width: chart_size(block, width)[1] for width in widths}
    text = json.dumps({"options": options, "heights": heights}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def chart_html(page: Page, block: Chart) -> str:
    """Return a chart as a figure with its table twin; without a drawing the table stands in its place."""
    if is_empty(block):
        return table_html(chart_table(block), language=page.language)
    caption = f"<figcaption>{page.text(block.title)}</figcaption>"
    note = f'<p class="chart-note">{page.text(block.note)}</p>' if block.note else ""
    label = escape(chart_label(block, page.language), quote=True)
    if page.charts == "client":
        drawing = (
            f'<div class="chart-client" data-chart role="img" aria-label="{label}"></div>'
            f'<script type="application/json" data-chart-options>{_client_data(page, block)}</script>'
        )
        return f'<figure class="chart">{caption}{drawing}{note}{_twin(page, block)}</figure>'
    if id(block) not in page.drawn:
        said = page.text(msg("The chart could not be drawn; its figures stand in the table."))
        return f'<figure class="chart">{caption}<p class="chart-note">{said}</p>{table_html(chart_table(block), language=page.language)}</figure>'
    wide, phone = page.drawn[id(block)]
    drawing = (
        f'<div class="chart-wide" role="img" aria-label="{label}">{wide}</div>'
        f'<div class="chart-phone" role="img" aria-label="{label}">{phone}</div>'
    )
    return f'<figure class="chart">{caption}{drawing}{note}{_twin(page, block)}</figure>'


def block_html(page: Page, block: Block) -> str:
    """Return one block as HTML."""
    if isinstance(block, CHARTS):
        return chart_html(page, block)
    if isinstance(block, Table):
        return table_html(block, language=page.language)
    if isinstance(block, Kpis):
        columns = " kpis-by-3" if len(block.figures) % 3 == 0 else ""
        return f'<dl class="kpis{columns}">{"".join(_kpi(page, kpi) for kpi in block.figures)}</dl>'
    if isinstance(block, Note):
        kind = page.text(_NOTE_KINDS[block.kind])
        return (
            f'<p class="note note-{block.kind}"><span class="visually-hidden">{kind}: </span>'
            f"{page.text(block.text)}</p>"
        )
    if isinstance(block, Text):
        return f'<p class="prose">{page.text(block.text)}</p>'
    raise TypeError(f"No HTML for {type(block).__name__}.")
