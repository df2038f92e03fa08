"""Workbooks: XLSX, XLSM, XLSB, XLS and ODS. A sheet that is a table is a table."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from clientela.base.canonical import GUIDE_SHEET, TEMPLATE_SHEETS
from clientela.base.i18n import LANGUAGES, Message, msg, nmsg, translate
from clientela.sources._cells import SEARCHED, cell_text, load_cells, top_of, typed_columns
from clientela.sources._errors import FileUnreadableError, no_rows
from clientela.sources._header import Top
from clientela.sources._names import normalise_name
from clientela.sources._raw import Dialect, RawTable
from clientela.sources._roles import NUMERIC, header_hits, name_score
from clientela.sources._zeros import show_zeros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clientela.engine.connect import Engine

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_NARROWEST, _SURE = 2, 0.7
_NUMBER = re.compile(r"[-+€$£ ]*[0-9 .']*[0-9][.,][0-9]+[-+€$£ ]*")
"""Text that may be an amount: digits with a decimal sign."""
_TITLES = frozenset({"lines", "righe", "sales", "vendite", "data", "dati", "продажи", "umsatz", "ventes", "ventas", "sprzedaz"})  # fmt: skip


def _open(path: Path) -> CalamineWorkbook:
    try:
        with path.open("rb") as stream:
            # by content: a name may end otherwise
            return load_workbook(io.BytesIO(stream.read()))
    except PasswordError as error:
        raise FileUnreadableError(
            msg("{file} is protected by a password. Save it without one and import it again.", file=path.name)
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileUnreadableError(
            msg(
                "{file} is not a workbook that can be read, or it is damaged. Open it in a spreadsheet and save it as .xlsx.",
                file=path.name,
            )
        ) from error


def _rows(book: CalamineWorkbook, name: str, path: Path, limit: int | None = None) -> list[list[Any]]:
    try:
        sheet = book.get_sheet_by_name(name)
        return sheet.to_python(skip_empty_area=False, nrows=limit)
    except (CalamineError, OSError, ValueError) as error:
        raise FileUnreadableError(
            msg(
                "The sheet {sheet} of {file} is damaged. Save the workbook again.", sheet=name, file=path.name
            )
        ) from error


def _sheets(book: CalamineWorkbook) -> list[str]:
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _hidden(book: CalamineWorkbook) -> set[str]:
    return {s.name for s in book.sheets_metadata if s.visible != SheetVisibleEnum.Visible}


def _hidden_note(book: CalamineWorkbook, name: str) -> tuple[Message, ...]:
    return (
        () if name not in _hidden(book) else (msg("The sheet {sheet} is hidden; it was read.", sheet=name),)
    )


def _is_template(book: CalamineWorkbook) -> bool:
    """Say whether a workbook is one of our templates: its sheets have one heading, in their first row."""
    guides = {translate(GUIDE_SHEET, language=language) for language in LANGUAGES}
    return any(sheet.name in guides for sheet in book.sheets_metadata)


def _explains(name: str) -> bool:
    return any(
        name == translate(sheet, language=language) for sheet in TEMPLATE_SHEETS for language in LANGUAGES
    )


def _top(book: CalamineWorkbook, rows: list[list[Any]], stated: int | None = None) -> Top | None:
    if not _is_template(book) or stated is not None:
        return top_of(rows[:SEARCHED], stated)
    names = [cell_text(cell) for cell in rows[0]] if rows else []
    while names and not names[-1]:
        names.pop()
    return Top(tuple(names), 0, 1) if names else None


def _table_score(book: CalamineWorkbook, name: str, path: Path, stated: int | None = None) -> float | None:
    """Return how much a sheet looks like lines, None when it holds no table."""
    rows = _rows(book, name, path, SEARCHED)
    top = _top(book, rows, stated)
    if top is None or len(rows) <= top.skip or len(top.names) < _NARROWEST:
        return None
    titled = 0.5 if set(normalise_name(name).split()) & _TITLES else 0.0
    return (header_hits(top.names) if top.header_row is not None else 0.0) + titled


def _choose(book: CalamineWorkbook, path: Path, wanted: str | None) -> str:
    names = _sheets(book)
    if wanted is not None:
        if wanted not in names:
            raise FileUnreadableError(
                msg(
                    "{file} has no sheet {sheet}, which its mapping names. Its sheets: {known}.",
                    file=path.name,
                    sheet=wanted,
                    known=", ".join(names),
                )
            )
        return wanted
    scores = [(_table_score(book, name, path), -place, name) for place, name in enumerate(names)]
    hidden = _hidden(book)
    found = [(score + place * 0.01, place, name) for score, place, name in scores if score is not None]
    if not found:
        raise _no_table(path)
    return max([s for s in found if s[2] not in hidden] or found)[2]


def _no_table(path: Path) -> FileUnreadableError:
    return FileUnreadableError(
        msg(
            "{file} has no sheet with column names and rows below them. Export it again with its lines.",
            file=path.name,
        )
    )


_NAMING = ("customer_id", "customer_name", "document_id", "document_series", "product_id", "seller_id")


def _naming_columns(names: Sequence[str]) -> frozenset[int]:
    """Return the columns whose numbers name something, by the names of the columns."""
    return frozenset(
        place for place, name in enumerate(names) if max(name_score(name, role, "sales_lines") for role in _NAMING) >= _SURE
        and max(name_score(name, role, "sales_lines") for role in NUMERIC) < _SURE
    )  # fmt: skip


def _unmerged(book: CalamineWorkbook, name: str, rows: list[list[Any]], top_row: Top) -> int:
    """Write the text or date of cells merged over several rows of one column on each of them; return how many were filled.

    Numbers stay, but for those that name something: an amount merged over three lines is the amount of all three together.
    """
    skip, naming = top_row.skip, _naming_columns(top_row.names)
    count = 0
    for (top, left), (bottom, right) in book.get_sheet_by_name(name).merged_cell_ranges or ():
        if top < skip or left != right or top == bottom or bottom >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        if not value or (
            left not in naming and (not isinstance(value, (str, dt.date)) or _NUMBER.fullmatch(str(value)))
        ):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] in ("", None):
                row[left] = value
                count += 1
    return count


def _load(
    engine: Engine, book: CalamineWorkbook, name: str, path: Path, *, relation: str, staging: Path,
    header_row: int | None = None,
) -> RawTable:  # fmt: skip
    rows = _rows(book, name, path)
    top = _top(book, rows, header_row)
    if top is None:
        raise FileUnreadableError(
            msg("The sheet {sheet} of {file} has no row of column names.", sheet=name, file=path.name)
        )
    filled = _unmerged(book, name, rows, top)
    zeros = show_zeros(path, name, rows)
    if not load_cells(engine, relation, rows, staging / f"{relation}.cells", top=top):
        raise no_rows(path.name)
    header = 0 if top.header_row is None else top.header_row + 1
    dialect = Dialect(sheet=name, header_row=header)
    notes = _hidden_note(book, name)
    if filled:
        note = nmsg(
            "{count} cell was filled from the merged cell it is part of.",
            "{count} cells were filled from the merged cells they are part of.",
            filled,
        )
        notes = (*notes, note)
    if zeros:
        note = nmsg(
            "{count} number was read with the leading zeros that its cell shows.",
            "{count} numbers were read with the leading zeros that their cells show.",
            zeros,
        )
        notes = (*notes, note)
    return RawTable(
        relation, typed_columns(top.names), "excel", dialect, notes, part=name, sheets=tuple(_sheets(book))
    )


def read_excel(
    path: Path, *, engine: Engine, relation: str, staging: Path, sheet: str | None = None
) -> RawTable:
    """Load the sheet that looks like lines (or `sheet`) into the engine, with spreadsheet row numbers.

    Errors: FileUnreadableError for a damaged or locked workbook, or one without a table.
    """
    book = _open(path)
    name = _choose(book, path, sheet)
    table = _load(engine, book, name, path, relation=relation, staging=staging)
    others = [s.name for s in book.sheets_metadata if s.name != name]
    if not others:
        return table
    note = msg("Only the sheet {sheet} was read; not read: {others}.", sheet=name, others=", ".join(others))
    return replace(table, notes=(*table.notes, note))


def read_sheets(
    path: Path, *, engine: Engine, relation: str, staging: Path, wanted: str | None = None,
    header_row: int | None = None,
) -> tuple[RawTable, ...]:  # fmt: skip
    """Load every sheet that is a table, as `<relation>_<n>`; the others are named in a note of the first.

    A hidden sheet is read only if it is `wanted`, and then alone, or if no other sheet is a table. `header_row` is the row
    (from 1) where a person says that the names stand.

    Errors: FileUnreadableError for a damaged or locked workbook, or one without a table.
    """
    book = _open(path)
    names = _sheets(book)
    tables: list[RawTable] = []
    aside = [s.name for s in book.sheets_metadata if s.name not in names]
    is_template = _is_template(book)
    chosen: list[str] = []
    for name in names:
        is_aside = (is_template and _explains(name)) or _table_score(book, name, path, header_row) is None
        (aside if is_aside else chosen).append(name)
    hidden = _hidden(book)
    if wanted in hidden and wanted in chosen:
        visible = [wanted]
    else:
        visible = [name for name in chosen if name not in hidden] or chosen
    left_out = [name for name in chosen if name in hidden and name not in visible]
    for name in visible:
        place = f"{relation}_{len(tables)}"
        tables.append(_load(engine, book, name, path, relation=place, staging=staging, header_row=header_row))
    if not tables:
        raise _no_table(path)
    if left_out:
        note = nmsg(
            "The sheet {others} is hidden and was not read. To read it, unhide it, or write sheet = with its name under "
            "[dialect] in the mapping of the file.",
            "The sheets {others} are hidden and were not read. To read one, unhide it, or write sheet = with its name under "
            "[dialect] in the mapping of the file.",
            len(left_out),
            others=", ".join(left_out),
        )
        tables[0] = replace(tables[0], notes=(*tables[0].notes, note))
    if aside and not is_template:
        note = msg("Sheets that hold no table were not read: {others}.", others=", ".join(aside))
        tables[0] = replace(tables[0], notes=(*tables[0].notes, note))
    return tuple(tables)
