"""Parquet files: typed, so that nothing but the roles is to be found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.engine.connect import EngineError, quote_name, quote_text
from clientela.sources._errors import FileUnreadableError, no_rows
from clientela.sources._raw import SPACES, Dialect, RawColumn, RawTable, cell_kind

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine

SUFFIXES = (".parquet", ".pq")


def read_parquet(path: Path, *, engine: Engine, relation: str) -> RawTable:
    """Name a Parquet file in the engine; rows are numbered from 1, as there is no heading to count.

    Errors: FileUnreadableError when it is damaged or empty.
    """
    scan = f"read_parquet({quote_text(str(path))}, file_row_number=true)"
    try:
        described = [row[:2] for row in engine.fetch(f"describe select * from {scan}")]
        described = [(name, kind) for name, kind in described if name != "file_row_number"]
        rows = engine.fetch_one(f"select count(*) from {scan}")[0]
        listed = ", ".join(
            (
                quote_name(name)
                if cell_kind(kind) != "text"
                else f"trim(cast({quote_name(name)} as varchar), {quote_text(SPACES)})"
            )
            + f" as c{i}"
            for i, (name, kind) in enumerate(described)
        )
        engine.execute(
            f"create or replace view {quote_name(relation)} as "
            f"select file_row_number + 1 as row_number, cast(null as varchar) as problem, {listed} from {scan}"
        )
        # the last row group is where a cut file breaks
        engine.fetch(f"select count(c0) from {quote_name(relation)}")
    except EngineError as error:
        raise FileUnreadableError(
            msg("{file} is a damaged Parquet file. Write or copy it again.", file=path.name)
        ) from error
    if not rows:
        raise no_rows(path.name)
    columns = tuple(RawColumn(name, f"c{i}", cell_kind(kind)) for i, (name, kind) in enumerate(described))
    return RawTable(relation, columns, "parquet", Dialect())
