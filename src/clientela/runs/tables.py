"""The canonical tables of a workspace: which have rows, and the way out and back in as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.engine.connect import Engine, quote_name
from clientela.runs.build import view_facts
from clientela.runs.graph import relation_of
from clientela.tables._fold_rows import LINES, canonical_tables, declared_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clientela.base.canonical import CanonicalTable
    from clientela.tables._generation import Generation


_MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""


class TableError(ClientelaError):
    """A table that does not exist, or that does not fit into a workbook."""


@dataclass(frozen=True, slots=True)
class TableRows:
    """A canonical table with rows: how many count, and the batches that brought some."""

    name: str
    title: Message
    rows: int
    batches: tuple[str, ...]

    @property
    def table(self) -> CanonicalTable:
        """Its declaration."""
        return declared_tables()[self.name]


def count_tables(facts: Path, generation: Generation, *, is_whole: bool = False) -> tuple[TableRows, ...]:
    """Return the tables that have rows, the sales lines first; with `is_whole`, those without rows as well."""
    names = [LINES, *(name for name in canonical_tables() if is_whole or generation.table(name))]
    found = []
    with Engine() as engine:
        view_facts(engine, generation, facts)
        for name in names:
            rows = engine.fetch_one(f"select count(*) from {quote_name(relation_of(name))}")[0]
            batches = tuple(b.id for b in generation.batches if b.role == name)
            if rows or is_whole:
                found.append(TableRows(name, declared_tables()[name].title, int(rows), batches))
    return tuple(found)


def table_title(name: str) -> Message:
    """Return what a canonical table is called; a table of a newer version is called by its name."""
    table = declared_tables().get(name)
    return table.title if table is not None else msg("{name}", name=name)


def _chosen(names: Sequence[str]) -> list[CanonicalTable]:
    declared = declared_tables()
    for name in names:
        if name not in declared:
            raise TableError(
                msg("There is no table {name}. Known: {known}.", name=name, known=", ".join(sorted(declared)))
            )
    return [declared[name] for name in names]


def write_tables(
    path: Path,
    names: Sequence[str],
    *,
    language: str,
    facts: Path | None = None,
    generation: Generation | None = None,
) -> int:
    """Write a workbook with a sheet for each table, empty or with the rows of a generation; returns how many rows.

    Errors: TableError for an unknown table, one with more rows than a sheet, or the rows of the sales lines, which are no list
    to keep by hand.
    """
    from clientela.render.template import write_template  # noqa: PLC0415 - slow import, needed here only

    tables = _chosen(names or list(declared_tables()))
    rows: dict[str, list[tuple[object, ...]]] = {}
    if facts is not None and generation is not None:
        if LINES in names:
            raise TableError(
                msg("Sales lines are not written as a table to fill in; export the customers instead.")
            )
        with Engine() as engine:
            view_facts(engine, generation, facts)
            for table in tables:
                listed = ", ".join(quote_name(column.name) for column in table.columns)
                order = ", ".join((*(quote_name(key) for key in table.key), "batch_number", "row_number"))
                rows[table.name] = engine.fetch(
                    f"select {listed} from {quote_name(relation_of(table.name))} order by {order} limit {_MOST_ROWS + 1}"
                )
                if len(rows[table.name]) > _MOST_ROWS:
                    raise TableError(
                        msg("The table {name} has more rows than a sheet holds.", name=table.name)
                    )
    write_template(tables, path, language=language, rows=rows)
    return sum(len(found) for found in rows.values())
