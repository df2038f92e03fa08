"""Gathers what the data quality report is made of: findings, freshness, what the rules left out."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from clientela.base.money import SCALE, from_units
from clientela.engine.connect import Engine
from clientela.reports.data_quality import Freshness, QualityInputs
from clientela.runs.build import view_facts
from clientela.runs.graph import relation_of
from clientela.runs.quality import all_checks, find_faults, value_lines
from clientela.tables._fold_rows import declared_tables

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.canonical import CanonicalTable
    from clientela.base.settings import Settings
    from clientela.tables._batches import Batch
    from clientela.tables._generation import Generation


def tables_with_rows(engine: Engine) -> frozenset[str]:
    """Name the canonical tables that hold a row; `engine` shows the facts."""
    return frozenset(
        name for name in declared_tables() if engine.fetch(f"select 1 from {relation_of(name)} limit 1")
    )


def _last_dates(
    engine: Engine, table: CanonicalTable, batches: tuple[Batch, ...], as_of: date
) -> dict[str, date]:
    """Return the last date up to `as_of` that each source states in a table."""
    if table.name == "sales_lines":
        sources = {batch.number: batch.source for batch in batches}
        found: dict[str, date] = {}
        for number, day in engine.fetch(
            f"select batch_number, max(document_on) from sales_lines where document_on <= date '{as_of}' group by 1"
        ):
            found[sources[number]] = max(found.get(sources[number], day), day)
        return found
    if not table.known_on:
        return {}
    rows = engine.fetch(
        f"select source, max(cast({table.known_on} as date)) from {relation_of(table.name)} where cast({table.known_on} as date) <= date '{as_of}' group by 1"
    )
    return {source: day for source, day in rows if day is not None}


def _freshness(
    engine: Engine, batches: tuple[Batch, ...], settings: Settings, as_of: date
) -> list[Freshness]:
    found = []
    for name, table in declared_tables().items():
        imported: dict[str, date] = {}
        for batch in batches:
            if batch.role == name:
                imported[batch.source] = datetime.fromisoformat(batch.imported_at).date()
        last = _last_dates(engine, table, batches, as_of) if imported else {}
        for source, day in sorted(imported.items()):
            known = last.get(source) or min(day, as_of)
            found.append(
                Freshness(
                    table.title,
                    source,
                    last.get(source),
                    day,
                    (as_of - known).days,
                    getattr(settings.freshness, name, None),
                )
            )
    return found


def _rules(generation: Generation) -> list[tuple[str, str, int, Any]]:
    names = {batch.id: batch.file_name for batch in generation.batches}
    found: list[tuple[str, str, int, Any]] = [
        (rule, names[batch], lines, from_units(amount))
        for batch, rule, lines, amount in generation.ruled or ()
    ]
    found += [
        ("replaced_document", names[batch], lines, from_units(amount))
        for batch, lines, amount in generation.replaced
        if lines
    ]
    return found


def read_quality_inputs(
    *,
    facts: Path,
    generation: Generation,
    settings: Settings,
    params: dict[str, Any],
    as_of: date,
    today: date,
) -> QualityInputs:
    """Examine a generation of facts. Units: money in reporting-currency units."""
    with Engine() as engine:
        view_facts(engine, generation, facts)
        present = tables_with_rows(engine)
        findings = find_faults(engine, params, present=present)
        value_lines(engine, params)
        lines, sales = engine.fetch_one(
            f"select count(*), coalesce(sum(amount), 0) from valued_lines where document_on <= {params['as_of']}"
        )
        return QualityInputs(
            company=settings.company.name, currency=settings.company.currency, as_of=as_of, lines_count=int(lines),
            sales_amount=int(sales) / SCALE, findings=findings, checks=tuple(c for c in all_checks().values() if not c.needs or c.needs in present),
            freshness=_freshness(engine, generation.batches, settings, today), rules=_rules(generation),
            unused=tuple((b.file_name, ", ".join(b.unused_columns)) for b in generation.batches if b.unused_columns),
        )  # fmt: skip
