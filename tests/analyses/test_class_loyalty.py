"""Whether class A is more loyal (row S3-24): planted both ways, and neither."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import line, table


def _rows(lost_large: int, lost_small: int) -> list[dict]:
    """Thirty large and sixty small customers bought last year; so many of each do not buy again."""
    rows = []
    for i in range(90):
        is_large = i < 30
        net = 10_000 + i if is_large else 100 + i
        rows.append(line(f"{i:02d}", date(2024, 3, 1), net))
        if (i >= lost_large) if is_large else (i - 30 >= lost_small):
            rows.append(line(f"{i:02d}", date(2025, 3, 1), net))
    return rows


@pytest.mark.parametrize(
    ("lost_large", "lost_small", "verdict"),
    [(1, 30, "more"), (20, 4, "less"), (5, 12, "not_shown"), (0, 0, "not_shown")],
)
def test_both_claims_can_come_out_false(made, lost_large, lost_small, verdict):
    """S3-24: more loyal, less loyal, or not shown."""
    found = {
        r["loyalty_group"]: r
        for r in table(made(_rows(lost_large, lost_small), abc_value_cuts=[0.98, 0.99]), "class_loyalty")
    }
    assert {r["loyalty_verdict"] for r in found.values()} == {verdict}
    large, small = found["A"], found["other"]
    assert large["customers_count"] + small["customers_count"] == 90
    assert large["stayed_count"] + small["stayed_count"] == 90 - lost_large - lost_small
    for row in found.values():
        assert row["stayed_low_share"] <= row["stayed_share"] <= row["stayed_high_share"]


def test_a_few_customers_say_nothing(made):
    rows = [line(f"{i}", date(year, 3, 1), 100 * (i + 1)) for i in range(8) for year in (2024, 2025)]
    assert {r["loyalty_verdict"] for r in table(made(rows), "class_loyalty")} == {"too_few"}


def test_wilson_by_hand(made):
    rows = [line(f"{i:02d}", date(2024, 3, 1), 100) for i in range(10)]
    rows += [line(f"{i:02d}", date(2025, 3, 1), 90) for i in range(8)]
    row = table(made(rows), "class_loyalty")[0]
    n, k = row["customers_count"], row["stayed_count"]
    z = 1.959963984540054
    middle, reach = (k + z * z / 2) / (n + z * z), z * (k * (n - k) / n + z * z / 4) ** 0.5 / (n + z * z)
    assert row["stayed_low_share"] == pytest.approx(middle - reach)
    assert row["stayed_high_share"] == pytest.approx(middle + reach)
    assert row["kept_revenue_share"] == pytest.approx(0.9 * k / n)
