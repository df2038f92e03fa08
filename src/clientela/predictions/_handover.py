"""What a change of the person in charge does to a customer: an event study against customers that kept theirs.

Event study by calendar months: the twelve months before the month of the change against the twelve after it; each customer is compared
with three like it in class, size and course before the change that had none within a year of it. Sources: Palmatier, Scheer & Steenkamp
2007; Bendapudi & Leone 2002; matching before differences: Heckman, Ichimura & Todd 1997; errors by the person who left the
customer, t with as many degrees as persons less one: Cameron & Miller 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._matched import (
    MOST_CUSTOMERS,
    WINDOW,
    Effect,
    candidates,
    changes_in,
    effect_of,
    matched,
    months_of,
    sums_by_month,
)

if TYPE_CHECKING:
    from clientela.predictions._days import Floats, Ints
    from clientela.predictions._panel import Panel

LEAST = 8
"""Handovers below which nothing is estimated (dossier 7.6)."""
OVERLAP_DAYS = 30
PERSONAL = 0.7
"""From this share of the contact with one person of ours, the relation is taken to be that person's."""
OUTCOMES = ("revenue", "orders", "margin", "stays")
SPLITS = ("all", "personal", "shared", "planned", "abrupt")
_MOST_EVENTS = 4000
_YEAR = 364


@dataclass(frozen=True)
class Changes:
    """Changes of the person in charge: shapes (changes,)."""

    customer: Ints
    day: Ints
    before: Ints
    """The person who had the customer."""
    overlap: Floats
    """Days both had it; NaN where nobody says."""
    personal: Floats
    """Share of the contact of the year before that went through the one person with most of it; NaN without contacts."""


@dataclass(frozen=True)
class HandoverStudy:
    """The estimates by outcome and split, the course by month, and how much more a personal relation loses."""

    effects: dict[tuple[str, str], Effect]
    trend: dict[str, Effect]
    """Of each outcome: the same difference in the year before the change, where there should be none."""
    months: tuple[tuple[int, Effect], ...]
    slope: Effect
    mean_personal: float
    seen: int
    """Changes known; fewer can be compared."""


def changes_of(panel: Panel) -> Changes:
    """List the changes of the person in charge with how much of the contact went through one person."""
    facts = panel.facts.get("handover")
    owners = panel.facts.get("owner")
    if facts is None or owners is None or not len(facts.start):
        nothing = np.zeros(0)
        return Changes(*(nothing.astype(np.int64),) * 3, nothing, nothing)
    at = {(int(c), int(s)): i for i, (c, s) in enumerate(zip(owners.customer, owners.start, strict=True))}
    before = np.full(len(facts.start), -1, dtype=np.int64)
    overlap = np.full(len(facts.start), np.nan)
    for i, (customer, start) in enumerate(zip(facts.customer.tolist(), facts.start.tolist(), strict=True)):
        place = at.get((customer, start), 0)
        if place and owners.customer[place - 1] == customer:
            before[i] = owners.person[place - 1]
            end = owners.until[place - 1]
            overlap[i] = max(float(end - start), 0.0) if end < 10**9 else 0.0
    overlap = np.fmax(overlap, facts.value)
    return Changes(
        facts.customer, facts.start, before, overlap, personal_share(panel, facts.customer, facts.start)
    )


def personal_share(panel: Panel, customer: Ints, day: Ints) -> Floats:
    """Return max over persons of ours of the share of contact minutes of the year before `day`; NaN without contact (dossier 7.6).

    A contact whose minutes nobody states counts as one of the usual length of those that state theirs.
    """
    contacts = panel.facts.get("contact")
    found = np.full(len(customer), np.nan)
    if contacts is None or not len(contacts.start):
        return found
    stated = contacts.value[contacts.value > 0]
    minutes = np.where(contacts.value > 0, contacts.value, float(np.median(stated)) if len(stated) else 1.0)
    first = np.searchsorted(contacts.customer, customer, side="left")
    last = np.searchsorted(contacts.customer, customer, side="right")
    for i, (low, high) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        if low == high:
            continue
        start = contacts.start[low:high]
        inside = (start > day[i] - _YEAR) & (start <= day[i]) & (contacts.person[low:high] >= 0)
        if inside.any():
            by = np.bincount(contacts.person[low:high][inside], minutes[low:high][inside])
            found[i] = float(by.max() / by.sum())
    return found


def _slope(values: Floats, personal: Floats, person: Ints) -> tuple[Effect, float]:
    """Return by how much the effect falls from no to all contact through one person (least squares), and the mean share."""
    known = np.isfinite(values) & np.isfinite(personal)
    nothing = float("nan")
    if known.sum() < LEAST or personal[known].std() < 0.05:  # noqa: PLR2004 - all alike: nothing to compare
        return Effect(nothing, nothing, nothing, int(known.sum()), 0), float(
            np.mean(personal[known])
        ) if known.any() else nothing
    x = personal[known] - personal[known].mean()
    slope = float((x * values[known]).sum() / (x**2).sum())
    left = values[known] - values[known].mean() - slope * x
    pieces = effect_of(slope + x * left * len(x) / float((x**2).sum()), person[known], least=LEAST)
    return Effect(
        slope,
        slope + pieces.low - pieces.mean,
        slope + pieces.high - pieces.mean,
        pieces.changes,
        pieces.people,
    ), float(personal[known].mean())


@dataclass(frozen=True)
class _Compared:
    """Differences of treated and matched customers: shapes (events,) and (events, 25)."""

    event: Ints
    outcome: dict[str, Floats]
    trend: dict[str, Floats]
    course: Floats


def _compare(panel: Panel, changes: Changes) -> _Compared:
    first = int(months_of(np.array([panel.first]))[0])
    last = int(months_of(np.array([panel.as_of + 1]))[0])  # months that are over
    count = last - first + 1
    grids = sums_by_month(panel, first, count)
    month = months_of(changes.day) - first
    touched = np.zeros((panel.customers, count), dtype=bool)
    inside = (month >= 0) & (month < count)
    touched[changes.customer[inside], month[inside]] = True
    usable = np.flatnonzero((month >= WINDOW) & (month + WINDOW < count - 1))
    if len(usable) > _MOST_EVENTS:  # evenly in time
        usable = usable[np.linspace(0, len(usable) - 1, _MOST_EVENTS).astype(np.int64)]
    outcome: dict[str, list[float]] = {name: [] for name in OUTCOMES}
    trend: dict[str, list[float]] = {name: [] for name in OUTCOMES}
    course: list[Any] = []
    events: list[int] = []
    for at in np.unique(month[usable]).tolist():
        size, slope, kind, buys = candidates(grids, at)
        free = buys & ~touched[:, at - WINDOW : at + WINDOW + 1].any(axis=1)
        for event in usable[month[usable] == at].tolist():
            who = int(changes.customer[event])
            # a second change within the year would be taken for the first
            if not buys[who] or touched[who, at - WINDOW : at + WINDOW + 1].sum() != 1:
                continue
            near = matched(size, slope, kind, free, who)
            if not len(near):
                continue
            rows = np.append(who, near)
            events.append(event)
            course.append(_differences(grids, rows, at, outcome, trend))
    return _Compared(
        np.array(events, dtype=np.int64), {n: np.array(v) for n, v in outcome.items()}, {n: np.array(v) for n, v in trend.items()},
        np.array(course).reshape(len(events), 2 * WINDOW + 1),
    )  # fmt: skip


def _differences(
    grids: dict[str, Floats],
    rows: Ints,
    at: int,
    outcome: dict[str, list[float]],
    trend: dict[str, list[float]],
) -> Floats:
    """Add one customer's difference to its matched ones to every list; the first of `rows` had the change."""
    half = WINDOW // 2

    def against(values: Floats) -> float:
        return float(values[0] - values[1:].mean())

    for name in ("revenue", "orders", "margin"):
        grid = grids[name][rows]
        before = grid[:, at - WINDOW : at].sum(axis=1)
        after = grid[:, at + 1 : at + WINDOW + 1].sum(axis=1)
        early, late = grid[:, at - WINDOW : at - half].sum(axis=1), grid[:, at - half : at].sum(axis=1)
        outcome[name].append(against(changes_in(after, before)))
        trend[name].append(against(changes_in(late, early)))
    orders = grids["orders"][rows]
    stays = (orders[:, at + half + 1 : at + WINDOW + 1].sum(axis=1) > 0).astype(np.float64)
    had = (orders[:, at - half : at].sum(axis=1) > 0).astype(np.float64)
    outcome["stays"].append(against(stays))
    trend["stays"].append(against(had))
    revenue = grids["revenue"][rows]
    year = revenue[:, at - WINDOW : at].sum(axis=1) / WINDOW
    levels = np.clip(revenue[:, at - WINDOW : at + WINDOW + 1] / np.maximum(year, 1e-9)[:, None], 0, 6) - 1
    return np.asarray(levels[0] - levels[1:].mean(axis=0))


def study_handovers(panel: Panel) -> HandoverStudy:
    """Estimate what changes of the person in charge did; every estimate is NaN below eight changes that can be compared.

    Formula: mean over changes of [(after - before) / before of the customer] - mean of the same of its three matched customers.
    """
    changes = changes_of(panel)
    seen = len(changes.day)
    if panel.customers > MOST_CUSTOMERS:  # the others are only compared with: so many are enough
        moved = np.unique(changes.customer)
        near = np.linspace(0, panel.customers - 1, MOST_CUSTOMERS).astype(np.int64)
        panel = panel.of(
            np.union1d(
                moved[np.linspace(0, len(moved) - 1, min(len(moved), _MOST_EVENTS)).astype(np.int64)], near
            )
        )
        changes = changes_of(panel)
    nothing = Effect(float("nan"), float("nan"), float("nan"), 0, 0)
    if not len(changes.day):
        return HandoverStudy({}, {}, (), nothing, float("nan"), 0)
    found = _compare(panel, changes)
    person, personal = changes.before[found.event], changes.personal[found.event]
    overlap = changes.overlap[found.event]
    masks = {
        "all": np.ones(len(found.event), dtype=bool), "personal": personal > PERSONAL, "shared": personal <= PERSONAL,
        "planned": overlap >= OVERLAP_DAYS, "abrupt": overlap < OVERLAP_DAYS,
    }  # fmt: skip
    effects = {
        (name, split): effect_of(values[masks[split]], person[masks[split]], least=LEAST)
        for name, values in found.outcome.items()
        for split in SPLITS
    }
    trend = {name: effect_of(values, person, least=LEAST) for name, values in found.trend.items()}
    months = tuple(
        (place - WINDOW, effect_of(found.course[:, place], person, least=LEAST))
        for place in range(2 * WINDOW + 1)
    )
    slope, mean = _slope(found.outcome["revenue"], personal, person)
    return HandoverStudy(effects, trend, months, slope, mean, seen)
