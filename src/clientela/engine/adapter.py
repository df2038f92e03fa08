"""What an engine other than the embedded one must be able to do: few verbs, one file per engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Columns = tuple[tuple[str, str], ...]
"""(name, type of DuckDB) of a table."""


PASSWORD = "CLIENTELA_ENGINE_PASSWORD"  # noqa: S105 - the name of a variable
"""The environment variable with the password or token of the engine: it is never written anywhere."""


class EngineUnreachableError(ClientelaError):
    """The engine of the settings does not answer, is too old, or its driver is not installed."""


def missing_driver(
    package: str, engine: str, *, install: str = "clientela[engines]"
) -> EngineUnreachableError:
    """Say which package the chosen engine needs."""
    return EngineUnreachableError(
        msg(
            "The engine {engine} of the settings needs the package {package}, which is not installed. Install it: pip install '{install}'",
            engine=engine,
            package=package,
            install=install,
        )
    )


class Adapter(Protocol):
    """A connection to another engine. Tables are named by their content: one that is there is whole and is never changed."""

    kind: str
    """The value of `[engine] kind`."""
    dialect: str
    """The name of its SQL in sqlglot."""
    version: str
    """As the server states it."""

    def tables(self) -> frozenset[str]:
        """Return the names of the tables and views in the place this workspace uses."""
        ...

    def load(self, name: str, path: Path, columns: Columns) -> None:
        """Make a table of a Parquet file; all of it or nothing."""
        ...

    def unite(self, name: str, parts: Sequence[str], columns: Columns) -> None:
        """Name the rows of several tables together; without parts it is a table without rows."""
        ...

    def view_as(self, name: str, sql: str) -> None:
        """Name a translated step without carrying it out: whoever reads it computes it."""
        ...

    def create_as(self, name: str, sql: str) -> None:
        """Carry out a translated step there and keep what comes out under `name`; all of it or nothing."""
        ...

    def fetch(self, name: str, columns: Columns, folder: Path) -> str:
        """Bring a table here; returns the select with which DuckDB reads it, `folder` takes the bytes."""
        ...

    def drop(self, name: str) -> None:
        """Give the room of a table or view back."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...
