"""Files with a column for each year, month or category, turned into rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_name, quote_text
from clientela.sources._months import month_number
from clientela.sources._names import MISSING_TOKENS, normalise_name
from clientela.sources._numbers import TYPED
from clientela.sources._raw import RawColumn, RawTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientela.base.canonical import CanonicalTable, Wide
    from clientela.engine.connect import Engine
    from clientela.sources._roles import Profile

_YEAR = re.compile(r"(?:^|\b|fy)((?:19|20)\d\d)$|^((?:19|20)\d\d)\b")
_YEAR_MONTH = re.compile(r"^(?:((?:19|20)\d\d)[-/. ]?(0[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/. ]((?:19|20)\d\d))$")
_MONTH = re.compile(r"^(?:m|p|month|mese|monat|мес|месяц)?[ _]?(0?[1-9]|1[0-2])$")
_TWO_DIGITS = re.compile(r"\b(\d\d)$")
_FEWEST, _MONTHS = 2, 12
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class PeriodColumn:
    """A column of the file whose name is a year, a month or a category."""

    column: str
    year: int | None = None
    month: int | None = None
    category: str | None = None


def _period(name: str) -> PeriodColumn | None:
    plain = normalise_name(name)
    if found := _YEAR_MONTH.match(name.strip()):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return PeriodColumn(name, int(year), int(month))
    words = plain.split()
    named = month_number(plain) if len(words) <= _FEWEST else None
    year_found = _YEAR.search(plain)
    year_number = int(year_found[1] or year_found[2]) if year_found else None
    if named and (len(words) == 1 or year_number or _TWO_DIGITS.search(plain)):
        short = _TWO_DIGITS.search(plain)
        return PeriodColumn(name, year_number or (2000 + int(short[1]) if short else None), named)
    if year_number:
        return PeriodColumn(name, year_number)
    if found := _MONTH.match(plain):
        return PeriodColumn(name, None, int(found[1]))
    return None


def period_columns(
    table: CanonicalTable, names: Sequence[str], profiles: Mapping[str, Profile]
) -> tuple[PeriodColumn, ...]:
    """Return the columns whose names are periods that `table` can take: years, twelve months, or months of years."""
    if table.wide is None or not table.wide.year:
        return ()
    numeric = [n for n in names if not profiles[n].filled or profiles[n].numbers >= _HALF]
    found = [p for name in numeric if (p := _period(name)) is not None]
    months = [p for p in found if p.month is not None]
    if months and not table.wide.month:
        return ()
    if months:
        whole = len({p.month for p in months if p.year is None}) in (0, _MONTHS)
        return tuple(months) if whole and len(months) >= _FEWEST else ()
    return tuple(found) if len(found) >= _FEWEST else ()


def category_columns(names: Sequence[str], profiles: Mapping[str, Profile]) -> tuple[PeriodColumn, ...]:
    """Return the columns of numbers, each a category of its own."""
    return tuple(
        PeriodColumn(name, category=name)
        for name in names
        if profiles[name].filled and profiles[name].numbers >= _HALF
    )


def _cell(column: RawColumn, *, typed: bool) -> str:
    return column.field if typed else f"cast({column.field} as varchar)"


def melt(
    engine: Engine, raw: RawTable, wide: Wide, periods: Sequence[PeriodColumn]
) -> tuple[RawTable, dict[str, str]]:
    """Make one row of each stated cell of the period columns; return the table and the columns that hold what, by role.

    A cell without a value is not stated: it makes no row, and never a zero.
    """
    names = {p.column for p in periods}
    kept = [c for c in raw.columns if c.name not in names]
    columns = [raw.column(p.column) for p in periods]
    typed = all(c.kind == "number" for c in columns)
    tokens = ", ".join(quote_text(token) for token in sorted(MISSING_TOKENS))
    parts = []
    for place, (period, column) in enumerate(zip(periods, columns, strict=True)):
        text = f"upper(trim(ltrim(cast({column.field} as varchar), '{TYPED}')))"
        year = "null" if period.year is None else str(period.year)
        month = "null" if period.month is None else str(period.month)
        category = "null" if period.category is None else quote_text(period.category)
        fields = "".join(f", {c.field} as k{i}" for i, c in enumerate(kept))
        parts.append(
            f"select row_number, problem{fields}, cast({year} as integer) as p_year, cast({month} as integer) as p_month, "
            f"cast({category} as varchar) as p_category, {_cell(column, typed=typed)} as p_value, {place} as p_place "
            f"from {quote_name(raw.relation)} where {column.field} is not null and {text} not in ({tokens})"
        )
    relation = f"{raw.relation}_long"
    engine.execute(
        f"create or replace table {quote_name(relation)} as select * from ({' union all '.join(parts)}) order by row_number, p_place"
    )
    made = [replace(c, field=f"k{i}") for i, c in enumerate(kept)]
    roles = {wide.value: "#value"}
    plain = all(c.plain for c in columns)
    made.append(RawColumn("#value", "p_value", "number" if typed else "text", plain=plain))
    for role, field, kind in (
        (wide.year, "p_year", "number"),
        (wide.month, "p_month", "number"),
        (wide.category, "p_category", "text"),
    ):
        used = any(getattr(p, field.removeprefix("p_")) is not None for p in periods)
        if role and used:
            made.append(RawColumn(f"#{role}", field, kind))  # type: ignore[arg-type]  # a literal above
            roles[role] = f"#{role}"
    return replace(raw, relation=relation, columns=tuple(made)), roles
