"""`clientela export forecast` and `clientela backtest`: the promised columns, nothing from later days, and the proof as data."""

from __future__ import annotations

import csv
import json
from datetime import date

import duckdb
import pytest

from conftest import AS_OF, tiny_rows

COLUMNS = [
    "customer_id", "year_ahead", "active_probability", "orders_count_mean", "revenue_amount_mean", "revenue_amount_low",
    "revenue_amount_high", "margin_amount_mean",
]  # fmt: skip
EARLIER = date(2025, 6, 30)


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_forecast_has_a_row_per_customer_and_year_with_the_promised_columns(run_cli, tiny, tmp_path):
    code, _, err = run_cli("export", "forecast", "--out", tmp_path / "f.csv", "-w", tiny.workspace.path)
    assert code == 0, err
    rows = read(tmp_path / "f.csv")
    assert list(rows[0]) == COLUMNS
    assert len(rows) == 3 * 30
    assert [r["customer_id"] for r in rows[:4]] == ["001", "001", "001", "002"]
    assert [r["year_ahead"] for r in rows[:4]] == ["1", "2", "3", "1"]
    for row in rows:
        assert 0 <= float(row["active_probability"]) <= 1
        low, mean, high = (float(row[f"revenue_amount_{part}"]) for part in ("low", "mean", "high"))
        assert low <= high
        assert mean >= 0
        assert (row["margin_amount_mean"] == "") == (int(row["customer_id"]) % 5 == 0)
    frequent, gone = (next(r for r in rows if r["customer_id"] == c) for c in ("001", "007"))
    assert float(frequent["active_probability"]) > 0.9
    assert float(gone["active_probability"]) < 0.5


def test_the_forecast_as_parquet_one_year_ahead(run_cli, tiny, tmp_path):
    path = tmp_path / "f.parquet"
    code, _, err = run_cli(
        "export", "forecast", "--format", "parquet", "--horizon", "12m", "--out", path, "-w", tiny.workspace.path
    )  # fmt: skip
    assert code == 0, err
    found = (
        duckdb.connect()
        .execute("select count(*), max(year_ahead) from read_parquet(?)", [str(path)])
        .fetchone()
    )
    assert found == (30, 1)


def test_a_forecast_from_an_earlier_day_knows_nothing_of_later_rows(run_cli, tiny, made, tmp_path):
    shorter = made([row for row in tiny_rows() if row["invoice_date"] <= EARLIER.isoformat()])
    tables = []
    for name, run in (("long", tiny), ("short", shorter)):
        path = tmp_path / f"{name}.csv"
        code, _, err = run_cli(
            "export", "forecast", "--as-of", EARLIER, "--out", path, "-w", run.workspace.path
        )
        assert code == 0, err
        tables.append(read(path))
    assert tables[0] == tables[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--horizon", "18m"), "12m, 24m, 36m"),
        (("--as-of", "2099-01-01"), "knows nothing later"),
        (("--format", "xlsx"), "csv, parquet"),
    ],
)
def test_what_cannot_be_forecast_is_said(run_cli, tiny, tmp_path, arguments, said):
    code, _, err = run_cli(
        "export", "forecast", *arguments, "--out", tmp_path / "f", "-w", tiny.workspace.path
    )
    assert code == 1
    assert said in err
    assert not (tmp_path / "f").exists()


def test_the_forecast_is_tried_on_the_past(run_cli, tiny):
    code, out, err = run_cli("backtest", "--json", "-w", tiny.workspace.path)
    assert code == 0, err
    found = json.loads(out)
    assert found["horizon_days"] == 365
    assert all(date.fromisoformat(day) < AS_OF for day in found["origins"])
    assert {"forecast", "naive", "hiatus", "bgnbd", "pnbd"} <= set(found["methods"])
    assert found["methods"]["forecast"]["brier"] < 0.25
    best = found["forecast_against"]["naive"]["revenue_rmse"]
    assert best["low"] <= best["difference"] <= best["high"]


def test_the_trial_can_be_read(run_cli, tiny):
    code, out, err = run_cli("backtest", "-w", tiny.workspace.path)
    assert code == 0, err
    assert "Brier" in out
