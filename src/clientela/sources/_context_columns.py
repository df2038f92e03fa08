"""Columns that a report writes as rows or inside a text: the heading above a group, the date and kind inside a document's name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.engine.connect import quote_name, quote_text
from clientela.sources._discount import is_discount_amount, looks_like_discount
from clientela.sources._header import is_data
from clientela.sources._names import (
    DISCOUNT,
    DOCUMENT_DATE,
    DOCUMENT_KIND,
    HEADING,
    IMPLIED,
    is_missing,
    normalise_name,
)
from clientela.sources._numbers import TYPED
from clientela.sources._raw import RawColumn
from clientela.sources._skips import labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.engine.connect import Engine
    from clientela.sources._raw import CellKind, RawTable

_LONGEST = 200
"""Letters of a cell that are looked at: what is longer names no document, and a pattern takes for ever on a million digits."""
_LOOKED_AT, _FEWEST_GROUPS, _FEWEST_NAMES = 60, 2, 5
_NARROWEST = 3
_NEARLY_ALL = 0.95
_PAGE = r"^\s*(page|pag|pagina|pagine|página|seite|blatt|страница|стр|лист|strona|str|sida|side|bladzijde|oldal|sayfa|strana)\b\.?\W*[0-9]"
_FROM = "от|від|vom|del|of|from|dated|du|z dnia|z|od|ze dne|de|van|från"
_NAMED = (
    rf"^(?P<kind>\D*?)\s*(?:№|no\.?|nr\.?|n\.)?\s*(?P<number>\S*\d\S*)\s+(?:{_FROM})\s+"
    r"(?P<date>\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$"
)
_NO_DISCOUNT = ("netto", "net", "nett", "nessuno", "none", "no", "нетто", "нет", "ohne", "keiner")
"""Words of a cell that say that nothing is taken off, in small letters."""
_CHAIN = re.compile(r"^\s*\d{1,2}(?:[.,]\d+)?\s*%?\s*(?:\+\s*\d{1,2}(?:[.,]\d+)?\s*%?\s*)+$")
_DOCUMENT = re.compile(_NAMED, re.IGNORECASE)
"""`Sales invoice 00012 of 12.03.2024 0:00:00`, as programs name a document in one cell."""


def _first_rows(engine: Engine, raw: RawTable) -> list[tuple[str, ...]]:
    listed = ", ".join(f"left(coalesce(cast({c.field} as varchar), ''), {_LONGEST})" for c in raw.columns)
    # rows come as they were written; to sort all of them for a few would cost a look at the whole file
    rows = engine.fetch(f"select row_number, {listed} from {quote_name(raw.relation)} limit {_LOOKED_AT}")
    return [row[1:] for row in sorted(rows)]


def _stated(row: Sequence[str]) -> list[int]:
    return [place for place, cell in enumerate(row) if cell.strip("\x02\x03 ")]


def _heading_column(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the column whose cell stands alone above the first line; None when the first row is a line."""
    filled = [(row, _stated(row)) for row in rows]
    filled = [
        (row, places)
        for row, places in filled
        if places and not re.match(_PAGE, row[places[0]], re.IGNORECASE)
    ]
    if len(filled) < _NARROWEST or len(filled[0][1]) != 1:
        return None
    place = filled[0][1][0]
    cell = filled[0][0][place]
    lines = [places for _, places in filled if len(places) >= _NARROWEST]
    return (
        None if not lines or is_missing(cell) or is_data(cell) or cell.startswith(("\x02", "\x03")) else place
    )


def _with_heading(engine: Engine, raw: RawTable, rows: Sequence[Sequence[str]]) -> RawTable:
    if raw.kind == "parquet":
        return raw
    place = _heading_column(rows)
    if place is None:
        return raw
    relation, field = quote_name(raw.relation), raw.columns[place].field
    texts = [f"coalesce(cast({c.field} as varchar), '')" for c in raw.columns]
    filled = " + ".join(f"({text} <> '')::integer" for text in texts)
    alone = (
        f"({filled}) = 1 and {texts[place]} <> '' and not {labelled([texts[place]], 12)} and regexp_matches({texts[place]}, '\\p{{L}}') "
        f"and not regexp_matches(lower({texts[place]}), '{_PAGE}')"
    )
    headings, groups = engine.fetch_one(
        f"select count(*), count(distinct {field}) from {relation} where {alone}"
    )
    # a remark that comes again and again heads no group
    if groups < _FEWEST_GROUPS or groups < _NEARLY_ALL * headings:
        return raw
    target = f"{raw.relation}_headed"
    above = f"last_value(case when {alone} then {field} end ignore nulls) over (order by row_number)"
    engine.execute(
        f"create or replace table {quote_name(target)} as select *, case when {alone} then '' else {above} end as x_heading "
        f"from {relation} order by row_number"
    )
    return replace(raw, relation=target, columns=(*raw.columns, RawColumn(HEADING, "x_heading")))


def _document_column(raw: RawTable, rows: Sequence[Sequence[str]]) -> RawColumn | None:
    for place, column in enumerate(raw.columns[: len(rows[0])] if rows else ()):
        cells = [row[place] for row in rows if row[place].strip()]
        named = sum(_DOCUMENT.match(cell) is not None for cell in cells)
        if column.kind == "text" and named >= max(_FEWEST_NAMES, len(cells) * 0.5):
            return column
    return None


def _with_document_parts(engine: Engine, raw: RawTable, rows: Sequence[Sequence[str]]) -> RawTable:
    column = _document_column(raw, rows)
    if column is None:
        return raw
    target = f"{raw.relation}_parts"
    rule = _NAMED.replace("?P<kind>", "").replace("?P<number>", "").replace("?P<date>", "").replace("'", "''")
    parts = f"regexp_extract(coalesce({column.field}, ''), '(?i){rule}', ['kind', 'number', 'date'])"
    engine.execute(
        f"create or replace table {quote_name(target)} as select * exclude (x_parts), x_parts.date as x_date, trim(x_parts.kind) as x_kind "
        f"from (select *, {parts} as x_parts from {quote_name(raw.relation)}) order by row_number"
    )
    added = (RawColumn(DOCUMENT_DATE, "x_date"), RawColumn(DOCUMENT_KIND, "x_kind"))
    return replace(raw, relation=target, columns=(*raw.columns, *added))


def with_context(engine: Engine, raw: RawTable) -> RawTable:
    """Add to a table the columns that its rows imply: the heading above each line, the date and the kind in a document's name.

    They are used only where the file has no column of its own for the same. The first rows tell whether there are any.
    """
    if len(raw.columns) < _NARROWEST or IMPLIED & {c.name for c in raw.columns}:
        return raw
    rows = _first_rows(engine, raw)
    headed = _with_heading(engine, raw, rows)
    return _with_discounts(engine, _with_document_parts(engine, headed, rows), rows)


def heading_note(raw: RawTable) -> RawTable:
    """Say that the customers are those of the headings."""
    note = msg(
        "No column names the customer: the heading above each group of lines was taken for it. Check that it is the customer."
    )
    return replace(raw, notes=(*raw.notes, note))


def discount_note(raw: RawTable) -> RawTable:
    """Say that several discounts were taken one after the other."""
    note = msg(
        "Several discounts on a line were taken off one after the other: 10 and 5 percent leave 90 percent of 95 percent, which is 85.5 percent."
    )
    return replace(raw, notes=(*raw.notes, note))


def _numbered(name: str) -> tuple[str, str] | None:
    """Return the name of a numbered discount without its number, and the number: `Sconto 2` is (`sconto`, `2`)."""
    plain = normalise_name(name)
    found = re.search(r"(?<!\d)([1-5])(?!\d)", plain)
    if found is None or not looks_like_discount(name) or is_discount_amount(name):
        return None
    base = " ".join(
        word for word in (plain[: found.start()] + " " + plain[found.end() :]).split() if word != "percent"
    )
    return base, found[1]


def _successive(raw: RawTable, rows: Sequence[Sequence[str]]) -> list[RawColumn]:
    """Return the columns that hold discounts one after the other: numbered ones, or one with several in a cell, as in 10+5."""
    groups: dict[str, dict[str, RawColumn]] = {}
    for column in raw.columns:
        if named := _numbered(column.name):
            groups.setdefault(named[0], {}).setdefault(named[1], column)
    for group in groups.values():
        if len(group) > 1 and "1" in group:
            return [group[number] for number in sorted(group)]
    for place, column in enumerate(raw.columns[: len(rows[0])] if rows else ()):
        if looks_like_discount(column.name) and any(_CHAIN.match(row[place]) for row in rows):
            return [column]
    return []


def _with_discounts(engine: Engine, raw: RawTable, rows: Sequence[Sequence[str]]) -> RawTable:
    columns = _successive(raw, rows)
    if not columns:
        return raw
    relation = quote_name(raw.relation)
    cells = [
        f"replace(replace(replace(ltrim(coalesce(cast({c.field} as varchar), ''), '{TYPED}'), '%', ''), ' ', ''), ',', '.')"
        for c in columns
    ]
    stated = ", ".join(f"nullif({cell}, '')" for cell in cells)
    joined = f"trim(concat_ws('+', {stated}), '+')"
    heading = quote_text(columns[0].name.lower())
    no_heading = f"lower(coalesce(cast({columns[0].field} as varchar), '')) <> {heading}"
    none = ", ".join(quote_text(word) for word in _NO_DISCOUNT)
    number = f"case when lower(part) in ({none}) then 0 else try_cast(part as decimal(9, 4)) end"
    parts = f"list_transform(string_split(nullif({joined}, ''), '+'), lambda part: {number})"
    engine.execute(
        f"create or replace temp table _discounts as select row_number, x_parts, list_bool_and(list_transform(x_parts, lambda part: coalesce(part between 0 and 100, false))) as x_is_read "
        f"from (select row_number, {parts} as x_parts from {relation} where {joined} <> '' and {no_heading})"
    )
    # where no part is above 1 they may as well be shares; and what is no percent is not guessed at
    is_read, stated_rows, largest = engine.fetch_one(
        "select count(*) filter (x_is_read), count(*), max(list_max(x_parts)) from _discounts"
    )
    # a few cells that say something else are set aside with their lines; numbered columns leave open which of them is at fault
    may_fail = len(columns) == 1 and is_read > stated_rows / 2
    if (is_read < stated_rows and not may_fail) or largest is None or largest <= 1:
        engine.execute("drop table _discounts")
        return raw
    target = f"{raw.relation}_discounted"
    left = "list_product(list_transform(d.x_parts, lambda part: 1 - cast(part as double) / 100))"
    total = f"cast(round(100 - 100 * {left}, 5) as decimal(9, 5))"
    if is_read < stated_rows:
        total = f"case when d.x_is_read then cast({total} as varchar) when d.row_number is not null then cast(r.{columns[0].field} as varchar) end"
    engine.execute(
        f"create or replace table {quote_name(target)} as select r.*, {total} as x_discount "
        f"from {relation} r left join _discounts d using (row_number) order by r.row_number"
    )
    engine.execute("drop table _discounts")
    kind: CellKind = "number" if is_read == stated_rows else "text"
    return replace(raw, relation=target, columns=(*raw.columns, RawColumn(DISCOUNT, "x_discount", kind)))
