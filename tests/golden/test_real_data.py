"""The main job on real data: every line accounted for, and money equal to independent SQL over the raw files."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from clientela.cli.analyse import summarise
from clientela.workspace import Workspace
from conftest import NOON, noon

DATA = Path(os.environ.get("CLIENTELA_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def files_of(folder, *names):
    paths = [DATA / folder / name for name in names]
    if not all(path.exists() for path in paths):
        if os.environ.get("CI"):
            pytest.fail(f"{DATA / folder} is needed in CI")
        pytest.skip(f"real data not found: {DATA / folder} (set CLIENTELA_DATA)")
    return paths


def analyse(tmp_path, paths):
    workspace = Workspace.open(tmp_path / "workspace")
    workspace.import_files(paths, imported_at=NOON)
    answer = summarise(workspace.run(started_at=NOON, finished_at=noon), {})
    assert (
        answer["lines_read"] == answer["lines_accepted"] + answer["lines_excluded"] + answer["lines_rejected"]
    )
    return workspace, answer


def ask(sql):
    return duckdb.connect().execute(sql).fetchall()[0]


@pytest.mark.data
def test_online_retail_drops_the_overlap_once_and_ties(tmp_path):
    first, second = files_of(
        "online_retail_uk", "online_retail_2009_2010.parquet", "online_retail_2010_2011.parquet"
    )
    lines, money, customers = ask(
        "select count(*), sum(cast(round(Quantity * cast(UnitPrice as decimal(18,4)), 4) as decimal(18,4))), count(distinct CustomerID) from ("
        f"select * from '{first}' where InvoiceNo not in (select InvoiceNo from '{second}') union all by name select * from '{second}')"
    )
    workspace, answer = analyse(tmp_path, [first, second])
    assert (answer["lines_read"], answer["lines_accepted"], answer["lines_excluded"]) == (
        1_067_370,
        lines,
        22_523,
    )
    assert Decimal(str(answer["revenue_amount"])) == money
    assert answer["customers"] == customers
    assert (answer["margin_amount"], answer["margin_known_amount"], answer["margin_coverage_share"]) == (
        None,
        None,
        0.0,
    )
    before = workspace.facts.fingerprint
    again = workspace.import_files([first, second], imported_at=NOON)
    assert (again.added, len(again.known), workspace.facts.fingerprint) == ((), 2, before)


@pytest.mark.data
def test_adventureworks_ties_with_its_margin(tmp_path):
    lines, customers, products = files_of(
        "adventureworks_resellers", "FactResellerSales.csv", "Resellers.csv", "Product.csv"
    )
    count, money, known_margin, holes = ask(
        "select count(*), sum(cast(SalesAmount as decimal(18,4))), "
        "sum(cast(SalesAmount as decimal(18,4)) - try_cast(TotalProductCost as decimal(18,4))), "
        f"count(*) - count(try_cast(TotalProductCost as double)) from read_csv('{lines}', all_varchar=true)"
    )
    _, answer = analyse(tmp_path, [lines, customers, products])
    assert (answer["lines_read"], answer["lines_accepted"], answer["customers"]) == (count, count, 632)
    assert Decimal(str(answer["revenue_amount"])) == money
    assert holes == 76
    assert answer["margin_amount"] is None
    assert Decimal(str(answer["margin_known_amount"])) == known_margin
    assert 0.99 < answer["margin_coverage_share"] < 1


@pytest.mark.data
@pytest.mark.soak
def test_iowa_ties(tmp_path):
    first, second = files_of("iowa_liquor_b2b", "lines_2012_2014.parquet", "lines_2015_2017.parquet")
    lines, cents, customers = ask(
        f"select count(*), sum(sale_cents), count(distinct store_id) from read_parquet(['{first}', '{second}'])"
    )
    _, answer = analyse(tmp_path, [first, second])
    assert (answer["lines_accepted"], answer["customers"]) == (lines, customers)
    assert round(answer["revenue_amount"] * 100) == cents
