"""What published runs said is kept: forecasts, scored when their time has come beside those of people, and the places of customers."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clientela.base.scope import Scope
from clientela.runs.earlier import FORECASTS, KINDS, PLACES, due_files, listed, of_kind
from clientela.workspace import Workspace, restore_backup
from conftest import NOON, import_rows, line, open_workspace, run_at, table
from portfolio_files import HIGH, LOW, OBSERVED, given, liked, write_table

THEN, LATER, NOW = date(2024, 6, 30), date(2024, 9, 30), date(2025, 6, 30)


def _rows() -> list[dict]:
    rng = np.random.default_rng(12)
    rows = []
    for i in range(36):
        day = date(2021, 1, 3) + timedelta(days=i)
        last = min(date(2022, 6, 1) + timedelta(days=40 * i), NOW) if i % 4 == 0 else NOW
        while day <= last:
            rows.append(
                line(
                    f"{i:02d}",
                    day,
                    90 + 4 * i + int(rng.integers(0, 50)),
                    cost_amount=50,
                    salesperson=f"P{i % 2}",
                )
            )
            day += timedelta(days=int(rng.integers(18, 40)))
    return rows  # fmt: skip


def _until(day: date) -> list[dict]:
    return [r for r in _rows() if r["invoice_date"] <= day.isoformat()]


GIVEN = """forecast given by,customer number,forecast given on,from,to,expected revenue,probability of an order
Anna,01,2024-07-10,2024-07-11,2024-12-31,900,0.9
Anna,02,2024-07-10,2024-07-11,2024-12-31,1000,
Bruno,,2024-08-01,2024-08-02,2025-06-30,60000,
Bruno,01,2025-06-01,2025-06-02,2026-05-31,5000,
Carla,99,2024-07-10,2024-07-11,2024-12-31,10,
Dora,01,2022-07-10,2022-07-11,2022-12-31,800,0.5
"""


def _tell(workspace, path, day, answers):
    rows = [row for n, told in answers.items() for row in (*liked(n, day), *given(n, told, day))]
    for row in rows:
        row["observation_id"] = f"{row['subject_id']}/{row['measure_code']}/{day}"
    workspace.import_files([write_table(path, rows, OBSERVED)], imported_at=NOON)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A company that published in June and September 2024 what it foretold, and looks again a year later."""
    folder = tmp_path_factory.mktemp("kept")
    workspace = open_workspace(folder / "workspace")
    import_rows(workspace, _until(THEN), name="one.csv")
    _tell(workspace, folder / "then.csv", "2024-06-15", {"01": HIGH, "02": HIGH})
    first = run_at(workspace, THEN)
    import_rows(workspace, _until(LATER), name="two.csv")
    run_at(workspace, LATER)
    import_rows(workspace, _rows(), name="three.csv")
    _tell(workspace, folder / "now.csv", "2025-06-15", {"01": LOW, "02": HIGH, "03": LOW})
    path = folder / "given.csv"
    path.write_text(GIVEN, encoding="utf-8")
    workspace.import_files([path], imported_at=NOON)
    return workspace, first, run_at(workspace, NOW)


def _numbers(run):
    return {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}


def test_a_published_forecast_is_kept_and_read_a_year_later(made):
    workspace, first, run = made
    assert [e["as_of"] for e in listed(workspace.path, FORECASTS)] == [
        "2024-06-30",
        "2024-09-30",
        "2025-06-30",
    ]
    assert of_kind(FORECASTS, run.manifest.earlier) == [
        f"forecasts/2024-06-30-{first.manifest.results['customer_forecast']}.parquet", f"forecasts/{listed(workspace.path, FORECASTS)[1]['file']}",
    ]  # fmt: skip
    numbers, then = _numbers(run), _numbers(first)
    told = {then[r["customer_key"]]: r for r in table(first, "customer_forecast") if r["year_ahead"] == 1}
    kept = {numbers[r["customer_key"]]: r for r in table(run, "kept_forecasts")}
    assert kept.keys() == told.keys()
    for number, row in kept.items():
        bought = [
            r
            for r in _rows()
            if r["customer_number"] == number and THEN.isoformat() < r["invoice_date"] <= NOW.isoformat()
        ]
        assert row["made_on"] == THEN
        assert row["ended_on"] == NOW
        assert row["active_probability"] == pytest.approx(told[number]["active_probability"], abs=1e-9)
        assert row["revenue_mean_amount"] == told[number]["revenue_mean_amount"]
        assert row["came_revenue_amount"] == sum(r["net_amount"] for r in bought)
        assert row["came_orders_count"] == len({r["invoice_date"] for r in bought})
        inside = (
            told[number]["revenue_low_amount"]
            <= row["came_revenue_amount"]
            <= told[number]["revenue_high_amount"]
        )
        assert row["inside_number"] == inside
        assert row["error_amount"] == row["came_revenue_amount"] - row["revenue_mean_amount"]
    assert 0 < sum(r["inside_number"] for r in kept.values()) <= len(kept)  # fmt: skip


def test_the_scores_are_those_of_the_rows(made):
    _, _, run = made
    (score,) = table(run, "kept_scores")
    rows = table(run, "kept_forecasts")
    assert (score["made_on"], score["year_ahead"], score["customers_count"]) == (THEN, 1, len(rows))
    assert score["inside_share"] == pytest.approx(sum(r["inside_number"] for r in rows) / len(rows))
    assert score["running_inside_share"] == score["inside_share"]
    came = [1.0 if r["came_orders_count"] else 0.0 for r in rows]
    brier = np.mean([(r["active_probability"] - c) ** 2 for r, c in zip(rows, came, strict=True)])
    assert score["brier_value"] == pytest.approx(brier)
    assert score["brier_value"] < 0.15  # a forecast, and not a coin
    assert abs(score["bias_share"]) < 0.3
    parts = [table(run, "kept_scores", scope=Scope("seller_id", (p,)))[0] for p in ("P0", "P1")]
    assert sum(p["came_revenue_amount"] for p in parts) == score["came_revenue_amount"]


def test_the_same_run_again_is_the_same_run(made):
    workspace, _, run = made
    again = run_at(workspace, NOW)
    assert again.manifest.run_id == run.manifest.run_id
    assert [len(listed(workspace.path, kind)) for kind in KINDS] == [3, 3]


def test_looking_back_from_later_knowledge_is_no_forecast(made):
    """A run of a past day, made when what came was in the facts already, is kept nowhere."""
    workspace, _, _ = made
    before = [listed(workspace.path, kind) for kind in KINDS]
    run_at(workspace, date(2023, 6, 30))
    run_at(workspace, NOW)
    assert [listed(workspace.path, kind) for kind in KINDS] == before


def test_nothing_is_read_that_is_not_older(made):
    workspace, _, _ = made
    settings = workspace.settings
    assert due_files(workspace.path, as_of=THEN, settings=settings) == ()
    assert len(due_files(workspace.path, as_of=LATER, settings=settings)) == 2  # one of each kind
    assert len(due_files(workspace.path, as_of=NOW + timedelta(days=40), settings=settings)) == 6


def test_places_are_kept_and_the_way_of_each_customer_is_read_from_them(made):
    """S3-23: strategic when June and September 2024 were published; the first has answered otherwise since, of the third nothing was known."""
    workspace, first, run = made
    assert [e["as_of"] for e in listed(workspace.path, PLACES)] == ["2024-06-30", "2024-09-30", "2025-06-30"]
    numbers = _numbers(run)
    way = {(numbers[r["customer_key"]], r["placed_on"]): r for r in table(run, "portfolio_history")}
    cells = {n: [way[n, day]["portfolio_cell"] if (n, day) in way else None for day in (THEN, LATER, NOW)] for n in ("01", "02", "03")}  # fmt: skip
    assert cells == {"01": ["strategic", "strategic", "to_be_won"], "02": ["strategic"] * 3, "03": [None, None, "to_be_won"]}  # fmt: skip
    then = {r["customer_key"]: r for r in table(first, "customer_scores")}
    keys = {number: key for key, number in _numbers(first).items()}
    for number in ("01", "02"):
        assert way[number, THEN]["importance_score"] == then[keys[number]]["importance_score"]
    assert all(r["is_by_rules_of_now"] == 1 for r in way.values())
    report = run.report(name="portfolio")
    (section,) = [s for s in report.sections if s.name == "portfolio_trail"]
    days, customers = section.blocks
    assert [row[0] for row in days.rows] == [THEN, LATER, NOW]
    assert [row[0] for row in customers.rows] == ["01"]
    own = table(run, "portfolio_trail", scope=Scope("seller_id", ("P0",)))  # of the even ones: 02 alone
    assert {(r["from_cell"], r["to_cell"]) for r in own if r["to_on"] == NOW} <= {("strategic", "strategic"), ("undetermined", "undetermined")}  # fmt: skip


def test_pruning_and_a_backup_keep_them(made, tmp_path):
    workspace, _, run = made
    workspace.prune(keep=1)
    assert all((workspace.path / kind.folder / e["file"]).exists() for kind in KINDS for e in listed(workspace.path, kind))  # fmt: skip
    workspace.backup(tmp_path / "all.tar.gz")
    restore_backup(tmp_path / "all.tar.gz", tmp_path / "back")
    other = Workspace.open(tmp_path / "back")
    assert [listed(other.path, kind) for kind in KINDS] == [listed(workspace.path, kind) for kind in KINDS]
    assert table(other.get_run(run.manifest.run_id), "portfolio_trail") == table(run, "portfolio_trail")
    assert table(other.get_run(run.manifest.run_id), "kept_scores") == table(run, "kept_scores")


def test_people_are_scored_beside_the_model(made):
    _, _, run = made
    numbers = _numbers(run) | {0: None}
    rows = {(r["given_by"], numbers[r["customer_key"]]): r for r in table(run, "people_forecasts")}
    assert set(rows) == {
        ("Anna", "01"),
        ("Anna", "02"),
        ("Bruno", None),
        ("Dora", "01"),
    }  # Bruno's other is not over, 99 is nobody
    anna = rows["Anna", "01"]
    came = sum(
        r["net_amount"]
        for r in _rows()
        if r["customer_number"] == "01" and "2024-07-11" <= r["invoice_date"] <= "2024-12-31"
    )
    before = sum(
        r["net_amount"]
        for r in _rows()
        if r["customer_number"] == "01" and "2023-07-12" <= r["invoice_date"] <= "2024-01-01"
    )
    assert (anna["came_revenue_amount"], anna["error_amount"]) == (came, came - 900)
    assert anna["naive_amount"] == before
    (told,) = (r for r in table(run, "kept_forecasts") if numbers[r["customer_key"]] == "01")
    assert float(anna["model_amount"]) == pytest.approx(
        float(told["revenue_mean_amount"]) * 174 / 365, abs=0.01
    )
    assert rows["Dora", "01"]["model_amount"] is None  # no forecast was published then
    company = rows["Bruno", None]
    assert company["came_revenue_amount"] == sum(
        r["net_amount"] for r in _rows() if "2024-08-02" <= r["invoice_date"] <= "2025-06-30"
    )
    assert company["model_amount"] is not None
    scores = {r["given_by"]: r for r in table(run, "people_scores")}
    assert (scores["Anna"]["forecasts_count"], scores["Anna"]["compared_count"]) == (2, 2)
    distance = sum(abs(float(rows["Anna", n]["error_amount"])) for n in ("01", "02"))
    total = sum(float(rows["Anna", n]["came_revenue_amount"]) for n in ("01", "02"))
    assert scores["Anna"]["error_share"] == pytest.approx(distance / total)
    assert scores["Anna"]["brier_value"] == pytest.approx(0.01)
    assert scores["Dora"]["model_error_share"] is None
    assert table(run, "people_forecasts", scope=Scope("seller_id", ("P0",))) == [
        r for r in table(run, "people_forecasts") if numbers[r["customer_key"]] == "02"
    ]  # fmt: skip
