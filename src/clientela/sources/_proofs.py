"""What the rows of sales lines prove against or beside the names of their columns: VAT inside an amount, the kind, the document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.engine.connect import quote_name
from clientela.sources._concepts import meaning_of
from clientela.sources._names import IMPLIED, normalise_name
from clientela.sources._numbers import TYPED, decide_decimal, number_sql, weigh_shapes
from clientela.sources._quarantine import is_credit_type
from clientela.sources._roles import ColumnMapping, shape_of, without_idle_parts
from clientela.sources._synonyms import TAX_WORDS
from clientela.sources._synonyms_systems import INVOICE_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientela.engine.connect import Engine
    from clientela.sources._raw import RawColumn, RawTable
    from clientela.sources._roles import Profile

_SAMPLE, _FEWEST = 2_000, 10
_HOLDS, _CONTENT, _READABLE = 0.98, 0.8, 0.9
_USUAL_RATES = (4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27)
"""Rates of VAT in percent."""
_MOST_KINDS, _MOST_COLUMNS = 12, 8
_REFERENCE = frozenset({"ref", "reference", "referencia", "rif"})
_LEAST_SIX, _FIRST_SIX, _LAST_SIX = 10_100, 100_000, 999_999
"""Numbers that are six digits of a date; spreadsheets count days to 80,000."""
_TELLING = 1.0
"""Amounts of VAT below this fit any rate within a cent."""


@dataclass(frozen=True, slots=True)
class Proven:
    """The mapping as the rows leave it, and the table with what was found in its notes."""

    mapping: tuple[ColumnMapping, ...]
    raw: RawTable


def number_in(engine: Engine, raw: RawTable, column: RawColumn) -> str | None:
    """Return the number of a column as a double in SQL, in the form that its first rows prove; None when they leave it open."""
    if column.kind == "number":
        return f"cast({column.field} as double)"
    if column.kind != "text":
        return None
    rows = engine.fetch(
        f"select {column.field} from {quote_name(raw.relation)} where coalesce({column.field}, '') <> '' limit {_SAMPLE}"
    )
    shapes: dict[str, int] = {}
    for (cell,) in rows:
        shape = TYPED if str(cell).startswith(TYPED) else shape_of(str(cell))
        shapes[shape] = shapes.get(shape, 0) + 1
    seen = weigh_shapes(shapes)
    decimal = decide_decimal(seen, elsewhere=None)
    # headings of later pages stand among the numbers
    if decimal is None or seen.readable < _READABLE * len(rows):
        return None
    return (
        f"cast({number_sql(column.field, decimal=decimal, evidence=seen, type_='decimal(20,6)')} as double)"
    )


def _share(engine: Engine, raw: RawTable, test: str, where: str) -> tuple[float, int]:
    row = engine.fetch_one(
        f"select count(*) filter ({test}), count(*) from (select * from {quote_name(raw.relation)} where {where} limit {_SAMPLE})"
    )
    return (row[0] / row[1] if row[1] else 0.0), int(row[1])


def _of_tax(name: str) -> bool:
    words = set(meaning_of(normalise_name(name)).split())
    return "vat" in words or bool(TAX_WORDS & words)


def _without_tax(
    engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping], profiles: Mapping[str, Profile]
) -> Proven:
    """Take the net column where the amount that was found is it and the VAT together, or the VAT off where there is none.

    Formula: amount = net + VAT to the cent in 98 % of the rows with VAT; or the VAT is a usual rate of amount - VAT, and not
    of the amount.
    """
    same = Proven(tuple(mapping), raw)
    net = next((m for m in mapping if m.role == "net_amount" and m.how != "remembered"), None)
    taxes = [
        c
        for c in raw.columns
        if c.name in profiles and _of_tax(c.name) and profiles[c.name].numbers >= _CONTENT
    ]
    if net is None or not taxes:
        return same
    total = number_in(engine, raw, raw.column(net.column))
    if total is None:
        return same
    held = {
        m.column
        for m in mapping
        if m.role not in ("gross_amount", "net_amount", "tax_amount", "amount_with_tax")
    }
    others = [
        c for c in raw.columns
        if c.name in profiles and c.name not in held and c.name != net.column and profiles[c.name].numbers >= _CONTENT and profiles[c.name].filled
    ][:_MOST_COLUMNS]  # fmt: skip
    for column in taxes[:_MOST_COLUMNS]:
        tax = number_in(engine, raw, column)
        if tax is None or column.name == net.column:
            continue
        for other in others:
            rest = number_in(engine, raw, other) if other.name != column.name else None
            if rest is None:
                continue
            told, rows = _share(
                engine, raw, f"abs({rest} + {tax} - {total}) <= 0.011", f"{tax} <> 0 and {rest} is not null"
            )
            if told >= _HOLDS and rows >= _FEWEST:
                return _exchanged(raw, mapping, net, other, column)
        near = " or ".join(
            f"abs(abs({tax}) - (abs({total}) - abs({tax})) * {rate} / 100.0) <= 0.011"
            for rate in _USUAL_RATES
        )
        plain = " or ".join(
            f"abs(abs({tax}) - abs({total}) * {rate} / 100.0) <= 0.011" for rate in _USUAL_RATES
        )
        inside, rows = _share(engine, raw, near, f"abs({tax}) > {_TELLING}")
        outside, _ = _share(engine, raw, plain, f"abs({tax}) > {_TELLING}")
        if inside >= _HOLDS and outside < 1 - _CONTENT and rows >= _FEWEST:
            return _taken_off(raw, mapping, net, column)
    return same


def _exchanged(
    raw: RawTable, mapping: Sequence[ColumnMapping], net: ColumnMapping, other: RawColumn, tax: RawColumn
) -> Proven:
    note = msg(
        "{total} is {net} and {tax} together in every row: the amount of a line is {net}.",
        total=net.column, net=other.name, tax=tax.name,
    )  # fmt: skip
    kept = [m for m in mapping if m is not net and m.column != other.name]
    found = ColumnMapping("net_amount", other.name, _CONTENT, "content")
    return Proven((*kept, found), replace(raw, notes=(*raw.notes, note)))


def _taken_off(raw: RawTable, mapping: Sequence[ColumnMapping], net: ColumnMapping, tax: RawColumn) -> Proven:
    note = msg(
        "{total} includes the VAT in {tax}, whose rate of the rest is a usual one: the amount of a line is {total} less {tax}.",
        total=net.column, tax=tax.name,
    )  # fmt: skip
    kept = [
        m for m in mapping
        if m is not net and m.column != tax.name and m.role not in ("tax_amount", "amount_with_tax", "unit_price", "gross_amount")
    ]  # fmt: skip
    found = (
        ColumnMapping("amount_with_tax", net.column, _CONTENT, "content"),
        ColumnMapping("tax_amount", tax.name, _CONTENT, "content"),
    )
    return Proven((*kept, *found), replace(raw, notes=(*raw.notes, note)))


def _is_invoice_type(text: str) -> bool:
    return bool(INVOICE_WORDS & set(normalise_name(text).split()))


def _with_kind(
    engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping], profiles: Mapping[str, Profile]
) -> tuple[ColumnMapping, ...]:
    """Find the column that tells credit notes: one with few values of which some mean a credit note and some an invoice."""
    if any(m.role == "document_type" for m in mapping):
        return tuple(mapping)
    used = {m.column for m in mapping if m.role != "document_series"}
    found = []
    for column in raw.columns:
        seen = profiles.get(column.name)
        if (
            column.name in used
            or column.name in IMPLIED
            or column.kind != "text"
            or seen is None
            or not seen.filled
        ):
            continue
        if seen.distinct * seen.filled > _MOST_KINDS or seen.numbers > 1 - _HOLDS:
            continue
        rows = engine.fetch(
            f"select distinct {column.field} from {quote_name(raw.relation)} where coalesce({column.field}, '') <> '' limit {_MOST_KINDS + 1}"
        )
        values = [str(row[0]) for row in rows]
        credit = [value for value in values if is_credit_type(value)]
        if (
            len(values) <= _MOST_KINDS
            and credit
            and any(_is_invoice_type(v) for v in values if v not in credit)
        ):
            found.append(column)
    if len(found) != 1:
        return tuple(mapping)
    kept = [m for m in mapping if m.column != found[0].name]
    samples = profiles[found[0].name].samples
    return (*kept, ColumnMapping("document_type", found[0].name, _CONTENT, "content", samples))


def _with_document(
    engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping], profiles: Mapping[str, Profile]
) -> tuple[ColumnMapping, ...]:
    """Find the number of the document where no name says it, or where the number found only counts the rows.

    It repeats, each value stands with one date and one customer, and there are at least as many as pairs of these.
    """
    known = {m.role: m for m in mapping}
    counted = known.get("document_id")
    is_counter = (
        counted is not None and counted.how != "remembered" and counted.column in profiles
        and profiles[counted.column].distinct == 1 and meaning_of(normalise_name(counted.column)) == "no"
    )  # fmt: skip
    date = known.get("document_on")
    buyer = known.get("customer_id") or known.get("customer_name")
    if (counted is not None and not is_counter) or date is None or buyer is None:
        return tuple(mapping)
    used = {
        m.column
        for m in mapping
        if not (m.role == "product_id" and _REFERENCE & set(normalise_name(m.column).split()))
    }
    pair = f"{raw.column(date.column).field}, {raw.column(buyer.column).field}"
    sample = f"(select * from {quote_name(raw.relation)} limit {_SAMPLE})"
    free = [c for c in raw.columns if c.name in profiles and c.name not in used and c.name not in IMPLIED][
        :_MOST_COLUMNS
    ]
    for column in free:
        seen = profiles[column.name]
        if not seen.filled or not seen.distinct < 1 or seen.dates >= _CONTENT:
            continue
        values, together, pairs, rows = engine.fetch_one(
            f"select count(distinct {column.field}), count(distinct ({column.field}, {pair})), count(distinct ({pair})), count(*) "
            f"from {sample} where coalesce(cast({column.field} as varchar), '') <> ''"
        )
        if _FEWEST <= values == together < rows and values >= pairs:
            kept = [m for m in mapping if m.column != column.name and m is not counted]
            return (*kept, ColumnMapping("document_id", column.name, _CONTENT, "content", seen.samples))
    return tuple(mapping)


def _six_digit_days(engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping]) -> RawTable:
    """Turn the numbers of a date column into six digits where they are no day numbers and no eight digits: `240312`."""
    date = next((raw.column(m.column) for m in mapping if m.role == "document_on"), None)
    if date is None or date.kind != "number":
        return raw
    relation = quote_name(raw.relation)
    least, most = engine.fetch_one(f"select min({date.field}), max({date.field}) from {relation}")
    if least is None or not least >= _LEAST_SIX or not _FIRST_SIX <= most <= _LAST_SIX:
        return raw
    view = f"{raw.relation}_six"
    text = f"lpad(cast(cast({date.field} as bigint) as varchar), 6, '0')"
    engine.execute(
        f"create or replace view {quote_name(view)} as select * replace ({text} as {date.field}) from {relation}"
    )
    columns = tuple(replace(c, kind="text") if c is date else c for c in raw.columns)
    return replace(raw, relation=view, columns=columns)


def prove(
    engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping], profiles: Mapping[str, Profile]
) -> Proven:
    """Return the mapping of sales lines as their rows leave it. What a person fixed stays as it is."""
    proven = _without_tax(engine, raw, mapping, profiles)
    found = _with_kind(engine, proven.raw, proven.mapping, profiles)
    found = _with_document(engine, proven.raw, found, profiles)
    return Proven(tuple(without_idle_parts(found)), _six_digit_days(engine, proven.raw, found))
