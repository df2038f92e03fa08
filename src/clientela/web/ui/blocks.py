"""Blocks as a page shows them: tables with links, tiles, charts with their table twin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from clientela.base.i18n import Message, translate
from clientela.base.units import MISSING, format_value
from clientela.blocks import Column, Curve, Table
from clientela.render.charts import chart_table

if TYPE_CHECKING:
    from clientela.render.charts import Chart

_NUMBERS = ("money", "share", "count", "number", "days")
_SIGNED = ("change", "revenue_change_amount", "revenue_change_share")
_TWIN_POINTS = 20
_LARGE = 1000
SHOWN = 500
"""Rows a page carries of a longer table; the downloads have them all."""


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


def write_cell(value: Any, column: Column, *, language: str, href: str | None = None) -> Cell:
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


def _even(column: Column, values: list[Any]) -> Column:
    """Give a column of money one number of decimals: none where sums are large."""
    if column.unit != "money" or column.digits is not None:
        return column
    is_large = any(v is not None and not isinstance(v, (str, Message)) and abs(v) >= _LARGE for v in values)
    return replace(column, digits=0 if is_large else 2)


def view_table(block: Table, *, language: str, links: dict[str, Any] | None = None) -> TableView:
    """Prepare a table for its template; money columns say their currency once, in the head."""
    linked = DEFAULT_LINKS if links is None else links
    block = replace(
        block,
        columns=tuple(
            _even(column, [row[i] for row in (*block.rows, block.total or ()) if row])
            for i, column in enumerate(block.columns)
        ),
    )
    names = [c.name for c in block.columns]

    def write(row: tuple[Any, ...], *, with_links: bool = True) -> tuple[Cell, ...]:
        record = dict(zip(names, row, strict=True))
        return tuple(
            write_cell(
                value,
                column,
                language=language,
                href=linked[column.name](record)
                if with_links and column.name in linked and value is not None
                else None,
            )
            for column, value in zip(block.columns, row, strict=True)
        )

    def head(column: Column) -> tuple[str, bool, str]:
        title = translate(column.title, language=language)
        if column.unit == "money" and block.currency:
            title = f"{title}, {block.currency}"
        return (
            title,
            column.unit in _NUMBERS,
            translate(column.hint, language=language) if column.hint else "",
        )

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


def twin_of(block: Chart) -> Table:
    """Return the table that says the same as a chart; of a long curve, points at even distances."""
    twin = chart_table(block)
    step = max(1, len(twin.rows) // _TWIN_POINTS) if isinstance(block, Curve) else 1
    rows = twin.rows[::step]
    return (
        twin
        if step == 1
        else replace(twin, rows=rows if rows[-1] == twin.rows[-1] else (*rows, twin.rows[-1]))
    )
