"""First orders: the scorecard before data, the model once there are data, and its refusals."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clientela.predictions._first_items import ITEMS
from clientela.predictions._first_order import Firsts, delivery_points, learn, refusal_chances, score_of
from conftest import AS_OF, line, table
from service_files import by_customer, company

WORLDS = 50


def test_weights_add_up_to_a_hundred():
    assert sum(weight for _, weight, _ in ITEMS) == 100


def test_the_scorecard_before_the_first_order():
    """need 12 x 4/4 + advantage 15 x 2/4 + ... over 95: without the delivery the rest is scaled to 100."""
    names = [name for name, _, _ in ITEMS if name != "delivery"]
    worst = score_of(dict.fromkeys(names, 4.0), is_delivered=False)
    assert (worst.point, worst.low, worst.high, worst.band) == (
        pytest.approx(100),
        pytest.approx(100),
        pytest.approx(100),
        "high",
    )
    best = score_of(dict.fromkeys(names, 0.0), is_delivered=False)
    assert (best.point, best.band, best.worst) == (0, "low", "")
    half = score_of({"need": 4.0, "advantage": 2.0}, is_delivered=False)
    assert np.isnan(half.point)
    assert half.coverage == pytest.approx(27 / 95)
    assert half.low == pytest.approx(100 * (12 + 7.5) / 95)
    assert half.high == pytest.approx(100 * (12 + 7.5 + 68) / 95)
    assert (half.band, half.worst) == ("unknown", "need")


def test_in_the_second_stage_the_delivery_weighs_forty():
    found = score_of({"delivery": 4.0}, is_delivered=True)
    assert (found.low, found.high, found.coverage) == (
        pytest.approx(40),
        pytest.approx(100),
        pytest.approx(0.4),
    )
    names = [name for name, _, _ in ITEMS if name != "delivery"]
    assert score_of({**dict.fromkeys(names, 1.0), "delivery": 0.0}, is_delivered=True).point == pytest.approx(
        15
    )


@pytest.mark.parametrize(
    ("points", "band"), [(1.0, "medium"), (0.96, "low"), (2.0, "medium"), (2.04, "high")]
)
def test_the_bands_are_25_and_50(points, band):
    names = [name for name, _, _ in ITEMS if name != "delivery"]
    assert score_of(dict.fromkeys(names, points), is_delivered=False).band == band


def test_what_is_not_stated_cannot_change_a_band_that_is_sure():
    names = ("need", "advantage", "switching", "incumbent", "contacts")
    assert score_of(dict.fromkeys(names, 4.0), is_delivered=False).band == "high"  # 61 of 95 at their worst


def test_kinds_of_perceived_risk_are_averaged():
    one = score_of({"perceived_delivery": 4.0, "perceived_personal": 0.0}, is_delivered=False)
    assert one.low == pytest.approx(score_of({"perceived": 2.0}, is_delivered=False).low)


def test_points_of_the_delivery():
    nothing = float("nan")
    assert delivery_points(0, 0, 0, 1) == 0
    assert delivery_points(1, 1, 0, 1) == 4
    assert delivery_points(1, 0, 0, 1) == 2
    assert delivery_points(0, 0, 1, 1) == 3
    assert delivery_points(0, 0, 0, 0) == 2
    assert np.isnan(delivery_points(nothing, 0, nothing, nothing))


def _firsts(seed: int, *, effect: float, count: int = 300) -> Firsts:
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 2000, count).astype(float)
    late = (rng.random(count) < 0.4).astype(float)
    size = rng.normal(0, 1, count)
    p = 1 / (1 + np.exp(0.3 - effect * (late - 0.4) * 2))
    refused = rng.random(count) < p
    second = np.where(refused, np.nan, first + rng.uniform(5, 79, count))
    second = np.where(second > 2000, np.nan, second)
    nothing = np.full(count, np.nan)
    features = {
        "size": size,
        "lines": rng.normal(0, 1, count),
        "is_late": late,
        "has_claim": nothing,
        "called": nothing,
    }
    return Firsts(first, second, np.full(count, 80.0), features)


def test_the_model_is_used_when_it_proves_better_and_not_otherwise():
    on = [learn(_firsts(seed, effect=1.6), since=-200, as_of=2000) for seed in range(12)]
    assert sum(x.basis == "model" for x in on) >= 10
    assert all(0.6 < x.auc < 0.95 for x in on)
    off = [learn(_firsts(seed, effect=0.0), since=-200, as_of=2000) for seed in range(WORLDS)]
    assert sum(x.basis == "model" for x in off) <= WORLDS // 10
    assert all(x.cases >= 80 and x.refusals >= 30 for x in off)


def test_too_few_first_orders_are_told_by_their_rate():
    found = learn(_firsts(1, effect=3.0, count=70), since=-200, as_of=2000)
    assert (found.basis, found.fitted) == ("rate", None)
    assert np.isnan(found.auc)
    assert found.low < found.rate < found.high
    assert learn(_firsts(1, effect=0.0, count=30), since=5000, as_of=2000).basis == "none"


def test_the_longer_nothing_comes_the_likelier_nothing_will():
    firsts = _firsts(4, effect=0.0)
    learned = learn(firsts, since=-200, as_of=2000)
    new = Firsts(
        np.array([1999.0, 1960.0, 1925.0]),
        np.full(3, np.nan),
        np.full(3, 80.0),
        {n: v[:3] for n, v in firsts.features.items()},
    )
    chance, low, high = refusal_chances(learned, new, np.ones(3, dtype=bool), as_of=2000)
    assert chance[0] < chance[1] < chance[2] < 1
    assert ((low < chance) & (chance < high)).all()
    assert chance[0] == pytest.approx(learned.rate, abs=0.02)


def test_calibration_of_the_model():
    learned = [learn(_firsts(seed, effect=1.6, count=1200), since=-200, as_of=2000) for seed in range(3)]
    assert all(x.calibration < 0.1 for x in learned)


def _rows() -> list[dict]:
    rows = []
    for i in range(60):
        first = date(2022, 1, 10) + timedelta(days=22 * i)
        for place in range(1 if i % 3 == 0 else 40):
            day = first + timedelta(days=30 * place + (i % 25 if place else 0))
            if day <= AS_OF:
                rows.append(line(f"{i:02d}", day, 200 + i, cost_amount=90))
    rows += [
        line("new", date(2025, 12, 1), 500, cost_amount=200),
        line("past", date(2025, 7, 1), 400, cost_amount=200),
    ]
    return rows


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    observed = (
        "observation_id,subject_type,subject_id,measure_code,value,as_of_on,status,source_class\n"
        "1,customer,new,first_order_need,4,2025-12-02,known,J\n"
        "2,customer,new,first_order_advantage,3,2025-12-02,known,J\n"
        "3,customer,new,first_order_switching,4,2025-12-02,known,J\n"
        "4,customer,new,first_order_need,1,2026-03-02,known,J\n"  # not known yet
        "5,customer,hope,first_order_need,4,2025-11-02,known,J\n"
    )
    files = {
        "customers": "customer_number,customer_name,city\nhope,Hope Srl,Torino\nnew,New Srl,Torino\n",
        "observations": observed,
        "complaints": "complaint_id,customer_id,opened_on,kind,severity\n1,new,2025-12-05,late_delivery,3\n",
    }
    return company(tmp_path_factory.mktemp("first"), _rows(), files)


def test_a_run_judges_first_orders(run):
    """S4-51: two-stage risk; scorecard before data, probability from the first orders of the past."""
    risk = by_customer(run, "first_order_risk")
    new, past, hope = risk["new"], risk["past"], risk["hope"]
    (proof,) = table(run, "first_order_proof")
    assert proof["refusal_basis_class"] == "rate"
    assert 0 < new["refusal_probability"] < past["refusal_probability"] < 1
    assert new["second_due_on"] == date(2025, 12, 1) + timedelta(days=60)
    assert new["stage_class"] == "first_order"
    assert new["worst_item_class"] == "delivery"  # a complaint about it: 40 x 4/4
    assert new["score_low"] == pytest.approx(40 + 60 * (12 + 15 * 3 / 4 + 12) / 95)
    assert new["score_band_class"] == "high"
    assert (hope["stage_class"], hope["refusal_probability"]) == ("offer", None)
    assert hope["score_low"] == pytest.approx(100 * 12 / 95)
    assert past["score_low"] == 0
    assert float(new["refusal_risk_amount"]) == pytest.approx(
        float(new["usual_year_amount"]) * new["refusal_probability"], abs=0.0001
    )
    assert [r["customer_id"] for r in table(run, "first_order_list")][-1] == "hope"


def test_new_customers_grow_against_those_won_before(run):
    rows = {r["customer_id"]: r for r in table(run, "early_life_list")}
    assert rows["past"]["quarters_count"] == 2
    assert rows["past"]["orders_count"] == 1
    assert float(rows["past"]["early_revenue_amount"]) == 400
    assert rows["past"]["growth_ratio"] == pytest.approx(
        400 / float(rows["past"]["peer_revenue_amount"]), rel=1e-6
    )
    assert all(r["peers_count"] > 20 for r in rows.values())
    assert "new" not in rows  # not a quarter old
