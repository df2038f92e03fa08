r"""PostgreSQL as the engine: facts become tables of a schema, steps become `create table as`.

Rows travel as CSV through COPY, with `\N` for what is missing, so that an empty text stays one. Text columns have the
collation "C": they compare and order byte by byte, as everywhere else.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.engine.adapter import PASSWORD, Columns, EngineUnreachableError, missing_driver
from clientela.engine.connect import Engine, EngineError, quote_name, quote_text
from clientela.engine.translate import type_there

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_OLDEST = 13
_BLOCK = 1 << 20
_COLLATE = 'collate "C"'
_SETTINGS = (
    "set timezone = 'UTC'", "set datestyle = 'ISO, YMD'", "set extra_float_digits = 1", "set jit = off",
    "set standard_conforming_strings = on", "set client_min_messages = warning",
)  # fmt: skip


def _column(name: str, kind: str) -> str:
    there = type_there(kind, "postgres")
    return f"{quote_name(name)} {there} {_COLLATE if there == 'TEXT' else ''}"


def _texts(columns: Columns) -> str:
    return ", ".join(quote_name(name) for name, kind in columns if kind == "VARCHAR")


class Postgres:
    """A connection to PostgreSQL. See `engine/adapter.py`."""

    kind = "postgresql"
    dialect = "postgres"

    def __init__(self, address: str, *, schema: str, local: Engine) -> None:
        """Connect. Errors: EngineUnreachableError."""
        try:
            import psycopg  # noqa: PLC0415 - an optional driver
        except ImportError as error:
            raise missing_driver("psycopg", "postgresql") from error
        self._errors = psycopg.Error
        self._local = local
        password = os.environ.get(PASSWORD)
        more: dict[str, Any] = {"password": password} if password else {}
        try:
            self._connection = psycopg.connect(
                address, autocommit=True, connect_timeout=10, application_name="clientela", **more
            )
        except psycopg.Error as error:
            raise EngineUnreachableError(
                msg(
                    "PostgreSQL does not answer at the address in [engine]: {problem}. Is the server running, and does ~/.pgpass or {variable} hold the password?",
                    problem=_first_line(error),
                    variable=PASSWORD,
                )
            ) from error
        number = self._connection.info.server_version
        self.version = f"{number // 10_000}.{number % 10_000}"
        self._check(number // 10_000)
        for statement in (*_SETTINGS, f"create schema if not exists {quote_name(schema)}"):
            self._run(statement)
        self._run(f"set search_path to {quote_name(schema)}")
        self._schema = schema

    def _check(self, major: int) -> None:
        problem: Message | None = None
        if major < _OLDEST:
            problem = msg(
                "PostgreSQL {version} is too old: {oldest} or newer is needed.",
                version=self.version,
                oldest=_OLDEST,
            )
        encoding = self._connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            problem = msg(
                "The database keeps texts in {encoding}. Make one in UTF8 (createdb --encoding UTF8 NAME) and write it into [engine] address.",
                encoding=encoding,
            )
        if problem is not None:
            self.close()
            raise EngineUnreachableError(problem)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise EngineError(
                msg(
                    "PostgreSQL could not carry out a step: {problem}. The files of the workspace are as they were.",
                    problem=_first_line(error),
                )
            ) from error

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        with self._asking(), self._connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def tables(self) -> frozenset[str]:
        """List tables and views of the schema."""
        found = self._run(
            f"select c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = {quote_text(self._schema)} and c.relkind in ('r', 'v')"
        )
        return frozenset(row[0] for row in found)

    def load(self, name: str, path: Path, columns: Columns) -> None:
        """Copy a Parquet file into a table, in one transaction."""
        listed = ", ".join(quote_name(column) for column, _ in columns)
        forced = f", force_quote ({texts})" if (texts := _texts(columns)) else ""
        plain = path.with_suffix(".csv")
        try:
            self._local.execute(
                f"copy (select {listed} from read_parquet({quote_text(str(path))})) to {quote_text(str(plain))} (format csv, header false, nullstr '\\N'{forced})"
            )
            with self._asking(), self._connection.transaction(), self._connection.cursor() as cursor:
                cursor.execute(
                    f"create table {quote_name(name)} ({', '.join(_column(c, kind) for c, kind in columns)})"
                )
                copying = f"copy {quote_name(name)} ({listed}) from stdin (format csv, null '\\N')"
                with plain.open("rb") as stream, cursor.copy(copying) as copy:
                    while block := stream.read(_BLOCK):
                        copy.write(block)
        finally:
            plain.unlink(missing_ok=True)
        self._run(f"analyze {quote_name(name)}")

    def unite(self, name: str, parts: Sequence[str], columns: Columns) -> None:
        """Name the rows of several tables together."""
        if not parts:
            listed = ", ".join(_column(c, kind) for c, kind in columns)
            self._run(f"create table {quote_name(name)} ({listed})")
            return
        rows = " union all ".join(f"select * from {quote_name(part)}" for part in parts)
        self.view_as(name, rows)

    def view_as(self, name: str, sql: str) -> None:
        """Name a step."""
        self._run(f"create or replace view {quote_name(name)} as {sql}")

    def create_as(self, name: str, sql: str) -> None:
        """Keep the rows of a step as a table; statistics are taken so that the next step is planned well."""
        with self._asking(), self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute(f"create table {quote_name(name)} as {sql}")
        self._run(f"analyze {quote_name(name)}")

    def fetch(self, name: str, columns: Columns, folder: Path) -> str:
        """Copy a table into a file of `folder`."""
        path = folder / f"{name}.csv"
        listed = ", ".join(quote_name(column) for column, _ in columns)
        forced = f", force_quote ({texts})" if (texts := _texts(columns)) else ""
        with self._asking(), self._connection.cursor() as cursor, path.open("wb") as stream:
            copying = (
                f"copy (select {listed} from {quote_name(name)}) to stdout (format csv, null '\\N'{forced})"
            )
            with cursor.copy(copying) as copy:
                for block in copy:
                    stream.write(block)
        types = ", ".join(f"{quote_text(column)}: {quote_text(kind)}" for column, kind in columns)
        return (
            f"select * from read_csv({quote_text(str(path))}, auto_detect=false, header=false, delim=',', quote='\"', escape='\"', "
            f"nullstr='\\N', allow_quoted_nulls=false, new_line='\\n', parallel=false, columns={{{types}}})"
        )

    def drop(self, name: str) -> None:
        """Drop a table, with the views over it, or a view."""
        found = self._run(
            f"select relkind = 'v' from pg_class where oid = to_regclass({quote_text(quote_name(name))})"
        )
        if found:
            self._run(f"drop {'view' if found[0][0] else 'table'} {quote_name(name)} cascade")

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
