"""A table: typed columns, plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.base.units import Unit


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` is the machine name (also the heading in exports), `title` what a reader sees."""

    name: str
    title: Message
    unit: Unit = "text"
    hint: Message | None = None
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns; a cell may be None (shown as a dash) or a `Message`.

    `total` is the last row, drawn apart; a renderer that can (Excel) writes formulas for its sums
    when `total_is_sum` is set.
    """

    name: str
    title: Message
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: Message | None = None
    total: tuple[Any, ...] | None = None
    total_is_sum: bool = False
    currency: str | None = None
    limit: int | None = None
    """How many rows paper and pages show first; a workbook always gets them all."""
    formulas: tuple[tuple[int, int, str], ...] = ()
    """Cells that a workbook computes live: (row, column, expression), where `{2.1}` stands for row 2, column 1; all count from 0."""
