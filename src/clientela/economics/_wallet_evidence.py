"""From statements to one wallet per customer: which are used, how they are weighed, what they leave open."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, log
from typing import TYPE_CHECKING, Any

from clientela.base.money import SCALE
from clientela.economics._wallet_rules import (
    CONFLICT,
    LEAST_CONFIDENCE,
    ORDER,
    STRONG,
    Z80,
    allocation_bounds,
    allocation_share,
    confidence_at,
    log_error,
    read_number,
    read_share,
    read_sourcing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about one customer. `age_days` counts back from the day looked from; None: nobody states the day."""

    kind: str
    evidence: str
    number_key: int
    text: str
    unit: str
    rate: float | None
    """Reporting-currency units of one unit of its currency; None where the unit is none we know."""
    amount: int | None
    """Money in 1/10,000, of what is stated as money."""
    share: float | None
    age_days: float | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """One view of a wallet, in 1/10,000: the point, an interval of 80 per cent, and the error of its logarithm."""

    label: str
    point: float
    low: float
    high: float
    error: float


@dataclass(slots=True)
class Known:
    """What the statements of one customer come to."""

    estimates: list[Estimate] = field(default_factory=list)
    sourcing: float | None = None
    is_reference: bool = False
    unused: int = 0
    contradicted: int = 0
    """Statements of a wallet that is smaller than what the customer bought from us."""


def _estimate(label: str, evidence: str, point: float, confidence: float) -> Estimate:
    error = log_error(evidence, confidence)
    return Estimate(label, point, point * exp(-Z80 * error), point * exp(Z80 * error), error)


def _ranked(revenue: float, rank: float, suppliers: float) -> Estimate | None:
    if suppliers != int(suppliers) or not 1 <= rank <= suppliers or revenue <= 0:
        return None
    share = allocation_share(rank, int(suppliers))
    low, high = allocation_bounds(share)
    point, least, most = revenue / share, revenue / high, revenue / low
    return Estimate("rank", point, least, most, (log(most) - log(least)) / (2 * Z80))


def _fresh(facts: Iterable[Fact], known: Known) -> list[tuple[Fact, float]]:
    """Keep the statements that still hold, the newest first, with what they are worth."""
    kept = []
    for fact in facts:
        worth = (
            None if fact.age_days is None else confidence_at(fact.evidence, fact.age_days, fact.confidence)
        )
        if worth is None or worth < LEAST_CONFIDENCE:
            known.unused += 1
        else:
            kept.append((fact, worth))
    return sorted(
        kept,
        key=lambda one: (
            one[0].age_days,
            one[0].evidence,
            one[0].text,
            one[0].share or 0.0,
            one[0].number_key,
        ),
    )


def _money(fact: Fact) -> float | None:
    if fact.amount is not None:
        return float(fact.amount)
    number = read_number(fact.text)
    return None if number is None or number <= 0 or fact.rate is None else number * fact.rate * SCALE


def _newest(facts: list[tuple[Fact, float]], kind: str) -> list[tuple[Fact, float]]:
    """Return the newest statement of a kind for each source class and customer number."""
    seen: dict[tuple[str, int], tuple[Fact, float]] = {}
    for fact, worth in facts:
        if fact.kind == kind:
            seen.setdefault((fact.evidence, fact.number_key), (fact, worth))
    return list(seen.values())


def _amounts(facts: list[tuple[Fact, float]], known: Known, *, adds_up: bool) -> None:
    """Read the stated wallets: one for each class; those of several firms of a group are added."""
    by_class: dict[str, tuple[float, float]] = {}
    for fact, worth in _newest(facts, "wallet"):
        value = _money(fact)
        if value is None:
            known.unused += 1
        elif fact.evidence not in by_class:
            by_class[fact.evidence] = (value, worth)
        elif adds_up:
            before, least = by_class[fact.evidence]
            by_class[fact.evidence] = (before + value, min(least, worth))
    known.estimates += [
        _estimate(_label(evidence), evidence, value, worth)
        for evidence, (value, worth) in sorted(by_class.items())
    ]


def _label(evidence: str) -> str:
    return "driver" if evidence == "E" else evidence


def _parts(facts: list[tuple[Fact, float]], revenue: float, known: Known) -> None:
    """Read what says the wallet by way of something else: our share, our rank, a driver of the need."""
    first = {kind: next(iter(_newest(facts, kind)), None) for kind in ("rank", "suppliers", "driver", "norm")}
    seen = set()
    for fact, worth in _newest(facts, "share"):
        share = fact.share if fact.share is not None else read_share(fact.text, fact.unit)
        if share is None or not 0 < share <= 1 or revenue <= 0:
            known.unused += 1
        elif fact.evidence not in seen:
            seen.add(fact.evidence)
            known.estimates.append(_estimate(_label(fact.evidence), fact.evidence, revenue / share, worth))
    rank, suppliers = first["rank"], first["suppliers"]
    if rank is not None and suppliers is not None:
        place, count = read_number(rank[0].text), read_number(suppliers[0].text)
        found = None if place is None or count is None else _ranked(revenue, place, count)
        known.unused += 2 if found is None else 0
        known.estimates += [found] if found is not None else []
    driver, norm = first["driver"], first["norm"]
    if driver is not None and norm is not None:
        amount, need = read_number(driver[0].text), _money(norm[0])
        if amount is None or need is None or amount <= 0:
            known.unused += 2
        else:
            known.estimates.append(_estimate("driver", "E", amount * need, min(driver[1], norm[1])))


def read_facts(
    facts: Iterable[Fact], revenue: float, *, usual_cap: float, is_group: bool, is_single: bool
) -> Known:
    """Return what the statements about one customer come to. `revenue`: of twelve months, in 1/10,000.

    Of one source class the newest counts; what is too old, has no day, or cannot be read is counted as unused. Wallets of the firms of
    a group are added; a share or a rank of one firm says nothing of its group. A wallet that even at its upper end is smaller than what
    the customer bought from us speaks of something else: it is not used, and counted as contradicted.
    """
    known = Known()
    fresh = _fresh(facts, known)
    _amounts(fresh, known, adds_up=is_group)
    if is_single or not is_group:
        _parts(fresh, revenue, known)
    possible = [fact.amount for fact, _ in fresh if fact.kind == "possibility" and fact.amount]
    if possible:
        known.estimates.append(_estimate("J", "J", max(revenue, 0.0) + float(sum(possible)), 0.5))
    for fact, _ in reversed(fresh):  # the newest last, so that it decides
        if fact.kind == "sourcing":
            known.sourcing = read_sourcing(fact.text, fact.unit, usual_cap)
        elif fact.kind == "reference":
            known.is_reference = fact.text.strip().lower() not in (
                "",
                "0",
                "no",
                "none",
                "нет",
                "nein",
                "non",
            )
    sound = [e for e in known.estimates if e.high >= revenue]
    known.contradicted = len(known.estimates) - len(sound)
    known.estimates = sound
    return known


def combine(estimates: list[Estimate], revenue: float) -> dict[str, Any] | None:
    """Return one wallet out of several: the precision-weighted mean of their logarithms; None without any.

    Measured, contract and declared statements are never mixed with weaker ones. One estimate alone keeps its own interval; of several
    strong ones more than 30 per cent apart the interval spans all, and they are called conflicting. The wallet is no smaller than what
    the customer bought from us. Formula: log W = sum(log W_j / s_j²) / sum(1 / s_j²), interval ± 1.2816 / sqrt(sum(1 / s_j²)).
    """
    strong = [e for e in estimates if e.label in STRONG]
    used = strong or estimates
    if not used:
        return None
    weights = [1 / e.error**2 for e in used]
    middle = sum(w * log(e.point) for w, e in zip(weights, used, strict=True)) / sum(weights)
    half = Z80 / sum(weights) ** 0.5
    point, low, high = exp(middle), exp(middle - half), exp(middle + half)
    points = [e.point for e in used]
    is_conflicting = bool(strong) and max(points) > (1 + CONFLICT) * min(points)
    if len(used) == 1:
        point, low, high = used[0].point, used[0].low, used[0].high
    elif is_conflicting:
        low, high = min(low, *points), max(high, *points)
    floor = max(revenue, 0.0)
    return {
        "wallet": max(point, floor), "low": max(low, floor), "high": max(high, floor),
        "label": min((e.label for e in used), key=ORDER.index), "count": len(used), "is_conflicting": is_conflicting,
    }  # fmt: skip
