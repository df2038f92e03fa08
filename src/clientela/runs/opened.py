"""A finished run, opened: every way to read it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.base.scope import EVERYTHING, Scope
from clientela.runs import listing
from clientela.runs.assessing import Asked, write_assessment, write_assessment_of
from clientela.runs.catalogue import explain_name
from clientela.runs.export import export_customers
from clientela.runs.forecasting import back_test_run, export_forecast
from clientela.runs.params import read_params
from clientela.runs.portfolio_export import export_portfolio
from clientela.runs.reader import Page, Reader
from clientela.runs.reporting import FIRST, build_report, parts_of_company
from clientela.runs.summary import summarise_facts
from clientela.tables._generation import Generation
from clientela.tables._generation import read_manifest as read_facts_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from clientela.base.progress import Progress
    from clientela.base.settings import Settings
    from clientela.blocks import Document
    from clientela.runs.forecasting import BackTest
    from clientela.runs.manifest import Manifest
    from clientela.runs.place import Place

__all__ = ["Asked", "Run", "run_params"]


def stated_amounts(summary: dict[str, Any], generation: Generation) -> tuple[str, ...]:
    """Return which amounts that nobody need state some line does; a product's unit cost estimates that of its lines."""
    found = {name for name in ("gross_amount", "estimated_cost_amount") if summary[name]}
    if generation.table("products"):
        found.add("estimated_cost_amount")
    return tuple(sorted(found))


def run_params(facts: Path, generation: Generation, settings: Settings, as_of: date) -> dict[str, Any]:
    """Return the parameters of a run at `as_of` on these facts, by these settings."""
    summary = summarise_facts(facts, generation)
    return read_params(
        settings, as_of=as_of, currencies=tuple(summary["currencies"]), first_on=summary["first_on"],
        tables=tuple(name for name, _ in generation.tables), stated=stated_amounts(summary, generation),
    )  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A finished run and the ways to read it. Nothing here changes the workspace."""

    workspace: Place
    manifest: Manifest

    @contextmanager
    def reading(self, *, scope: Scope = EVERYTHING) -> Iterator[Reader]:
        """Open the run's tables for the customers in `scope`."""
        facts = self.workspace.path / "facts"
        generation = read_facts_manifest(facts / self.manifest.generation)
        settings = self.manifest.read_settings()
        params = run_params(facts, generation, settings, self.manifest.as_of_day)
        results = self.workspace.path / "results"
        with Reader(
            self.manifest, generation=generation, facts=facts, results=results, scope=scope, params=params
        ) as reader:
            yield reader

    def report(self, *, scope: Scope = EVERYTHING, scope_name: str = "", name: str = FIRST) -> Document:
        """Build a report for the customers in `scope`: the portfolio review, or another by its name."""
        with self.reading(scope=scope) as reader:
            settings = self.manifest.read_settings()
            return build_report(reader, settings=settings, scope_name=scope_name, name=name)

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

    def export_forecast(self, path: Path, *, form: str, as_of: date | None = None, years: int = 3) -> int:
        """Write what is forecast of each customer and year ahead, looked from `as_of`; returns how many rows."""
        with self.reading() as reader:
            return export_forecast(reader, path, form=form, as_of=as_of, years=years)

    def export_portfolio(self, path: Path, *, form: str, scope: Scope = EVERYTHING) -> int:
        """Write the place of each customer in the portfolio, with bounds and certainty; returns how many rows."""
        with self.reading(scope=scope) as reader:
            return export_portfolio(reader, path, form=form)

    def write_assessment(
        self, path: Path, *, language: str, customers: Sequence[str] = (), matrix: str = ""
    ) -> int:
        """Write a workbook of what is open of these customers, or of all, for the portfolio or a classic matrix; returns how many rows."""
        with self.reading() as reader:
            return write_assessment(reader, path, language=language, customers=customers, matrix=matrix)

    def write_assessment_of(
        self, path: Path, *, person: str, language: str, customers: Sequence[str] = (), matrix: str = ""
    ) -> Asked:
        """Write the workbook of one person of the campaign: own customers and second opinions, the soonest due first."""
        with self.reading() as reader:
            return write_assessment_of(
                reader, path, person=person, language=language, customers=customers, matrix=matrix
            )

    def back_test(self, *, progress: Progress | None = None) -> BackTest:
        """Try the forecast on the past of this run and set it beside every baseline."""
        with self.reading() as reader:
            return back_test_run(reader, progress=progress)

    def explain(self, name: str, *, customer_id: str | None = None, scope: Scope = EVERYTHING) -> Document:
        """Say what a figure is, how it is computed and from what; with a customer, down to the rows."""
        with self.reading(scope=scope) as reader:
            return explain_name(reader, name, customer_id=customer_id)
