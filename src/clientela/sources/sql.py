"""Queries to databases: the rows of one SELECT, streamed into a Parquet file. SQLite, PostgreSQL and MariaDB or MySQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import SplitResult, quote, unquote, urlsplit

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from clientela.base.errors import ClientelaError
from clientela.base.files import writing
from clientela.base.i18n import msg
from clientela.engine.connect import Engine, quote_name
from clientela.sources.csv import scan_sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_DIALECTS = {
    "sqlite": "sqlite", "postgresql": "postgres", "postgres": "postgres", "mariadb": "mysql", "mysql": "mysql",
}  # fmt: skip
_WAIT = 30
_NULL = "\x01"
_BEYOND = 1 << 63
_FORBIDDEN = (
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Create,
    exp.Drop,
    exp.Command,
    exp.Into,
    exp.Merge,
    exp.Alter,
    exp.Lock,
)


class DatabaseError(ClientelaError):
    """A database cannot be reached, or a query cannot be run."""


def _place(parts: SplitResult) -> str:
    """Return the address without user and password, to be shown."""
    host = parts.hostname or ""
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _failed(parts: SplitResult, error: Exception) -> DatabaseError:
    problem = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    for secret in (parts.password, unquote(parts.password or "")):
        # a driver may repeat what it was given
        problem = problem.replace(secret, "***") if secret else problem
    return DatabaseError(
        msg("The query to {place} could not be run: {problem}.", place=_place(parts), problem=problem)
    )


def check_query(query: str, dialect: str) -> None:
    """Refuse anything but one statement that reads.

    Errors: DatabaseError.
    """
    try:
        statements = [s for s in sqlglot.parse(query, read=dialect) if s is not None]
    except (ParseError, TokenError) as error:
        raise DatabaseError(
            msg("The query is not valid SQL: {problem}.", problem=str(error).splitlines()[0].rstrip("."))
        ) from error
    reads = len(statements) == 1 and isinstance(statements[0], exp.Query)
    if not reads or any(statements[0].find(kind) for kind in _FORBIDDEN):
        raise DatabaseError(
            msg("Only a single SELECT is run. Write one statement that begins with SELECT or WITH.")
        )


def _install(driver: str) -> DatabaseError:
    return DatabaseError(
        msg('The driver {driver} is not installed. Run: pip install "clientela[sql]".', driver=driver)
    )


@contextmanager
def _sqlite(parts: SplitResult) -> Iterator[Any]:
    # sqlite:///name is a name in the current folder, sqlite:////name an absolute one, as elsewhere
    path = unquote(parts.path).removeprefix("/")
    with (
        closing(sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)) as connection,
        closing(connection.cursor()) as cursor,
    ):
        yield cursor


@contextmanager
def _postgres(parts: SplitResult) -> Iterator[Any]:
    try:
        import psycopg  # noqa: PLC0415 - only who reads from PostgreSQL has it
    except ImportError as error:
        raise _install("psycopg") from error
    address = parts._replace(scheme="postgresql").geturl()
    with psycopg.connect(address, connect_timeout=_WAIT) as connection:
        connection.read_only = True
        # a cursor of the server: the rows come batch by batch
        with connection.cursor(name="clientela") as cursor:
            yield cursor


@contextmanager
def _mariadb(parts: SplitResult) -> Iterator[Any]:
    try:
        import pymysql  # noqa: PLC0415 - only who reads from MariaDB has it
        from pymysql.cursors import SSCursor  # noqa: PLC0415 - as above
    except ImportError as error:
        raise _install("pymysql") from error
    connection = pymysql.connect(
        host=parts.hostname or "localhost",
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.strip("/")),
        charset="utf8mb4",
        connect_timeout=_WAIT,
    )
    with closing(connection), closing(connection.cursor(SSCursor)) as cursor:
        cursor.execute("start transaction read only")
        yield cursor


_OPENERS: dict[str, Callable[[SplitResult], Any]] = {
    "sqlite": _sqlite,
    "postgres": _postgres,
    "mysql": _mariadb,
}


def _text(value: Any) -> str:
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    # exact: a decimal as its digits, never by way of a float
    return f"{value:f}" if isinstance(value, Decimal) else str(value).replace("\x00", "").replace(_NULL, "")


def _type(values: list[Any]) -> str:
    """Return the engine's type for a column from what the driver gave: exact, else text."""
    kinds = {type(value) for value in values if value is not None}
    names = {kind.__name__ for kind in kinds}
    if names == {"int"} and all(-_BEYOND <= value < _BEYOND for value in values if value is not None):
        return "bigint"
    if names == {"date"}:
        return "date"
    return "timestamp" if names and names <= {"date", "datetime"} else "varchar"


def _write_batches(
    cursor: Any, folder: Path, names: Sequence[str], batch_rows: int
) -> tuple[list[Path], list[str], int]:
    """Write the rows as text, batch by batch; return the files, the types that hold every value, and the count."""
    import csv  # noqa: PLC0415 - the neighbour of this module has the same name

    files: list[Path] = []
    types: list[str | None] = [None] * len(names)
    count = 0
    while rows := cursor.fetchmany(batch_rows):
        for place in range(len(names)):
            values = [row[place] for row in rows]
            if any(value is not None for value in values):
                seen = _type(values)
                types[place] = seen if types[place] in (None, seen) else "varchar"
        target = folder / f"{len(files)}.rows"
        with target.open("w", encoding="utf-8", newline="") as sink:
            csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
                [_text(v) for v in row] for row in rows
            )
        files.append(target)
        count += len(rows)
    return files, [kind or "varchar" for kind in types], count


def read_query(url: str, query: str, *, target: Path, batch_rows: int = 50_000) -> int:
    """Write the rows of a SELECT to a Parquet file and return how many there are.

    `url` is `sqlite:///file`, `postgresql://user:password@host/database` or `mariadb://...`. Whole numbers and dates keep their
    type; decimals are written as text with all their digits. The database is opened for reading. The password is in no message.
    Errors: DatabaseError when the query is more than a SELECT, a driver is missing, or the database refuses.
    """
    try:
        parts = urlsplit(url)
        port_is_read = parts.port is None or parts.port >= 0
    except ValueError as error:
        raise DatabaseError(
            msg("The address of the database is not valid. Write scheme://user:password@host/database.")
        ) from error
    dialect = _DIALECTS.get(parts.scheme.partition("+")[0])
    if dialect is None or not port_is_read:
        raise DatabaseError(
            msg(
                "Databases of the kind {kind} are not read. Known: {known}.",
                kind=parts.scheme,
                known=", ".join(_DIALECTS),
            )
        )
    check_query(query, dialect)
    folder = target.with_name(f".{target.name}.rows")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _OPENERS[dialect](parts) as cursor:
            cursor.execute(query)
            # a server cursor knows its columns with the first rows
            first = cursor.fetchmany(1) if cursor.description is None else ()
            names = _unique([str(column[0]) for column in cursor.description or ()])
            files, types, count = _write_batches(_Ahead(cursor, first), folder, names, batch_rows)
        _write_parquet(files, names, types, target)
    except ClientelaError:
        raise
    except Exception as error:  # noqa: BLE001 - each driver has errors of its own; all of them become one sentence
        raise _failed(parts, error) from None
    finally:
        for left in folder.glob("*.rows"):
            left.unlink()
        folder.rmdir()
    return count


class _Ahead:
    """A cursor of which some rows were fetched already."""

    def __init__(self, cursor: Any, first: Sequence[Any]) -> None:
        self._cursor, self._first = cursor, list(first)

    def fetchmany(self, size: int) -> list[Any]:
        """Return the next rows."""
        first, self._first = self._first, []
        return first + list(cast("Sequence[Any]", self._cursor.fetchmany(size)))


def _unique(names: list[str]) -> list[str]:
    result: list[str] = []
    for place, name in enumerate(names, start=1):
        base = name or f"column {place}"
        result.append(base if base.lower() not in {n.lower() for n in result} else f"{base} ({place})")
    return result


def _write_parquet(files: Sequence[Path], names: Sequence[str], types: Sequence[str], target: Path) -> None:
    fields = [f"c{i}" for i in range(len(names))]
    casts = ", ".join(
        f"cast(nullif({f}, '{_NULL}') as {kind}) as {quote_name(name)}"
        for f, name, kind in zip(fields, names, types, strict=True)
    )
    source = " union all ".join(f"select * from {scan_sql(file, fields, separator=',')}" for file in files)
    source = source or f"select {', '.join(f'cast(null as varchar) as {f}' for f in fields)} where false"
    with Engine() as engine, writing(target) as temporary:
        engine.write_parquet(f"select {casts} from ({source})", temporary)
