"""The other tables of the company, each generated when first asked for, from a stream of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from clientela.base.errors import ClientelaError
from clientela.base.files import writing
from clientela.base.i18n import msg
from clientela.base.progress import Progress, Silent
from clientela.demo import _actions, _agreements, _costs, _offers, _relations, _service, _statements
from clientela.demo._parquet import sql_text
from clientela.demo._plan import FIRST_DAY
from clientela.demo._truth import read_documents, read_plan
from clientela.demo._view import View, make_view

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clientela.demo._view import Columns

_SILENT = Silent()
_MAKERS: dict[str, Callable[[View], Columns]] = {
    "sites": _relations.sites,
    "people": _relations.people,
    "assignments": _relations.assignments,
    "visits": _relations.visits,
    "assessments": _relations.assessments,
    "deliveries": _service.deliveries,
    "receivables": _service.receivables,
    "complaints": _service.complaints,
    "activity_pools": _costs.activity_pools,
    "activity_drivers": _costs.activity_drivers,
    "activity_volumes": _costs.activity_volumes,
    "rebates": _agreements.rebates,
    "targets": _agreements.targets,
    "orders": _agreements.orders,
    "customer_links": _agreements.customer_links,
    "observations": _statements.observations,
    "relation_levels": _statements.relation_levels,
    "actions": _actions.actions,
    "offers": _offers.offers,
}
DEMO_TABLES: tuple[str, ...] = tuple(_MAKERS)
"""The tables `write_demo_table` can make."""
MERGER_TABLE = "customer_links"
"""Holds no row where nobody was merged."""
PORTFOLIO_TABLES = ("observations", "relation_levels", "actions", "offers")
"""What was asked of customers and done for them: the importance they give us, how far relations have come, actions, and offers."""
ECONOMICS_TABLES = tuple(
    name for name in _MAKERS if name not in ("sites", "people", "assessments", *PORTFOLIO_TABLES)
)
"""Those from which the economics of the customers follow."""
_DAYS = ("_on", "_from", "_to")


class DemoTableError(ClientelaError):
    """A table was asked for that the demo company does not have, or of a folder that holds none."""


def _expression(name: str) -> str:
    if name.endswith(_DAYS):
        return (
            f"CASE WHEN {name} >= -100000 THEN DATE '{FIRST_DAY.isoformat()}' + {name}::INTEGER END AS {name}"
        )
    if name.endswith("_cents"):
        return f"({name} / 100)::DECIMAL(18, 2) AS {name.removesuffix('_cents')}"
    return name


def _write(path: Path, columns: Columns) -> None:
    chosen = ", ".join(_expression(name) for name in columns)
    form = "FORMAT parquet, COMPRESSION zstd" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    with duckdb.connect(config={"threads": 1}) as connection, writing(path) as temporary:
        connection.register("made", columns)
        connection.execute(f"COPY (SELECT {chosen} FROM made) TO {sql_text(str(temporary))} ({form})")


def write_demo_table(folder: Path, name: str, *, progress: Progress = _SILENT) -> Path:
    """Write one further table of the demo company in `folder` into its data and return where it is.

    A table that is there already is left alone. Texts are CSV with commas and ISO dates, in the
    large companies Parquet; money is in euros. Each table draws from its own stream, so that
    making one never changes another.

    Errors: DemoTableError for an unknown name, or a folder without a demo company.
    """
    return write_demo_tables(folder, (name,), progress=progress)[0]


def write_demo_tables(folder: Path, names: tuple[str, ...], *, progress: Progress = _SILENT) -> list[Path]:
    """Write several further tables, as `write_demo_table` does each, and return where they are: the company is drawn again once.

    Errors: DemoTableError for an unknown name, or a folder without a demo company.
    """
    for name in names:
        if name not in _MAKERS:
            known = ", ".join(DEMO_TABLES)
            raise DemoTableError(
                msg("The demo company has no table {name}. It has: {known}.", name=name, known=known)
            )
    if not (folder / "truth" / "world.json").exists():
        raise DemoTableError(msg("{folder} holds no demo company. Write one first.", folder=str(folder)))
    plan = read_plan(folder)
    paths = {name: folder / "data" / f"{name}.{'parquet' if plan.parquet else 'csv'}" for name in names}
    missing = [name for name in names if not paths[name].exists()]
    view = make_view(plan, read_documents(folder / "truth" / "documents.parquet")) if missing else None
    for done, name in enumerate(missing):
        progress.step(done=done, total=len(missing), label=msg("Writing the table {name}", name=name))
        if view is not None:
            _write(paths[name], _MAKERS[name](view))
        progress.step(done=done + 1, total=len(missing), label=msg("Writing the table {name}", name=name))
    return [paths[name] for name in names]
