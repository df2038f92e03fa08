"""The sheet whose formulas recompute the ABC classes, so that a reader can move the lines and see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.render._excel_book import BLUE, GREY, HEAD, LINE, Book, number_of
from clientela.render._excel_charts import title_with_currency
from clientela.render._excel_sections import BACK, print_setup, quoted
from clientela.render._excel_tables import heading_style
from clientela.render._excel_widths import column_width, height_of, text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clientela.blocks import Document, Table

ABC_LIVE = msg("ABC live")
LEAD = msg(
    "Change the two yellow cells: shares and classes are computed again by the formulas of this sheet."
)
RULE = msg(
    "A customer is in class A when the customers with a higher value bring less than the first line, in B when they "
    "bring less than the second, else in C; equal values share the better class, nothing positive is C."
)
CUT_A, CUT_B = msg("Line of class A"), msg("Line of class B")
TOTAL = msg("Total of positive values")
SHARE, CUMULATIVE = msg("Share"), msg("Cumulative value")
BEFORE, CLASS = msg("Share before"), msg("Class")
CUSTOMERS, VALUE = msg("Customers"), msg("Value")
SHARE_CUSTOMERS, SHARE_VALUE = msg("Share of customers"), msg("Share of value")
WHOLE = msg("Total")
SORTED, UNSORTED = msg("Sorted, largest first: yes"), msg("Sort the rows by value, largest first")

_CUT_ROW, _HEAD = 5, 11
"""Zero-based rows: the cut of class A, and the headings of the customers."""
_FIRST = _HEAD + 1
_SUMMARY = 8
_DIGITS = Decimal("1e-10")
_A, _B, _ALL = f"$C${_CUT_ROW + 1}", f"$C${_CUT_ROW + 2}", f"$C${_CUT_ROW + 3}"


@dataclass(frozen=True, slots=True)
class LiveRow:
    """What the formulas of one row give."""

    share: float
    cumulative: float
    before: float
    code: str


def _rounded(value: float) -> float:
    return float(Decimal(f"{value:.15g}").quantize(_DIGITS, rounding=ROUND_HALF_UP))


def live_values(values: Sequence[float], cuts: tuple[float, float]) -> Iterator[LiveRow]:
    """Compute the sheet's formulas in Python, row by row in the given order (largest first).

    Formula: share = x / total of the positive values; share before = sum of strictly higher positive values /
    total, rounded to 10 digits; class by the share before: below the first cut A, below the second B, else C;
    nothing positive is C. Equal values share the share before.
    """
    total = sum(value for value in values if value > 0)
    cumulative, before = 0.0, 0.0
    previous: float | None = None
    for value in values:
        if value != previous:
            before = _rounded(cumulative / total) if total > 0 else 0.0
        share = value / total if value > 0 else 0.0
        cumulative += max(value, 0)
        code = "C" if value <= 0 else "A" if before < cuts[0] else "B" if before < cuts[1] else "C"
        yield LiveRow(share, cumulative, before, code)
        previous = value


def _formulas(row: int) -> tuple[str, str, str, str]:
    """Return the formulas of an Excel row: they look only at their own row and the one above."""
    up = row - 1
    return (
        f"=IF(C{row}>0,C{row}/{_ALL},0)",
        f"=N(E{up})+MAX(C{row},0)",
        f"=IF(C{row}=C{up},F{up},IF({_ALL}>0,ROUND(N(E{up})/{_ALL},10),0))",
        f'=IF(C{row}<=0,"C",IF(F{row}<{_A},"A",IF(F{row}<{_B},"B","C")))',
    )


def _quoted_text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _cuts(book: Book, sheet: Any, table: Table, cuts: tuple[float, float], last: int, total: float) -> None:
    label = book.style()
    entry = book.cell_style(
        "share", bg_color="#FFF6CC", border=1, border_color="#D9B300", bold=True, locked=False
    )
    for index, (title, cut) in enumerate(zip((CUT_A, CUT_B), cuts, strict=True)):
        sheet.write_string(_CUT_ROW + index, 0, book.words(title), label)
        sheet.write_number(_CUT_ROW + index, 2, cut, entry)
        sheet.data_validation(
            _CUT_ROW + index, 2, _CUT_ROW + index, 2, {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
        )  # fmt: skip
    unit = table.columns[2].unit
    sheet.write_string(_CUT_ROW + 2, 0, book.words(TOTAL), label)
    style = book.cell_style(unit, digits=table.columns[2].digits, bold=True)
    sheet.write_formula(_CUT_ROW + 2, 2, f'=SUMIF(C{_FIRST + 1}:C{last},">0")', style, total)


def _summary(
    book: Book, sheet: Any, table: Table, values: Sequence[float], rows: Sequence[LiveRow], last: int
) -> None:
    top = _CUT_ROW - 1
    unit, digits = table.columns[2].unit, table.columns[2].digits
    for index, (title, of) in enumerate(
        (
            (CLASS, "class"),
            (CUSTOMERS, "count"),
            (VALUE, unit),
            (SHARE_CUSTOMERS, "share"),
            (SHARE_VALUE, "share"),
        )
    ):
        sheet.write_string(top, _SUMMARY + index, book.words(title), heading_style(book, of))
    codes, amounts = f"$G${_FIRST + 1}:$G${last}", f"$C${_FIRST + 1}:$C${last}"
    whole_row = top + 5
    net = sum(values)
    for index, code in enumerate("ABC", start=1):
        row = top + index
        own = [value for value, found in zip(values, rows, strict=True) if found.code == code]
        line: dict[str, Any] = {"bottom": 4, "bottom_color": LINE}
        sheet.write_string(row, _SUMMARY, code, book.cell_style("class", bold=True, **line))
        cell = f"I{row + 1}"
        _shares(book, sheet, row, whole_row, (len(own), sum(own)), (len(values), net), line, (unit, digits),
                (f"=COUNTIF({codes},{cell})", f"=SUMIF({codes},{cell},{amounts})"))  # fmt: skip
    line = {"bold": True, "top": 1, "top_color": GREY}
    sheet.write_string(top + 4, _SUMMARY, book.words(WHOLE), book.cell_style("class", **line))
    _shares(book, sheet, top + 4, whole_row, (len(values), net), (len(values), net), line, (unit, digits),
            (f"=SUM(J{top + 2}:J{top + 4})", f"=SUM(K{top + 2}:K{top + 4})"))  # fmt: skip


def _shares(
    book: Book, sheet: Any, row: int, whole_row: int, own: tuple[int, float], whole: tuple[int, float],
    line: dict[str, Any], of: tuple[Any, int | None], formulas: tuple[str, str],
) -> None:  # fmt: skip
    style = book.cell_style("share", **line)
    sheet.write_formula(row, _SUMMARY + 1, formulas[0], book.cell_style("count", **line), own[0])
    sheet.write_formula(row, _SUMMARY + 2, formulas[1], book.cell_style(of[0], digits=of[1], **line), own[1])
    for index, letter in enumerate("JK"):
        base = whole[index]
        sheet.write_formula(
            row, _SUMMARY + 3 + index,
            f"=IF({letter}${whole_row}>0,{letter}{row + 1}/{letter}${whole_row},0)", style, own[index] / base if base > 0 else 0,
        )  # fmt: skip


def _customers(book: Book, sheet: Any, table: Table, rows: Sequence[LiveRow]) -> None:
    line: dict[str, Any] = {"bottom": 4, "bottom_color": LINE}
    number, name, value = table.columns[:3]
    plain = [book.cell_style(c.unit, digits=c.digits, **line) for c in (number, name, value)]
    share, code = book.cell_style("share", digits=2, **line), book.cell_style("class", bold=True, **line)
    money = plain[2]
    write, put = sheet.write_formula, book.put
    for index, cells in enumerate(table.rows):
        row = _FIRST + index
        for column in range(3):
            put(sheet, row, column, cells[column], table.columns[column].unit, plain[column])
        if index >= len(rows):
            continue  # without a value there is no class
        found = rows[index]
        formulas = _formulas(row + 1)
        write(row, 3, formulas[0], share, found.share)
        write(row, 4, formulas[1], money, found.cumulative)
        write(row, 5, formulas[2], share, found.before)
        write(row, 6, formulas[3], code, found.code)


def write_abc_live(
    book: Book, sheet: Any, document: Document, table: Table, *, cover: str, footer: str
) -> None:
    """Write the live sheet: cuts, summary, and one row of formulas per customer."""
    known = [row for row in table.rows if number_of(row[2]) is not None]
    unknown = [row for row in table.rows if number_of(row[2]) is None]
    values = [float(number_of(row[2]) or 0) for row in known]
    rows = list(live_values(values, document.live_abc_cuts))
    last = _FIRST + max(len(known), 1)
    words = book.words
    ordered = replace(table, rows=(*known, *unknown))
    widths = [
        max(column_width(book, ordered, 0), 12), max(column_width(book, ordered, 1), 24), max(column_width(book, ordered, 2), 16),
        12, 18, 13, 9, 3, 9, 13, 18, 20, 17,
    ]  # fmt: skip
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    sheet.write_url(
        0, 0, f"internal:{quoted(cover)}!A1", book.style(font_color=BLUE, font_size=9), words(BACK)
    )
    sheet.set_row(1, 26)
    sheet.write_string(
        1, 0, title_with_currency(book, table.title, table.currency), book.style(bold=True, font_size=16)
    )
    sheet.write_string(2, 0, words(LEAD), book.style(font_size=11, font_color=GREY))
    _cuts(book, sheet, table, document.live_abc_cuts, last, sum(value for value in values if value > 0))
    _summary(book, sheet, table, values, rows, last)
    is_sorted = all(above >= below for above, below in pairwise(values))
    if len(values) > 1:
        check = f"SUMPRODUCT(--(C{_FIRST + 1}:C{last - 1}<C{_FIRST + 2}:C{last}))=0"
        sheet.write_formula(
            _CUT_ROW + 3, 0, f"=IF({check},{_quoted_text(words(SORTED))},{_quoted_text(words(UNSORTED))})",
            book.style(font_color=GREY, font_size=9), words(SORTED if is_sorted else UNSORTED),
        )  # fmt: skip
    rule = book.style(italic=True, font_size=9, font_color=GREY, text_wrap=True, valign="top")
    sheet.merge_range(_HEAD - 1, 0, _HEAD - 1, 6, "", rule)
    sheet.write_string(_HEAD - 1, 0, words(RULE), rule)
    sheet.set_row(_HEAD - 1, height_of(words(RULE), sum(widths[:7]) * 1.1, line=12.5) + 4)
    titles = [words(column.title) for column in table.columns[:3]] + [
        words(t) for t in (SHARE, CUMULATIVE, BEFORE, CLASS)
    ]
    units = [*(column.unit for column in table.columns[:3]), "share", "money", "share", "class"]
    for index, (title, unit) in enumerate(zip(titles, units, strict=True)):
        sheet.write_string(_HEAD, index, title, heading_style(book, unit))
    sheet.set_row(_HEAD, 32 if any(text_width(t) > widths[i] for i, t in enumerate(titles)) else 20)
    _customers(book, sheet, ordered, rows)
    colours = {"A": "#CFE6F5", "B": "#FBE8C2", "C": HEAD}
    for code, colour in colours.items():
        paint = book.workbook.add_format({"bg_color": colour})
        sheet.conditional_format(
            _FIRST, 6, last - 1, 6, {"type": "cell", "criteria": "==", "value": f'"{code}"', "format": paint}
        )
    sheet.freeze_panes(_FIRST, 0)
    print_setup(book, sheet, footer)
    sheet.repeat_rows(_HEAD)
    sheet.print_area(0, 0, _HEAD + max(len(ordered.rows), 1), len(widths) - 1)
