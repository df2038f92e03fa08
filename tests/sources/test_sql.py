from __future__ import annotations

import os
import sqlite3
from decimal import Decimal

import duckdb
import pytest

from clientela.sources.sql import DatabaseError, check_query, read_query


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as base:
        base.execute("create table sales (day text, customer text, amount numeric, n integer, note text)")
        base.executemany(
            "insert into sales values (?, ?, ?, ?, ?)",
            [
                (f"2024-01-{1 + i % 28:02d}", f"{i % 7:03d}", f"{i}.25", i, None if i % 2 else 'a "b", ü\nЖ')
                for i in range(1000)
            ],
        )
    return path


def test_rows_of_sqlite_arrive_whole(shop, tmp_path) -> None:
    target = tmp_path / "out.parquet"
    count = read_query(
        f"sqlite:////{str(shop).lstrip('/')}", "select * from sales order by n", target=target, batch_rows=300
    )
    with duckdb.connect() as connection:
        rows = connection.execute(f"select customer, n, note from '{target}'").fetchall()
        total = connection.execute(f"select sum(amount::decimal(18,2)) from '{target}'").fetchone()
        kinds = [row[1] for row in connection.execute(f"describe select * from '{target}'").fetchall()]
    assert count == len(rows) == 1000
    assert rows[:2] == [("000", 0, 'a "b", ü\nЖ'), ("001", 1, None)]
    assert total == (Decimal(sum(range(1000))) + 250,)
    assert kinds[3] == "BIGINT"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.parquet", "shop.db"]


def test_no_rows_are_a_table_without_rows(shop, tmp_path) -> None:
    target = tmp_path / "out.parquet"
    assert (
        read_query(
            f"sqlite:///{shop}", "with t as (select 1) select day from sales where 1 = 0", target=target
        )
        == 0
    )
    with duckdb.connect() as connection:
        assert connection.execute(f"select * from '{target}'").fetchall() == []


@pytest.mark.parametrize(
    "query",
    [
        "delete from sales", "select 1; delete from sales", "update sales set n = 1", "drop table sales", "", "vacuum", "pragma journal_mode",
        "with x as (delete from sales returning *) select * from x", "attach 'x' as y", "select * into t from sales", "insert into sales select * from sales",
        "select * from sales for update", "create table t as select 1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_only_one_select_is_run(query: str, dialect: str) -> None:
    with pytest.raises(DatabaseError):
        check_query(query, dialect)


def test_a_database_is_opened_for_reading_only(shop, tmp_path) -> None:
    with pytest.raises(DatabaseError, match="no such table"):
        read_query(f"sqlite:///{shop}", "select * from none_such", target=tmp_path / "out.parquet")
    with pytest.raises(DatabaseError):
        read_query(f"sqlite:///{tmp_path}/none.db", "select 1", target=tmp_path / "out.parquet")
    assert [p.name for p in tmp_path.iterdir()] == ["shop.db"]


def test_no_password_is_told(tmp_path) -> None:
    for url in (
        "postgresql://u:s3cret%21@127.0.0.1:1/db",
        "mariadb://u:s3cret%21@127.0.0.1:1/db",
        "oracle://u:s3cret%21@h/db",
        "postgresql://u:s3cret%21@h:x/db",
    ):
        with pytest.raises(DatabaseError) as caught:
            read_query(url, "select 1", target=tmp_path / "out.parquet")
        assert "s3cret" not in str(caught.value) + repr(caught.value.message)
        assert str(caught.value).endswith(".")


@pytest.mark.parametrize("name", ["CLIENTELA_TEST_POSTGRES", "CLIENTELA_TEST_MARIADB"])
def test_a_server_gives_exact_decimals_batch_by_batch(name: str, tmp_path) -> None:
    url = os.environ.get(name)
    if not url:
        pytest.skip(
            f"no server: set {name} to an address such as postgresql://user:password@localhost/database"
        )
    digits = "select cast(12345678901234.123456 as decimal(30, 6)) as amount, 7 as n, 'Жü' as name, cast('2024-01-31' as date) as day"
    query = digits + "".join(f" union all select {i} + 0.25, {i}, null, null" for i in range(2500))
    target = tmp_path / "out.parquet"
    assert read_query(url, query, target=target, batch_rows=1000) == 2501
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select amount, n, name, day::varchar from '{target}' where name is not null"
        ).fetchall()
        total = connection.execute(f"select sum(amount::decimal(30,6)) from '{target}'").fetchone()
    assert rows == [("12345678901234.123456", 7, "Жü", "2024-01-31")]
    assert total == (Decimal("12345678901234.123456") + sum(range(2500)) + Decimal("0.25") * 2500,)
