"""What one table would make of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.base.canonical import CanonicalTable
    from clientela.sources._roles import ColumnMapping, FileRole
    from clientela.sources._wide import PeriodColumn

HALF = 0.5
"""Confidence from which a column counts as found by its name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one table would make of a file."""

    role: FileRole
    table: CanonicalTable | None
    mapping: tuple[ColumnMapping, ...]
    missing: tuple[tuple[str, ...], ...] = ()
    """What the table must have and the file lacks; of each inner tuple one column would do."""
    periods: tuple[PeriodColumn, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    """Values that the mapping states for the whole file, by column."""
    is_refused: bool = False
    """The file contradicts the table, whatever its column names say."""
    fit: float = 0.0

    @property
    def explained(self) -> set[str]:
        """The columns of the file that the table understands."""
        return {m.column for m in self.mapping} | {p.column for p in self.periods}

    def named(self, *columns: str) -> bool:
        """Say whether one of these columns was found by its name."""
        return any(m.role in columns and m.confidence >= HALF for m in self.mapping)
