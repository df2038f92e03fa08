"""A document: sections of blocks, with what a reader must know about where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.blocks.charts import Bars, Curve, Pyramid, Scatter, Waterfall
from clientela.blocks.figures import Kpis, Note, Text
from clientela.blocks.tables import Table

if TYPE_CHECKING:
    from clientela.base.i18n import Message

Block = Bars | Curve | Kpis | Note | Pyramid | Scatter | Table | Text | Waterfall


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part; a workbook makes it a sheet, a PDF a heading, a page a card."""

    name: str
    title: Message
    blocks: tuple[Block, ...]
    lead: Message | None = None
    """One sentence that gives the answer of the section."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a report is before a language and a medium are chosen."""

    name: str
    title: Message
    subtitle: Message
    company: str
    sections: tuple[Section, ...]
    footer: Message
    """Run, dates, and what the figures rest on."""
    currency: str | None = None
    live_abc: Table | None = None
    """Rows of the sheet whose live formulas recompute the ABC classes: number, name and value of each customer."""
    live_abc_cuts: tuple[float, float] = (0.80, 0.95)
