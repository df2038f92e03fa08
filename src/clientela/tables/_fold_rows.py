"""The canonical tables beside the sales lines, folded over the live batches."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from clientela.base.canonical import CanonicalTable
from clientela.base.declare import discover
from clientela.engine.connect import quote_name, quote_text
from clientela.tables._content import write_content

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch, Folder
    from clientela.tables._generation import Generation

LINES = "sales_lines"
"""The role that is folded by document into parts of a month, not here."""

KEYED = ("customers", "products")
"""Tables whose rows get keys; the fold needs them also without a row."""

FILE_DAY = {"receivables": "stated_on"}
"""The column that says for which day the amounts of a row hold: where a file does not, it is the day the file was written."""

FORMER_NAMES = {"unit_cost_amount": "unit_cost"}
"""Columns that older batches (`master.parquet`) hold under another name."""


@cache
def declared_tables() -> dict[str, CanonicalTable]:
    """Return every declared table by name."""
    return cast("dict[str, CanonicalTable]", discover("clientela.tables", CanonicalTable))


@cache
def canonical_tables() -> dict[str, CanonicalTable]:
    """Return every declared table but the sales lines, by name."""
    return {name: table for name, table in declared_tables().items() if name != LINES}


def rows_file(batch: Batch, folder: Folder) -> Path:
    """Return the file with a batch's rows; batches of older versions call it `master`."""
    rows = batch.file(folder, "rows")
    return rows if rows.exists() else batch.file(folder, "master")


def _batch_rows(engine: Engine, table: CanonicalTable, batch: Batch, folder: Folder) -> str:
    file = f"read_parquet({quote_text(str(rows_file(batch, folder)))})"
    held = {row[0] for row in engine.fetch(f"describe select * from {file}")}
    cells = [f"{batch.number}::integer as batch_number", f"{quote_text(batch.source)} as source"]
    for name in (*(column.name for column in table.columns), "row_number"):
        former = FORMER_NAMES.get(name, "")
        if name == FILE_DAY.get(table.name):
            stated = f"{quote_name(name)}, " if name in held else ""
            cells.append(f"coalesce({stated}date {quote_text(batch.file_modified_on)}) as {quote_name(name)}")
        elif name in held:
            cells.append(quote_name(name))
        elif former in held:
            cells.append(f"{quote_name(former)} as {quote_name(name)}")
    return f"select {', '.join(cells)} from {file}"


def folded_sql(engine: Engine, table: CanonicalTable, batches: tuple[Batch, ...], folder: Folder) -> str:
    """Return the select of the rows of a table that count.

    With a key: the last batch wins per (source, key), the whole row; parts of a key that are not required may be missing. A row
    without its key, and every row of a table
    without a key, has nothing to be known by but its content: a file that is exported again repeats its rows, and a file can
    hold the same row twice on purpose (two equal bookings on one day). So the rows are a multiset, and a row counts as
    often as in the batch that holds it most often, never the sum over the batches.
    Formula: copies(row) = max over live batches of the copies of the row in the batch.
    """
    names = [quote_name(column.name) for column in table.columns]
    parts = [
        table.empty_sql(),
        *(_batch_rows(engine, table, batch, folder) for batch in batches if batch.role == table.name),
    ]
    listed = ", ".join(names)
    whole = table.keyed_sql
    by_content = ", ".join(f"case when {whole} then null else {name} end" for name in names)
    keys = ", ".join(f"case when {whole} then {quote_name(key)} end" for key in table.key) or "null"
    order = ", ".join(
        (*(quote_name(key) for key in table.key), "source", "batch_number", "row_number", listed)
    )
    return (
        f"select source, {listed}, batch_number, row_number from (select *, row_number() over (partition by source, {keys}, {by_content}, "
        f"case when {whole} then 0 else nth end order by batch_number desc, row_number) as place from (select *, row_number() over "
        f"(partition by source, batch_number, {listed} order by row_number) as nth from ({' union all by name '.join(parts)}))) "
        f"where place = 1 order by {order}"
    )


def fold_tables(
    engine: Engine,
    *,
    facts: Path,
    folder: Folder,
    batches: tuple[Batch, ...],
    previous: Generation,
    roles: set[str],
) -> tuple[tuple[str, str], ...]:
    """Fold the tables of the `roles` that changed, keep the files of the others; returns (table, file) of those with rows.

    Leaves each table as `table_<name>` in the engine.
    """
    files: list[tuple[str, str]] = []
    for name, table in canonical_tables().items():
        relation = quote_name(f"table_{name}")
        if name not in KEYED and not any(batch.role == name for batch in batches):
            continue
        kept = dict(previous.tables).get(name)
        if kept and name not in roles:
            files.append((name, kept))
            engine.execute(f"create or replace view {relation} as {stored_sql(table, [facts / kept])}")
            continue
        engine.execute(
            f"create or replace temp table {relation} as {folded_sql(engine, table, batches, folder)}"
        )
        if engine.fetch(f"select 1 from {relation} limit 1"):
            files.append((name, write_content(engine, f"select * from {relation}", facts=facts, stem=name)))
    return tuple(files)


def stored_sql(table: CanonicalTable, files: list[Path]) -> str:
    """Return the select of a stored table: the declared columns, also where the file is of an older version."""
    if not files:
        return table.empty_sql()
    listed = ", ".join(quote_text(str(file)) for file in files)
    return f"select * from ({table.empty_sql()}) union all by name select * from read_parquet([{listed}])"
