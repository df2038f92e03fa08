"""The rows the attrition study learns from: each customer at risk on past days, what was known of it then, and whether it left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logit

from clientela.predictions._attrition_factors import BLOCKS, FACTORS
from clientela.predictions._beta_geometric import fit_beta_geometric, fit_regular
from clientela.predictions._days import recency
from clientela.predictions._histories import read_histories
from clientela.predictions._panel import QUARTER, YEAR, is_lost, look_at
from clientela.predictions._prior import beta_geometric_prior

if TYPE_CHECKING:
    from clientela.predictions._days import Flags, Floats, Ints
    from clientela.predictions._panel import Look, Panel

EVENTS_PER_PARAMETER = 10
LEAST_COVERAGE = 0.6
LEAST_LEARN_LOSSES = 20
"""Fewer losses teach no covariate: two parameters need ten each."""
MOST_CUSTOMERS = 15_000
MOST_LANDMARKS = 24
SETTLED = YEAR // QUARTER
"""Quarters after which it is known who left."""
_P = 1e-4
_RARE = 10


@dataclass(frozen=True)
class Landmark:
    """The customers at risk on one day: shapes (rows,)."""

    place: int
    """Quarters before the day looked from."""
    look: Look
    customer: Ints
    odds: Floats
    """Log odds of no order in the year after it, by the purchase models."""
    gone: Floats
    """Of every customer, shape (customers,): 1 without an order in the year after it; NaN while that is not known."""

    @property
    def lost(self) -> Floats:
        """Return what became of the customers at risk."""
        return self.gone[self.customer]


@dataclass(frozen=True)
class Rows:
    """Landmarks as one table: shapes (rows,)."""

    customer: Ints
    place: Ints
    odds: Floats
    lost: Floats
    rhythm: Floats
    values: dict[str, Floats]

    def where(self, mask: Flags) -> Rows:
        """Keep the rows marked."""
        return Rows(
            self.customer[mask], self.place[mask], self.odds[mask], self.lost[mask], self.rhythm[mask],
            {name: column[mask] for name, column in self.values.items()},
        )  # fmt: skip

    @property
    def losses(self) -> int:
        """How many customers left in them: a loss is seen from several days and counts once."""
        return len(np.unique(self.customer[self.lost > 0]))


def orders_odds(panel: Panel, day: int) -> Floats:
    """Return the log odds of no order in the year after `day` by BG/NBD and MBG/CNBD-k, known at `day`; shape (customers,)."""
    seen = recency(panel.days.until(day), day)
    use = np.flatnonzero(seen.is_known)
    if len(use) > MOST_CUSTOMERS:  # evenly over the customers, who stand in order of their numbers
        use = use[np.linspace(0, len(use) - 1, MOST_CUSTOMERS).astype(np.int64)]
    base = read_histories(
        seen.repeats[use], seen.last[use], seen.age[use], log_gaps=float(seen.log_gaps[use].sum())
    )
    prior = beta_geometric_prior()
    found = np.zeros(panel.customers)
    for model in (fit_beta_geometric(base, k=1, modified=False, prior=prior), fit_regular(base, prior=prior)):
        active = model.active_probability(
            seen.repeats, seen.last, seen.age, np.array(0.0), np.array(float(YEAR))
        )
        found += -logit(np.clip(np.nan_to_num(active, nan=0.5), _P, 1 - _P)) / 2
    return found


def some_of(panel: Panel, seed: int) -> Panel:
    """Return so many customers, drawn, that can be learned from in minutes; a smaller base is taken whole."""
    if panel.customers <= MOST_CUSTOMERS:
        return panel
    drawn = np.random.default_rng(seed).choice(panel.customers, MOST_CUSTOMERS, replace=False)
    return panel.of(np.sort(drawn))


def landmarks(panel: Panel, *, quarters: range = range(MOST_LANDMARKS)) -> list[Landmark]:
    """Look back from now every quarter, as long as a year of purchases lies before; now is the first."""
    made = []
    for place in quarters:
        day = panel.as_of - QUARTER * place
        if day - panel.first < YEAR:
            break
        look = look_at(panel, day)
        customer = np.flatnonzero(look.is_at_risk)
        if not len(customer):
            break
        lost = (
            is_lost(panel, day).astype(np.float64) if place >= SETTLED else np.full(panel.customers, np.nan)
        )
        made.append(Landmark(place, look, customer, orders_odds(panel, day)[customer], lost))
    return made


def rows_of(marks: list[Landmark]) -> Rows:
    """Put landmarks into one table."""
    names = [name for name, _, _ in FACTORS if marks and all(name in m.look.values for m in marks)]

    def joined(pieces: list[Floats]) -> Floats:
        return np.concatenate([np.zeros(0), *pieces])

    return Rows(
        joined([m.customer.astype(np.float64) for m in marks]).astype(np.int64),
        joined([np.full(len(m.customer), m.place, dtype=np.float64) for m in marks]).astype(np.int64),
        joined([m.odds for m in marks]), joined([m.lost for m in marks]), joined([m.look.rhythm[m.customer] for m in marks]),
        {n: joined([m.look.values[n][m.customer] for m in marks]) for n in names},
    )  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """Which covariates are taken, how they are brought to one scale, and why the others are not."""

    names: tuple[str, ...]
    means: Floats
    spreads: Floats
    states: dict[str, str]
    coverage: dict[str, float]

    def only(self, block: str) -> Scale:
        """Return the same without the covariates of other blocks."""
        kept = [place for place, name in enumerate(self.names) if BLOCKS[name] == block]
        return Scale(
            tuple(self.names[place] for place in kept),
            self.means[kept],
            self.spreads[kept],
            self.states,
            self.coverage,
        )

    def table(self, values: dict[str, Floats], count: int) -> Floats:
        """Return the intercept and the covariates in standard deviations from their mean, 0 where one is not known."""
        columns = [np.ones(count)]
        for place, name in enumerate(self.names):
            own = (values.get(name, np.full(count, np.nan)) - self.means[place]) / self.spreads[place]
            columns.append(np.nan_to_num(own, nan=0.0))
        return np.column_stack(columns)


def choose(rows: Rows, *, spare: int = 1) -> Scale:
    """Take covariates in their order while there are ten losses for each parameter; `spare` parameters are taken already."""
    room = max(rows.losses // EVENTS_PER_PARAMETER - spare, 0)
    taken: list[tuple[str, float, float]] = []
    states: dict[str, str] = {}
    coverage: dict[str, float] = {}
    for name, _, _ in FACTORS:
        column = rows.values.get(name)
        if column is None:
            states[name] = "absent"
            continue
        known = np.isfinite(column)
        coverage[name] = float(known.mean()) if len(known) else 0.0
        if coverage[name] < LEAST_COVERAGE:
            states[name] = "coverage"
            continue
        common = np.median(column[known])
        rare = len(np.unique(rows.customer[known & (column != common)]))
        spread = float(column[known].std())
        if rare < _RARE or spread <= 0:
            states[name] = "constant"
        elif len(taken) >= room:
            states[name] = "events"
        else:
            states[name] = "used"
            taken.append((name, float(column[known].mean()), spread))
    return Scale(
        tuple(n for n, _, _ in taken), np.array([m for _, m, _ in taken]), np.array([s for _, _, s in taken]), states, coverage
    )  # fmt: skip
