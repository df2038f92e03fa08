"""What people enter becomes a batch like any file: dated, immutable, undone by leaving it out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.base.canonical import SQL_TYPES
from clientela.base.progress import Silent
from clientela.engine.connect import Engine, quote_name
from clientela.runs.importing import Outcome, import_paths
from clientela.tables._fold_rows import canonical_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from clientela.runs.place import Place

SOURCE = "entries"
"""The source of all that is entered by hand."""


def write_rows(table: str, rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows of a canonical table as a file that imports like any other, values as Python has them.

    Columns that a row does not name are missing. Errors: KeyError for a table or a column that is not declared.
    """
    declared = canonical_tables()[table]
    unknown = {key for row in rows for key in row} - {column.name for column in declared.columns}
    if unknown:
        raise KeyError(f"{table}: {', '.join(sorted(unknown))}")
    with Engine() as engine:
        columns = ", ".join(f"{quote_name(c.name)} {SQL_TYPES[c.type]}" for c in declared.columns)
        engine.execute(f"create temp table entered ({columns})")
        places = ", ".join("?" for _ in declared.columns)
        for row in rows:
            values = [row.get(c.name) for c in declared.columns]
            engine.connection.execute(f"insert into entered values ({places})", values)
        engine.write_parquet("select * from entered", path)


def enter_rows(
    workspace: Place, table: str, rows: Sequence[Mapping[str, Any]], *, name: str, entered_at: datetime
) -> Outcome:
    """Add rows of a canonical table; `name` is what lists of batches call it. Errors: see `write_rows`."""
    with tempfile.TemporaryDirectory(prefix="clientela-entry-") as folder:
        path = Path(folder) / f"{name}.parquet"
        write_rows(table, rows, path)
        return import_paths(
            workspace, [path], imported_at=entered_at, source=SOURCE, only=False, replaces=None, progress=Silent()
        )  # fmt: skip
