"""Spark as the engine, through Spark Connect: Apache Spark 4, or Sail, which speaks the same protocol without a JVM.

Facts are sent as Arrow tables and kept as tables, or read by the cluster itself from a folder both sides see
(`[engine] folder`). Steps become tables written by the driver: `create temp table` would be a view, computed again by
each reader.
"""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from clientela.base.i18n import msg
from clientela.engine.adapter import PASSWORD, Columns, EngineUnreachableError, missing_driver
from clientela.engine.connect import EngineError, quote_text
from clientela.engine.translate import type_there

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_OLDEST = 4
_PORT = 15002
_SECONDS = 10
_TIME_ZONE = ("spark.sql.session.timeZone", "UTC")
_ANSI = "spark.sql.ansi.enabled"
"""With ANSI on, a number that does not fit is an error and never another number. Not on Sail: there it also raises for a divisor
of zero that the statement has made missing, and a number that does not fit is an error either way."""


def _name(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


_ENDED: list[Any] = []
"""Sessions that have ended. Were one collected, the client would end the threads that every other session of this process shares."""


class Spark:
    """A Spark Connect session. See `engine/adapter.py`."""

    kind = "spark"
    dialect = "spark"

    def __init__(self, address: str, *, schema: str, folder: str, facts: Path) -> None:
        """Open a session. `folder` is the path under which the cluster sees the local folder `facts`; empty: it does not.

        Errors: EngineUnreachableError.
        """
        try:
            import pyarrow as pa  # noqa: PLC0415 - an optional driver
            import pyarrow.parquet as pq  # noqa: PLC0415
            from pyspark.errors import PySparkException  # noqa: PLC0415
            from pyspark.sql import SparkSession  # noqa: PLC0415
        except ImportError as error:
            raise missing_driver("pyspark", "spark") from error
        self._arrow, self._parquet = pa, pq
        self._errors: tuple[type[Exception], ...] = (PySparkException, OSError, *_transport_errors())
        self._folder, self._facts = folder, facts
        self._views: set[str] = set()
        token = os.environ.get(PASSWORD)
        remote = f"{address.rstrip('/')}/;token={token}" if token else address
        try:
            _knock(address)  # the client itself would go on trying for minutes
            self._session = SparkSession.builder.remote(remote).create()
            self.version = str(self._session.version)
            self._session.conf.set(*_TIME_ZONE)
            is_sail = self._session.sql("select current_catalog()").collect()[0][0] == "sail"
            self._session.conf.set(_ANSI, "false" if is_sail else "true")
            self._session.sql(f"create database if not exists {_name(schema)}").collect()
            self._session.catalog.setCurrentDatabase(schema)
        except self._errors as error:
            raise EngineUnreachableError(
                msg(
                    "Spark Connect does not answer at the address in [engine]: {problem}. Is the server running? An address reads sc://host:15002.",
                    problem=_without(_first_line(error), token),
                )
            ) from error
        if int(self.version.split(".")[0]) < _OLDEST:
            self.close()
            raise EngineUnreachableError(
                msg(
                    "Spark {version} is too old: {oldest} or newer is needed.",
                    version=self.version,
                    oldest=_OLDEST,
                )
            )

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise EngineError(
                msg(
                    "Spark could not carry out a step: {problem}. The files of the workspace are as they were.",
                    problem=_without(_first_line(error), os.environ.get(PASSWORD)),
                )
            ) from error

    def _run(self, sql: str) -> None:
        with self._asking():
            self._session.sql(sql).collect()

    def tables(self) -> frozenset[str]:
        """List the tables of the database and the views of this session."""
        with self._asking():
            return frozenset(table.name for table in self._session.catalog.listTables())

    def load(self, name: str, path: Path, columns: Columns) -> None:
        """Make a table of a Parquet file, or a view where the cluster reads the file itself."""
        if self._folder and path.parent == self._facts:
            with self._asking():
                self._session.read.parquet(f"{self._folder.rstrip('/')}/{path.name}").createOrReplaceTempView(
                    name
                )
            self._views.add(name)
            return
        self._keep(self._parquet.read_table(path), name, columns)

    def _keep(self, rows: Any, name: str, columns: Columns) -> None:
        cast = [f"cast({_name(c)} as {type_there(kind, 'spark')}) as {_name(c)}" for c, kind in columns]
        if not rows.num_rows:  # Spark cannot tell types from no rows
            self.create_as(name, _no_rows(columns))
            return
        with self._asking():
            frame = self._session.createDataFrame(rows.select([c for c, _ in columns]))
            frame.selectExpr(*cast).write.saveAsTable(name)

    def unite(self, name: str, parts: Sequence[str], columns: Columns) -> None:
        """Name the rows of several tables together."""
        listed = ", ".join(_name(c) for c, _ in columns)
        rows = " union all ".join(f"select {listed} from {_name(part)}" for part in parts)
        self.view_as(name, rows or _no_rows(columns))

    def view_as(self, name: str, sql: str) -> None:
        """Name a step for this session."""
        self._run(f"create or replace temp view {_name(name)} as {sql}")
        self._views.add(name)

    def create_as(self, name: str, sql: str) -> None:
        """Have the driver write the rows of a step as a table."""
        with self._asking():
            self._session.sql(sql).write.saveAsTable(name)

    def fetch(self, name: str, columns: Columns, folder: Path) -> str:
        """Bring a table here as Parquet."""
        path = folder / f"{name}.parquet"
        with self._asking():
            rows = self._session.table(name).select(*(c for c, _ in columns)).toArrow()
        self._parquet.write_table(rows, path)
        return f"select * from read_parquet({quote_text(str(path))})"

    def drop(self, name: str) -> None:
        """Drop a table or a view of this session."""
        self._run(f"drop {'view' if name in self._views else 'table'} if exists {_name(name)}")
        self._views.discard(name)

    def close(self) -> None:
        """End the session; `stop` would also end the threads that other sessions of this process share."""
        with suppress(*self._errors):
            self._session.client.release_session()
        _ENDED.append(self._session)
        # the client asks the session that was opened first for its settings, even when it has ended
        kind: Any = type(self._session)
        active: Any = getattr(kind, "_active_session", None)
        if getattr(active, "session", None) is self._session:
            active.session = None
        if getattr(kind, "_default_session", None) is self._session:
            kind._default_session = None  # noqa: SLF001 - the client has no other way


def _knock(address: str) -> None:
    """See whether anybody listens. Errors: OSError."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "localhost", place.port or _PORT), timeout=_SECONDS):
        pass


def _no_rows(columns: Columns) -> str:
    cells = ", ".join(f"cast(null as {type_there(kind, 'spark')}) as {_name(c)}" for c, kind in columns)
    return f"select {cells} where false"


def _transport_errors() -> tuple[type[Exception], ...]:
    import grpc  # noqa: PLC0415 - comes with the driver

    return (grpc.RpcError,)


def _without(text: str, secret: str | None) -> str:
    return text.replace(secret, "…") if secret else text


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
