"""One cell of a canonical table as SQL: its value, its text, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.engine.connect import quote_name, quote_text
from clientela.sources._codes import read_flag
from clientela.sources._conform import clean_sql, units_sql
from clientela.sources._dates import FIRST_DAY, LAST_DAY, TYPED_DATE, date_sql
from clientela.sources._errors import MappingNeededError
from clientela.sources._names import normalise_name
from clientela.sources._numbers import TYPED, number_sql
from clientela.sources._synonyms import IN_CENTS

if TYPE_CHECKING:
    from clientela.base.canonical import TableColumn
    from clientela.engine.connect import Engine
    from clientela.sources._form import Forms
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._raw import RawColumn, RawTable

NUMERIC = ("money", "quantity", "share", "number", "count")
_DECIMALS = {"money": "decimal(20,6)", "quantity": "decimal(19,5)"}
_UNITS = 10_000
_ID = "regexp_replace({}, '^([0-9]+)[.,]0+$', '\\1')"
"""A number that names something, as text: `12345.0` is 12345, leading zeros stay."""
_PERCENT = frozenset(["percent", "pct", "perc", "prozent", "процент", "percentuale", "prc"])
_CODES = {"money": "unreadable_amount", "quantity": "unreadable_quantity", "date": "unreadable_date", "instant": "unreadable_date",
          "flag": "unreadable_flag"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """How one column of a table is read from a column of the file."""

    column: str
    """The column of the file."""
    sql: str
    text: str
    """The cell as a person finds it in the file, which `sql` calls `s_<column>`; NULL when nothing is stated."""
    unread: str = ""
    """The test that the cell says something that cannot be read, where the value is NULL."""
    code: str = ""
    limits: tuple[tuple[str, str], ...] = ()
    """(test, reason code) of values beyond the bounds."""
    in_cents: bool = False
    number: str = ""
    """What `sql` calls `n_<column>`: it is computed once, before."""


def _number(raw: RawColumn, forms: Forms, type_: str) -> str:
    if raw.kind == "number":
        return f"try_cast({raw.field} as {type_})"
    if raw.kind == "date":
        return f"cast(null as {type_})"
    form = forms.numbers[raw.name]
    return number_sql(f"trim({raw.field})", decimal=form.decimal, evidence=form.evidence, type_=type_)


def _day(raw: RawColumn, forms: Forms) -> str:
    if raw.kind == "date":
        return f"cast({raw.field} as date)"
    if raw.kind == "number":
        text = f"cast({raw.field} as varchar)"
        return f"coalesce(try_cast(try_strptime({text}, '%Y%m%d') as date), date '1899-12-30' + try_cast({raw.field} as integer))"
    form = forms.dates[raw.name]
    return date_sql(raw.field, evidence=form.evidence, order=form.order)


def _instant(raw: RawColumn, forms: Forms) -> str:
    if raw.kind == "date":
        return f"cast({raw.field} as timestamp)"
    day = f"cast({_day(raw, forms)} as timestamp)"
    if raw.kind == "number":
        return day
    # without a zone, as the column keeps none
    bare = f"replace(regexp_replace({raw.field}, '(Z|[+-][0-9]{{2}}:?[0-9]{{2}})$', ''), 'T', ' ')"
    return f"coalesce(try_cast({bare} as timestamp), {day})"


def _is_percent(
    engine: Engine,
    source: RawTable,
    raw: RawColumn,
    forms: Forms,
    *,
    saved: SavedMapping | None,
    file: str,
    mapping_file: str,
) -> bool:
    if saved and saved.share_is:
        return saved.share_is == "percent"
    form = forms.numbers.get(raw.name)
    if form is not None and "%" in form.evidence.signs:
        return True
    largest = engine.fetch_one(
        f"select max(abs({_number(raw, forms, 'double')})) from {quote_name(source.relation)}"
    )[0]
    if not largest:
        return False
    if largest > 1:
        return True
    if _PERCENT & set(normalise_name(raw.name).split()):
        raise MappingNeededError(
            msg(
                '{file}: the column {column} is called percent and holds nothing above 1. Write share_is = "percent" (0.5 is half a '
                'percent) or share_is = "fraction" (0.5 is one half) under [options] in {mapping}.',
                file=file, column=raw.name, mapping=mapping_file,
            )
        )  # fmt: skip
    return False


def _flags(engine: Engine, source: RawTable, raw: RawColumn, said: str) -> str:
    text = clean_sql(raw)
    rows = engine.fetch(
        f"select distinct {text} from {quote_name(source.relation)} where {text} is not null order by 1 limit 2000"
    )
    known = {written: read_flag(written) for (written,) in rows}
    listed = " ".join(f"when {quote_text(w)} then {truth}" for w, truth in known.items() if truth is not None)
    return f"(case {said} {listed} end)" if listed else "cast(null as boolean)"


def _in_cents(raw: RawColumn, saved: SavedMapping | None) -> bool:
    if saved and saved.amounts_in:
        return saved.amounts_in == "cents"
    return bool(IN_CENTS & set(normalise_name(raw.name).split()))


def _limits(column: TableColumn, factor: int) -> tuple[tuple[str, str], ...]:
    tests = []
    if column.low is not None:
        tests.append(f"{column.name} < {column.low * factor}")
    if column.high is not None:
        tests.append(f"{column.name} > {column.high * factor}")
    return tuple((test, "out_of_bounds") for test in tests)


def cell_of(
    engine: Engine,
    source: RawTable,
    column: TableColumn,
    raw: RawColumn,
    forms: Forms,
    *,
    coded: str | None,
    saved: SavedMapping | None,
    file: str,
    mapping_file: str,
) -> Cell:
    """Return how `column` is read from `raw`. `coded` is the SQL that turns written values into codes.

    Formula: money and quantity round half to even at 1/10,000; a share in percent is divided by 100, to nine decimals.
    Errors: MappingNeededError when a share may be percent or fraction.
    """
    text = clean_sql(raw)
    marks = "" if raw.plain else f", '{TYPED}{TYPED_DATE}'"
    shown = f"nullif(ltrim({text}{marks}), '')" if marks else f"nullif({text}, '')"
    said = f"s_{column.name}"
    kind = column.type
    code = _CODES.get(kind, "unreadable_number")
    limits = _limits(column, _UNITS if kind in _DECIMALS else 1)
    cents = kind == "money" and _in_cents(raw, saved)
    number = ""
    if kind in NUMERIC:
        number = _number(raw, forms, _DECIMALS.get(kind, "double" if kind != "count" else _DECIMALS["money"]))
    value = f"n_{column.name}"
    if kind in _DECIMALS:
        value = units_sql(value, _UNITS // 100 if cents else _UNITS)
    elif kind == "share":
        percent = _is_percent(engine, source, raw, forms, saved=saved, file=file, mapping_file=mapping_file)
        value = f"round({value} / 100.0, 9)" if percent else f"round({value}, 9)"
    elif kind == "count":
        value = f"(case when {value} = trunc({value}) then try_cast({value} as bigint) end)"
    elif kind == "number":
        pass  # the number as it was read: of the text itself the engine would make one, or refuse the file
    elif kind in ("date", "instant"):
        value = _day(raw, forms) if kind == "date" else _instant(raw, forms)
        beyond = f"cast({column.name} as date) not between date '{FIRST_DAY}' and date '{LAST_DAY}'"
        limits = ((beyond, "date_out_of_range"),)
    elif kind == "flag":
        value = _flags(engine, source, raw, said)
    else:
        known = ", ".join(quote_text(c.value) for c in column.codes)
        limits = (
            ((f"{column.name} not in ({known})", "unknown_code"),) if known and not column.is_open else ()
        )
        value = _ID.format(said) if kind == "id" else coded or said
        return Cell(raw.name, value, shown, limits=limits)
    return Cell(raw.name, value, shown, f"{said} is not null", code, limits, cents, number)
