"""Blocks as a page shows them: tables with links, tiles, charts with their table twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from clientela.base.i18n import Message, msg, translate
from clientela.base.units import MISSING, format_value
from clientela.blocks import Bars, Column, Curve, Pyramid, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientela.base.units import Unit

_NUMBERS = ("money", "share", "count", "number", "days")
_SIGNED = ("change", "revenue_change_amount", "revenue_change_share")
_TWIN_POINTS = 20
SHOWN = 500
"""Rows a page carries of a longer table; the downloads have them all."""

Link = "Callable[[dict[str, Any]], str | None]"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, ready to be written."""

    text: str
    is_number: bool = False
    href: str | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table, ready to be written."""

    name: str
    title: str
    heads: tuple[tuple[str, bool, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...]
    note: str
    left_out: int


def customer_address(customer_id: str) -> str:
    """Return the address of a customer's page; a number may hold any sign."""
    return f"{reverse('customer:page')}?{urlencode({'id': customer_id})}"


def customer_link(row: dict[str, Any]) -> str | None:
    """Link the cells that name a customer to its page."""
    return customer_address(row["customer_id"]) if row.get("customer_id") is not None else None


DEFAULT_LINKS: dict[str, Any] = {"customer_id": customer_link, "customer_name": customer_link}


def write_cell(value: Any, column: Column, *, language: str, currency: str | None, href: str | None = None) -> Cell:
    """Write one value in the reader's form."""
    is_number = column.unit in _NUMBERS and not isinstance(value, (str, Message))
    if isinstance(value, Message):
        text = translate(value, language=language)
    else:
        text = format_value(value, column.unit, language=language, currency=None, digits=column.digits)
    tone = "missing" if text == MISSING else ""
    if column.name in _SIGNED and value is not None and is_number:
        tone = "worse" if value < 0 else "better" if value > 0 else ""
    return Cell(text, is_number or column.unit in _NUMBERS, href, tone)


def view_table(block: Table, *, language: str, links: dict[str, Any] | None = None) -> TableView:
    """Prepare a table for its template; money columns say their currency once, in the head."""
    linked = DEFAULT_LINKS if links is None else links
    names = [c.name for c in block.columns]

    def write(row: tuple[Any, ...], *, with_links: bool = True) -> tuple[Cell, ...]:
        record = dict(zip(names, row, strict=True))
        return tuple(
            write_cell(value, column, language=language, currency=block.currency, href=linked[column.name](record) if with_links and column.name in linked and value is not None else None)
            for column, value in zip(block.columns, row, strict=True)
        )

    def head(column: Column) -> tuple[str, bool, str]:
        title = translate(column.title, language=language)
        if column.unit == "money" and block.currency:
            title = f"{title}, {block.currency}"
        return title, column.unit in _NUMBERS, translate(column.hint, language=language) if column.hint else ""

    first = block.limit or SHOWN
    return TableView(
        name=block.name,
        title=translate(block.title, language=language),
        heads=tuple(head(c) for c in block.columns),
        rows=tuple(write(r) for r in block.rows[:first]),
        more=tuple(write(r) for r in block.rows[first:SHOWN]),
        total=write(block.total, with_links=False) if block.total else (),
        note=translate(block.note, language=language) if block.note else "",
        left_out=max(0, len(block.rows) - SHOWN),
    )


def twin_of(block: Bars | Curve | Pyramid) -> Table:
    """Return the table that says the same as a chart."""
    if isinstance(block, Pyramid):
        columns = (
            Column("layer", msg("Layer")), Column("count", msg("Customers"), "count"),
            Column("value", block.value_title, block.value_unit), Column("share", msg("Share"), "share"),
        )  # fmt: skip
        rows: tuple[tuple[Any, ...], ...] = tuple((layer.title, layer.count, layer.value, layer.share) for layer in block.layers)
        return Table(f"{block.name}_twin", block.title, columns, rows, currency=block.currency)
    series = tuple(Column(s.name, s.title, s.unit) for s in block.series)
    if isinstance(block, Bars):
        rows = tuple((category, *(s.values[i] for s in block.series)) for i, category in enumerate(block.categories))
        return Table(f"{block.name}_twin", block.title, (Column("category", msg("What")), *series), rows, currency=block.currency)
    step = max(1, len(block.x) // _TWIN_POINTS)
    places = [*range(0, len(block.x), step)]
    if block.x and places[-1] != len(block.x) - 1:
        places.append(len(block.x) - 1)
    unit: Unit = block.x_unit
    rows = tuple((block.x[i], *(s.values[i] for s in block.series)) for i in places)
    return Table(f"{block.name}_twin", block.title, (Column("x", block.x_title, unit), *series), rows, currency=block.currency)
