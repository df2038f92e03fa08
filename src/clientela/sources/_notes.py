"""What a person should know about a file that was read, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg, nmsg
from clientela.base.money import from_units
from clientela.base.units import Amount
from clientela.sources._names import normalise_name
from clientela.sources._roles import missing_roles
from clientela.sources._synonyms import MAY_HOLD_TAX, TAX_WORDS, WITH_TAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.engine.connect import Engine
    from clientela.sources._conform import Context
    from clientela.sources._masters import MasterCounts
    from clientela.sources._quarantine import Sorted
    from clientela.sources._roles import ColumnMapping

_TAX = frozenset(normalise_name(text) for text in WITH_TAX)
_SHOWN = 5


def _money(units: int, currency: str) -> Amount:
    return Amount(from_units(units), "money", currency=currency, digits=2)


def _total_notes(result: Sorted, currency: str) -> list[Message]:
    notes: list[Message] = []
    totals = [row for row in result.skipped if row.kind == "total"]
    for row in totals[-_SHOWN:]:
        number = Amount(row.row_number, "id")
        if row.net_amount is None:
            notes.append(msg("Row {row} is a total, not a line; it was left out.", row=number))
        elif row.net_amount == result.net_read:
            notes.append(
                msg(
                    "Row {row} is a total of {amount}, not a line; it was left out. It equals the sum of the lines.",
                    row=number,
                    amount=_money(row.net_amount, currency),
                )
            )
        else:
            notes.append(
                msg(
                    "Row {row} is a total of {amount}, not a line; it was left out. The lines add up to {sum}.",
                    row=number,
                    amount=_money(row.net_amount, currency),
                    sum=_money(result.net_read, currency),
                )
            )
    headings = len(result.skipped) - len(totals)
    if headings:
        notes.append(
            nmsg(
                "{count} repeated heading was left out.", "{count} repeated headings were left out.", headings
            )
        )
    return notes


def line_notes(
    engine: Engine, context: Context, result: Sorted, lines: str, *, currency: str
) -> tuple[Message, ...]:
    """Return the sentences about a file of sales lines; `lines` is the relation of the accepted ones."""
    notes = _total_notes(result, currency)
    unnamed, free, uncosted = engine.fetch_one(
        f"select count(*) filter (customer_id is null), count(*) filter (net_amount = 0), "
        f"count(*) filter (cost_amount is null) from {lines}"
    )
    if unnamed:
        notes.append(
            nmsg(
                "{count} line names no customer; it is kept.",
                "{count} lines name no customer; they are kept.",
                unnamed,
            )
        )
    if free:
        notes.append(nmsg("{count} line has the amount 0.", "{count} lines have the amount 0.", free))
    if uncosted and (context.column("cost_amount") or context.column("unit_cost")):
        notes.append(nmsg("{count} line has no cost.", "{count} lines have no cost.", uncosted))
    if context.column("customer_id") is None and context.column("customer_name"):
        notes.append(msg("There is no customer number: customers are told apart by name."))
    if context.column("document_id") is None:
        notes.append(
            msg("There is no document number: the lines of one customer on one day count as one document.")
        )
    if result.credit_types:
        notes.append(
            msg("Credit notes are the documents of type {types}.", types=", ".join(result.credit_types))
        )
    if result.negated:
        notes.append(
            msg("Credit notes come with positive amounts; their quantities and amounts were made negative.")
        )
    return (*notes, *_tax_notes(context))


def _tax_notes(context: Context) -> list[Message]:
    """Say which amounts include VAT, and when the one that is used might."""
    names = [column.name for column in context.raw.columns]
    notes = [
        msg("Column {column} includes VAT and is not used.", column=n)
        for n in names
        if normalise_name(n) in _TAX
    ]
    net = context.column("net_amount")
    stated = [
        n for n in names if TAX_WORDS & set(normalise_name(n).split()) and normalise_name(n) not in _TAX
    ]
    stated = [n for n in stated if net is None or n != net.name]
    plain = net is not None and not TAX_WORDS & set(normalise_name(net.name).split())
    if net is not None and plain and stated and set(normalise_name(net.name).split()) <= MAY_HOLD_TAX:
        notes.append(
            msg(
                "The file states the VAT in column {tax}. Check that {column} is without it; if not, name the right column "
                "in the mapping.",
                tax=stated[0],
                column=net.name,
            )
        )
    return notes


def master_notes(counts: MasterCounts) -> tuple[Message, ...]:
    """Return the sentences about a list of customers or products."""
    notes: list[Message] = []
    if counts.repeated:
        notes.append(
            nmsg(
                "{count} row repeats a number that came before; the first row counts.",
                "{count} rows repeat a number that came before; the first row counts.",
                counts.repeated,
            )
        )
    if counts.nameless:
        notes.append(
            nmsg(
                "{count} row has no number and was left out.",
                "{count} rows have no number and were left out.",
                counts.nameless,
            )
        )
    return tuple(notes)


def unknown_note(file: str, mapping: Sequence[ColumnMapping]) -> Message:
    """Say why a file is none of sales lines, customers, products."""
    roles = {m.role for m in mapping}
    missing = missing_roles(mapping)
    if missing == ("document_on",) and "document_id" in roles:
        return msg(
            "{file} has lines without a date; dates that stand in another file cannot be joined yet. "
            "Export the lines with the date of their document.",
            file=file,
        )
    if missing == ("net_amount",) and "document_id" in roles:
        return msg(
            "{file} has documents without amounts; lines that stand in another file cannot be joined yet. "
            "Export the lines with the date and the customer of their document.",
            file=file,
        )
    return msg("{file} holds neither sales lines nor customers nor products; it was ignored.", file=file)


def currency_notes(found: Sequence[tuple[str | None, int, int]], *, assumed: str) -> tuple[Message, ...]:
    """Say which currency the amounts are in: several are named with their sums, one that nobody states is assumed."""
    if len(found) > 1:
        sums = "; ".join(f"{code or '-'} {from_units(int(net)):,.2f} ({lines})" for code, lines, net in found)
        return (
            msg(
                "The lines are in several currencies: {sums} (lines in brackets). A sum over them is in no currency; a run needs an exchange rate for each.",
                sums=sums,
            ),
        )
    if found and found[0][0] is None:
        return (msg("No line states a currency: {currency} is assumed.", currency=assumed),)
    return ()
