"""The rules of the lifecycle at one day, for all customers at once."""

from __future__ import annotations

from dataclasses import dataclass
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

CODES = {code: number for number, (code, _) in enumerate(STATES)}
LETTERS = np.array([code for code, _ in STATES], dtype=object)


def expected_gap(median: Array, gaps: Array, typical: Array, shrink: float) -> Array:
    """Shrink a customer's own median gap to the typical gap of its segment.

    Formula: tau = exp((n ln m + k ln tau_s) / (n + k)). Units: days. Source: own definition; gaps 30, 28, 35, 60 and segment 45 give 37.36397.
    """
    own = np.log(np.where(gaps > 0, np.maximum(median, 1e-9), 1.0))
    return np.asarray(np.exp((gaps * own + shrink * np.log(typical)) / (gaps + shrink)))


def overdue_ratio(days: Array, tau: Array) -> Array:
    """Days in expected gaps, to nine digits: exactly 45 days of 30 are 1.5, whatever the last bit of the exponential."""
    return np.asarray(np.round(days / tau, 9))


def reactivations(purchases: Purchases, typical_at: Array, rules: Lifecycle) -> Array:
    """Mark the purchases that ended a sleep: the gap before them was more than `late_ratio` expected gaps.

    The expected gap is the one known before the purchase. Shape: one flag per purchase day.
    """
    earlier = np.maximum(purchases.orders - 2, 0)
    median_before = np.concatenate([[0.0], purchases.median[:-1]])
    tau = expected_gap(np.where(earlier > 0, median_before, 0), earlier, typical_at, rules.shrink)
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


def cusum_alarm(monthly: Array, rules: Lifecycle) -> Array:
    """Tell whether the monthly money of the last twelve months fell out of the pattern of the twelve before.

    Formula (Page 1954): s_t = max(0, s_(t-1) + (mean - x_t) / sd - slack), alarm when any s_t > limit; mean and sample
    sd of the twelve months before; with no spread before, any shortfall counts. Shape (24, n) -> (n,).
    """
    mean, sd = monthly[:12].mean(axis=0), monthly[:12].std(axis=0, ddof=1)
    level = np.zeros(monthly.shape[1])
    alarm = np.zeros(monthly.shape[1], dtype=bool)
    for values in monthly[12:]:
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
