"""Single values of a file as SQL: texts without noise, exact numbers, dates, and the scale of amounts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clientela.engine.connect import quote_text
from clientela.sources._dates import TYPED_DATE, date_sql
from clientela.sources._months import month_sql
from clientela.sources._names import MISSING_TOKENS, normalise_name
from clientela.sources._numbers import TYPED, number_sql, simple_text
from clientela.sources._synonyms import IN_CENTS, IN_THOUSANDS

if TYPE_CHECKING:
    from clientela.sources._form import Forms
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._raw import RawColumn, RawTable
    from clientela.sources._roles import ColumnMapping

# at least 19 digits each: the product of two shorter decimals is capped at 18 digits
QUANTITY, PRICE, AMOUNT, SHARE = "decimal(19,5)", "decimal(19,8)", "decimal(20,6)", "decimal(19,5)"
TYPES = {
    "quantity": QUANTITY, "unit_price": PRICE, "unit_cost": PRICE, "discount": SHARE,
    "net_amount": AMOUNT, "gross_amount": AMOUNT, "cost_amount": AMOUNT, "debit_amount": AMOUNT, "credit_amount": AMOUNT,
    "amount_with_tax": AMOUNT, "tax_amount": AMOUNT, "tax_rate": SHARE, "price_unit": QUANTITY,
}  # fmt: skip
_LONGEST_TOKEN = max(len(token.encode()) for token in MISSING_TOKENS)
_TOKENS = quote_text("|".join(re.escape(token) for token in sorted(MISSING_TOKENS)))
Scale = Literal["units", "cents", "thousands"]
UNITS_OF: dict[Scale, int] = {"units": 10_000, "cents": 100, "thousands": 10_000_000}
"""How many 1/10,000 currency units one of the file's units is."""
_EXACT_DIGITS = 14
_FOR_ONE = (
    "when 1 then 1.0000 when 10 then 0.1000 when 100 then 0.0100 when 1000 then 0.0010 when 10000 then 0.0001"
)
"""What one piece costs of a price for so many; no other number is one for which prices are stated."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the expressions of one file are built from."""

    raw: RawTable
    mapping: tuple[ColumnMapping, ...]
    forms: Forms
    saved: SavedMapping | None
    discount: str | None = None
    """How the discount column is meant: `percent`, `share` or `amount`."""

    def column(self, role: str) -> RawColumn | None:
        """Return the column that has this role."""
        for found in self.mapping:
            if found.role == role:
                return self.raw.column(found.column)
        return None


def clean_sql(column: RawColumn) -> str:
    """Return the text of a cell without marks; NULL when nothing is stated."""
    if column.kind != "text":
        return f"cast({column.field} as varchar)"
    text = column.field if column.plain else f"ltrim({column.field}, '{TYPED}{TYPED_DATE}')"
    # of `in` the engine makes a join over all rows, whether they come to this case or not
    missing = f"regexp_full_match(upper({text}), {_TOKENS})"
    return f"(case when strlen({text}) <= {_LONGEST_TOKEN} then case when {missing} then null else {text} end else {text} end)"


def id_sql(column: RawColumn) -> str:
    """Return a number that names something, as text: `12345.0` is 12345, leading zeros stay."""
    text = clean_sql(column)
    if column.kind == "number":
        return f"regexp_replace({text}, '\\.0+$', '')"
    whole = f"regexp_replace({text}, '^([0-9]+)[.,]0+$', '\\1')"
    return f"(case when ends_with({column.field}, '.0') or ends_with({column.field}, ',0') then {whole} else {text} end)"


def scale_of(context: Context, role: str) -> Scale:
    """Say in what the amounts of this role are: the mapping says so, or the name of the column (`TEUR`, `sale_cents`)."""
    column = context.column(role)
    if column is None:
        return "units"
    given = context.saved.amounts_in if context.saved else None
    if given in UNITS_OF:
        return given
    words = set(normalise_name(column.name).split())
    if IN_CENTS & words:
        return "cents"
    return "thousands" if IN_THOUSANDS & words else "units"


def in_cents(context: Context, role: str) -> bool:
    """Say whether the amounts of this role are hundredths."""
    return scale_of(context, role) == "cents"


def number_of(context: Context, role: str) -> str | None:
    """Return the number of a role as a decimal in currency units or pieces; None when no column has the role.

    A price for 10, 100, 1,000 or 10,000 pieces is returned for one: exact to eight decimals.
    """
    unit = _stated_number(context, "price_unit") if role == "unit_price" else None
    stated = _stated_number(context, role)
    if unit is None or stated is None:
        return stated
    return f"try_cast({stated} * (case {unit} {_FOR_ONE} end) as {PRICE})"


def _stated_number(context: Context, role: str) -> str | None:
    column = context.column(role)
    if column is None:
        return None
    if column.kind == "number":
        return f"try_cast({column.field} as {TYPES[role]})"
    if column.kind == "date":
        return f"cast(null as {TYPES[role]})"
    form = context.forms.numbers[column.name]
    return number_sql(
        _trimmed(context, column), decimal=form.decimal, evidence=form.evidence, type_=TYPES[role]
    )


def _trimmed(context: Context, column: RawColumn) -> str:
    # the cells of a text file come without space around them
    return column.field if context.raw.kind == "csv" else f"trim({column.field})"


def quick_units(context: Context, role: str) -> str | None:
    """Return the number of a role in 1/10,000 without decimals, where doubles are exact; None where they may not be.

    So it is when every value is digits and one sign, none has a digit beyond the last unit, and the largest has 14 digits
    in units: half a unit is then far more than a double errs by (2^-51 of it).
    """
    column = context.column(role)
    form = context.forms.numbers.get(column.name) if column is not None else None
    if column is None or form is None or column.kind != "text" or not form.evidence.is_simple(form.decimal):
        return None
    factor = UNITS_OF[scale_of(context, role)]
    whole, behind = form.evidence.places or (0, 0)
    zeros = len(str(factor)) - 1
    if behind > zeros or whole + zeros > _EXACT_DIGITS:
        return None
    text = simple_text(_trimmed(context, column), form.decimal, form.evidence)
    return f"try_cast(round(try_cast({text} as double) * {factor}) as bigint)"


def units_sql(amount: str, factor: int) -> str:
    """Return `amount * factor` as a whole number, half to even; NULL when missing or beyond 64 bits.

    Formula: round_half_even(amount * factor), with exact decimals.
    """
    exact = f"({amount} * {factor})"
    near = f"try_cast({exact} as bigint)"
    # the cast rounds halves away from zero; most amounts are whole here and end at the first test
    tie = f"abs({exact} - trunc({exact})) = 0.5 and {near} % 2 <> 0"
    return f"(case when {exact} = {near} then {near} when {tie} then {near} - cast(sign({exact}) as integer) else {near} end)"


def _part(context: Context, role: str) -> str:
    column = context.column(role)
    return clean_sql(column) if column else "null"


def _date_of_parts(context: Context) -> str:
    """Return the date of a year, a month and a day in columns of their own; without a day it is the last of the month."""
    year, month, day = (_part(context, f"document_{part}") for part in ("year", "month", "day"))
    number = f"coalesce(try_cast({month} as integer), {month_sql(month)})"
    first = f"cast(try_cast({year} as integer) as varchar) || '-' || {number} || '-'"
    if context.column("document_day") is None:
        return f"last_day(try_cast({first} || '01' as date))"
    return f"try_cast({first} || try_cast({day} as integer) as date)"


def document_date_sql(context: Context) -> str:
    """Return the date of the document: its column read in its form, or made of its parts."""
    column = context.column("document_on")
    if column is None:
        return _date_of_parts(context) if context.column("document_month") else "cast(null as date)"
    if column.kind == "date":
        return f"cast({column.field} as date)"
    if column.kind == "number":
        field = f"cast({column.field} as varchar)"
        shape = f"try_cast(try_strptime({field}, '%Y%m%d') as date)"
        return f"coalesce({shape}, date '1899-12-30' + try_cast({column.field} as integer))"
    form = context.forms.dates[column.name]
    return date_sql(untyped(column), evidence=form.evidence, order=form.order)


def untyped(column: RawColumn) -> str:
    """Return a field without the mark of a typed number, whose digits may be a date."""
    return column.field if column.plain else f"ltrim({column.field}, '{TYPED}')"
