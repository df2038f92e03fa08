"""The other tables of the company, each generated when first asked for, from a stream of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from clientela.base.errors import ClientelaError
from clientela.base.files import writing
from clientela.base.i18n import msg
from clientela.base.progress import Progress, Silent
from clientela.demo import _relations, _service
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
}
DEMO_TABLES: tuple[str, ...] = tuple(_MAKERS)
"""The tables `write_demo_table` can make."""
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
    maker = _MAKERS.get(name)
    if maker is None:
        known = ", ".join(DEMO_TABLES)
        raise DemoTableError(
            msg("The demo company has no table {name}. It has: {known}.", name=name, known=known)
        )
    if not (folder / "truth" / "world.json").exists():
        raise DemoTableError(msg("{folder} holds no demo company. Write one first.", folder=str(folder)))
    plan = read_plan(folder)
    path = folder / "data" / f"{name}.{'parquet' if plan.parquet else 'csv'}"
    if path.exists():
        return path
    progress.step(done=0, total=1, label=msg("Writing the table {name}", name=name))
    _write(path, maker(make_view(plan, read_documents(folder / "truth" / "documents.parquet"))))
    progress.step(done=1, total=1, label=msg("Writing the table {name}", name=name))
    return path
