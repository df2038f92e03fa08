"""What every canonical table must declare, and how its own examples read back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clientela.base.canonical import SQL_TYPES, CanonicalTable, TableColumn, canonical_table
from clientela.base.declare import discover
from clientela.base.i18n import LANGUAGES, translate
from clientela.base.money import to_units
from clientela.base.progress import Silent
from clientela.base.settings import Settings
from clientela.engine.connect import Engine
from clientela.render.template import write_template
from clientela.sources import read_set
from clientela.sources._names import is_missing, normalise_name

if TYPE_CHECKING:
    from pathlib import Path

TABLES: dict[str, CanonicalTable] = discover("clientela.tables", CanonicalTable)
FLAGS = {"yes": True, "no": False}


def stored(column: TableColumn) -> Any:  # noqa: PLR0911 - one answer for each type
    text = column.examples[0]
    match column.type:
        case "money" | "quantity":
            return to_units(Decimal(text))
        case "share" | "number":
            return float(text)
        case "count":
            return int(text)
        case "flag":
            return FLAGS[text]
        case "date":
            return date.fromisoformat(text)
        case "instant":
            return datetime.fromisoformat(text)
        case _:
            return text


@pytest.mark.parametrize("name", TABLES)
def test_a_table_declares_itself(name: str) -> None:
    table = TABLES[name]
    assert table.name == name
    assert 0 <= table.level <= 7
    assert str(table.title)
    assert str(table.grain).startswith("One row is")
    assert str(table.brings).endswith(".")
    assert set(table.key) <= {c.name for c in table.columns}
    for column in table.columns:
        assert column.name == column.name.lower()
        assert column.name.endswith(("_on", "_at")) or column.type not in ("date", "instant"), column.name
        assert not column.name.startswith(("is_", "has_")) or column.type == "flag", column.name
        if column.refers_to:
            target, other = column.refers_to.split(".")
            assert TABLES[target].column(other).type in ("id", "text"), column.refers_to


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_codes_tell_columns_and_values_apart(name: str, language: str) -> None:
    table = TABLES[name]
    titles = [normalise_name(translate(c.title, language=language)) for c in table.columns]
    assert len(set(titles)) == len(titles)
    for column in table.columns:
        words: dict[str, str] = {}
        for code in column.codes:
            assert not is_missing(code.value)
            for text in (code.value, translate(code.title, language=language), *code.words):
                assert words.setdefault(normalise_name(text), code.value) == code.value, (column.name, text)


@pytest.mark.parametrize("name", TABLES)
def test_the_stored_table_can_be_empty_and_its_checks_can_be_asked(name: str) -> None:
    table = TABLES[name]
    with Engine() as engine:
        engine.execute(f"create table t as {table.empty_sql()}")
        assert engine.columns("t") == (
            "source",
            *(c.name for c in table.columns),
            "batch_number",
            "row_number",
        )
        types = {row[0]: row[1].lower() for row in engine.fetch("describe t")}
        assert all(types[c.name] == SQL_TYPES[c.type] for c in table.columns)
        for check in table.checks:
            assert engine.fetch(f"select 1 from t where {check.sql}") == []
        assert engine.fetch(f"select 1 from t where {table.keyed_sql}") == []


def test_the_examples_of_every_table_read_back(tmp_path: Path) -> None:
    tables = list(TABLES.values())
    assert all(column.examples or column.type == "date" for table in tables for column in table.columns)
    rows = {t.name: [tuple(stored(c) for c in t.columns)] for t in tables}
    write_template(tables, tmp_path / "examples.xlsx", language="en", rows=rows)
    found = read_set(
        [tmp_path / "examples.xlsx"],
        staging=tmp_path / "staging",
        mappings=tmp_path / "none",
        settings=Settings(),
        tables=TABLES,
        progress=Silent(),
    ).files
    assert [(i.role, i.lines_accepted, i.lines_rejected) for i in found] == [(name, 1, 0) for name in TABLES]


def test_a_wrong_declaration_is_refused() -> None:
    wrong = {"name": "x", "title": "", "grain": "", "key": ("a",), "columns": (), "level": 0, "brings": ""}
    with pytest.raises(ValueError, match="no column a"):
        canonical_table(**wrong)
