"""The outlook of customers whose future anybody would guess: steady ones stay, silent ones are gone, sums tie."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clientela.base.scope import Scope
from conftest import AS_OF, build_workspace, import_rows, line, open_workspace, run_at, table

STEADY, SILENT = 36, 24


def _rows(first: date = date(2022, 1, 3), last: date = AS_OF) -> list[dict]:
    """Customers 1-36 order every two weeks, 37-60 stopped one after the other, the last a year ago; four segments; a third without a cost."""
    rows = []
    for i in range(1, STEADY + SILENT + 1):
        gone = date(2022, 3, 1) + timedelta(days=42 * (i - STEADY))
        day, end, place = first + timedelta(days=i % 14), last if i <= STEADY else gone, 0
        while day <= end:
            place += 1
            net = 100 + 5 * i + place % 3
            cost = None if i % 3 == 0 else round(net * 0.6, 2)
            rows.append(
                line(f"{i:02d}", day, net, cost_amount=cost, segment=f"S{i % 4}", salesperson=f"P{i % 2}")
            )
            day += timedelta(days=14 + (i * place) % 3)
    return rows


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return build_workspace(tmp_path_factory.mktemp("outlook"), _rows())


def _by_number(run, name):
    numbers = {r["customer_key"]: int(r["customer_id"]) for r in table(run, "customers")}
    return {numbers[r["customer_key"]]: r for r in table(run, name)}


def test_the_steady_stay_and_the_silent_are_gone(run):
    outlook = _by_number(run, "customer_outlook")
    assert len(outlook) == STEADY + SILENT
    for number, row in outlook.items():
        if number <= STEADY:
            assert row["active_12m_probability"] > 0.9
            assert row["outlook_verdict"] == "likely"
        else:
            assert row["active_12m_probability"] < 0.2
            assert row["outlook_verdict"] == "unlikely"
            assert row["security_class"] == "E"
        assert row["active_12m_probability"] >= row["active_36m_probability"] - 0.02


def test_the_steady_bring_about_what_they_brought(run):
    measured = _by_number(run, "customers")
    outlook = _by_number(run, "customer_outlook")
    for number in range(1, STEADY + 1):
        year = float(measured[number]["revenue_12m_amount"])
        assert float(outlook[number]["revenue_36m_mean_amount"]) == pytest.approx(3 * year, rel=0.35)
    total = sum(float(measured[n]["revenue_12m_amount"]) for n in range(1, STEADY + 1))
    assert sum(float(r["revenue_36m_mean_amount"]) for r in outlook.values()) == pytest.approx(
        3 * total, rel=0.15
    )


def test_a_customer_without_a_cost_has_no_margin_and_no_value(run):
    outlook = _by_number(run, "customer_outlook")
    for number, row in outlook.items():
        known = number % 3 != 0
        assert (row["margin_36m_mean_amount"] is not None) == known
        assert (row["lifetime_value_amount"] is not None) == known
        assert row["contract_signal"] is None
        assert row["contact_signal"] is None
        if known and number <= STEADY:
            low, value, high = (float(row[f"lifetime_{n}_amount"]) for n in ("low", "value", "high"))
            assert low < value < high
            assert value < float(row["margin_36m_mean_amount"])


def test_value_discounts_each_year_of_margin(run):
    forecast = {}
    for row in table(run, "customer_forecast"):
        forecast.setdefault(row["customer_key"], {})[row["year_ahead"]] = row
    for row in table(run, "customer_outlook"):
        if row["lifetime_value_amount"] is None:
            continue
        years = forecast[row["customer_key"]]
        value = sum(float(years[y]["margin_mean_amount"]) / 1.1**y for y in (1, 2, 3))
        assert float(row["lifetime_value_amount"]) == pytest.approx(value, abs=0.001)


def test_the_security_at_worst_counts_what_is_not_known_as_a_warning(run):
    for row in _by_number(run, "customer_outlook").values():
        assert row["security_worst_class"] >= row["security_class"]
        known = [
            row[f"{n}_signal"] for n in ("rhythm", "revenue", "payment", "contract", "contact", "wallet")
        ]
        assert row["signals_known_count"] == sum(s is not None for s in known)
        assert row["warnings_count"] == sum(s == 1 for s in known)


def test_classes_years_and_risk_tie_to_the_customers(run):
    outlook = table(run, "customer_outlook")
    classes, years = table(run, "outlook_classes"), table(run, "outlook_years")
    assert sum(r["customers_count"] for r in classes) == len(outlook)
    for name in ("stake_12m_amount", "expected_loss_amount", "lifetime_value_amount"):
        assert sum(r[name] or 0 for r in classes) == sum(r[name] or 0 for r in outlook)
    assert sorted(r["year_ahead"] for r in years) == [1, 2, 3]
    for row in years:
        assert row["active_low_number"] <= row["active_mean_number"] <= row["active_high_number"]
        expected = sum(r[f"active_{12 * row['year_ahead']}m_probability"] for r in outlook)
        assert row["active_mean_number"] == pytest.approx(expected)
    (risk,) = table(run, "business_at_risk")
    assert risk["stake_basis"] == "margin"
    assert float(risk["expected_loss_amount"]) == pytest.approx(
        sum(float(r["expected_loss_amount"] or 0) for r in outlook), abs=0.01
    )
    assert risk["median_loss_amount"] <= risk["bad_year_loss_amount"] <= risk["worst_years_loss_amount"]


def test_two_sales_people_add_up_to_the_company(run):
    whole = {r["year_ahead"]: r for r in table(run, "outlook_years")}
    parts = [table(run, "outlook_years", scope=Scope("seller_id", (p,))) for p in ("P0", "P1")]
    for year, row in whole.items():
        both = [r for part in parts for r in part if r["year_ahead"] == year]
        assert sum(r["customers_count"] for r in both) == row["customers_count"]
        assert sum(r["revenue_mean_amount"] for r in both) == row["revenue_mean_amount"]


def test_under_a_year_of_history_nothing_is_forecast(made):
    """S0-28: refused below twelve months."""
    rows = [r for r in _rows(first=date(2025, 2, 1)) if int(r["customer_number"]) <= STEADY]
    run = made(rows)
    assert table(run, "customer_forecast") == []
    assert table(run, "customer_outlook") == []
    assert table(run, "outlook_years") == []
    assert table(run, "business_at_risk") == []


def test_a_base_nobody_came_back_to_is_not_forecast(made):
    run = made([line(f"{i}", date(2022, 1, 1) + timedelta(days=30 * i), 100) for i in range(40)])
    assert table(run, "customer_forecast") == []


def test_a_dozen_customers_are_not_forecast(made):
    run = made([r for r in _rows() if int(r["customer_number"]) <= 12])
    assert table(run, "customer_forecast") == []
    assert table(run, "company_forecast") == []


def test_rows_after_the_day_change_nothing(tmp_path):
    day = date(2024, 12, 31)
    early = open_workspace(tmp_path / "early")
    import_rows(early, [r for r in _rows() if r["invoice_date"] <= day.isoformat()])
    late = open_workspace(tmp_path / "late")
    import_rows(late, _rows())
    first, second = (
        {
            n: {k: v for k, v in r.items() if k != "customer_key"}
            for n, r in _by_number(run_at(w, day), "customer_outlook").items()
        }
        for w in (early, late)
    )
    assert first == second
