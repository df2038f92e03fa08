"""The first sheet: whose customers, as of when, the figures that matter, and where to find the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.blocks import Kpis
from clientela.render._excel_book import BLUE, GREEN, GREY, INK, VERMILLION, Book
from clientela.render._excel_sections import print_setup, quoted
from clientela.render._excel_widths import height_of, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.i18n import Message
    from clientela.blocks import Document, Kpi

COVER = msg("Cover")
CONTENTS = msg("Contents")
_TILES = 3
_TILE_COLUMNS = 2
_COLUMN_WIDTH = 18.0
_LAST = _TILES * _TILE_COLUMNS
_PAPER = "#F7F9FB"


def _figures(document: Document) -> tuple[Kpi, ...]:
    return next(
        (
            block.figures
            for section in document.sections
            for block in section.blocks
            if isinstance(block, Kpis)
        ),
        (),
    )


def _tile(book: Book, sheet: Any, figure: Kpi, row: int, column: int) -> None:
    frame: dict[str, Any] = {"bg_color": _PAPER, "align": "left", "indent": 1, "left": 5, "left_color": BLUE}
    last = column + _TILE_COLUMNS - 1
    colour = {True: GREEN, False: VERMILLION, None: GREY}[figure.is_good]
    head = book.style(**frame, font_color=GREY, font_size=10, text_wrap=True, valign="vcenter")
    digits = 0 if figure.unit == "money" else None
    value = book.cell_style(
        figure.unit, digits=digits, currency=figure.currency, **frame, bold=True, font_size=18
    )
    foot = book.style(**frame, font_color=colour, font_size=9, text_wrap=True, valign="top")
    for line, style in enumerate((head, value, foot)):
        sheet.merge_range(row + line, column, row + line, last, "", style)
    sheet.write_string(row, column, book.words(figure.title), head)
    book.put(sheet, row + 1, column, figure.value, figure.unit, value)
    if figure.context is not None:
        sheet.write_string(row + 2, column, book.words(figure.context), foot)


def _tiles(book: Book, sheet: Any, figures: Sequence[Kpi], row: int) -> int:
    wide = _COLUMN_WIDTH * _TILE_COLUMNS - 3
    for start in range(0, len(figures), _TILES):
        shown = figures[start : start + _TILES]
        sheet.set_row(row, max(18.0, *(height_of(book.words(f.title), wide) for f in shown)))
        sheet.set_row(row + 1, 28)
        contexts = (height_of(book.words(f.context), wide) for f in shown)
        sheet.set_row(row + 2, max(20.0, *contexts) + 3)
        for index, figure in enumerate(shown):
            _tile(book, sheet, figure, row, 1 + index * _TILE_COLUMNS)
        sheet.set_row(row + 3, 9)
        row += 4
    return row


def write_cover(
    book: Book,
    sheet: Any,
    document: Document,
    contents: Sequence[tuple[str, Message, Message | None]],
) -> None:
    """Write the cover; `contents` holds the sheet, the title and the leading sentence of each part."""
    words = book.words
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, _LAST, _COLUMN_WIDTH)
    sheet.set_row(0, 12)
    sheet.write_string(1, 1, document.company, book.style(font_size=12, bold=True, font_color=BLUE))
    sheet.set_row(2, 36)
    sheet.write_string(2, 1, words(document.title), book.style(font_size=26, bold=True, font_color=INK))
    sheet.set_row(3, 20)
    sheet.write_string(3, 1, words(document.subtitle), book.style(font_size=12, font_color=GREY))
    row = _tiles(book, sheet, _figures(document), 5)
    row += 1
    sheet.set_row(row, 22)
    heading = book.style(font_size=13, bold=True, bottom=1, bottom_color=GREY)
    for column in range(1, _LAST + 1):
        sheet.write_blank(row, column, None, heading)
    sheet.write_string(row, 1, words(CONTENTS), heading)
    row += 1
    link = book.style(font_color=BLUE, font_size=11, valign="top", underline=1)
    said = book.style(font_color=GREY, text_wrap=True, valign="top")
    for name, title, lead in contents:
        sheet.write_url(row, 1, f"internal:{quoted(name)}!A1", link, words(title))
        start = 3 if text_width(words(title)) < _COLUMN_WIDTH * 2 else 4
        sheet.merge_range(row, start, row, _LAST, "", said)
        text = words(lead)
        sheet.write_string(row, start, text, said)
        sheet.set_row(row, height_of(text, _COLUMN_WIDTH * (_LAST - start + 1)) + 3)
        row += 1
    row += 1
    sheet.write_string(row, 1, words(document.footer), book.style(font_size=9, font_color=GREY))
    print_setup(book, sheet, "")
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row, _LAST)
