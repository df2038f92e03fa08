"""From files to facts: read, stage, write batches, fold, swap."""

from __future__ import annotations

import hashlib
import shutil
from calendar import monthrange
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.engine.connect import Engine
from clientela.reports.import_check import build_import_check
from clientela.runs.correcting import Correction, read_correction, split_corrections
from clientela.runs.folding import fold_facts, renew_facts
from clientela.runs.inspecting import is_batch_whole
from clientela.sources import FileIntake, Join, read_set, write_mapping
from clientela.tables._batches import Batch, write_batch
from clientela.tables._fold_rows import LINES, declared_tables
from clientela.tables._generation import Generation, read_generation
from clientela.tables._terms import write_narrow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from clientela.base.progress import Progress
    from clientela.blocks import Document
    from clientela.runs.place import Place
    from clientela.sources import FileDescription

Replaces = tuple[str, str] | Literal["file"] | None
"""The period a file replaces whole: first and last month ("2024-01", "2024-06"), or "file", from its first to its last day."""


class PeriodError(ClientelaError):
    """A period to replace that cannot be used."""


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
    joins: tuple[Join, ...] = ()
    """How the tables of the files meet."""

    def counted(self, batch: Batch) -> tuple[int, int, int]:
        """Return lines and money (1/10,000) of a batch that the rules let count, and the lines they leave out."""
        ruled = [
            (lines, amount) for name, _, lines, amount in self.generation.ruled or () if name == batch.id
        ]
        left, money = sum(lines for lines, _ in ruled), sum(amount for _, amount in ruled)
        whole = batch.lines_accepted + batch.lines_excluded
        return whole - left, batch.accepted_amount + batch.excluded_amount - money, left


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read, and what it corrects if it is a correction."""

    intake: FileIntake
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A set of files as read, and how their tables meet."""

    found: tuple[Read, ...]
    joins: tuple[Join, ...] = ()
    described: tuple[FileDescription, ...] = ()
    """What a person may want to correct of each table; only of a lenient reading."""

    @property
    def files(self) -> tuple[FileIntake, ...]:
        """What each file turned out to be."""
        return tuple(read.intake for read in self.found)


def read_paths(
    workspace: Place, paths: Sequence[Path], *, staging: Path, progress: Progress, is_lenient: bool = False
) -> Reading:
    """Read files with the workspace's mappings and settings; writes below `staging` only.

    With `is_lenient`, a file that needs a word from a person first does not stop the others.
    """
    whole, corrections = split_corrections(paths)
    found: list[Read] = []
    joins: tuple[Join, ...] = ()
    told: tuple[FileDescription, ...] = ()
    if whole or not corrections:
        read = read_set(
            whole,
            staging=staging,
            mappings=workspace.path / "mappings",
            settings=workspace.settings,
            tables=declared_tables(),
            progress=progress,
            is_lenient=is_lenient,
        )
        found, joins, told = [Read(intake) for intake in read.files], read.joins, read.described
    batches = read_generation(workspace.path / "facts").batches
    for place, path in enumerate(corrections):
        aside = staging / f"correction-{place}"
        found.append(Read(*read_correction(workspace, path, batches, staging=aside, progress=progress)))
    return Reading(tuple(found), joins, told)


def save_mappings(workspace: Place, reading: Reading) -> None:
    """Write down what was recognised, so that a person can correct it and the next file finds it."""
    for read in reading.found:
        if read.intake.role != "unknown" and read.correction is None:
            write_mapping(read.intake, mappings=workspace.path / "mappings")


def read_period(replaces: Replaces, intake: FileIntake) -> tuple[str, str]:
    """Return first and last day (ISO) of the period to replace; empty texts for none.

    Errors: PeriodError for months that cannot be read or run backwards, or a file without dates.
    """
    if replaces is None:
        return "", ""
    if replaces == "file":
        if intake.period_from is None or intake.period_to is None:
            raise PeriodError(
                msg("{file} has no dated lines: there is no period it could replace.", file=intake.name)
            )
        return intake.period_from.isoformat(), intake.period_to.isoformat()
    try:
        first = date.fromisoformat(f"{replaces[0]}-01")
        last = date.fromisoformat(f"{replaces[1]}-01")
    except ValueError as error:
        raise PeriodError(
            msg("{text} is not a period. Write it like 2024-01..2024-06, or: file", text="..".join(replaces))
        ) from error
    if last < first:
        raise PeriodError(msg("The period {text} ends before it begins.", text="..".join(replaces)))
    return first.isoformat(), last.replace(day=monthrange(last.year, last.month)[1]).isoformat()


def _reading_digest(read: Read, source: str, period: tuple[str, str]) -> str:
    """Name how a file was read: the same bytes read another way, or for another source, are another batch."""
    file = read.intake
    options = (
        file.dialect,
        tuple((m.role, m.column) for m in file.mapping),
        file.amounts_in_cents,
        file.discount_is,
        file.credit_note_types,
    )
    more: tuple[object, ...] = (read.correction.root.id,) if read.correction else ()
    more += period if any(period) else ()
    more += (file.part,) if file.part else ()
    # what a person stated and the dialect does not show
    more += (file.amounts_in,) if file.amounts_in == "thousands" else ()
    more += (file.year, file.share_is) if file.year or file.share_is else ()
    return hashlib.sha256(repr((source, file.role, options, *more)).encode()).hexdigest()


def batch_of(
    read: Read, *, number: int, below: int, imported_at: datetime, source: str, replaces: Replaces
) -> Batch:
    """Make the record of a file that was read. `below`: the batches before this import have smaller numbers."""
    file = read.intake
    root = read.correction.root if read.correction else None
    period = ("", "") if root or file.role != LINES else read_period(replaces, file)
    source = root.source if root else source
    reading = _reading_digest(read, source, period)
    modified = datetime.fromtimestamp(file.path.stat().st_mtime, tz=UTC).date()
    return Batch(
        id=f"{file.sha256[:12]}-{reading[:6]}", number=number, role=file.role, file_name=file.name,
        file_sha256=file.sha256, mapping_sha256=reading, imported_at=imported_at.isoformat(), file_modified_on=modified.isoformat(),
        source=source, lines_read=file.lines_read, lines_accepted=file.lines_accepted, lines_excluded=file.lines_excluded,
        lines_rejected=file.lines_rejected, accepted_amount=file.net_accepted, excluded_amount=file.net_excluded,
        rejected_amount=file.net_rejected, rejected_unreadable=file.rejected_without_amount,
        period_from=file.period_from.isoformat() if file.period_from else None,
        period_to=file.period_to.isoformat() if file.period_to else None,
        corrects=root.id if root else "", replaces_from=period[0], replaces_to=period[1], replaces_below=below if any(period) else 0,
        part=file.part, unused_columns=file.unused_columns,
    )  # fmt: skip


def stage_batch(read: Read, staging: Path) -> dict[str, Path]:
    """Return the files that make up a batch, those the fold reads instead of the lines included."""
    file = read.intake
    folder = staging / f"batch-{file.sha256[:12]}-{file.role}-{abs(hash(file.part))}"
    named = {"lines": file.lines, "rejected": file.rejected, "excluded": file.excluded, "rows": file.rows}
    outputs = {name: path for name, path in named.items() if path is not None}
    outputs["mapping"] = write_mapping(file, mappings=folder)
    if file.lines is not None:
        with Engine() as engine:
            outputs |= write_narrow(engine, file.lines, folder, "batch")
    if read.correction:
        outputs["corrected"] = read.correction.rows
    return outputs


@contextmanager
def staging_folder(workspace: Place) -> Iterator[Path]:
    """Give a folder inside the workspace to write to; what a killed import left there goes first."""
    for name in (".staging", ".spill"):
        shutil.rmtree(workspace.path / name, ignore_errors=True)
    staging = workspace.path / ".staging"
    staging.mkdir(parents=True)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def in_order(found: Sequence[Read]) -> list[Read]:
    """Order files of one import: the export that reaches further wins, whatever the order in which they were named."""
    listed = [read for read in found if read.intake.role != "unknown"]
    return sorted(listed, key=lambda r: (r.intake.period_to or date.min, r.intake.period_from or date.min))


def _make_whole(workspace: Place, batch: Batch, read: Read, staging: Path) -> None:
    """Write the files of a live batch again when they are damaged: the same file gives the same rows."""
    folder = workspace.path / "batches"
    with Engine() as engine:
        if is_batch_whole(engine, batch, folder):
            return
    kept = read_generation(workspace.path / "facts").batches
    write_batch(folder, next((b for b in kept if b.id == batch.id), batch), stage_batch(read, staging))


def import_paths(
    workspace: Place,
    paths: Sequence[Path],
    *,
    imported_at: datetime,
    source: str,
    only: bool,
    replaces: Replaces,
    progress: Progress,
    is_lenient: bool = False,
) -> Outcome:
    """Import files as batches, the one that reaches furthest last; the facts move once, when all of them are ready.

    With `only`, the facts afterwards hold these files and nothing else. With `replaces`, older documents of the source in
    that period which the files do not have are dropped.
    """
    renew_facts(workspace)
    previous = read_generation(workspace.path / "facts")
    with staging_folder(workspace) as staging:
        reading = read_paths(workspace, paths, staging=staging, progress=progress, is_lenient=is_lenient)
        files = reading.files
        check = build_import_check(files, company=workspace.settings.company.name)
        live = {b.id for b in previous.batches}
        number = below = max((b.number for b in previous.batches), default=0)
        added, known, named = [], [], set()
        for read in in_order(reading.found):
            batch = batch_of(
                read,
                number=number + 1,
                below=below + 1,
                imported_at=imported_at,
                source=source,
                replaces=replaces,
            )
            named.add(batch.id)
            if batch.id in live:
                known.append(read.intake.name)
                _make_whole(workspace, batch, read, staging)
                continue
            number += 1
            live.add(batch.id)
            write_batch(workspace.path / "batches", batch, stage_batch(read, staging))
            added.append(batch)
        kept = tuple(b for b in previous.batches if not only or b.id in named)
        changed = {b.number for b in added} | {b.number for b in previous.batches if b not in kept}
        if not changed:
            return Outcome(files, (), tuple(known), 0, previous, check, reading.joins)
        generation = fold_facts(workspace, (*kept, *added), previous, changed)
    before = sum(lines for _, lines, _ in previous.replaced)
    now = sum(lines for _, lines, _ in generation.replaced)
    return Outcome(files, tuple(added), tuple(known), now - before, generation, check, reading.joins)
