"""What is known of a customer and a family it does not buy: the variables of the chance that it will."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientela.engine.frames import Array

SHRINK = 20.0
"""Customers by which the rate of a kind is drawn towards the rate of all."""
_PRIOR = 0.5
_RIDGE = 0.5
WINDOW = 2
"""Half years of the twelve months in which a family counts as bought."""
NAMES = (
    "penetration", "kind_penetration", "adoption", "kind_adoption", "season_adoption", "similar", "together", "lapsed", "breadth",
    "active", "curious",
)  # fmt: skip


@dataclass(frozen=True)
class Range:
    """Who bought what when. `bought`: (half years, customers, families), half 0 the latest; `kind`: (customers,), numbers from 0."""

    bought: Array
    kind: Array
    halves_known: int
    """Half years that lie wholly in the data; of older ones nothing is known."""

    def owned(self, half: int) -> Array:
        """What was bought in the twelve months that end with this half year, shape (customers, families)."""
        return np.asarray(self.bought[half : half + WINDOW].any(axis=0))

    def adopted(self, half: int) -> Array:
        """What was bought in this half year and not in the twelve months before it, as far as these are known."""
        return np.asarray(self.bought[half] & ~self.owned(half + 1))

    def of(self, rows: Array) -> Range:
        """Return the same of some customers, by their places."""
        return Range(self.bought[:, rows], self.kind[rows], self.halves_known)


@dataclass(frozen=True)
class Knowledge:
    """What all customers together say on one day: rates are logits, shapes (families,) or (kinds, families)."""

    penetration: Array
    kind_penetration: Array
    adoption: Array
    kind_adoption: Array
    season_adoption: Array
    similar: Array
    """Cosine of who buys both, shape (families, families), zero on the diagonal."""
    together: Array
    """Weights of a ridge regression of each family on all others, the same shape."""


def _logit(part: Array, whole: Array | float) -> Array:
    share = (part + _PRIOR) / (np.asarray(whole) + 2 * _PRIOR)
    return np.asarray(np.log(share / (1 - share)))


def _by_kind(part: Array, base: Array, kind: Array, count: int) -> tuple[Array, Array]:
    """Sum `part` and `base` (customers, families) within each kind, drawn towards the rate of all."""
    overall = (part.sum(axis=0) + _PRIOR) / (base.sum(axis=0) + 2 * _PRIOR)
    parts, bases = (np.stack([table[kind == k].sum(axis=0) for k in range(count)]) for table in (part, base))
    return parts + SHRINK * overall, bases + SHRINK


def learn(seen: Range, half: int) -> Knowledge:
    """Sum up what the customers bought up to the end of half year `half`.

    Sources: item similarity by cosine (Sarwar et al. 2001); ridge regression without a diagonal (Steck 2019); rates drawn to the mean.
    """
    owned = seen.owned(half)
    active = np.asarray(owned.any(axis=1))
    kinds = int(seen.kind.max(initial=0)) + 1
    size = float(active.sum())
    buyers = owned.sum(axis=0).astype(np.float64)

    def rates(at: int) -> tuple[Array, Array]:
        before = seen.owned(at + 1)
        open_ = ~before & np.asarray(before.any(axis=1))[:, None]
        return seen.bought[at] & open_, open_

    new, open_ = rates(half)
    older, older_open = rates(half + 1) if half + 1 + WINDOW < seen.halves_known else (new, open_)
    base = np.broadcast_to(active[:, None], owned.shape)
    gram = owned.T.astype(np.float32) @ owned.astype(np.float32)
    gram = gram.astype(np.float64)
    norm = np.sqrt(np.maximum(np.diag(gram), 1.0))
    similar = gram / norm[:, None] / norm[None, :]
    np.fill_diagonal(similar, 0.0)
    ridge = gram + np.eye(len(gram)) * max(1.0, _RIDGE * float(np.diag(gram).mean()) if len(gram) else 1.0)
    inverse = np.linalg.inv(ridge)
    together = -inverse / np.diag(inverse)[None, :]
    np.fill_diagonal(together, 0.0)
    return Knowledge(
        penetration=_logit(buyers, size),
        kind_penetration=_logit(*_by_kind(owned, base, seen.kind, kinds)),
        adoption=_logit(new.sum(axis=0), open_.sum(axis=0)),
        kind_adoption=_logit(*_by_kind(new, open_, seen.kind, kinds)),
        season_adoption=_logit(older.sum(axis=0), older_open.sum(axis=0)),
        similar=similar,
        together=together,
    )


def features(
    seen: Range, known: Knowledge, half: int, rows: Array, places: tuple[int, ...]
) -> tuple[Array, ...]:
    """Return the variables `places` (of `NAMES`) of the customers `rows` at the end of half year `half`.

    Each has a shape that broadcasts to (rows, families): what is the same for a customer or a family is there once.
    """
    part = seen.of(rows)
    owned = part.owned(half).astype(np.float64)
    breadth = owned.sum(axis=1)[:, None]
    makers: dict[str, Callable[[], Array]] = {
        "penetration": lambda: known.penetration,
        "kind_penetration": lambda: known.kind_penetration[part.kind],
        "adoption": lambda: known.adoption,
        "kind_adoption": lambda: known.kind_adoption[part.kind],
        "season_adoption": lambda: known.season_adoption,
        "similar": lambda: np.asarray(owned @ known.similar / np.maximum(breadth, 1.0)),
        "together": lambda: owned @ known.together,
        "lapsed": lambda: np.asarray(
            part.bought[half + WINDOW : half + 2 * WINDOW].any(axis=0), dtype=np.float64
        ),
        "breadth": lambda: np.asarray(np.log1p(breadth)),
        "active": lambda: part.bought[half].any(axis=1).astype(np.float64)[:, None],
        "curious": lambda: np.asarray(np.log1p(part.adopted(half).sum(axis=1)))[:, None],
    }
    return tuple(makers[NAMES[place]]() for place in places)
