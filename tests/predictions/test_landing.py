"""Where the year lands, the sums of the forecast, the value of the base a year ago: everything adds up, to the ledger and to each other."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clientela.base.scope import Scope
from clientela.predictions._company import Z80, interval
from clientela.predictions._looking import look
from clientela.predictions._year_end import year_end
from clientela.predictions.customer_forecast import frame_of
from clientela.runs.forecasting import _frames
from conftest import NOON, import_rows, line, open_workspace, run_at, table

DAY = date(2025, 8, 31)


def _rows(until: date = DAY) -> list[dict]:
    """Thirty-two customers of three areas and two persons, since 2021; a fifth stops, six are won in the last year; some lines of nobody."""
    rng = np.random.default_rng(9)
    rows = []
    for i in range(38):
        day = date(2021, 1, 4) + timedelta(days=i) if i < 32 else DAY - timedelta(days=300 - 20 * (i - 32))
        last = date(2023 + i % 2, 1 + i % 12, 5) if i % 5 == 0 and i < 32 else until
        while day <= last:
            about = {"salesperson": f"P{i % 2}", "area": f"A{i % 3}", "segment": f"S{i % 4}"}
            rows.append(
                line(
                    f"{i:02d}",
                    day,
                    100 + 3 * i + int(rng.integers(0, 40)),
                    cost_amount=None if i % 7 == 0 else 60,
                    **about,
                )
            )
            day += timedelta(days=int(rng.integers(15, 35)))
    rows += [
        line(None, date(2025, 3, 3), 77, "N1"),
        line("01", date(2025, 5, 5), -40, "C1", invoice_type="credit note"),
    ]
    for row in rows:
        row.setdefault("invoice_type", "invoice")
    return rows  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing")
    workspace = open_workspace(folder / "workspace", company_fiscal_start_month=4)
    import_rows(workspace, _rows())
    plan = folder / "targets.csv"
    plan.write_text(
        "year,employee_id,area_id,measure,target\n2026,P0,,net_sales,40000\n2026,P1,,net_sales,50000\n2026,,A0,net_sales,11000\n",
        encoding="utf-8",
    )
    workspace.import_files([plan], imported_at=NOON)
    return run_at(workspace, DAY)


def _of(rows, dimension):
    return {r["part"]: r for r in rows if r["dimension"] == dimension}


def test_the_landing_is_what_is_booked_and_what_is_expected(run):
    rows = table(run, "landing")
    company = _of(rows, "company")[None]
    assert (company["fiscal_from_on"], company["fiscal_until_on"]) == (date(2025, 4, 1), date(2026, 3, 31))
    booked = sum(
        float(r["revenue_amount"])
        for r in table(run, "customer_days")
        if r["document_on"] >= date(2025, 4, 1)
    )
    before = sum(
        float(r["revenue_amount"])
        for r in table(run, "customer_days")
        if date(2024, 4, 1) <= r["document_on"] <= date(2024, 8, 31)
    )
    assert float(company["booked_amount"]) == pytest.approx(booked, abs=0.005)
    assert float(company["prior_to_date_amount"]) == pytest.approx(before, abs=0.005)
    assert company["landing_mean_amount"] == company["booked_amount"] + company["rest_mean_amount"]
    assert company["landing_low_amount"] < company["landing_mean_amount"] < company["landing_high_amount"]
    assert company["prior_year_amount"] == company["prior_to_date_amount"] + company["prior_rest_amount"]
    # seven months of customers that go on as before bring about what these months brought a year ago
    assert float(company["rest_mean_amount"]) == pytest.approx(float(company["prior_rest_amount"]), rel=0.3)  # fmt: skip


@pytest.mark.parametrize("dimension", ["seller_id", "area_id", "segment_id"])
def test_every_dimension_adds_up_to_the_company(run, dimension):
    rows = table(run, "landing")
    company, parts = _of(rows, "company")[None], _of(rows, dimension)
    assert None in parts  # what nobody states
    for name in ("booked_amount", "prior_to_date_amount", "prior_year_amount", "rest_mean_amount"):
        assert sum(r[name] or 0 for r in parts.values()) == company[name], name
    whole = {r["year_ahead"]: r for r in table(run, "outlook_years")}
    years = [r for r in table(run, "forecast_parts") if r["dimension"] == dimension]
    for year, row in whole.items():
        mine = [r for r in years if r["year_ahead"] == year]
        assert sum(r["revenue_mean_amount"] for r in mine) == row["revenue_mean_amount"]
        assert sum(r["margin_mean_amount"] or 0 for r in mine) == row["margin_mean_amount"]
        assert sum(r["active_mean_number"] for r in mine) == pytest.approx(row["active_mean_number"])
        # parts share shocks: their intervals together are wider than that of the company, as they must be
        assert sum(r["revenue_high_amount"] for r in mine) >= row["revenue_high_amount"]


def test_the_company_in_arrays_is_the_company_in_tables(run):
    arrays = {r["year_ahead"]: r for r in table(run, "company_forecast") if r["group_class"] == "present"}
    for row in table(run, "outlook_years"):
        other = arrays[row["year_ahead"]]
        for name in ("active_mean_number", "active_low_number", "active_high_number"):
            assert row[name] == pytest.approx(other[name], rel=1e-6), name
        for name in (
            "revenue_mean_amount",
            "revenue_low_amount",
            "revenue_high_amount",
            "margin_mean_amount",
            "margin_low_amount",
            "margin_high_amount",
        ):
            assert float(row[name]) == pytest.approx(float(other[name]), abs=1.0), name
    (company,) = (
        r for r in table(run, "forecast_parts") if r["dimension"] == "company" and r["year_ahead"] == 1
    )
    (first,) = (r for r in table(run, "outlook_years") if r["year_ahead"] == 1)
    assert {k: v for k, v in company.items() if k not in ("dimension", "part")} == first  # fmt: skip


def test_the_plan_is_never_counted_twice(run):
    rows = table(run, "landing")
    assert {p: r["plan_amount"] for p, r in _of(rows, "seller_id").items()} == {
        "P0": 40000,
        "P1": 50000,
        None: None,
    }
    assert _of(rows, "area_id")["A0"]["plan_amount"] == 11000
    company = _of(rows, "company")[None]
    assert company["plan_amount"] == 90000  # of the persons alone: the areas are the same money
    assert company["plan_gap_amount"] == company["landing_mean_amount"] - 90000


def test_a_scope_lands_alone(run):
    scope = Scope("seller_id", ("P1",))
    mine = _of(table(run, "landing", scope=scope), "company")[None]
    whole = _of(table(run, "landing"), "seller_id")["P1"]
    for name in ("booked_amount", "rest_mean_amount", "landing_low_amount", "landing_high_amount"):
        assert mine[name] == whole[name], name
    names = {s.name for s in run.report(name="outlook", scope=scope, scope_name="P1").sections}
    assert "landing" in names


def test_the_interval_has_the_mean_and_the_deviation_it_is_given():
    low, high = interval(1000.0, 60.0, 80.0)
    s = np.sqrt(np.log1p(0.01))
    assert low == pytest.approx(1000 * np.exp(-s * s / 2 - Z80 * s))
    drawn = 1000 * np.exp(-s * s / 2 + s * np.random.default_rng(0).standard_normal(400_000))
    assert drawn.mean() == pytest.approx(1000, rel=0.002)
    assert drawn.std() == pytest.approx(100, rel=0.01)
    assert ((drawn > low) & (drawn < high)).mean() == pytest.approx(0.8, abs=0.003)
    assert interval(0.0, 5.0, 5.0) == (0.0, 0.0)


def test_on_the_last_day_of_a_year_the_next_one_lands():
    """Until then the running year lands; its prior days are as many as its own so far."""
    running = year_end({"as_of_day": "2025-08-31", "fiscal_start_month": 4})
    assert (running.start, running.end) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (running.prior_start, running.prior_known, running.prior_end) == (
        date(2024, 4, 1),
        date(2024, 8, 31),
        date(2025, 3, 31),
    )
    assert running.rest_days(DAY) == 212
    over = year_end({"as_of_day": "2025-12-31", "fiscal_start_month": 1})
    assert (over.start, over.end) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (over.prior_start, over.prior_end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert over.prior_known < over.prior_start
    assert over.rest_days(date(2025, 12, 31)) == 365


def test_the_value_a_year_ago_and_its_changes_are_the_value_now(run):
    rows = {r["change_class"]: r for r in table(run, "equity_change")}
    assert set(rows) == {"existing", "lost", "new"}
    assert rows["new"]["customers_count"] == 6
    assert rows["new"]["value_before_amount"] == 0
    for row in rows.values():
        assert row["value_before_amount"] + row["value_change_amount"] == row["value_now_amount"]
    known = {
        r["customer_key"]: r for r in table(run, "customer_equity") if r["value_change_amount"] is not None
    }
    now = sum(
        r["lifetime_value_amount"] for r in table(run, "customer_outlook") if r["customer_key"] in known
    )
    assert sum(r["value_now_amount"] for r in rows.values()) == now
    orders = {r["customer_key"]: r["orders_12m_count"] for r in table(run, "customers")}
    assert {k for k, r in known.items() if r["change_class"] == "lost"} == {
        k for k in known if orders[k] == 0
    }


def test_the_forecast_of_a_year_ago_is_what_a_run_of_that_day_says(run):
    """Looked from a year before, with everything later taken away, the forecast is the same."""
    then = date(2024, 8, 31)
    with run.reading() as reader:
        frames = _frames(reader)
        before = {(r["customer_key"], r["year_ahead"]): r for r in reader.rows("customer_forecast_before")}
        days = frames["customer_days"]
        keep = days["document_on"] <= np.datetime64(then)
        cut = {
            "customer_days": {n: c[keep] for n, c in days.items()},
            "customer_register": frames["customer_register"],
        }
        told = frame_of(*look(reader.params | {"as_of_day": then.isoformat()}, cut))
    assert len(told["customer_key"]) == len(before) > 90
    for place, key in enumerate(zip(told["customer_key"], told["year_ahead"], strict=True)):
        row = before[key]
        assert row["active_probability"] == pytest.approx(told["active_probability"][place], abs=1e-9)
        assert float(row["revenue_mean_amount"]) == pytest.approx(
            told["revenue_mean_amount"][place] / 10_000, abs=0.01
        )


def test_without_a_forecast_nothing_lands(made):
    run = made([line("1", date(2025, 5, 1), 100), line("1", date(2025, 6, 1), 100)])
    (company,) = _of(table(run, "landing"), "company").values()
    assert company["landing_mean_amount"] is None
    assert table(run, "equity_change") == []
    assert not {"landing", "value", "proof"} & {s.name for s in run.report(name="outlook").sections}
