"""Workbooks: XLSX, XLSM, XLSB, XLS and ODS. A sheet that is a table is a table."""

from __future__ import annotations

import io
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
from clientela.base.i18n import LANGUAGES, Message, msg, translate
from clientela.sources._cells import SEARCHED, cell_text, load_cells, top_of, typed_columns
from clientela.sources._errors import FileUnreadableError, no_rows
from clientela.sources._header import Top
from clientela.sources._names import normalise_name
from clientela.sources._raw import Dialect, RawTable
from clientela.sources._roles import header_hits

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_NARROWEST = 2
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


def _hidden_note(book: CalamineWorkbook, name: str) -> tuple[Message, ...]:
    visible = {s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible}
    return () if name in visible else (msg("The sheet {sheet} is hidden; it was read.", sheet=name),)


def _is_template(book: CalamineWorkbook) -> bool:
    """Say whether a workbook is one of our templates: its sheets have one heading, in their first row."""
    guides = {translate(GUIDE_SHEET, language=language) for language in LANGUAGES}
    return any(sheet.name in guides for sheet in book.sheets_metadata)


def _explains(name: str) -> bool:
    return any(
        name == translate(sheet, language=language) for sheet in TEMPLATE_SHEETS for language in LANGUAGES
    )


def _top(book: CalamineWorkbook, rows: list[list[Any]]) -> Top | None:
    if not _is_template(book):
        return top_of(rows[:SEARCHED])
    names = [cell_text(cell) for cell in rows[0]] if rows else []
    while names and not names[-1]:
        names.pop()
    return Top(tuple(names), 0, 1) if names else None


def _table_score(book: CalamineWorkbook, name: str, path: Path) -> float | None:
    """Return how much a sheet looks like lines, None when it holds no table."""
    rows = _rows(book, name, path, SEARCHED)
    top = _top(book, rows)
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
    best, best_score = "", -1.0
    for place, name in enumerate(names):
        score = _table_score(book, name, path)
        if score is not None and score - place * 0.01 > best_score:
            best, best_score = name, score - place * 0.01
    if not best:
        raise _no_table(path)
    return best


def _no_table(path: Path) -> FileUnreadableError:
    return FileUnreadableError(
        msg(
            "{file} has no sheet with column names and rows below them. Export it again with its lines.",
            file=path.name,
        )
    )


def _load(
    engine: Engine, book: CalamineWorkbook, name: str, path: Path, *, relation: str, staging: Path
) -> RawTable:
    rows = _rows(book, name, path)
    top = _top(book, rows)
    if top is None:
        raise FileUnreadableError(
            msg("The sheet {sheet} of {file} has no row of column names.", sheet=name, file=path.name)
        )
    if not load_cells(engine, relation, rows, staging / f"{relation}.cells", top=top):
        raise no_rows(path.name)
    header = 0 if top.header_row is None else top.header_row + 1
    dialect = Dialect(sheet=name, header_row=header)
    return RawTable(relation, typed_columns(top.names), "excel", dialect, _hidden_note(book, name), part=name)


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


def read_sheets(path: Path, *, engine: Engine, relation: str, staging: Path) -> tuple[RawTable, ...]:
    """Load every sheet that is a table, as `<relation>_<n>`; the others are named in a note of the first.

    Errors: FileUnreadableError for a damaged or locked workbook, or one without a table.
    """
    book = _open(path)
    names = _sheets(book)
    tables: list[RawTable] = []
    aside = [s.name for s in book.sheets_metadata if s.name not in names]
    is_template = _is_template(book)
    for name in names:
        if (is_template and _explains(name)) or _table_score(book, name, path) is None:
            aside.append(name)
            continue
        place = f"{relation}_{len(tables)}"
        tables.append(_load(engine, book, name, path, relation=place, staging=staging))
    if not tables:
        raise _no_table(path)
    if aside and not is_template:
        note = msg("Sheets that hold no table were not read: {others}.", others=", ".join(aside))
        tables[0] = replace(tables[0], notes=(*tables[0].notes, note))
    return tuple(tables)
