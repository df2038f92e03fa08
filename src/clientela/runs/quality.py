"""Carries the quality checks out over the facts of a generation."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from clientela.base.declare import Finding, QualityCheck, Subject, discover
from clientela.quality._tables import checks_of_tables
from clientela.runs.graph import relation_of
from clientela.tables._fold_rows import declared_tables
from clientela.tables._rates import converted, join_rates

if TYPE_CHECKING:
    from clientela.engine.connect import Engine

_SHOWN = 20


@cache
def all_checks() -> dict[str, QualityCheck]:
    """Return the quality checks by name: those declared, and those that follow from the declarations of the tables."""
    own: dict[str, QualityCheck] = discover("clientela.quality", QualityCheck)
    return own | checks_of_tables(declared_tables(), relation_of)


def value_lines(engine: Engine, params: dict[str, Any]) -> None:
    """Name `valued_lines`: the sales lines with `amount`, their net amount in the reporting currency.

    Formula: amount = net x rate of the document date, to 1/10,000; NULL where the rate is missing.
    """
    amount = converted("net_amount", params, row="l", name="r")
    rates = join_rates(params, row="l", day="document_on", name="r")
    engine.execute(
        f"create or replace temp view valued_lines as select l.*, {amount} as amount from sales_lines as l {rates}"
    )


def _subjects(engine: Engine, check: QualityCheck, params: dict[str, Any]) -> list[Subject]:
    sql = check.build(params)
    if check.judge is None:
        return [
            Subject(str(subject), int(rows or 0), None if amount is None else int(amount))
            for subject, rows, amount in engine.fetch(f"select subject, rows_count, amount from ({sql})")
        ]
    return check.judge(engine.fetch_records(sql))


def _weight(subject: Subject) -> tuple[int, int, str]:
    return (-abs(subject.amount or 0), -subject.rows_count, subject.subject)


def find_faults(engine: Engine, params: dict[str, Any], *, present: frozenset[str]) -> tuple[Finding, ...]:
    """Carry out the checks whose table is `present`; what weighs most comes first.

    `engine` must show the facts (`view_facts`). Units: money in 1/10,000; share as a fraction of 1.
    """
    value_lines(engine, params)
    lines, sales = engine.fetch_one(
        f"select count(*), coalesce(sum(abs(amount)), 0) from valued_lines where document_on <= {params['as_of']}"
    )
    findings = []
    for check in all_checks().values():
        if check.needs and check.needs not in present:
            continue
        subjects = sorted(_subjects(engine, check, params), key=_weight)
        if not subjects:
            continue
        amounts = [s.amount for s in subjects if s.amount is not None]
        rows = sum(s.rows_count for s in subjects)
        amount = sum(amounts) if amounts else None
        at_stake = sum(map(abs, amounts)) / int(sales) if amounts and sales else 0.0
        share = at_stake or (rows / lines if lines else 0.0)
        findings.append(
            Finding(check, len(subjects), rows, amount, min(share, 1.0), tuple(subjects[:_SHOWN]))
        )
    return tuple(
        sorted(findings, key=lambda f: (not f.check.is_blocking, -f.share, -f.rows_count, f.check.name))
    )
