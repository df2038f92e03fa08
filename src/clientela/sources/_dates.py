"""Dates as companies write them; like numbers, the order of day and month is decided from the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.sources._months import months_in, named_layout, named_sql, without_weekday
from clientela.sources._names import is_missing
from clientela.sources._numbers import TYPED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TYPED_DATE = "\x03"
"""Mark before a cell that its file declares to be a date, written yyyy-mm-dd."""

_TIME = (
    r"(?P<time>,?(?:[T ]+| T?)9{1,2}[:.]99(?:[:.]99(?:[.,]9+)?)?(?: ?[APap]\.?[Mm]\.?)?(?: ?Z| ?(?:UTC|GMT)|"
    r" ?[+-]99:?99)?)?$"
)
_SHAPES = tuple(
    (layout, re.compile(pattern + _TIME))
    for layout, pattern in (
        ("ymd", r"^9999(?P<sign>[-/.])(?P<space> ?)9{1,2}(?P=sign) ?(?P<year>)9{1,2}\.?"),
        ("compact", r"^99999999"),
        ("serial", r"^99999(?:[.,]9+)?"),
        (
            "parts",
            r"^9{1,2}(?P<sign>[-/.])(?P<space> ?)9{1,2}(?P=sign) ?(?P<year>9999|99)(?: ?(?:г|р)\.?|\.)?",
        ),
        ("six", r"^999999"),
        ("month", r"^(?:9999[-/.]9{1,2}|9{1,2}[-/.]9999)(?P<year>)"),
        ("epoch", r"^9{10}(?:999)?"),
    )
)
ONLY_IF_NAMED = frozenset({"serial", "compact", "six", "month", "epoch"})
"""Layouts that are dates only in a column whose name says so: they may as well be numbers."""
NAMES = {
    "dd/mm/yyyy": "dmy", "mm/dd/yyyy": "mdy", "m/d/yyyy": "mdy", "d/m/yyyy": "dmy", "dd.mm.yyyy": "dmy",
    "dd-mm-yyyy": "dmy", "mm-dd-yyyy": "mdy", "yyyy-mm-dd": "ymd", "yyyy/mm/dd": "ymd", "yyyymmdd": "compact",
    "dd/mm/yy": "dmy", "mm/dd/yy": "mdy", "m/d/yy": "mdy", "d/m/yy": "dmy", "dd.mm.yy": "dmy", "yyyy.mm.dd": "ymd",
    "excel serial": "serial", "ddmmyyyy": "day_compact", "mmddyyyy": "month_compact",
    "yymmdd": "ymd", "ddmmyy": "day_compact", "mmddyy": "month_compact", "yyyymm": "month",
}  # fmt: skip
"""What a person may write as `dates` in a mapping."""
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Spreadsheet day numbers taken for dates: 1954 to 2119."""
FIRST_DAY, LAST_DAY = "1950-01-01", "2099-12-31"
_LAST_MONTH = 12
DAY_NAME = "^\\p{L}+[.,]* *"
"""What the engine takes off a date that begins with the day of the week."""
_MONTH_LETTERS = frozenset({"mm", "m", "мм"})
_SPELLED = re.compile(
    r"(?<!\w)(?:(?P<first>mm?|мм)[-/. ](?:dd?|gg|tt|jj|дд)|(?:dd?|gg|tt|jj|дд)[-/. ](?:mm?|мм))[-/. ](?:yyyy|yy|aaaa|aa|jjjj|jj|гггг|гг|rrrr|rr)(?!\w)"
)
"""A layout written out in the name of a column, in the letters of several languages."""


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """How often the values of a column have each layout, and the largest first and second number of dd/mm."""

    counts: tuple[tuple[str, int], ...]
    """(layout, values): ymd, compact, six, serial, epoch, dotted, slashed, month, named, named_month, typed, unreadable."""
    kinds: tuple[tuple[str, str, str], ...] = ()
    """(layout, sign between the parts, strptime year) of the written dates."""
    has_time: bool = False
    is_spaced: bool = False
    """Some have a space after the sign, as in `1. 2. 2024`."""
    months: tuple[tuple[str, int], ...] = ()
    """Names of months that occur, without accents, and their numbers."""
    is_loose: bool = False
    """Some carry a sign behind the date, as in `3.1.2024 г.`."""
    has_weekday: bool = False
    """Some carry the day of the week before the date, as in `lun 12/03/2024`."""

    def of(self, layout: str) -> int:
        """Return how many values have this layout."""
        return dict(self.counts).get(layout, 0)

    @property
    def readable(self) -> int:
        """Values that look like dates; day numbers do so only in a column that holds nothing else."""
        return sum(n for layout, n in self.counts if layout != "unreadable" and layout not in ONLY_IF_NAMED)

    @property
    def if_named(self) -> int:
        """Values that are dates if the name of the column says so."""
        return sum(n for layout, n in self.counts if layout in ONLY_IF_NAMED)


def _weigh(shape: str) -> tuple[str, re.Match[str] | None]:
    if shape.startswith(TYPED_DATE):
        return "typed", None
    if shape.startswith(TYPED):
        return "serial", None
    shape = without_weekday(shape)
    for layout, rule in _SHAPES:
        found = rule.match(shape)
        if found and layout == "parts":
            # nobody writes month.day.year with points
            return ("dotted" if found["sign"] == "." else "slashed"), found
        if found:
            return layout, found
    return (named_layout(shape) or "unreadable"), None


def weigh_date_shapes(shapes: Mapping[str, int]) -> DateEvidence:
    """Count the layouts among the shapes of a column. Missing tokens count for nothing."""
    counts: dict[str, int] = {}
    kinds: set[tuple[str, str, str]] = set()
    months: dict[str, int] = {}
    has_time = is_spaced = is_loose = has_weekday = False
    for shape, count in shapes.items():
        if is_missing(shape):
            continue
        layout, found = _weigh(shape)
        counts[layout] = counts.get(layout, 0) + count
        if layout.startswith("named"):
            months.update(months_in(without_weekday(shape)))
            has_weekday = has_weekday or without_weekday(shape) != shape
        if found and layout not in ("serial", "epoch", "six", "month"):
            parts = found.groupdict()
            has_weekday = has_weekday or found.string != shape
            kinds.add((layout, parts.get("sign") or "", "%y" if parts.get("year") == "99" else "%Y"))
            has_time = has_time or bool(parts["time"])
            is_spaced = is_spaced or f"{parts.get('sign')} " in shape
            is_loose = is_loose or shape[-1:] in ".,гр" or "," in shape
    return DateEvidence(
        tuple(sorted(counts.items())),
        tuple(sorted(kinds)),
        has_time,
        is_spaced,
        tuple(sorted(months.items())),
        is_loose,
        has_weekday,
    )


def decide_order(*, first: int, second: int, elsewhere: str | None) -> str | None:
    """Return `dmy` or `mdy` for dates such as 01/02/2024, None when nothing says.

    `first` and `second` count the values whose first, second number is above 12 and hence a day.
    """
    if first != second:
        return "dmy" if first > second else "mdy"
    return elsewhere if not first else None


def named_order(name: str) -> str | None:
    """Return the order of day and month that the name of a column spells out, as in `Date (mm/dd/yyyy)`; None otherwise."""
    found = _SPELLED.search(name.lower())
    if found is None:
        return None
    return "mdy" if found["first"] in _MONTH_LETTERS else "dmy"


def _formats(evidence: DateEvidence, order: str) -> list[str]:
    """Return the strptime formats that occur, two-digit years first: they refuse four digits, not so the reverse."""
    formats: list[str] = []
    for layout, sign, year in evidence.kinds:
        way = "dmy" if layout == "dotted" else order if layout == "slashed" else layout
        if layout == "compact":
            formats.append(COMPACT.get(order, "%Y%m%d"))
        elif way == "ymd":
            formats.append(f"%Y{sign}%m{sign}%d")
        else:
            first, second = ("%m", "%d") if way == "mdy" else ("%d", "%m")
            formats.append(f"{first}{sign}{second}{sign}{year}")
    if evidence.of("six"):
        formats.append(SIX.get(order, "%y%m%d"))
    return sorted(set(formats), key=lambda f: ("%y" not in f, f))


COMPACT = {"ymd": "%Y%m%d", "day_compact": "%d%m%Y", "month_compact": "%m%d%Y"}
"""Order to format of eight digits."""
SIX = {"day_compact": "%d%m%y", "month_compact": "%m%d%y", "ymd": "%y%m%d", "month": "%Y%m"}
"""Order to format of six digits; `month` is a year and a month."""
SIX_NAMES = {"ymd": "yymmdd", "day_compact": "ddmmyy", "month_compact": "mmddyy", "month": "yyyymm"}
"""Order of six digits as a person writes it in a mapping."""
_FIRST_YEAR, _LAST_YEAR = 1990, 2035
_DAYS_APART = 20
"""Third parts so far apart are days of a month; the years of one file hardly are."""
_EDGES = frozenset({1, 28, 29, 30, 31})
"""Days of files that have one date a month, which say nothing against their order."""


@dataclass(frozen=True, slots=True)
class SixReading:
    """What the six digits of a column are when they are read in one order."""

    order: str
    count: int
    """Values that are dates."""
    first_year: int
    last_year: int
    days: frozenset[int]
    """Days of the month that occur."""

    @property
    def years(self) -> int:
        """Years from the first to the last date."""
        return self.last_year - self.first_year + 1


def _is_beyond_doubt(one: SixReading, other: SixReading) -> bool:
    """Say whether dates so read make sense, and their days are what `other` takes for years."""
    if other.days <= _EDGES:
        return False
    return one.years * 2 <= other.years and max(one.days) - min(one.days) + 1 >= _DAYS_APART


def decide_six(readings: Sequence[SixReading]) -> tuple[str, ...]:
    """Return the orders of six digits that stay plausible: one when the column proves it.

    Formula: the orders in which most values are dates; of these the ones with all years in 1990..2035, if any; of these the one
    with at most half the years of each other whose days lie 20 or more apart, unless the other has the first or last days of months only.
    """
    most = max((r.count for r in readings), default=0)
    best = [r for r in readings if r.count and r.count == most]
    usual = [r for r in best if r.first_year >= _FIRST_YEAR and r.last_year <= _LAST_YEAR] or best
    for one in usual:
        if all(_is_beyond_doubt(one, other) for other in usual if other is not one):
            return (one.order,)
    return tuple(r.order for r in usual)


def _serial_sql(field: str) -> tuple[str, str]:
    bare = f"replace(ltrim({field}, '{TYPED}'), ',', '.')"
    number = (
        f"(case when regexp_matches({bare}, '^[0-9]{{5}}([.][0-9]+)?$') then try_cast({bare} as double) end)"
    )
    serial = f"{number} between {FIRST_SERIAL} and {LAST_SERIAL}"
    return serial, f"date '1899-12-30' + cast(floor({number}) as integer)"


def _month_sql(field: str) -> tuple[str, str]:
    """Return test and date of a year and a month: the last day of the month, as of the documents within it."""
    first = f"regexp_extract({field}, '^([0-9]+)[-/.]([0-9]+)$', ['a', 'b'])"
    year = f"case when strlen({first}.a) = 4 then {first}.a || '-' || {first}.b else {first}.b || '-' || {first}.a end"
    test = f"regexp_matches({field}, '^([0-9]{{4}}[-/.][0-9]{{1,2}}|[0-9]{{1,2}}[-/.][0-9]{{4}})$')"
    return test, f"last_day(try_cast(({year}) || '-01' as date))"


def date_sql(field: str, *, evidence: DateEvidence, order: str) -> str:
    """Return the SQL that reads a text column as DATE; a value it cannot read is NULL. A time is left off.

    Two-digit years: 00-68 are 2000-2068, 69-99 are 1969-1999 (POSIX). A month without a day is its last day.
    """
    parts: list[str] = []
    if evidence.of("typed"):
        parts.append(f"when {field}[1] = '{TYPED_DATE}' then try_cast({field}[2:11] as date)")
    if evidence.of("serial"):
        parts.append("when {} then {}".format(*_serial_sql(field)))
    if evidence.of("month"):
        parts.append("when {} then {}".format(*_month_sql(field)))
    if evidence.of("epoch"):
        seconds = f"try_cast({field} as bigint) / (case when strlen({field}) = 13 then 1000 else 1 end)"
        parts.append(
            f"when regexp_matches({field}, '^[0-9]{{10}}([0-9]{{3}})?$') then cast(make_timestamp(cast(({seconds}) * 1000000 as bigint)) as date)"
        )
    if evidence.months:
        bare = f"regexp_replace({field}, '{DAY_NAME}', '')" if evidence.has_weekday else field
        parts.append("when {} then {}".format(*named_sql(bare, dict(evidence.months))))
    formats = _formats(evidence, order)
    plain = "cast(null as date)"
    if formats:
        day = (
            f"replace(replace(replace({field}, '. ', '.'), '- ', '-'), '/ ', '/')"
            if evidence.is_spaced
            else field
        )
        if evidence.has_weekday:
            day = f"regexp_replace({day}, '{DAY_NAME}', '')"
        if evidence.has_time:
            day = f"split_part(split_part({day}, 'T', 1), ' ', 1)"
        day = f"regexp_replace({day}, '[,. ]*[гр]?[.,]?$', '')" if evidence.is_loose else day
        listed = ", ".join(quote_text(f) for f in formats)
        plain = f"try_cast(try_strptime({day}, [{listed}]) as date)"
        if evidence.of("six") and order == "month":
            plain = f"last_day({plain})"
    return f"(case {' '.join(parts)} else {plain} end)" if parts else plain


def describe_dates(evidence: DateEvidence, order: str) -> str:
    """Return the layout of a column as a person would write it in a mapping."""
    counts = [(n, layout) for layout, n in evidence.counts if layout != "unreadable"]
    layout = max(counts)[1] if counts else "ymd"
    orders = {"day_compact": "ddmmyyyy", "month_compact": "mmddyyyy"}
    return {
        "ymd": "yyyy-mm-dd", "compact": orders.get(order, "yyyymmdd"), "serial": "excel serial", "typed": "yyyy-mm-dd",
        "dotted": "dd.mm.yyyy", "slashed": "mm/dd/yyyy" if order == "mdy" else "dd/mm/yyyy",
        "six": SIX_NAMES.get(order, "yymmdd"), "month": "yyyy-mm-dd", "epoch": "yyyy-mm-dd", "named": "dd/mm/yyyy",
        "named_month": "yyyy-mm-dd",
    }[layout]  # fmt: skip
