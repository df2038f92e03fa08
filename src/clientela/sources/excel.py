"""Workbooks: XLSX, XLSM, XLSB, XLS and ODS. The sheet that looks like lines is taken."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, load_workbook

from clientela.base.i18n import Message, msg
from clientela.engine.connect import quote_name, quote_text
from clientela.sources._dates import TYPED_DATE
from clientela.sources._dialect import find_header, usual_width
from clientela.sources._errors import FileUnreadableError
from clientela.sources._names import normalise_name
from clientela.sources._numbers import TYPED
from clientela.sources._raw import Dialect, RawColumn, RawTable, name_columns
from clientela.sources._roles import header_hits

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_SEARCHED = 60
_LARGEST_EXACT = 2**53
Cells = Sequence[Any]


def _text(value: Any) -> str:
    """Return a cell as text; a typed number or date carries its mark, so that nothing is guessed about it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            return ""
        whole = float(value).is_integer() and abs(value) < _LARGEST_EXACT
        return TYPED + (str(int(value)) if whole else repr(value))
    if isinstance(value, datetime):
        return TYPED_DATE + value.date().isoformat()
    if isinstance(value, date):
        return TYPED_DATE + value.isoformat()
    return str(value).strip()


def _names(cells: Cells) -> list[str]:
    return [_text(cell).lstrip(TYPED + TYPED_DATE).strip() for cell in cells]


def _find_header(rows: Sequence[Cells]) -> int | None:
    texts = [_names(row) for row in rows[:_SEARCHED]]
    trimmed = [row[: max((i + 1 for i, cell in enumerate(row) if cell), default=0)] for row in texts]
    width, _ = usual_width(trimmed)
    return find_header(trimmed, width)


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


def _choose(book: CalamineWorkbook, path: Path, wanted: str | None) -> str:
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
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
        rows = _rows(book, name, path, _SEARCHED)
        header = _find_header(rows)
        if header is None or len(rows) <= header + 1:
            continue
        words = set(normalise_name(name).split())
        titled = (
            0.5
            if words & {"lines", "righe", "sales", "vendite", "data", "dati", "продажи", "umsatz"}
            else 0.0
        )
        score = header_hits(_names(rows[header])) + titled - place * 0.01
        if score > best_score:
            best, best_score = name, score
    if not best:
        raise FileUnreadableError(
            msg(
                "{file} has no sheet with column names and rows below them. Export it again with its lines.",
                file=path.name,
            )
        )
    return best


def _write(rows: Iterable[Cells], target: Path, *, width: int, skip: int) -> int:
    count = 0
    with target.open("w", encoding="utf-8", newline="") as sink:
        write = csv.writer(sink, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow
        for number, row in enumerate(rows, start=1):
            if number <= skip:
                continue
            cells = [_text(cell).replace("\x00", "") for cell in row[:width]]
            if any(cell.strip() for cell in cells):
                write([number, *cells, *[""] * (width - len(cells))])
                count += 1
    return count


def read_excel(
    path: Path, *, engine: Engine, relation: str, staging: Path, sheet: str | None = None
) -> RawTable:
    """Load the sheet that looks like lines (or `sheet`) into the engine, with spreadsheet row numbers.

    Errors: FileUnreadableError for a damaged or locked workbook, or one without a table.
    """
    book = _open(path)
    name = _choose(book, path, sheet)
    rows = _rows(book, name, path)
    header = _find_header(rows)
    if header is None:
        raise FileUnreadableError(
            msg("The sheet {sheet} of {file} has no row of column names.", sheet=name, file=path.name)
        )
    names = _names(rows[header])
    while names and not names[-1]:
        names.pop()
    copy = staging / f"{relation}.cells"
    count = _write(rows, copy, width=len(names), skip=header + 1)
    if not count:
        copy.unlink()
        raise FileUnreadableError(
            msg(
                "{file} has column names and no rows below them. Export it again with its lines.",
                file=path.name,
            )
        )
    fields = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(names)))
    engine.execute(
        f"create or replace table {quote_name(relation)} as select row_number, cast(null as varchar) as problem, "
        f"* exclude (row_number) from read_csv({quote_text(str(copy))}, auto_detect=false, header=false, delim=',', "
        f"quote='\"', escape='\"', nullstr='\x01', columns={{'row_number': 'BIGINT', {fields}}}, max_line_size=10000000)"
    )
    copy.unlink()
    others = [s.name for s in book.sheets_metadata if s.name != name]
    notes: list[Message] = []
    if others:
        notes.append(
            msg("Only the sheet {sheet} was read; not read: {others}.", sheet=name, others=", ".join(others))
        )
    columns = tuple(RawColumn(text, f"c{i}", plain=False) for i, text in enumerate(name_columns(names)))
    return RawTable(relation, columns, "excel", Dialect(sheet=name, header_row=header + 1), tuple(notes))
