"""Plan and actual by hand: months and years, parts of the year, tie to the ledger, what cannot be measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clientela.economics._fiscal import fiscal_year
from conftest import line, table
from service_files import company

AS_OF = date(2025, 6, 15)


def sold() -> list[dict[str, object]]:
    rows = []
    for number, seller, area, family, net in (
        ("C1", "S1", "North", "F1", 100.10),
        ("C2", "S1", "South", "F2", 50),
        ("C3", "S2", "North", "F1", 30),
    ):
        for year in (2024, 2025):
            for month in range(1, 13):
                more = {
                    "salesperson": seller,
                    "area": area,
                    "family": family,
                    "product_number": f"P{family}",
                    "cost_amount": net / 2,
                    "quantity": 2,
                }
                rows.append(line(number, date(year, month, 10), net, f"{number}-{year}-{month}", **more))
    rows.append(
        line(
            "C1",
            date(2024, 6, 20),
            1000,
            "late",
            salesperson="S1",
            area="North",
            family="F1",
            product_number="PF1",
            cost_amount=1,
            quantity=1,
        )
    )
    rows.append(
        line(
            "C2",
            date(2025, 2, 1),
            -20,
            "credit",
            invoice_type="credit_note",
            salesperson="S1",
            area="South",
            family="F2",
            product_number="PF2",
            cost_amount=-10,
            quantity=-1,
        )
    )
    rows.append(line(None, date(2025, 3, 1), 7, "nobody"))
    return rows


TARGETS = (
    "year,month,employee_id,customer_id,area_id,product_family,measure_code,target_amount,currency\n"
    + "".join(f"2025,{m},S1,,,,net_sales,200,EUR\n" for m in range(1, 13))
    + "2025,,S1,,,,net_sales,9999,EUR\n"  # the months are stated: the year is not needed
    + "2025,,,C1,,,net_sales,2000,EUR\n2025,,,,North,,net_sales,3000,EUR\n2025,,,,,F2,margin,500,EUR\n2025,,S2,,North,,quantity,20,\n2025,,S2,,,,visits,12,\n2025,,,C9,,,net_sales,5,EUR\n"
    + "2025,,S2,,,,net_sales,100,USD\n2024,,S1,,,,net_sales,1,EUR\n"
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return company(tmp_path_factory.mktemp("plan"), sold(), {"targets": TARGETS}, as_of=AS_OF)


def named(run):
    ids = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    return {
        (
            r["employee_id"],
            r["area_id"],
            r["product_family"],
            ids.get(r["customer_key"]),
            r["measure_code"],
        ): r
        for r in table(run, "plan_targets")
    }


def test_months_years_and_parts(run):
    found = named(run)
    s1 = found["S1", None, None, None, "net_sales"]
    assert (s1["target_basis"], s1["target_year_value"]) == ("months", 2400)
    assert s1["target_to_date_value"] == pytest.approx(5 * 200 + 200 * 15 / 30)
    assert s1["actual_to_date_value"] == pytest.approx(6 * 150.10 - 20)
    assert s1["prior_to_date_value"] == pytest.approx(6 * 150.10)  # the line of 20 June is after the same day
    assert s1["prior_year_value"] == pytest.approx(12 * 150.10 + 1000)
    assert s1["plan_gap_value"] == pytest.approx(6 * 150.10 - 20 - 1100)
    c1 = found[None, None, None, "C1", "net_sales"]
    assert (c1["target_basis"], c1["plan_state"]) == ("season", "measured")
    assert c1["target_to_date_value"] == pytest.approx(2000 * (6 * 100.10) / (12 * 100.10 + 1000))
    assert c1["plan_reached_share"] == pytest.approx(6 * 100.10 / c1["target_to_date_value"])
    assert found[None, "North", None, None, "net_sales"]["actual_to_date_value"] == pytest.approx(6 * 130.10)
    assert found[None, None, "F2", None, "margin"]["actual_to_date_value"] == pytest.approx(6 * 25 - 10)
    both = found["S2", "North", None, None, "quantity"]
    assert (both["actual_to_date_value"], both["prior_to_date_value"]) == (12, 12)


def test_what_cannot_be_measured_says_why(run):
    found = named(run)
    assert found["S2", None, None, None, "visits"]["plan_state"] == "no_actual"
    assert found["S2", None, None, None, "visits"]["actual_to_date_value"] is None
    assert found["S2", None, None, None, "net_sales"]["plan_state"] == "no_rate"
    lost = [r for r in table(run, "plan_targets") if r["plan_state"] == "no_customer"]
    assert [r["target_year_value"] for r in lost] == [5]
    assert len(found) == 8
    assert [r["plan_state"] for r in table(run, "plan_actual")][:5] == ["measured"] * 5


def test_the_year_so_far_ties_to_the_ledger(run):
    rows = table(run, "year_to_date")
    expected = sum(
        (Decimal(str(r["net_amount"])) for r in sold() if "2025-01-01" <= r["invoice_date"] <= "2025-06-15"),
        Decimal(0),
    )
    before = sum(
        (Decimal(str(r["net_amount"])) for r in sold() if "2024-01-01" <= r["invoice_date"] <= "2024-06-15"),
        Decimal(0),
    )
    for dimension in ("company", "seller_id", "area_id", "segment_id"):
        own = [r for r in rows if r["dimension"] == dimension]
        assert sum(r["revenue_to_date_amount"] for r in own) == expected
        assert sum(r["revenue_prior_to_date_amount"] for r in own) == before
        assert sum(r["orders_to_date_count"] for r in own) == 6 * 3 + 1
    (whole,) = (r for r in rows if r["dimension"] == "company")
    assert whole["margin_to_date_amount"] is None  # the line of nobody has no cost
    assert whole["revenue_change_share"] == pytest.approx(float(expected / before) - 1)


@pytest.mark.parametrize(
    ("day", "first", "start", "name", "prior_known"),
    [
        ("2025-06-15", 1, date(2025, 1, 1), 2025, date(2024, 6, 15)),
        ("2025-06-15", 7, date(2024, 7, 1), 2025, date(2024, 6, 15)),
        ("2025-07-01", 7, date(2025, 7, 1), 2026, date(2024, 7, 1)),
        ("2024-02-29", 1, date(2024, 1, 1), 2024, date(2023, 2, 28)),
    ],
)
def test_fiscal_years(day, first, start, name, prior_known):
    found = fiscal_year({"as_of_day": day, "fiscal_start_month": first})
    assert (found.start, found.name, found.prior_known) == (start, name, prior_known)
    assert found.prior_end < found.start < found.end
