"""A document as PDF: the same bytes on every machine, fonts out of a wheel, data passed as JSON, never as source."""

from __future__ import annotations

import importlib.util
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.files import writing
from clientela.base.i18n import Message, msg, nmsg, translate
from clientela.base.units import format_value
from clientela.blocks import Kpis, Note, Table, Text
from clientela.render._svg import draw_charts
from clientela.render._twins import chart_table
from clientela.render.html import charts_of

if TYPE_CHECKING:
    from clientela.blocks import Block, Document

FONT = "Noto Sans"
_NUMBERS = frozenset({"money", "share", "count", "number", "days"})
_ROWS = 25
_STANDARDS = ("ua-1", None)
"""Accessible PDF first; plain when the compiler refuses it for this document."""


class PdfError(ClientelaError):
    """The PDF could not be set."""


class _Paper:
    def __init__(self, language: str, pictures: list[str] | None) -> None:
        self.language = language
        self.pictures = iter(pictures) if pictures is not None else None

    def say(self, text: Message | str | None) -> str:
        """Return a text in the document's language."""
        return "" if text is None else translate(text, language=self.language)

    def cell(self, value: Any, unit: Any, currency: str | None, digits: int | None) -> str:
        """Return a value in the reader's form."""
        if isinstance(value, Message):
            return self.say(value)
        return format_value(value, unit, language=self.language, currency=currency, digits=digits)

    def table(self, table: Table) -> dict[str, Any]:
        """Describe a table: heads, alignment, texts, total, and what is left out."""
        limit = table.limit or _ROWS
        # The currency is named once above the table: a column of numbers reads better without it.
        money = any(column.unit == "money" for column in table.columns) and table.currency

        def row(values: tuple[Any, ...]) -> list[str]:
            return [
                self.cell(value, column.unit, None, column.digits)
                for column, value in zip(table.columns, values, strict=True)
            ]

        more = len(table.rows) - min(limit, len(table.rows))
        notes = (
            [
                self.say(
                    nmsg(
                        "and {count} more row in the workbook", "and {count} more rows in the workbook", more
                    )
                )
            ]
            if more > 0
            else []
        )
        return {
            "kind": "table", "title": self.say(table.title), "unit": self.say(msg("amounts in {currency}", currency=table.currency)) if money else "",
            "head": [self.say(column.title) for column in table.columns], "numeric": [column.unit in _NUMBERS for column in table.columns],
            "rows": [row(values) for values in table.rows[:limit]], "total": row(table.total) if table.total else [],
            "notes": notes + ([self.say(table.note)] if table.note else []), "empty": self.say(msg("Nothing to show.")),
        }  # fmt: skip

    def block(self, block: Block) -> dict[str, Any]:
        """Describe any block."""
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Kpis):
            figures = [
                {
                    "title": self.say(k.title), "value": self.cell(k.value, k.unit, k.currency, None), "context": self.say(k.context),
                    "mood": "" if k.is_good is None else "good" if k.is_good else "bad",
                }
                for k in block.figures
            ]  # fmt: skip
            return {"kind": "kpis", "figures": figures}
        if isinstance(block, Note):
            return {"kind": "note", "sort": block.kind, "text": self.say(block.text)}
        if isinstance(block, Text):
            return {"kind": "text", "text": self.say(block.text)}
        picture = next(self.pictures, None) if self.pictures is not None else None
        if picture is None:
            return self.table(chart_table(block))
        return {
            "kind": "chart",
            "title": self.say(block.title),
            "file": picture,
            "note": self.say(block.note),
        }


def _fonts() -> str:
    spec = importlib.util.find_spec("manimgx_fonts")
    if spec is None or spec.origin is None:
        raise PdfError(msg("The fonts of the PDF are not installed: pip install 'clientela[report]'"))
    return str(Path(spec.origin).parent)


def render_pdf(document: Document, *, language: str, path: Path) -> None:
    """Write the document as PDF in `language`, atomically.

    Errors: PdfError when the type setter refuses it.
    """
    import typst  # noqa: PLC0415 - slow import, needed for this form only

    drawn = draw_charts(charts_of(document), language=language, font=FONT)
    with tempfile.TemporaryDirectory(prefix="clientela-pdf-") as folder:
        root = Path(folder)
        files = None
        if drawn is not None:
            files = [f"chart{place}.svg" for place in range(len(drawn))]
            for name, picture in zip(files, drawn, strict=True):
                (root / name).write_text(picture["light"], encoding="utf-8")
        paper = _Paper(language, files)
        data = {
            "language": language, "title": paper.say(document.title), "subtitle": paper.say(document.subtitle), "company": document.company,
            "footer": paper.say(document.footer), "page": paper.say(msg("Page {page} of {pages}", page="\u0001", pages="\u0002")),
            "sections": [
                {"title": paper.say(s.title), "lead": paper.say(s.lead), "blocks": [paper.block(b) for b in s.blocks]} for s in document.sections
            ],
        }  # fmt: skip
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        shutil.copyfile(Path(__file__).parent / "report.typ", root / "report.typ")
        problem: Exception | None = None
        for standard in _STANDARDS:
            try:
                with writing(path) as temporary:
                    typst.compile(
                        str(root / "report.typ"), output=str(temporary), root=str(root), font_paths=[_fonts()], ignore_system_fonts=True,
                        format="pdf", pdf_standards=[standard] if standard else [], timestamp=0,
                    )  # fmt: skip
            except (RuntimeError, ValueError, TypeError) as error:
                problem = error
            else:
                return
    raise PdfError(msg("The PDF could not be set: {problem}", problem=str(problem)))
