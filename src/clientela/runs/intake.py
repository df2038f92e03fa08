"""From files to facts: read, stage, write batches, fold, swap."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.engine.connect import Engine, quote_text
from clientela.reports.import_check import build_import_check
from clientela.runs.build import view_facts
from clientela.sources import FileIntake, read_files, write_mapping
from clientela.tables._batches import Batch, renumber, write_batch
from clientela.tables._fold import SCHEMA, fold_batches
from clientela.tables._generation import Generation, publish_generation, read_generation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.progress import Progress
    from clientela.base.settings import Settings
    from clientela.blocks import Document


class Place(Protocol):
    """What these functions need of a workspace."""

    @property
    def path(self) -> Path:
        """The workspace's folder."""

    @property
    def settings(self) -> Settings:
        """Its settings."""


_ROLES = ("sales_lines", "customers", "products")


class BatchNotFoundError(ClientelaError):
    """There is no live batch with this id."""


class RateMissingError(ClientelaError):
    """A report in one currency needs a rate that nobody gave."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: the new batches, and the files that were there already."""

    files: tuple[FileIntake, ...]
    added: tuple[Batch, ...]
    known: tuple[str, ...]
    """Names of the files whose content was imported before: nothing changed for them."""
    replaced_lines: int
    generation: Generation
    check: Document
    """What each file turned out to be, as a document."""


def read_paths(
    workspace: Place, paths: Sequence[Path], *, staging: Path, progress: Progress
) -> tuple[FileIntake, ...]:
    """Read files with the workspace's mappings and settings; writes below `staging` only."""
    return read_files(
        paths,
        staging=staging,
        mappings=workspace.path / "mappings",
        settings=workspace.settings,
        progress=progress,
    )


def save_mappings(workspace: Place, found: Sequence[FileIntake]) -> None:
    """Write down what was recognised, so that a person can correct it and the next file finds it."""
    for file in found:
        if file.role in _ROLES:
            write_mapping(file, mappings=workspace.path / "mappings")


def _reading_digest(file: FileIntake, source: str) -> str:
    """Name how a file was read: the same bytes read another way, or for another source, are another batch."""
    options = (
        file.dialect,
        tuple((m.role, m.column) for m in file.mapping),
        file.amounts_in_cents,
        file.discount_is,
        file.credit_note_types,
    )
    return hashlib.sha256(repr((source, file.role, options)).encode()).hexdigest()


def _outputs(file: FileIntake) -> dict[str, Path]:
    named = {"lines": file.lines, "rejected": file.rejected, "excluded": file.excluded, "master": file.master}
    return {name: path for name, path in named.items() if path is not None}


def _batch_of(file: FileIntake, *, number: int, imported_at: datetime, source: str) -> Batch:
    reading = _reading_digest(file, source)
    modified = datetime.fromtimestamp(file.path.stat().st_mtime, tz=UTC).date()
    return Batch(
        id=f"{file.sha256[:12]}-{reading[:6]}", number=number, role=file.role, file_name=file.name,
        file_sha256=file.sha256, mapping_sha256=reading, imported_at=imported_at.isoformat(), file_modified_on=modified.isoformat(),
        source=source, lines_read=file.lines_read, lines_accepted=file.lines_accepted, lines_excluded=file.lines_excluded,
        lines_rejected=file.lines_rejected, accepted_amount=file.net_accepted, excluded_amount=file.net_excluded,
        rejected_amount=file.net_rejected, rejected_unreadable=file.rejected_without_amount,
        period_from=file.period_from.isoformat() if file.period_from else None,
        period_to=file.period_to.isoformat() if file.period_to else None,
    )  # fmt: skip


def _fold(
    workspace: Place, batches: tuple[Batch, ...], previous: Generation, changed: set[int]
) -> Generation:
    with tempfile.TemporaryDirectory(prefix="clientela-spill-") as spill, Engine(spill=Path(spill)) as engine:
        generation = fold_batches(
            engine,
            facts=workspace.path / "facts",
            folder=workspace.path / "batches",
            batches=batches,
            previous=previous,
            changed=changed,
        )
    publish_generation(workspace.path / "facts", generation)
    return generation


def import_paths(
    workspace: Place,
    paths: Sequence[Path],
    *,
    imported_at: datetime,
    source: str,
    only: bool,
    progress: Progress,
) -> Outcome:
    """Import files as batches, the one that reaches furthest last; the facts move once, when all of them are ready.

    With `only`, the facts afterwards hold these files and nothing else.
    """
    renew_facts(workspace)
    previous = read_generation(workspace.path / "facts")
    folder = workspace.path / "batches"
    staging = workspace.path / ".staging"
    shutil.rmtree(staging, ignore_errors=True)  # what a killed import left behind
    staging.mkdir(parents=True)
    try:
        found = read_paths(workspace, paths, staging=staging, progress=progress)
        check = build_import_check(found, company=workspace.settings.company.name)
        live = {b.id for b in previous.batches}
        number = max((b.number for b in previous.batches), default=0)
        added, known, named = [], [], set()
        # The export that reaches further wins, whatever the order in which the files were named.
        for file in sorted(found, key=lambda f: (f.period_to or date.min, f.period_from or date.min)):
            if file.role not in _ROLES:
                continue
            batch = _batch_of(file, number=number + 1, imported_at=imported_at, source=source)
            named.add(batch.id)
            if batch.id in live:
                known.append(file.name)
                continue
            number += 1
            live.add(batch.id)
            write_batch(folder, batch, _outputs(file))
            added.append(batch)
        kept = tuple(b for b in previous.batches if not only or b.id in named)
        changed = {b.number for b in added} | {b.number for b in previous.batches if b not in kept}
        if not changed:
            return Outcome(found, (), tuple(known), 0, previous, check)
        generation = _fold(workspace, (*kept, *added), previous, changed)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    before = sum(lines for _, lines, _ in previous.replaced)
    return Outcome(
        found,
        tuple(added),
        tuple(known),
        sum(lines for _, lines, _ in generation.replaced) - before,
        generation,
        check,
    )


def renew_facts(workspace: Place) -> None:
    """Fold facts of an older form again from their batches; facts of today's form are left alone."""
    previous = read_generation(workspace.path / "facts")
    if previous.batches and previous.schema != SCHEMA:
        fresh = Generation(previous.number, dimensions=previous.dimensions)
        _fold(workspace, previous.batches, fresh, {b.number for b in previous.batches})


def undo_batch(workspace: Place, batch_id: str) -> Batch:
    """Fold the facts again without one batch.

    Errors: BatchNotFoundError when no live batch has this id.
    """
    previous = read_generation(workspace.path / "facts")
    batch = next((b for b in previous.batches if b.id == batch_id), None)
    if batch is None:
        raise BatchNotFoundError(
            msg("There is no batch {batch}. `clientela batches` lists those there are.", batch=batch_id)
        )
    _fold(workspace, tuple(b for b in previous.batches if b.id != batch_id), previous, {batch.number})
    return batch


def summarise_facts(facts: Path, generation: Generation) -> dict[str, Any]:
    """Return dates, currencies, lines and money of a generation."""
    return dict(_summary(facts, generation))


@lru_cache(maxsize=16)
def _summary(facts: Path, generation: Generation) -> dict[str, Any]:
    # The parts of a generation never change under their names, so one look at them is enough.
    with Engine() as engine:
        view_facts(engine, generation, facts)
        first, last, lines, amount, customers, bare = engine.fetch_one(
            "select min(document_on), max(document_on), count(*), cast(sum(net_amount) as bigint), "
            "count(distinct case when customer_key <> 0 then customer_key end), count(*) - count(currency) from sales_lines"
        )
        currencies = [
            row[0]
            for row in engine.fetch(
                "select distinct currency from sales_lines where currency is not null order by currency"
            )
        ]
    return {
        "first_on": first,
        "last_on": last,
        "lines": lines,
        "amount": amount or 0,
        "customers": customers,
        "currencies": currencies,
        "lines_without_currency": bare,
    }


@lru_cache(maxsize=16)
def last_plausible_day(facts: Path, generation: Generation) -> date | None:
    """Return the last document date that is not after the day its file was written; else the last one."""
    with Engine() as engine:
        view_facts(engine, generation, facts)
        limits = " ".join(
            f"when {b.number} then date {quote_text(b.file_modified_on)}" for b in generation.batches
        )
        if not limits:
            return None
        row = engine.fetch_one(
            f"select max(case when document_on <= case batch_number {limits} end then document_on end), max(document_on) from sales_lines"
        )
    day: date | None = row[0] or row[1]
    return day


def adopt_currency(facts: Path, generation: Generation, settings: Settings) -> Settings:
    """Report in the documents' own currency when they all state the same one and the settings choose none."""
    if settings.company.is_currency_chosen:
        return settings
    summary = summarise_facts(facts, generation)
    if len(summary["currencies"]) != 1 or summary["lines_without_currency"]:
        return settings
    return replace(settings, company=replace(settings.company, currency=summary["currencies"][0]))


def check_rates(facts: Path, generation: Generation, settings: Settings, as_of: date) -> None:
    """Refuse a run in one currency while a rate is missing, and say which.

    Errors: RateMissingError naming currency, days and the setting to write.
    """
    with Engine() as engine:
        view_facts(engine, generation, facts)
        used = engine.fetch(
            "select currency, min(document_on), max(document_on), count(*) from sales_lines where currency is not null "
            f"and currency <> {quote_text(settings.company.currency)} and document_on <= date '{as_of.isoformat()}' group by currency order by currency"
        )
    for currency, first, last, lines in used:
        starts = [day for name, day, _ in settings.exchange_rates if name == currency]
        if not starts or min(starts) > first:
            raise RateMissingError(
                msg(
                    "{lines} lines are in {currency} (from {first} to {last}), and the report is in {reporting}. Write the rate into "
                    '{file}: [exchange_rates.{currency}] and below it "{day}" = the value of one {currency} in {reporting}.',
                    lines=lines,
                    file=str(facts.parent / "clientela.toml"),
                    currency=currency,
                    first=first,
                    last=last,
                    reporting=settings.company.currency,
                    day=first.isoformat(),
                )
            )


def read_quarantine(workspace: Place, *, limit: int) -> list[dict[str, Any]]:
    """Read the rejected rows of the live batches."""
    rows: list[dict[str, Any]] = []
    with Engine() as engine:
        for batch in read_generation(workspace.path / "facts").batches:
            path = batch.file(workspace.path / "batches", "rejected")
            if not path.exists() or len(rows) >= limit:
                continue
            names = ("file", "row_number", "column_name", "value", "reason_code", "net_amount")
            found = engine.fetch(
                f"select {', '.join(names)} from read_parquet({quote_text(str(path))}) order by row_number limit {limit - len(rows)}"
            )
            rows += [dict(zip(names, row, strict=True)) for row in found]
    return rows


__all__ = ["Outcome", "import_paths", "read_paths", "renumber", "save_mappings", "undo_batch"]
