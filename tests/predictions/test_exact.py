"""Answers against arithmetic of 40 digits, by other formulas than ours, on the rows where doubles go wrong."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.predictions._beta_geometric import BetaGeometric
from clientela.predictions._pareto import Pareto

mp = pytest.importorskip("mpmath")

ROWS = [
    (0, 0.0, 0.0),  # came today
    (0, 0.0, 1040.0),
    (1, 0.0, 90.0),  # day-zero recency
    (1, 730.0, 730.0),
    (2, 1.0, 1000.0),
    (7, 29.43, 38.86),
    (26, 30.86, 38.86),
    (150, 3.0, 400.0),
    (300, 1095.0, 1095.0),
    (700, 300.0, 1095.0),
    (1000, 100.0, 1095.0),  # alive with 1e-249 and the like
    (1000, 1095.0, 1095.0),
]
X, T, AGE = (np.array(column) for column in zip(*ROWS, strict=True))
FAMILY = [
    (0.243, 4.414, 0.793, 2.426),
    (2.5, 60.0, 0.6, 12.0),
    (0.6, 9.0, 1.0, 3.0),
    (0.9, 20.0, 1 + 1e-9, 0.7),
    (5.0, 700.0, 30.0, 900.0),
    (0.05, 0.5, 0.01, 0.2),
]
PARETO = [
    (0.553, 10.578, 0.606, 11.669),
    (2.5, 60.0, 1.0, 60.0),
    (0.9, 30.0, 1 + 1e-9, 4.0),
    (3.8, 5.2, 0.9, 5200.0),
    (0.5, 90.0, 3.0, 0.9),
    (0.05, 8.0, 0.02, 9.0),
]


@pytest.fixture(autouse=True)
def digits():
    with mp.workdps(60):
        yield


def big(*values):
    return [mp.mpf(float(value)) for value in values]


def close(ours, exact, *, within):
    ours = np.asarray(ours, dtype=float).ravel()
    assert np.isfinite(ours).all()
    for mine, theirs in zip(ours, exact, strict=True):
        assert abs(mp.mpf(float(mine)) - theirs) <= within * abs(theirs) + mp.mpf(10) ** -300, (mine, theirs)


def family_alive(point, k, modified, row):
    r, alpha, a, b = big(*point)
    x, t, age = big(*row)
    if x == 0 and not modified:
        return mp.mpf(1)
    late = sum(mp.rf(r + k * x, j) / mp.factorial(j) * ((age - t) / (alpha + age)) ** j for j in range(k))
    odds = a / (b + x + modified - 1) * ((alpha + age) / (alpha + t)) ** (r + k * x) / late
    return 1 / (1 + odds)


@pytest.mark.parametrize("point", FAMILY)
@pytest.mark.parametrize("modified", [False, True])
@pytest.mark.parametrize("k", [1, 3])
def test_alive_of_the_beta_geometric_family(point, k, modified):
    r, alpha, a, b = point
    model = BetaGeometric(r=r, alpha=alpha, a=a, b=b, k=k, modified=modified)
    exact = [family_alive(point, k, modified, row) for row in ROWS]
    close(model.alive_probability(X, T, AGE), exact, within=1e-10)


@pytest.mark.parametrize("point", FAMILY)
@pytest.mark.parametrize("modified", [False, True])
def test_expected_orders_of_the_beta_geometric_family(point, modified):
    model = BetaGeometric(**dict(zip(("r", "alpha", "a", "b"), point, strict=True)), modified=modified)
    r, alpha, a, b = big(*point)
    if a == 1:
        a += mp.mpf(10) ** -25  # the textbook formula divides by a - 1
    for horizon in (52.0, 1095.75):
        exact = []
        for row in ROWS:
            x, _, age = big(*row)
            stays, z = b + x + modified, mp.mpf(horizon) / (alpha + age + mp.mpf(horizon))
            sums = 1 - ((alpha + age) / (alpha + age + horizon)) ** (r + x) * mp.hyp2f1(
                r + x, stays, a + stays - 1, z
            )
            exact.append(family_alive(point, 1, modified, row) * (a + stays - 1) / (a - 1) * sums)
        close(model.expected_orders(X, T, AGE, horizon), exact, within=1e-8)


def family_sums(point, k, row, horizon, *, modified):
    """Expected orders as plain sums over the stages passed before and after, 60 digits."""
    r, alpha, a, b = big(*point)
    x, t, age = big(*row)
    shape, z = r + k * x, mp.mpf(horizon) / (alpha + age + mp.mpf(horizon))
    odds = [mp.rf(shape, j) / mp.factorial(j) * ((age - t) / (alpha + age)) ** j for j in range(k)]
    total = mp.mpf(0)
    for j in range(k):
        p, sums, worth, step, orders, n = (1 - z) ** (shape + j), mp.mpf(0), mp.mpf(0), mp.mpf(1), 0, 0
        while n < 10 or p * (n + 1) > sums * mp.mpf(10) ** -25 or n < (shape + j) * z / (1 - z):
            p, n = p * (shape + j + n) / (n + 1) * z, n + 1
            if (n + j) % k == 0:
                worth += step
                step *= (b + x + modified + orders) / (a + b + x + modified + orders)
                orders += 1
            sums += p * worth
        total += odds[j] * sums
    return total / sum(odds)


@pytest.mark.parametrize("point", [FAMILY[0], FAMILY[1], FAMILY[4]])
@pytest.mark.parametrize("k", [2, 4])
def test_expected_orders_of_regular_customers(point, k):
    model = BetaGeometric(**dict(zip(("r", "alpha", "a", "b"), point, strict=True)), k=k)
    exact = [family_alive(point, k, 1, row) * family_sums(point, k, row, 60.0, modified=1) for row in ROWS]
    close(model.expected_orders(X, T, AGE, 60.0), exact, within=1e-8)


@pytest.mark.parametrize("point", FAMILY)
def test_active_in_a_slice_of_the_beta_geometric_family(point):
    """Against an integral over the chance to leave: E[exp(-pace p start) (1 - exp(-pace length))]."""
    model = BetaGeometric(**dict(zip(("r", "alpha", "a", "b"), point, strict=True)))
    r, alpha, a, b = big(*point)
    rows = [ROWS[i] for i in (0, 1, 4, 5, 7, 9)]
    start, end = mp.mpf(730), mp.mpf("1095.25")
    exact = []
    for row in rows:
        x, _, age = big(*row)
        base, stays = alpha + age, b + x + 1
        # sum over the orders until start: NB(n) x survived x 1 - chance of none
        z, p, n, survived, total = (
            start / (base + start),
            (base / (base + start)) ** (r + x),
            0,
            mp.mpf(1),
            mp.mpf(0),
        )
        while n < 10 or p > mp.mpf(10) ** -18 or n < (r + x) * z / (1 - z):
            total += p * survived * (1 - ((base + start) / (base + end)) ** (r + x + n))
            survived *= (stays + n) / (a + stays + n)
            p, n = p * (r + x + n) / (n + 1) * z, n + 1
        exact.append(family_alive(point, 1, 1, row) * total)
    x, t, age = (np.array(column) for column in zip(*rows, strict=True))
    close(model.active_probability(x, t, age, 730.0, 1095.25), exact, within=1e-10)


def pareto_alive(point, row):
    """The textbook form: a difference of two hypergeometric functions, with digits to spare."""
    r, alpha, s, beta = big(*point)
    x, t, age = big(*row)
    order = r + x

    def part(y):
        if alpha >= beta:
            ratio = (alpha - beta) / (alpha + y)
            return mp.hyp2f1(order + s, s + 1, order + s + 1, ratio) / (alpha + y) ** (order + s)
        ratio = (beta - alpha) / (beta + y)
        return mp.hyp2f1(order + s, order, order + s + 1, ratio) / (beta + y) ** (order + s)

    with mp.workdps(120):
        odds = s / (order + s) * (alpha + age) ** order * (beta + age) ** s * (part(t) - part(age))
        return +(1 / (1 + odds))


@pytest.mark.parametrize("point", PARETO)
def test_alive_and_expected_orders_of_pareto(point):
    model = Pareto(**dict(zip(("r", "alpha", "s", "beta"), point, strict=True)))
    exact = [pareto_alive(point, row) for row in ROWS]
    close(model.alive_probability(X, T, AGE), exact, within=1e-10)
    r, alpha, s, beta = big(*point)
    for horizon in (52.0, 1095.75):
        expected = []
        for row, alive in zip(ROWS, exact, strict=True):
            x, _, age = big(*row)
            ratio = (beta + age) / (beta + age + mp.mpf(horizon))
            many = -mp.log(ratio) if s == 1 else (1 - ratio ** (s - 1)) / (s - 1)
            expected.append(alive * (r + x) * (beta + age) / (alpha + age) * many)
        close(model.expected_orders(X, T, AGE, horizon), expected, within=1e-8)


@pytest.mark.parametrize("point", PARETO)
def test_active_and_discounted_of_pareto(point):
    model = Pareto(**dict(zip(("r", "alpha", "s", "beta"), point, strict=True)))
    rows = [ROWS[i] for i in (0, 1, 5, 7)]
    x, t, age = (np.array(column) for column in zip(*rows, strict=True))
    r, alpha, s, beta = big(*point)
    active, worth = [], []
    with mp.workdps(30):
        for row in rows:
            n, _, now = big(*row)
            alive, order, rate, leave = pareto_alive(point, row), r + n, alpha + now, beta + now
            ends = [mp.mpf(0), mp.mpf(1) / order, mp.mpf(8) / order, mp.log1p(mp.mpf("365.25") / rate)]
            ends = sorted({e for e in ends if e <= ends[-1]})
            slice_ = mp.quad(
                lambda v, o=order, w=leave, q=rate: (
                    o * mp.exp(-o * v) * (w / (w + 730 + q * mp.expm1(v))) ** s
                ),
                ends,
            )
            active.append(alive * slice_)
            value = mp.quad(
                lambda u, w=leave: mp.exp(-u * mp.mpf("0.0004")) * (w / (w + u)) ** s,
                [0, 1, 10, 100, 1000, 5000, 20000, 60000, 200000],
            )
            worth.append(alive * order / rate * value)
    close(model.active_probability(x, t, age, 730.0, 1095.25), active, within=1e-9)
    close(model.expected_discounted(x, t, age, np.inf, 0.0004), worth, within=1e-8)


@pytest.mark.parametrize("point", FAMILY[:3])
def test_discounted_orders_of_the_beta_geometric_family(point):
    """Against the sum over orders m of P(not left) E[exp(-rate u_m)], u_m integrated with 30 digits."""
    model = BetaGeometric(**dict(zip(("r", "alpha", "a", "b"), point, strict=True)))
    rate, horizon = 0.002, 400.0
    rows = [ROWS[i] for i in (0, 1, 5)]
    x, t, age = (np.array(column) for column in zip(*rows, strict=True))
    exact = []
    with mp.workdps(20):
        r, alpha, a, b = big(*point)
        for row in rows:
            n, _, now = big(*row)
            base, stays, order = alpha + now, b + n + 1, r + n

            def density(u, base=base, stays=stays, order=order):
                # orders per time at u: E[pace exp(-pace p u)] over both mixtures
                return (
                    order / base * mp.hyp2f1(order + 1, a, a + stays, -u / base) * mp.exp(-mp.mpf(rate) * u)
                )

            exact.append(family_alive(point, 1, 1, row) * mp.quad(density, [0, 1, 10, 60, 200, 400]))
    close(model.expected_discounted(x, t, age, horizon, rate), exact, within=1e-8)


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("modified", [False, True])
def test_counts_add_up_to_one_and_to_the_mean(k, modified):
    for point in FAMILY[:2]:
        model = BetaGeometric(
            **dict(zip(("r", "alpha", "a", "b"), point, strict=True)), k=k, modified=modified
        )
        rows = [ROWS[i] for i in (0, 1, 5, 6, 7)]
        x, t, age = (np.array(column) for column in zip(*rows, strict=True))
        found = model.order_probabilities(x, t, age, 52.0, 1500)
        np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-12)
        mean = (found * np.arange(1501)).sum(axis=1)
        # a customer who came today, and whose rate is not known yet, may order a great deal
        np.testing.assert_allclose(mean[1:], model.expected_orders(x, t, age, 52.0)[1:], rtol=1e-9)
        np.testing.assert_allclose(
            1 - found[:, 0], model.active_probability(x, t, age, 0.0, 52.0), atol=1e-13
        )


def test_counts_of_pareto_add_up_to_one_and_to_the_mean():
    model = Pareto(r=0.553, alpha=10.578, s=0.606, beta=11.669)
    x, t, age = X[[1, 5, 6, 7]], T[[1, 5, 6, 7]], AGE[[1, 5, 6, 7]]
    found = model.order_probabilities(x, t, age, 52.0, 400)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(
        (found * np.arange(401)).sum(axis=1), model.expected_orders(x, t, age, 52.0), rtol=1e-9
    )
    np.testing.assert_allclose(1 - found[:, 0], model.active_probability(x, t, age, 0.0, 52.0), atol=1e-13)
