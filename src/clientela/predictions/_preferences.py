"""Which customers are liked more, out of choices between two: strengths, contradictions, and what the taste follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_STEPS, _CLOSE = 10_000, 1e-12


def fit_preferences(wins: Array, *, prior: float = 0.0) -> Array:
    """Return the strength of each item, positive and adding up to 1; shape (items,).

    Formula: P(i before j) = pi_i / (pi_i + pi_j) (Bradley & Terry 1952); pi_i <- W_i / sum over j of n_ij / (pi_i + pi_j) until it
    stands still (Zermelo 1929; Hunter 2004). `wins[i, j]`: how often i was chosen before j. `prior`: so many further choices of
    each item won and lost against one that is as good as the mean, without which an item that won or lost every choice has no
    strength. Raises: ValueError where strengths do not exist without a prior.
    """
    wins = np.asarray(wins, dtype=np.float64)
    count = len(wins)
    played = wins + wins.T
    np.fill_diagonal(played, 0.0)
    won = wins.sum(axis=1) - np.diag(wins) + prior
    if prior <= 0 and not _is_connected(wins):
        raise ValueError("without a prior every item must have won and lost, and all must be tied by choices")
    strengths = np.full(count, 1.0)
    for _ in range(_STEPS):
        against = played / (strengths[:, None] + strengths[None, :])
        fresh = won / (against.sum(axis=1) + 2 * prior / (strengths + 1.0))
        if prior <= 0:
            fresh = fresh * count / fresh.sum()
        moved = np.abs(np.log(fresh / strengths)).max(initial=0.0)
        strengths = fresh
        if moved < _CLOSE:
            break
    return np.asarray(strengths / strengths.sum())


def _is_connected(wins: Array) -> bool:
    """Say whether from every item a chain of wins leads to every other (Ford 1957)."""
    reach = (wins > 0) | np.eye(len(wins), dtype=bool)
    for _ in range(max(1, int(np.ceil(np.log2(max(len(wins), 2)))))):
        reach = (reach.astype(np.int64) @ reach.astype(np.int64)) > 0
    return bool(reach.all())


@dataclass(frozen=True, slots=True)
class Consistency:
    """How far the choices of one person fit together."""

    triads: int
    """Triples of items of which all three pairs were chosen between."""
    circular: int
    """Of these: A before B, B before C, C before A."""
    expected: float
    """Circular ones that choices by the toss of a coin would make."""
    zeta: float
    """1 - circular / expected-at-most: 1 without contradiction, about 0 for a coin; NaN without a triple."""


def judge_consistency(wins: Array) -> Consistency:
    """Count circular triples of one person's choices and return Kendall's zeta.

    Formula: zeta = 1 - d / d_max; for all pairs of n items d_max = (n^3 - n) / 24, n odd, (n^3 - 4 n) / 24, n even (Kendall &
    Babington Smith 1940). Where not all pairs were asked, zeta = 1 - d / (triples / 4): a coin makes a quarter of the triples
    circular. A pair chosen both ways equally often counts for none.
    """
    lead = np.sign(np.asarray(wins, dtype=np.float64) - np.asarray(wins, dtype=np.float64).T)
    beats = (lead > 0).astype(np.int64)
    told = beats + beats.T
    count = len(beats)
    triads = int(np.trace(told @ told @ told)) // 6
    circular = int(np.trace(beats @ beats @ beats)) // 3
    expected = triads / 4
    if not triads:
        return Consistency(0, 0, 0.0, float("nan"))
    is_complete = triads == count * (count - 1) * (count - 2) // 6
    most = (count**3 - (count if count % 2 else 4 * count)) / 24 if is_complete else expected
    return Consistency(triads, circular, expected, 1 - circular / most if most > 0 else float("nan"))


@dataclass(frozen=True, slots=True)
class ImplicitWeights:
    """What the liking follows, beside what is said to count; shapes (criteria,)."""

    weights: Array
    """Points of 100; criteria that work against the liking have none of them."""
    slopes: Array
    """Change of the logarithm of the strength by one point of the score."""
    errors: Array
    explained: float
    """Part of the differences in liking that the criteria explain."""
    items: int


def implicit_weights(strengths: Array, scores: Array) -> ImplicitWeights | None:
    """Regress the logarithm of the strengths on the scores; None with fewer than three items more than criteria.

    Formula: ln pi = a + S b, least squares over the items that have every score; weight_k = 100 max(b_k, 0) sd_k / sum of the same.
    Shapes: `strengths` (items,), `scores` (items, criteria), NaN where not known.
    """
    whole = ~np.isnan(scores).any(axis=1) & (strengths > 0)
    told, kept = np.log(strengths[whole]), scores[whole]
    items, criteria = kept.shape
    if items < criteria + 3:
        return None
    around = kept - kept.mean(axis=0)
    spread = around.std(axis=0)
    used = spread > 0
    slopes, errors = np.full(criteria, np.nan), np.full(criteria, np.nan)
    if not used.any():
        return None
    own = around[:, used]
    inverse = np.linalg.pinv(own.T @ own)
    centred = told - told.mean()
    found = inverse @ own.T @ centred
    rest = centred - own @ found
    slopes[used] = found
    errors[used] = np.sqrt(np.clip(np.diag(inverse), 0, None) * (rest @ rest) / (items - int(used.sum()) - 1))
    pull = np.where(used, np.clip(np.nan_to_num(slopes), 0, None) * spread, 0.0)
    weights = 100 * pull / pull.sum() if pull.sum() > 0 else np.zeros(criteria)
    variance = float(centred @ centred)
    return ImplicitWeights(
        weights, slopes, errors, 1 - float(rest @ rest) / variance if variance > 0 else 0.0, items
    )


def strength_errors(strengths: Array, wins: Array, *, prior: float) -> Array:
    """Return the standard errors of ln strength less the mean of them all; shape (items,).

    Formula: square roots of the diagonal of the inverse of the information: H_ii = sum over j of n_ij p_ij (1 - p_ij) + 2 prior q (1 - q),
    H_ij = - n_ij p_ij (1 - p_ij), q the chance against an item as good as the mean.
    """
    played = np.asarray(wins + wins.T, dtype=np.float64)
    np.fill_diagonal(played, 0.0)
    own = np.asarray(strengths) * len(strengths)
    chance = own[:, None] / (own[:, None] + own[None, :])
    table = -played * chance * (1 - chance)
    level = own / (1 + own)
    np.fill_diagonal(table, -table.sum(axis=1) + 2 * prior * level * (1 - level))
    count = len(own)
    centre = np.eye(count) - 1 / count  # what all share is no difference between them
    return np.asarray(np.sqrt(np.clip(np.diag(centre @ np.linalg.pinv(table) @ centre), 0.0, None)))
