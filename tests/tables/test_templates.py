"""What is exported as a template reads back as it was, for every table and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from canonical_rows import rows_of
from clientela.base.canonical import CanonicalTable
from clientela.base.declare import discover
from clientela.base.i18n import LANGUAGES
from clientela.base.progress import Silent
from clientela.base.settings import Settings
from clientela.engine.connect import Engine
from clientela.render.template import write_template
from clientela.sources import FileUnreadableError, ReadSet, read_set

if TYPE_CHECKING:
    from pathlib import Path

TABLES: dict[str, CanonicalTable] = discover("clientela.tables", CanonicalTable)
OTHERS = [table for name, table in TABLES.items() if name != "sales_lines"]


def read(path: Path, folder: Path) -> ReadSet:
    return read_set(
        [path],
        staging=folder / "staging",
        mappings=folder / "none",
        settings=Settings(),
        tables=TABLES,
        progress=Silent(),
    )


def stored(intake) -> list[tuple]:
    names = ", ".join(c.name for c in TABLES[intake.role].columns)
    with Engine() as engine:
        return engine.fetch(f"select {names} from read_parquet('{intake.rows}') order by row_number")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_comes_back_as_it_was(tmp_path: Path, language: str) -> None:
    rows = {table.name: rows_of(table, 25) for table in OTHERS}
    write_template(OTHERS, tmp_path / "all.xlsx", language=language, rows=rows)
    intakes = read(tmp_path / "all.xlsx", tmp_path).files
    told = {i.part: (i.role, str(i.notes[-1]) if i.notes else "") for i in intakes if i.role == "unknown"}
    assert told == {}
    assert [i.role for i in intakes] == [table.name for table in OTHERS]
    for intake in intakes:
        assert (intake.lines_rejected, intake.lines_excluded) == (0, 0), (intake.role, intake.notes)
        assert stored(intake) == rows[intake.role], intake.role


@pytest.mark.parametrize("language", ["it"])
def test_one_row_of_a_table_alone_is_recognised(tmp_path: Path, language: str) -> None:
    for table in OTHERS[::3]:
        rows = rows_of(table, 1, seed=2)
        write_template([table], tmp_path / "one.xlsx", language=language, rows={table.name: rows})
        (intake,) = read(tmp_path / "one.xlsx", tmp_path).files
        assert (intake.role, stored(intake)) == (table.name, rows)


def test_sales_lines_come_back(tmp_path: Path) -> None:
    table = TABLES["sales_lines"]
    rows = rows_of(table, 40)
    for language in LANGUAGES:
        write_template([table], tmp_path / "lines.xlsx", language=language, rows={"sales_lines": rows})
        (intake,) = read(tmp_path / "lines.xlsx", tmp_path).files
        assert (intake.role, intake.lines_accepted, intake.lines_rejected) == ("sales_lines", 40, 0)
        assert intake.net_accepted == sum(
            row[[c.name for c in table.columns].index("net_amount")] for row in rows
        )


def test_an_empty_template_is_told(tmp_path: Path) -> None:
    write_template(TABLES.values(), tmp_path / "empty.xlsx", language="en")
    with pytest.raises(FileUnreadableError):
        read(tmp_path / "empty.xlsx", tmp_path)


def test_a_template_is_the_same_bytes_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_template(
            OTHERS[:5], tmp_path / f"{name}.xlsx", language="it", rows={OTHERS[0].name: rows_of(OTHERS[0], 3)}
        )
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
