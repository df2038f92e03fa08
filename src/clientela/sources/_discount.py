"""What a discount column means: percent, a share of 1, or an amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.engine.connect import quote_name
from clientela.sources._conform import Context, number_of
from clientela.sources._errors import MappingNeededError
from clientela.sources._names import normalise_name

if TYPE_CHECKING:
    from clientela.engine.connect import Engine

_PERCENT_WORDS = frozenset(
    ["percent", "pct", "perc", "prozent", "процент", "rate", "satz", "rabattsatz", "percentuale"]
)
_AMOUNT_WORDS = frozenset(
    ["amount", "importo", "сумма", "betrag", "rabattbetrag", "valore", "value", "eur", "usd", "руб"]
)
_HUNDRED = 100


def decide_discount(engine: Engine, context: Context, *, file: str, mapping_file: str) -> str | None:
    """Return `percent`, `share` or `amount`; None when there is no discount column.

    The mapping decides, then the name of the column, a percent sign, and the size of the values.
    Errors: MappingNeededError when the amount of a line depends on it and nothing says.
    """
    column = context.column("discount")
    if column is None:
        return None
    if context.saved and context.saved.discount_is:
        return context.saved.discount_is
    words = set(normalise_name(column.name).split())
    quantity, price = number_of(context, "quantity"), number_of(context, "unit_price")
    product = f"cast({quantity} as double) * cast({price} as double)" if quantity and price else "null"
    largest, beyond = engine.fetch_one(
        f"select max(abs(d)), coalesce(bool_or(abs(d) > abs(product)), false) from "
        f"(select {number_of(context, 'discount')} as d, {product} as product from {quote_name(context.raw.relation)})"
    )
    form = context.forms.numbers.get(column.name)
    signed = form is not None and "%" in form.evidence.signs
    rules = (
        (bool(words & _AMOUNT_WORDS), "amount"),
        (largest is None or largest <= 1, "share"),
        (bool(words & _PERCENT_WORDS) or signed, "percent"),
        (largest is not None and largest > _HUNDRED, "amount"),
        # a discount above the value of its line can be no amount
        (bool(beyond), "percent"),
        # the net amount is given: nothing rests on the discount
        (context.column("net_amount") is not None, "percent"),
    )
    for holds, meaning in rules:
        if holds:
            return meaning
    raise MappingNeededError(
        msg(
            '{file}: the column {column} may be a discount in percent or an amount. Write discount_is = "percent" or '
            'discount_is = "amount" under [options] in {mapping}.',
            file=file,
            column=column.name,
            mapping=mapping_file,
        )
    )
