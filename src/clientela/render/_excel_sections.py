"""One section of the document as one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.blocks import Kpis, Note, Section, Table, Text
from clientela.render._excel_book import BLUE, GREEN, GREY, PURPLE, VERMILLION, Book
from clientela.render._excel_charts import Chart, draw, height_in_rows, title_with_currency
from clientela.render._excel_tables import write_table
from clientela.render._excel_widths import FIGURE_WIDTH, height_of, pixels, span, text_width, widths_of

if TYPE_CHECKING:
    from clientela.base.units import Unit
    from clientela.blocks import Block

BACK = msg("← Contents")
PAGE = msg("Page {page} of {pages}", page="&P", pages="&N")
_SIGNS = {"info": ("i", BLUE), "warning": ("!", VERMILLION), "unknown": ("?", PURPLE)}
_NOTE_PAPER = {"info": "#EAF3F9", "warning": "#FBEDE3", "unknown": "#F8EDF4"}
_FROZEN_FROM = 15
"""A table with fewer rows fits the screen."""
_FROZEN_ABOVE = 9
_FROZEN_COLUMNS_FROM = 8
_FROZEN_SIGNS = 60.0
_CHART_PIXELS = 780
_ROW_PIXELS = 20
_TEXT_SIGNS = 110.0
_CONTEXT_SIGNS = 45.0
_PAGE_SHAPE = 0.65
_ONE_PAGE = 1.5
"""What is at most this much longer than a page is printed smaller, on one."""
_FOOTER_SIGNS = 100


def quoted(name: str) -> str:
    """Return the name of a sheet as formulas and links write it."""
    return "'" + name.replace("'", "''") + "'"


def print_setup(book: Book, sheet: Any, footer: str) -> None:
    """Landscape, one page wide, numbered."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    words = footer[:_FOOTER_SIGNS].replace("&", "&&")
    sheet.set_footer(f"&L&8{words}&R&8{book.words(PAGE)}")
    sheet.hide_gridlines(2)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


class SectionSheet:
    """Writes the blocks of a section from the top down; the data of charts stand to the right."""

    def __init__(self, book: Book, sheet: Any, section: Section, *, cover: str) -> None:
        self.book, self.sheet, self.section, self.cover = book, sheet, section, cover
        self.widths = widths_of(book, section.blocks)
        self.row = 0
        self.right = len(self.widths) + 1
        self.right_row = 0
        self.right_widths: list[float] = []
        self.is_right_long = False
        """Data longer than their chart stay off the paper."""
        self.lone_table_row: int | None = None

    def write(self, footer: str) -> None:
        """Write the whole sheet."""
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width)
        self._head()
        was_note = False
        for block in self.section.blocks:
            if was_note and not isinstance(block, Note):
                self.row += 1
            was_note = isinstance(block, Note)
            self._block(block)
        for index, width in enumerate(self.right_widths):
            self.sheet.set_column(self.right + index, self.right + index, width)
        if self.right_widths:
            self.sheet.set_column(self.right - 1, self.right - 1, 3)
        self._finish(footer)

    def _head(self) -> None:
        book, sheet = self.book, self.sheet
        link = book.style(font_color=BLUE, font_size=9)
        sheet.write_url(0, 0, f"internal:{quoted(self.cover)}!A1", link, book.words(BACK))
        sheet.set_row(1, 26)
        sheet.write_string(1, 0, book.words(self.section.title), book.style(bold=True, font_size=16))
        self.row = 2
        if self.section.lead is not None:
            self._words(book.words(self.section.lead), font_size=11, font_color=GREY)
        self.row += 1

    def _words(self, text: str, *, start: int = 0, **style: Any) -> None:
        """Write a wrapped sentence over as many columns as make a readable line."""
        end = span(self.widths, start, _TEXT_SIGNS)
        width = sum(self.widths[start : end + 1])
        properties = {"text_wrap": True, "valign": "top", **style}
        made = self.book.style(**properties)
        if end > start:
            self.sheet.merge_range(self.row, start, self.row, end, "", made)
        self.sheet.write_string(self.row, start, text, made)
        scale = style.get("font_size", 10) / 10
        self.sheet.set_row(self.row, height_of(text, width / scale, line=13.5 * scale))
        self.row += 1

    def _block(self, block: Block) -> None:
        if isinstance(block, Text):
            self._words(self.book.words(block.text))
            self.row += 1
        elif isinstance(block, Note):
            self._note(block)
        elif isinstance(block, Kpis):
            self._kpis(block)
        elif isinstance(block, Table):
            self._table(block)
        else:
            self._chart(block)

    def _note(self, block: Note) -> None:
        sign, colour = _SIGNS[block.kind]
        paper = _NOTE_PAPER[block.kind]
        self._words(
            f"{sign}   {self.book.words(block.text)}", bg_color=paper, left=5, left_color=colour, align="left", indent=1, valign="vcenter",
        )  # fmt: skip

    def _kpis(self, block: Kpis) -> None:
        book = self.book
        wide = max((text_width(book.words(f.title)) for f in block.figures), default=0) + 3
        contexts = max(_CONTEXT_SIGNS, *(text_width(book.words(f.context)) + 2 for f in block.figures))
        names = span(self.widths, 0, wide)
        values = span(self.widths, min(names + 1, len(self.widths) - 1), FIGURE_WIDTH)
        last = max(span(self.widths, min(values + 1, len(self.widths) - 1), contexts), values + 1)
        line: dict[str, Any] = {"bottom": 4, "bottom_color": "#D1D5DB"}
        for figure in block.figures:
            self.sheet.set_row(self.row, 20)
            self._over(0, names, figure.title, "text", book.style(**line))
            value = book.cell_style(
                figure.unit, digits=0 if figure.unit == "money" else None, currency=figure.currency, bold=True, font_size=12, **line,
            )  # fmt: skip
            self._over(names + 1, values, figure.value, figure.unit, value)
            colour = {True: GREEN, False: VERMILLION, None: GREY}[figure.is_good]
            self._over(
                values + 1,
                last,
                figure.context,
                "text",
                book.style(font_color=colour, indent=1, align="left", **line),
            )
            self.row += 1
        self.row += 1

    def _over(self, start: int, end: int, value: Any, unit: Unit, style: Any) -> None:
        """Write one value over several columns."""
        if end > start:
            self.sheet.merge_range(self.row, start, self.row, end, "", style)
        self.book.put(self.sheet, self.row, start, value, unit, style)

    def _table(self, block: Table) -> None:
        book, sheet = self.book, self.sheet
        has_money = any(column.unit == "money" for column in block.columns)
        title = title_with_currency(book, block.title, block.currency if has_money else None)
        sheet.set_row(self.row, 20)
        sheet.write_string(self.row, 0, title, book.style(bold=True, font_size=12))
        head = self.row + 1
        name = book.table_name(self.section.name, block.name)
        self.row = write_table(book, sheet, block, head, name, self.widths)
        tables = [b for b in self.section.blocks if isinstance(b, Table)]
        if len(tables) == 1 and len(block.rows) >= _FROZEN_FROM:
            self.lone_table_row = head
        if block.note is not None:
            self._words(book.words(block.note), italic=True, font_size=9, font_color=GREY)
        self.row += 1

    def _chart(self, block: Chart) -> None:
        at = max(self.row, self.right_row)
        if self.row < self.right_row and not self.is_right_long:
            self.row = at
        chart, data = draw(self.book, self.sheet, block, at, self.right)
        rows = height_in_rows(block)
        width = min(_CHART_PIXELS, pixels(self.widths))
        chart.set_size({"width": width, "height": rows * _ROW_PIXELS - 6})
        alternative = self.book.words(block.title)
        self.sheet.insert_chart(self.row, 0, chart, {"object_position": 2, "description": alternative, "x_offset": 2, "y_offset": 2})  # fmt: skip
        for index, wide in enumerate(data.widths):
            if index < len(self.right_widths):
                self.right_widths[index] = max(self.right_widths[index], wide)
            else:
                self.right_widths.append(wide)
        self.is_right_long = self.is_right_long or data.height >= rows
        self.right_row = at + data.height + 2
        self.row += rows
        if block.note is not None:
            self._words(self.book.words(block.note), italic=True, font_size=9, font_color=GREY)
        self.row += 1

    def _finish(self, footer: str) -> None:
        sheet = self.sheet
        print_setup(self.book, sheet, footer)
        last_column = len(self.widths) - 1
        last_row = self.row
        if self.right_widths and not self.is_right_long:
            last_column = self.right + len(self.right_widths) - 1
            last_row = max(last_row, self.right_row)
        sheet.print_area(0, 0, max(last_row - 1, 1), last_column)
        wide = pixels([*self.widths, *([3.0, *self.right_widths] if last_column >= self.right else [])])
        if last_row * _ROW_PIXELS <= wide * _PAGE_SHAPE * _ONE_PAGE:
            sheet.fit_to_pages(1, 1)
        head = self.lone_table_row
        if head is not None:
            sheet.repeat_rows(head)
            if head <= _FROZEN_ABOVE:
                many = len(self.widths) >= _FROZEN_COLUMNS_FROM and sum(self.widths[:2]) < _FROZEN_SIGNS
                sheet.freeze_panes(head + 1, 2 if many else 0)


def write_section(book: Book, sheet: Any, section: Section, *, cover: str, footer: str) -> None:
    """Write a section into its sheet."""
    SectionSheet(book, sheet, section, cover=cover).write(footer)
