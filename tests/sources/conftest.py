from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from clientela.base.canonical import CanonicalTable
from clientela.base.declare import discover
from clientela.base.progress import Silent
from clientela.base.settings import Settings
from clientela.sources import FileIntake, ReadSet, read_set

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLES: dict[str, CanonicalTable] = discover("clientela.tables", CanonicalTable)
_DATABASE = duckdb.connect(config={"threads": 1})


class Reader:
    """Reads files into a folder of its own and looks at the rows that came out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.staging = folder / "staging"
        self.mappings = folder / "mappings"
        self.inbox = folder / "inbox"
        self.inbox.mkdir()

    def write(self, name: str, content: str | bytes, *, encoding: str = "utf-8") -> Path:
        path = self.inbox / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def read_set(self, *paths: Path) -> ReadSet:
        found = read_set(
            paths,
            staging=self.staging,
            mappings=self.mappings,
            settings=Settings(),
            progress=Silent(),
            tables=TABLES,
        )
        for intake in found.files:
            if intake.role == "sales_lines":
                assert_balanced(intake)
            elif intake.rows is not None:
                assert_sorted(intake)
        return found

    def read(self, *paths: Path) -> tuple[FileIntake, ...]:
        return self.read_set(*paths).files

    def one(self, name: str, content: str | bytes, *, encoding: str = "utf-8") -> FileIntake:
        return self.read(self.write(name, content, encoding=encoding))[0]

    def all_files(self) -> set[Path]:
        return {p for p in self.folder.rglob("*") if p.is_file() and self.staging not in p.parents}


def rows(path: Path | None, columns: str = "*") -> list[tuple[Any, ...]]:
    """Read a Parquet that the intake wrote."""
    assert path is not None
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {columns} from read_parquet('{path}') order by row_number"
        ).fetchall()


def assert_balanced(intake: FileIntake) -> None:
    """Every line once, in the counts and in the files, and so the money."""
    assert intake.lines_read == intake.lines_accepted + intake.lines_excluded + intake.lines_rejected
    assert intake.net_read == intake.net_accepted + intake.net_excluded + intake.net_rejected
    for path, count, net in (
        (intake.lines, intake.lines_accepted, intake.net_accepted),
        (intake.excluded, intake.lines_excluded, intake.net_excluded),
        (intake.rejected, intake.lines_rejected, intake.net_rejected),
    ):
        found = rows(path, "row_number, net_amount")
        assert len(found) == count
        assert sum(n or 0 for _, n in found) == net
    assert sum(t.net_amount for t in intake.control_totals) == intake.net_accepted
    assert sum(t.lines for t in intake.control_totals) == intake.lines_accepted


def assert_sorted(intake: FileIntake) -> None:
    """Every row of another table once, in the counts and in the files, and so its amounts."""
    assert intake.lines_read == intake.lines_accepted + intake.lines_excluded + intake.lines_rejected
    for path, count in (
        (intake.rows, intake.lines_accepted),
        (intake.excluded, intake.lines_excluded),
        (intake.rejected, intake.lines_rejected),
    ):
        assert len(rows(path, "row_number")) == count
    for total in intake.totals:
        assert total.read == total.accepted + total.excluded + total.rejected
        assert sum(value or 0 for (value,) in rows(intake.rows, total.column)) == total.accepted
    table = TABLES[intake.role]
    assert intake.rows is not None
    names = [row[0] for row in _DATABASE.execute(f"describe select * from '{intake.rows}'").fetchall()]
    assert names == [*(c.name for c in table.columns), "row_number"]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


@pytest.fixture
def look() -> Callable[..., list[tuple[Any, ...]]]:
    return rows
