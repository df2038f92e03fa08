"""Who the customers are: what a ledger shows of them, and what it never shows."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from clientela.demo._names import AREAS, FIRM, LANGUAGE, SURNAMES, TOWNS, firm_name, tax_number, unique_names
from clientela.demo._plan import DAYS, Bools, Floats, Ints, Plan, stream, to_working_day

SEGMENTS = ("Costruttori OEM", "Manutenzione", "Rivenditori", "Edilizia", "Impiantisti")
_SEGMENT_SHARE = (0.22, 0.28, 0.16, 0.2, 0.14)
_RHYTHM = np.array(
    [
        [0.1, 0.2, 0.35, 0.35],
        [0.45, 0.3, 0.15, 0.1],
        [0.1, 0.25, 0.35, 0.3],
        [0.5, 0.3, 0.15, 0.05],
        [0.4, 0.3, 0.2, 0.1],
    ]
)
"""Chance of an Erlang shape 1..4 by segment: makers and resellers order like clockwork, builders do not."""
GROWERS, DECLINERS = 0.05, 0.09
"""Shares of customers that grow fast and that fade."""
HARD = 0.12
"""Share of customers that cost more to serve than they look."""
DISCOUNT_CEILING = 1.5
"""Size above which nobody gets more discount for being larger."""
BIG = 1.6
"""Size above which a customer neither doubles nor halves from year to year."""
DISPERSION = 1.3
"""Spread of the logarithm of size; with the spread of the rate it concentrates revenue as real ledgers do."""
NEWCOMER_SIZE = -1.05
"""Newcomers are smaller: whoever was there before the first day is what survived."""


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers, one array element each."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]
    tax_numbers: tuple[str, ...]
    town: Ints
    segment: Ints
    since: Ints
    """Day number of the first acquaintance; negative before the first day of the ledger."""
    parent: Ints
    """The group's head, or -1."""
    # What no ledger shows:
    size: Floats
    rate: Floats
    """Orders a year, before season, trend and visits."""
    shape: Ints
    """Erlang shape k of the time between orders."""
    one_timer: Bools
    project: Bools
    drift: Floats
    """Yearly change of the ordering rate, in logarithms."""
    quality: Floats
    """Relationship quality, standard normal."""
    price_sensitivity: Floats
    person_dependence: Floats
    """Share of the relation that hangs on our seller, 0 to 1."""
    season_strength: Floats
    order_lines: Floats
    line_value: Floats
    discount: Ints
    """Usual discount in tenths of a percent."""
    visit_low: Floats
    visit_high: Floats
    visit_curve: Floats
    visit_norm: Ints
    serve_cost_order: Floats
    serve_cost_share: Floats
    hard: Bools
    """Whether serving the customer costs more than it looks; in a company without plants nobody."""
    plain_cost_order: Floats
    """What an order, and a share of revenue, would cost to serve of a customer that is not hard."""
    plain_cost_share: Floats

    @property
    def area(self) -> Ints:
        """Index of each customer's area."""
        return np.array([t.area for t in TOWNS])[self.town]

    @property
    def domestic(self) -> Bools:
        """Whether the customer is in Italy."""
        return np.array([t.country == "IT" for t in TOWNS])[self.town]


def _normal_ranks(rng: np.random.Generator, count: int) -> Floats:
    # Ranks instead of draws: no seed gets a company with one monstrous customer.
    inverse = NormalDist().inv_cdf
    points = np.array([inverse((i + 0.5) / count) for i in range(count)])
    return rng.permutation(points) if count else points


def _names(rng: np.random.Generator, town: Ints) -> tuple[str, ...]:
    order = {code: rng.permutation(len(FIRM[code]) * len(SURNAMES[code])) for code in FIRM}
    next_one = dict.fromkeys(order, 0)
    wanted = []
    for index in town:
        place = TOWNS[int(index)]
        language = LANGUAGE[place.country]
        if place.name == "Genève":
            language = "fr"
        elif place.name == "Lugano":
            language = "it"
        numbers = order[language]
        wanted.append((firm_name(language, int(numbers[next_one[language] % len(numbers)])), place.name))
        next_one[language] += 1
    return tuple(unique_names(wanted))


def _pick(rng: np.random.Generator, chances: Floats, count: int) -> Ints:
    return np.searchsorted(np.cumsum(chances) / np.sum(chances), rng.random(count), side="right").astype(
        np.int64
    )


def usual_discount(size: Floats) -> Floats:
    """Return the discount in percent that a customer of a size gets: it grows with size up to a ceiling, as price policies do."""
    return 9 + 7 * np.minimum(size, DISCOUNT_CEILING)


def make_customers(plan: Plan) -> Customers:
    """Draw the base: a third was there before the first day, the rest comes over the five years."""
    rng = stream(plan, "customers")
    n = plan.customers
    old = np.zeros(n, dtype=bool)
    old[rng.permutation(n)[: n // 3]] = True
    arrival = to_working_day(np.sort(rng.integers(0, DAYS - 20, n)))
    since = np.where(old, -rng.integers(30, 365 * 12, n), arrival)
    size = np.empty(n)
    size[old] = _normal_ranks(rng, int(old.sum()))
    size[~old] = _normal_ranks(rng, int((~old).sum())) + NEWCOMER_SIZE
    segment = _pick(rng, np.array(_SEGMENT_SHARE), n)
    one_timer = ~old & (rng.random(n) < np.where(size < 0, 0.34, 0.1))
    big = size > BIG
    project = ~one_timer & ~big & (rng.random(n) < np.where(segment >= 3, 0.12, 0.03))  # noqa: PLR2004 - builders and fitters
    bounds = np.cumsum(_RHYTHM, axis=1)[segment]
    shape = 1 + (rng.random((n, 1)) > bounds).sum(axis=1)
    shape[project] = 1
    quality = rng.normal(0, 1, n)
    kind = rng.random(n)
    drift = 0.02 * quality + rng.normal(-0.035, 0.08, n)
    drift = np.where(big, np.clip(drift, -0.06, 0.04), drift)
    kind = np.where(big, 0.5, kind)
    grower, decliner = kind < GROWERS, kind > 1 - DECLINERS
    change = np.where(grower, rng.uniform(0.15, 0.3, n), -rng.uniform(0.25, 0.4, n))
    drift = np.where(grower | decliner, change, drift)
    rate = np.clip(
        np.exp(2.7 + 0.5 * DISPERSION * size) * np.where(big, 1.0, rng.gamma(6, 1 / 6, n)), 0.9, 230
    )
    low = rng.uniform(0.4, 0.85, n)
    towns = _pick(rng, np.array([t.weight for t in TOWNS]), n)
    first, step = 10_000, 7
    numbers = first + step * np.argsort(np.argsort(since, kind="stable")) + rng.integers(0, step, n)
    town_names = _names(rng, towns)
    parent = np.full(n, -1)
    children = rng.permutation(n)[: n // 25]
    heads = np.flatnonzero(size > 1.0)
    if len(heads):
        parent[children] = rng.choice(heads, len(children))
        parent[parent == np.arange(n)] = -1
        parent[heads] = -1
    hard = (rng.random(n) < HARD) & plan.planted
    return Customers(
        names=town_names,
        numbers=tuple(f"{number:07d}" for number in numbers),
        tax_numbers=tuple(tax_number(TOWNS[int(t)].country, 11 * i + 23) for i, t in enumerate(towns)),
        town=towns,
        segment=segment,
        since=since.astype(np.int64),
        parent=parent.astype(np.int64),
        size=size,
        rate=np.where(one_timer, 1.0, rate),
        shape=shape.astype(np.int64),
        one_timer=one_timer,
        project=project,
        drift=np.where(one_timer, 0.0, drift),
        quality=quality,
        price_sensitivity=rng.gamma(2.0, 0.25, n),
        person_dependence=rng.beta(2, 3, n),
        season_strength=rng.uniform(0.7, 1.25, n),
        order_lines=np.clip(3.75 * np.exp(0.14 * DISPERSION * size + rng.normal(0, 0.25, n)), 1.1, 14),
        line_value=np.exp(6.36 + 0.46 * DISPERSION * size + rng.normal(0, 0.3, n) * ~big + 0.7 * project),
        discount=np.clip(np.rint(10 * (usual_discount(size) + rng.normal(0, 4, n))), 0, 420).astype(np.int64)
        // 5
        * 5,
        visit_low=low,
        visit_high=np.where(big, rng.uniform(1.05, 1.2, n), rng.uniform(1.1, 1.7, n)),
        visit_curve=rng.uniform(1.2, 2.4, n),
        visit_norm=np.clip(np.rint(3.5 * np.exp(0.55 * size)), 1, 36).astype(np.int64),
        hard=hard,
        plain_cost_order=(order_cost := rng.gamma(9, 2.6, n)),
        # The larger the customer, the less of each euro goes into serving it.
        plain_cost_share=(
            cost_share := (0.015 + 0.6 * rng.beta(2, 30, n)) * np.exp(-0.2 * np.maximum(size, 0))
        ),
        serve_cost_order=order_cost * np.where(hard, 2.6, 1.0),
        serve_cost_share=np.clip(cost_share + np.where(hard, rng.uniform(0.05, 0.22, n), 0.0), 0, 0.4),
    )


def country(customers: Customers, index: int) -> str:
    """Return the country code of one customer."""
    return TOWNS[int(customers.town[index])].country


def area_name(customers: Customers, index: int) -> str:
    """Return the name of one customer's area."""
    return AREAS[TOWNS[int(customers.town[index])].area]
