"""The data quality report: what to mend first, and what mending it would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg, nmsg
from clientela.base.money import from_units
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Document, Kpi, Kpis, Note, Section, Table, Text
from clientela.reports.import_check import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clientela.base.declare import Finding, QualityCheck, Subject

_ALARM = 0.01


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old what is known is. `allowed_days` None: nobody said how fresh it must be."""

    table: Message | str
    source: str
    last_on: date | None
    imported_on: date
    age_days: int | None
    allowed_days: int | None


@dataclass(frozen=True, slots=True)
class QualityInputs:
    """What the report is made of. Money in currency units of the reporting currency."""

    company: str
    currency: str
    as_of: date
    lines_count: int
    sales_amount: Any
    findings: Sequence[Finding]
    """The weightiest first."""
    checks: Sequence[QualityCheck]
    freshness: Sequence[Freshness]
    rules: Sequence[tuple[str, str, int, Any]]
    """(rule, file, rows, money) of what the rules left out."""
    unused: Sequence[tuple[str, str]]
    """(file, columns that nothing reads)."""


def _money(units: int | None) -> Any:
    return from_units(units)


def _overview(inputs: QualityInputs) -> Section:
    by_name = {f.check.name: f for f in inputs.findings}

    def known(name: str) -> float | None:
        if not inputs.lines_count:
            return None
        return 1.0 - (by_name[name].share if name in by_name else 0.0)

    figures = [
        Kpi("lines", msg("Sales lines"), inputs.lines_count, "count"),
        Kpi("sales", msg("Net sales"), inputs.sales_amount, "money", currency=inputs.currency),
        Kpi("customer_known", msg("Sales with a known customer"), known("lines_without_customer"), "share"),
        Kpi("findings", msg("Findings"), len(inputs.findings), "count", context=msg("of {count} checks", count=len(inputs.checks))),
    ]  # fmt: skip
    rows = tuple(
        (place, f.check.title, f.subjects_count, f.rows_count, _money(f.amount), f.share, f.check.remedy)
        for place, f in enumerate(inputs.findings, start=1)
    )
    table = Table(
        "findings",
        msg("What to mend first"),
        (
            Column("place", msg("Place"), "count"),
            Column("finding", msg("Finding")),
            Column("subjects", msg("How many"), "count"),
            Column("rows", msg("Lines"), "count"),
            Column("amount", msg("Net amount"), "money"),
            Column(
                "share",
                msg("Share of sales"),
                "share",
                msg("by absolute amounts; of lines where no money is concerned"),
            ),
            Column("remedy", msg("What to do")),
        ),
        rows,
        currency=inputs.currency,
        note=msg("Ordered by the share of sales concerned."),
    )
    blocks: tuple[Block, ...] = (Kpis("figures", tuple(figures)),)
    return Section("overview", msg("Overview"), (*blocks, table) if rows else blocks, _answer(inputs))


def _answer(inputs: QualityInputs) -> Message:
    if not inputs.findings:
        return nmsg(
            "{count} check found nothing to mend.",
            "{count} checks found nothing to mend.",
            len(inputs.checks),
        )
    first = inputs.findings[0]
    if first.amount is None:
        return msg("Mend first: {finding}.", finding=first.check.title)
    return msg(
        "Mend first: {finding} ({share} of sales).",
        finding=first.check.title, share=Amount(first.share, "share"),
    )  # fmt: skip


def _detail(inputs: QualityInputs, finding: Finding) -> list[Block]:
    examples: tuple[Subject, ...] = finding.examples
    table = Table(
        finding.check.name,
        finding.check.title,
        (
            Column("subject", msg("What"), finding.check.subject_unit),
            Column("rows", msg("Lines"), "count"),
            Column("amount", msg("Net amount"), "money", digits=2),
        ),
        tuple((s.subject, s.rows_count, _money(s.amount)) for s in examples),
        currency=inputs.currency,
        note=msg(
            "The {count} largest of {all}.", count=len(examples), all=Amount(finding.subjects_count, "count")
        )
        if finding.subjects_count > len(examples)
        else None,
    )
    return [Text(msg("{finding}. {effect}", finding=finding.check.title, effect=finding.check.effect)), table]


def _freshness(inputs: QualityInputs) -> Section:
    rows = tuple(
        (f.table, f.source, f.last_on, f.imported_on, f.age_days, f.allowed_days, _state(f))
        for f in inputs.freshness
    )
    late = sum(
        f.allowed_days is not None and f.age_days is not None and f.age_days > f.allowed_days
        for f in inputs.freshness
    )
    table = Table(
        "freshness",
        msg("How fresh the data are"),
        (
            Column("table", msg("Table")),
            Column("source", msg("Source")),
            Column("last_on", msg("Last date in it"), "date"),
            Column("imported_on", msg("Last import"), "date"),
            Column(
                "age_days",
                msg("Age in days"),
                "count",
                msg("from the last date, or else the last import, to today"),
            ),
            Column("allowed_days", msg("Allowed"), "count"),
            Column("state", msg("State")),
        ),
        rows,
    )
    lead = (
        nmsg("{count} table is older than allowed.", "{count} tables are older than allowed.", late)
        if late
        else msg("Everything is as fresh as it should be.")
    )
    return Section("freshness", msg("Freshness"), (table,), lead if rows else None)


def _state(item: Freshness) -> Message | None:
    if item.allowed_days is None or item.age_days is None:
        return None
    return msg("Too old") if item.age_days > item.allowed_days else msg("Fresh")


def _rules(inputs: QualityInputs) -> Section:
    rows = tuple((RULES.get(rule, rule), file, count, amount) for rule, file, count, amount in inputs.rules)
    table = Table(
        "rules",
        msg("What each rule left out"),
        (
            Column("rule", msg("Rule")),
            Column("file", msg("File")),
            Column("rows", msg("Lines"), "count"),
            Column("amount", msg("Net amount"), "money", digits=2),
        ),
        rows,
        total=(msg("Total"), None, sum(r[2] for r in rows), sum((r[3] or 0) for r in rows)) if rows else None,
        total_is_sum=True,
        note=msg(
            "Money in the currency of the documents. Which rules hold is set under [rules] in the settings."
        ),
    )
    blocks: tuple[Block, ...] = (table,) if rows else (Note("info", msg("No rule left a line out.")),)
    return Section("rules", msg("Rules"), blocks)


def build_data_quality(inputs: QualityInputs) -> Document:
    """Put the report together.

    Formula: share = sum of |amount| of the subjects / sum of |amount| of all lines up to `as_of`.
    """
    details = [block for finding in inputs.findings for block in _detail(inputs, finding)]
    unused = Table(
        "unused",
        msg("Columns that nothing reads"),
        (Column("file", msg("File")), Column("columns", msg("Columns"))),
        tuple(inputs.unused),
        note=msg(
            "If one of them matters, say in the mapping what it is. If none does, the export can be smaller."
        ),
    )
    sections = [_overview(inputs)]
    if details:
        sections.append(Section("details", msg("Findings in detail"), tuple(details)))
    sections += [_freshness(inputs), _rules(inputs)]
    if inputs.unused:
        sections.append(Section("unused", msg("Unused columns"), (unused,)))
    return Document(
        name="data_quality",
        title=msg("Data quality"),
        subtitle=msg("As of {day}", day=inputs.as_of),
        company=inputs.company,
        sections=tuple(sections),
        footer=msg("Found in the facts as imported; nothing was changed."),
        currency=inputs.currency,
    )
