from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

DATA = Path(
    os.environ.get("CLIENTELA_DATA") or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)
pytestmark = pytest.mark.data


def ask(sql: str) -> tuple[Any, ...]:
    with duckdb.connect() as connection:
        return tuple(connection.execute(sql).fetchall()[0])


def data(*names: str) -> list[Path]:
    paths = [DATA / name for name in names]
    if not all(path.exists() for path in paths):
        if os.environ.get("CI"):
            pytest.fail(f"the real data sets are not at {DATA}")
        pytest.skip(f"the real data sets are not at {DATA}; set CLIENTELA_DATA")
    return paths


@pytest.mark.parametrize("name", ["online_retail_2009_2010", "online_retail_2010_2011"])
def test_online_retail(reader, name: str) -> None:
    (path,) = data(f"online_retail_uk/{name}.parquet")
    intake = reader.read(path)[0]
    money = "sum(cast(round(cast(Quantity as decimal(18,0)) * cast(UnitPrice as decimal(18,4)) * 10000) as hugeint))"
    raw = ask(
        f"select count(*), {money}, count(distinct InvoiceNo), count(distinct CustomerID), min(InvoiceDate)::date, "
        f"max(InvoiceDate)::date from '{path}'"
    )
    assert (intake.lines_read, intake.net_read, intake.documents) == raw[:3]
    assert (intake.period_from, intake.period_to) == raw[4:]
    assert intake.lines_accepted + intake.lines_excluded + intake.lines_rejected == raw[0]
    assert intake.net_accepted + intake.net_excluded + intake.net_rejected == raw[1]
    assert ask(f"select count(distinct customer_id) from '{intake.lines}'") == (raw[3],)
    # credit notes are told by their sign: all that are numbered C..., but for one of 2010 with a positive amount
    odd = ask(
        f"select count(*) from '{intake.lines}' where (document_id[1] = 'C') and document_kind <> 'credit_note' and net_amount < 0"
    )
    assert odd == (0,)


def test_adventureworks(reader) -> None:
    lines, *rest = data(*(f"adventureworks_resellers/{n}.csv" for n in ("FactResellerSales", "Product", "Resellers", "ResellerSalesTargets")))  # fmt: skip
    intakes = {i.name: i for i in reader.read(lines, *rest)}
    assert {n: i.role for n, i in intakes.items()} == {
        "FactResellerSales.csv": "sales_lines", "Product.csv": "products", "Resellers.csv": "customers",
        "ResellerSalesTargets.csv": "unknown",
    }  # fmt: skip
    sales = intakes["FactResellerSales.csv"]
    raw = ask(
        "select count(*), sum(SalesAmount::decimal(18,4)), count(distinct SalesOrderNumber), "
        "sum(coalesce(try_cast(TotalProductCost as decimal(18,4)), OrderQuantity::int * StandardCost::decimal(18,4))) "
        f"from read_csv('{lines}', all_varchar=true)"
    )
    assert (sales.lines_accepted, sales.net_accepted, sales.documents) == (
        raw[0],
        int(raw[1] * 10_000),
        raw[2],
    )
    assert sales.lines_excluded + sales.lines_rejected == 0
    assert ask(f"select sum(coalesce(cost_amount, estimated_cost_amount))::hugeint from '{sales.lines}'") == (
        int(raw[3] * 10_000),
    )
    roles = {m.role: m.column for m in sales.mapping}
    assert roles["document_id"] == "SalesOrderNumber"
    assert (roles["customer_id"], roles["seller_id"], roles["area_id"]) == (
        "ResellerKey",
        "EmployeeKey",
        "SalesTerritoryKey",
    )
    assert intakes["Resellers.csv"].lines_accepted == 701
    assert intakes["Product.csv"].lines_accepted == 397


def test_iowa(reader) -> None:
    lines, stores = data("iowa_liquor_b2b/lines_2015_2017.parquet", "iowa_liquor_b2b/stores.csv")
    part = reader.inbox / "lines.parquet"
    # half a year keeps the test fast; the whole file is read by the bench
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * from '{lines}' where date < '2015-07-01') to '{part}' (format parquet)"
        )
    sales, master = reader.read(part, stores)
    raw = ask(
        f"select count(*), sum(sale_cents)::hugeint * 100, count(distinct (store_id, date)) from '{part}'"
    )
    assert (sales.lines_accepted, sales.net_accepted, sales.documents) == raw
    assert sales.amounts_in_cents
    assert (master.role, master.lines_accepted) == ("customers", 2296)


def test_northwind_says_what_it_cannot_join(reader) -> None:
    names = ("customers", "order-details", "orders", "products")
    paths = data(*(f"northwind/{name}.csv" for name in names))
    intakes = reader.read(*(Path(shutil.copy(p, reader.inbox)) for p in paths))
    assert [i.role for i in intakes] == ["customers", "unknown", "unknown", "products"]
    assert all("cannot be joined yet" in str(i.notes[-1]) for i in intakes if i.role == "unknown")
