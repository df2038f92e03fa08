"""The clock of the season, and drivers of the pace: found where planted, silent where not."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.predictions._anchor import fit_models, look_ahead
from clientela.predictions._beta_geometric import FitError, fit_bgnbd, fit_mbgnbd
from clientela.predictions._clock import YEAR, Clock, slices_by, with_growth
from clientela.predictions._days import outcome, purchase_days, recency
from clientela.predictions._driven import fit_driven
from clientela.predictions._forecaster import forecast
from clientela.predictions._operational_time import choose_clock, log_likelihood
from clientela.predictions._season import learn_clock
from clientela.predictions._slice import Options

ORIGIN = 4 * 365
AUGUST = 212


def pace_of(day, *, is_seasonal: bool, growth: float = 0.0):
    """What each day of the calendar lasts in the planted world: quiet from August on, closed on one date and at weekends."""
    turn = 2 * np.pi * (day % 365.25) / 365.25
    pace = np.exp(1.0 * np.cos(turn)) * (day % 7 < 5) if is_seasonal else np.ones(len(day))
    return np.maximum(pace * np.exp(growth * (day - ORIGIN) / 365.25), 1e-6)


def world(seed: int, *, is_seasonal: bool, customers: int = 500, growth: float = 0.0, ahead: int = 365):
    """Customers of BG/NBD whose operational time is the planted pace: r = 2, mean gap 25 days, leaving 5 % after an order."""
    rng = np.random.default_rng(seed)
    day = np.arange(ORIGIN + ahead)
    shown = np.cumsum(pace_of(day, is_seasonal=is_seasonal, growth=growth))
    who, when = [], []
    for customer in range(customers):
        rate, leaving = rng.gamma(2.0, 1 / 50.0), rng.beta(1.0, 19.0)
        now = float(rng.uniform(0, shown[ORIGIN // 2]))
        while now < shown[-1]:
            who.append(customer)
            when.append(int(np.searchsorted(shown, now)))
            if rng.random() < leaving:
                break
            now += rng.exponential(1 / rate)
    keep = np.array(when) < len(day)
    return purchase_days(
        customer=np.array(who)[keep], day=np.array(when)[keep], revenue=np.full(int(keep.sum()), 100.0), customers=customers,
    )  # fmt: skip


@pytest.fixture(scope="module")
def seasonal():
    return world(1, is_seasonal=True)


def test_a_planted_season_is_found_and_shortens_the_quiet_months(seasonal):
    clock = learn_clock(seasonal, ORIGIN)
    day = np.arange(ORIGIN - 365, ORIGIN)
    truth = pace_of(day, is_seasonal=True)
    weekly = np.convolve(clock.ticks[day - clock.first], np.ones(7), "valid")
    due = np.convolve(truth, np.ones(7), "valid")
    assert np.corrcoef(weekly, due)[0, 1] > 0.97
    assert clock.span(ORIGIN, 365) == pytest.approx(365, rel=0.03)
    assert log_likelihood(seasonal, ORIGIN, clock) > log_likelihood(seasonal, ORIGIN, None) + 100
    assert choose_clock(seasonal, ORIGIN, seed=1) is not None


def test_by_the_clock_the_quarter_ahead_is_foretold_better(seasonal):
    clock = choose_clock(seasonal, ORIGIN, seed=1)
    known, came = seasonal.until(ORIGIN), outcome(seasonal, ORIGIN, 120, 240)
    sums = {}
    for name, one in (("calendar", None), ("clock", clock)):
        models = fit_models(recency(known, ORIGIN, one), seed=1, is_pooled=False)
        ahead = look_ahead(models, "bgnbd", slices_by(one, ORIGIN, [(120, 240)]), draws=50, seed=1)
        sums[name] = ahead.mean[:, 0].sum() / came.orders.sum()
    assert abs(np.log(sums["clock"])) < 0.15 < abs(np.log(sums["calendar"]))


def test_without_a_season_the_calendar_stays():
    chosen = [
        choose_clock(world(seed, is_seasonal=False, customers=150), ORIGIN, seed=1) for seed in range(2, 12)
    ]
    assert sum(clock is not None for clock in chosen) <= 1


def test_a_pace_that_grew_is_told_from_customers_leaving():
    days = world(5, is_seasonal=True, growth=0.2)
    clock = learn_clock(days, ORIGIN)
    told = {g: log_likelihood(days, ORIGIN, with_growth(clock, ORIGIN, g)) for g in (-0.2, 0.0, 0.2)}
    assert told[0.2] > told[0.0] > told[-0.2]


def test_a_closed_date_nearly_stands_still():
    days = world(6, is_seasonal=True, customers=1500)
    shut = days._keep(days.day % 365 != 100)  # every year the same date, the leap day apart
    clock = learn_clock(shut, 3 * 365)
    assert clock.ticks[(3 * 365 - 265) - clock.first] < 0.5 * np.median(
        clock.ticks[(3 * 365 - 275) - clock.first : (3 * 365 - 266) - clock.first]
    )


def test_one_year_teaches_no_season_and_rows_after_the_day_change_nothing(seasonal):
    assert learn_clock(seasonal.until(400), 400) is None
    early, late = learn_clock(seasonal.until(1100), 1100), learn_clock(seasonal, 1100)
    assert np.array_equal(early.ticks, late.ticks)


def test_an_even_clock_changes_no_figure(seasonal):
    even = Clock(0, np.ones(ORIGIN + 2000), 0)
    plain, by_clock = recency(seasonal, ORIGIN), recency(seasonal, ORIGIN, even)
    for name in ("repeats", "last", "age", "spend", "log_gaps", "is_known"):
        assert np.allclose(getattr(plain, name), getattr(by_clock, name)), name
    assert not by_clock.log_pace.any()
    assert slices_by(even, ORIGIN, [(30, 90)]) == [(30.0, 90.0)]
    assert YEAR == 365.25


def test_the_forecaster_takes_the_clock_when_told(seasonal):
    options = {"folds": 2, "most_trees": 40}
    plain, clocked = (
        forecast(seasonal, ORIGIN, [(0, 120)], Options(is_operational=on, **options)) for on in (False, True)
    )
    assert not np.array_equal(plain.ahead[0].orders, clocked.ahead[0].orders)
    came = outcome(seasonal, ORIGIN, 0, 120).orders[clocked.customer]
    assert clocked.ahead[0].orders.sum() == pytest.approx(came.sum(), rel=0.15)


def driven_world(effect: float, seed: int = 3, customers: int = 4000):
    rng = np.random.default_rng(seed)
    drivers = np.column_stack([rng.normal(size=customers), rng.integers(0, 2, customers)])
    rate = rng.gamma(1.5, 1 / 60.0, customers) * np.exp(effect * drivers[:, 0])
    leaving = rng.beta(1.0, 9.0, customers)
    age = rng.uniform(200, 1000, customers)
    x, t = np.zeros(customers), np.zeros(customers)
    for i in range(customers):
        now = 0.0
        while rng.random() >= leaving[i] and (now := now + rng.exponential(1 / rate[i])) < age[i]:
            x[i] += 1
            t[i] = now
    return x, t, age, drivers


def test_a_planted_driver_comes_back_with_its_error_and_the_idle_one_does_not():
    x, t, age, drivers = driven_world(0.5)
    found = fit_driven(x, t, age, drivers)
    assert abs(found.effects[0] - 0.5) < 3 * found.errors[0] < 0.2
    assert abs(found.effects[1]) < 3 * found.errors[1]
    assert found.log_likelihood > fit_mbgnbd(x, t, age).fitted.log_likelihood + 50
    fast, slow = (found.speed(np.array([[z, 0.5]]))[0] for z in (1.0, -1.0))
    assert fast / slow == pytest.approx(np.exp(2 * found.effects[0]))
    recent, whole, speed = found.by_clock(t, age, drivers)
    alive = found.model.alive_probability(x, recent, whole)
    assert np.isfinite(alive).all()
    assert np.allclose(whole / age, speed)


def test_a_driver_that_does_nothing_leaves_the_model_as_it_was():
    x, t, age, drivers = driven_world(0.0, customers=1500)
    found, plain = fit_driven(x, t, age, drivers[:, 0], modified=False), fit_bgnbd(x, t, age)
    assert abs(found.effects[0]) < 3 * found.errors[0]
    assert found.log_likelihood - plain.fitted.log_likelihood < 5


def test_an_unknown_or_constant_driver_is_refused():
    x, t, age, drivers = driven_world(0.0, customers=50)
    with pytest.raises(FitError):
        fit_driven(x, t, age, np.where(drivers > 1, np.nan, drivers))
    with pytest.raises(FitError):
        fit_driven(x, t, age, np.ones(50))
