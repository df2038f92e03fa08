"""Payment and exposure: how customers pay, what they owe, and who is above the credit limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg, nmsg
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.economics.payments import BANDS
from clientela.reports._service import PART_NAMES, SHOWN, WHO, by_part, named, ratio
from clientela.reports._words import Row, label, money, total

if TYPE_CHECKING:
    from clientela.base.units import Unit
    from clientela.reports._inputs import Inputs

TABLES = ("payments_by_class", "payment_watch")
"""The results the section reads, besides the customers."""


def _overdue(rows: list[Row]) -> Any:
    known = [v for v in (total(rows, name) for name, _, _ in BANDS[1:]) if v is not None]
    return sum(known) if known else None


def _lead(inputs: Inputs, rows: list[Row]) -> Message:
    due, late = total(rows, "open_amount"), _overdue(rows)
    over = total(rows, "over_limit_count")
    watch = [r for r in inputs.tables["payment_watch"] if r["overdue_amount"]]
    if due is None or late is None:
        return msg("What customers owe cannot be said.")
    found = msg(
        "{overdue} of {open} that customers owe are overdue, {old} of it for more than 90 days.",
        overdue=money(late, inputs.currency),
        open=money(due, inputs.currency),
        old=money(total(rows, "overdue_more_amount"), inputs.currency),
    )
    if watch:
        found = msg("{found} Remind first: {names}.", found=found, names=named(watch))
    if not over:
        return found
    more = nmsg(
        "{count} customer is above its credit limit.",
        "{count} customers are above their credit limit.",
        int(over),
    )
    return msg("{found} {more}", found=found, more=more)


def _ages(inputs: Inputs, rows: list[Row]) -> Table:
    heads = (("open_amount", msg("Open")), *((name, title) for name, _, title in BANDS))
    return Table(
        name="receivable_ages",
        title=msg("Receivables by age and class"),
        columns=(Column("abc_part", msg("Class"), "text"), *(Column(n, t, "money") for n, t in heads)),
        rows=tuple((label(r["abc_part"], PART_NAMES), *(r[n] for n, _ in heads)) for r in rows),
        total=(msg("Total"), *(total(rows, n) for n, _ in heads)),
        currency=inputs.currency,
    )


def _behaviour(inputs: Inputs, rows: list[Row]) -> Table:
    rates: tuple[tuple[str, Message, Unit], ...] = (
        ("paid_late_share", msg("Paid late"), "share"),
        ("payment_delay_12m_days", msg("Delay"), "days"),
        ("payment_delay_prior_12m_days", msg("Delay, a year before"), "days"),
        ("sales_outstanding_days", msg("Days of sales outstanding"), "days"),
    )
    sums: tuple[tuple[str, Message, Unit], ...] = (
        ("open_orders_amount", msg("Open orders"), "money"),
        ("least_exposure_amount", msg("Exposure, at least"), "money"),
        ("credit_limit_amount", msg("Credit limits"), "money"),
        ("over_limit_amount", msg("Above the limit"), "money"),
    )
    late = ratio(rows, "paid_late_12m_amount", "paid_12m_amount")
    return Table(
        name="payments_by_class",
        title=msg("Payment and exposure by class"),
        columns=(
            Column("abc_part", msg("Class"), "text"),
            *(Column(n, t, u) for n, t, u in (*rates, *sums)),
        ),
        rows=tuple((label(r["abc_part"], PART_NAMES), *(r[n] for n, _, _ in (*rates, *sums))) for r in rows),
        total=(msg("Total"), late, None, None, None, *(total(rows, n) for n, _, _ in sums)),
        note=msg(
            "The delay is weighted by money and looks at what was paid: what is still open and overdue is in the ages, not in the delay."
        ),
        currency=inputs.currency,
    )


def _watch(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["payment_watch"]
    if not rows:
        return []
    columns = (
        *WHO,
        Column("overdue_amount", msg("Overdue"), "money"),
        Column("overdue_more_amount", msg("more than 90 days"), "money"),
        Column("payment_delay_12m_days", msg("Delay"), "days"),
        Column("payment_delay_change_days", msg("Change"), "days"),
        Column("least_exposure_amount", msg("Exposure, at least"), "money"),
        Column("credit_limit_amount", msg("Credit limit"), "money"),
        Column("over_limit_amount", msg("Above the limit"), "money"),
    )
    return [
        Table(
            name="payment_watch",
            title=msg("Customers to remind, and customers above their limit"),
            columns=columns,
            rows=tuple(tuple(r[c.name] for c in columns) for r in rows),
            currency=inputs.currency,
            limit=SHOWN,
        )
    ]


def _notes(rows: list[Row]) -> list[Block]:
    notes: list[Block] = []
    unknown = total(rows, "open_unknown_customers_count")
    if unknown:
        notes.append(
            Note(
                "unknown",
                nmsg(
                    "What {count} customer owes is not known: an amount has no rate, or a part of it was paid on a day nobody states.",
                    "What {count} customers owe is not known: an amount has no rate, or a part of it was paid on a day nobody states.",
                    int(unknown),
                ),
            )
        )
    if not total(rows, "with_limit_count"):
        notes.append(
            Note(
                "unknown",
                msg(
                    "No credit limits are stated: with them in the customer list, who is above is shown here."
                ),
            )
        )
    if total(rows, "open_orders_amount") is None:
        notes.append(
            Note(
                "unknown",
                msg("What is ordered and not delivered is not known: the exposure is the receivables alone."),
            )
        )
    return notes


def payment_section(inputs: Inputs) -> Section:
    """Payment, ages and exposure; without receivables a note of what one more file would bring."""
    title = msg("Payment and exposure")
    rows = by_part(inputs.tables["payments_by_class"])
    if not any(r["open_amount"] is not None or r["paid_12m_amount"] is not None for r in rows):
        note = msg(
            "How customers pay and what they owe is not known: bring the receivables with due day, payment and open amount."
        )
        return Section("payment", title, (Note("unknown", note),))
    blocks = (_ages(inputs, rows), _behaviour(inputs, rows), *_notes(rows), *_watch(inputs))
    return Section("payment", title, blocks, _lead(inputs, rows))
