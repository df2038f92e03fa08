"""ClickHouse as the engine: over HTTP, or inside this process through chdb (`chdb:`, `chdb:///folder`).

Parquet goes there and comes back; no driver is needed for a server. Every column is Nullable: ClickHouse puts zero, an
empty text or 1970-01-01 where a column that cannot be missing has no value, in joins and in lag().
"""

from __future__ import annotations

import contextlib
import os
import shutil
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any, Protocol

from clientela.base.i18n import msg
from clientela.engine.adapter import PASSWORD, Columns, EngineUnreachableError, missing_driver
from clientela.engine.connect import EngineError, quote_text
from clientela.engine.translate import type_there

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PROBE = "select toString(CAST('0001-01-01' AS Nullable(Date32))), toString(CAST('9999-12-31' AS Nullable(Date32))), greatest(1, NULL)"
"""What older versions get wrong without a word."""
_SECONDS = 3600
SETTINGS = {
    "prefer_column_name_to_alias": "1", "join_use_nulls": "1", "aggregate_functions_null_for_empty": "1", "union_default_mode": "ALL",
    "session_timezone": "UTC", "output_format_parquet_string_as_string": "1", "cast_keep_nullable": "1",
    "least_greatest_legacy_null_behavior": "0", "input_format_parquet_allow_missing_columns": "0",
    "query_plan_max_optimizations_to_apply": "0",  # a step with many parts is no mistake
}  # fmt: skip
"""What makes ClickHouse answer as SQL says: names before aliases, NULL for no partner and for no rows."""


def _name(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


class _Line(Protocol):
    def ask(self, sql: str, *, data: Path | None = None, into: Path | None = None) -> bytes: ...
    def use(self, database: str) -> None: ...
    def close(self) -> None: ...


class _Http:
    """Statements over HTTP; settings and database go with each."""

    def __init__(self, address: str) -> None:
        parts = urllib.parse.urlsplit(address)
        secret = os.environ.get(PASSWORD)
        self._headers = {"X-ClickHouse-User": urllib.parse.unquote(parts.username or "default")}
        if secret:
            self._headers["X-ClickHouse-Key"] = secret
        host = parts.netloc.rpartition("@")[2]
        self._base = f"{parts.scheme}://{host}{parts.path or '/'}"
        self._database = ""
        self._opener = urllib.request.build_opener()

    def ask(self, sql: str, *, data: Path | None = None, into: Path | None = None) -> bytes:
        """Send a statement, with the bytes of a file behind it; the answer comes back, or goes into a file."""
        query = {**SETTINGS, "wait_end_of_query": "1"}
        if self._database:
            query["database"] = self._database
        headers = dict(self._headers)
        if data is not None:
            query["query"] = sql
            headers["Content-Length"] = str(data.stat().st_size)
        url = f"{self._base}?{urllib.parse.urlencode(query)}"
        body = contextlib.nullcontext(sql.encode()) if data is None else data.open("rb")
        try:
            with body as content:
                request = urllib.request.Request(url, data=content, headers=headers, method="POST")  # noqa: S310 - the address is the user's own
                with self._opener.open(request, timeout=_SECONDS) as answer:
                    if into is None:
                        return bytes(answer.read())
                    with into.open("wb") as stream:
                        shutil.copyfileobj(answer, stream)
                    return b""
        except urllib.error.HTTPError as error:
            raise _refused(error.read().decode(errors="replace")) from error
        except OSError as error:
            raise EngineUnreachableError(
                msg(
                    "ClickHouse does not answer at the address in [engine]: {problem}. Is the server running? An address reads http://host:8123.",
                    problem=str(getattr(error, "reason", error)),
                )
            ) from error

    def use(self, database: str) -> None:
        """Choose the database of the statements to come."""
        self._database = database

    def close(self) -> None:
        """Nothing is held open."""


class _Inside:
    """ClickHouse in this process."""

    def __init__(self, folder: str) -> None:
        try:
            from chdb import session  # noqa: PLC0415 - an optional driver
        except ImportError as error:
            raise missing_driver("chdb", "clickhouse", install="chdb") from error
        self._session = session.Session(folder) if folder else session.Session()
        for name, value in SETTINGS.items():
            self.ask(f"set {name} = {value if value.isdigit() else quote_text(value)}")

    def ask(self, sql: str, *, data: Path | None = None, into: Path | None = None) -> bytes:
        """Carry out a statement; a file to be inserted is read in place, the answer comes back or goes into a file."""
        text = (
            sql
            if data is None
            else sql.replace("format Parquet", f"select * from file({quote_text(str(data))}, Parquet)")
        )
        try:
            form = "Parquet" if sql.endswith("format Parquet") and data is None else "TabSeparated"
            answer: Any = self._session.query(text.removesuffix("format Parquet"), form)
            content = bytes(answer.bytes() or b"")
        except RuntimeError as error:
            raise _refused(str(error)) from error
        if into is None:
            return content
        into.write_bytes(content)
        return b""

    def use(self, database: str) -> None:
        """Choose the database of the statements to come."""
        self.ask(f"use {_name(database)}")

    def close(self) -> None:
        """Give the process back."""
        self._session.close()


def _refused(problem: str) -> EngineError:
    lines = problem.strip().splitlines() or ["?"]
    return EngineError(
        msg(
            "ClickHouse could not carry out a step: {problem}. The files of the workspace are as they were.",
            problem=lines[0][:300].rstrip("."),
        )
    )


class ClickHouse:
    """A connection to ClickHouse. See `engine/adapter.py`."""

    kind = "clickhouse"
    dialect = "clickhouse"

    def __init__(self, address: str, *, schema: str) -> None:
        """Connect. Errors: EngineUnreachableError."""
        inside = address.startswith("chdb:")
        self._line: _Line = (
            _Inside(address.removeprefix("chdb:").removeprefix("//")) if inside else _Http(address)
        )
        self.version = self._rows("select version()")[0]
        if self._rows(_PROBE) != ["0001-01-01\t9999-12-31\t1"]:
            self.close()
            raise EngineUnreachableError(
                msg(
                    "ClickHouse {version} is too old: it does not keep the dates from the year 1 to the year 9999, or takes the greatest of a number and nothing for nothing. Version 26.9 does.",
                    version=self.version,
                )
            )
        self._line.ask(f"create database if not exists {_name(schema)}")
        self._line.use(schema)

    def _rows(self, sql: str) -> list[str]:
        return self._line.ask(sql).decode().splitlines()

    def tables(self) -> frozenset[str]:
        """List tables and views of the database."""
        return frozenset(self._rows("select name from system.tables where database = currentDatabase()"))

    def _make(self, name: str, fill: Any) -> None:
        """Fill a table aside, then rename it: no other name is ever seen half full."""
        aside = f"{name}_aside"
        self._line.ask(f"drop table if exists {_name(aside)}")
        fill(_name(aside))
        self._line.ask(f"rename table {_name(aside)} to {_name(name)}")

    def _structure(self, columns: Columns) -> str:
        return ", ".join(f"{_name(c)} {type_there(kind, 'clickhouse')}" for c, kind in columns)

    def load(self, name: str, path: Path, columns: Columns) -> None:
        """Send a Parquet file into a table."""
        listed = ", ".join(_name(c) for c, _ in columns)

        def fill(aside: str) -> None:
            self._line.ask(
                f"create table {aside} ({self._structure(columns)}) engine = MergeTree order by tuple()"
            )
            self._line.ask(f"insert into {aside} ({listed}) format Parquet", data=path)

        self._make(name, fill)

    def unite(self, name: str, parts: Sequence[str], columns: Columns) -> None:
        """Name the rows of several tables together."""
        if not parts:
            self._line.ask(
                f"create table {_name(name)} ({self._structure(columns)}) engine = MergeTree order by tuple()"
            )
            return
        listed = ", ".join(_name(c) for c, _ in columns)
        rows = " union all ".join(f"select {listed} from {_name(part)}" for part in parts)
        self.view_as(name, rows)

    def view_as(self, name: str, sql: str) -> None:
        """Name a step."""
        self._line.ask(f"create or replace view {_name(name)} as {sql}")

    def create_as(self, name: str, sql: str) -> None:
        """Keep the rows of a step as a table."""
        self._make(
            name,
            lambda aside: self._line.ask(
                f"create table {aside} engine = MergeTree order by tuple() as {sql}"
            ),
        )

    def fetch(self, name: str, columns: Columns, folder: Path) -> str:
        """Bring a table here as Parquet."""
        path = folder / f"{name}.parquet"
        # no reader of Parquet knows an integer of 128 bits: it comes as text
        listed = ", ".join(
            f"toString({_name(c)}) as {_name(c)}" if kind == "HUGEINT" else _name(c) for c, kind in columns
        )
        self._line.ask(f"select {listed} from {_name(name)} format Parquet", into=path)
        return f"select * from read_parquet({quote_text(str(path))})"

    def drop(self, name: str) -> None:
        """Drop a table or view."""
        self._line.ask(f"drop table if exists {_name(name)}")

    def close(self) -> None:
        """End the connection."""
        self._line.close()
