"""The forecaster: nothing from the future, the same twice, calibrated, honest where there is little to learn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from clientela.predictions import _forecaster as forecaster
from clientela.predictions._anchor import fit_models
from clientela.predictions._baselines import baselines, purchase_model
from clientela.predictions._days import Outcome, outcome, purchase_days, recency
from clientela.predictions._forecaster import forecast, look_out, year_slices
from clientela.predictions._scores import coverage, losses, pit, quantile, summary
from clientela.predictions._slice import Options
from predictions.purchase_worlds import world

ORIGIN, YEAR = 1400, 365
SLICES = ((0, 365), (365, 730), (730, 1095))
QUICK = Options(folds=2, most_trees=60)


@cache
def base(fading=0.0):
    return world(customers=260, days=1800, seed=5, fading=fading)


@cache
def found(fading=0.0):
    return look_out(base(fading), ORIGIN, SLICES[:2], QUICK)


def _same(one, other):
    for a, b in zip(one.ahead, other.ahead, strict=True):
        for name in ("active", "orders", "orders_values", "revenue", "revenue_values"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_rows_after_the_origin_change_nothing():
    days = base()
    cut = days.until(ORIGIN)
    changed = replace(
        days, revenue=np.where(days.day > ORIGIN, days.revenue * 50 - 7, days.revenue), orders=np.where(days.day > ORIGIN, 0, days.orders)
    )  # fmt: skip
    assert len(cut.day) < len(days.day)
    ours, theirs = forecast(days, ORIGIN, SLICES[:1], QUICK), baselines(days, ORIGIN, YEAR, seed=7)
    for other in (cut, changed):
        _same(ours, forecast(other, ORIGIN, SLICES[:1], QUICK))
    for name, judged in baselines(changed, ORIGIN, YEAR, seed=7).items():
        np.testing.assert_array_equal(judged.revenue, theirs[name].revenue)


def test_same_rows_in_any_order_give_the_same_forecast():
    days = base()
    order = np.random.default_rng(1).permutation(len(days.day))
    again = purchase_days(
        customer=days.customer[order], day=days.day[order], revenue=days.revenue[order], margin=days.margin[order], customers=260
    )  # fmt: skip
    _same(forecast(days, ORIGIN, SLICES[:1], QUICK), forecast(again, ORIGIN, SLICES[:1], QUICK))


def test_money_in_another_unit_scales():
    days = base()
    cents = replace(days, revenue=days.revenue * 128.0, margin=days.margin * 128.0)
    one, other = forecast(days, ORIGIN, SLICES[:1], QUICK), forecast(cents, ORIGIN, SLICES[:1], QUICK)
    np.testing.assert_allclose(other.ahead[0].orders, one.ahead[0].orders, rtol=1e-6)
    assert other.ahead[0].revenue.sum() == pytest.approx(128 * one.ahead[0].revenue.sum(), rel=0.01)


def test_probabilities_means_and_intervals_agree():
    for year in found().years:
        assert ((year.active_probability >= 0) & (year.active_probability <= 1)).all()
        assert (year.orders_mean >= year.active_probability - 1e-12).all()
        assert (year.revenue_low <= year.revenue_high).all()
        assert (year.revenue_low >= 0).all()
        np.testing.assert_allclose(year.margin_mean, 0.3 * year.revenue_mean)
    first, second = found().years
    assert second.active_probability.mean() < first.active_probability.mean()


def test_the_intervals_cover_what_they_say():
    whole = world(customers=700, days=1800, seed=11)
    judged = forecast(whole, ORIGIN, SLICES[:1], QUICK)
    came = outcome(whole, ORIGIN, 0, YEAR)
    chosen = judged.customer
    rng = np.random.default_rng(3)
    for values, truth in (
        (judged.ahead[0].orders_values, came.orders[chosen]),
        (judged.ahead[0].revenue_values, came.revenue[chosen]),
    ):
        places = pit(values, truth, rng)
        slack = 3 * np.sqrt(0.16 / len(chosen))
        assert abs(coverage(places, 0.8) - 0.8) < 0.03 + slack
        assert abs(coverage(places, 0.5) - 0.5) < 0.03 + 3 * np.sqrt(0.25 / len(chosen))
    assert abs(judged.ahead[0].active.mean() - came.active[chosen].mean()) < 0.05


def _loss(days):
    judged = forecast(days, ORIGIN, SLICES[:1], QUICK)
    came = outcome(days, ORIGIN, 0, YEAR)
    ours = judged.ahead[0]
    models = fit_models(recency(days, ORIGIN), seed=7, is_pooled=False)
    plain = purchase_model(models, YEAR, kind="bgnbd", seed=7).of(judged.customer)
    truth = Outcome(came.orders[judged.customer], came.revenue[judged.customer])
    return tuple(summary(losses(part, truth), truth)["orders_rmse"] for part in (ours, plain))


def test_a_planted_decline_is_found_and_none_is_made_up():
    ours, plain = _loss(world(customers=700, days=1800, seed=21, fading=0.4, yearly_loss=0.05))
    assert ours < 0.95 * plain
    ours, plain = _loss(world(customers=700, days=1800, seed=22, fading=0.0))
    assert ours < 1.03 * plain


def test_totals_are_the_sums_and_shared_shocks_widen_them():
    outlook = found()
    for year, total in zip(outlook.years, outlook.totals, strict=True):
        assert total.revenue_mean == pytest.approx(year.revenue_mean.sum())
        assert total.orders_mean == pytest.approx(year.orders_mean.sum())
        assert total.active_mean == pytest.approx(year.active_probability.sum())
        assert total.margin_mean == pytest.approx(0.3 * total.revenue_mean)
        assert total.revenue_low < total.revenue_mean < total.revenue_high
        assert total.active_low <= total.active_mean <= total.active_high
    tied = look_out(
        replace(base(), margin=np.full(len(base().day), np.nan)),
        ORIGIN,
        SLICES[:1],
        QUICK,
        group=np.zeros(260, dtype=np.int64),
    ).totals[0]
    free = outlook.totals[0]
    assert tied.active_high - tied.active_low > 1.3 * (free.active_high - free.active_low)
    assert np.isnan(tied.margin_mean)


def test_newcomers_are_those_of_past_years():
    days = base()
    fresh = found().newcomers[0]
    counts, money = [], []
    for year in (1, 2):
        since = ORIGIN - 365 * year
        old = set(days.until(since).customer.tolist())
        inside = days.since(since).until(since + 365)
        mine = np.array([c not in old for c in inside.customer])
        counts.append(len(set(inside.customer[mine].tolist())))
        money.append(inside.revenue[mine].sum())
    assert fresh is not None
    assert fresh.years == 2
    assert fresh.customers_mean == pytest.approx(np.mean(counts))
    assert fresh.revenue_mean == pytest.approx(np.mean(money))
    assert fresh.revenue_low <= fresh.revenue_mean <= fresh.revenue_high


@pytest.mark.parametrize(
    ("customers", "origin", "loss", "codes"),
    [
        (300, 500, 0.2, {"under_two_years"}),
        (300, 300, 0.2, {"under_one_year", "no_past"}),
        (40, 1400, 0.3, {"few_customers"}),
        (150, 1400, 0.001, {"few_losses"}),
    ],
)
def test_a_base_too_small_or_too_young_is_warned_and_gets_wide_intervals(customers, origin, loss, codes):
    days = world(customers=customers, days=1500, seed=3, yearly_loss=loss, gap_days=20)
    outlook = look_out(days, origin, SLICES[:1], QUICK)
    assert codes <= set(outlook.warnings)
    year = outlook.years[0]
    buys = year.orders_mean > 3
    width = (year.revenue_high - year.revenue_low)[buys] / year.revenue_mean[buys]
    assert np.median(width) > 0.35


def test_a_large_old_base_is_not_warned():
    days = world(customers=700, days=1800, seed=11)
    assert look_out(days, ORIGIN, SLICES[:1], QUICK).warnings == ()


def test_nobody_and_a_single_customer_are_forecast():
    none = purchase_days(customer=np.zeros(0), day=np.zeros(0), revenue=np.zeros(0))
    assert len(forecast(none, 10, SLICES[:1], QUICK).customer) == 0
    one = purchase_days(customer=np.array([0]), day=np.array([5]), revenue=np.array([10.0]))
    judged = forecast(one, 400, SLICES[:1], QUICK)
    assert len(judged.customer) == 1
    assert np.isfinite(judged.ahead[0].revenue).all()


def test_a_later_year_without_a_past_goes_on_from_the_year_before():
    days = world(customers=260, days=1800, seed=5)
    judged = forecast(days, 800, SLICES, QUICK)
    assert judged.learned[0].cuts > 0
    assert judged.learned[2].cuts == 0
    means = [part.revenue.sum() for part in judged.ahead]
    assert means[0] > means[2] > 0.2 * means[0]
    widths = [
        np.median(quantile(p.revenue_values, 0.9) - quantile(p.revenue_values, 0.1)) / m
        for p, m in zip(judged.ahead, means, strict=True)
    ]
    assert widths[2] > widths[0]


class _Stop(Exception):  # noqa: N818 -- it is no error
    pass


class _Stopping:
    def __init__(self):
        self.seen = 0

    def step(self, **_):
        self.seen += 1
        if self.seen == 3:
            raise _Stop


def test_the_work_can_be_watched_and_stopped():
    with pytest.raises(_Stop):
        forecast(base(), ORIGIN, SLICES, QUICK, progress=_Stopping())


def test_years_ahead_follow_the_calendar():
    assert year_slices(date(2014, 12, 31)) == [(0, 365), (365, 731), (731, 1096)]
    assert year_slices(date(2024, 2, 29)) == [(0, 365), (365, 730), (730, 1095)]


def test_a_large_base_learns_from_a_part_and_forecasts_everybody(monkeypatch):
    monkeypatch.setattr(forecaster, "MOST_CUSTOMERS", 120)
    part = forecast(base(), ORIGIN, SLICES[:1], QUICK)
    np.testing.assert_array_equal(part.customer, found().customer)
    whole = found().years[0]
    assert part.learned[0].own < found().learned[0].own
    assert part.ahead[0].orders.sum() == pytest.approx(whole.orders_mean.sum(), rel=0.15)
