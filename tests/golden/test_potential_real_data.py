"""Potential on real resellers: nothing is stated of their wallets, so the model speaks, is tested, and the matrix ties to the ledger."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from clientela.workspace import Workspace
from conftest import NOON, noon, table

DATA = Path(os.environ.get("CLIENTELA_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
FOLDER = DATA / "adventureworks_resellers"


@pytest.mark.data
def test_adventureworks_potential(tmp_path) -> None:
    paths = [FOLDER / name for name in ("FactResellerSales.csv", "Resellers.csv", "Product.csv")]
    if not all(path.exists() for path in paths):
        if os.environ.get("CI"):
            pytest.fail(f"{FOLDER} is needed in CI")
        pytest.skip(f"real data not found: {FOLDER} (set CLIENTELA_DATA)")
    workspace = Workspace.open(tmp_path / "workspace")
    workspace.import_files(paths, imported_at=NOON)
    run = workspace.run(started_at=NOON, finished_at=noon)
    as_of = run.manifest.as_of
    (ledger,) = (
        duckdb.connect()
        .execute(
            "select sum(cast(SalesAmount as decimal(18,4))) from read_csv(?, all_varchar=true) "
            f"where cast(OrderDate as date) > date '{as_of}' - interval 12 month and cast(OrderDate as date) <= date '{as_of}'",
            [str(paths[0])],
        )
        .fetchone()
    )
    matrix = table(run, "profitability_matrix")
    for axis in ("contribution", "revenue"):
        assert sum(r["revenue_12m_amount"] for r in matrix if r["axis_class"] == axis) == Decimal(ledger)
    assert sum(r["revenue_12m_amount"] for r in table(run, "wallet_evidence")) == Decimal(ledger)
    (check,) = table(run, "wallet_check")
    shares = [check[f"below_{n}_share"] for n in ("low", "middle", "high")]
    assert shares == pytest.approx([0.7, 0.8, 0.9], abs=0.05)
    assert (check["compared_count"], check["median_error_share"]) == (0, None)
    for r in table(run, "customer_wallet"):
        if r["wallet_amount"] is None:
            assert (r["share_of_wallet_share"], r["extra_12m_amount"], r["wallet_evidence_class"]) == (
                None,
                None,
                None,
            )
        else:
            assert r["wallet_low_amount"] <= r["wallet_amount"] <= r["wallet_high_amount"]
            assert 0 <= r["share_of_wallet_share"] <= 1
