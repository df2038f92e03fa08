"""Templates, tables out and in again, and rows of a database."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from clientela.cli._app import run as command
from clientela.runs.querying import with_password
from clientela.workspace import Workspace
from conftest import line, write_rows


@pytest.fixture
def place(tmp_path):
    path = write_rows(tmp_path / "sales.csv", [line("01", date(2025, 1, 5), 10, "I1")])
    listed = tmp_path / "customers.csv"
    listed.write_text("customer_number,customer_name,town\n01,One,Rome\n002,Two,Oslo\n", encoding="utf-8")
    assert command(["import", str(path), str(listed), "-w", str(tmp_path / "w")]) == 0
    return tmp_path / "w"


def rows_of(place):
    workspace = Workspace.open(place)
    return workspace.facts.table("customers"), [(t.name, t.rows) for t in workspace.tables()]


def test_tables_go_out_and_come_back_the_same(place, tmp_path):
    target = tmp_path / "tables.xlsx"
    assert command(["export", "--tables", "all", "--out", str(target), "-w", str(place)]) == 0
    other = tmp_path / "other"
    assert command(["import", str(target), "-w", str(other)]) == 0
    assert rows_of(other)[1] == [("customers", 2)]
    assert command(["import", str(target), "-w", str(place)]) == 0
    assert rows_of(place)[1] == [("sales_lines", 1), ("customers", 2)]


def test_an_empty_template_and_an_unknown_table(tmp_path, capsys):
    assert command(["template", "customers", "visits", "--out", str(tmp_path / "t.xlsx")]) == 1
    assert "There is no table visits" in capsys.readouterr().err
    assert command(["template", "customers", "orders", "--out", str(tmp_path / "t.xlsx")]) == 0
    assert (tmp_path / "t.xlsx").stat().st_size > 1000


def test_rows_of_a_database(tmp_path, capsys):
    base = sqlite3.connect(tmp_path / "erp.db")
    base.execute(
        "create table bills (invoice_number text, invoice_date text, customer_number text, net_amount text)"
    )
    base.executemany(
        "insert into bills values (?, ?, ?, ?)",
        [(f"I{n}", f"2025-03-{n:02d}", "007", f"{n}.50") for n in range(10, 20)],
    )
    base.commit()
    base.close()
    (tmp_path / "q.sql").write_text("select * from bills")
    arguments = [
        "import",
        "--sql",
        f"sqlite:///{tmp_path / 'erp.db'}",
        "--query",
        f"@{tmp_path / 'q.sql'}",
        "-w",
        str(tmp_path / "w"),
    ]
    assert command(arguments) == 0
    assert "query.parquet: 10 lines read" in capsys.readouterr().out
    assert command(arguments) == 0
    assert "imported before" in capsys.readouterr().out
    assert Workspace.open(tmp_path / "w").facts_summary()["amount"] == 1_500_000
    assert command([*arguments, "--name", "../out.parquet"]) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://me@host/db", "postgresql://me:p%2Fw%40@host/db"),
        ("postgresql://me:own@host/db", "postgresql://me:own@host/db"),
        ("sqlite:///file.db", "sqlite:///file.db"),
    ],
)
def test_where_a_password_goes(url, expected):
    assert with_password(url, "p/w@") == expected
