from __future__ import annotations

from typing import Any

import duckdb
import pytest

from sources_data import data

pytestmark = pytest.mark.data


def ask(sql: str) -> tuple[Any, ...]:
    with duckdb.connect() as connection:
        return tuple(connection.execute(sql).fetchall()[0])


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
        "ResellerSalesTargets.csv": "targets",
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


def test_northwind_headers_and_lines_are_joined(reader) -> None:
    names = ("categories", "customers", "employees", "order-details", "orders", "products", "suppliers")
    paths = data(*(f"northwind/{name}.csv" for name in names))
    found = reader.read_set(*paths)
    lines = next(i for i in found.files if i.role == "sales_lines")
    details = f"read_csv('{paths[3]}', all_varchar=true)"
    money = "quantity::int * unitPrice::decimal(18,4) * (1 - discount::decimal(18,4))"
    raw = ask(
        f"select count(*), sum(cast({money} * 10000 as bigint)), count(distinct orderID) from {details}"
    )
    assert lines.name == "orders.csv + order-details.csv"
    assert (lines.lines_read, lines.net_read, lines.discount_is) == (*raw[:2], "share")
    assert (lines.lines_accepted, lines.lines_rejected, lines.documents) == (2155, 0, 830)
    # all but the lines of damaged headers find their customer in the file of customers, which is damaged as well
    joins = {(j.from_role, j.from_column): j for j in found.joins}
    headers = joins["document_lines", "orderID"]
    assert (headers.rows, headers.matched, headers.orphans, headers.match_rate) == (2155, 2155, 0, 1.0)
    assert joins["sales_lines", "product_id"].orphans == 0
    assert ask(f"select count(distinct customer_id), count(country) from '{lines.lines}'")[0] == 89


def test_lines_of_documents_alone_say_which_file_to_add(reader) -> None:
    lines, products = data("northwind/order-details.csv", "northwind/products.csv")
    intake = reader.read(lines, products)[0]
    assert intake.role == "unknown"
    assert "Add the file with the headers of these documents" in str(intake.notes[-1])
