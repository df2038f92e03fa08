"""What an import would do to the facts, before anything is written."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.engine.connect import Engine, quote_name, quote_text
from clientela.reports.import_check import build_import_check
from clientela.runs.importing import Replaces, batch_of, in_order, read_paths, stage_batch
from clientela.tables._batches import Batch, write_batch
from clientela.tables._documents import IN_NEW, new_documents, tabulate
from clientela.tables._fold_rows import LINES, canonical_tables, folded_sql
from clientela.tables._generation import read_generation
from clientela.tables._lines import TERMS
from clientela.tables._terms import load_narrow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from clientela.base.progress import Progress
    from clientela.base.settings import Rules
    from clientela.blocks import Document
    from clientela.runs.place import Place
    from clientela.sources import FileDescription, FileIntake, Join

SHOWN = 50
"""Rows kept of each list; the counts are of all."""
_WHOLE_MONTH = timedelta(days=27)
"""A file whose first and last day are closer covers no month, and says nothing about what it does not hold."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of an import. Money in 1/10,000 of the documents' currencies."""

    files: tuple[FileIntake, ...]
    joins: tuple[Join, ...]
    """How the tables of the files meet."""
    check: Document
    """What each file turned out to be."""
    known: tuple[str, ...]
    """Files that were imported before: they change nothing."""
    documents_new: int
    lines_new: int
    amount_new: int
    documents_changed: int
    """Documents brought again with other content."""
    amount_changed: int
    """By how much their money changes."""
    documents_unchanged: int
    documents_vanished: int
    """Documents of older files, of the same source and inside the period of a new file, that the new file does not have."""
    amount_vanished: int
    vanished: tuple[tuple[str | None, date, str | None, int], ...]
    """(document number, date, customer, money) of the first of them."""
    is_vanished_dropped: bool
    """Whether they would leave the facts: only when the file is declared to replace the period."""
    customers_new: int
    customers_changed: int
    customer_changes: tuple[tuple[str, str, str | None, str | None], ...]
    """(customer, column, stated before, stated now) of the first of them."""
    orphans: tuple[tuple[str, str, str, int], ...]
    """(table, column, table.column it refers to, values that are not there)."""
    totals: tuple[tuple[int, str, int, int, int, int], ...]
    """(year, kind of document, lines before, money before, lines after, money after)."""
    described: tuple[FileDescription, ...] = ()
    """What a person may want to correct of each table; only of a lenient reading."""

    @property
    def importable(self) -> int:
        """How many tables an import would take in."""
        return sum(file.role != "unknown" for file in self.files)


class _Folders:
    """The batches of the workspace, and those that an import would add."""

    def __init__(self, staged: Path, live: Path) -> None:
        self.staged, self.live = staged, live

    def __truediv__(self, name: str) -> Path:
        place = self.staged / name
        return place if place.exists() else self.live / name


def preview_import(
    workspace: Place,
    paths: Sequence[Path],
    *,
    imported_at: datetime,
    source: str,
    replaces: Replaces,
    progress: Progress,
    is_lenient: bool = False,
) -> Preview:
    """Read the files and work out what an import would change. Nothing is written into the workspace."""
    live = read_generation(workspace.path / "facts").batches
    with tempfile.TemporaryDirectory(prefix="clientela-preview-") as name:
        staging = Path(name)
        reading = read_paths(
            workspace, paths, staging=staging / "files", progress=progress, is_lenient=is_lenient
        )
        check = build_import_check(reading.files, company=workspace.settings.company.name)
        number = below = max((b.number for b in live), default=0)
        added: list[Batch] = []
        known: list[str] = []
        for read in in_order(reading.found):
            batch = batch_of(
                read,
                number=number + 1,
                below=below + 1,
                imported_at=imported_at,
                source=source,
                replaces=replaces,
            )
            if batch.id in {b.id for b in (*live, *added)}:
                known.append(read.intake.name)
                continue
            number += 1
            write_batch(staging / "batches", batch, stage_batch(read, staging))
            added.append(batch)
        folders = _Folders(staging / "batches", workspace.path / "batches")
        with Engine(spill=staging / "spill", memory_limit="700MB") as engine:
            effect = _effect(engine, live, tuple(added), folders, workspace.settings.rules)
    return Preview(
        files=reading.files,
        joins=reading.joins,
        check=check,
        known=tuple(known),
        described=reading.described,
        **effect,
    )


def _periods(added: Sequence[Batch]) -> list[str]:
    """Return the tests of a document that a new file should have: of its source, inside its period."""
    tests = []
    for batch in added:
        first, last = (
            (batch.replaces_from, batch.replaces_to)
            if batch.replaces_from
            else (batch.period_from, batch.period_to)
        )
        if batch.role != LINES or batch.corrects or not first or not last:
            continue
        if batch.replaces_from or date.fromisoformat(last) - date.fromisoformat(first) >= _WHOLE_MONTH:
            tests.append(
                f"(source = {quote_text(batch.source)} and document_on between date '{first}' and date '{last}')"
            )
    return tests


def _effect(
    engine: Engine,
    live: tuple[Batch, ...],
    added: tuple[Batch, ...],
    folders: _Folders,
    rules: Rules,
) -> dict[str, Any]:
    lines = tuple(b for b in added if b.role == LINES)
    new_documents(engine, lines, folders, rules=rules)
    periods = _periods(added)
    scope = " or ".join((IN_NEW, *periods))
    before = tabulate(engine, "before", live, folders, rules=rules, scope=scope)
    after = tabulate(engine, "after", (*live, *added), folders, rules=rules, scope=scope)
    key = "document_hash, document_check"
    fresh = engine.fetch_one(
        f"select count(*), coalesce(sum(lines), 0)::bigint, coalesce(sum(amount), 0)::bigint from after_documents anti join before_documents using ({key})"
    )
    both = engine.fetch_one(
        "select count(*) filter (a.content <> b.content), coalesce(sum(a.amount - b.amount) filter (a.content <> b.content), 0)::bigint, "
        f"count(*) filter (a.content = b.content) from after_documents a join before_documents b using ({key}) where {IN_NEW}"
    )
    lost = f"from before_documents where ({' or '.join(periods) or 'false'}) and not {IN_NEW}"
    vanished = engine.fetch_one(f"select count(*), coalesce(sum(amount), 0)::bigint {lost}")
    listed = engine.fetch(
        f"select document_id, document_on, coalesce(customer_name, customer_id), amount {lost} order by document_on, document_id limit {SHOWN}"
    )
    years = {(year, kind): (n, amount, 0, 0) for year, kind, n, amount in before}
    for year, kind, n, amount in after:
        years[year, kind] = (*years.get((year, kind), (0, 0))[:2], n, amount)
    new, changed, changes = _customers(engine, live, added, folders, rules)
    return {
        "documents_new": fresh[0], "lines_new": fresh[1], "amount_new": fresh[2],
        "documents_changed": both[0], "amount_changed": both[1], "documents_unchanged": both[2],
        "documents_vanished": vanished[0], "amount_vanished": vanished[1], "vanished": tuple(tuple(row) for row in listed),
        "is_vanished_dropped": any(b.replaces_from for b in added),
        "customers_new": new, "customers_changed": changed, "customer_changes": changes,
        "orphans": _orphans(engine, live, added, folders),
        "totals": tuple((*place, *years[place]) for place in sorted(years)),
    }  # fmt: skip


def _table(engine: Engine, name: str, table: str, batches: tuple[Batch, ...], folders: _Folders) -> None:
    engine.execute(
        f"create or replace temp table {name} as {folded_sql(engine, canonical_tables()[table], batches, folders)}"
    )


def _customers(
    engine: Engine,
    live: tuple[Batch, ...],
    added: tuple[Batch, ...],
    folders: _Folders,
    rules: Rules,
) -> tuple[int, int, tuple[tuple[str, str, str | None, str | None], ...]]:
    """Count customers nobody named before, and those of whom something is said that was never said before."""
    for name, batches in (("old", live), ("new", added)):
        load_narrow(engine, batches, folders, rules=rules)
        _table(engine, "listed", "customers", batches, folders)
        stated = {row[0] for row in engine.fetch("describe listed")}
        columns = ", ".join(c if c in stated else f"null as {c}" for c in TERMS)
        engine.execute(
            f"create or replace temp table {name}_terms as select distinct * from (select source, customer_id, {', '.join(TERMS)} from batch_terms "
            f"union all select source, customer_id, {columns} from listed) where customer_id is not null"
        )
    new = engine.fetch_one(
        "select count(*) from (select distinct source, customer_id from new_terms) anti join old_terms using (source, customer_id)"
    )[0]
    said = " union all ".join(
        f"select n.customer_id, '{c}' as name, (select max(o.{c}) from old_terms o where o.source = n.source and o.customer_id = n.customer_id) as was, "
        f"n.{c} as now from (select distinct source, customer_id, {c} from new_terms where {c} is not null) n "
        f"semi join old_terms using (source, customer_id) anti join old_terms o using (source, customer_id, {c})"
        for c in TERMS
    )
    engine.execute(f"create or replace temp table changes as {said}")
    count = engine.fetch_one("select count(distinct customer_id) from changes")[0]
    rows = engine.fetch(f"select * from changes order by all limit {SHOWN}")
    return int(new), int(count), tuple((str(r[0]), str(r[1]), r[2], r[3]) for r in rows)


def _orphans(
    engine: Engine, live: tuple[Batch, ...], added: tuple[Batch, ...], folders: _Folders
) -> tuple[tuple[str, str, str, int], ...]:
    """Count the values of the new rows that refer to rows which neither the facts nor the new files have."""
    found = []
    tables = canonical_tables()
    for name in sorted({b.role for b in added} & tables.keys()):
        _table(engine, "fresh_rows", name, tuple(b for b in added if b.role == name), folders)
        for column in tables[name].columns:
            target, _, other = column.refers_to.partition(".")
            if target not in tables or not any(b.role == target for b in (*live, *added)):
                continue
            _table(engine, "target_rows", target, (*live, *added), folders)
            count = engine.fetch_one(
                f"select count(distinct {quote_name(column.name)}) from fresh_rows where {quote_name(column.name)} is not null "
                f"and {quote_name(column.name)} not in (select {quote_name(other)} from target_rows where {quote_name(other)} is not null)"
            )[0]
            if count:
                found.append((name, column.name, column.refers_to, int(count)))
    return tuple(found)
