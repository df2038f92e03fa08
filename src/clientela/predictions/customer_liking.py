"""Which customers are liked most, out of choices between two, and how far the choices of each person fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.passes import KEY
from clientela.predictions._preferences import fit_preferences, judge_consistency, strength_errors

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

    Array = np.ndarray[Any, Any]

RATER_VERDICTS = (
    ("consistent", msg("the choices fit together")),
    ("contradictory", msg("the choices contradict each other")),
    ("too_few", msg("too few choices to say")),
)
_LEAST_ZETA = 0.5
_PRIOR = 0.5
"""Won and lost choices added to every customer: without them one that won every choice would be liked without limit."""
_Z80 = 1.2815515655446004


def _choices(frame: Frame) -> tuple[Array, Array, Array]:
    """Return preferred keys, other keys and who chose."""
    return (
        np.asarray(frame["customer_key"]).astype(np.int64),
        np.asarray(frame["other_key"]).astype(np.int64),
        np.asarray(frame["rater_id"]).astype(str),
    )


def _wins(preferred: Array, other: Array) -> tuple[Array, Array]:
    """Return the keys that occur, sorted, and who was chosen before whom how often."""
    keys, place = np.unique(np.concatenate([preferred, other]), return_inverse=True)
    table = np.zeros((len(keys), len(keys)))
    np.add.at(table, (place[: len(preferred)], place[len(preferred) :]), 1.0)
    return keys, table


@step(
    title=msg("Liking of the customers"),
    inputs=("preference_choices",),
    columns={"preference_choices": ("customer_key", "other_key", "rater_id")},
    fields=(
        KEY,
        Field("choices_count", msg("Choices"), "count", msg("of the people with 30 choices or more, unless set otherwise")),
        Field("chosen_count", msg("Of these for the customer"), "count"),
        Field("liking_number", msg("Liking"), "number", msg("logarithm of the strength p in P(a before b) = p_a / (p_a + p_b), 0 for the mean of all; drawn towards 0 by half a choice won and half a choice lost"), "Bradley & Terry 1952; Hunter 2004"),
        Field("liking_low_number", msg("Liking, at least"), "number", msg("80 % interval")),
        Field("liking_high_number", msg("Liking, at most"), "number"),
        Field("liking_rank", msg("Rank by liking"), "count"),
    ),
    uses=("dynamics",),
    form="arrays",
)  # fmt: skip
def customer_liking(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Fit one strength per customer to the choices of everybody who made enough of them; customers nobody chose between have no row."""
    preferred, other, rater = _choices(frames["preference_choices"])
    people, place, made = np.unique(rater, return_inverse=True, return_counts=True)
    enough = (made >= params["dynamics"].preference_pairs)[place] if len(people) else np.zeros(0, dtype=bool)
    keys, wins = _wins(preferred[enough], other[enough])
    strengths = fit_preferences(wins, prior=_PRIOR) if len(keys) else np.zeros(0)
    liking = np.log(strengths) - np.log(strengths).mean() if len(keys) else np.zeros(0)
    errors = strength_errors(strengths, wins, prior=_PRIOR) if len(keys) else np.zeros(0)
    rank = np.zeros(len(keys), dtype=np.int64)
    rank[np.argsort(-liking, kind="stable")] = np.arange(1, len(keys) + 1)
    return {
        "customer_key": keys,
        "choices_count": (wins.sum(axis=0) + wins.sum(axis=1)).astype(np.int64),
        "chosen_count": wins.sum(axis=1).astype(np.int64),
        "liking_number": liking,
        "liking_low_number": liking - _Z80 * errors,
        "liking_high_number": liking + _Z80 * errors,
        "liking_rank": rank,
    }


@step(
    title=msg("Who chose between customers"),
    inputs=("preference_choices",),
    columns={"preference_choices": ("customer_key", "other_key", "rater_id")},
    fields=(
        Field("rater_id", msg("Who chose"), "text"),
        Field("choices_count", msg("Choices"), "count"),
        Field("customers_count", msg("Customers"), "count"),
        Field("triads_count", msg("Triples compared"), "count", msg("three customers of which all three pairs were chosen between")),
        Field("circular_count", msg("Circular triples"), "count", msg("a before b, b before c, c before a")),
        Field("zeta_number", msg("Consistency"), "number", msg("1 - circular triples / the most there can be; where not all pairs were asked, / a quarter of the triples"), "Kendall & Babington Smith 1940"),
        Field("rater_verdict", msg("Verdict"), "class", msg("too few below 30 choices unless set otherwise; contradictory below a consistency of 0.5"), "own limit", RATER_VERDICTS),
    ),
    uses=("dynamics",),
    form="arrays",
)  # fmt: skip
def liking_raters(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say of each person how many choices it made and how far they fit together."""
    preferred, other, rater = _choices(frames["preference_choices"])
    people = np.unique(rater)
    rows: list[tuple[int, int, int, int, float]] = []
    verdicts: list[str] = []
    for person in people:
        own = rater == person
        keys, wins = _wins(preferred[own], other[own])
        found = judge_consistency(wins)
        rows.append((int(own.sum()), len(keys), found.triads, found.circular, found.zeta))
        few = own.sum() < params["dynamics"].preference_pairs
        verdicts.append(
            "too_few" if few or np.isnan(found.zeta) else "contradictory" if found.zeta < _LEAST_ZETA else "consistent"
        )  # fmt: skip
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 5)
    names = ("choices_count", "customers_count", "triads_count", "circular_count")
    made: Frame = {"rater_id": people.astype(object)}
    made |= {name: table[:, i].astype(np.int64) for i, name in enumerate(names)}
    return made | {"zeta_number": table[:, 4], "rater_verdict": np.array(verdicts, dtype=object)}
