"""A document as the JSON that the template of the PDF reads: words only, already in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg, translate
from clientela.base.units import format_value
from clientela.blocks import Curve, Kpis, Note, Table, Text
from clientela.render._html_tables import thinned
from clientela.render._pdf_tables import breakable, is_wide, table_data
from clientela.render._svg import Drawing, DrawingError, draw_charts
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
    from clientela.blocks import Block, Document, Section

PAGE_MARK, PAGES_MARK = "\u0001", "\u0002"
"""Stand in the footer's sentence where the template puts the numbers."""


def draw_document(document: Document, *, language: str, time_limit: float) -> dict[int, str]:
    """Draw all charts of the document in one child; an empty answer means that tables stand in their place."""
    charts = [b for s in document.sections for b in s.blocks if isinstance(b, CHARTS) and not is_empty(b)]
    drawings = [
        Drawing(f"c{i}", chart_option(c, language=language, width="print"), *chart_size(c, "print"))
        for i, c in enumerate(charts)
    ]
    try:
        drawn = draw_charts(drawings, time_limit=time_limit)
    except DrawingError:
        return {}
    return {id(chart): svg for chart, svg in zip(charts, drawn, strict=True)}


def _figures(kpis: Kpis, language: str) -> dict[str, Any]:
    return {
        "kind": "kpis",
        "figures": [
            {
                "title": breakable(translate(k.title, language=language)),
                "value": breakable(format_value(k.value, k.unit, language=language, currency=k.currency)),
                "context": breakable(translate(k.context, language=language)) if k.context else "",
                "tone": "" if k.is_good is None else "good" if k.is_good else "bad",
            }
            for k in kpis.figures
        ],
    }


def _chart(block: Chart, svg: str | None, language: str, *, is_landscape: bool) -> list[dict[str, Any]]:
    if is_empty(block):
        return [table_data(chart_table(block), language=language, is_landscape=is_landscape)]
    if svg is None:
        twin = chart_table(block)
        twin = thinned(twin) if isinstance(block, Curve) else twin
        said = translate(
            msg("The chart could not be drawn; its figures stand in the table."), language=language
        )
        return [
            table_data(twin, language=language, is_landscape=is_landscape),
            {"kind": "text", "text": said},
        ]
    return [
        {
            "kind": "chart",
            "title": translate(block.title, language=language),
            "svg": svg,
            "alt": chart_label(block, language),
            "note": translate(block.note, language=language) if block.note else "",
        }
    ]


def _block(block: Block, drawn: dict[int, str], language: str, *, is_landscape: bool) -> list[dict[str, Any]]:
    if isinstance(block, CHARTS):
        return _chart(block, drawn.get(id(block)), language, is_landscape=is_landscape)
    if isinstance(block, Table):
        return [table_data(block, language=language, is_landscape=is_landscape)]
    if isinstance(block, Kpis):
        return [_figures(block, language)]
    if isinstance(block, Note):
        return [{"kind": "note", "tone": block.kind, "text": translate(block.text, language=language)}]
    if isinstance(block, Text):
        return [{"kind": "text", "text": translate(block.text, language=language)}]
    raise TypeError(f"No PDF for {type(block).__name__}.")


def _section(section: Section, drawn: dict[int, str], language: str) -> dict[str, Any]:
    tables = [b for b in section.blocks if isinstance(b, Table)]
    is_landscape = any(is_wide(t) for t in tables) and len(tables) == len(section.blocks)
    return {
        "title": translate(section.title, language=language),
        "lead": translate(section.lead, language=language) if section.lead else "",
        "landscape": is_landscape,
        "blocks": [
            part
            for block in section.blocks
            for part in _block(block, drawn, language, is_landscape=is_landscape)
        ],
    }


def document_data(document: Document, *, language: str, time_limit: float) -> dict[str, Any]:
    """Return everything the template needs."""
    drawn = draw_document(document, language=language, time_limit=time_limit)
    return {
        "language": language,
        "title": translate(document.title, language=language),
        "subtitle": translate(document.subtitle, language=language),
        "company": document.company,
        "footer": translate(document.footer, language=language),
        "page": translate(msg("Page {page} of {pages}", page=PAGE_MARK, pages=PAGES_MARK), language=language),
        "sections": [_section(s, drawn, language) for s in document.sections],
    }
