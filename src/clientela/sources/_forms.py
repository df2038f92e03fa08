"""How the numbers and dates of a file are written, decided column by column from all values, or asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg
from clientela.engine.connect import quote_name
from clientela.sources._dates import (
    COMPACT,
    DAY_NAME,
    FIRST_DAY,
    LAST_DAY,
    NAMES,
    SIX,
    SIX_NAMES,
    TYPED_DATE,
    DateEvidence,
    SixReading,
    decide_order,
    decide_six,
    named_order,
    weigh_date_shapes,
)
from clientela.sources._errors import MappingNeededError
from clientela.sources._form import DateForm, Forms, NumberForm
from clientela.sources._names import normalise_name
from clientela.sources._numbers import TYPED, NumberEvidence, decide_decimal, weigh_shapes
from clientela.sources._roles import NUMERIC, ColumnMapping
from clientela.sources._synonyms_more import DAY_FIRST_WORDS
from clientela.sources._values import untyped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.engine.connect import Engine
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._raw import RawColumn, RawTable

_MOST_SHAPES = 4000
_MOST_KEYS = 20_000
"""More than there are keys and shapes that count."""


_SIMPLE = "[-]?[0-9]+([.,][0-9]*)?"
_LONGEST = 64
_DATES = (
    ("[0-9]{4}-[0-9]{2}-[0-9]{2}", "9999-99-99"),
    ("[0-9]{2}/[0-9]{2}/[0-9]{4}", "99/99/9999"),
    ("[0-9]{2}[.][0-9]{2}[.][0-9]{4}", "99.99.9999"),
)


def _simple_shape(key: int) -> str:
    """Return the shape that `_keyed` packed into a number."""
    if key < 0:
        return _DATES[-key - 1][1]
    key, length = divmod(key, _LONGEST)
    key, point = divmod(key, _LONGEST)
    minus, comma = divmod(key, _LONGEST)
    return "".join(
        "-" if minus and i == 1 else "." if i == point else "," if i == comma else "9"
        for i in range(1, length + 1)
    )


def _keyed(field: str, *, as_date: bool) -> str:
    """Return the SQL of a number that stands for the shape of a plain number or date, NULL for any other text.

    The shape of a number of digits, one sign and a minus is its length and the places of the signs.
    """
    if as_date:
        tests = (
            f"when regexp_full_match({field}, '{rule}') then -{n}" for n, (rule, _) in enumerate(_DATES, 1)
        )
        return f"case {' '.join(tests)} end"
    return (
        f"case when strlen({field}) < {_LONGEST} and regexp_full_match({field}, '{_SIMPLE}') then strlen({field}) + {_LONGEST} * "
        f"(instr({field}, '.') + {_LONGEST} * (instr({field}, ',') + {_LONGEST} * starts_with({field}, '-')::integer)) end"
    )


def _shapes(engine: Engine, raw: RawTable, column: RawColumn, *, as_date: bool = False) -> dict[str, int]:
    field = untyped(column) if as_date else column.field
    shape = f"translate({field}, '012345678', '999999999')"
    if as_date and not column.plain:
        shape = f"case when {field}[1] = '{TYPED_DATE}' then {field}[1] else {shape} end"
    elif not column.plain:
        shape = f"case when {field}[1] in ('{TYPED}', '{TYPED_DATE}') then {field}[1] else {shape} end"
    rows = engine.fetch(
        f"select key, case when key is null then {shape} end as shape, count(*) as n from (select {column.field}, "
        f"{_keyed(field, as_date=as_date)} as key from {quote_name(raw.relation)} where {column.field} is not null) "
        f"group by 1, 2 order by n desc, shape limit {_MOST_KEYS}"
    )
    found = [(text if key is None else _simple_shape(key), n) for key, text, n in rows]
    shapes = dict(sorted(found, key=lambda row: (-row[1], row[0]))[:_MOST_SHAPES])
    if len(rows) > _MOST_SHAPES:
        # so many shapes are not numbers; the reading must check each value
        shapes["?!"] = 1
    return shapes


def _leading_zero(engine: Engine, raw: RawTable, column: RawColumn) -> str | None:
    row = engine.fetch_one(
        f"select bool_or(regexp_matches({column.field}, '^[^0-9]*0,[0-9]')), "
        f"bool_or(regexp_matches({column.field}, '^[^0-9]*0\\.[0-9]')) from {quote_name(raw.relation)}"
    )
    return {(True, False): ",", (False, True): "."}.get((bool(row[0]), bool(row[1])))


def _number_needed(file: str, column: str, example: str, mapping_file: str) -> MappingNeededError:
    shown = example.replace("9", "1") if example else "1.111"
    return MappingNeededError(
        msg(
            "{file}: the numbers of the column {column} (such as {example}) can be read with a decimal comma or a decimal "
            'point, and nothing in the file says which. Write decimal = "," or decimal = "." under [dialect] in {mapping}.',
            file=file,
            column=column,
            example=shown,
            mapping=mapping_file,
        )
    )


def _several_currencies(file: str, column: str, currencies: tuple[str, ...]) -> MappingNeededError:
    return MappingNeededError(
        msg(
            "{file}: the column {column} holds amounts in several currencies ({currencies}), which cannot be added. "
            "Export the currency in a column of its own.",
            file=file,
            column=column,
            currencies=", ".join(currencies),
        )
    )


def _date_needed(file: str, column: str, mapping_file: str) -> MappingNeededError:
    return MappingNeededError(
        msg(
            "{file}: the dates of the column {column} can be read as day/month or month/day, and nothing in the file says "
            'which. Write dates = "dd/mm/yyyy" or dates = "mm/dd/yyyy" under [dialect] in {mapping}.',
            file=file,
            column=column,
            mapping=mapping_file,
        )
    )


def _six_needed(file: str, column: str, orders: tuple[str, ...], mapping_file: str) -> MappingNeededError:
    choices = ", ".join(f'"{SIX_NAMES[order]}"' for order in orders or SIX_NAMES)
    return MappingNeededError(
        msg(
            "{file}: the six digits of the dates in the column {column} can be read in several orders ({choices}), and nothing "
            'in the file says which. Write dates = "yymmdd" or dates = "ddmmyy" or another of these under [dialect] in {mapping}.',
            file=file,
            column=column,
            choices=choices,
            mapping=mapping_file,
        )
    )


def _decide_numbers(
    engine: Engine,
    raw: RawTable,
    columns: list[RawColumn],
    *,
    saved: SavedMapping | None,
    file: str,
    mapping_file: str,
) -> dict[str, NumberForm]:
    evidence = {c.name: weigh_shapes(_shapes(engine, raw, c)) for c in columns}
    for name, seen in evidence.items():
        if len(seen.currencies) > 1:
            raise _several_currencies(file, name, seen.currencies)
    if saved and saved.decimal:
        return {name: NumberForm(saved.decimal, _checked(e, saved.decimal)) for name, e in evidence.items()}
    decided = {name: decide_decimal(e, elsewhere=None) for name, e in evidence.items()}
    proven = {d for name, d in decided.items() if d and (evidence[name].point or evidence[name].comma)}
    unclear = [
        c
        for c in columns
        if evidence[c.name].ambiguous and not (evidence[c.name].point or evidence[c.name].comma)
    ]
    if unclear and not proven:
        others = [c for c in raw.columns if c.kind == "text" and c.name not in evidence]
        for other in others:
            seen = weigh_shapes(_shapes(engine, raw, other))
            if seen.point != seen.comma and seen.readable > seen.unreadable:
                proven.add("." if seen.point > seen.comma else ",")
    elsewhere = proven.pop() if len(proven) == 1 else None
    forms: dict[str, NumberForm] = {}
    for column in columns:
        seen = evidence[column.name]
        zero = _leading_zero(engine, raw, column) if column in unclear else None
        decimal = decide_decimal(seen, elsewhere=elsewhere, leading_zero=zero)
        if decimal is None:
            raise _number_needed(file, column.name, seen.example, mapping_file)
        forms[column.name] = NumberForm(decimal, _checked(seen, decimal))
    return forms


def _checked(evidence: NumberEvidence, decimal: str) -> NumberEvidence:
    """Count the values of the other form as unreadable, so that the reading in SQL checks each value."""
    other = evidence.comma if decimal == "." else evidence.point
    return replace(evidence, unreadable=evidence.unreadable + other) if other else evidence


def _order(
    engine: Engine, raw: RawTable, column: RawColumn, evidence: DateEvidence, elsewhere: str | None = None
) -> str | None:
    if evidence.of("compact") + evidence.of("six") > evidence.readable:
        if _is_six(evidence):
            orders = _six_orders(engine, raw, column)
            return orders[0] if len(orders) == 1 else None
        return _packed_order(engine, raw, column) or elsewhere
    if not evidence.of("slashed"):
        return "dmy"
    text = f"regexp_replace({column.field}, '{DAY_NAME}', '')" if evidence.has_weekday else column.field
    row = engine.fetch_one(
        f"select count(*) filter (try_cast(regexp_extract({text}, '^[0-9]+') as integer) > 12), "
        f"count(*) filter (try_cast(regexp_extract({text}, '^[0-9]+[-/ ] ?([0-9]+)', 1) as integer) > 12) "
        f"from {quote_name(raw.relation)} where regexp_matches({text}, '^[0-9]{{1,2}}[-/ ]')"
    )
    return decide_order(first=row[0], second=row[1], elsewhere=elsewhere)


def _is_six(evidence: DateEvidence) -> bool:
    six = evidence.of("six")
    return six > evidence.of("compact") and six + evidence.of("compact") > evidence.readable


def _six_orders(engine: Engine, raw: RawTable, column: RawColumn) -> tuple[str, ...]:
    """Return the orders in which six digits may be dates, judged by all values of the column."""
    field = untyped(column)
    readings = []
    for order, form in SIX.items():
        day = f"try_cast(try_strptime({field}, '{form}') as date)"
        count, first, last, days = engine.fetch_one(
            f"select count(d), min(year(d)), max(year(d)), list(distinct day(d)) from (select {day} as d from "
            f"{quote_name(raw.relation)} where regexp_full_match({field}, '[0-9]{{6}}')) "
            f"where d between date '{FIRST_DAY}' and date '{LAST_DAY}'"
        )
        if count:
            readings.append(SixReading(order, count, first, last, frozenset(days)))
    return decide_six(readings)


def _packed_order(engine: Engine, raw: RawTable, column: RawColumn) -> str | None:
    """Return how eight digits are ordered: the one order in which all of them are dates, None when several are."""
    field = untyped(column)
    formats = COMPACT
    read = ", ".join(
        f"count(*) filter (try_cast(try_strptime({field}, '{form}') as date) between date '{FIRST_DAY}' and date '{LAST_DAY}')"
        for form in formats.values()
    )
    counts = engine.fetch_one(
        f"select {read} from {quote_name(raw.relation)} where regexp_matches({field}, '^[0-9]{{8}}$')"
    )
    best = [order for order, count in zip(formats, counts, strict=True) if count and count == max(counts)]
    if len(best) == 1:
        return best[0]
    return "ymd" if "ymd" in best else None


def header_is_day_first(raw: RawTable) -> bool:
    """Say whether the names of the columns are in a language of countries that write the day before the month."""
    words = {word for column in raw.columns for word in normalise_name(column.name).split()}
    return bool(words & _DAY_FIRST) or any("а" <= c <= "ї" for word in words for c in word)


_DAY_FIRST = frozenset(normalise_name(word) for word in DAY_FIRST_WORDS)
_EPOCH_WORDS = frozenset({"epoch", "unix", "timestamp", "ts", "millis"})


def _without_epochs(evidence: DateEvidence, column: RawColumn) -> DateEvidence:
    """Count seconds since 1970 as no dates, unless the name of the column says that they are."""
    if not evidence.of("epoch") or _EPOCH_WORDS & set(normalise_name(column.name).split()):
        return evidence
    counts = dict(evidence.counts)
    counts["unreadable"] = counts.get("unreadable", 0) + counts.pop("epoch")
    return replace(evidence, counts=tuple(sorted(counts.items())))


def _decide_date(
    engine: Engine,
    raw: RawTable,
    column: RawColumn,
    *,
    numbers: Mapping[str, NumberForm],
    saved: SavedMapping | None,
    file: str,
    mapping_file: str,
) -> DateForm:
    evidence = _without_epochs(weigh_date_shapes(_shapes(engine, raw, column, as_date=True)), column)
    if saved and saved.dates and NAMES[saved.dates] not in ("serial", "compact"):
        wanted = NAMES[saved.dates]
        if wanted != "ymd" or not evidence.of("slashed"):
            return DateForm(wanted, evidence)
    order = _order(engine, raw, column, evidence)
    packed = evidence.of("compact") + evidence.of("six") > evidence.readable
    if order is None and not packed:
        for other in raw.columns:
            if other.kind == "text" and other.name != column.name:
                seen = weigh_date_shapes(_shapes(engine, raw, other))
                found = (
                    _order(engine, raw, other, seen) if seen.of("slashed") > seen.of("unreadable") else None
                )
                order = order or found
    if order is None and _is_six(evidence):
        # the language says nothing of where the year stands
        raise _six_needed(file, column.name, _six_orders(engine, raw, column), mapping_file)
    commas = any(f.evidence.comma for f in numbers.values())
    order = order or (None if packed else named_order(column.name))
    if order is None and (commas or header_is_day_first(raw)):
        # no country writes a decimal comma and the month first
        order = "day_compact" if packed else "dmy"
    if order is None:
        raise _date_needed(file, column.name, mapping_file)
    return DateForm(order, evidence)


def decide_forms(
    engine: Engine,
    raw: RawTable,
    mapping: tuple[ColumnMapping, ...],
    *,
    saved: SavedMapping | None,
    file: str,
    mapping_file: str,
) -> Forms:
    """Decide how the mapped numbers and dates are written.

    Order: what the mapping file says; what the values of the column prove; what other columns of the file prove;
    for day and month also a decimal comma and the language of the column names. Errors: MappingNeededError when none of these says.
    """
    text = [raw.column(m.column) for m in mapping if m.role in NUMERIC]
    numbers = _decide_numbers(
        engine, raw, [c for c in text if c.kind == "text"], saved=saved, file=file, mapping_file=mapping_file
    )
    dates: dict[str, DateForm] = {}
    for found in mapping:
        column = raw.column(found.column)
        if found.role == "document_on" and column.kind == "text":
            dates[column.name] = _decide_date(
                engine, raw, column, numbers=numbers, saved=saved, file=file, mapping_file=mapping_file
            )
    return Forms(numbers, dates)


def typed_mark(form: NumberForm) -> bool:
    """Say whether the column holds cells that a workbook declares to be numbers."""
    return TYPED in form.evidence.signs


def unreadable_note(forms: Forms) -> tuple[Message, ...]:
    """Return a sentence for each column in which a few values are written in the other form."""
    return tuple(
        msg(
            "Column {column}: most numbers have a decimal {sign}, some values do not read that way and are in quarantine.",
            column=name,
            sign=msg("comma") if form.decimal == "," else msg("point"),
        )
        for name, form in forms.numbers.items()
        if form.evidence.point and form.evidence.comma
    )
