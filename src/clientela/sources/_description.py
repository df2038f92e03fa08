"""What a person sees of a file to say how it is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.sources._mapping import SavedMapping
    from clientela.sources._questions import Question
    from clientela.sources._raw import Dialect, RawColumn, SourceKind
    from clientela.sources._roles import Profile


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """One column of a file, its first values, and what kind of values they are."""

    name: str
    kind: Literal["text", "number", "date", "empty"]
    samples: tuple[str, ...]
    values: tuple[str, ...]
    """All values of a column of text that has few of them; none of any other."""
    raw: RawColumn
    seen: Profile


@dataclass(frozen=True, slots=True)
class FileDescription:
    """One table of a file: what it was taken for, and everything needed to take it for something else."""

    file: str
    part: str
    sha256: str
    key: str
    """The name under which a mapping for this header is kept; empty for a file that cannot be opened."""
    source_kind: SourceKind
    role: str
    columns: tuple[DescribedColumn, ...]
    mapping: Mapping[str, str]
    """Column of the file to role."""
    dialect: Dialect
    saved: SavedMapping | None
    """What a person stated for this header."""
    rows: int = 0
    question: Question | None = None
    """What a person must say before it can be read."""
    amounts_in: str = "units"
    discount_is: str | None = None
    credit_note_types: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    """Every sheet of the workbook the table stands in, the hidden ones among them."""
    is_joined: bool = False
    """Its rows are read together with those of another file: headers of documents, or their lines."""

    @property
    def name(self) -> str:
        """The name of the file and of the part of it."""
        return f"{self.file} / {self.part}" if self.part else self.file


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a table makes of a file when some columns are stated."""

    mapping: Mapping[str, str]
    """Column of the file to role: what is stated, and what is recognised beside it."""
    periods: tuple[str, ...]
    """Columns that become rows, such as one for each year."""
    missing: tuple[tuple[str, ...], ...]
    """What the table must have and does not; of each inner tuple one role would do."""
