"""The embedded engine: one in-memory DuckDB per process over immutable Parquet files."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

import duckdb

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

DIALECT = "duckdb"


class EngineError(ClientelaError):
    """The engine refused a statement: a defect of ours, or a damaged file."""


def quote_text(value: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def quote_name(name: str) -> str:
    """Write a column or table name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


_PIECES = re.compile(
    r"""(?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<blank>\s+)""", re.DOTALL
)
_MISSING = re.compile(r"Table with name (\S+) does not exist")
_AROUND_SIGNS = re.compile(r" ?([(),=<>+*/|;-]) ?")


@lru_cache(maxsize=4096)
def normalise_sql(sql: str) -> str:
    """Return the statement without comments, in small letters and with one blank where blanks are needed.

    So layout does not change a fingerprint; what stands in quotation marks is left as it is. Not meant to be carried out.
    """
    kept: list[str] = []

    def put(found: re.Match[str]) -> str:
        if found["quoted"]:
            kept.append(found["quoted"])
            return "\0"
        return " "

    plain = _AROUND_SIGNS.sub(r"\1", " ".join(_PIECES.sub(put, sql).lower().split()))
    parts = plain.split("\0")
    return parts[0] + "".join(q + rest for q, rest in zip(kept, parts[1:], strict=True))


class Engine:
    """A connection with the verbs the stations use: name a file list, query, write a result, fetch.

    Rows come back as tuples; `fetch_arrays` in `engine/frames.py` is the passage to numpy.
    """

    def __init__(
        self, *, memory_limit: str | None = None, threads: int | None = None, spill: Path | None = None
    ) -> None:
        # Freed memory goes back to the system soon: one step after another would else add up in the size of the process.
        settings: dict[str, Any] = {"TimeZone": "UTC", "allocator_flush_threshold": "16MB"}
        if memory_limit:
            settings["memory_limit"] = memory_limit
        if threads:
            settings["threads"] = threads
        if spill is not None:
            settings["temp_directory"] = str(spill)
        self.connection = duckdb.connect(":memory:")
        self._later: dict[str, tuple[str, str]] = {}
        for name, value in settings.items():
            self.connection.execute(f"set {name} = {quote_text(str(value))}")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run a statement whose rows nobody needs."""
        self._run(sql, values)

    def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        return self._run(sql, values).fetchall()

    def fetch_one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
        """Run a query that has exactly one row."""
        rows = self._run(sql, values).fetchall()  # all of them: an unread result would block the connection
        if not rows:
            raise EngineError(msg("A query that must have one row has none."))
        return tuple(rows[0])

    def fetch_records(self, sql: str) -> list[dict[str, Any]]:
        """Run a query and return its rows by column name."""
        result = self._run(sql)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def ask(self, sql: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        """Run a query; what comes back is read before the next statement."""
        return self._run(sql, values)

    def columns(self, relation: str) -> tuple[str, ...]:
        """Return the column names of a table or view."""
        return tuple(row[0] for row in self.fetch(f"describe {quote_name(relation)}"))

    def name_later(self, name: str, sql: str, *, instead: str = "") -> None:
        """Give a select a name that becomes a view when a statement first reads it: of hundreds of results a page reads a handful.

        `instead`: the select to take where the first one reads columns that are not there.
        """
        self._later[name] = (sql, instead)

    def view_files(self, name: str, paths: Iterable[Path], *, empty: str) -> None:
        """Name a list of Parquet files as one view; without files it is `empty`, a select with no rows."""
        files = ", ".join(quote_text(str(path)) for path in paths)
        source = f"select * from read_parquet([{files}])" if files else empty
        self._run(f"create or replace view {quote_name(name)} as {source}")

    def write_parquet(self, sql: str, path: Path, *, most_distinct: int | None = None) -> None:
        """Write the rows of a query to a Parquet file (format version 2, Snappy: the fastest read measured).

        A column with more than `most_distinct` values in a row group gets no dictionary; by default the engine decides.
        """
        more = f", dictionary_size_limit {most_distinct}" if most_distinct is not None else ""
        self._run(
            f"copy ({sql}) to {quote_text(str(path))} (format parquet, parquet_version v2, compression snappy{more})"
        )

    def beside(self) -> Engine:
        """Return a second connection to the same tables (temporary ones excepted), for another thread."""
        other = object.__new__(Engine)
        other.connection = self.connection.cursor()
        other._later = dict(self._later)
        return other

    def close(self) -> None:
        """Give the memory back."""
        self.connection.close()

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, sql: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(sql, list(values)) if values else self.connection.execute(sql)
        except duckdb.Error as error:
            missing = _MISSING.search(str(error)) if isinstance(error, duckdb.CatalogException) else None
            if missing and missing[1] in self._later:
                self._make(missing[1])
                return self._run(sql, values)
            raise EngineError(
                msg(
                    "The engine could not carry out a step: {problem}. Run `clientela doctor` to see whether a file is damaged.",
                    problem=str(error).strip().splitlines()[0],
                )
            ) from error

    def _make(self, name: str) -> None:
        """Turn a name that was given for later into a view."""
        sql, instead = self._later.pop(name)
        try:
            self._run(f"create or replace view {quote_name(name)} as {sql}")
        except EngineError as error:
            if not instead or "Binder Error" not in str(error):
                raise
            self._run(f"create or replace view {quote_name(name)} as {instead}")
