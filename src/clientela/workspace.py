"""The one door: everything a surface can do with a company's data."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.files import write_text
from clientela.base.i18n import msg
from clientela.base.lock import writing_lock
from clientela.base.progress import Progress, Silent
from clientela.base.scope import EVERYTHING, Scope
from clientela.base.settings import Settings, read_settings
from clientela.engine.connect import Engine
from clientela.engine.store import read_json, write_json
from clientela.reports.import_check import REASONS, build_import_check
from clientela.runs import intake, listing
from clientela.runs.build import build_run
from clientela.runs.catalogue import describe_catalogue, explain_name, lines_behind
from clientela.runs.compare import compare_runs
from clientela.runs.doctor import examine_workspace
from clientela.runs.export import export_customers
from clientela.runs.listing import (
    FILTERS,
    NOT_STATED,
    CustomerNotFoundError,
    customer_history,
    customer_lines,
    filter_values,
    find_customer,
    list_customers,
)
from clientela.runs.manifest import (
    Manifest,
    RunNotFoundError,
    build_manifest,
    list_manifests,
    read_manifest,
    write_manifest,
)
from clientela.runs.params import read_params
from clientela.runs.plan import Plan, build_plan
from clientela.runs.prune import prune_files
from clientela.runs.reader import Page, Reader, fields_of
from clientela.runs.reporting import build_report, parts_of_company
from clientela.tables._generation import Generation, read_generation
from clientela.tables._generation import read_manifest as read_facts_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from clientela.blocks import Document
    from clientela.tables._batches import Batch

__all__ = [
    "FILTERS", "NOT_STATED", "REASONS", "CustomerNotFoundError", "Page", "Reader", "Run", "RunNotFoundError", "Workspace", "WorkspaceError",
    "build_report", "customer_history", "customer_lines", "explain_name", "export_customers", "fields_of", "filter_values",
    "find_customer", "lines_behind", "list_customers", "parts_of_company",
]  # fmt: skip
"""What a surface asks an open run: each takes the reader that `Run.reading` gives."""


class WorkspaceError(ClientelaError):
    """The workspace cannot do what was asked: no data, no run, a missing exchange rate."""


@dataclass(frozen=True)
class Run:
    """A finished run and the ways to read it. Nothing here changes the workspace."""

    workspace: Workspace
    manifest: Manifest

    @contextmanager
    def reading(self, *, scope: Scope = EVERYTHING) -> Iterator[Reader]:
        """Open the run's tables for the customers in `scope`."""
        facts = self.workspace.path / "facts"
        generation = read_facts_manifest(facts / self.manifest.generation)
        settings = self.manifest.read_settings()
        params = self.workspace.params(self.manifest.as_of_day, generation, settings=settings)
        results = self.workspace.path / "results"
        with Reader(
            self.manifest, generation=generation, facts=facts, results=results, scope=scope, params=params
        ) as reader:
            yield reader

    def report(self, *, scope: Scope = EVERYTHING, scope_name: str = "") -> Document:
        """Build the portfolio review for the customers in `scope`."""
        with self.reading(scope=scope) as reader:
            return build_report(reader, settings=self.manifest.read_settings(), scope_name=scope_name)

    def parts(self, column: str) -> tuple[str, ...]:
        """List the sales people (`seller_id`) or areas (`area_id`) there is a report for."""
        with self.reading() as reader:
            return parts_of_company(reader, column)

    def customers(
        self, *, scope: Scope = EVERYTHING, search: str = "", filters: Mapping[str, str] | None = None,
        sort: str = "-revenue_12m_amount", limit: int = 50, offset: int = 0,
    ) -> Page:  # fmt: skip
        """Return a page of the customer list. See `runs/listing.py`."""
        with self.reading(scope=scope) as reader:
            return listing.list_customers(
                reader, search=search, filters=filters, sort=sort, limit=limit, offset=offset
            )

    def export_customers(self, path: Path, *, form: str, scope: Scope = EVERYTHING) -> int:
        """Write the customers to `path` as csv, parquet or xlsx; returns how many."""
        with self.reading(scope=scope) as reader:
            return export_customers(reader, path, form=form)

    def explain(self, name: str, *, customer_id: str | None = None, scope: Scope = EVERYTHING) -> Document:
        """Say what a figure is, how it is computed and from what; with a customer, down to the rows."""
        with self.reading(scope=scope) as reader:
            return explain_name(reader, name, customer_id=customer_id)


class Workspace:
    """A company's folder: imported batches, facts, runs and what is published."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings

    @classmethod
    def open(cls, path: Path, *, is_new_allowed: bool = True) -> Workspace:
        """Open the workspace in `path`, made new if there is none and that is allowed.

        Errors: SettingsError when its clientela.toml cannot be used; WorkspaceError when it is missing and must exist.
        """
        if not is_new_allowed and not path.is_dir():
            raise WorkspaceError(
                msg(
                    "There is no workspace in {folder}. Name it with --workspace, or import a file first.",
                    folder=str(path),
                )
            )
        path.mkdir(parents=True, exist_ok=True)
        return cls(path.resolve(), read_settings(path / "clientela.toml"))

    def write_settings(self, text: str) -> None:
        """Replace clientela.toml by a text that has been read successfully, and use it."""
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder) / "clientela.toml"
            trial.write_text(text, encoding="utf-8")
            self.settings = read_settings(trial)
        write_text(self.path / "clientela.toml", text)

    # --- data ---------------------------------------------------------------------------------

    def check(
        self, paths: Sequence[Path], *, progress: Progress | None = None, save_mapping: bool = False
    ) -> Document:
        """Read files as an import would and say what came out; nothing is imported."""
        with tempfile.TemporaryDirectory(prefix="clientela-check-") as staging:
            found = intake.read_paths(self, paths, staging=Path(staging), progress=progress or Silent())
            if save_mapping:
                intake.save_mappings(self, found)
            return build_import_check(found)

    def import_files(
        self,
        paths: Sequence[Path],
        *,
        imported_at: datetime,
        source: str = "main",
        only: bool = False,
        progress: Progress | None = None,
    ) -> intake.Outcome:
        """Import files as batches and fold them into the facts, all or nothing.

        A file with the same content and mapping as a live batch changes nothing. With `only`, the facts
        afterwards hold these files and nothing else.
        """
        with writing_lock(self.path / "lock"):
            return intake.import_paths(
                self, paths, imported_at=imported_at, source=source, only=only, progress=progress or Silent()
            )

    def undo(self, batch_id: str) -> Batch:
        """Take a batch out of the facts; the figures return to what they were without it."""
        with writing_lock(self.path / "lock"):
            return intake.undo_batch(self, batch_id)

    @property
    def facts(self) -> Generation:
        """The current generation of facts."""
        return read_generation(self.path / "facts")

    def batches(self) -> tuple[Batch, ...]:
        """List the live batches in the order of import."""
        return self.facts.batches

    def quarantine(self, *, limit: int = 10_000) -> list[dict[str, Any]]:
        """List the rejected rows of the live batches: file, row, column, value, reason."""
        return intake.read_quarantine(self, limit=limit)

    def facts_summary(self) -> dict[str, Any]:
        """Return first and last document date, currencies, lines, money and customers of the current facts."""
        return intake.summarise_facts(self.path / "facts", self.facts)

    # --- runs ---------------------------------------------------------------------------------

    def default_as_of(self) -> date:
        """Return the last accepted document date that is not beyond the date of its file.

        Errors: WorkspaceError when nothing has been imported.
        """
        day = intake.last_plausible_day(self.path / "facts", self.facts)
        if day is None:
            raise WorkspaceError(
                msg("There are no sales lines yet. Import a file first: clientela import FILE")
            )
        return day

    def params(
        self, as_of: date, generation: Generation, *, settings: Settings | None = None
    ) -> dict[str, Any]:
        """Return the parameters of a run at `as_of` on these facts, by the workspace's settings or those given."""
        summary = intake.summarise_facts(self.path / "facts", generation)
        return read_params(
            settings or self.settings,
            as_of=as_of,
            currencies=tuple(summary["currencies"]),
            first_on=summary["first_on"],
        )

    def plan(self, *, as_of: date | None = None) -> Plan:
        """Work out what a run would compute and what it would reuse.

        Errors: WorkspaceError without data or before their first day, RateMissingError.
        """
        generation = self.facts
        day = as_of if as_of is not None and generation.parts else self.default_as_of()
        first_on = self.facts_summary()["first_on"]
        if day < first_on:
            raise WorkspaceError(
                msg(
                    "The data begin on {first}: there is nothing to say as of {day}.", first=first_on, day=day
                )
            )
        self.settings = intake.adopt_currency(self.path / "facts", generation, self.settings)
        intake.check_rates(self.path / "facts", generation, self.settings, day)
        return build_plan(
            as_of=day,
            params=self.params(day, generation),
            generation=generation,
            results=self.path / "results",
        )

    def run(
        self,
        *,
        started_at: datetime,
        finished_at: Any,
        as_of: date | None = None,
        progress: Progress | None = None,
        publish: bool = True,
    ) -> Run:
        """Compute what is missing, write the manifest, and publish unless told not to.

        `finished_at` is called once at the end: the clock belongs to the surface.
        """
        with writing_lock(self.path / "lock"):
            intake.renew_facts(self)
            plan = self.plan(as_of=as_of)
            with (
                tempfile.TemporaryDirectory(prefix="clientela-spill-") as spill,
                Engine(spill=Path(spill)) as engine,
            ):
                built = build_run(engine, plan, facts=self.path / "facts", progress=progress)
            manifest = build_manifest(
                plan, built, summary=self.facts_summary(), settings=self.settings, started_at=started_at, finished_at=finished_at(),
                generation=read_json(self.path / "facts" / "current.json")["manifest"],
            )  # fmt: skip
            write_manifest(self.path / "runs", manifest)
            if publish:
                self._point_at(manifest.run_id)
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
        with writing_lock(self.path / "lock"):
            self._point_at(run_id)
        return run

    def _point_at(self, run_id: str) -> None:
        write_json(self.path / "published.json", {"run_id": run_id})

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
        with writing_lock(self.path / "lock"):
            return prune_files(self.path, keep=keep)

    def examine(self) -> Document:
        """Check the workspace's files and say what is wrong and what to do."""
        return examine_workspace(self.path)

    def catalogue(self) -> Document:
        """List every measure, class and analysis with formula and source."""
        return describe_catalogue()
