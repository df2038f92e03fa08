"""The forecaster: who will still buy in each of the coming slices of days, how often, for how much, how surely.

    days = purchase_days(customer=places, day=day_numbers, revenue=money, margin=money_or_nan, orders=counts)
    outlook = look_out(days, as_of_day, year_slices(as_of), Options(seed=seed))
    outlook.customer                    places of the customers with a purchase up to `as_of`, shape (n,)
    outlook.years[0].active_probability shape (n,): at least one purchase day within that slice, not up to it
    outlook.years[0].orders_mean        purchase days
    outlook.years[0].revenue_mean, .revenue_low, .revenue_high      80 % interval
    outlook.years[0].margin_mean        NaN where no margin of the customer is known
    outlook.totals[0]                   the same customers together, with shocks they share
    outlook.newcomers[0]                customers not yet won, from how many came and what they bought in past years; may be None
    outlook.warnings                    codes of `WARNINGS`: what the base is too small or too young for

How: BG/NBD, Pareto/NBD and MBG/CNBD-k (`_anchor`), drifting rates and the last horizon are put on the level of past cuts of the
same season and weighed (`_stack`); trees correct the weighed forecast (`_trees`), their number chosen on customers left out;
spreads come from past cuts (`_spread`). A base that teaches nothing keeps the purchase models, with wide intervals and a
warning. Rows after the origin are cut away first. Equal input and seed give equal output.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.i18n import msg
from clientela.base.progress import Silent
from clientela.predictions._anchor import FEW, fit_models, mean_spend
from clientela.predictions._company import (
    Deviations,
    Newcomers,
    Totals,
    add_up,
    deviations,
    margin_shares,
    newcomers,
)
from clientela.predictions._cuts import look, make_cut, past_origins
from clientela.predictions._days import recency
from clientela.predictions._features import YEAR
from clientela.predictions._known import apply_known
from clientela.predictions._operational_time import choose_clock
from clientela.predictions._scores import quantile
from clientela.predictions._slice import Carry, Learned, Options, forecast_slice
from clientela.predictions._spread import VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.progress import Progress
    from clientela.predictions._anchor import Models
    from clientela.predictions._cuts import Cut
    from clientela.predictions._days import Floats, Ints, PurchaseDays
    from clientela.predictions._known import Known
    from clientela.predictions._scores import Judged

MOST_CUTS = 8
MOST_CUSTOMERS = 15_000
"""Customers whose past is learned from; every one is forecast."""
LOW, HIGH = 0.1, 0.9
WARNINGS = (
    ("under_one_year", msg("less than one year of history: nothing is said of three years ahead")),
    ("under_two_years", msg("less than two years of history: seasons and losses cannot be told apart")),
    ("no_past", msg("no past year to try the forecast on: the purchase models alone, with wide intervals")),
    ("few_customers", msg("fewer than 100 customers: drawn towards other companies, with wide intervals")),
    ("few_losses", msg("fewer than ten customers lost so far: how many will be lost is hardly known")),
)
_FEW_LOSSES = 10


@dataclass(frozen=True)
class Year:
    """What is expected of each customer in one slice: shapes (customers,), money in the unit given."""

    start: int
    end: int
    active_probability: Floats
    orders_mean: Floats
    revenue_mean: Floats
    revenue_low: Floats
    revenue_high: Floats
    margin_mean: Floats
    apart: Deviations
    learned_probability: Floats
    """P(active) before what is known to happen."""


@dataclass(frozen=True)
class Outlook:
    """The forecast of a base; see the module."""

    customer: Ints
    years: tuple[Year, ...]
    totals: tuple[Totals, ...]
    newcomers: tuple[Newcomers | None, ...]
    warnings: tuple[str, ...]
    learned: tuple[Learned, ...]


@dataclass(frozen=True)
class Forecast:
    """For each slice: the customers known at the origin, what is expected of them, and what was learned."""

    customer: Ints
    slices: tuple[tuple[int, int], ...]
    ahead: tuple[Judged, ...]
    learned: tuple[Learned, ...]


@dataclass(frozen=True)
class Prepared:
    """One slice ready to be learned: the cut of now, those of the past, and drawn purchase days and revenue of the models."""

    present: Cut
    past: tuple[Cut, ...]
    orders_drawn: Floats
    revenue_drawn: Floats


def year_slices(as_of: date, years: int = 3) -> list[tuple[int, int]]:
    """Return the coming slices of twelve months as days after `as_of`; a 29 February counts as the 28th."""

    def later(count: int) -> int:
        day = min(as_of.day, 28) if as_of.month == 2 else as_of.day  # noqa: PLR2004 -- February
        return (date(as_of.year + count, as_of.month, day) - as_of).days

    return [(later(k) if k else 0, later(k + 1)) for k in range(years)]


def _some(known: PurchaseDays, seed: int) -> PurchaseDays:
    """Draw so many customers that the past can be learned from in minutes; a smaller base is taken whole."""
    if known.customers <= MOST_CUSTOMERS:
        return known
    rng = np.random.default_rng(seed + 23)
    return known.of(np.sort(rng.choice(known.customers, MOST_CUSTOMERS, replace=False)))


def fit_at(days: PurchaseDays, origin: int, *, seed: int, is_operational: bool) -> Models:
    """Fit the purchase models to what was known on a day, by the calendar or by the clock that this past chose."""
    clock = choose_clock(days, origin, seed=seed) if is_operational else None
    found = fit_models(recency(days, origin, clock), seed=seed, is_pooled=True)
    return found if clock is None else replace(found, clock=clock)


def prepare(
    days: PurchaseDays, origin: int, slices: Sequence[tuple[int, int]], *, seed: int, is_operational: bool = False, progress: Progress | None = None
) -> list[Prepared]:  # fmt: skip
    """Fit the purchase models now and at each past cut, and bring the figures together."""
    known = days.until(origin)
    first_day = int(known.day.min()) if len(known.day) else origin
    fitted = fit_at(known, origin, seed=seed, is_operational=is_operational)
    ahead = look(fitted, origin, slices, seed=seed, draws=VALUES // 2)
    watcher = progress or Silent()
    learned_from = _some(known, seed)
    models: dict[int, Any] = {}
    made = []
    for place, (start, end) in enumerate(slices):
        common = {"start": start, "end": end, "first_day": first_day}
        now = make_cut(known, fitted, ahead, place, origin=origin, is_over=False, **common)
        past = []
        for when in past_origins(origin, end, end - start, first_day, most=MOST_CUTS):
            watcher.step(done=place, total=len(slices), label=msg("looking back from an earlier day"))
            if when not in models:
                models[when] = fit_at(learned_from, when, seed=seed, is_operational=is_operational)
            then = look(models[when], when, [(start, end)], seed=seed)
            past.append(make_cut(learned_from, models[when], then, 0, origin=when, is_over=True, **common))
        drawn = [
            np.concatenate([getattr(part, kind)[:, place] for part in ahead], axis=1)[now.customer]
            for kind in ("counts", "money")
        ]
        made.append(Prepared(now, tuple(past), *drawn))
    return made


def forecast(
    days: PurchaseDays, origin: int, slices: Sequence[tuple[int, int]], options: Options | None = None, *,
    progress: Progress | None = None,
) -> Forecast:  # fmt: skip
    """Forecast each slice (start, end] of days after the origin with its whole spread, for all who have purchased up to it.

    A `progress` that raises stops the work between two steps.
    """
    options = options or Options()
    known = days.until(origin)
    seen = np.unique(known.customer)  # what is drawn must not depend on how many come later
    ready = prepare(
        known.of(seen),
        origin,
        slices,
        seed=options.seed,
        is_operational=options.is_operational,
        progress=progress,
    )
    made: list[tuple[Judged, Learned]] = []
    for place, part in enumerate(ready):
        (progress or Silent()).step(done=place, total=len(slices), label=msg("learning from past years"))
        before = Carry(ready[place - 1].present, *made[-1]) if made else None
        made.append(
            forecast_slice(part.present, part.past, (part.orders_drawn, part.revenue_drawn), options, before)
        )
    return Forecast(
        seen[ready[0].present.customer], tuple(slices), tuple(j for j, _ in made), tuple(t for _, t in made)
    )


def warnings(days: PurchaseDays, origin: int, learned: Learned) -> tuple[str, ...]:
    """Return the codes of `WARNINGS` that hold: what the base is too small or too young for."""
    known = days.until(origin)
    span = origin - int(known.day.min()) if len(known.day) else 0
    seen = recency(known, origin)
    lost = int((seen.is_known & (seen.age - seen.last > YEAR)).sum())
    found = []
    if span < YEAR:
        found.append("under_one_year")
    elif span < 2 * YEAR:
        found.append("under_two_years")
    if not learned.own:
        found.append("no_past")
    if seen.is_known.sum() < FEW:
        found.append("few_customers")
    if lost < _FEW_LOSSES:
        found.append("few_losses")
    return tuple(found)


def look_out(
    days: PurchaseDays,
    origin: int,
    slices: Sequence[tuple[int, int]],
    options: Options | None = None,
    *,
    group: Ints | None = None,
    known_events: Known | None = None,
    progress: Progress | None = None,
) -> Outlook:
    """Forecast every customer and all together.

    `group`: of each customer place, -1 for none; customers of a group share shocks. `known_events`: ends and contracts that are
    decided, of each customer place; they stand above what was learned, in the customers and in the totals.
    """
    known = days.until(origin)
    return outlook_of(
        known,
        origin,
        forecast(known, origin, slices, options, progress=progress),
        options,
        group=group,
        known_events=known_events,
    )


def outlook_of(
    days: PurchaseDays,
    origin: int,
    found: Forecast,
    options: Options | None = None,
    *,
    group: Ints | None = None,
    known_events: Known | None = None,
) -> Outlook:
    """Sum up a forecast: each customer with its interval, all together, and those not yet won; what is decided stands above it."""
    options = options or Options()
    known = days.until(origin)
    models = fit_models(recency(known, origin), seed=options.seed, is_pooled=True)
    share = margin_shares(known, origin, mean_spend(models))[found.customer]
    decided = None if known_events is None else known_events.of(found.customer)
    ahead = [
        judged if decided is None else apply_known(judged, start, end, decided)
        for (start, end), judged in zip(found.slices, found.ahead, strict=True)
    ]
    apart = [
        deviations(judged, learned.levels[1].spread, learned.levels[2].spread)
        for judged, learned in zip(ahead, found.learned, strict=True)
    ]
    years = tuple(
        Year(
            start, end, judged.active, judged.orders, judged.revenue, quantile(judged.revenue_values, LOW),
            quantile(judged.revenue_values, HIGH), judged.revenue * share, sides, learned.active,
        )
        for (start, end), judged, sides, learned in zip(found.slices, ahead, apart, found.ahead, strict=True)
    )  # fmt: skip
    totals = add_up(ahead, apart, share, group=None if group is None else group[found.customer])
    fresh = tuple(newcomers(known, origin, start, end) for start, end in found.slices)
    return Outlook(
        found.customer, years, totals, fresh, warnings(known, origin, found.learned[0]), found.learned
    )
