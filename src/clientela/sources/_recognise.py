"""Which canonical table a file is: every declared table reads all its columns, and the one that explains them best wins."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from clientela.base.i18n import LANGUAGES, translate
from clientela.sources._codes import known_words
from clientela.sources._known_names import PhraseBook
from clientela.sources._lists import is_document_file, repeats, says_rebate
from clientela.sources._names import IMPLIED, normalise_name
from clientela.sources._possible import HALF, Reading
from clientela.sources._roles import ColumnMapping, missing_roles, recognise
from clientela.sources._synonyms import IN_CENTS
from clientela.sources._wide import category_columns, period_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientela.base.canonical import CanonicalTable, TableColumn
    from clientela.sources._raw import RawColumn
    from clientela.sources._roles import FileRole, Profile
    from clientela.sources._wide import PeriodColumn

SALES = "sales_lines"
ROW = "#row"
"""Written as a column in a mapping: the row itself is what is named."""
FORMER_ROLES = {"unit_cost": "unit_cost_amount"}
"""Roles of older mappings, and the columns they are now."""
_AS_ROLE = {"document_kind": "document_type"}
_TITLED, _SAID, _OWN = 0.95, 1.5, 1.2
_NUMBERS = frozenset({"money", "quantity", "share", "number", "count"})
_NAMED, _EXACT, _HALF = 0.7, 0.9, HALF
_CLOSE, _FEWEST, _RARE = 0.93, 2, 0.05
_UNITS = {
    *IN_CENTS,
    "eur",
    "usd",
    "gbp",
    "chf",
    "rub",
    "руб",
    "euro",
    "euros",
    "in",
    "percent",
    "pct",
    "perc",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a file is, and what else it might have been."""

    chosen: Reading | None
    sales: Reading
    nearest: tuple[Reading, ...] = ()
    """Without a choice: the tables that come closest, best first. With two equal ones, both."""


def _content_factor(column: TableColumn, seen: Profile) -> float:
    """Return what the content leaves of the confidence a name gave: 0 when it contradicts the name."""
    is_date = column.type in ("date", "instant")
    if not seen.filled:
        return _HALF if is_date else 0.6
    if is_date:
        return 0.95 if seen.could_be_day_numbers else float(seen.dates >= _HALF)
    if column.type in _NUMBERS:
        return float(seen.numbers >= _HALF and seen.dates < _HALF)
    if column.type in ("flag", "code"):
        known = known_words(column)
        fits = any(normalise_name(text) in known for text in seen.samples)
        return 1.0 if fits else 0.0 if column.type == "flag" else 0.8
    if seen.dates >= _HALF and seen.numbers < _HALF:
        return 0.0 if column.type == "id" else 0.3
    return 0.8 if column.type == "text" and seen.numbers >= _HALF else 1.0


@lru_cache(maxsize=256)  # the declared tables are few and never change
def _book(table: CanonicalTable) -> PhraseBook:
    return PhraseBook(_phrases(table), units=_UNITS)


class Recogniser:
    """The declared tables, ready to look at files."""

    def __init__(self, tables: Mapping[str, CanonicalTable]) -> None:
        self.tables = {name: table for name, table in tables.items() if name != SALES}
        lines = tables[SALES].columns if SALES in tables else ()
        self._titles = {normalise_name(title): c for c in lines for title in titles(c.title)}
        self._books = {name: _book(table) for name, table in self.tables.items()}

    def read_as(
        self,
        table: CanonicalTable,
        columns: Sequence[RawColumn],
        profiles: Mapping[str, Profile],
        *,
        fixed: Mapping[str, str],
        constants: Mapping[str, str],
    ) -> Reading:
        """Return what `table` makes of a file. `fixed` (column to name in the file) is not questioned."""
        known = {c.name for c in table.columns}
        remembered = {FORMER_ROLES.get(r, r) if r not in known else r: c for r, c in fixed.items()}
        remembered = {r: c for r, c in remembered.items() if r in known}
        stated = {r: value for r, value in constants.items() if r in known and r not in remembered}
        found = [
            ColumnMapping(r, c, 1.0, "remembered", _samples(profiles, c)) for r, c in remembered.items() if c
        ]
        taken = {m.column for m in found}
        periods = period_columns(table, [c.name for c in columns if c.name not in taken], profiles)
        taken |= {p.column for p in periods}
        roles = {*remembered, *stated, *receivers(table, periods)}
        offers, contradicted = self._offers(table, columns, profiles)
        for negative, _, role, name in offers:
            if role not in roles and name not in taken:
                found.append(ColumnMapping(role, name, round(-negative, 2), "name", profiles[name].samples))
                roles.add(role)
                taken.add(name)
        if fixed and not periods and table.wide and table.wide.category and table.wide.value not in roles:
            periods = category_columns([c.name for c in columns if c.name not in taken], profiles)
            roles |= receivers(table, periods)
        order = [c.name for c in table.columns]
        return Reading(
            table.name,
            table,
            tuple(sorted(found, key=lambda m: order.index(m.role))),
            missing=missing_columns(table, roles),
            periods=periods,
            constants=stated,
            is_refused=self._contradicts(table, columns, profiles, found, contradicted),
        )

    def _offers(
        self, table: CanonicalTable, columns: Sequence[RawColumn], profiles: Mapping[str, Profile]
    ) -> tuple[list[tuple[float, int, str, str]], int]:
        offers: list[tuple[float, int, str, str]] = []
        contradicted = 0
        for place, raw in enumerate(columns):
            for role, score in self._books[table.name].scores(raw.name).items():
                column = table.column(role)
                factor = _content_factor(column, profiles[raw.name])
                if factor:
                    offers.append((-score * factor, place, role, raw.name))
                elif score >= _EXACT and column.type != "flag":
                    contradicted += 1
        return sorted(offers), contradicted

    def _contradicts(
        self,
        table: CanonicalTable,
        columns: Sequence[RawColumn],
        profiles: Mapping[str, Profile],
        found: Sequence[ColumnMapping],
        contradicted: int,
    ) -> bool:
        if any(m.how == "remembered" for m in found):
            return False
        first = normalise_name(columns[0].name) if columns else ""
        if any(f" {word} " in f" {first} " for word in table.not_words):
            return True
        typed = sum(
            table.column(m.role).type in {*_NUMBERS, "date", "instant"} and profiles[m.column].filled > 0
            for m in found
        )
        if contradicted >= _FEWEST and contradicted > typed:
            return True
        naming = {*table.key, table.subject, *(name for some in table.must_have for name in some)}
        seen = [profiles[m.column].filled for m in found if m.role in naming and m.column in profiles]
        if seen and not any(seen) and any(p.filled > 1 for p in profiles.values()):
            return True
        if len(table.key) == 1 and table.column(table.key[0]).is_required:
            keys = {table.key[0], table.column(table.key[0]).stand_in}
            named = [profiles[m.column] for m in found if m.role in keys and m.column in profiles]
            return any(p.filled and p.distinct < _HALF for p in named[:1])
        return False

    def _sales(
        self, columns: Sequence[RawColumn], profiles: Mapping[str, Profile], fixed: Mapping[str, str]
    ) -> tuple[ColumnMapping, ...]:
        """Return what sales lines make of a file; a column that carries one of our own titles is what it says."""
        told: dict[str, str] = {}
        for column in columns:
            own = None if column.name in IMPLIED else self._titles.get(normalise_name(column.name))
            if own is not None and _content_factor(own, profiles[column.name]):
                told.setdefault(_AS_ROLE.get(own.name, own.name), column.name)
        fixed = {r: c for r, c in fixed.items() if c != ROW}
        told = {r: c for r, c in told.items() if r not in fixed and c not in fixed.values()}
        found = recognise(columns, profiles, file_role=SALES, fixed={**told, **fixed})
        return tuple(replace(m, confidence=_TITLED, how="name") if m.role in told else m for m in found)

    def decide(
        self,
        columns: Sequence[RawColumn],
        profiles: Mapping[str, Profile],
        *,
        file_words: str,
        fixed: Mapping[str, str],
        fixed_role: FileRole | None,
        constants: Mapping[str, str],
    ) -> Decision:
        """Decide what a file is. `file_words` (the normalised name of file and sheet) only decides between equals."""
        sales = Reading(SALES, None, self._sales(columns, profiles, fixed))
        if missing := missing_roles(sales.mapping):
            sales = Reading(SALES, None, sales.mapping, missing=tuple((role,) for role in missing))
        if fixed_role == SALES:
            return Decision(sales, sales)
        if fixed_role in self.tables:
            table = self.tables[fixed_role]
            reading = self.read_as(table, columns, profiles, fixed=fixed, constants=constants)
            return Decision(None if reading.missing else reading, sales, (reading,))
        readings = [
            self.read_as(table, columns, profiles, fixed=fixed, constants=constants)
            for table in self.tables.values()
        ]
        return _choose(_weighed([sales, *readings]), len(filled_columns(profiles)), profiles, file_words)


def filled_columns(profiles: Mapping[str, Profile]) -> list[str]:
    """Return the columns that hold something in more than a few rows."""
    most = max((seen.filled for seen in profiles.values()), default=0)
    return [name for name, seen in profiles.items() if seen.filled > _RARE * most]


def _samples(profiles: Mapping[str, Profile], column: str) -> tuple[str, ...]:
    return profiles[column].samples if column in profiles else ()


def titles(text: object) -> tuple[str, ...]:
    """Return a title in every language."""
    return tuple(translate(text, language=language) for language in LANGUAGES)  # type: ignore[arg-type]  # a Message


def _phrases(table: CanonicalTable) -> dict[str, tuple[str, ...]]:
    return {c.name: (*titles(c.title), c.name, *c.words) for c in table.columns}


def receivers(table: CanonicalTable, periods: tuple[PeriodColumn, ...]) -> set[str]:
    """Return the columns that are filled by what the names and cells of period columns say."""
    if not periods or table.wide is None:
        return set()
    wide, found = table.wide, {table.wide.value}
    if any(p.year for p in periods):
        found.add(wide.year)
    if any(p.month for p in periods):
        found.add(wide.month)
    if any(p.category for p in periods):
        found.add(wide.category)
    return found


def missing_columns(table: CanonicalTable, roles: set[str]) -> tuple[tuple[str, ...], ...]:
    """Return what a file with these roles lacks to be the table; of each inner tuple one column would do."""
    needed = [
        (c.name,) for c in table.columns if c.is_required and c.name not in roles and c.stand_in not in roles
    ]
    return (*needed, *(some for some in table.must_have if not set(some) & roles))


def _weighed(readings: list[Reading]) -> list[Reading]:
    """Weigh what each table explains: a column that many tables know says little.

    Formula: fit = sum over explained columns of confidence x ln(1 + tables / tables that explain the column).
    """
    claims: dict[str, int] = {}
    for reading in readings:
        for column in reading.explained:
            claims[column] = claims.get(column, 0) + 1
    weight = {column: math.log(1 + len(readings) / count) for column, count in claims.items()}
    result = []
    for r in readings:
        fit = sum(weight[m.column] * m.confidence for m in r.mapping if m.column in weight)
        fit += sum(weight[p.column] * _EXACT for p in r.periods) * _period_factor(r)
        result.append(
            Reading(r.role, r.table, r.mapping, r.missing, r.periods, r.constants, r.is_refused, fit)
        )
    return result


def _period_factor(reading: Reading) -> float:
    """Return how well columns of years or months fit a table: their names may say what their cells are."""
    if reading.table is None or reading.table.wide is None:
        return 1.0
    wide = reading.table.wide
    said = {word for p in reading.periods for word in normalise_name(p.column).split()}
    value = reading.table.column(wide.value)
    if said & {normalise_name(text) for text in (*titles(value.title), value.name, *value.words)}:
        return _SAID
    return _OWN if not wide.month and all(p.month is None for p in reading.periods) else 1.0


def _is_named(reading: Reading, file_words: str) -> bool:
    if reading.table is None:
        return False
    names = {normalise_name(reading.role), *(normalise_name(title) for title in titles(reading.table.title))}
    return any(f" {name} " in f" {file_words} " for name in names)


def _is_declared(reading: Reading, sales: Reading, columns: Sequence[str], file_words: str) -> bool:
    """Say whether a file states that it is this list: by all its headings, or by its name.

    In both cases the list itself must know what would be the number and the date of a document: a file of transactions
    does not become a list because it is called after one.
    """
    if reading.table is None:
        return False
    documents = {m.column for m in sales.mapping if m.role in ("document_id", "document_on")}
    known = {m.column for m in reading.mapping if m.confidence >= _NAMED}
    own = {normalise_name(text) for c in reading.table.columns for text in (*titles(c.title), c.name)}
    has_own_headings = all(normalise_name(name) in own for name in columns)
    return documents <= known and (has_own_headings or _is_named(reading, file_words))


def _choose(
    readings: list[Reading], filled: int, profiles: Mapping[str, Profile], file_words: str
) -> Decision:
    sales, *others = readings
    has_documents = sales.named("document_id") or sales.named("document_on")
    fitting = [
        r
        for r in others
        if not r.missing
        and not r.is_refused
        and (len(r.explained) + len(r.constants) >= _FEWEST or filled <= 1)
        and len(r.explained) >= (r.table.least_explained if r.table else 0) * filled
        and not (r.role == "rebates" and not says_rebate(r, list(profiles), file_words))
        and not (is_document_file(r, sales) and not _is_declared(r, sales, list(profiles), file_words))
        and not (
            has_documents
            and r.role in ("customers", "products")
            and repeats(r, profiles)
            and not _is_declared(r, sales, list(profiles), file_words)
        )
    ]
    fitting.sort(key=lambda r: -r.fit)
    if not sales.missing:
        own = sales.explained
        told = [
            r
            for r in fitting
            if r.fit > sales.fit
            and r.table is not None
            and any(
                m.role in r.table.telling and m.confidence >= _NAMED * _HALF and m.column not in own
                for m in r.mapping
            )
        ]
        return Decision(told[0] if told else sales, sales)
    if not fitting:
        near = sorted(
            (
                r
                for r in readings
                if r.fit and not r.is_refused and not (r.role == "products" and is_document_file(r, sales))
            ),
            key=lambda r: (len(r.missing) - len(r.explained), -r.fit),
        )
        return Decision(None, sales, tuple(near))
    rivals = [r for r in fitting if r.fit >= _CLOSE * fitting[0].fit]
    named = [r for r in rivals if _is_named(r, file_words)]
    if len(rivals) > 1 and not named:
        # of two that explain the same, the one that lacks fewer of its own columns
        rivals.sort(key=lambda r: -len(r.explained) / len(r.table.columns if r.table else ()))
        first, second = (len(r.explained) / len(r.table.columns) for r in rivals[:2] if r.table)
        if math.isclose(first, second):
            return Decision(None, sales, tuple(rivals[:2]))
    return Decision((named or rivals)[0], sales)
