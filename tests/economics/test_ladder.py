"""The contribution ladder against figures worked out by hand, and its tie to what the company stated."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from clientela.economics.activity_minutes import read_equation
from conftest import NOON, customers, import_rows, line, open_workspace, run_at, table

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.workspace import Workspace

FILES = {
    "rebates": "customer_id,year,month,kind,rebate_amount\nC1,2025,,bonus,1200\nC2,2025,6,bonus,50\nC9,2025,6,bonus,7\n",
    "deliveries": (
        "delivery_id,customer_id,document_id,requested_on,delivered_on,is_complete,freight_amount\n"
        "D1,C1,I1,2025-02-03,2025-02-03,yes,30\nD2,C1,I2,2025-08-01,2025-08-02,yes,\nD3,C2,I3,2025-03-03,2025-03-03,yes,\n"
    ),
    "complaints": "complaint_id,customer_id,opened_on,kind,severity,closed_on,cost_amount\nK1,C1,2025-05-02,defect,2,2025-06-01,90\nK2,C1,2025-12-20,defect,2,2026-01-10,500\n",
    "interactions": "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,purpose\nV1,C1,E1,2025-04-04,90,visit,offer\nV2,C2,E1,2025-04-05,,visit,offer\nV3,C2,E1,2025-04-06,30,telephone,offer\n",
    "receivables": "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount,currency\nI1,C1,2025-02-01,2025-03-01,2025-04-12,3650,,EUR\n",
}
PRICES = """
[cost_to_serve]
order_amount = 10
line_amount = 1.5
small_order_amount = 5
small_order_below = 100
delivery_amount = 20
visit_hour_amount = 60
return_amount = 25
complaint_amount = 40
late_day_amount = 0.5
"""


def sold() -> list[dict[str, object]]:
    return [
        line("C1", date(2025, 2, 1), 3000, "I1", line_number=1, cost_amount=1800),
        line("C1", date(2025, 2, 1), 650, "I1", line_number=2, cost_amount=400),
        line("C1", date(2025, 8, 1), 80, "I2", line_number=1, cost_amount=50),
        line("C1", date(2025, 9, 1), -30, "N1", line_number=1, cost_amount=-20, invoice_type="credit_note"),
        line("C2", date(2025, 3, 1), 500, "I3", line_number=1, cost_amount=300),
        line("C3", date(2025, 3, 1), 500, "I4", line_number=1, cost_amount=None),
        line("C1", date(2024, 6, 1), 100, "I0", line_number=1, cost_amount=40),
    ]


def bring(workspace: Workspace, folder: Path, name: str, text: str) -> None:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    outcome = workspace.import_files([path], imported_at=NOON)
    assert outcome.files[0].role == name


def company(folder: Path, *names: str, settings: str = ""):
    workspace = open_workspace(folder / "workspace")
    if settings:
        workspace.write_settings(settings)
    import_rows(workspace, sold())
    for name in names:
        bring(workspace, folder, name, FILES[name])
    return run_at(workspace, date(2025, 12, 31))


def test_every_step_by_hand(tmp_path) -> None:
    """S0-16: the ladder reconciles from revenue to contribution 3, step by step."""
    found = customers(company(tmp_path, *FILES, settings=PRICES))
    c1 = {k: float(v) for k, v in found["C1"].items() if k.endswith("12m_amount") and v is not None}
    assert c1["revenue_12m_amount"] == 3700
    assert c1["rebates_12m_amount"] == 1200
    assert c1["net_net_12m_amount"] == 2500
    assert c1["goods_12m_amount"] == 2230
    assert c1["cm1_12m_amount"] == 270
    assert c1["freight_12m_amount"] == 50  # D1 states 30; D2 nothing, so the price of one
    assert c1["handling_12m_amount"] == 2 * 10 + 4 * 1.5 + 5  # two orders, four lines, I2 is small
    assert c1["cm2_12m_amount"] == 270 - 50 - 31
    assert c1["selling_12m_amount"] == 90
    assert (
        c1["service_12m_amount"] == 90 + 40 + 25
    )  # K2 is not settled yet: its cost is not known; one credit note
    capital = 3650 * 70 * 0.08 / 365
    assert c1["credit_12m_amount"] == pytest.approx(capital + 42 * 0.5, abs=1e-3)
    assert c1["cm3_12m_amount"] == pytest.approx(270 - 50 - 31 - 90 - 155 - capital - 21, abs=1e-3)
    assert found["C1"]["cm4_12m_amount"] is None  # nobody speaks of investments
    assert c1["serve_known_12m_amount"] == 30 + 90
    assert c1["cm3_known_12m_amount"] == 270 - 120
    assert found["C1"]["ladder_state"] == "served"
    assert found["C1"]["largest_cost_item"] == "complaint_cost"  # as much as the visits, and first by name
    c2 = found["C2"]
    assert (
        float(c2["selling_12m_amount"]) == 60
    )  # the call is no visit; a contact without minutes lasts an hour
    assert float(c2["cm3_12m_amount"]) == 500 - 50 - 300 - 20 - 11.5 - 60
    c3 = found["C3"]
    assert (c3["cm1_12m_amount"], c3["cm3_12m_amount"], c3["ladder_state"]) == (None, None, "unknown")
    assert float(c3["serve_12m_amount"]) == 11.5
    assert float(found["C1"]["cm1_prior_12m_amount"]) == 60
    assert float(found["C1"]["cm3_prior_12m_amount"]) == 60 - 10 - 1.5


def test_without_costs_nothing_is_zero(tmp_path) -> None:
    """S0-16: without costs of serving the ladder is labelled so, and no step is zero."""
    found = customers(company(tmp_path))
    c2 = found["C2"]
    assert float(c2["cm1_12m_amount"]) == 200
    unknown = (
        "rebates",
        "freight",
        "handling",
        "selling",
        "service",
        "credit",
        "investment",
        "serve",
        "cm2",
        "cm3",
        "cm4",
    )
    assert [c2[f"{name}_12m_amount"] for name in unknown] == [None] * len(unknown)
    assert (c2["ladder_state"], c2["serve_share"]) == ("before_cost_to_serve", None)
    assert c2["line_discount_12m_amount"] is None


def test_a_stated_cost_goes_before_what_would_be_counted(tmp_path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    workspace = open_workspace(folder / "workspace")
    workspace.write_settings(PRICES)
    import_rows(workspace, sold())
    bring(workspace, folder, "deliveries", FILES["deliveries"])
    text = "customer_id,year,month,ladder_step,cost_amount,method\nC1,2025,2,logistics,44,direct\nC2,2025,,investment,120,direct\n"
    bring(workspace, folder, "customer_costs", text)
    found = customers(run_at(workspace, date(2025, 12, 31)))
    assert (
        float(found["C1"]["freight_12m_amount"]) == 44 + 20
    )  # February is stated, the delivery of August counts
    assert float(found["C2"]["freight_12m_amount"]) == 20
    assert float(found["C2"]["investment_12m_amount"]) == 120
    assert float(found["C2"]["cm4_12m_amount"]) == float(found["C2"]["cm3_12m_amount"]) - 120
    assert float(found["C1"]["investment_12m_amount"]) == 0


def test_a_year_is_spread_to_the_last_unit_and_what_is_nobodys_stays_apart(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    import_rows(workspace, sold())
    text = FILES["rebates"].replace("C1,2025,,bonus,1200", "C1,2025,,bonus,1000.01")
    bring(workspace, tmp_path, "rebates", text)
    half = run_at(workspace, date(2025, 7, 31))
    assert float(customers(half)["C1"]["rebates_12m_amount"]) == pytest.approx(1000.01 * 7 / 12, abs=1e-4)
    whole = run_at(workspace, date(2025, 12, 31))
    items = [r for r in table(whole, "cost_items") if r["rung"] == "rebates"]
    assert float(sum(r["cost_amount"] for r in items)) == 1000.01 + 50 + 7
    assert float(sum(r["cost_amount"] for r in items if r["customer_key"] == 0)) == 7
    assert sum(float(c["rebates_12m_amount"]) for c in customers(whole).values()) == pytest.approx(1050.01)


def test_activities_cost_their_minutes(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    workspace.write_settings(PRICES)
    import_rows(workspace, sold())
    bring(
        workspace,
        tmp_path,
        "activity_pools",
        "pool_id,year,cost_amount,practical_minutes,ladder_step\ndesk,2025,6000,12000,handling\n",
    )
    bring(
        workspace,
        tmp_path,
        "activity_drivers",
        "driver_id,pool_id,unit_minutes,time_equation\nentry,desk,,4 + 1.5 * picking\npicking,desk,0,\ncalling,desk,3,\n",
    )
    bring(
        workspace,
        tmp_path,
        "activity_volumes",
        "driver_id,customer_id,year,month,volume\nentry,C1,2025,,2\npicking,C1,2025,,4\n",
    )
    found = customers(run_at(workspace, date(2025, 12, 31)))
    # half a euro a minute; the equation of an order adds the lines. The assumed prices of its orders and lines give way.
    assert float(found["C1"]["handling_12m_amount"]) == (2 * 4 + 4 * 1.5) * 0.5
    assert float(found["C2"]["handling_12m_amount"]) == 10 + 1.5  # of its activities nothing is said


def test_joined_numbers_carry_their_costs_together(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    import_rows(workspace, sold())
    bring(workspace, tmp_path, "rebates", FILES["rebates"])
    text = "customer_id,other_id,kind\nC2,C1,legal\n"
    path = tmp_path / "customer_links.csv"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    outcome = workspace.import_files([path], imported_at=NOON)
    assert outcome.files[0].role == "customer_links"
    found = customers(run_at(workspace, date(2025, 12, 31)))
    assert float(found["C1"]["rebates_12m_amount"]) == 1250


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("4", {"": 4.0}),
        ("4 + 1,5 * line + 6*manual", {"": 4.0, "line": 1.5, "manual": 6.0}),
        ("order line * 2 + 1", {"order line": 2.0, "": 1.0}),
        ("4 + * 2", None),
        ("4 - line", None),
    ],
)
def test_equations(text, terms) -> None:
    """S0-16: each contribution is the one before it less its costs."""
    assert read_equation(text) == terms


def test_lines_without_a_cost_follow_the_others_only_where_these_are_enough(made) -> None:
    rows = [
        line("C1", date(2025, 2, 1), 700, "I1", line_number=1, cost_amount=490),
        line("C1", date(2025, 2, 1), 300, "I1", line_number=2),
        line("C2", date(2025, 2, 1), 500, "I2", line_number=1, cost_amount=300),
        line("C2", date(2025, 2, 1), 500, "I2", line_number=2),
    ]
    found = customers(made(rows))
    assert float(found["C1"]["cm1_12m_amount"]) == 210 + 90
    assert float(found["C1"]["cm1_extrapolated_12m_amount"]) == 90
    assert float(found["C1"]["goods_12m_amount"]) == 700
    assert (found["C2"]["cm1_12m_amount"], found["C2"]["cm1_extrapolated_12m_amount"]) == (None, None)
    strict = customers(made(rows, economics_least_cost_coverage_share=1.0))
    assert strict["C1"]["cm1_12m_amount"] is None


def test_a_delivery_without_a_customer_is_that_of_its_document(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    import_rows(workspace, sold())
    text = "delivery_id,document_id,requested_on,delivered_on,is_complete,freight_amount\nD1,I1,2025-02-03,2025-02-03,yes,30\nD2,I9,2025-02-03,2025-02-03,yes,4\n"
    bring(workspace, tmp_path, "deliveries", text)
    run = run_at(workspace, date(2025, 12, 31))
    assert float(customers(run)["C1"]["freight_12m_amount"]) == 30
    (row,) = [r for r in table(run, "cost_evidence") if r["item"] == "freight"]
    assert (float(row["cost_amount"]), float(row["unassigned_amount"])) == (30, 4)


def test_a_cost_in_a_currency_no_line_is_in_takes_its_rate(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    workspace.write_settings('[exchange_rates.USD]\n"2024-01-01" = 0.5\n')
    import_rows(workspace, sold())
    bring(
        workspace,
        tmp_path,
        "rebates",
        "customer_id,year,month,kind,rebate_amount,currency\nC1,2025,3,bonus,100,USD\nC2,2025,3,bonus,100,GBP\n",
    )
    found = customers(run_at(workspace, date(2025, 12, 31)))
    assert float(found["C1"]["rebates_12m_amount"]) == 50
    assert (found["C2"]["rebates_12m_amount"], found["C2"]["cm1_12m_amount"]) == (
        None,
        None,
    )  # nobody gives its rate


SERVICE = "customer_id,year,month,ladder_step,cost_amount,method\n" + "".join(
    f"C1,{year},{month},service,100,direct\n" for year in (2023, 2024, 2025) for month in range(1, 13)
) + "".join(f"C2,{year},,service,1200,direct\n" for year in (2023, 2024, 2025))  # fmt: skip


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2025, 6, 15), date(2025, 6, 1), date(2025, 12, 31)])
def test_a_year_of_costs_is_a_year_of_costs_on_every_day(tmp_path, day) -> None:
    """Guards a thirteenth month: windows that begin in the middle of a month take the days that are theirs."""
    workspace = open_workspace(tmp_path / "workspace")
    import_rows(workspace, [*sold(), line("C1", date(2023, 1, 5), 10, "I00", cost_amount=5)])
    bring(workspace, tmp_path, "customer_costs", SERVICE)
    bring(
        workspace,
        tmp_path,
        "receivables",
        "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount,currency\nI00,C3,2023-01-05,2023-02-01,,36500,,EUR\n",
    )
    found = customers(run_at(workspace, day))
    for number in ("C1", "C2"):
        assert float(found[number]["serve_12m_amount"]) == pytest.approx(
            1200, abs=7
        )  # months differ by a day or two
        assert float(found[number]["serve_prior_12m_amount"]) == pytest.approx(1200, abs=7)
    assert float(found["C3"]["credit_12m_amount"]) == pytest.approx(36500 * 0.08, abs=8.1)  # a leap day
    assert float(found["C3"]["serve_prior_12m_amount"]) == pytest.approx(36500 * 0.08, abs=8.1)


def test_a_cost_of_one_customer_changes_no_other(tmp_path) -> None:
    contributions = []
    for name, text in (
        ("without", ""),
        ("with", "C1,2025,2,logistics,1,direct\nZZ,2025,3,logistics,9,direct\n"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        workspace = open_workspace(folder / "workspace")
        import_rows(workspace, sold())
        bring(
            workspace,
            folder,
            "deliveries",
            FILES["deliveries"].replace("2025-03-03,2025-03-03,yes,", "2025-03-03,2025-03-03,yes,300"),
        )
        if text:
            bring(
                workspace,
                folder,
                "customer_costs",
                "customer_id,year,month,ladder_step,cost_amount,method\n" + text,
            )
        contributions.append(customers(run_at(workspace, date(2025, 12, 31)))["C2"]["cm3_12m_amount"])
    assert contributions[0] == contributions[1] == 500 - 300 - 300


def test_what_is_settled_or_long_overdue_is_charged_only_for_what_is_known_of_the_year(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    workspace.write_settings("[cost_to_serve]\nlate_day_amount = 0.5\n")
    import_rows(workspace, sold())
    text = (
        "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount,stated_on,currency\n"
        "I1,C1,2024-01-10,2024-02-10,,1000,0,2025-12-31,EUR\n"  # settled, nobody says when
        "I3,C2,2020-01-01,2020-01-31,,1000,,,EUR\n"  # late for years
    )
    bring(workspace, tmp_path, "receivables", text)
    found = customers(run_at(workspace, date(2025, 12, 31)))
    assert float(found["C1"]["credit_12m_amount"]) == 0
    assert float(found["C2"]["credit_12m_amount"]) == pytest.approx(365 * 0.5 + 1000 * 0.08, abs=1e-3)
    assert float(found["C2"]["serve_prior_12m_amount"]) == pytest.approx(
        366 * 0.5 + 1000 * 0.08 * 366 / 365, abs=1e-3
    )


def test_a_pool_of_a_year_stands_for_the_pool_without_one(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    import_rows(workspace, sold())
    bring(
        workspace,
        tmp_path,
        "activity_pools",
        "pool_id,year,cost_amount,practical_minutes,ladder_step\ndesk,,6000,6000,handling\ndesk,2025,12000,6000,handling\n",
    )
    bring(
        workspace,
        tmp_path,
        "activity_drivers",
        "driver_id,pool_id,unit_minutes\nentry,desk,4\ncalling,desk,3\n",
    )
    bring(
        workspace,
        tmp_path,
        "activity_volumes",
        "driver_id,customer_id,year,month,volume\nentry,C1,2025,,10\nentry,C1,2024,,10\n",
    )
    run = run_at(workspace, date(2025, 12, 31))
    assert float(customers(run)["C1"]["serve_12m_amount"]) == 10 * 4 * 2
    assert float(customers(run)["C1"]["serve_prior_12m_amount"]) == 10 * 4 * 1
    (row,) = [r for r in table(run, "cost_evidence") if r["item"] == "activity"]
    assert row["units_number"] == pytest.approx(10)


def test_a_delivery_that_arrives_after_the_day_was_shipped_before_it(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    import_rows(workspace, sold())
    text = "delivery_id,customer_id,document_id,requested_on,shipped_on,delivered_on,is_complete,freight_amount\nD1,C1,I1,2025-12-30,2025-12-29,2026-01-04,yes,30\n"
    bring(workspace, tmp_path, "deliveries", text)
    assert float(customers(run_at(workspace, date(2025, 12, 31)))["C1"]["freight_12m_amount"]) == 30


def test_the_whale_and_the_ladder_speak_of_the_same_company(tmp_path) -> None:
    workspace = open_workspace(tmp_path / "workspace")
    rows = [
        line("C1", date(2025, 2, 1), 1000, "I1", cost_amount=500),
        line("C2", date(2024, 2, 1), 100, "I2", cost_amount=50),
    ]
    import_rows(workspace, rows)
    bring(workspace, tmp_path, "rebates", "customer_id,year,month,kind,rebate_amount\nC2,2025,3,bonus,510\n")
    run = run_at(workspace, date(2025, 12, 31))
    (whale,) = table(run, "whale_summary")
    steps = {r["ladder_step"]: r["step_amount"] for r in table(run, "contribution_ladder")}
    assert float(whale["total_amount"]) == float(steps["cm1"]) == -10
    (loss,) = table(run, "loss_makers")
    assert (loss["customer_id"], whale["loss_count"], float(loss["repair_risk_amount"])) == ("C2", 1, 0)
    assert (
        sum(r["negative_count"] for r in table(run, "ladder_parts") if r["dimension"] == "abc_value_class")
        == 1
    )
