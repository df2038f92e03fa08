"""What a person should know about dates and amounts that were made of other columns, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg
from clientela.sources._amounts import MONEY_ROLES
from clientela.sources._values import scale_of

if TYPE_CHECKING:
    from clientela.sources._values import Context


def derived_notes(context: Context) -> tuple[Message, ...]:
    """Return the sentences about months without days, thousands, debit and credit, and VAT taken off."""
    return (*_date_notes(context), *_amount_notes(context), *_content_note(context))


def _date_notes(context: Context) -> list[Message]:
    date = context.column("document_on")
    if date is None:
        month, day = context.column("document_month"), context.column("document_day")
        if month is not None and day is None:
            return [_last_day(month.name)]
        return []
    form = context.forms.dates.get(date.name)
    if form is None:
        return []
    seen = form.evidence
    packed = seen.of("six") if form.order == "month" else 0
    months = seen.of("month") + seen.of("named_month") + packed
    return [_last_day(date.name)] if months else []


def _last_day(column: str) -> Message:
    return msg(
        "Column {column} states months without days: each line counts on the last day of its month.",
        column=column,
    )


def _amount_notes(context: Context) -> list[Message]:
    notes: list[Message] = [
        msg("The amounts of column {column} are thousands; they were multiplied.", column=column.name)
        for role in MONEY_ROLES
        if (column := context.column(role)) is not None and scale_of(context, role) == "thousands"
    ]
    debit, credit = context.column("debit_amount"), context.column("credit_amount")
    if debit is not None and credit is not None:
        notes.append(
            msg(
                "The amount of a line is {debit} less {credit}, as in the ledger of a customer, where invoices are debits. "
                "Payments in it would lower the sales: export invoices and credit notes only.",
                debit=debit.name,
                credit=credit.name,
            )
        )
    if side := context.column("debit_credit"):
        notes.append(msg("Amounts that column {column} calls a credit were made negative.", column=side.name))
    return [*notes, *_tax_notes(context)]


def _tax_notes(context: Context) -> list[Message]:
    gross = context.column("amount_with_tax")
    if gross is None:
        return []
    tax = context.column("tax_amount")
    if tax is not None:
        return [msg("The amount of a line is {gross} less the VAT in {tax}.", gross=gross.name, tax=tax.name)]
    rate = context.column("tax_rate")
    if rate is not None:
        return [
            msg(
                "The amount of a line is {gross} without the VAT at the rate in {rate}, rounded to the cent.",
                gross=gross.name,
                rate=rate.name,
            )
        ]
    return [
        msg(
            "The only amount is {gross}, which includes VAT: sales are too high by the VAT. Export the amounts without VAT.",
            gross=gross.name,
        )
    ]


def _content_note(context: Context) -> list[Message]:
    found = [m.column for m in context.mapping if m.how == "content"]
    if not found:
        return []
    return [
        msg("Recognised by what the rows hold, not by name: {columns}. Check them.", columns=", ".join(found))
    ]
