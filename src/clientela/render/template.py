"""Canonical tables as a workbook to fill in: a sheet for each table, a guide, and lists of the allowed values.

What is written here reads back without loss, in every language: the column titles are known to the reader, numbers are to
the left as text format where they name things, codes are written in words, and no example stands among the rows.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientela.base.canonical import GUIDE_SHEET, LISTS_SHEET, NO, YES
from clientela.base.files import writing
from clientela.base.i18n import Message, msg, translate
from clientela.base.money import SCALE
from clientela.render._excel_book import BLUE, HEAD, LINE, PAPER, Book, number_format
from clientela.render.excel import CREATED, WORKBOOK_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from clientela.base.canonical import CanonicalTable, CellType, TableColumn

HOW_TO_WRITE: dict[CellType, Message] = {
    "id": msg("A number that names something; leading zeros stay."),
    "text": msg("Any text."),
    "code": msg("One of the listed values; another one is kept as written."),
    "date": msg("A date."),
    "instant": msg("Date and time, such as 2024-03-05 14:30."),
    "money": msg("An amount, with up to four decimals."),
    "quantity": msg("A quantity, with up to four decimals."),
    "share": msg("A share in percent, such as 25%."),
    "number": msg("A number."),
    "count": msg("A whole number."),
    "flag": msg("Yes or no."),
}
_ROWS = 5000
"""Rows below the heading that offer the allowed values."""
_WIDTH, _WIDEST, _NARROWEST = 18, 60, 12
_DIGITS = 15


def _shape(column: TableColumn, language: str) -> str:
    if column.type in ("money", "quantity", "number"):
        return "#,##0.00##" if column.type == "money" else "General"
    if column.type == "count":
        return "0"
    if column.type == "share":
        return "0.0###%"
    if column.type == "date":
        return number_format("date", language=language)
    return "@"


def _exact(value: Decimal) -> float | str:
    """Return a number that a workbook keeps exactly, else its digits as text."""
    near = float(value)
    return near if Decimal(f"{near:.15G}") == value else f"{value:f}"


def _plain(value: float) -> float | str:
    text = repr(value)
    return value if float(f"{value:.15G}") == value or "e" in text else text


def _words(column: TableColumn, language: str) -> dict[Any, str]:
    if column.type == "flag":
        return {True: translate(YES, language=language), False: translate(NO, language=language)}
    return {code.value: translate(code.title, language=language) for code in column.codes}


def _cell(column: TableColumn, value: Any, words: Mapping[Any, str], *, as_percent: bool) -> Any:  # noqa: PLR0911 - one for each type
    """Return a number, a date, or a text that reads back as what `value` was."""
    match column.type:
        case "code" | "flag":
            return words.get(value, value)
        case "money" | "quantity":
            return _exact(Decimal(int(value)) / SCALE)
        case "share" if as_percent:
            return f"{Decimal(repr(float(value))) * 100:f}%"
        case "share" | "number":
            return _plain(float(value))
        case "count":
            return _exact(Decimal(int(value)))
        case "instant":
            return value.isoformat(sep=" ")
        case _:
            return value


def _cells(column: TableColumn, values: Sequence[Any], language: str) -> list[Any]:
    words = _words(column, language)
    # a number beyond 1 alone would be read as percent
    as_percent = column.type == "share" and any(v is not None and abs(v) > 1 for v in values)
    return [None if v is None else _cell(column, v, words, as_percent=as_percent) for v in values]


def _put(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, (date, datetime)):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value), style)


def _write_lists(book: Book, sheet: Any, tables: Sequence[CanonicalTable]) -> dict[tuple[str, str], str]:
    """Write the allowed values, a column for each list; return where each stands."""
    name = sheet.get_name().replace("'", "''")
    places: dict[tuple[str, ...], str] = {}
    found: dict[tuple[str, str], str] = {}
    for table in tables:
        for column in table.columns:
            words = tuple(_words(column, book.language).values())
            if not words:
                continue
            if words not in places:
                place = len(places)
                for row, word in enumerate(words):
                    sheet.write_string(row, place, word)
                letter = _letters(place)
                places[words] = f"='{name}'!${letter}$1:${letter}${len(words)}"
            found[table.name, column.name] = places[words]
    return found


def _letters(place: int) -> str:
    text, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def _write_table(
    book: Book,
    sheet: Any,
    table: CanonicalTable,
    rows: Sequence[Sequence[Any]],
    lists: Mapping[tuple[str, str], str],
) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        title = book.words(column.title)
        head = {"bold": True, "bottom": 1, "bottom_color": LINE, "text_wrap": True, "valign": "top"}
        needed = book.style(**head, bg_color=BLUE, font_color=PAPER)
        sheet.write_string(
            0,
            place,
            f"{title} *" if column.is_required else title,
            needed if column.is_required else book.style(**head, bg_color=HEAD),
        )
        hint = [column.name, book.words(HOW_TO_WRITE[column.type]), book.words(column.help)]
        sheet.write_comment(0, place, "\n".join(filter(None, hint)), {"author": "Clientela"})
        style = book.style(num_format=_shape(column, book.language))
        sheet.set_column(place, place, max(_NARROWEST, min(_WIDTH, len(title) + 3)), style)
        if (table.name, column.name) in lists:
            sheet.data_validation(
                1, place, max(_ROWS, len(rows)), place,
                {"validate": "list", "source": lists[table.name, column.name], "error_type": "information", "ignore_blank": True},
            )  # fmt: skip
        for number, value in enumerate(_cells(column, [row[place] for row in rows], book.language), start=1):
            _put(sheet, number, place, value, style)


def _example(column: TableColumn, language: str) -> str:
    if not column.examples:
        return ""
    first = column.examples[0]
    if column.type == "flag":
        return translate(YES if first == "yes" else NO, language=language)
    return _words(column, language).get(first, first)


def _write_guide(book: Book, sheet: Any, tables: Sequence[CanonicalTable]) -> None:
    head, body = (
        book.style(bold=True, bg_color=HEAD, text_wrap=True),
        book.style(text_wrap=True, valign="top", num_format="@"),
    )
    strong = book.style(bold=True, text_wrap=True)
    intro = msg(
        "Fill in the sheets you have data for and leave the others empty. Columns with a star are needed; the others may stay "
        "empty or be removed. Write below the heading, one row each. Then import this file."
    )
    sheet.write_string(0, 0, book.words(GUIDE_SHEET), book.style(bold=True, font_size=14))
    sheet.merge_range(1, 0, 1, 4, book.words(intro), body)
    sheet.set_row(1, 45)
    for place, width in enumerate((26, 14, 40, 40, 26)):
        sheet.set_column(place, place, width)
    row = 3
    for table in tables:
        sheet.write_string(row, 0, book.words(table.title), book.style(bold=True, font_color=BLUE))
        sheet.merge_range(row, 1, row, 4, " ".join((book.words(table.grain), book.words(table.brings))), body)
        sheet.set_row(row, 30)
        titles = (msg("Column"), msg("Needed"), msg("What to write"), msg("Allowed values"), msg("Example"))
        for place, title in enumerate(titles):
            sheet.write_string(row + 1, place, book.words(title), head)
        row += 2
        for column in table.columns:
            told = " ".join(filter(None, (book.words(HOW_TO_WRITE[column.type]), book.words(column.help))))
            cells = (
                book.words(column.title), book.words(YES if column.is_required else NO), told,
                ", ".join(_words(column, book.language).values()), _example(column, book.language),
            )  # fmt: skip
            for place, text in enumerate(cells):
                sheet.write_string(
                    row,
                    place,
                    text[: _DIGITS * _WIDEST],
                    strong if column.is_required and not place else body,
                )
            row += 1
        row += 1


def write_template(
    tables: Iterable[CanonicalTable],
    path: Path,
    *,
    language: str,
    rows: Mapping[str, Iterable[Sequence[Any]]] | None = None,
    hints: Mapping[str, Mapping[str, Sequence[Message]]] | None = None,
) -> None:
    """Write a workbook to fill in, with a sheet for each table; with `rows` it holds what is known already.

    `rows`: table name to its rows, each with the declared columns in their order and values as stored (money and quantity in
    1/10,000). Importing what was written gives the same rows again. The same arguments give the same bytes. `hints`: table name and
    column to a comment for each of its rows.
    Errors: OSError when the file cannot be written; the file before it is then untouched.
    """
    import xlsxwriter  # noqa: PLC0415 - slow import

    chosen = list(tables)
    with writing(path) as temporary:
        workbook = xlsxwriter.Workbook(str(temporary), WORKBOOK_OPTIONS)
        book = Book(workbook, language)
        workbook.set_properties({"title": book.words(GUIDE_SHEET), "author": "Clientela", "created": CREATED})
        guide = workbook.add_worksheet(book.sheet_name(GUIDE_SHEET))
        sheets = [workbook.add_worksheet(book.sheet_name(table.title)) for table in chosen]
        values = workbook.add_worksheet(book.sheet_name(LISTS_SHEET))
        values.hide()
        lists = _write_lists(book, values, chosen)
        _write_guide(book, guide, chosen)
        for sheet, table in zip(sheets, chosen, strict=True):
            _write_table(book, sheet, table, list((rows or {}).get(table.name, ())), lists)
            for name, said in (hints or {}).get(table.name, {}).items():
                place = next(n for n, column in enumerate(table.columns) if column.name == name)
                for number, text in enumerate(said, start=1):
                    sheet.write_comment(number, place, book.words(text), {"author": "Clientela", "x_scale": 2.5, "y_scale": 1.5})  # fmt: skip
        workbook.close()
