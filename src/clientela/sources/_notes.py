"""What a person should know about a file that was read, in sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg, nmsg
from clientela.base.money import from_units
from clientela.base.units import Amount
from clientela.sources._derived_notes import derived_notes
from clientela.sources._names import normalise_name
from clientela.sources._recognise import filled_columns
from clientela.sources._synonyms import MAY_HOLD_TAX, TAX_WORDS, WITH_TAX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientela.engine.connect import Engine
    from clientela.sources._conform import Context
    from clientela.sources._quarantine import Sorted
    from clientela.sources._recognise import Decision
    from clientela.sources._roles import Profile
    from clientela.sources._wide import PeriodColumn

_TAX = frozenset(normalise_name(text) for text in WITH_TAX)
_SHOWN = 5
_BARE_TOTAL = frozenset(
    {"total", "totale", "всего", "итого", "gesamt", "totaal", "celkem", "totalt", "усього", "разом", "razem"}
)
"""Words of a total that does not say of what."""


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
    footers = sum(1 for row in result.skipped if row.kind == "footer")
    if footers:
        notes.append(
            nmsg(
                "{count} row with nothing but a remark was left out.",
                "{count} rows with nothing but a remark were left out.",
                footers,
            )
        )
    headings = len(result.skipped) - len(totals) - footers
    if headings:
        notes.append(
            nmsg(
                "{count} repeated heading was left out.", "{count} repeated headings were left out.", headings
            )
        )
    return notes


def line_notes(
    engine: Engine,
    context: Context,
    result: Sorted,
    lines: str,
    *,
    currency: str,
    revenue_account: bool = False,
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
    if result.mixed:
        notes.append(_mixed_note(turned=result.negated))
    elif result.negated:
        notes.append(
            msg("Credit notes come with positive amounts; their quantities and amounts were made negative.")
        )
    if revenue_account:
        notes += _account_notes(context)
        # the sentence about the ledger of a customer does not hold
        context = replace(context, mapping=tuple(m for m in context.mapping if m.role != "credit_amount"))
    return (*notes, *_tax_notes(context), *derived_notes(context))


def _mixed_note(*, turned: bool) -> Message:
    if turned:
        return msg(
            "Credit notes come with both signs, some above and some below 0. The positive ones were made negative, the negative ones "
            "were left as they are. Check them."
        )
    return msg(
        "Credit notes come with both signs, some above and some below 0. They were left as they are, because the total of the file "
        "counts them so."
    )


def _account_notes(context: Context) -> list[Message]:
    """Say that credit is the sale; the roles of the two columns are exchanged by then."""
    more, less = context.column("debit_amount"), context.column("credit_amount")
    if more is None or less is None:
        return []
    return [
        msg(
            "The amount of a line is {credit} less {debit}, as in a revenue account, where sales are credits: the other way round most "
            "documents would be negative. Check that these are sales.",
            credit=more.name,
            debit=less.name,
        )
    ]


def _tax_notes(context: Context) -> list[Message]:
    """Say which amounts include VAT, and when the one that is used might."""
    names = [column.name for column in context.raw.columns]
    used = {m.column for m in context.mapping if m.role in ("amount_with_tax", "unit_price")}
    notes = [
        msg("Column {column} includes VAT and is not used.", column=n)
        for n in names
        if normalise_name(n) in _TAX and n not in used
    ]
    net = context.column("net_amount")
    stated = [
        n for n in names if TAX_WORDS & set(normalise_name(n).split()) and normalise_name(n) not in _TAX
    ]
    stated = [n for n in stated if net is None or n != net.name]
    plain = net is not None and not TAX_WORDS & set(normalise_name(net.name).split())
    if net is not None and not stated and set(normalise_name(net.name).split()) <= _BARE_TOTAL:
        notes.append(
            msg(
                "Column {column} may include VAT. Check that it is without it; if not, name the right column in the mapping.",
                column=net.name,
            )
        )
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


def melted_note(periods: Sequence[PeriodColumn], rows: int) -> tuple[Message, ...]:
    """Say which columns became rows."""
    return (
        nmsg(
            "The columns {columns} became rows: {count} stated cell. An empty cell is not stated, and no zero.",
            "The columns {columns} became rows: {count} stated cells. An empty cell is not stated, and no zero.",
            rows,
            columns=_listed([p.column for p in periods]),
        ),
    )


def _listed(names: Sequence[str]) -> str:
    if len(names) <= _MOST_LISTED:
        return ", ".join(names)
    return f"{names[0]} ... {names[-1]}"


_MOST_LISTED = 6
_REPEATED = 0.5
_ATTRIBUTES = {"channel", "area_id", "segment_id", "country", "city"}


def question_of(
    file: str, profiles: Mapping[str, Profile], decision: Decision, mapping_file: str
) -> Message | None:
    """Return the one question whose answer would make an unknown file readable, None when there is no single one."""
    two = [r for r in decision.nearest if r.table is not None and not r.missing]
    if len(two) == _TWO and two[0].table is not None and two[1].table is not None:
        return msg(
            '{file} could be {first} or {second}. Write role = "{one}" or role = "{other}" at the top of {mapping}.',
            file=file, first=two[0].table.title, second=two[1].table.title, one=two[0].role, other=two[1].role,
            mapping=mapping_file,
        )  # fmt: skip
    filled = filled_columns(profiles)
    numbers = [n for n in filled if profiles[n].numbers > _REPEATED]
    known = {
        m.role: m.column
        for r in decision.nearest
        for m in r.mapping
        if m.role in {*_ATTRIBUTES, "customer_id", "year"}
    }
    dated = any(profiles[n].dates > _REPEATED for n in filled) or "year" in known or "document_on" in known
    attributes = {known[role] for role in known if role in _ATTRIBUTES}
    amounts = [n for n in numbers if n not in attributes]
    if (
        attributes
        and len(amounts) >= _TWO
        and len(numbers) == len(filled)
        and not dated
        and "customer_id" not in known
    ):
        return msg(
            "{file} looks like one row for each customer with amounts by category ({columns}), but no column names the customer and no "
            'year is stated. Write role = "yearly_turnover", customer_id = "#row" under [columns] and year = 2024 (the right year) '
            "under [options] in {mapping}, or add the two columns.",
            file=file, columns=_listed(amounts), mapping=mapping_file,
        )  # fmt: skip
    timed = next((r for r in decision.nearest if r.role == "purchases" and not r.missing), None)
    left = [n for n in numbers if timed is not None and n not in timed.explained]
    if timed is not None and left and len(numbers) <= _MOST_LISTED:
        return msg(
            "{file} says which customer bought on which day, and no column was recognised as the amount. If one of {columns} is the "
            'amount of the line, write role = "sales_lines", customer_id = "{customer}" and net_amount = "{column}" under [columns] in '
            '{mapping} (the role stands at the top); if none is, write role = "purchases".',
            file=file, columns=_listed(left), column=left[-1], mapping=mapping_file,
            customer=next(m.column for m in timed.mapping if m.role == "customer_id"),
        )  # fmt: skip
    first = filled[0] if filled else ""
    named = set(normalise_name(first).split()) & _ID_WORDS or first == known.get("customer_id")
    is_document = any(m.role == "document_id" for m in decision.sales.mapping)
    if (
        first
        and named
        and not dated
        and not is_document
        and profiles[first].distinct < _REPEATED
        and len(numbers) > 1
    ):
        return msg(
            "{file} has several rows for one {column}, and no column says of which day, month or year each is. Add a column with the "
            "period, or name it in {mapping}.",
            file=file, column=first, mapping=mapping_file,
        )  # fmt: skip
    return None


_ID_WORDS = frozenset({"id", "code", "number", "no", "key", "codice", "код", "nummer"})
_TWO = 2
_TOLD = 3
"""Columns a table must recognise for it to be worth naming."""


def unknown_note(file: str, decision: Decision) -> Message:
    """Say what an unknown file comes closest to, and what it lacks for that."""
    sales = decision.sales
    roles = {m.role for m in sales.mapping}
    missing = tuple(role for (role,) in sales.missing)
    if missing == ("document_on",) and {"document_id", "product_id"} <= roles:
        return msg(
            "{file} has lines of documents without a date. Add the file with the headers of these documents (number, date, customer) to "
            "the same import, and the two are joined.",
            file=file,
        )
    if missing == ("net_amount",) and {"document_id", "document_on"} <= roles:
        return msg(
            "{file} has documents without amounts. Add the file with the lines of these documents to the same import, and the two are "
            "joined.",
            file=file,
        )
    nearest = next(
        (r for r in decision.nearest if r.table is not None and r.missing and len(r.mapping) >= _TOLD), None
    )
    if nearest is None or nearest.table is None:
        return msg("{file} is none of the tables that can be read; it was ignored.", file=file)
    table = nearest.table
    lacking = "; ".join(
        " / ".join(str(table.column(name).title) for name in some) for some in nearest.missing
    )
    return msg(
        "{file} is not clear enough and was ignored. It comes closest to {table} (recognised: {columns}), and lacks: {missing}.",
        file=file,
        table=table.title,
        columns=", ".join(m.column for m in nearest.mapping),
        missing=lacking,
    )


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
