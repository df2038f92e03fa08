"""What a unit price stands for: one piece or a hundred, with VAT or without, before the discount or after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg
from clientela.engine.connect import quote_name
from clientela.sources._concepts import meaning_of
from clientela.sources._errors import MappingNeededError
from clientela.sources._names import DISCOUNT, IMPLIED, normalise_name
from clientela.sources._price_words import PRICE_WORDS, includes_tax, is_price, words_of
from clientela.sources._proofs import number_in
from clientela.sources._roles import ColumnMapping
from clientela.sources._synonyms import TAX_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clientela.engine.connect import Engine
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._raw import RawColumn, RawTable

PRICE_UNITS = (1, 10, 100, 1000, 10_000)
"""For how many pieces a price is stated, where it is not for one."""
_PRICE_UNIT_NAMES = frozenset(
    {
        "per", "pe", "price unit", "price per", "pricing unit", "price unit quantity", "price quantity", "price basis", "kpein", "peinh",
        "preiseinheit", "preis pro", "preis je", "je", "prezzo per", "unita di prezzo", "unita prezzo", "base prezzo", "prix par",
        "unite de prix", "unidad de precio", "precio por", "unidade de preco", "cena za", "единица цены", "цена за", "per units", "per qty",
    }
)  # fmt: skip
_NO_PRICE_UNIT = frozenset(
    {"id", "code", "codice", "cod", "код", "plant", "werk", "warehouse", "magazzino", "lager", "склад", "company", "store", "client", "mandant",
     "priority", "level", "type", "rate", "percent", "points", "stock", "moq"}
)  # fmt: skip
_AFTER_DISCOUNT = frozenset(
    {
        "net",
        "netto",
        "netta",
        "nett",
        "nette",
        "neto",
        "nettopreis",
        "discounted",
        "scontato",
        "rabattiert",
        "remise",
        "liquido",
    }
)
_LIST_WORDS = frozenset(
    {"list", "listino", "listenpreis", "liste", "base", "gross", "lordo", "bruttopreis", "catalogue", "catalog", "full", "tarif", "tarifa",
     "прайс", "прайсу", "каталога", "original", "standard", "lista", "cennik", "katalog"}
)  # fmt: skip
_USUAL_RATES = (0, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27)
_FEWEST_PROOFS, _HOLDS, _FEWEST_DOCUMENTS = 2, 0.98, 5
_TOTALS = ("total", "totaa", "summe", "gesamt", "итог", "всего", "razem", "celkem", "toplam")
"""Beginnings of words for the total of a document."""


def _column_of(mapping: Sequence[ColumnMapping], role: str) -> ColumnMapping | None:
    return next((m for m in mapping if m.role == role), None)


def _free(raw: RawTable, mapping: Sequence[ColumnMapping]) -> Iterator[RawColumn]:
    used = {m.column for m in mapping}
    return (c for c in raw.columns if c.name not in used and c.name not in IMPLIED)


def settle_prices(
    engine: Engine,
    raw: RawTable,
    mapping: tuple[ColumnMapping, ...],
    *,
    saved: SavedMapping | None,
    file: str,
    mapping_file: str,
) -> tuple[tuple[ColumnMapping, ...], tuple[Message, ...]]:
    """Return the mapping with what its unit price rests on: the rate of the VAT in it, and for how many pieces it is.

    Formula: price of a piece = price / price unit; amount = quantity x price / (1 + rate of VAT).
    Errors: MappingNeededError when the price includes VAT and no column states the rate, or when a column may say for how many
    pieces the price is, or when the amount of the whole document stands on each of its lines.
    """
    asked = {"file": file, "mapping": mapping_file}
    mapping = _cascaded(engine, raw, mapping)
    mapping = _price_of_amount(engine, raw, mapping)
    _refuse_repeated_total(engine, raw, mapping, asked)
    roles = {m.role for m in mapping}
    price = _column_of(mapping, "unit_price")
    if price is None or "quantity" not in roles or roles & {"net_amount", "gross_amount", "debit_amount"}:
        return mapping, ()
    notes: tuple[Message, ...] = ()
    if includes_tax(price.column):
        mapping, notes = _with_rate(engine, raw, mapping, price, asked)
    if "price_unit" not in roles and not (saved and "price_unit" in saved.columns):
        mapping, told = _with_price_unit(engine, raw, mapping, price, asked)
        notes = (*notes, *told)
    return mapping, notes


def _cascaded(engine: Engine, raw: RawTable, mapping: tuple[ColumnMapping, ...]) -> tuple[ColumnMapping, ...]:
    """Read a stated column of discounts such as 10+5 by the column made of them."""
    stated = _column_of(mapping, "discount")
    if stated is None or stated.column in IMPLIED or DISCOUNT not in {c.name for c in raw.columns}:
        return mapping
    text = f"cast({raw.column(stated.column).field} as varchar)"
    is_chain = engine.fetch_one(
        f"select coalesce(bool_or(regexp_matches({text}, '[0-9] *%? *[+] *[0-9]')), false) from {quote_name(raw.relation)}"
    )[0]
    return tuple(replace(m, column=DISCOUNT) if m is stated and is_chain else m for m in mapping)


def _is_rate(engine: Engine, raw: RawTable, column: RawColumn) -> bool:
    """Say whether a column holds nothing but usual rates of VAT, in percent or as a share."""
    if "vat" not in meaning_of(normalise_name(column.name)).split() and not (
        TAX_WORDS | {"aliquota", "steuersatz"}
    ) & words_of(column.name):
        return False
    number = number_in(engine, raw, column)
    if number is None:
        return False
    listed = ", ".join(str(rate) for rate in _USUAL_RATES)
    return bool(
        engine.fetch_one(
            f"select coalesce(bool_and(n in ({listed}) or round(n * 100, 6) in ({listed})), false) and coalesce(max(n), 0) > 0 "
            f"from (select {number} as n from {quote_name(raw.relation)}) where n is not null"
        )[0]
    )


def _price_of_amount(
    engine: Engine, raw: RawTable, mapping: tuple[ColumnMapping, ...]
) -> tuple[ColumnMapping, ...]:
    """Take an amount with VAT that is called a price for the price of a piece, where a quantity stands beside it."""
    amount = _column_of(mapping, "amount_with_tax")
    roles = {m.role for m in mapping}
    if amount is None or amount.how == "remembered" or "quantity" not in roles or "unit_price" in roles:
        return mapping
    if roles & {"net_amount", "gross_amount"} or not is_price(amount.column):
        return mapping
    tax = _column_of(mapping, "tax_amount")
    if tax is not None and not _is_rate(engine, raw, raw.column(tax.column)):
        return mapping
    turned = {"amount_with_tax": "unit_price", "tax_amount": "tax_rate"}
    return tuple(replace(m, role=turned.get(m.role, m.role)) for m in mapping)


def _with_rate(
    engine: Engine, raw: RawTable, mapping: tuple[ColumnMapping, ...], price: ColumnMapping, asked: dict[str, str]
) -> tuple[tuple[ColumnMapping, ...], tuple[Message, ...]]:  # fmt: skip
    rate = _column_of(mapping, "tax_rate")
    if rate is None:
        found = next((c for c in _free(raw, mapping) if _is_rate(engine, raw, c)), None)
        if found is None and price.how == "remembered":
            return mapping, ()
        if found is None:
            raise MappingNeededError(
                msg(
                    "{file}: the unit price in {column} includes VAT, and no column states its rate. Export the net amount of the line or "
                    'the rate of the VAT; if the price is without VAT after all, write under [columns] in {mapping} unit_price = "{column}".',
                    column=price.column, **asked,
                )
            )  # fmt: skip
        rate = ColumnMapping("tax_rate", found.name, 0.9, "name")
        mapping = (*mapping, rate)
    note = msg(
        "The unit price in {price} includes VAT: the amount of a line is without the VAT at the rate in {rate}, rounded to the cent.",
        price=price.column, rate=rate.column,
    )  # fmt: skip
    return mapping, (note,)


def _with_price_unit(
    engine: Engine, raw: RawTable, mapping: tuple[ColumnMapping, ...], price: ColumnMapping, asked: dict[str, str]
) -> tuple[tuple[ColumnMapping, ...], tuple[Message, ...]]:  # fmt: skip
    listed = ", ".join(str(unit) for unit in PRICE_UNITS)
    for column in _free(raw, mapping):
        named = normalise_name(column.name) in _PRICE_UNIT_NAMES
        if not named and words_of(column.name) & (_NO_PRICE_UNIT | TAX_WORDS):
            continue
        number = number_in(engine, raw, column)
        if number is None:
            continue
        fits, most, several = engine.fetch_one(
            f"select coalesce(bool_and(n in ({listed})), false), max(n), count(distinct n) from "
            f"(select {number} as n from {quote_name(raw.relation)}) where n is not null"
        )
        if not most or most <= 1 or (not named and not (fits and several > 1)):
            continue
        if not named or not fits:
            raise MappingNeededError(
                msg(
                    "{file}: the column {column} may say for how many pieces the price in {price} is stated, and then the amounts would be "
                    'too high. Write under [columns] in {mapping} price_unit = "{column}" if it does, or price_unit = "" if the price is '
                    "for one piece.",
                    column=column.name, price=price.column, **asked,
                )
            )  # fmt: skip
        note = msg(
            "The price in {price} is for as many pieces as {column} says: it was divided by it.",
            price=price.column, column=column.name,
        )  # fmt: skip
        return (*mapping, ColumnMapping("price_unit", column.name, 0.9, "name")), (note,)
    return mapping, ()


def _refuse_repeated_total(
    engine: Engine, raw: RawTable, mapping: tuple[ColumnMapping, ...], asked: dict[str, str]
) -> None:
    """Ask where every document of several lines states one amount on all of them, whatever their quantities."""
    amount = _column_of(mapping, "net_amount") or _column_of(mapping, "amount_with_tax")
    document = _column_of(mapping, "document_id")
    # one price for several items is common, one amount for several quantities is not
    other = _column_of(mapping, "quantity")
    if amount is None or document is None or other is None or amount.how == "remembered":
        return
    if not any(word.startswith(_TOTALS) for word in normalise_name(amount.column).split()):
        return
    number = number_in(engine, raw, raw.column(amount.column))
    if number is None:
        return
    beside = [
        raw.column(m.column).field
        for m in mapping
        if m.role in ("document_on", "document_series", "customer_id")
    ]
    key = ", ".join([raw.column(document.column).field, *beside])
    several, constant = engine.fetch_one(
        "select count(*), count(*) filter (least_amount = most_amount and kinds > 1) from (select min(n) as least_amount, max(n) as most_amount, "
        f"count(distinct x) as kinds from (select {key}, {number} as n, {raw.column(other.column).field} as x from {quote_name(raw.relation)} "
        f"where coalesce(cast({raw.column(document.column).field} as varchar), '') <> '') where n <> 0 group by {key} having count(*) > 1)"
    )
    if several < _FEWEST_DOCUMENTS or constant < several:
        return
    raise MappingNeededError(
        msg(
            "{file}: the amount in {column} is the same on every line of a document: it is probably the total of the document, which "
            "would be counted once for each line. Export the net amount of each line; if it is the amount of the line, write under "
            '[columns] in {mapping} net_amount = "{column}".',
            column=amount.column, **asked,
        )
    )  # fmt: skip


def net_of_discount(
    engine: Engine, raw: RawTable, mapping: tuple[ColumnMapping, ...], discount: str
) -> bool | None:
    """Say whether the unit price has the discount taken off already; None when its name says so and no row proves it.

    `discount` is the SQL of the discount as a number. Formula: list price x (1 - discount) = price to the cent in the rows with
    a discount, at least two; list price = price in them says that it is still to be taken off.
    """
    price = _column_of(mapping, "unit_price")
    own = number_in(engine, raw, raw.column(price.column)) if price is not None else None
    if price is None or own is None:
        return False
    for column in _free(raw, mapping):
        words = words_of(column.name)
        if not words & (_LIST_WORDS | PRICE_WORDS) or not (listed := number_in(engine, raw, column)):
            continue
        rows, taken, open_ = engine.fetch_one(
            f"select count(*), count(*) filter (abs(abs(p) * (1 - abs(d) / 100) - o) <= 0.011 or abs(p * (1 - abs(d)) - o) <= 0.011), "
            f"count(*) filter (abs(p - o) <= 0.0001) from (select {listed} as p, {own} as o, cast({discount} as double) as d "
            f"from {quote_name(raw.relation)}) where d <> 0 and p <> 0 and o is not null"
        )
        if rows >= _FEWEST_PROOFS and taken >= _HOLDS * rows:
            return True
        if rows >= _FEWEST_PROOFS and open_ >= _HOLDS * rows:
            return False
    if price.how == "remembered" or not words_of(price.column) & _AFTER_DISCOUNT:
        return False
    any_taken = engine.fetch_one(
        f"select coalesce(bool_or(cast({discount} as double) <> 0), false) from {quote_name(raw.relation)}"
    )[0]
    return None if any_taken else False
