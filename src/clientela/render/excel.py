"""A document as a workbook: native tables, native charts, formulas with their values."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from clientela.base.files import writing
from clientela.render._excel_abc import ABC_LIVE, LEAD, write_abc_live
from clientela.render._excel_book import Book
from clientela.render._excel_cover import COVER, write_cover
from clientela.render._excel_sections import write_section

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.blocks import Document

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - Excel keeps no zone; a constant, so that the same document gives the same bytes

WORKBOOK_OPTIONS: dict[str, Any] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def _plain_sheet() -> Any:
    """Return a sheet for very many formulas: XlsxWriter looks for 29 new functions in each, ours use none."""
    from xlsxwriter.worksheet import Worksheet  # noqa: PLC0415 - slow import

    def prepare(_: Any, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG001, FBT001, FBT002 - its signature
        return formula.removeprefix("=")

    return type("PlainSheet", (Worksheet,), {"_prepare_formula": prepare})


def render_excel(document: Document, *, language: str, path: Path, created: datetime | None = None) -> None:
    """Write a document as a workbook at `path`: a cover, one sheet per section, and the live ABC sheet.

    Numbers are numbers, dates are dates, a missing value is an empty cell. Texts of the data never become
    formulas or links. The same document, language and `created` give the same bytes.
    Errors: OSError when the file cannot be written; the file before it is then untouched.
    """
    import xlsxwriter  # noqa: PLC0415 - slow import

    with writing(path) as temporary:
        workbook = xlsxwriter.Workbook(str(temporary), WORKBOOK_OPTIONS)
        book = Book(workbook, language)
        workbook.set_size(2400, 1500)
        workbook.set_calc_mode("auto")
        words = book.words
        workbook.set_properties({
            "title": words(document.title), "subject": words(document.subtitle), "company": document.company,
            "author": "Clientela", "comments": words(document.footer), "created": created or CREATED,
        })  # fmt: skip
        footer = " · ".join((document.company, words(document.title), words(document.subtitle)))
        cover_name = book.sheet_name(COVER)
        cover = workbook.add_worksheet(cover_name)
        names = [book.sheet_name(section.title) for section in document.sections]
        sheets = [workbook.add_worksheet(name) for name in names]
        contents = [
            (name, section.title, section.lead)
            for name, section in zip(names, document.sections, strict=True)
        ]
        if document.live_abc is not None:
            live_name = book.sheet_name(ABC_LIVE)
            live = workbook.add_worksheet(live_name, worksheet_class=_plain_sheet())
            write_abc_live(book, live, document, document.live_abc, cover=cover_name, footer=footer)
            contents.append((live_name, ABC_LIVE, LEAD))
        write_cover(book, cover, document, contents)
        for sheet, section in zip(sheets, document.sections, strict=True):
            write_section(book, sheet, section, cover=cover_name, footer=footer)
        workbook.close()
