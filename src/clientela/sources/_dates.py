"""Dates as companies write them; like numbers, the order of day and month is decided from the whole column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from clientela.engine.connect import quote_text
from clientela.sources._names import is_missing
from clientela.sources._numbers import TYPED

TYPED_DATE = "\x03"
"""Mark before a cell that its file declares to be a date, written yyyy-mm-dd."""

_TIME = r"(?:[T ]+9{1,2}[:.]99(?:[:.]99(?:[.,]9+)?)?(?: ?[APap]\.?[Mm]\.?)?(?:Z|[+-]99:?99)?)?$"
_SHAPES = tuple(
    (layout, re.compile(pattern + _TIME))
    for layout, pattern in (
        ("ymd", r"^9999([-/.])9{1,2}\1 ?9{1,2}"),
        ("compact", r"^99999999"),
        ("serial", r"^99999(?:[.,]9+)?"),
        ("four", r"^9{1,2}([-/. ])9{1,2}\1 ?9999"),
        ("two", r"^9{1,2}([-/.])9{1,2}\1 ?99"),
    )
)
NAMES = {
    "dd/mm/yyyy": "dmy", "mm/dd/yyyy": "mdy", "m/d/yyyy": "mdy", "d/m/yyyy": "dmy", "dd.mm.yyyy": "dmy",
    "dd-mm-yyyy": "dmy", "mm-dd-yyyy": "mdy", "yyyy-mm-dd": "ymd", "yyyy/mm/dd": "ymd", "yyyymmdd": "compact",
    "dd/mm/yy": "dmy", "mm/dd/yy": "mdy", "m/d/yy": "mdy", "d/m/yy": "dmy", "dd.mm.yy": "dmy", "yyyy.mm.dd": "ymd",
    "excel serial": "serial",
}  # fmt: skip
"""What a person may write as `dates` in a mapping."""
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Spreadsheet day numbers taken for dates: 1954 to 2119."""
FIRST_DAY, LAST_DAY = "1950-01-01", "2099-12-31"
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """How often the values of a column have each layout, and the largest first and second number of dd/mm."""

    counts: tuple[tuple[str, int], ...]
    """(layout, values): ymd, compact, serial, dotted, slashed, typed, unreadable."""
    example: str = ""

    def of(self, layout: str) -> int:
        """Return how many values have this layout."""
        return dict(self.counts).get(layout, 0)

    @property
    def readable(self) -> int:
        """Values that look like dates; day numbers do so only in a column that holds nothing else."""
        return sum(n for layout, n in self.counts if layout not in ("unreadable", "serial", "compact"))


def _weigh(shape: str) -> str:
    if shape.startswith(TYPED_DATE):
        return "typed"
    if shape.startswith(TYPED):
        return "serial"
    for layout, rule in _SHAPES:
        found = rule.match(shape)
        if found and layout in ("four", "two"):
            # nobody writes month.day.year with points
            return "dotted" if found.group(1) == "." else "slashed"
        if found:
            return layout
    return "unreadable"


def weigh_date_shapes(shapes: Mapping[str, int]) -> DateEvidence:
    """Count the layouts among the shapes of a column. Missing tokens count for nothing."""
    counts: dict[str, int] = {}
    example = ""
    for shape, count in shapes.items():
        if is_missing(shape):
            continue
        layout = _weigh(shape)
        counts[layout] = counts.get(layout, 0) + count
        if layout == "slashed" or not example:
            example = shape
    return DateEvidence(tuple(sorted(counts.items())), example)


def decide_order(*, first: int, second: int, elsewhere: str | None) -> str | None:
    """Return `dmy` or `mdy` for dates such as 01/02/2024, None when nothing says.

    `first` and `second` count the values whose first, second number is above 12 and hence a day.
    """
    if first != second:
        return "dmy" if first > second else "mdy"
    return elsewhere if not first else None


def date_sql(field: str, *, evidence: DateEvidence, order: str) -> str:
    """Return the SQL that reads a text column as DATE; a value it cannot read is NULL.

    Two-digit years: 00-68 are 2000-2068, 69-99 are 1969-1999 (POSIX).
    """
    day = f"rtrim(regexp_extract({field}, '^[0-9]+[-/. ] ?[0-9]+[-/. ] ?[0-9]+'))"
    plain = f"regexp_replace({day}, '[-/. ]+', '/', 'g')"
    patterns = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}
    parts: list[str] = []
    if evidence.of("typed"):
        parts.append(f"when {field}[1] = '{TYPED_DATE}' then try_cast({field}[2:11] as date)")
    if evidence.of("ymd"):
        iso = f"try_cast({field}[1:10] as date)"
        other = f"try_cast(try_strptime({plain}, '%Y/%m/%d') as date)"
        parts.append(
            f"when {field}[5] in ('-', '/', '.') then coalesce(case when {field}[5] = '-' then {iso} end, {other})"
        )
    if evidence.of("compact"):
        compact = f"regexp_matches({field}, '^[0-9]{{8}}($|[T ])')"
        parts.append(f"when {compact} then try_cast(try_strptime({field}[1:8], '%Y%m%d') as date)")
    if evidence.of("serial"):
        number = f"try_cast(replace(ltrim({field}, '{TYPED}'), ',', '.') as double)"
        serial = f"{number} between {FIRST_SERIAL} and {LAST_SERIAL}"
        parts.append(f"when {serial} then date '1899-12-30' + cast(floor({number}) as integer)")
    for layout, way in (("dotted", "dmy"), ("slashed", order)):
        if evidence.of(layout):
            pattern = patterns.get(way, patterns["dmy"])
            sign = "." if layout == "dotted" else None
            here = (
                f"regexp_matches({field}, '^[0-9]+\\.')"
                if sign
                else f"regexp_matches({field}, '^[0-9]{{1,2}}[-/ ]')"
            )
            long = f"try_strptime({plain}, {quote_text(pattern)})"
            short = f"try_strptime({plain}, {quote_text(pattern.replace('%Y', '%y'))})"
            is_long = f"regexp_matches({plain}, '/[0-9]{{4}}$')"
            parts.append(
                f"when {here} then try_cast(case when {is_long} then {long} else {short} end as date)"
            )
    return f"(case {' '.join(parts)} end)" if parts else "cast(null as date)"


def describe_dates(evidence: DateEvidence, order: str) -> str:
    """Return the layout of a column as a person would write it in a mapping."""
    counts = [(n, layout) for layout, n in evidence.counts if layout != "unreadable"]
    layout = max(counts)[1] if counts else "ymd"
    return {
        "ymd": "yyyy-mm-dd", "compact": "yyyymmdd", "serial": "excel serial", "typed": "yyyy-mm-dd",
        "dotted": "dd.mm.yyyy", "slashed": "mm/dd/yyyy" if order == "mdy" else "dd/mm/yyyy",
    }[layout]  # fmt: skip
