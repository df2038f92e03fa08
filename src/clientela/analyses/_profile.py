"""What tells good customers from poor ones by what is seen early, and how well that works on customers not used: on arrays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import erfc, sqrt
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
LEAST_EACH, LEAST_TRIED, LEAST_PAIRS, LEAST_LEVEL = 15, 10, 20, 5
"""Good and poor customers that must be there; when some are held back; customers of a rank correlation; customers of a named level."""
FALSE_SHARE = 0.10
"""Of the traits that are said to differ, so many may be chance."""
MUST_GOOD, MUST_POOR = 0.90, 0.60
"""A must-have: so many of the good have it, and no more of the poor."""
FLAG_TIMES = 3.0
"""A red flag is so many times as frequent among the poor."""
_Z95 = 1.959963984540054
_TENTH = 0.1
_FOLDS, _SMALL = 10, 100


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait of the customers: numbers (NaN unknown) or levels (-1 unknown)."""

    code: str
    values: Array
    levels: tuple[str, ...] | None = None
    """Of a trait in words: what the numbers stand for; None of a trait in numbers."""
    counts: Array | None = None
    """Which customers it may judge; None for all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the good have of a trait. Shapes: levels (n levels,)."""

    code: str
    p_value: float = float("nan")
    q_value: float = float("nan")
    apart: float = float("nan")
    """How often a good customer stands above a poor one; of levels, how often the better level is the good one's."""
    is_told: bool = False
    is_high: bool = True
    target: float = float("nan")
    """At least (or at most) this; NaN of levels."""
    flag: float = float("nan")
    """Beyond this the good hardly ever are; NaN where it is no more frequent among the poor."""
    good_levels: Array = field(default_factory=lambda: np.zeros(0, dtype=bool))
    weight: float = 0.0
    is_must: bool = False


def rank_test(values: Array, good: Array) -> tuple[float, float]:
    """Return how often a good value is above a poor one, ties half, and the p-value of that (Mann & Whitney 1947, ties corrected)."""
    n, m = int(good.sum()), int((~good).sum())
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    rank = np.cumsum(counts) - (counts - 1) / 2
    apart = (float(rank[place][good].sum()) - n * (n + 1) / 2) / (n * m)
    ties = float((counts.astype(np.float64) ** 3 - counts).sum())
    total = n + m
    spread = sqrt(max((total + 1 - ties / (total * (total - 1))) / (12 * n * m), 0.0))
    return apart, 1.0 if spread == 0 else erfc(abs(apart - 0.5) / spread / sqrt(2))


def level_test(levels: Array, good: Array, count: int) -> tuple[float, float, Array]:
    """Return how well the levels part good from poor, the p-value (chi square, Wilson & Hilferty 1931), and the levels of the good.

    Levels with few customers are put together; they name no good level.
    """
    ones = np.bincount(levels[good], minlength=count).astype(np.float64)
    zeros = np.bincount(levels[~good], minlength=count).astype(np.float64)
    large = ones + zeros >= LEAST_LEVEL
    share = np.divide(ones, ones + zeros, out=np.full(count, np.nan), where=ones + zeros > 0)
    a, b = np.append(ones[large], ones[~large].sum()), np.append(zeros[large], zeros[~large].sum())
    a, b = a[a + b > 0], b[a + b > 0]
    total = a.sum() + b.sum()
    expected = (a + b) * a.sum() / total
    other = (a + b) * b.sum() / total
    chi, free = float(((a - expected) ** 2 / expected + (b - other) ** 2 / other).sum()), len(a) - 1
    if free < 1:
        return 0.5, 1.0, np.zeros(count, dtype=bool)
    z = ((chi / free) ** (1 / 3) - (1 - 2 / (9 * free))) / sqrt(2 / (9 * free))
    best = large & (share > a.sum() / total)
    apart, _ = rank_test(best[levels].astype(np.float64), good)
    return apart, 0.5 * erfc(z / sqrt(2)), best


def false_discovery(p_values: Array) -> Array:
    """Return the smallest share of false findings at which each stands (Benjamini & Hochberg 1995); NaN stays."""
    q = np.full(len(p_values), np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    scaled = p_values[order] * len(order) / (1 + np.arange(len(order)))
    q[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return q


def usable(trait: Trait, use: Array) -> Array:
    """Return which of the customers a trait is known of and may judge."""
    known = (trait.values >= 0) if trait.levels is not None else ~np.isnan(trait.values)
    return use & known & (trait.counts if trait.counts is not None else True)


def learn_rules(traits: list[Trait], good: Array, use: Array, least: int = LEAST_EACH) -> list[Rule]:
    """Learn from the customers in `use` what the good have; a trait known of too few on a side tells nothing.

    Weight: distance of `apart` from a coin, the told traits adding up to 100.
    """
    drafts: list[Rule] = []
    for trait in traits:
        kept = usable(trait, use)
        values, is_good = trait.values[kept], good[kept]
        if min(int(is_good.sum()), int((~is_good).sum())) < least:
            drafts.append(Rule(trait.code, good_levels=np.zeros(len(trait.levels or ()), dtype=bool)))
            continue
        if trait.levels is not None:
            apart, p, best = level_test(values.astype(np.int64), is_good, len(trait.levels))
            drafts.append(Rule(trait.code, p, apart=apart, good_levels=best))
            continue
        apart, p = rank_test(values, is_good)
        is_high = apart >= 0.5  # noqa: PLR2004 - a coin
        ends = np.quantile(values[is_good], (_TENTH, 0.25, 0.75, 1 - _TENTH))
        target, flag = (ends[1], ends[0]) if is_high else (ends[2], ends[3])
        beyond = (values < flag) if is_high else (values > flag)
        often = beyond[~is_good].mean() > FLAG_TIMES * max(beyond[is_good].mean(), 1 / is_good.sum())
        drafts.append(
            Rule(
                trait.code,
                p,
                apart=apart,
                is_high=is_high,
                target=float(target),
                flag=float(flag) if often else float("nan"),
            )
        )
    q = false_discovery(np.array([r.p_value for r in drafts]))
    told = ~np.isnan(q) & (q <= FALSE_SHARE)
    far = np.array([abs(r.apart - 0.5) for r in drafts]) * told
    whole = float(np.nansum(np.where(told, far, 0.0)))
    found: list[Rule] = []
    for trait, rule, q_value, is_told, distance in zip(traits, drafts, q, told, far, strict=True):
        is_must = False
        if is_told:
            kept = usable(trait, use)
            has = member(rule, trait)[kept]
            is_must = bool(np.mean(has[good[kept]]) >= MUST_GOOD and np.mean(has[~good[kept]]) <= MUST_POOR)
        weight = 100 * float(distance) / whole if is_told and whole > 0 else 0.0
        found.append(
            replace(
                rule,
                q_value=float(q_value),
                is_told=bool(is_told),
                flag=rule.flag if is_told else float("nan"),
                weight=weight,
                is_must=is_must,
            )
        )
    return found


def member(rule: Rule, trait: Trait) -> Array:
    """Return 1 where a customer has what the rule asks, 0 where not, NaN where nobody knows."""
    if trait.levels is not None:
        known = trait.values >= 0
        if not trait.levels:
            return np.full(len(trait.values), np.nan)
        place = np.where(known, trait.values, 0).astype(np.int64)
        return np.where(known, rule.good_levels[place].astype(np.float64), np.nan)
    has = trait.values >= rule.target if rule.is_high else trait.values <= rule.target
    return np.where(np.isnan(trait.values), np.nan, has.astype(np.float64))


def fit_profile(rules: list[Rule], traits: list[Trait]) -> tuple[Array, Array, Array]:
    """Return how far each customer is like the good: weighted part it has at least, at most, and the weight known, each 0 to 1."""
    size = len(traits[0].values)
    low, unknown = np.zeros(size), np.zeros(size)
    for rule, trait in zip(rules, traits, strict=True):
        if rule.weight > 0:
            has = member(rule, trait)
            low += rule.weight / 100 * np.nan_to_num(has)
            unknown += rule.weight / 100 * np.isnan(has)
    return np.round(low, 9), np.round(np.minimum(low + unknown, 1.0), 9), np.round(1 - unknown, 9)


def tried_scores(traits: list[Trait], good: Array, use: Array, fold: Array) -> Array:
    """Score each customer of `use` by rules learned without its fold; without a rule everybody gets one half."""
    score = np.full(len(good), np.nan)
    for part in np.unique(fold[use]):
        out = use & (fold == part)
        rules = learn_rules(traits, good, use & (fold != part), LEAST_TRIED)
        low, high, _ = fit_profile(rules, traits)
        score[out] = (low + high)[out] / 2 if any(r.weight > 0 for r in rules) else 0.5
    return score


def area_interval(area: float, ones: int, zeros: int) -> tuple[float, float]:
    """Return the 95 % interval of an area under the curve (Hanley & McNeil 1982)."""
    q1, q2 = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + (ones - 1) * (q1 - area * area) + (zeros - 1) * (q2 - area * area)
    half = _Z95 * sqrt(max(spread, 0.0) / (ones * zeros))
    return max(0.0, area - half), min(1.0, area + half)


def folds_of(numbers: list[str], use: Array) -> Array:
    """Divide customers by their number: each alone where they are few, else in ten by what the number says, whoever else is there."""
    from zlib import crc32  # noqa: PLC0415 - beside its use

    if int(use.sum()) <= _SMALL:
        return np.arange(len(numbers))
    return np.array([crc32(number.encode()) % _FOLDS for number in numbers], dtype=np.int64)


def rank_correlation(one: Array, other: Array) -> tuple[float, float, float, int]:
    """Return the rank correlation, its 95 % interval (Spearman 1904; Fieller, Hartley & Pearson 1957) and the pairs; NaN below twenty pairs."""
    known = ~np.isnan(one) & ~np.isnan(other)
    count = int(known.sum())
    nothing = float("nan")
    if count < LEAST_PAIRS:
        return nothing, nothing, nothing, count
    first, second = (_ranks(v[known]) for v in (one, other))
    if first.std() == 0 or second.std() == 0:
        return nothing, nothing, nothing, count
    rho = round(float(np.corrcoef(first, second)[0, 1]), 9)
    bound = float(np.clip(rho, -1 + 1e-12, 1 - 1e-12))
    half = _Z95 * sqrt(1.06 / (count - 3))
    return rho, float(np.tanh(np.arctanh(bound) - half)), float(np.tanh(np.arctanh(bound) + half)), count


def _ranks(values: Array) -> Array:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place]
