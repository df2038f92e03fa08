"""The one door: everything a surface can do with a company's data."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.base.files import write_text
from clientela.base.i18n import Message, msg
from clientela.base.lock import writing_lock
from clientela.base.progress import Progress, Silent
from clientela.base.settings import Settings, Structure, read_settings
from clientela.engine.connect import Engine
from clientela.engine.store import read_json
from clientela.reports.identity import find_groups, group_table, node_number, node_title, tree_order
from clientela.reports.import_check import REASONS, build_import_check
from clientela.reports.import_preview import build_import_preview
from clientela.runs import adjusting, asking, drilling, headlines, judging, units, weighing
from clientela.runs.alarms import ALARM_ANSWERS, AlarmAnswer, answer_alarms, find_alarm, list_alarms
from clientela.runs.answering import answer_first, examine_quality
from clientela.runs.backup import Backup, restore_backup, write_backup
from clientela.runs.build import build_run
from clientela.runs.catalogue import describe_catalogue, explain_name, lines_behind
from clientela.runs.compare import compare_runs
from clientela.runs.disk import disk_errors
from clientela.runs.doctor import examine_workspace
from clientela.runs.doubles import (
    CERTAINTY_WORDS,
    FIELD_WORDS,
    MARK_WORDS,
    REASON_WORDS,
    Cluster,
    Member,
    apart_statements,
    join_statements,
    read_doubles,
    sure_statements,
)  # fmt: skip
from clientela.runs.export import export_customers
from clientela.runs.folding import renew_facts, undo_batch
from clientela.runs.identifying import build_identity_report, group_rows, groups_of, name_links, numbers_of
from clientela.runs.importing import Outcome, Replaces, import_paths, read_paths, save_mappings
from clientela.runs.inbox import Taken, complete_files, take_files
from clientela.runs.layout import check_format, upgrade
from clientela.runs.linking import (
    KIND_WORDS,
    Effect,
    LinkError,
    Statement,
    check_scenario,
    count_pending,
    describe_effect,
    describe_reach,
    list_links,
    preview_joining,
    state_links,
)  # fmt: skip
from clientela.runs.listing import (
    FILTERS,
    NOT_STATED,
    CustomerNotFoundError,
    customer_history,
    customer_lines,
    filter_values,
    find_customer,
    list_customers,
)  # fmt: skip
from clientela.runs.manifest import (
    Manifest,
    RunNotFoundError,
    build_manifest,
    list_manifests,
    read_manifest,
    write_manifest,
)  # fmt: skip
from clientela.runs.mapping import Stated, StatedError, forget_mapping, keep_mapping, table_choices, view_file
from clientela.runs.opened import Asked, Run, run_params
from clientela.runs.place import WorkspaceError
from clientela.runs.placing import portfolio_place
from clientela.runs.planning import default_day, plan_run
from clientela.runs.preview import Preview, preview_import
from clientela.runs.prune import prune_files
from clientela.runs.publishing import point_at
from clientela.runs.quarantine import export_quarantine, read_quarantine
from clientela.runs.querying import import_query
from clientela.runs.reader import Page, Reader, fields_of
from clientela.runs.repair import Repair, repair_workspace
from clientela.runs.reporting import all_reports, build_report, find_report, parts_of_company
from clientela.runs.summary import summarise_facts
from clientela.runs.tables import TableRows, count_tables, table_title, write_tables
from clientela.sources import IGNORED, SUFFIXES, FileDescription
from clientela.tables._generation import Generation, read_generation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from clientela.blocks import Document
    from clientela.runs.plan import Plan
    from clientela.tables._batches import Batch

__all__ = [
    "ALARM_ANSWERS", "CERTAINTY_WORDS", "FIELD_WORDS", "FILTERS", "IGNORED", "KIND_WORDS", "MARK_WORDS", "NOT_STATED", "REASONS", "REASON_WORDS", "SUFFIXES",
    "AlarmAnswer", "Asked", "Backup", "Cluster", "CustomerNotFoundError", "Effect", "FileDescription", "LinkError", "Member", "Outcome", "Page", "Preview",
    "Reader", "Repair", "Run", "RunNotFoundError", "Stated", "StatedError", "Statement", "TableRows", "Taken", "Workspace",
    "WorkspaceError", "adjusting", "all_reports", "apart_statements", "asking", "build_identity_report", "build_import_preview", "build_report",
    "count_pending", "customer_history", "customer_lines", "describe_effect", "describe_reach", "drilling", "explain_name",
    "export_customers", "fields_of", "filter_values", "find_alarm", "find_customer", "find_groups", "find_report", "forget_mapping", "group_rows",
    "group_table", "groups_of", "headlines", "join_statements", "judging", "keep_mapping", "lines_behind", "list_alarms", "list_customers", "name_links",
    "node_number", "node_title", "numbers_of", "parts_of_company", "portfolio_place", "preview_joining", "read_doubles", "restore_backup", "sure_statements", "table_choices", "table_title", "tree_order", "units", "view_file", "weighing", "write_tables",
]  # fmt: skip
"""What a surface asks an open run: each takes the reader that `Run.reading` gives."""


class Workspace:
    """A company's folder: imported batches, facts, runs and what is published."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self.wait_seconds = 600.0
        """How long a writer waits for its turn."""
        self.on_wait: Callable[[Message], None] | None = None
        """Told once when a writer has to wait, and for whom."""

    @classmethod
    def open(cls, path: Path, *, is_new_allowed: bool = True) -> Workspace:
        """Open the workspace in `path`, made new if there is none and that is allowed.

        Errors: SettingsError when its clientela.toml cannot be used; WorkspaceError when it is missing and must exist;
        FormatError when a newer version wrote it.
        """
        if not is_new_allowed and not path.is_dir():
            raise WorkspaceError(
                msg(
                    "There is no workspace in {folder}. Name it with --workspace, or import a file first.",
                    folder=str(path),
                )
            )
        with disk_errors(path):
            path.mkdir(parents=True, exist_ok=True)
        check_format(path)
        return cls(path.resolve(), read_settings(path / "clientela.toml"))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the workspace for one writer. Errors: BusyError, DiskError, FormatError."""
        with disk_errors(self.path), writing_lock(self.path / "lock", wait_seconds=self.wait_seconds, on_wait=self.on_wait):  # fmt: skip
            upgrade(self.path)
            yield

    def write_settings(self, text: str) -> None:
        """Replace clientela.toml by a text that has been read successfully, and use it."""
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder) / "clientela.toml"
            trial.write_text(text, encoding="utf-8")
            self.settings = read_settings(trial)
        write_text(self.path / "clientela.toml", text)

    def try_settings(self, given: Mapping[str, str], tables: Mapping[str, str], **running: Any) -> Run:
        """Compute a run with changed settings and show it to nobody. `running`: as for `run`. Errors: SettingsError."""
        trial = adjusting.prepare_change(adjusting.settings_text(self.path), self.settings, given, tables)[1]
        return Workspace(self.path, trial).run(publish=False, **running)

    def keep_settings(self, given: Mapping[str, str], tables: Mapping[str, str], **log: Any) -> int:
        """Write changed settings and who changed them; returns how many. They count from the next run. `log`: see `append_history`."""
        text, _, changes = adjusting.prepare_change(
            adjusting.settings_text(self.path), self.settings, given, tables
        )
        with self._writing():
            self.write_settings(text)
            adjusting.append_history(self.path, changes, **log)
        return len(changes)

    # --- data ---------------------------------------------------------------------------------

    def check(
        self, paths: Sequence[Path], *, progress: Progress | None = None, save_mapping: bool = False
    ) -> Document:
        """Read files as an import would and say what came out; nothing is imported."""
        with tempfile.TemporaryDirectory(prefix="clientela-check-") as staging:
            found = read_paths(self, paths, staging=Path(staging), progress=progress or Silent())
            if save_mapping:
                save_mappings(self, found)
            return build_import_check(found.files)

    def preview(
        self, paths: Sequence[Path], *, imported_at: datetime, source: str = "main", replaces: Replaces = None,
        progress: Progress | None = None, is_lenient: bool = False,
    ) -> Preview:  # fmt: skip
        """Say what importing these files would do to the facts; nothing is written. See `runs/preview.py`.

        With `is_lenient`, files that need a word from a person first come with their question, and do not stop the others.
        """
        return preview_import(
            self, paths, imported_at=imported_at, source=source, replaces=replaces, progress=progress or Silent(), is_lenient=is_lenient
        )  # fmt: skip

    def import_files(
        self, paths: Sequence[Path], *, imported_at: datetime, source: str = "main", only: bool = False,
        replaces: Replaces = None, progress: Progress | None = None, is_lenient: bool = False,
    ) -> Outcome:  # fmt: skip
        """Import files as batches and fold them into the facts, all or nothing.

        A file with the same content and mapping as a live batch changes nothing. With `only`, the facts afterwards hold these
        files and nothing else. `replaces` is the period, ("2024-01", "2024-06") or "file", whose documents of this source
        leave the facts when the files do not have them. With `is_lenient`, files that need a word from a person first are left out.
        """
        with self._writing():
            return import_paths(
                self, paths, imported_at=imported_at, source=source, only=only, replaces=replaces, progress=progress or Silent(),
                is_lenient=is_lenient,
            )  # fmt: skip

    def import_folder(
        self, folder: Path, *, imported_at: datetime, settle_seconds: float, source: str = "main", done: Path | None = None
    ) -> tuple[Taken, ...]:  # fmt: skip
        """Import the files of a folder that are complete and were not taken before; a bad one does not stop the others."""
        files = complete_files(folder, now=imported_at.timestamp(), settle_seconds=settle_seconds)
        return take_files(
            self.path, files, bring=lambda paths: self.import_files(paths, imported_at=imported_at, source=source), done=done
        )  # fmt: skip

    def import_query(
        self, url: str, query: str, *, imported_at: datetime, name: str = "query.parquet", password: str = "", source: str = "main",
        replaces: Replaces = None,
    ) -> Outcome:  # fmt: skip
        """Import the rows of a SELECT like a file called `name`; the password is kept nowhere."""
        return import_query(
            url, query, name=name, password=password, imported_at=imported_at,
            bring=lambda paths: self.import_files(paths, imported_at=imported_at, source=source, replaces=replaces),
        )  # fmt: skip

    def undo(self, batch_id: str) -> Batch:
        """Take a batch out of the facts; the figures return to what they were without it."""
        with self._writing():
            return undo_batch(self, batch_id)

    @property
    def facts(self) -> Generation:
        """The current generation of facts."""
        return read_generation(self.path / "facts")

    def batches(self) -> tuple[Batch, ...]:
        """List the live batches in the order of import."""
        return self.facts.batches

    def quarantine(self, *, limit: int = 10_000) -> list[dict[str, Any]]:
        """List the rejected rows of the live batches: file, row, column, value, reason."""
        return read_quarantine(self, limit=limit)

    def export_quarantine(self, path: Path, *, batch_id: str = "") -> tuple[tuple[Path, int], ...]:
        """Write the rejected rows whole, to be corrected and imported again; returns (file, rows) for each batch."""
        return export_quarantine(self, path, batch_id=batch_id)

    def tables(self, *, is_whole: bool = False) -> tuple[TableRows, ...]:
        """List the canonical tables that have rows, with `is_whole` all of them: how many, and from which batches."""
        return count_tables(self.path / "facts", self.facts, is_whole=is_whole)

    def export_tables(self, names: Sequence[str], path: Path, *, language: str) -> int:
        """Write tables with their rows as a workbook that can be corrected and imported again; returns how many rows."""
        chosen = list(names) or [table.name for table in self.tables() if table.name != "sales_lines"]
        return write_tables(path, chosen, language=language, facts=self.path / "facts", generation=self.facts)

    def quality(self, *, today: date, as_of: date | None = None) -> Document:
        """Say what to mend first in the data, and how fresh they are `today`."""
        return examine_quality(self, today=today, as_of=as_of)

    def first_answers(self, *, today: date) -> Document:
        """Say what a list of customers or their yearly turnover tells, before there are sales lines."""
        return answer_first(self, today=today)

    def facts_summary(self) -> dict[str, Any]:
        """Return first and last document date, currencies, lines, money and customers of the current facts."""
        return summarise_facts(self.path / "facts", self.facts)

    # --- links --------------------------------------------------------------------------------

    def link(
        self, statements: Sequence[Statement], *, stated_by: str, stated_at: datetime, is_withdrawn: bool = False
    ) -> Outcome:  # fmt: skip
        """State links between customer numbers, or take them back; the next run counts by them. See `runs/linking.py`."""
        with self._writing():
            return state_links(
                self, statements, stated_by=stated_by, stated_at=stated_at, is_withdrawn=is_withdrawn
            )

    def links(self, *, is_whole: bool = False) -> list[dict[str, Any]]:
        """List the links in force, or with `is_whole` the log of all statements."""
        return list_links(self, is_whole=is_whole)

    def answer_alarms(
        self, answers: Sequence[AlarmAnswer], *, answered_by: str, answered_at: datetime
    ) -> Outcome:
        """Enter answers to alarms; they count from the next run. See `runs/alarms.py`."""
        with self._writing():
            return answer_alarms(self, answers, answered_by=answered_by, answered_at=answered_at)

    # --- runs ---------------------------------------------------------------------------------

    def default_as_of(self) -> date:
        """Return the last accepted document date that is not beyond the date of its file. Errors: WorkspaceError without data."""
        return default_day(self.path / "facts", self.facts)

    def params(
        self, as_of: date, generation: Generation, *, settings: Settings | None = None
    ) -> dict[str, Any]:
        """Return the parameters of a run at `as_of` on these facts, by the workspace's settings or those given."""
        return run_params(self.path / "facts", generation, settings or self.settings, as_of)

    def plan(self, *, as_of: date | None = None, structure: Structure | None = None, unit: str = "") -> Plan:
        """Work out what a run would compute and what it would reuse.

        Errors: WorkspaceError without data or before their first day, RateMissingError.
        """
        return self._plan(as_of, structure, unit)[0]

    def _plan(self, as_of: date | None, structure: Structure | None, unit: str) -> tuple[Plan, Settings]:
        check_scenario(self, structure)
        plan, settings = plan_run(self, self.facts, as_of, structure, unit)
        if not unit:
            self.settings = replace(settings, structure=self.settings.structure)
        return plan, settings

    def run(
        self, *, started_at: datetime, finished_at: Any, as_of: date | None = None, progress: Progress | None = None, publish: bool = True,
        structure: Structure | None = None, unit: str = "",
    ) -> Run:  # fmt: skip
        """Compute what is missing, write the manifest, and publish unless told not to.

        `structure`: whose figures are whose, instead of what the settings say. `unit`: one business unit instead of the company.
        `finished_at` is called once at the end: the clock belongs to the surface.
        """
        with self._writing():
            renew_facts(self)
            plan, settings = self._plan(as_of, structure, unit)
            with (
                tempfile.TemporaryDirectory(prefix="clientela-spill-") as spill,
                Engine(spill=Path(spill)) as engine,
            ):
                built = build_run(engine, plan, facts=self.path / "facts", progress=progress)
            manifest = build_manifest(
                plan, built, summary=self.facts_summary(), settings=settings, started_at=started_at, finished_at=finished_at(),
                generation=read_json(self.path / "facts" / "current.json")["manifest"],
            )  # fmt: skip
            write_manifest(self.path / "runs", manifest)
            if publish:
                point_at(self.path, manifest)
        return Run(self, manifest)

    def runs(self) -> tuple[Manifest, ...]:
        """List the finished runs, the newest first."""
        return list_manifests(self.path / "runs")

    def get_run(self, run_id: str) -> Run:
        """Open a run by its id."""
        return Run(self, read_manifest(self.path / "runs", run_id))

    def publish(self, run_id: str) -> Run:
        """Make a run the one that every surface shows; one step, nothing else changes."""
        run = self.get_run(run_id)
        with self._writing():
            point_at(self.path, run.manifest)
        return run

    def current(self) -> Run | None:
        """Return the published run, if there is one."""
        pointer = self.path / "published.json"
        return self.get_run(read_json(pointer)["run_id"]) if pointer.exists() else None

    def compare(self, first: str, second: str) -> Document:
        """Say what differs between two runs: settings, facts, totals, classes."""
        with self.get_run(first).reading() as one, self.get_run(second).reading() as other:
            return compare_runs(one, other)

    def prune(self, *, keep: int = 5) -> tuple[int, int]:
        """Remove what no kept run and no recent generation needs; returns files and bytes removed."""
        with self._writing():
            return prune_files(self.path, keep=keep)

    def repair(self, *, is_trial: bool = False) -> Repair:
        """Find what is damaged or half written and mend it from the batches; `is_trial`: only say so."""
        with self._writing():
            return repair_workspace(self, is_trial=is_trial)

    def backup(self, path: Path) -> Backup:
        """Write everything but accounts and keys into one archive; imports may go on meanwhile."""
        with disk_errors(path.parent):
            return write_backup(self.path, path)

    def examine(self) -> Document:
        """Check the workspace's files and say what is wrong and what to do."""
        return examine_workspace(self.path)

    def catalogue(self) -> Document:
        """List every measure, class and analysis with formula and source."""
        return describe_catalogue()
