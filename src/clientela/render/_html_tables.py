"""Tables as HTML: a caption, scoped headings, numbers to the right, and what was left out said below."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg, nmsg, translate
from clientela.base.units import MISSING, Amount, format_value

if TYPE_CHECKING:
    from clientela.blocks import Column, Table

NUMERIC = ("money", "share", "count", "number", "days")
PAGE_LIMIT = 100
_TWIN_POINTS = 41
_LARGE = 1000


def cell_text(value: Any, column: Column, currency: str | None, language: str) -> str:
    """Return a cell as its reader writes it: money without its sign where the table says the currency."""
    if isinstance(value, Message):
        return translate(value, language=language)
    if isinstance(value, Amount):
        return format_value(
            value.value, value.unit, language=language, currency=value.currency, digits=value.digits
        )
    if isinstance(value, bool):
        return translate(msg("yes") if value else msg("no"), language=language)
    if value == "":
        return MISSING
    return format_value(value, column.unit, language=language, currency=currency, digits=column.digits)


def column_title(column: Column, table: Table, language: str) -> str:
    """Return the heading; a column of money names the currency once, so that its cells need not."""
    title = translate(column.title, language=language)
    return f"{title}, {table.currency}" if column.unit == "money" and table.currency else title


def is_numeric(column: Column) -> bool:
    """Say whether the column stands to the right."""
    return column.unit in NUMERIC


def shown_rows(table: Table, default: int) -> tuple[tuple[tuple[Any, ...], ...], int]:
    """Return the rows that are shown and how many are not."""
    limit = table.limit if table.limit is not None else default
    rows = table.rows[:limit]
    return rows, len(table.rows) - len(rows)


def evened(table: Table) -> Table:
    """Give each column of money one number of decimals: none where its sums are large, so that points align."""
    columns = []
    for place, column in enumerate(table.columns):
        if column.unit == "money" and column.digits is None:
            values: list[Any] = [row[place] for row in (*table.rows, table.total or ()) if len(row) > place]
            numbers = [v for v in values if isinstance(v, (int, float, Decimal))]
            columns.append(replace(column, digits=0 if any(abs(float(v)) >= _LARGE for v in numbers) else 2))
        else:
            columns.append(column)
    return replace(table, columns=tuple(columns))


def more_message(count: int) -> Message:
    """Return the line below a table that was cut."""
    return nmsg("and {count} more in the workbook", "and {count} more in the workbook", count)


def thinned(table: Table, most: int = _TWIN_POINTS) -> Table:
    """Return the twin of a long curve with evenly chosen points and a note that says so."""
    count = len(table.rows)
    if count <= most:
        return table
    kept = sorted({round(i * (count - 1) / (most - 1)) for i in range(most)})
    said = msg(
        "{shown} of {count} points; the workbook holds them all.",
        shown=Amount(len(kept), "count"), count=Amount(count, "count"),
    )  # fmt: skip
    return replace(table, rows=tuple(table.rows[i] for i in kept), note=said, limit=None)


def _row(values: tuple[Any, ...], table: Table, language: str, css: str = "") -> str:
    cells = []
    for place, (value, column) in enumerate(zip(values, table.columns, strict=False)):
        is_no_total = bool(css) and value in (None, "")  # a column without a total misses no value
        text = "" if is_no_total else escape(cell_text(value, column, None, language))
        number = ' class="num"' if is_numeric(column) else ""
        cells.append(f'<th scope="row"{number}>{text}</th>' if place == 0 else f"<td{number}>{text}</td>")
    opening = f'<tr class="{css}">' if css else "<tr>"
    return f"{opening}{''.join(cells)}</tr>"


def table_html(table: Table, *, language: str, default_limit: int = PAGE_LIMIT) -> str:
    """Return a table with its note, in a box that scrolls by itself."""
    table = evened(table)
    rows, left_out = shown_rows(table, default_limit)
    title = escape(translate(table.title, language=language))
    heads = []
    for column in table.columns:
        number = ' class="num"' if is_numeric(column) else ""
        hint = (
            f' title="{escape(translate(column.hint, language=language), quote=True)}"' if column.hint else ""
        )
        heads.append(f'<th scope="col"{number}{hint}>{escape(column_title(column, table, language))}</th>')
    body = "".join(_row(row, table, language) for row in rows)
    if not table.rows:
        nothing = escape(translate(msg("Nothing to show"), language=language))
        body = f'<tr><td colspan="{max(len(table.columns), 1)}">{nothing}</td></tr>'
    foot = f"<tfoot>{_row(table.total, table, language, 'total')}</tfoot>" if table.total else ""
    after = ""
    if left_out:
        after += f'<p class="more">{escape(translate(more_message(left_out), language=language))}</p>'
    if table.note:
        after += f'<p class="table-note">{escape(translate(table.note, language=language))}</p>'
    label = escape(translate(table.title, language=language), quote=True)
    return (
        f'<div class="table-box" role="region" aria-label="{label}" tabindex="0"><table class="table"><caption>{title}</caption>'
        f"<thead><tr>{''.join(heads)}</tr></thead><tbody>{body}</tbody>{foot}</table></div>{after}"
    )
