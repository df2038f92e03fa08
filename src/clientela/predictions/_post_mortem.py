"""Why a customer with whom all seemed well left: its last year against that of matched customers, as well rated, that stayed.

Odds of matched sets after Mantel & Haenszel 1959, their variance after Robins, Breslow & Greenland 1986.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._attrition import abc_of
from clientela.predictions._handover import PERSONAL, personal_share
from clientela.predictions._panel import HALF, QUARTER, YEAR, look_at
from clientela.predictions._signs import SIGNS

if TYPE_CHECKING:
    from clientela.predictions._days import Flags, Floats, Ints
    from clientela.predictions._panel import Look, Panel

GOOD_QUALITY, GOOD_LEVEL = 7.0, 3.0
"""From this rating (0 to 10), or this level, a relation counts as good (dossier 11, question 9)."""
LEAST_CASES = 5
CONTROLS = 3
_Z95 = 1.959963984540054
_THIRD = 1 / 3
MONTH = 30
_SILENT = float(np.log1p(QUARTER / MONTH))


@dataclass(frozen=True)
class Cases:
    """Customers lost although well rated: shapes (cases,) and (cases, signs). NaN is not known."""

    customer: Ints
    last: Ints
    """Day of the last order."""
    quality: Floats
    level: Floats
    believed: Flags
    revenue: Floats
    signs: Floats


@dataclass(frozen=True)
class Sign:
    """One sign: how many cases and stayers had it, and the odds; NaN below five cases."""

    name: str
    cases: int
    cases_with: int
    stayers: int
    stayers_with: int
    odds: float
    low: float
    high: float


def _signs(look: Look, personal: Floats, customer: Ints) -> Floats:
    values = {name: column[customer] for name, column in look.values.items()}
    nothing = np.full(len(customer), np.nan)

    def flag(name: str, test: Flags | None) -> Floats:
        column = values.get(name)
        if column is None or test is None:
            return nothing
        return np.where(np.isnan(column), np.nan, test.astype(np.float64))

    def of(name: str) -> Floats:
        return np.nan_to_num(values.get(name, nothing))

    columns = {
        "complaint": flag("complaint", of("complaint") > 0), "handover": flag("handover", of("handover") > 0),
        "personal": np.where(np.isnan(personal), np.nan, (personal > PERSONAL).astype(np.float64)),
        "contact": flag("contact", of("contact") > _SILENT), "contract": flag("contract", of("contract") == 0),
        "declining": flag("declining", of("declining") > 0), "payment": flag("payment", of("payment") > _THIRD),
        "families": flag("families", of("families") > 0), "warning": flag("warning", of("warning") > 0),
    }  # fmt: skip
    return np.column_stack([columns[name] for name, _ in SIGNS])


def _rated_good(look: Look, count: int) -> Flags:
    quality = look.values.get("quality", np.full(count, np.nan))
    level = look.values.get("level", np.full(count, np.nan))
    return np.asarray((quality >= GOOD_QUALITY) | (level >= GOOD_LEVEL))


def examine(panel: Panel) -> tuple[Cases, tuple[Sign, ...]]:
    """Find the customers lost although rated good before, and compare their last year with that of customers like them that stayed.

    Lost: no order for a year. Rated good: quality 7 or more, or level 3 or more, stated in the two years before the last order, or a
    review of the loss saying that it was thought good. Up to three stayers of the same month: rated good, same class by revenue,
    nearest in revenue, with an order in the year that followed. Formula: odds = sum(a d / n) / sum(b c / n) over the matched sets.
    """
    days = panel.days.until(panel.as_of)
    real = days.orders > 0
    last = np.full(panel.customers, -(10**9))
    np.maximum.at(last, days.customer[real], days.day[real])
    lost = np.flatnonzero((last <= panel.as_of - YEAR) & (last > -(10**9)))
    believed = np.zeros(panel.customers, dtype=bool)
    told = panel.facts.get("believed")
    if told is not None:
        believed[told.customer[told.value > 0]] = True
    parts: list[Cases] = []
    sets: list[tuple[Floats, Floats]] = []
    # by months of thirty days: what was known is looked at on the last such day before the last order
    month = (panel.as_of - last[lost]) // MONTH + 1
    for place in np.unique(month).tolist():
        day = panel.as_of - place * MONTH
        if day < panel.first + HALF:
            continue
        own = lost[month == place]
        look = look_at(panel, day)
        good = _rated_good(look, panel.customers)
        cases = own[(good[own] | believed[own]) & look.is_at_risk[own]]
        if not len(cases):
            continue
        everyone = np.arange(panel.customers)
        stayers = np.flatnonzero(good & look.is_at_risk & (last > day + YEAR))
        kind = abc_of(np.where(look.is_at_risk, look.revenue, 0.0))
        asked = np.append(cases, stayers)
        personal = personal_share(panel, everyone[asked], np.full(len(asked), day))
        signs = _signs(look, personal, asked)
        nothing = np.full(panel.customers, np.nan)
        parts.append(
            Cases(
                cases, last[cases], look.values.get("quality", nothing)[cases], look.values.get("level", nothing)[cases], believed[cases],
                look.revenue[cases], signs[: len(cases)],
            )
        )  # fmt: skip
        size = np.log(np.maximum(look.revenue, 1e-9))
        for at, case in enumerate(cases.tolist()):
            pool = np.flatnonzero(kind[stayers] == kind[case])
            near = pool[np.argsort(np.abs(size[stayers[pool]] - size[case]), kind="stable")[:CONTROLS]]
            sets.append((signs[at], signs[len(cases) + near]))
    cases_found = _together(parts)
    return cases_found, tuple(_odds(name, place, sets) for place, (name, _) in enumerate(SIGNS))


def _together(parts: list[Cases]) -> Cases:
    def joined(name: str, kind: type) -> Floats:
        return np.concatenate([np.zeros(0, dtype=kind), *(getattr(p, name) for p in parts)])

    signs = np.concatenate([np.zeros((0, len(SIGNS))), *(p.signs for p in parts)])
    return Cases(
        joined("customer", np.int64).astype(np.int64), joined("last", np.int64).astype(np.int64), joined("quality", np.float64),
        joined("level", np.float64), joined("believed", bool).astype(bool), joined("revenue", np.float64), signs,
    )  # fmt: skip


def _odds(name: str, place: int, sets: list[tuple[Floats, Floats]]) -> Sign:
    known = [
        (case[place], near[:, place][np.isfinite(near[:, place])])
        for case, near in sets
        if np.isfinite(case[place])
    ]
    cases, cases_with = len(known), int(sum(case for case, _ in known))
    stayers = int(sum(len(near) for _, near in known))
    with_it = int(sum(near.sum() for _, near in known))
    nothing = float("nan")
    r, s, pr, ps_qr, qs = 0.0, 0.0, 0.0, 0.0, 0.0
    for case, near in known:
        size = 1 + len(near)
        if size == 1:
            continue
        a, b, c, d = case, 1 - case, float(near.sum()), float(len(near) - near.sum())
        ri, si, p, q = a * d / size, b * c / size, (a + d) / size, (b + c) / size
        r, s, pr, ps_qr, qs = r + ri, s + si, pr + p * ri, ps_qr + p * si + q * ri, qs + q * si
    if cases < LEAST_CASES or r <= 0 or s <= 0:
        return Sign(name, cases, cases_with, stayers, with_it, nothing, nothing, nothing)
    odds = r / s
    error = float(np.sqrt(pr / (2 * r**2) + ps_qr / (2 * r * s) + qs / (2 * s**2)))
    return Sign(
        name, cases, cases_with, stayers, with_it, odds, odds * float(np.exp(-_Z95 * error)), odds * float(np.exp(_Z95 * error))
    )  # fmt: skip
