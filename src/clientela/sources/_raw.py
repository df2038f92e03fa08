"""What every reader delivers: one relation with the cells as they stand, and what is known about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clientela.base.i18n import Message

SourceKind = Literal["csv", "excel", "parquet"]
CellKind = Literal["text", "number", "date"]
"""`text`: as written, the form is to be decided. `number`, `date`: typed by the file."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written, as far as a person may want to correct it."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: int = 1
    """Row of the column names, counted from 1; the rows above are titles. 0 when there are no names."""
    decimal: str | None = None
    dates: str | None = None


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One column of a file: its name there, and the field that holds it here."""

    name: str
    field: str
    kind: CellKind = "text"
    plain: bool = True
    """No cell carries the mark of a type."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """The rows of one file in the engine: `row_number`, `problem`, and a field for each column.

    Texts come without space around them.
    """

    relation: str
    columns: tuple[RawColumn, ...]
    kind: SourceKind
    dialect: Dialect
    notes: tuple[Message, ...] = ()
    part: str = ""
    """The sheet or the member of an archive that holds the table; empty for a plain file."""
    sheets: tuple[str, ...] = ()
    """Every sheet of the workbook, those that were not read among them."""

    def column(self, name: str) -> RawColumn:
        """Return the column of this name. Errors: KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


SPACES = " \t\r\n\u00a0\u202f\u2009"
"""What may stand around a value without being part of it."""
_NUMERIC = re.compile(r"^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|DOUBLE|FLOAT|REAL)$")


def cell_kind(type_name: str) -> CellKind:
    """Return what an engine type means for reading a cell."""
    if _NUMERIC.match(type_name):
        return "number"
    return "date" if type_name == "DATE" or type_name.startswith("TIMESTAMP") else "text"


def name_columns(names: list[str]) -> tuple[str, ...]:
    """Give every column a name of its own: an empty one is called by its place, a repeated one is numbered."""
    result: list[str] = []
    for place, name in enumerate(names, start=1):
        base = " ".join(name.split()) or f"column {place}"
        unique, count = base, 1
        while unique in result:
            count += 1
            unique = f"{base} ({count})"
        result.append(unique)
    return tuple(result)
