"""The rules of the lifecycle at one day, for all customers at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.i18n import msg
from clientela.classes._grid import Array, Purchases, day_number, months_before

if TYPE_CHECKING:
    from datetime import date

    from clientela.base.settings import Lifecycle

STATES = (
    ("X", msg("Excluded")),
    ("L", msg("Lost")),
    ("S", msg("Sleeping")),
    ("R", msg("Reactivated")),
    ("D", msg("Declining")),
    ("A", msg("Late")),
    ("K", msg("Partner")),
    ("G", msg("Growing")),
    ("C", msg("Core")),
    ("N", msg("Developing")),
    ("F", msg("First order")),
    ("O", msg("Offer")),
    ("Q", msg("Qualified prospect")),
    ("P", msg("Prospect")),
    ("T", msg("Target")),
)
"""All fifteen states. X, K, O, Q and T need decisions, key-account scores or offers, which invoices do not hold."""

_YEAR = 12
CODES = {code: number for number, (code, _) in enumerate(STATES)}
LETTERS = np.array([code for code, _ in STATES], dtype=object)


def expected_gap(median: Array, gaps: Array, typical: Array, shrink: float) -> Array:
    """Shrink a customer's own median gap to the typical gap of its segment.

    Formula: tau = exp((n ln m + k ln tau_s) / (n + k)). Units: days. Source: own definition; gaps 30, 28, 35, 60 and segment 45 give 37.36397.
    """
    return shrunk_gap(log_median(median, gaps), gaps, np.log(typical), shrink)


def log_median(median: Array, gaps: Array) -> Array:
    """Return the logarithm of the median of `gaps` gaps, 0 of none."""
    return np.asarray(np.log(np.where(gaps > 0, np.maximum(median, 1e-9), 1.0)))


def shrunk_gap(own: Array, gaps: Array, typical: Array, shrink: float) -> Array:
    """The formula of `expected_gap` on the logarithms of both gaps: a history takes them once, not at every day."""
    return np.asarray(np.exp((gaps * own + shrink * typical) / (gaps + shrink)))


def overdue_ratio(days: Array, tau: Array) -> Array:
    """Days in expected gaps, to nine digits: exactly 45 days of 30 are 1.5, whatever the last bit of the exponential."""
    return np.asarray(np.round(days / tau, 9))


def reactivations(purchases: Purchases, own: Array, typical_at: Array, rules: Lifecycle) -> Array:
    """Mark the purchases that ended a sleep: the gap before them was more than `late_ratio` expected gaps.

    The expected gap is the one known before the purchase. `own`, `typical_at`: logarithms of the median gap at each purchase and of
    the typical one before it. Shape: one flag per purchase day.
    """
    earlier = np.maximum(purchases.orders - 2, 0)
    own_before = np.where(earlier > 0, np.concatenate([[0.0], own[:-1]]), 0.0)
    tau = shrunk_gap(own_before, earlier, typical_at, rules.shrink)
    return np.asarray(overdue_ratio(purchases.gap, tau) > rules.late_ratio)


@dataclass(frozen=True)
class Situation:
    """What the rules look at, per customer: shapes (n,)."""

    overdue: Array
    orders: Array
    days_since: Array
    first_day: Array
    recent: Array
    before: Array
    alarm: Array
    """Of whoever `may_decline`; false elsewhere."""
    reactivated: Array
    has_documents: Array


def decide_states(now: Situation, *, day: date, rules: Lifecycle) -> Array:
    """Give every customer exactly one state; the first rule that holds wins. Shape (n,), numbers of `STATES`.

    Formula: L rho > 4 and >= 180 days; S rho > 2.5; A 1.5 < rho <= 2.5; with rho <= 1.5
    R after a sleep for 3 orders or 6 months, D revenue <= 0.75 of the year before with a CUSUM alarm, G >= 4 orders,
    >= 12 months and revenue >= 1.2 of the year before, C >= 4 orders and >= 12 months, N first order within 18 months,
    F one order, else C. Without a document: P.
    """
    active = now.overdue <= rules.active_ratio
    regular = (now.orders >= rules.regular_orders) & (
        now.first_day <= months_before(day, rules.regular_months)
    )
    grows = (now.recent > 0) & (now.recent >= rules.growth_ratio * now.before)
    declines = (now.before > 0) & (now.recent <= rules.decline_ratio * now.before) & now.alarm
    is_new = now.first_day > months_before(day, rules.new_months)
    rules_in_order: tuple[tuple[Any, str], ...] = (
        (~now.has_documents, "P"),
        ((now.overdue > rules.lost_ratio) & (now.days_since >= rules.lost_days), "L"),
        (now.overdue > rules.late_ratio, "S"),
        (active & now.reactivated, "R"),
        (active & declines, "D"),
        (~active, "A"),
        (regular & grows, "G"),
        (regular, "C"),
        (is_new & (now.orders >= 2), "N"),  # noqa: PLR2004 - two orders, the rule's own words
        (now.orders == 1, "F"),
    )
    return np.select(
        [rule for rule, _ in rules_in_order], [CODES[code] for _, code in rules_in_order], CODES["C"]
    ).astype(np.int8)


def may_decline(overdue: Array, recent: Array, before: Array, rules: Lifecycle) -> Array:
    """Mark where the state depends on the alarm: active, and fallen to `decline_ratio` of the year before. Shape (n,)."""
    fell = (before > 0) & (recent <= rules.decline_ratio * before)
    return np.asarray(fell & (overdue <= rules.active_ratio))


def cusum_alarm(monthly: Array, rules: Lifecycle) -> Array:
    """Tell whether the monthly money of the last twelve months fell out of the pattern of the twelve before.

    Formula (Page 1954): s_t = max(0, s_(t-1) + (mean - x_t) / sd - slack), alarm when any s_t > limit; mean and sample
    sd of the twelve months before; with no spread before, any shortfall counts. Shape (24, n) -> (n,).
    """
    # Added month by month: the sums of a customer must not depend on how many others are asked with it.
    base = monthly[:_YEAR].astype(float)
    mean = reduce(np.add, base) / _YEAR
    sd = np.sqrt(reduce(np.add, (base - mean) ** 2) / (_YEAR - 1))
    level = np.zeros(monthly.shape[1])
    alarm = np.zeros(monthly.shape[1], dtype=bool)
    for values in monthly[_YEAR:]:
        with np.errstate(divide="ignore", invalid="ignore"):
            short = np.where(sd > 0, (mean - values) / sd, np.where(values < mean, np.inf, 0.0))
        level = np.maximum(
            0.0, np.where(np.isinf(short), rules.cusum_limit + 1, level + short - rules.cusum_slack)
        )
        alarm |= level > rules.cusum_limit
    return alarm


def day_of(value: date) -> int:
    """Return the day number used in `Purchases`."""
    return day_number(value)
