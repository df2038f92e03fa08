"""A table of the document as an Excel table: typed cells, filters, totals that are formulas."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.render._excel_book import GREY, HEAD, INK, LINE, TEXT_UNITS, Book, number_of
from clientela.render._excel_widths import has_filter, height_of, lines_of, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.blocks import Table

EMPTY = msg("No rows.")
_TIES = 0.005
_ONE_LINE = 16.0
_STYLE = "Table Style Light 1"
_COMMENT_WIDTH, _COMMENT_LINE, _COMMENT_SIGNS = 220, 18, 34


def heading_style(book: Book, unit: str) -> Any:
    """Return the format of a heading: it stands over its values."""
    side = "left" if unit in TEXT_UNITS and unit != "class" else "center" if unit == "class" else "right"
    shift = {} if side == "center" else {"indent": 1}
    return book.style(
        bold=True, bg_color=HEAD, align=side, text_wrap=True, bottom=1, bottom_color=GREY, **shift
    )


def _headings(book: Book, table: Table) -> list[str]:
    """Return the headings; Excel wants them different from each other and not empty."""
    seen: set[str] = set()
    found: list[str] = []
    for index, column in enumerate(table.columns, start=1):
        plain = " ".join(book.words(column.title).split())[:240] or str(index)
        name, number = plain, 1
        while name.casefold() in seen:
            number += 1
            name = f"{plain} ({number})"
        seen.add(name.casefold())
        found.append(name)
    return found


def has_true_sums(table: Table) -> bool:
    """Return whether the totals are what a formula over the shown rows gives."""
    if not table.total_is_sum or table.total is None or not table.rows:
        return False
    for index, column in enumerate(table.columns):
        given = number_of(table.total[index])
        if given is None or column.unit in TEXT_UNITS:
            continue
        added = sum(n for row in table.rows if (n := number_of(row[index])) is not None)
        if not math.isclose(added, given, rel_tol=1e-9, abs_tol=_TIES):
            return False
    return True


def _escaped(heading: str) -> str:
    return "".join("'" + sign if sign in "'#[]" else sign for sign in heading)


def _write_total(
    book: Book, sheet: Any, table: Table, row: int, headings: list[str], sums_of: str | None
) -> None:
    for index, (column, value) in enumerate(zip(table.columns, table.total or (), strict=True)):
        style = book.cell_style(column.unit, digits=column.digits, bold=True, top=1, top_color=INK)
        number = None if column.unit in TEXT_UNITS else number_of(value)
        if sums_of is not None and number is not None:
            formula = f"=SUBTOTAL(109,{sums_of}[{_escaped(headings[index])}])"
            sheet.write_formula(row, index, formula, style, number)
        else:
            book.put(sheet, row, index, value, column.unit, style)


def _options(book: Book, table: Table, headings: list[str], name: str, *, sums: bool) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [{"header": heading} for heading in headings]
    for options, column, value in zip(columns, table.columns, table.total or (), strict=False):
        if not sums or value is None:
            continue
        if column.unit not in TEXT_UNITS and number_of(value) is not None:
            options |= {"total_function": "sum", "total_value": number_of(value)}
        else:
            options["total_string"] = book.shown(value, column.unit)
    return {
        "name": name, "columns": columns, "style": _STYLE, "banded_rows": False,
        "autofilter": has_filter(table), "total_row": sums,
    }  # fmt: skip


def _write_rows(book: Book, sheet: Any, table: Table, first: int, widths: Sequence[float]) -> None:
    heights: dict[int, float] = {}
    for index, column in enumerate(table.columns):
        values = [row[index] for row in table.rows]
        style = book.cell_style(column.unit, digits=column.digits, bottom=4, bottom_color=LINE)
        if column.unit == "text":
            values = [book.words(v) if isinstance(v, Message) else v for v in values]
            for row, value in enumerate(values, start=first):
                if isinstance(value, str) and text_width(value) > widths[index] - 1:
                    heights[row] = max(heights.get(row, 0.0), height_of(value, widths[index]))
            if heights:
                style = book.cell_style("text", text_wrap=True, bottom=4, bottom_color=LINE)
        put, unit = book.put, column.unit
        for row, value in enumerate(values, start=first):
            put(sheet, row, index, value, unit, style)
    for row, height in heights.items():
        if height > _ONE_LINE:
            sheet.set_row(row, height)
    _write_formulas(book, sheet, table, first)


def _write_formulas(book: Book, sheet: Any, table: Table, first: int) -> None:
    """Let the workbook compute the cells that are made from others; a value that is missing stays an empty cell."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415 - slow import

    for row, index, expression in table.formulas:
        value, column = number_of(table.rows[row][index]), table.columns[index]
        if value is None:
            continue
        placed = re.sub(
            r"\{(\d+)\.(\d+)\}",
            lambda at: xl_rowcol_to_cell(first + int(at[1]), int(at[2])),
            expression,
        )
        style = book.cell_style(column.unit, digits=column.digits, bottom=4, bottom_color=LINE)
        sheet.write_formula(first + row, index, f"={placed}", style, value)


def write_table(book: Book, sheet: Any, table: Table, row: int, name: str, widths: Sequence[float]) -> int:
    """Write the headings at `row`, the rows and the totals; returns the next free row."""
    headings = _headings(book, table)
    last_column = len(table.columns) - 1
    for index, (column, heading) in enumerate(zip(table.columns, headings, strict=True)):
        style = heading_style(book, column.unit)
        sheet.write_string(row, index, heading, style)
        if column.hint is not None:
            hint = book.words(column.hint)
            lines = lines_of(hint, _COMMENT_SIGNS) + 1
            sheet.write_comment(
                row, index, hint,
                {"author": "Clientela", "x_scale": 1, "width": _COMMENT_WIDTH, "height": lines * _COMMENT_LINE},
            )  # fmt: skip
    room = 3 if has_filter(table) else 0
    sheet.set_row(
        row, max(height_of(heading, widths[i] - room - 1) for i, heading in enumerate(headings)) + 4
    )
    if not table.rows:
        sheet.write_string(row + 1, 0, book.words(EMPTY), book.style(italic=True, font_color=GREY, indent=1))
        return row + 2
    first, last = row + 1, row + len(table.rows)
    sums = has_true_sums(table)
    sheet.add_table(
        row, 0, last + (1 if sums else 0), last_column, _options(book, table, headings, name, sums=sums)
    )
    for index, heading in enumerate(headings):  # the table wrote them without a format
        sheet.write_string(row, index, heading, heading_style(book, table.columns[index].unit))
    _write_rows(book, sheet, table, first, widths)
    if table.total is not None:
        _write_total(book, sheet, table, last + 1, headings, name if sums else None)
        last += 1
    return last + 1
