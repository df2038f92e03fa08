"""A file of sales lines: its forms are decided, its lines sorted and counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.sources._conform import Context, in_cents
from clientela.sources._discount import decide_discount
from clientela.sources._forms import decide_forms, unreadable_note
from clientela.sources._intake import ControlTotal, FileIntake
from clientela.sources._notes import currency_notes, line_notes
from clientela.sources._quarantine import Sorted, sort_lines

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._raw import RawTable

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
    forms = decide_forms(
        engine, raw, intake.mapping, saved=saved, file=intake.name, mapping_file=mapping_file
    )
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
    return _count(engine, context, intake, staging=staging, prefix=prefix)


def _count(engine: Engine, context: Context, intake: FileIntake, *, staging: Path, prefix: str) -> FileIntake:
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
        notes=(*intake.notes, *line_notes(engine, context, result, lines, currency=intake.currency)),
    )
