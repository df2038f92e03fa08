"""How the numbers and dates of a file are written, once it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.sources._dates import describe_dates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.sources._dates import DateEvidence
    from clientela.sources._numbers import NumberEvidence


@dataclass(frozen=True, slots=True)
class NumberForm:
    """The decimal sign of a column and what its values showed."""

    decimal: str
    evidence: NumberEvidence


@dataclass(frozen=True, slots=True)
class DateForm:
    """The order of day and month of a column and what its values showed."""

    order: str
    evidence: DateEvidence


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of the mapped columns, by column name; typed columns have none."""

    numbers: Mapping[str, NumberForm]
    dates: Mapping[str, DateForm]

    @property
    def decimal(self) -> str | None:
        """The decimal sign that some column proves, None when none does."""
        for form in self.numbers.values():
            if form.evidence.point or form.evidence.comma or form.evidence.ambiguous:
                return form.decimal
        return None

    @property
    def layout(self) -> str | None:
        """The layout of the dates as a person writes it."""
        for form in self.dates.values():
            return describe_dates(form.evidence, form.order)
        return None
