"""The whale curve, golden vector 14.3-k, and what its tail says."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import customers, import_rows, line, open_workspace, run_at, table

VECTOR = (60, 45, 30, 20, 15, 5, 2, -7, -20, -50)


def test_vector_k(made) -> None:
    run = made(
        [line(f"C{i}", date(2025, 3, 1), 200, cost_amount=200 - value) for i, value in enumerate(VECTOR)]
    )
    (summary,) = table(run, "whale_summary")
    assert (summary["basis"], summary["customers_count"], summary["peak_count"]) == ("cm1", 10, 7)
    assert float(summary["peak_amount"]) == 177
    assert summary["peak_share"] == pytest.approx(1.77)
    assert (summary["loss_count"], float(summary["loss_amount"])) == (3, -77)
    assert [float(summary[f"largest_{n}_amount"]) for n in (1, 3, 5)] == [60, 135, 170]
    curve = table(run, "whale_curve")
    sums = [sum(VECTOR[: i + 1]) for i in range(10)]
    assert [float(r["cumulated_amount"]) for r in curve] == sums
    assert [r["cumulated_share"] for r in curve] == pytest.approx([s / 100 for s in sums])


def test_a_loss_in_all_has_no_shares(made) -> None:
    run = made(
        [
            line("C1", date(2025, 3, 1), 100, cost_amount=90),
            line("C2", date(2025, 3, 1), 100, cost_amount=200),
        ]
    )
    (summary,) = table(run, "whale_summary")
    assert (float(summary["total_amount"]), summary["peak_share"], summary["best_fifth_share"]) == (
        -90,
        None,
        None,
    )
    assert {r["cumulated_share"] for r in table(run, "whale_curve")} == {None}


def served(tmp_path, **amounts: float):
    workspace = open_workspace(tmp_path / "workspace")
    workspace.write_settings("[cost_to_serve]\n" + "".join(f"{k} = {v}\n" for k, v in amounts.items()))
    rows = [
        line("good", date(2025, 3, 1), 1000, "G1", cost_amount=500),
        *[line("small", date(2025, 3, 1 + i), 50, f"S{i}", cost_amount=30) for i in range(20)],
        line("unknown", date(2025, 3, 1), 400, "U1"),
    ]
    import_rows(workspace, rows)
    return run_at(workspace, date(2025, 12, 31))


def test_the_ladder_ties_and_a_lever_is_named(tmp_path) -> None:
    run = served(tmp_path, order_amount=30)
    steps = {r["ladder_step"]: r["step_amount"] for r in table(run, "contribution_ladder")}
    assert float(steps["revenue"]) == 2400
    assert float(steps["unknown_goods"]) == 400
    assert float(steps["cm1"]) == 1000 + 1000 - 500 - 600
    assert float(steps["handling"]) == 21 * 30
    assert float(steps["cm3"]) == 900 - 630
    assert steps["freight"] is steps["cm4"] is None
    (loss,) = table(run, "loss_makers")
    assert (loss["customer_id"], float(loss["cm3_12m_amount"])) == ("small", -200)
    # half of the handling would have to go to close the gap: a third of 600 is enough
    assert (loss["repair_lever"], loss["repair_share"]) == ("order", pytest.approx(200 / 600))
    (firm,) = table(run, "ladder_sensitivity")
    assert (firm["known_count"], firm["negative_count"], firm["negative_known_count"]) == (2, 1, 0)
    assert (firm["negative_high_count"], firm["negative_low_count"]) == (1, 1)
    assert customers(run)["unknown"]["cm3_12m_amount"] is None


def test_every_dimension_adds_up_to_the_ladder(tmp_path) -> None:
    run = served(tmp_path, order_amount=30)
    steps = {r["ladder_step"]: r["step_amount"] for r in table(run, "contribution_ladder")}
    parts = table(run, "ladder_parts")
    for dimension in {r["dimension"] for r in parts}:
        own = [r for r in parts if r["dimension"] == dimension]
        for column, name in (
            ("revenue_12m", "revenue"),
            ("cm1_12m", "cm1"),
            ("cm3_12m", "cm3"),
            ("unknown", "unknown_goods"),
        ):
            assert sum(r[f"{column}_amount"] or 0 for r in own) == steps[name], (dimension, column)
        assert sum(r["negative_count"] for r in own) == 1


def test_an_assumption_that_decides_the_sign_is_counted(tmp_path) -> None:
    (firm,) = table(served(tmp_path, order_amount=21), "ladder_sensitivity")
    assert (firm["negative_count"], firm["negative_high_count"], firm["negative_low_count"]) == (1, 1, 0)
    assert firm["changed_share"] == pytest.approx(0.5)
