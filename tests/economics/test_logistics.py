"""An investment in service: golden numbers by hand, and the same figures out of the pipeline."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from math import sqrt

import pytest

from clientela.analyses.logistics_options import STATED, missing_inputs
from clientela.base.economics_settings import Service
from clientela.base.settings import Settings
from clientela.economics._logistics import LogisticsCase, annuity_factor, logistics_npv, safety_factor
from conftest import customers, line, table
from service_files import company

CASE = LogisticsCase(
    loss_change_share=0.05, value_amount=20_000, wallet_change_share=0.10, wallet_amount=30_000, margin_share=0.25,
    failures_avoided_amount=400, deviation_amount=5_000, stock_service_share=0.95, carrying_rate_share=0.20,
    handling_amount=300, capital_amount=3_000, years=5, capital_cost_share=0.08,
)  # fmt: skip


@pytest.mark.parametrize(
    ("share", "z"), [(0.90, 1.2816), (0.95, 1.6449), (0.98, 2.0537), (0.995, 2.5758), (0.0, 0.0)]
)
def test_the_factor_of_a_cycle_service(share: float, z: float) -> None:
    assert safety_factor(share) == pytest.approx(z, abs=5e-5)


def test_golden_numbers_by_hand() -> None:
    """S2-15: 1,000 + 750 + 400 = 2,150 a year; stock 1.6449 x 5,000 x .2 = 1,644.85; factor 3.99271; (2,150 - 1,644.85 - 300) x 3.99271 - 3,000."""
    worth = logistics_npv(CASE)
    assert worth is not None
    assert worth.benefit_amount == pytest.approx(2150)
    assert worth.carrying_amount == pytest.approx(1644.854, abs=0.001)
    assert annuity_factor(5, 0.08) == pytest.approx(3.992710)
    assert worth.capital_annuity_amount == pytest.approx(751.369, abs=0.001)
    assert worth.net_present_amount == pytest.approx(-2180.909, abs=0.01)
    assert worth.payback_years == pytest.approx(14.623, abs=0.001)
    surplus = (
        worth.benefit_amount - worth.carrying_amount - worth.handling_amount - worth.capital_annuity_amount
    )
    assert surplus * annuity_factor(5, 0.08) == pytest.approx(worth.net_present_amount)


def test_without_stock_the_same_option_pays() -> None:
    worth = logistics_npv(replace(CASE, stock_service_share=0.0))
    assert worth is not None
    assert worth.net_present_amount == pytest.approx(1850 * 3.992710 - 3000, abs=0.01)
    assert worth.payback_years == pytest.approx(3000 / 1850)


def test_what_loses_every_year_never_comes_back() -> None:
    worth = logistics_npv(replace(CASE, handling_amount=1000))
    assert worth is not None
    assert worth.payback_years is None


@pytest.mark.parametrize("name", [f.name for f in fields(LogisticsCase)])
def test_a_figure_nobody_stated_gives_no_value(name: str) -> None:
    assert logistics_npv(replace(CASE, **{name: None})) is None


def test_without_interest_the_factor_is_the_years() -> None:
    assert annuity_factor(4, 0.0) == 4


SALES = [
    line(
        c,
        date(2024 + m // 12, m % 12 + 1, 10),
        (amount + 40 * (m % 4)) * (3 if m % 3 else 1),
        cost_amount=amount,
    )
    for c, amount in (("C1", 1000), ("C2", 120), ("C3", 60))
    for m in range(24)
]
STATED_SETTINGS = {
    "logistics_loss_change_share": 0.05, "logistics_gain_share": 0.02, "logistics_failures_avoided_share": 0.5, "logistics_failure_amount": 80,
    "logistics_stock_service_share": 0.95, "logistics_lead_time_days": 20, "logistics_handling_amount": 50, "logistics_capital_amount": 500, "logistics_years": 4,
}  # fmt: skip
DELIVERIES = (
    "delivery_id,customer_id,ordered_on,requested_on,confirmed_on,delivered_on,ordered_quantity,delivered_quantity\n"
    "D1,C1,2025-02-01,2025-02-10,2025-02-10,2025-02-10,1,1\nD2,C1,2025-02-01,2025-02-10,2025-02-10,2025-02-12,1,1\nD3,C2,2025-05-01,2025-05-10,2025-05-10,2025-05-10,1,1\n"
)


def toml(values) -> str:
    return "[service]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())


def test_the_pipeline_says_what_the_arithmetic_says(tmp_path) -> None:
    """S2-15: by customer and class, with what less benefit and more cost would leave."""
    run = company(tmp_path, SALES, {"deliveries": DELIVERIES}, toml(STATED_SETTINGS))
    known = customers(run)
    rows = table(run, "logistics_options")
    singles = {r["customer_id"]: r for r in rows if r["option_level"] == "customer"}
    assert set(singles) == {"C1", "C2"}  # of C3 no failed line is known
    spreads = {}
    for number, failed in (("C1", 1), ("C2", 0)):
        c, row = known[number], singles[number]
        revenue, margin = float(c["revenue_12m_amount"]), float(c["margin_12m_amount"])
        assert c["xyz_period"] == "month"
        spreads[number] = c["xyz_cv"] * revenue / 12 * sqrt(20 / (365.25 / 12)) * (1 - margin / revenue)
        worth = logistics_npv(
            LogisticsCase(
                loss_change_share=0.05, value_amount=margin * annuity_factor(4, 0.08), wallet_change_share=0.02, wallet_amount=revenue,
                margin_share=margin / revenue, failures_avoided_amount=0.5 * 80 * failed, deviation_amount=spreads[number],
                stock_service_share=0.95, carrying_rate_share=0.20, handling_amount=50, capital_amount=500, years=4, capital_cost_share=0.08,
            )
        )  # fmt: skip
        assert worth is not None
        for name in ("benefit_amount", "carrying_amount", "capital_annuity_amount", "net_present_amount"):
            assert float(row[name]) == pytest.approx(getattr(worth, name), abs=0.001), name
        assert row["payback_years"] == (
            None if worth.payback_years is None else pytest.approx(worth.payback_years, rel=1e-6)
        )
        assert (
            row["net_present_less_benefit_amount"]
            < row["net_present_amount"]
            > row["net_present_more_cost_amount"]
        )
    classes = [r for r in rows if r["option_level"] == "class"]
    inside = {n for n in spreads if known[n]["abc_value_class"] == "A"}
    (a,) = (r for r in classes if r["abc_part"] == "A")
    assert a["customers_count"] == len(inside)
    pooled = sqrt(sum(spreads[n] ** 2 for n in inside))  # the customers' demands are taken as independent
    assert float(a["carrying_amount"]) == pytest.approx(safety_factor(0.95) * pooled * 0.20, abs=0.001)
    assert a["handling_amount"] == 50 * len(inside)
    assert sum(r["left_out_count"] for r in classes) == 1
    assert sum(r["customers_count"] for r in classes) == 2


@pytest.mark.parametrize("missing", ["logistics_handling_amount", "logistics_years"])
def test_an_option_that_is_not_stated_whole_has_no_value(tmp_path, missing: str) -> None:
    run = company(
        tmp_path,
        SALES,
        {"deliveries": DELIVERIES},
        toml({k: v for k, v in STATED_SETTINGS.items() if k != missing}),
    )
    assert {r["net_present_amount"] for r in table(run, "logistics_options")} == {None}


def test_the_settings_say_what_is_missing() -> None:
    assert missing_inputs(Settings().service) == STATED
    assert missing_inputs(Service(**STATED_SETTINGS)) == ()
