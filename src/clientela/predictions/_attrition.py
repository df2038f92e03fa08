"""The attrition study: who leaves, by what was known before; proved on time held out, used only where it is better.

A customer leaves on a day when it ordered in the 52 weeks before and does not in the 52 weeks after. Each quarter of the past is a
row for every customer then at risk (a landmark, van Houwelingen 2007): the purchase models' log odds of that day are the offset, the
covariates correct it. After the first year the hazard of each further quarter has a regression of its own (proportional hazards in
discrete time). Below twenty losses there are no covariates: rates by class, drawn towards the whole with the weight of twenty
customer years (dossier 7.2), the whole towards one loss in seven with the weight of ten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv, expit

from clientela.predictions._attrition_factors import BLOCKS, FACTORS
from clientela.predictions._attrition_rows import (
    LEAST_LEARN_LOSSES,
    MOST_LANDMARKS,
    SETTLED,
    Rows,
    Scale,
    choose,
    landmarks,
    rows_of,
    some_of,
)
from clientela.predictions._hazard import Hazard, fit_hazard, holm, log_loss, mean_difference, two_sided
from clientela.predictions._scores import auc

if TYPE_CHECKING:
    from clientela.predictions._attrition_rows import Landmark
    from clientela.predictions._days import Floats, Ints
    from clientela.predictions._panel import Panel

PRIOR_SPREAD = 0.5
"""A covariate one standard deviation off is expected to move the log odds by about this much; more needs evidence."""
SHRINK = 20.0
"""Customer years of the whole base that are mixed into the rate of a class (dossier 7.2)."""
WHOLE_RATE, WHOLE_WEIGHT = 1 / 7, 10.0
"""What a base with hardly a loss is drawn towards, and with how many customer years; own definition."""
GAP_BANDS = (1.5, 2.5, 4.0)
LEVEL_SPREAD = 0.25
"""Years differ: standard deviation of the log odds of a year in public bases, 0.12 to 0.44."""
CLASS_CUTS = (0.8, 0.95)
METHODS = ("base", "gap", "purchase", "orders", "hazard")
_Z80 = 1.2815515655446004
"""Of a normal distribution: an 80 % interval, and a bound that holds in nine cases of ten."""
_Z95 = 1.6448536269514722
_TESTS = 12
_LEAST_TRAIN_LOSSES = 10
_QUARTERS = (4, 8)
_LEVEL = 0.05


@dataclass(frozen=True)
class Score:
    """How one method did on the time held out."""

    method: str
    rows: int
    customers: int
    losses: int
    loss: float
    brier: float
    auc: float
    expected: float
    against: float
    """Mean difference of its log loss to that of the hazard; above zero the hazard is better."""
    low: float
    high: float


@dataclass(frozen=True)
class Factor:
    """What one covariate does: per standard deviation, on the log odds."""

    name: str
    state: str
    coverage: float
    coefficient: float
    error: float
    p_value: float
    is_found: bool


@dataclass(frozen=True)
class Study:
    """What was learned, and of each customer at risk its chances: shapes (customers,)."""

    customer: Ints
    chances: Floats
    """Within 12, 24, 36 months: shape (customers, 3); NaN where nothing is said."""
    lows: Floats
    highs: Floats
    method: str
    """hazard, forecast (the orders' own), class, or none."""
    scores: tuple[Score, ...]
    factors: tuple[Factor, ...]
    relation: str
    """Whether the relation tells more than the orders: supported, not_supported, insufficient."""
    points: dict[str, Floats]
    """Of each covariate: how much it moves the chance of the year ahead."""
    values: dict[str, Floats]
    losses: int
    customer_years: int
    classes: Ints
    """0 A, 1 B, 2 C by revenue of the year."""


def abc_of(revenue: Floats) -> Ints:
    """Return 0 A, 1 B, 2 C by the share of revenue before each customer (dossier 14.3-a: cuts .80 and .95)."""
    worth = np.maximum(revenue, 0)
    order = np.argsort(-worth, kind="stable")
    before = (np.cumsum(worth[order]) - worth[order]) / max(float(worth.sum()), 1e-12)
    found = np.zeros(len(revenue), dtype=np.int64)
    found[order] = np.searchsorted(np.array(CLASS_CUTS), before, side="right")
    return found


def _penalty(width: int) -> Floats:
    return np.concatenate([[0.0], np.full(width - 1, PRIOR_SPREAD**-2)])


def fit_now(rows: Rows, scale: Scale) -> Hazard:
    """Fit the chance that no order comes in the year after a day."""
    table = scale.table(rows.values, len(rows.lost))
    return fit_hazard(
        table, rows.lost, penalty=_penalty(table.shape[1]), offset=rows.odds, cluster=rows.customer
    )


def _gap_rates(train: Rows, rhythm: Floats) -> Floats:
    band, asked = (np.searchsorted(np.array(GAP_BANDS), part, side="left") for part in (train.rhythm, rhythm))
    whole = train.lost.mean()
    exposed = np.bincount(band, minlength=len(GAP_BANDS) + 1)
    lost = np.bincount(band, train.lost, len(GAP_BANDS) + 1)
    return np.asarray(((lost + SHRINK * whole) / (exposed + SHRINK))[asked])


def _predict(train: Rows, test: Rows) -> dict[str, Floats]:
    """Return what each method says of the rows held out."""
    level = Scale((), np.zeros(0), np.zeros(0), {}, {})
    count = len(test.lost)
    said = {"base": np.full(count, train.lost.mean()), "gap": _gap_rates(train, test.rhythm)}
    known = choose(train)
    # nested: what the relation adds is not mixed up with other figures of the orders that losses left room for
    for name, scale in (("purchase", level), ("orders", known.only("orders")), ("hazard", known)):
        said[name] = fit_now(train, scale).chance(scale.table(test.values, count), test.odds)
    return said


def prove(rows: Rows) -> tuple[Score, ...]:
    """Try every method on the last four quarters whose outcome is known, each learned from what was known before its day.

    A day held out is told by rows whose own year was over on that day: no outcome reaches beyond it.
    """
    parts: list[tuple[Rows, dict[str, Floats]]] = []
    for place in range(SETTLED, SETTLED + _TESTS):
        train, test = rows.where(rows.place >= place + SETTLED), rows.where(rows.place == place)
        if len(test.lost) and train.losses >= _LEAST_TRAIN_LOSSES and train.lost.mean() < 1:
            parts.append((test, _predict(train, test)))
    if not parts:
        return ()
    lost = np.concatenate([t.lost for t, _ in parts])
    customer = np.concatenate([t.customer for t, _ in parts])
    said = {name: np.concatenate([s[name] for _, s in parts]) for name in METHODS}
    best = log_loss(said["hazard"], lost)
    found = []
    for name in METHODS:
        own = log_loss(said[name], lost)
        mean, error = mean_difference(own, best, customer)
        found.append(
            Score(
                name, len(lost), len(np.unique(customer)), len(np.unique(customer[lost > 0])), float(own.mean()),
                float(((said[name] - lost) ** 2).mean()), auc(said[name], lost), float(said[name].sum() / max(lost.sum(), 1.0)),
                mean, mean - _Z80 * error, mean + _Z80 * error,
            )
        )  # fmt: skip
    return tuple(found)


def _relation(rows: Rows, scale: Scale, scores: tuple[Score, ...]) -> str:
    """Say whether what is known beyond the orders predicts better (hypothesis of dossier 14.1, one-sided 5 %)."""
    own = [name for name in scale.names if BLOCKS[name] == "relation"]
    if not scores or not own or rows.losses < LEAST_LEARN_LOSSES:
        return "insufficient"
    orders = next(s for s in scores if s.method == "orders")
    error = (orders.against - orders.low) / _Z80
    return "supported" if error > 0 and orders.against > _Z95 * error else "not_supported"


def _factors(fitted: Hazard | None, scale: Scale) -> tuple[Factor, ...]:
    place = {name: i + 1 for i, name in enumerate(scale.names)}
    nothing = float("nan")
    found = np.zeros(0, dtype=bool)
    p_values = np.zeros(0)
    errors = np.zeros(0)
    if fitted is not None:
        errors = np.sqrt(np.maximum(np.diag(fitted.covariance), 0.0))
        p_values = two_sided(fitted.coefficients[1:], errors[1:])
        found = holm(p_values, level=_LEVEL)
    made = []
    for name, _, _ in FACTORS:
        at = place.get(name)
        known = fitted is not None and at is not None
        i = at or 0
        made.append(
            Factor(
                name, scale.states.get(name, "absent"), scale.coverage.get(name, 0.0),
                float(fitted.coefficients[i]) if known and fitted is not None else nothing, float(errors[i]) if known else nothing,
                float(p_values[i - 1]) if known else nothing, bool(found[i - 1]) if known else False,
            )
        )  # fmt: skip
    return tuple(made)


def _later_rows(marks: list[Landmark]) -> tuple[Rows, Floats]:
    """Return the quarters after the first year of those who then ordered, with what was known on the first day, and how many quarters on.

    A customer leaves in the first quarter after whose start a year without an order follows.
    """
    by_place = {m.place: m for m in marks}
    parts: list[tuple[Landmark, Ints, int, Floats]] = []
    for mark in marks:
        here = mark.customer[mark.lost == 0]
        for ahead in range(1, _QUARTERS[1] + 1):
            later = by_place.get(mark.place - ahead)
            if later is None or not len(here):
                break
            gone = later.gone[here]
            parts.append((mark, here, ahead, gone))
            here = here[gone == 0]

    def joined(pieces: list[Floats]) -> Floats:
        return np.concatenate([np.zeros(0), *pieces])

    customer = joined([o.astype(np.float64) for _, o, _, _ in parts]).astype(np.int64)
    rows = Rows(
        customer, joined([np.full(len(o), m.place, dtype=np.float64) for m, o, _, _ in parts]).astype(np.int64),
        np.zeros(len(customer)), joined([g for _, _, _, g in parts]), np.zeros(len(customer)),
        {n: joined([m.look.values[n][o] for m, o, _, _ in parts]) for n in marks[0].look.values},
    )  # fmt: skip
    return rows, joined([np.full(len(o), a, dtype=np.float64) for _, o, a, _ in parts])


@dataclass(frozen=True)
class _Later:
    """The hazard of a quarter after the first year."""

    scale: Scale
    fitted: Hazard
    reach: float

    def eta(self, values: dict[str, Floats], count: int, ahead: int) -> tuple[Floats, Floats]:
        table = np.column_stack(
            [self.scale.table(values, count), np.full(count, np.log(min(float(ahead), self.reach)))]
        )
        return self.fitted.linear(table), self.fitted.spread(table)


def _learn_later(marks: list[Landmark]) -> _Later | None:
    rows, ahead = _later_rows(marks)
    if not len(rows.lost) or rows.losses < LEAST_LEARN_LOSSES:
        return None
    scale = choose(rows, spare=2)
    table = np.column_stack([scale.table(rows.values, len(rows.lost)), np.log(ahead)])
    penalty = np.append(_penalty(table.shape[1] - 1), PRIOR_SPREAD**-2)
    fitted = fit_hazard(table, rows.lost, penalty=penalty, cluster=rows.customer, link="cloglog")
    return _Later(scale, fitted, float(ahead.max()))


def _horizons(first: tuple[Floats, Floats], later: _Later | None, now: Landmark, base: float) -> Floats:
    """Return the chances within 12, 24, 36 months at eta + z deviations: shape (3 of z, customers, 3)."""
    eta, spread = first
    values = {n: v[now.customer] for n, v in now.look.values.items()}
    found = np.zeros((3, len(eta), 3))
    for row, z in enumerate((0.0, -_Z80, _Z80)):
        here = expit(eta + z * np.hypot(spread, LEVEL_SPREAD))
        stays = 1 - here
        found[row, :, 0] = here
        for quarter in range(1, _QUARTERS[1] + 1):
            if later is None:
                hazard = np.full(len(eta), 1 - (1 - base) ** 0.25) * np.exp(z * LEVEL_SPREAD)
            else:
                own, wide = later.eta(values, len(eta), quarter)
                hazard = -np.expm1(-np.exp(np.clip(own + z * np.hypot(wide, LEVEL_SPREAD), -30, 6)))
            stays = stays * (1 - hazard)
            if quarter in _QUARTERS:
                found[row, :, 1 + _QUARTERS.index(quarter)] = 1 - stays
    return found


def _by_class(marks: list[Landmark], now: Landmark) -> tuple[Floats, int, int]:
    """Return chances by class from non-overlapping years, shape (3, customers, 3), with the losses and customer years."""
    exposed, lost = np.zeros(3), np.zeros(3)
    for mark in marks:
        if mark.place >= SETTLED and mark.place % SETTLED == 0:
            kind = abc_of(mark.look.revenue[mark.customer])
            exposed += np.bincount(kind, minlength=3)
            lost += np.bincount(kind, mark.lost, 3)
    whole = (lost.sum() + WHOLE_WEIGHT * WHOLE_RATE) / (exposed.sum() + WHOLE_WEIGHT)
    a, b = lost + SHRINK * whole, exposed - lost + SHRINK * (1 - whole)
    # how sure the class is: its own years and the whole's, not the twenty that were only borrowed
    size = exposed + np.minimum(SHRINK, exposed.sum() + WHOLE_WEIGHT)
    rate = a / (a + b)
    rates = np.stack([rate, *(betaincinv(rate * size, (1 - rate) * size, level) for level in (0.1, 0.9))])
    own = rates[:, abc_of(now.look.revenue[now.customer])]
    return (
        np.stack([1 - (1 - own) ** years for years in (1, 2, 3)], axis=2),
        int(lost.sum()),
        int(exposed.sum()),
    )


def study(panel: Panel, *, seed: int) -> Study | None:
    """Learn why customers leave, prove it, and say of each customer at risk how likely it is; None under two years of history."""
    settled = landmarks(some_of(panel, seed), quarters=range(SETTLED, MOST_LANDMARKS))
    today = landmarks(panel, quarters=range(1))
    if not settled or not today:
        return None
    now = today[0]
    rows = rows_of(settled)
    classes, class_losses, years = _by_class(settled, now)
    count = len(now.customer)
    kinds = abc_of(now.look.revenue[now.customer])
    scale = choose(rows)
    enough = rows.losses >= LEAST_LEARN_LOSSES and rows.lost.mean() < 1
    if not enough:
        return Study(
            now.customer, classes[0], classes[1], classes[2], "class", (), _factors(None, scale), "insufficient", {}, {}, rows.losses, years, kinds,
        )  # fmt: skip
    scores = prove(rows)
    fitted = fit_now(rows, scale)
    better = bool(scores) and all(s.low > 0 for s in scores if s.method in ("base", "gap", "purchase"))
    values = {n: v[now.customer] for n, v in now.look.values.items()}
    table = scale.table(values, count)
    eta = fitted.linear(table, now.odds)
    found = _horizons((eta, fitted.spread(table)), _learn_later(settled), now, class_losses / max(years, 1))
    if not better:
        found = np.full_like(found, np.nan)
    points: dict[str, Floats] = {}
    if better:
        chance = expit(eta)
        for place, name in enumerate(scale.names):
            points[name] = chance - expit(eta - fitted.coefficients[place + 1] * table[:, place + 1])
        points["purchases"] = chance - expit(eta - (now.odds - now.odds.mean()))
    return Study(
        now.customer, found[0], found[1], found[2], "hazard" if better else "forecast", scores, _factors(fitted, scale),
        _relation(rows, scale, scores), points, values, rows.losses, years, kinds,
    )  # fmt: skip
