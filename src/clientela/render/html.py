"""A document as one page: no script, no request to anywhere, light and dark, readable on a phone and on paper."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg, nmsg, translate
from clientela.base.units import format_value
from clientela.blocks import Bars, Curve, Kpis, Note, Pyramid, Table, Text
from clientela.render._svg import draw_charts
from clientela.render._twins import chart_table

if TYPE_CHECKING:
    from clientela.blocks import Block, Document, Section

_NUMBERS = frozenset({"money", "share", "count", "number", "days"})
_ROWS = 50
_SIGNS = {"info": "i", "warning": "!", "unknown": "?"}
_KINDS = {"info": msg("Note"), "warning": msg("Attention"), "unknown": msg("Unknown")}


class _Page:
    def __init__(self, language: str, pictures: list[dict[Any, str]] | None) -> None:
        self.language = language
        self.pictures = iter(pictures) if pictures is not None else None

    def say(self, text: Message | str | None) -> str:
        """Return a text in the page's language, safe to stand in HTML."""
        return "" if text is None else escape(translate(text, language=self.language))

    def cell(self, value: Any, unit: Any, currency: str | None, digits: int | None) -> str:
        """Return a value in the reader's form."""
        if isinstance(value, Message):
            return self.say(value)
        return escape(format_value(value, unit, language=self.language, currency=currency, digits=digits))

    def table(self, table: Table, *, is_twin: bool = False) -> str:
        """Draw a table; a long one shows its first rows and says how many there are."""
        limit = table.limit or _ROWS
        shown = table.rows[:limit]
        kinds = ["n" if column.unit in _NUMBERS else "t" for column in table.columns]
        head = "".join(
            f'<th scope="col" class="{kind}">{self.say(column.title)}</th>'
            for kind, column in zip(kinds, table.columns, strict=True)
        )

        def row(values: tuple[Any, ...]) -> str:
            cells = (
                f'<td class="{kind}">{self.cell(value, column.unit, table.currency, column.digits)}</td>'
                for kind, column, value in zip(kinds, table.columns, values, strict=True)
            )
            return f"<tr>{''.join(cells)}</tr>"

        body = (
            "".join(row(values) for values in shown)
            or f'<tr><td colspan="{len(kinds)}">{self.say(msg("Nothing to show."))}</td></tr>'
        )
        foot = f"<tfoot>{row(table.total)}</tfoot>" if table.total else ""
        more = len(table.rows) - len(shown)
        below = (
            f"<p class='more'>{self.say(nmsg('and {count} more row in the workbook', 'and {count} more rows in the workbook', more))}</p>"
            if more > 0
            else ""
        )
        note = f'<p class="more">{self.say(table.note)}</p>' if table.note else ""
        caption = "" if is_twin else f"<caption>{self.say(table.title)}</caption>"
        return f'<div class="scroll" tabindex="0"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table></div>{below}{note}'

    def chart(self, block: Bars | Curve | Pyramid) -> str:
        """Draw a chart with its table twin; without a picture the table stands in."""
        title = self.say(block.title)
        twin = self.table(chart_table(block), is_twin=True)
        picture = next(self.pictures, None) if self.pictures is not None else None
        note = f'<p class="more">{self.say(block.note)}</p>' if block.note else ""
        if picture is None:
            return f"<figure><figcaption>{title}</figcaption>{twin}{note}</figure>"
        drawn = "".join(
            f'<div class="picture {theme}" role="img" aria-label="{title}">{svg}</div>'
            for theme, svg in picture.items()
        )
        return f"<figure><figcaption>{title}</figcaption>{drawn}<details><summary>{self.say(msg('Show as table'))}</summary>{twin}</details>{note}</figure>"

    def kpis(self, block: Kpis) -> str:
        """Draw figures side by side."""
        parts = []
        for figure in block.figures:
            mood = "" if figure.is_good is None else " good" if figure.is_good else " bad"
            context = f'<dd class="context{mood}">{self.say(figure.context)}</dd>' if figure.context else ""
            value = self.cell(figure.value, figure.unit, figure.currency, None)
            parts.append(
                f"<div><dt>{self.say(figure.title)}</dt><dd class='value'>{value}</dd>{context}</div>"
            )
        return f'<dl class="kpis">{"".join(parts)}</dl>'

    def block(self, block: Block) -> str:
        """Draw any block."""
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Kpis):
            return self.kpis(block)
        if isinstance(block, Note):
            sign = f'<b role="img" aria-label="{self.say(_KINDS[block.kind])}">{_SIGNS[block.kind]}</b>'
            return f'<p class="note {block.kind}">{sign}<span>{self.say(block.text)}</span></p>'
        if isinstance(block, Text):
            return f"<p>{self.say(block.text)}</p>"
        return self.chart(block)

    def section(self, section: Section) -> str:
        """Draw a section as a card."""
        lead = f'<p class="lead">{self.say(section.lead)}</p>' if section.lead else ""
        return f'<section id="{escape(section.name)}"><h2>{self.say(section.title)}</h2>{lead}{"".join(self.block(b) for b in section.blocks)}</section>'


def charts_of(document: Document) -> list[Bars | Curve | Pyramid]:
    """List the charts of a document in the order in which they appear."""
    return [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, (Bars, Curve, Pyramid))
    ]


def render_html(document: Document, *, language: str) -> str:
    """Return the document as one self-contained page in `language`."""
    pictures = draw_charts(charts_of(document), language=language, themes=("light", "dark"))
    page = _Page(language, pictures)
    style = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
    title = page.say(document.title)
    company = f"{escape(document.company)} · " if document.company else ""
    contents = "".join(
        f'<li><a href="#{escape(s.name)}">{page.say(s.title)}</a></li>' for s in document.sections
    )
    sections = "".join(page.section(section) for section in document.sections)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{company}{title}</title><style>{style}</style></head><body><header><p>{escape(document.company)}</p><h1>{title}</h1>"
        f'<p>{page.say(document.subtitle)}</p><nav aria-label="{page.say(msg("Contents"))}"><ul>{contents}</ul></nav></header>'
        f"<main>{sections}</main><footer>{page.say(document.footer)}</footer></body></html>\n"
    )
