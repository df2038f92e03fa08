"""A file of sales lines: its forms are decided, its lines sorted and counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.engine.connect import quote_name, quote_text
from clientela.sources._conform import Context, in_cents, lines_sql, number_of
from clientela.sources._discount import decide_discount
from clientela.sources._errors import MappingNeededError
from clientela.sources._forms import decide_forms, unreadable_note
from clientela.sources._intake import ControlTotal, FileIntake
from clientela.sources._notes import currency_notes, line_notes
from clientela.sources._prices import settle_prices
from clientela.sources._quarantine import Sorted, is_credit_type, sort_lines

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._raw import RawTable
    from clientela.sources._roles import ColumnMapping

_USUAL_RATES = (4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27)
"""Rates of VAT in percent."""
_SIDES = ("debit_amount", "credit_amount")
_MONEY_ROLES = ("net_amount", "gross_amount", "unit_price", "cost_amount", "unit_cost")


def read_lines(
    engine: Engine,
    raw: RawTable,
    intake: FileIntake,
    *,
    saved: SavedMapping | None,
    mapping_file: str,
    staging: Path,
    prefix: str,
) -> FileIntake:
    """Sort the lines of a file whose columns are known, and count them.

    Errors: MappingNeededError when the form of the numbers or dates, or the meaning of a discount, cannot be told.
    """
    mapping, told = settle_prices(
        engine, raw, intake.mapping, saved=saved, file=intake.name, mapping_file=mapping_file
    )
    used = {m.column for m in mapping}
    unused = tuple(name for name in intake.unused_columns if name not in used)
    intake = replace(intake, mapping=mapping, unused_columns=unused, notes=(*intake.notes, *told))
    forms = decide_forms(
        engine, raw, intake.mapping, saved=saved, file=intake.name, mapping_file=mapping_file
    )
    intake = replace(intake, mapping=_tax_rates(engine, Context(raw, intake.mapping, forms, saved)))
    context = Context(raw, intake.mapping, forms, saved)
    context = replace(
        context, discount=decide_discount(engine, context, file=intake.name, mapping_file=mapping_file)
    )
    intake = replace(
        intake,
        dialect=replace(raw.dialect, decimal=forms.decimal, dates=forms.layout),
        amounts_in_cents=any(in_cents(context, r) for r in _MONEY_ROLES),
        discount_is=context.discount,
        notes=(*intake.notes, *unreadable_note(forms)),
    )
    exchanged = _exchanged(engine, context, file=intake.name, mapping_file=mapping_file)
    is_exchanged = exchanged.mapping != intake.mapping
    # kept with the batch: rows mended later are few and could not tell which side makes a sale
    intake = replace(intake, mapping=exchanged.mapping)
    return _count(engine, exchanged, intake, staging=staging, prefix=prefix, is_exchanged=is_exchanged)


def _tax_rates(engine: Engine, context: Context) -> tuple[ColumnMapping, ...]:
    """Return the mapping, where a column of the VAT is its rate: only usual rates, which as amounts would not fit the total."""
    mapping = context.mapping
    tax = next((m for m in mapping if m.role == "tax_amount"), None)
    roles = {m.role for m in mapping}
    gross, amount = number_of(context, "amount_with_tax"), number_of(context, "tax_amount")
    if tax is None or tax.how == "remembered" or gross is None or amount is None:
        return mapping
    if roles & {"tax_rate", "net_amount", "gross_amount"}:
        return mapping
    share = f"abs({amount}) * 100 / nullif(abs({gross}) - abs({amount}), 0)"
    # the VAT rounded to the cent is within a cent of a usual rate of the rest
    fits = " or ".join(
        f"abs(abs({amount}) - (abs({gross}) - abs({amount})) * {rate} / 100.0) <= 0.011"
        for rate in _USUAL_RATES
    )
    listed = ", ".join(f"{rate}" for rate in (0, *_USUAL_RATES))
    rates, fitting, stated = engine.fetch_one(
        f"select bool_and({amount} in ({listed})), bool_and(coalesce({fits}, false)) filter ({amount} <> 0), "
        f"count(*) filter ({share} is not null and {amount} <> 0) from {quote_name(context.raw.relation)} "
        f"where {amount} is not null and {gross} is not null"
    )
    if not stated or not rates or fitting:
        return mapping
    return tuple(replace(m, role="tax_rate") if m is tax else m for m in mapping)


def _exchanged(engine: Engine, context: Context, *, file: str, mapping_file: str) -> Context:
    """Return the context with debit and credit exchanged where the file is a revenue account, whose sales are credits.

    So it is when debit less credit is below 0 for most documents and in all; credit notes by type are not looked at.
    Errors: MappingNeededError when the sum is below 0 and most documents are not.
    """
    debit, credit = context.column("debit_amount"), context.column("credit_amount")
    if debit is None or credit is None:
        return context
    if any(m.role in _SIDES and m.how == "remembered" for m in context.mapping):
        return context
    key = "coalesce(document_series, ''), document_id" if context.column("document_id") else "row_number"
    typed = f"({lines_sql(context)})"
    kinds = "document_type"
    rows = engine.fetch(
        f"select kind, count(*) filter (net > 0), count(*) filter (net < 0), sum(net) from (select {kinds} as kind, "
        f"sum(net_amount) as net from {typed} where is_good group by {kinds}, {key}) group by 1"
    )
    extra = context.saved.credit_note_types if context.saved else ()
    sales = [row for row in rows if not (row[0] and is_credit_type(str(row[0]), extra))]
    up, down, total = (sum(int(row[i] or 0) for row in sales) for i in (1, 2, 3))
    if total >= 0:
        return context
    if down > up:
        swap = {"debit_amount": "credit_amount", "credit_amount": "debit_amount"}
        return replace(
            context, mapping=tuple(replace(m, role=swap.get(m.role, m.role)) for m in context.mapping)
        )
    raise MappingNeededError(
        msg(
            "{file}: {debit} less {credit} is below 0 in all, and most documents are not. Write under [columns] in {mapping} which "
            'column makes a sale: debit_amount = "{debit}" and credit_amount = "{credit}", or the other way round.',
            file=file,
            debit=debit.name,
            credit=credit.name,
            mapping=mapping_file,
        )
    )


def _count(
    engine: Engine,
    context: Context,
    intake: FileIntake,
    *,
    staging: Path,
    prefix: str,
    is_exchanged: bool,
) -> FileIntake:
    result: Sorted = sort_lines(engine, context, file=intake.name, staging=staging, prefix=prefix)
    lines, rejected, excluded = (
        f"read_parquet({quote_text(str(p))})" for p in (result.lines, result.rejected, result.excluded)
    )
    accepted = engine.fetch_one(
        f"select count(*), coalesce(sum(net_amount), 0), min(document_on), max(document_on) from {lines}"
    )
    aside = engine.fetch_one(f"select count(*), coalesce(sum(net_amount), 0) from {excluded}")
    refused = engine.fetch_one(
        f"select count(*), coalesce(sum(net_amount), 0), count(*) - count(net_amount) from {rejected}"
    )
    by_currency = engine.fetch(
        f"select currency, count(*), sum(net_amount)::hugeint from {lines} group by currency order by currency nulls last"
    )
    intake = replace(
        intake,
        currency=by_currency[0][0] or intake.currency
        if len(by_currency) == 1
        else ""
        if by_currency
        else intake.currency,
        notes=(*intake.notes, *currency_notes(by_currency, assumed=intake.currency)),
    )
    key = "(coalesce(document_series, ''), document_id)"
    if not context.column("document_id"):
        key = "(coalesce(customer_id, ''), document_on)"
    elif not context.column("document_series"):
        # one text is told apart sooner than two; no number is an empty text
        key = "coalesce(document_id, '')"
    totals = engine.fetch(
        f"select year(document_on), document_kind, count(distinct {key}), count(*), sum(net_amount)::hugeint from {lines} "
        f"group by 1, 2 order by 1, 2"
    )
    control = tuple(ControlTotal(int(y), kind, int(d), int(n), int(net)) for y, kind, d, n, net in totals)
    return replace(
        intake,
        lines_read=result.lines_read,
        lines_accepted=int(accepted[0]),
        lines_excluded=int(aside[0]),
        lines_rejected=int(refused[0]),
        net_read=result.net_read,
        net_accepted=int(accepted[1]),
        net_excluded=int(aside[1]),
        net_rejected=int(refused[1]),
        rejected_without_amount=int(refused[2]),
        period_from=accepted[2],
        period_to=accepted[3],
        documents=sum(total.documents for total in control),
        control_totals=control,
        skipped_rows=result.skipped,
        credit_note_types=result.credit_types,
        lines=result.lines,
        rejected=result.rejected,
        excluded=result.excluded,
        notes=(
            *intake.notes,
            *line_notes(
                engine, context, result, lines, currency=intake.currency, revenue_account=is_exchanged
            ),
        ),
    )
