"""What a file turned out to be: its role, its columns, its counts, and where its sorted rows are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clientela.sources._mapping import SavedMapping, mapping_path, save_mapping

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from clientela.base.i18n import Message
    from clientela.sources._description import FileDescription
    from clientela.sources._quarantine import SkippedRow
    from clientela.sources._raw import Dialect, SourceKind
    from clientela.sources._roles import ColumnMapping, FileRole


Form = Literal["exact", "without_leading_zeros"]


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    """The sum of one amount over the rows of a file: read = accepted + excluded + rejected, in 1/10,000."""

    column: str
    read: int
    accepted: int
    excluded: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Join:
    """How the values of a column of one table are found in a column of another. Empty cells are in no count."""

    from_name: str
    from_role: str
    from_column: str
    to_name: str
    to_role: str
    to_column: str
    rows: int
    """Rows that state a value."""
    matched: int
    """Rows whose value the other table has; of lines joined with their headers only those that were accepted."""
    orphans: int
    """Rows whose value the other table does not have."""
    orphan_values: int
    examples: tuple[str, ...] = ()
    """Values without a match, the most frequent first."""
    form: Form = "exact"

    @property
    def match_rate(self) -> float | None:
        """The share of the rows that match; None without rows."""
        return self.matched / self.rows if self.rows else None


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """Accepted documents, lines and net money of one year and document kind; money in 1/10,000."""

    year: int
    document_kind: str
    documents: int
    lines: int
    net_amount: int


@dataclass(frozen=True, slots=True)
class FileIntake:
    """What one file, or one table of it, turned out to be. Money is in 1/10,000 of the file's currency.

    Always: lines_read = lines_accepted + lines_excluded + lines_rejected, and the same for the readable money.
    """

    path: Path
    name: str
    sha256: str
    kind: SourceKind
    role: FileRole
    header_key: str
    dialect: Dialect
    mapping: tuple[ColumnMapping, ...]
    unused_columns: tuple[str, ...]
    currency: str
    """Currency of the amounts: what the lines state, else the assumed one; empty when they state several."""
    part: str = ""
    """The sheet, or the member of an archive, that holds the table; empty for a plain file."""
    notes: tuple[Message, ...] = ()
    question: Message | None = None
    """What a person must say before this file can be read; it is then `unknown`."""
    lines_read: int = 0
    lines_accepted: int = 0
    lines_excluded: int = 0
    lines_rejected: int = 0
    net_read: int = 0
    net_accepted: int = 0
    net_excluded: int = 0
    net_rejected: int = 0
    rejected_without_amount: int = 0
    """Rejected lines whose amount cannot be read: they are in no sum."""
    totals: tuple[ColumnTotal, ...] = ()
    """The sums of the amounts of a table that is not sales lines."""
    period_from: date | None = None
    period_to: date | None = None
    documents: int = 0
    control_totals: tuple[ControlTotal, ...] = ()
    skipped_rows: tuple[SkippedRow, ...] = ()
    """Rows that are no lines: totals and repeated headings."""
    amounts_in_cents: bool = False
    amounts_in: str | None = None
    """What the mapping states of the amounts."""
    discount_is: str | None = None
    share_is: str | None = None
    year: int | None = None
    """The year that the mapping states for every row."""
    credit_note_types: tuple[str, ...] = ()
    lines: Path | None = None
    """Accepted sales lines."""
    rows: Path | None = None
    """Accepted rows of any other table: its declared columns, and row_number."""
    rejected: Path | None = None
    excluded: Path | None = None

    @property
    def full_name(self) -> str:
        """The name of the file and of the part of it."""
        return f"{self.name} / {self.part}" if self.part else self.name


@dataclass(frozen=True, slots=True)
class ReadSet:
    """What a set of files turned out to be, and how its tables meet."""

    files: tuple[FileIntake, ...]
    joins: tuple[Join, ...] = ()
    described: tuple[FileDescription, ...] = ()
    """Each table before any were joined, in the order of the files; only of a lenient reading."""


def write_mapping(intake: FileIntake, *, mappings: Path) -> Path:
    """Write what was detected about a file as its mapping, to be corrected by a person; return the path."""
    path = mapping_path(mappings, intake.header_key)
    save_mapping(
        path,
        SavedMapping(
            role=intake.role if intake.role != "unknown" else None,
            columns={m.role: m.column for m in intake.mapping},
            encoding=intake.dialect.encoding,
            separator=intake.dialect.separator,
            # every sheet is read; a person may name one
            sheet=None if intake.part else intake.dialect.sheet,
            decimal=intake.dialect.decimal,
            dates=intake.dialect.dates,
            amounts_in=intake.amounts_in or ("cents" if intake.amounts_in_cents else None),
            discount_is=intake.discount_is,
            credit_note_types=intake.credit_note_types,
            share_is=intake.share_is,
            year=intake.year,
        ),
        example=intake.name,
    )
    return path
