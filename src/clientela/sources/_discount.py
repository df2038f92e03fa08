"""What a discount column means: percent, a share of 1, or an amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.engine.connect import quote_name
from clientela.sources._conform import Context, number_of
from clientela.sources._errors import MappingNeededError
from clientela.sources._names import DISCOUNT, IMPLIED, normalise_name
from clientela.sources._numbers import TYPED
from clientela.sources._prices import net_of_discount
from clientela.sources._synonyms import DISCOUNT_WORDS

if TYPE_CHECKING:
    from clientela.engine.connect import Engine
    from clientela.sources._raw import RawTable

_PERCENT_WORDS = frozenset(
    ["percent", "pct", "perc", "prozent", "процент", "rate", "satz", "rabattsatz", "percentuale"]
)
_AMOUNT_WORDS = frozenset(
    ["amount", "importo", "сумма", "betrag", "rabattbetrag", "valore", "value", "eur", "usd", "руб"]
)
_NO_DISCOUNT = frozenset(
    [
        "code",
        "codice",
        "id",
        "type",
        "tipo",
        "reason",
        "price",
        "prezzo",
        "preis",
        "prix",
        "days",
        "before",
        "name",
        "key",
        "flag",
    ]
)
"""Words by which a column only has to do with a discount."""
_HUNDRED = 100
_HIGH_SHARE = 0.4
"""From here a number below 1 may as well be half a percent."""
_NOTHING = 0.01
"""Below this part of the lines, an amount is too small to be what was taken off."""
_CLOSE = "greatest(0.011, 0.0001 * abs(net))"
_NEARLY_ALL = 0.95


def decide_discount(engine: Engine, context: Context, *, file: str, mapping_file: str) -> str | None:
    """Return `percent`, `share` or `amount`; None when there is no discount column.

    The mapping decides, then a net amount that proves it, the name of the column, a percent sign, and the size of the values.
    Errors: MappingNeededError when the amount of a line depends on it and nothing says, or on a further discount.
    """
    column = context.column("discount")
    if column is not None and column.name == DISCOUNT:
        return "percent"
    _refuse_further(engine, context, file=file, mapping_file=mapping_file)
    if column is None:
        return None
    if context.saved and context.saved.discount_is:
        return context.saved.discount_is
    if (given := number_of(context, "discount")) and _is_taken(
        engine, context, given, file=file, mapping_file=mapping_file
    ):
        return "none"
    words = set(normalise_name(column.name).split())
    quantity, price = number_of(context, "quantity"), number_of(context, "unit_price")
    product = f"cast({quantity} as double) * cast({price} as double)" if quantity and price else "null"
    net = number_of(context, "net_amount")
    largest, beyond, part, *fitting = engine.fetch_one(
        f"select max(abs(d)), coalesce(bool_or(abs(d) > abs(product)), false), "
        f"sum(abs(d)) / nullif(sum(abs(product)) filter (d <> 0), 0), count(*) filter (proof), "
        f"count(*) filter (proof and abs(abs(product) * (1 - d) - abs(net)) <= {_CLOSE}), "
        f"count(*) filter (proof and abs(abs(product) * (1 - d / 100) - abs(net)) <= {_CLOSE}) from "
        f"(select *, coalesce(d <> 0 and product <> 0 and net is not null, false) as proof from "
        f"(select abs(cast({number_of(context, 'discount')} as double)) as d, {product} as product, "
        f"cast({net or 'null'} as double) as net from {quote_name(context.raw.relation)}))"
    )
    lines, as_share, as_percent = fitting
    form = context.forms.numbers.get(column.name)
    signed = form is not None and "%" in form.evidence.signs
    small = largest is not None and largest <= 1
    percent = bool(words & _PERCENT_WORDS) or signed
    # a cell of a workbook that shows 10 % holds 0.1
    hidden = small and not signed and column.kind == "number"
    known_net = context.column("net_amount") is not None
    rules = (
        (bool(words & _AMOUNT_WORDS), "amount"),
        (largest is None or not largest, "share"),
        (small and lines and as_share >= _NEARLY_ALL * lines and as_share > as_percent, "share"),
        (percent and not (hidden and not known_net), "percent"),
        (small and not percent and part is not None and part < _NOTHING and largest < _HIGH_SHARE, "share"),
        (small and known_net, "share"),
        (largest is not None and largest > _HUNDRED, "amount"),
        # a discount above the value of its line can be no amount
        (bool(beyond) and not small, "percent"),
        # the net amount is given: nothing rests on the discount
        (known_net, "percent"),
    )
    for holds, meaning in rules:
        if holds:
            if not known_net:
                _refuse_both_signs(engine, context, product, file=file, mapping_file=mapping_file)
            return meaning
    if small:
        raise MappingNeededError(
            msg(
                "{file}: the column {column} has no value above 1: it may be a share (0.5 is half), a percent or an amount. "
                'Write discount_is = "share", discount_is = "percent" or discount_is = "amount" under [options] in {mapping}.',
                file=file,
                column=column.name,
                mapping=mapping_file,
            )
        )
    raise MappingNeededError(
        msg(
            '{file}: the column {column} may be a discount in percent or an amount. Write discount_is = "percent" or '
            'discount_is = "amount" under [options] in {mapping}.',
            file=file,
            column=column.name,
            mapping=mapping_file,
        )
    )


def _is_taken(engine: Engine, context: Context, discount: str, *, file: str, mapping_file: str) -> bool:
    """Say whether the unit price is the one after the discount; asks where only its name says so."""
    if any(context.column(r) for r in ("net_amount", "gross_amount", "amount_with_tax", "debit_amount")):
        return False
    price, column = context.column("unit_price"), context.column("discount")
    if price is None or column is None or not context.column("quantity"):
        return False
    taken = net_of_discount(engine, context.raw, context.mapping, discount)
    if taken is not None:
        return taken
    raise MappingNeededError(
        msg(
            "{file}: the price in {price} is called net, and {column} stands beside it: the discount may be in the price already. Write "
            'under [options] in {mapping} discount_is = "none" if it is, or discount_is = "percent" or discount_is = "amount" if it is still '
            "to be taken off.",
            file=file,
            price=price.name,
            column=column.name,
            mapping=mapping_file,
        )
    )


def _refuse_both_signs(
    engine: Engine, context: Context, product: str, *, file: str, mapping_file: str
) -> None:
    """Ask where discounts of sales come with both signs: one of them would be a surcharge."""
    column = context.column("discount")
    if column is None:
        return
    gross = number_of(context, "gross_amount") or "null"
    above, below = engine.fetch_one(
        f"select coalesce(bool_or(d > 0), false), coalesce(bool_or(d < 0), false) from (select cast({number_of(context, 'discount')} as double) as d, "
        f"coalesce(cast({gross} as double), {product}) as whole from {quote_name(context.raw.relation)}) where coalesce(whole, 1) > 0"
    )
    if above and below:
        raise MappingNeededError(
            msg(
                "{file}: the discounts in {column} come with both signs, and those of one sign may be surcharges. Export the net amount of "
                'the line; if all of them are taken off whatever their sign, write under [options] in {mapping} discount_is = "percent" or '
                'discount_is = "amount".',
                file=file,
                column=column.name,
                mapping=mapping_file,
            )
        )


def looks_like_discount(name: str) -> bool:
    """Say whether the name of a column says that it takes something off the price."""
    words = normalise_name(name).split()
    return not _NO_DISCOUNT & set(words) and any(
        word.rstrip("0123456789") in DISCOUNT_WORDS for word in words
    )


def is_discount_amount(name: str) -> bool:
    """Say whether the name of a discount says that it is an amount of money."""
    return bool(set(normalise_name(name).split()) & _AMOUNT_WORDS)


def _refuse_further(engine: Engine, context: Context, *, file: str, mapping_file: str) -> None:
    """Ask where the amount is made of quantity and price, and a column of discounts would be left unused.

    A person who names the column of the discount in the mapping has answered. One discount stated in percent and as an amount
    is one.
    """
    fixed = any(m.role == "discount" and m.how == "remembered" for m in context.mapping)
    named = context.saved is not None and "discount" in context.saved.columns
    if fixed or named or any(context.column(r) for r in ("net_amount", "debit_amount", "amount_with_tax")):
        return
    if not context.column("gross_amount") and not (
        context.column("quantity") and context.column("unit_price")
    ):
        return
    used = {m.column for m in context.mapping}
    first = context.column("discount")
    for column in context.raw.columns:
        if column.name in used or not looks_like_discount(column.name):
            continue
        if first is not None and is_discount_amount(first.name) != is_discount_amount(column.name):
            continue
        text = f"trim(cast({column.field} as varchar))"
        number = f"regexp_full_match(ltrim({text}, '{TYPED}'), '[-+]?[0-9 .,]+ *%?') and regexp_matches({text}, '[1-9]')"
        if engine.fetch_one(
            f"select coalesce(bool_or({number}), false) from {quote_name(context.raw.relation)}"
        )[0]:
            raise MappingNeededError(
                msg(
                    "{file}: the column {column} looks like a discount and would not be used, so that the amounts would be too "
                    'high. Add a column with the net amount of the line, or write under [columns] in {mapping} discount = "{column}" '
                    "if it is the only discount.",
                    file=file,
                    column=column.name,
                    mapping=mapping_file,
                )
            )


def refuse_header_discount(engine: Engine, headers: RawTable, *, file: str, mapping_file: str) -> None:
    """Ask where the headers state a discount: the amounts of the lines do not say whether it is in them."""
    for column in headers.columns:
        if not looks_like_discount(column.name) or column.name in IMPLIED:
            continue
        text = f"trim(cast({column.field} as varchar))"
        stated = f"regexp_full_match(ltrim({text}, '{TYPED}'), '[-+]?[0-9 .,]+ *%?') and regexp_matches({text}, '[1-9]')"
        if engine.fetch_one(f"select coalesce(bool_or({stated}), false) from {quote_name(headers.relation)}")[
            0
        ]:
            raise MappingNeededError(
                msg(
                    "{file}: the documents have a discount in {column}, a discount of the whole document that no line shows. Export the "
                    'net amounts of the lines; if their amounts are without it already, write under [columns] in {mapping} discount = "" '
                    "beside the columns of the lines.",
                    file=file,
                    column=column.name,
                    mapping=mapping_file,
                )
            )
