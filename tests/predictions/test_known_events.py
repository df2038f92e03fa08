"""What is known stands above what was learned: notices, closures, insolvencies, signed contracts."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clientela.predictions._known import Known, apply_known
from clientela.predictions._scores import Judged
from conftest import AS_OF, line, table
from service_files import by_customer, company

HEAD = "customer_id,known_on,kind,effective_on,until_on,still_orders_share\n"


def _judged(active: list[float]) -> Judged:
    p = np.array(active)
    middle = (np.arange(200) + 0.5) / 200
    values = np.where(middle[None, :] <= 1 - p[:, None], 0.0, np.linspace(1, 9, 200)[None, :])
    return Judged(p, values.mean(axis=1), np.round(values), 100 * values.mean(axis=1), 100 * values)


def _known(**changes) -> Known:
    given = {"is_end": False, "is_bound": False, "start": 0.0, "until": np.inf, "chance": 0.0} | changes
    return Known(*(np.array([given[n]]) for n in ("is_end", "is_bound", "start", "until", "chance")))


def test_an_end_before_the_slice_leaves_nothing():
    found = apply_known(_judged([0.8]), 365, 730, _known(is_end=True, start=100.0))
    assert (found.active[0], found.orders[0], found.revenue[0]) == (0, 0, 0)
    assert found.revenue_values.max() == 0


def test_an_end_after_the_slice_changes_nothing():
    before = _judged([0.8])
    found = apply_known(before, 0, 365, _known(is_end=True, start=400.0))
    assert found.active == pytest.approx(before.active)
    assert found.revenue == pytest.approx(before.revenue)
    assert found.revenue_values == pytest.approx(before.revenue_values)


def test_an_end_within_the_slice_leaves_its_part():
    before = _judged([0.8])
    found = apply_known(before, 0, 400, _known(is_end=True, start=100.0))
    assert found.active[0] == pytest.approx(1 - 0.2**0.25)
    assert found.revenue[0] == pytest.approx(0.25 * before.revenue[0])
    assert (found.revenue_values[0] > 0).mean() == pytest.approx(found.active[0], abs=0.005)


def test_a_stated_probability_wins():
    before = _judged([0.8])
    found = apply_known(before, 365, 730, _known(is_end=True, chance=0.25))
    assert found.active[0] == pytest.approx(0.2)
    assert found.revenue[0] == pytest.approx(0.25 * before.revenue[0])


def test_a_contract_raises_the_years_it_covers():
    before = _judged([0.5])
    bound = _known(is_bound=True, start=-100.0, until=700.0, chance=0.95)
    inside, after = apply_known(before, 0, 365, bound), apply_known(before, 730, 1095, bound)
    assert inside.active[0] == pytest.approx(0.95)
    assert inside.revenue[0] == pytest.approx(before.revenue[0] * 1.9)
    assert after.active[0] == 0.5
    assert after.revenue == pytest.approx(before.revenue)


def test_nobody_else_is_touched():
    before = _judged([0.8, 0.4])
    known = Known(np.array([True, False]), np.zeros(2, bool), np.zeros(2), np.full(2, np.inf), np.zeros(2))
    found = apply_known(before, 0, 365, known)
    assert found.active[1] == before.active[1]
    assert (found.revenue_values[1] == before.revenue_values[1]).all()


def _rows() -> list[dict]:
    rows = []
    for i in range(40):
        day = date(2022, 1, 3) + timedelta(days=i % 14)
        while day <= AS_OF - timedelta(days=0 if i < 30 else 30 * (i - 20)):
            rows.append(line(f"{i:02d}", day, 100 + i, cost_amount=50))
            day += timedelta(days=21)
    return rows


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return company(tmp_path_factory.mktemp("plain"), _rows(), {})


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    events = (
        "00,2025-12-01,notice,2026-06-30,,\n"
        "01,2025-11-01,closure,2025-12-31,,\n"
        "02,2025-12-31,insolvency,,,0.3\n"
        "03,2025-01-15,notice,2025-03-01,,\n"  # it has ordered since: the notice was taken back
        "04,2026-02-01,closure,2026-03-01,,\n"  # not known yet
        "39,2025-12-20,signed,2026-01-01,2027-12-31,\n"
    )
    return company(tmp_path_factory.mktemp("told"), _rows(), {"known_events": HEAD + events})


def test_what_is_known_overrides_the_forecast_and_is_shown(plain, told):
    before, after = by_customer(plain, "customer_outlook"), by_customer(told, "customer_outlook")
    assert after["01"]["active_12m_probability"] == 0
    assert after["01"]["known_event_class"] == "closure"
    assert after["01"]["loss_probability"] == 1
    assert after["00"]["active_12m_probability"] > 0.9  # half a year is left
    assert after["00"]["active_24m_probability"] == 0
    assert after["39"]["active_12m_probability"] == pytest.approx(
        max(0.95, before["39"]["active_12m_probability"]), abs=0.01
    )
    for number in ("03", "04", "10"):
        assert after[number]["known_event_class"] is None
        assert after[number]["active_36m_probability"] == before[number]["active_36m_probability"]
    listed = {r["customer_id"]: r for r in table(told, "known_event_list")}
    assert set(listed) == {"00", "01", "02", "39"}
    assert listed["01"]["learned_probability"] == pytest.approx(before["01"]["active_12m_probability"])


def test_sums_follow_what_is_known(plain, told):
    for year in (1, 2, 3):
        customers = [r for r in table(told, "customer_forecast") if r["year_ahead"] == year]
        (whole,) = [
            r
            for r in table(told, "company_forecast")
            if r["year_ahead"] == year and r["group_class"] == "present"
        ]
        (years,) = [r for r in table(told, "outlook_years") if r["year_ahead"] == year]
        revenue = sum(r["revenue_mean_amount"] for r in customers)
        assert years["revenue_mean_amount"] == revenue
        assert float(whole["revenue_mean_amount"]) == pytest.approx(float(revenue), rel=1e-6)
        assert whole["active_mean_number"] == pytest.approx(sum(r["active_probability"] for r in customers))
        (without,) = [
            r
            for r in table(plain, "company_forecast")
            if r["year_ahead"] == year and r["group_class"] == "present"
        ]
        assert whole["revenue_mean_amount"] != without["revenue_mean_amount"]


def test_the_drivers_of_a_closure_are_known(told):
    split = by_customer(told, "expected_loss_split")
    assert split["01"]["main_driver_class"] == "closure"
    assert split["01"]["irremediable_loss_amount"] == split["01"]["expected_loss_amount"] > 0
