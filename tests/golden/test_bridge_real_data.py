"""The review bridge on real data, against another statement of it over the raw files."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from clientela.base.periods import add_months
from clientela.economics._bridge_effects import EFFECTS, MARGIN_EFFECTS
from clientela.workspace import Workspace
from conftest import NOON, noon, table

DATA = Path(os.environ.get("CLIENTELA_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
CODES = [e.code for e in EFFECTS]
INDEPENDENT = """
with sold as (select c, p, f, sum(case when new then s end) as s1, sum(case when not new then s end) as s0, sum(case when new then q end) as q1,
        sum(case when not new then q end) as q0 from lines where d > first and not back and c is not null group by all),
    years as (select c, bool_or(d > year and invoice) as now, bool_or(d > first and d <= year and invoice) as before, bool_or(d <= first and invoice) as old
        from lines where c is not null group by c),
    pairs as (select *, coalesce(s0, 0) > 0 and coalesce(s1, 0) > 0 and q0 > 0 and q1 > 0 and s1 / q1 <= 3.000000003 * s0 / q0 and s0 / q0 <= 3.000000003 * s1 / q1 as alike
        from sold join years using (c) where now and before),
    growth as (select f, sum(q1) / sum(q0) as k from pairs where alike group by f),
    told as (select pairs.*, k from pairs left join growth on growth.f is not distinct from pairs.f),
    back as (select sum(case when new then s else -s end) as returned from lines join years using (c) where d > first and back and now and before),
    leaving as (select sum(case when d <= year and before and not now then -s else 0 end) as lost, sum(case when d > year and now and not before and not old then s else 0 end) as new,
        sum(case when d > year and now and not before and old then s else 0 end) as reactivated,
        sum(case when d > year and not now then s when d <= year and now and not before then -s when d <= year and not before then -s else 0 end) as given
        from lines join years using (c) where d > first)
select sum(case when alike then s1 - s0 * q1 / q0 else 0 end) as price, sum(case when alike then s0 * (k - 1) else 0 end) as volume,
    sum(case when alike then s0 * q1 / q0 - s0 * k else 0 end) as mix, sum(case when coalesce(s0, 0) = 0 then s1 else 0 end) as added,
    -sum(case when coalesce(s1, 0) = 0 then s0 else 0 end) as dropped, sum(case when s0 > 0 and s1 > 0 and not alike then s1 - s0 else 0 end) as without_quantity,
    (select returned from back) + (select given from leaving) as returns, (select lost from leaving) as lost, (select new from leaving) as new,
    (select reactivated from leaving) as reactivated,
    (select sum(case when new then s else -s end) from lines where c is null and d > first) as unstated from told
"""
"""Columns of `lines`: c customer, p product, f family, d day, q quantity, s net money, back (given back), invoice (no credit note)."""


def files_of(folder, *names):
    paths = [DATA / folder / name for name in names]
    if not all(path.exists() for path in paths):
        if os.environ.get("CI"):
            pytest.fail(f"{DATA / folder} is needed in CI")
        pytest.skip(f"real data not found: {DATA / folder} (set CLIENTELA_DATA)")
    return paths


def run_on(tmp_path, paths):
    workspace = Workspace.open(tmp_path / "workspace")
    workspace.import_files(paths, imported_at=NOON)
    return workspace.run(started_at=NOON, finished_at=noon)


def compare(run, lines):
    """Compare the bridge of a run with the other statement over `lines`, and its sums with the ledger."""
    as_of = run.manifest.as_of_day
    year, first = add_months(as_of, -12), add_months(as_of, -24)
    days = f"date '{year}' as year, date '{first}' as first, d > date '{year}' as new"
    engine = duckdb.connect()
    engine.execute(f"create table lines as select *, {days} from ({lines}) where d <= date '{as_of}'")
    cursor = engine.execute(INDEPENDENT)
    expected = dict(zip([c[0] for c in cursor.description], cursor.fetchone(), strict=True))
    total = {row["basis"]: row for row in table(run, "bridge_total")}
    revenue = total["revenue"]
    found = {code: float(revenue[f"{code}_amount"]) for code in CODES}
    found["lost"] += found.pop("timing")  # the other statement knows no rhythm
    pairs = engine.execute(
        "select count(*) from (select distinct c, p from lines where d > first)"
    ).fetchone()[0]
    for code, value in expected.items():
        # half a unit of 1/10,000 per pair at most
        assert found.pop(code) == pytest.approx(float(value or 0), abs=pairs * 0.00005 + 0.0001), code
    assert set(found.values()) == {0}
    ledger = engine.execute(
        "select sum(case when not new and d > first then s end), sum(case when new then s end) from lines"
    ).fetchone()
    assert (revenue["start_amount"], revenue["end_amount"]) == tuple(Decimal(str(v)) for v in ledger)
    for row in table(run, "customer_bridge"):
        assert (
            sum(row[f"{c}_amount"] for c in CODES)
            == row["revenue_12m_amount"] - row["revenue_prior_12m_amount"]
        )
    return total


@pytest.mark.data
def test_adventureworks(tmp_path):
    sales, resellers, products = files_of(
        "adventureworks_resellers", "FactResellerSales.csv", "Resellers.csv", "Product.csv"
    )
    run = run_on(tmp_path, [sales, resellers, products])
    total = compare(
        run,
        "select ResellerKey as c, l.ProductKey as p, f, cast(OrderDate as date) as d, cast(OrderQuantity as double) as q, "
        "cast(SalesAmount as decimal(18,4)) as s, false as back, true as invoice "
        f"from read_csv('{sales}', all_varchar=true) as l left join (select ProductKey, any_value(Subcategory) as f "
        f"from read_csv('{products}', all_varchar=true) group by 1) as n on n.ProductKey = l.ProductKey",
    )
    margin = total["margin"]
    assert sum(margin[f"{e.code}_amount"] for e in MARGIN_EFFECTS) == margin["change_amount"]
    days = table(run, "customer_days")
    year = add_months(run.manifest.as_of_day, -12)
    known = sum(
        (d["margin_known_amount"] or 0) + (d["margin_estimated_amount"] or 0)
        for d in days
        if d["document_on"] > year
    )
    assert margin["end_amount"] == known
    assert margin["unit_cost_amount"] != 0


@pytest.mark.data
def test_online_retail(tmp_path):
    first, second = files_of(
        "online_retail_uk", "online_retail_2009_2010.parquet", "online_retail_2010_2011.parquet"
    )
    run = run_on(tmp_path, [first, second])
    total = compare(
        run,
        "select CustomerID as c, nullif(trim(StockCode), '') as p, cast(null as varchar) as f, cast(InvoiceDate as date) as d, cast(Quantity as double) as q, "
        "cast(round(Quantity * cast(UnitPrice as decimal(18,4)), 4) as decimal(18,4)) as s, InvoiceNo like 'C%' or Quantity * UnitPrice < 0 as back, "
        f"InvoiceNo not like 'C%' as invoice from (select * from '{first}' where InvoiceNo not in (select InvoiceNo from '{second}') "
        f"union all by name select * from '{second}')",
    )
    assert total["margin"]["start_amount"] is None
    assert total["revenue"]["unstated_amount"] != 0
