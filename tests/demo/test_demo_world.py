from __future__ import annotations

import numpy as np
import pytest

from clientela.demo import _life, _plan
from clientela.demo._customers import SEGMENTS
from clientela.demo._lines import make_batches
from clientela.demo._products import PRICE_RISE
from clientela.demo._truth import read_documents
from clientela.demo._world import make_world


@pytest.fixture(scope="module")
def world():
    """The large company before any line is written: enough customers for the planted effects to show."""
    return make_world(_plan.make_plan(size="l", seed=7, dirty=False))


@pytest.fixture(scope="module")
def documents(middle):
    return read_documents(middle.truth / "documents.parquet")


def lost_share(world, mask):
    mask = mask & ~world.customers.one_timer
    return float((world.lost_on[mask] < _plan.DAYS).mean())


def test_revenue_growth_and_concentration_are_believable(middle, documents):
    by_year = (
        np.array([documents["net_units"][documents["year"] == year].sum() for year in range(2021, 2026)])
        / 1e10
    )
    assert by_year.sum() == pytest.approx(middle.revenue_units / 1e10)
    assert np.all((by_year > 40) & (by_year < 60))
    growth = by_year[1:] / by_year[:-1] - 1
    assert np.all((growth > -0.05) & (growth < 0.085))
    for year in range(2021, 2026):
        mine = documents["year"] == year
        sales = np.bincount(documents["customer"][mine], documents["net_units"][mine])
        sales = np.sort(sales[sales > 0])[::-1]
        assert 0.75 < sales[: len(sales) // 5].sum() / sales.sum() < 0.85
        assert sales[0] / sales.sum() < 0.06
    assert 110 < middle.line_count / middle.customer_count < 155
    assert 0.05 < middle.lines_without_cost / middle.line_count < 0.2
    assert 0.2 < 1 - middle.cost_units / middle.revenue_units < 0.45
    credit = documents["net_units"][documents["credit"] == 1]
    assert np.all(credit < 0)
    assert 0.003 < -credit.sum() / documents["net_units"].sum() < 0.03


def test_about_a_tenth_is_lost_every_year(world):
    customers = world.customers
    for year in range(5):
        start = 365 * year
        alive = ~customers.one_timer & (customers.since < start) & (world.lost_on >= start)
        assert 0.08 < (world.lost_on[alive] < start + 365).mean() < 0.12


def test_a_third_was_there_before_the_ledger(world):
    assert (world.customers.since < 0).mean() == pytest.approx(1 / 3, abs=0.001)
    assert 0.1 < world.customers.one_timer.mean() < 0.3
    assert 0.02 < (world.back_on < _plan.DAYS).mean() < 0.06


def test_good_relations_last_longer(world):
    quality = world.customers.quality
    assert lost_share(world, quality < -0.7) > 1.6 * lost_share(world, quality > 0.7)


@pytest.mark.parametrize("kind", ["handover", "trouble"])
def test_handovers_and_trouble_come_before_losses(world, kind):
    rows, months = world.events[kind]
    after = np.zeros((world.plan.customers, _plan.MONTHS), dtype=bool)
    for later in range(_life.EFFECT_MONTHS):
        inside = months + later < _plan.MONTHS
        after[rows[inside], months[inside] + later] = True
    regular = np.flatnonzero(~world.customers.one_timer)
    begins = _plan.MONTH_STARTS[:-1]
    lost = world.lost_on[regular, None]
    at_risk = (begins >= world.customers.since[regular, None]) & (begins <= lost)
    fell = at_risk & (lost < _plan.MONTH_STARTS[1:])
    felt = after[regular]
    with_it = fell[felt].sum() / at_risk[felt].sum()
    without = fell[~felt].sum() / at_risk[~felt].sum()
    assert 1.4 < with_it / without < 6


def test_the_rhythm_shows_in_the_gaps(world):
    customers, orders = world.customers, world.orders
    order = np.lexsort((orders.day, orders.customer))
    who, day = orders.customer[order], orders.day[order]
    count = np.bincount(who, minlength=world.plan.customers)
    steady = (
        (count > 40)
        & (count < 150)
        & ~customers.project
        & (world.lost_on == _plan.DAYS)
        & (customers.since < 0)
    )
    same = (who[1:] == who[:-1]) & steady[who[1:]]
    gaps, owner = (day[1:] - day[:-1])[same].astype(float), who[1:][same]
    n = np.maximum(np.bincount(owner, minlength=len(count)), 1)
    mean = np.bincount(owner, gaps, len(count)) / n
    spread = np.sqrt(np.maximum(np.bincount(owner, gaps**2, len(count)) / n - mean**2, 0))
    middle = [
        float(np.median(spread[mask] / mean[mask]))
        for mask in (steady & (customers.shape == k) for k in (1, 2, 3, 4))
    ]
    assert middle == sorted(middle, reverse=True)
    # Season and trend add to the variation, so the calendar's k lies a little under the true one.
    for k, variation in zip((1, 2, 3, 4), middle, strict=True):
        assert 0.5 * k < variation**-2 < 1.2 * k


def test_italy_closes_in_august(world):
    month = _plan.month_of(world.orders.day) % 12
    home = world.customers.domestic[world.orders.customer]
    at_home, abroad = (np.bincount(month[mask], minlength=12) for mask in (home, ~home))
    assert at_home[7] < 0.65 * at_home.mean()
    assert at_home[11] < 0.95 * at_home.mean()
    assert abroad[7] > 0.7 * abroad.mean()


def test_builders_feel_the_slump_most(world):
    month = _plan.month_of(world.orders.day)
    stable = (world.customers.since < 0) & (world.lost_on == _plan.DAYS)
    before, slump = (month >= 28 - 12) & (month < 39 - 12), (month >= 28) & (month < 39)
    change = []
    for segment in range(len(SEGMENTS)):
        mine = (stable & (world.customers.segment == segment))[world.orders.customer]
        change.append((mine & slump).sum() / (mine & before).sum())
    assert min(change) == change[SEGMENTS.index("Edilizia")]


def test_nobody_orders_while_lost(world):
    who, day = world.orders.customer, world.orders.day
    assert np.all(day >= _plan.to_working_day(np.maximum(world.customers.since[who], 0)))
    lost, back = world.lost_on[who], _plan.to_working_day(world.back_on[who])
    assert np.all((day < np.maximum(lost, 4)) | ((day >= back) & (world.back_on[who] < _plan.DAYS)))


def test_successors_replace_and_prices_rise():
    small = make_world(_plan.make_plan(size="s", seed=7, dirty=False))
    products = small.products
    for month, batch in enumerate(make_batches(small)):
        assert np.all(products.replaced_month[batch.product] > month - 2 * batch.credit)
        assert np.all(batch.price[~batch.credit] == products.price[batch.product[~batch.credit], month // 12])
    rise = (products.price[:, 1:] / products.price[:, :-1] - 1).mean(axis=0)
    assert rise == pytest.approx(PRICE_RISE[1:], abs=0.004)
    assert (products.successor >= 0).sum() == 90
    assert not np.all(products.cost_known)


def test_visits_answer_along_the_curve():
    curve = {"low": np.array([0.5]), "high": np.array([1.4]), "curve": np.array([1.8])}
    answers = [
        float(_life.visit_response(**curve, effort=np.array([z]))[0]) for z in (0.0, 0.5, 1.0, 2.0, 1e6)
    ]
    assert answers == sorted(answers)
    assert answers[0] == pytest.approx(0.5)
    assert answers[2] == pytest.approx(1.0)
    assert answers[4] == pytest.approx(1.4)


def test_streams_do_not_touch_each_other():
    plan = _plan.make_plan(size="s", seed=7, dirty=False)
    draws = {_plan.stream(plan, name, i).integers(1 << 60) for name in ("a", "b") for i in (0, 1)}
    assert len(draws) == 4
    assert _plan.stream(plan, "a").integers(1 << 60) in draws
