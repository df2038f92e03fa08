"""Golden vector 14.3-d, from a file to the bridge: every effect exact, the sum that of the ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clientela.economics._bridge_effects import EFFECTS
from conftest import line, table

ROWS = (
    ("C1", "X", 100, 10, 110, 10.5), ("C1", "Y", 50, 20, 40, 20), ("C1", "Z", 0, 0, 10, 30), ("C2", "X", 80, 10, 60, 9.5),
    ("C2", "Y", 20, 21, 0, 0), ("C3", "X", 40, 11, 0, 0), ("C4", "Y", 0, 0, 25, 19), ("C5", "X", 0, 0, 30, 10),
)  # fmt: skip
"""Customer, product, quantity and price in the 12 months before and in the last 12."""
EXPECTED = {
    "price": 25, "volume": Decimal("-243.4783"), "mix": Decimal("-56.5217"), "added": 300, "dropped": -420, "new": 475,
    "reactivated": 300, "lost": -440,
}  # fmt: skip
ROUNDING = {"volume": Decimal("0.00015"), "mix": Decimal("0.00015")}
"""Each of the three pairs is rounded to 1/10,000, so that the effects of any group of customers add up."""


def lines(*, family=None):
    rows = []
    for customer, product, q0, p0, q1, p1 in ROWS:
        about = {"product_number": product, "product_name": product, "family": family and family[product]}
        if q0:
            rows.append(line(customer, date(2024, 6, 1), q0 * p0, quantity=q0, **about))
        if q1:
            rows.append(line(customer, date(2025, 6, 1), q1 * p1, quantity=q1, **about))
    rows.append(line("C5", date(2022, 6, 1), 50, quantity=5, product_number="X", product_name="X"))
    return rows


def test_the_company(made):
    """S2-11: the golden vector of the bridge, exact."""
    found = {row["basis"]: row for row in table(made(lines()), "bridge_total")}
    revenue = found["revenue"]
    assert {e.code: revenue[f"{e.code}_amount"] for e in EFFECTS} == {
        e.code: pytest.approx(EXPECTED.get(e.code, 0), abs=ROUNDING.get(e.code, Decimal(0))) for e in EFFECTS
    }
    assert (revenue["start_amount"], revenue["end_amount"], revenue["change_amount"]) == (3660, 3600, -60)
    assert sum(revenue[f"{e.code}_amount"] for e in EFFECTS) == -60
    assert found["margin"]["start_amount"] is None  # no line states a cost: nothing is said of the margin


def test_each_customer(made):
    run = made(lines())
    numbers = {row["customer_key"]: row["customer_id"] for row in table(run, "customers")}
    found = {numbers[row["customer_key"]]: row for row in table(run, "customer_bridge")}
    assert {n: row["bridge_status"] for n, row in found.items()} == {
        "C1": "continuing", "C2": "continuing", "C3": "lost", "C4": "new", "C5": "reactivated",
    }  # fmt: skip
    # Q1/Q0 = 210/230 over X and Y of C1 and X of C2
    assert found["C1"]["price_amount"] == 55
    assert found["C2"]["price_amount"] == -30
    assert found["C1"]["volume_amount"] == pytest.approx(Decimal(2000) * -20 / 230, abs=Decimal("0.0001"))
    assert found["C2"]["mix_amount"] == pytest.approx(Decimal(600) - 800 * Decimal(210) / 230, abs=Decimal("0.0001"))  # fmt: skip
    assert found["C2"]["dropped_amount"] == -420


def test_two_families_are_not_mixed(made):
    family = {"X": "one", "Y": "two", "Z": "two"}
    (revenue,) = (r for r in table(made(lines(family=family)), "bridge_total") if r["basis"] == "revenue")
    # X: 180 -> 170 of 1800; Y: 50 -> 40 of 1000
    volume = Decimal(1800) * -10 / 180 + Decimal(1000) * -10 / 50
    assert revenue["volume_amount"] == volume
    assert revenue["price_amount"] == 25
    assert revenue["mix_amount"] == Decimal(1100 + 600 + 800) - 2800 - volume
