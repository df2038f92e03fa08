"""Retention and cohorts against figures worked out by hand; every layer of a year adds up to the ledger."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from conftest import AS_OF, line, table

ROWS = [
    line("keeps", date(2023, 3, 1), 100),
    line("keeps", date(2024, 3, 1), 200),
    line("keeps", date(2025, 3, 1), 250),
    line("shrinks", date(2024, 4, 1), 300),
    line("shrinks", date(2025, 4, 1), 100),
    line("leaves", date(2024, 5, 1), 500),
    line("comes", date(2025, 5, 1), 700),
    line(None, date(2025, 6, 1), 40),
]


def test_retention_by_hand(made) -> None:
    (row,) = table(made(ROWS), "retention")
    assert (row["base_count"], row["kept_count"]) == (3, 2)
    assert (float(row["base_amount"]), float(row["now_amount"]), float(row["kept_amount"])) == (
        1000,
        350,
        300,
    )
    assert row["customer_retention_share"] == pytest.approx(2 / 3)
    assert (row["net_retention_share"], row["gross_retention_share"]) == (
        pytest.approx(0.35),
        pytest.approx(0.3),
    )


def test_the_layers_of_a_year_add_up(made) -> None:
    run = made(ROWS)
    found = {(r["vintage"], r["calendar_year"]): float(r["revenue_amount"]) for r in table(run, "cohorts")}
    assert found == {
        (2023, 2023): 100, (2023, 2024): 200, (2023, 2025): 250, (2024, 2024): 800, (2024, 2025): 100, (2025, 2025): 700, (None, 2025): 40,
    }  # fmt: skip
    years: dict[int, float] = defaultdict(float)
    for (_, year), amount in found.items():
        years[year] += amount
    assert years == {r["fiscal_year"]: float(r["revenue_amount"]) for r in table(run, "revenue_by_year")}


def test_a_year_in_course_is_said_to_be(tiny) -> None:
    complete = {r["calendar_year"]: r["is_complete"] for r in table(tiny, "cohorts")}
    assert complete[AS_OF.year] == 1
    assert set(complete.values()) <= {0, 1}


@pytest.mark.parametrize(
    "dimension", ["movement", "breadth", "recurrence", "abc_value_class", "pyramid_layer"]
)
def test_every_stratum_adds_up_to_the_revenue(made, dimension) -> None:
    run = made(ROWS)
    parts = [r for r in table(run, "strata") if r["dimension"] == dimension]
    assert float(sum(r["revenue_12m_amount"] for r in parts)) == 1050
    assert float(sum(r["revenue_prior_12m_amount"] for r in parts)) == 1000
    if dimension == "movement":
        now = {r["part"]: float(r["revenue_12m_amount"]) for r in parts}
        assert now == {"up": 250, "down": 100, "new": 700, "lost": 0}
