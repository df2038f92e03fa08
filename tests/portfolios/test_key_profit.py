"""S4-65: contribution 4 of key accounts to the cent, the gain over customers like them, discounts that creep up, their whale curve."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.reports._key_profit import cumulate
from conftest import AS_OF, NOON, open_workspace, run_at, table
from portfolio_files import OBSERVED, said, write_table


def _year(name, year, net, segment, discount=0.0):
    return [
        {"customer_number": name, "customer_name": f"Customer {name}", "invoice_number": f"{name}{year}{month}", "invoice_date": str(date(year, month, 4)), "net_amount": net / 2, "gross_amount": net / 2 / (1 - discount), "cost_amount": net / 4, "currency": "EUR", "segment": segment}
        for month in (3, 9)
    ]  # fmt: skip


def lines():
    """K grows from 1000 to 1600 and its discount creeps from 10 to 20 %; T, like it, from 900 to 1000; F is far too large; L is alone."""
    rows = []
    for year, net, discount in ((2023, 1000, 0.10), (2024, 1000, 0.15), (2025, 1600, 0.20)):
        rows += _year("K", year, net, "A", discount)
    for name, segment, before, now in (("T", "A", 900, 1000), ("F", "A", 9000, 9900), ("L", "B", 500, 400)):
        rows += _year(name, 2024, before, segment) + _year(name, 2025, now, segment)
    return rows


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    costs = [
        {"customer_id": "K", "year": year, "ladder_step": step, "amount": amount}
        for year, step, amount in ((2025, "selling", 100), (2024, "selling", 50), (2025, "investment", 120))
    ]
    named = [said(name, "key_account", "yes", "C") for name in ("K", "L")]
    folder = tmp_path_factory.mktemp("profit")
    workspace = open_workspace(folder / "workspace")
    given = {"sales": lines(), "customer_costs": costs, "observations": [{"observation_id": f"B{n}", **row} for n, row in enumerate(named)]}  # fmt: skip
    for name, rows in given.items():
        path = write_table(folder / f"{name}.csv", rows, OBSERVED if name == "observations" else ())
        workspace.import_files([path], imported_at=NOON)
    return run_at(workspace, AS_OF)


def by_id(run):
    return {r["customer_id"]: r for r in table(run, "key_account_profit")}


def test_the_figures_are_those_of_the_books(run):
    row = by_id(run)["K"]
    assert {n: float(row[f"{n}_amount"]) for n in ("revenue_12m", "cm3_12m", "investment_12m", "cm4_12m", "growth")} == {
        "revenue_12m": 1600, "cm3_12m": 700, "investment_12m": 120, "cm4_12m": 580, "growth": 700 - 450,
    }  # fmt: skip
    ladder = {r["customer_key"]: r for r in table(run, "customer_ladder")}
    assert all(
        r["cm4_12m_amount"] == ladder[r["customer_key"]]["cm4_12m_amount"] for r in by_id(run).values()
    )


def test_the_twin_is_the_nearest_of_its_segment_and_the_gain_pays_or_not(run):
    row = by_id(run)["K"]
    assert (row["twin_class"], row["twin_id"], float(row["twin_growth_amount"])) == ("found", "T", 50)
    assert (float(row["gain_amount"]), float(row["payback_amount"])) == (200, 80)
    assert row["return_share"] == pytest.approx(80 / 120)


def test_who_has_nobody_like_it_gets_no_gain(run):
    row = by_id(run)["L"]
    assert (row["twin_class"], row["gain_amount"], row["payback_amount"], row["return_share"]) == ("none", None, None, None)  # fmt: skip
    assert float(row["investment_12m_amount"]) == 0


def test_the_discount_creeps_up(run):
    row = by_id(run)["K"]
    found = [row[f"discount_{n}_share"] for n in ("before", "prior_12m", "12m")]
    assert found == pytest.approx([0.10, 0.15, 0.20], abs=1e-4)


def test_the_whale_curve_of_the_golden_vector():
    """14.3-k, of key accounts alone."""
    found = cumulate([60, 45, 30, 20, 15, 5, 2, -7, -20, -50])
    assert max(total for _, total, _ in found) == 177
    assert max(share for *_, share in found) == pytest.approx(1.77)
    assert cumulate([-1, -2])[0][2] is None


def test_the_report_shows_it(run):
    section = next(s for s in run.report(name="key_accounts").sections if s.name == "key_profit")
    assert [b.name for b in section.blocks] == ["key_account_profit", "key_whale"]
