"""The amounts of a line in 1/10,000 as SQL over the numbers `n_<role>`: as given, or made of what is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.sources._price_words import includes_tax
from clientela.sources._values import UNITS_OF, quick_units, scale_of, units_sql

if TYPE_CHECKING:
    from clientela.sources._values import Context

_LARGEST = "1e13"
DEBIT = (
    "s",
    "soll",
    "d",
    "dr",
    "debit",
    "dare",
    "debe",
    "д",
    "дт",
    "дебет",
    "debito",
    "wn",
    "winien",
    "debet",
    "+",
)
CREDIT = (
    "h",
    "haben",
    "a",
    "avere",
    "c",
    "cr",
    "credit",
    "credito",
    "haber",
    "к",
    "кт",
    "кредит",
    "ma",
    "k",
    "kredit",
    "-",
)
"""What a column of debit and credit says, in small letters."""


def _scaled(context: Context, role: str) -> int:
    return UNITS_OF[scale_of(context, role)]


def _given(context: Context, role: str) -> str | None:
    if context.column(role) is None:
        return None
    return f"u_{role}" if quick_units(context, role) else units_sql(f"n_{role}", _scaled(context, role))


def _product(context: Context, price: str, share: str = "") -> str | None:
    """Return quantity x price (x share) in 1/10,000; NULL where a factor is missing or the product is beyond reason."""
    if context.column("quantity") is None or context.column(price) is None:
        return None
    factor = UNITS_OF[scale_of(context, price)] // 100
    exact = f"n_quantity * n_{price}"
    amount = units_sql(f"({exact} * {share})", factor) if share else units_sql(f"({exact})", factor * 100)
    guard = f"abs(cast(n_quantity as double) * cast(n_{price} as double)) < {_LARGEST}"
    return f"(case when {guard} then {amount} end)"


def _coalesce(parts: list[str | None], kind: str = "bigint") -> str:
    known = [part for part in parts if part is not None]
    if not known:
        return f"cast(null as {kind})"
    return known[0] if len(known) == 1 else f"coalesce({', '.join(known)})"


def _remaining_share(context: Context) -> str:
    """Return what the discount leaves, in percent with five decimals, so that the product stays exact."""
    rate = "abs(n_discount)" if context.discount == "percent" else "abs(n_discount) * 100"
    return f"try_cast(100 - coalesce({rate}, 0) as decimal(7,4))" if context.column("discount") else ""


MONEY_ROLES = (
    "net_amount", "gross_amount", "unit_price", "cost_amount", "unit_cost", "debit_amount", "credit_amount", "amount_with_tax",
)  # fmt: skip


def stated_currency(context: Context) -> str | None:
    """Return the currency that the amounts themselves state by sign or code (`$ 10`), where all of them state the same."""
    columns = (context.column(role) for role in MONEY_ROLES)
    forms = (context.forms.numbers.get(column.name) for column in columns if column is not None)
    found = {code for form in forms if form is not None for code in form.evidence.currencies}
    return found.pop() if len(found) == 1 else None


def _estimated_cost(context: Context) -> str:
    """Return unit cost x quantity for the holes in a column of total costs: an estimate, since the two may differ."""
    given = _given(context, "cost_amount")
    product = _product(context, "unit_cost")
    return f"(case when {given} is null then {product} end)" if given and product else _coalesce([])


def _without_tax(context: Context) -> str | None:
    """Return the net of an amount that includes VAT: less the VAT, or divided by 1 + rate and rounded to the cent.

    Formula: round_half_even(amount / (1 + rate), 2) in whole numbers; a rate of 1 and above is in percent.
    Without any VAT column it is the amount as it stands, about which a note warns.
    """
    amount = _given(context, "amount_with_tax")
    if amount is None:
        return None
    tax = _given(context, "tax_amount")
    if tax is not None:
        return f"({amount} - {tax})"
    if context.column("tax_rate") is None:
        return amount
    return _less_rate(amount)


def _less_rate(amount: str) -> str:
    rate = "(case when abs(n_tax_rate) >= 1 then n_tax_rate * 100 else n_tax_rate * 10000 end)"
    parts = f"cast(10000 + {rate} as hugeint)"
    cents = f"abs(cast({amount} as hugeint)) * 100"
    whole, rest = f"(({cents}) // {parts})", f"(({cents}) % {parts})"
    up = f"(case when 2 * {rest} > {parts} or (2 * {rest} = {parts} and {whole} % 2 = 1) then 1 else 0 end)"
    return f"cast(sign({amount}) * ({whole} + {up}) * 100 as bigint)"


def _net(context: Context, derived: str | None) -> str:
    given = _given(context, "net_amount")
    if given is None and context.column("gross_amount") is None and _product(context, "unit_price") is None:
        debit, credit = _given(context, "debit_amount"), _given(context, "credit_amount")
        if debit is not None and credit is not None:
            # the ledger of a customer: invoices are debits
            given = f"(case when {debit} is null and {credit} is null then null else coalesce({debit}, 0) - coalesce({credit}, 0) end)"
        else:
            given = _without_tax(context)
    net = given or derived or _coalesce([])
    if context.column("debit_credit") is None:
        return net
    side = "lower(trim(debit_credit, ' .'))"
    listed = {name: ", ".join(quote_text(w) for w in words) for name, words in (("d", DEBIT), ("c", CREDIT))}
    return (
        f"(case when {side} in ({listed['d']}) then {net} when {side} in ({listed['c']}) then -({net}) end)"
    )


def amounts(context: Context) -> dict[str, str]:
    """Return quantity, gross, net and cost in 1/10,000 as SQL over the numbers `n_<role>`.

    A hole in a column of net amounts is not filled from the price: missing is a state, never a number.
    Formula: net = net amount where the file has one, else gross (quantity x price where not given) x (1 - discount), or minus
    the discount when it is an amount; cost = total cost where the file has one, else unit cost x quantity; a hole in the total
    costs is estimated apart. Without any of these: debit less credit, or the amount with VAT less the VAT.
    """
    gross = _coalesce([_given(context, "gross_amount"), _product(context, "unit_price")])
    if context.discount == "amount":
        scale = _scaled(context, "discount")
        off = f"coalesce({units_sql('abs(n_discount)', scale)}, 0)"
        # what is taken off makes the amount of a line given back smaller as well
        derived: str | None = f"({gross} - (case when {gross} < 0 then -1 else 1 end) * {off})"
    elif context.discount in ("percent", "share"):
        share = _remaining_share(context)
        listed = _given(context, "gross_amount")
        rest = units_sql(
            f"(cast(n_gross_amount as decimal(20,6)) * {share})", _scaled(context, "gross_amount") // 100
        )
        derived = _coalesce([rest if listed else None, _product(context, "unit_price", share)])
    else:
        derived = gross
    price = context.column("unit_price")
    is_rated = context.column("tax_rate") is not None and context.column("gross_amount") is None
    if price is not None and is_rated and includes_tax(price.name):
        gross, derived = _less_rate(gross), derived and _less_rate(derived)
    quantity = _given(context, "quantity")
    return {
        "quantity": _coalesce([quantity]),
        "gross_amount": gross,
        "net_amount": _net(context, derived),
        "cost_amount": _coalesce([_given(context, "cost_amount") or _product(context, "unit_cost")]),
        "estimated_cost_amount": _estimated_cost(context),
    }
