"""What a canonical table is: columns, grain, checks. One declaration gives recognition, template, quality report, docs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from clientela.base.units import Unit

GUIDE_SHEET = msg("How to fill")
LISTS_SHEET = msg("Allowed values")
TEMPLATE_SHEETS = (GUIDE_SHEET, LISTS_SHEET)
"""Sheets of a template that explain and are never read, in whatever language they are called."""
YES, NO = msg("Yes"), msg("No")
"""How a flag is written in a template."""

CellType = Literal[
    "id", "text", "code", "date", "instant", "money", "quantity", "share", "number", "count", "flag"
]
"""How a cell is stored: id, text and code as text; money and quantity as whole 1/10,000; share as a fraction of 1;
count as a whole number; flag as true or false; an instant without the offset, in the unit's own time."""

UNITS: dict[CellType, Unit] = {
    "id": "id", "text": "text", "code": "class", "date": "date", "instant": "instant", "money": "money",
    "quantity": "number", "share": "share", "number": "number", "count": "count", "flag": "text",
}  # fmt: skip
SQL_TYPES: dict[CellType, str] = {
    "id": "varchar", "text": "varchar", "code": "varchar", "date": "date", "instant": "timestamp", "money": "bigint",
    "quantity": "bigint", "share": "double", "number": "double", "count": "bigint", "flag": "boolean",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Code:
    """One allowed value of a `code` column: how it is stored, what it is called, what companies write for it."""

    value: str
    title: Message
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a canonical table."""

    name: str
    title: Message
    type: CellType
    words: tuple[str, ...] = ()
    """What companies call it, in any language; the title in every language and the name itself count as well."""
    is_required: bool = False
    codes: tuple[Code, ...] = ()
    """Allowed values; what is none of them is kept as written and reported (`is_open`), or set aside."""
    is_open: bool = True
    refers_to: str = ""
    """`table.column` whose values this column repeats: match rates and orphans are reported."""
    low: float | None = None
    high: float | None = None
    """Bounds in the unit of the file (money in currency units); a value beyond them is set aside."""
    help: Message | None = None
    examples: tuple[str, ...] = ()
    """Cells for the template, as ISO text; the first of every column make one coherent row."""
    stand_in: str = ""
    """The column whose value stands in where a file has none for this one, such as a name for a missing number."""

    @property
    def unit(self) -> Unit:
        """What its values mean on a surface."""
        return UNITS[self.type]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over one row: `sql` is true for a row that contradicts it."""

    code: str
    title: Message
    sql: str
    is_fatal: bool = False
    """True: the row is set aside. False: the row stays and is counted in the quality report."""


@dataclass(frozen=True, slots=True)
class Wide:
    """How a file with a column for each year, month or category becomes rows: what the column names turn into."""

    value: str
    """The column that receives the cells."""
    year: str = ""
    """The column that receives a year."""
    month: str = ""
    """The column that receives a month, 1 to 12."""
    category: str = ""
    """The column that receives the name of the file's own column, where a mapping allows it."""


@dataclass(frozen=True, slots=True)
class CanonicalTable:
    """One table a company can bring: what a row is, which columns name it, what must hold."""

    name: str
    title: Message
    grain: Message
    """What one row is, as a sentence."""
    key: tuple[str, ...]
    """Columns that name a row within a source; a row without them, or a table without a key, is one row of its file."""
    columns: tuple[TableColumn, ...]
    level: int
    """The ingest level (0 to 7) that a firm reaches with it."""
    brings: Message
    """What it makes possible, as a sentence for somebody who does not have it yet."""
    checks: tuple[Check, ...] = ()
    known_on: str = ""
    """The date column from which a row was known; empty: known from its batch on."""
    subject: str = ""
    """The column that names a customer, if any."""
    must_have: tuple[tuple[str, ...], ...] = ()
    """Each inner tuple: at least one of these columns must be in a file for it to be this table (beside the required)."""
    telling: tuple[str, ...] = ()
    """Columns that tell this table from sales lines, when sales lines would do as well."""
    not_words: tuple[str, ...] = ()
    """Words in the name of the first column that say that a file holds something else."""
    least_explained: float = 0.0
    """Share of the columns of a file that must be understood for it to be this table."""
    wide: Wide | None = None
    caveat: Message | None = None
    """What a person should know of every file of this table."""
    answered_by: tuple[str, ...] = ()
    """A row with none of these columns filled is a question that nobody answered yet: it is left out, and counted."""

    def column(self, name: str) -> TableColumn:
        """Return a column. Errors: KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def keyed_sql(self) -> str:
        """The test that a row has its key: its required parts are there, and at least one part."""
        if not self.key:
            return "false"
        must = [name for name in self.key if self.column(name).is_required]
        some = " or ".join(f"{name} is not null" for name in self.key)
        return " and ".join([*(f"{name} is not null" for name in must), f"({some})"])

    def empty_sql(self) -> str:
        """Return a select that has the columns of the stored table and no row."""
        cells = ", ".join(f"cast(null as {SQL_TYPES[c.type]}) as {c.name}" for c in self.columns)
        return f"select ''::varchar as source, {cells}, 0::integer as batch_number, 0::bigint as row_number where false"


def canonical_table(**declared: Any) -> CanonicalTable:
    """Declare a canonical table, checked. Errors: ValueError for a column named twice or a key that is no column."""
    table = CanonicalTable(**declared)
    names = [column.name for column in table.columns]
    if len(set(names)) != len(names):
        raise ValueError(f"{table.name}: a column is declared twice")
    wanted = {
        *table.key,
        *filter(None, (table.known_on, table.subject)),
        *(n for some in table.must_have for n in some),
        *table.telling,
        *filter(None, (c.stand_in for c in table.columns)),
        *filter(
            None,
            (table.wide.value, table.wide.year, table.wide.month, table.wide.category) if table.wide else (),
        ),
    }
    if missing := sorted(wanted - set(names)):
        raise ValueError(f"{table.name}: no column {', '.join(missing)}")
    return table
