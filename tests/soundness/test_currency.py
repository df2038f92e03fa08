"""Guards dollars added to euros, and an old invoice converted at today's rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clientela.base.errors import ClientelaError
from conftest import customers, import_rows, line, open_workspace, run_at, table, toml_of

ROWS = [
    line("1", date(2024, 5, 1), 100, "I1", cost_amount=60, product_number="P", family="F"),
    line("1", date(2025, 1, 31), 100, "I2", currency="USD", cost_amount=60, product_number="P", family="F"),
    line("1", date(2025, 6, 30), 100, "I3", currency="USD", cost_amount=60, product_number="P", family="F"),
    line("1", date(2025, 7, 1), 100, "I4", currency="USD", cost_amount=60, product_number="P", family="F"),
    line("1", date(2025, 7, 2), 200, "I5", currency="GBP", cost_amount=60, product_number="P", family="F"),
]
RATES = {"USD": {"2025-01-01": 0.9, "2025-07-01": 0.8}, "GBP": {"2020-01-01": 1.25}}


def test_each_line_at_the_rate_of_its_day(made):
    run = made(ROWS, rates=RATES)
    row = customers(run)["1"]
    assert row["revenue_amount"] == 100 + 90 + 90 + 80 + 250
    assert row["revenue_12m_amount"] == 510
    assert row["margin_amount"] == 40 + 36 + 36 + 32 + Decimal(175)
    months = {
        r["month_number"] % 12 + 1: r["revenue_amount"]
        for r in table(run, "revenue_by_month")
        if r["month_number"] >= 2025 * 12
    }
    assert months == {1: 90, 6: 90, 7: 330}
    with run.reading() as reader:
        (products,) = reader.query(
            "select cast(sum(revenue_12m_amount) as bigint) as net_amount from customer_products"
        )
    assert products["net_amount"] == 510


def test_a_missing_rate_is_said_and_nothing_is_computed(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    outcome = import_rows(workspace, ROWS)
    assert outcome.added[0].lines_accepted == 5  # the import takes it
    with pytest.raises(ClientelaError) as failure:
        run_at(workspace)
    said = str(failure.value)
    assert "GBP" in said
    assert "[exchange_rates.GBP]" in said
    assert workspace.current() is None
    assert workspace.runs() == ()
    workspace.write_settings(toml_of({"rates": RATES}))
    assert customers(run_at(workspace))["1"]["revenue_amount"] == 610


def test_a_rate_that_starts_after_the_first_line_is_missing(made):
    late = {"USD": {"2025-02-01": 0.9}, "GBP": {"2020-01-01": 1.25}}
    with pytest.raises(ClientelaError, match="USD"):
        made(ROWS, rates=late)


def test_a_currency_first_used_after_as_of_needs_no_rate(made):
    rows = [ROWS[0], line("1", date(2026, 1, 5), 100, "I9", currency="CHF")]
    assert customers(made(rows))["1"]["revenue_amount"] == 100


@pytest.mark.parametrize("rate", ["0", "-0.9", "nan", "inf"])
def test_a_rate_that_wipes_out_revenue_is_refused(tmp_path, rate):
    workspace = open_workspace(tmp_path / "w")
    with pytest.raises(ClientelaError, match="USD"):
        workspace.write_settings(f'[exchange_rates.USD]\n"2025-01-01" = {rate}\n')


def test_another_reporting_currency(made):
    run = made(ROWS[1:2], company_currency="USD")
    assert customers(run)["1"]["revenue_amount"] == 100
    assert run.manifest.currency == "USD"
