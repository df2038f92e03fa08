"""Our strengths against what customers choose by: what to work on, what to keep, what nobody pays for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._dynamics import to_frame
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.evidence._measures import CHOICE_FACTORS

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

    Array = np.ndarray[Any, Any]

QUADRANTS = (
    ("concentrate", msg("Concentrate here: it counts, and we are behind")),
    ("keep_up", msg("Keep up: it counts, and we are ahead")),
    ("low_priority", msg("Low priority: it counts little, and we are behind")),
    ("overkill", msg("Possible overkill: it counts little, and we are ahead")),
)
PAID = (
    ("paid", msg("Customers who find us strong give us importance")),
    ("nobody_pays", msg("Nobody pays for it: our strength goes with no importance")),
    ("open", msg("Open: the interval holds both")),
    ("too_few", msg("Too few customers to say")),
)
_LEAST = 20
_WEAK = 0.30
"""A rank correlation that is surely below this is as good as none."""
_Z80 = 1.2815515655446004
_READ = {
    "customer_evidence": ("customer_key", "measure_code", "status_class", "source_class", "value"),
    "customer_scores": ("customer_key", "importance_score"),
}


def rank_correlation(first: Array, second: Array) -> tuple[float, float, float]:
    """Return the rank correlation and its 80 % interval; NaN where one of the two does not vary.

    Formula: correlation of the mean ranks (Spearman 1904); interval by Fisher's z with the error sqrt(1.06 / (n - 3)) (Fieller, Hartley &
    Pearson 1957).
    """
    from scipy.stats import rankdata  # noqa: PLC0415 - slow import, needed where there is something to rank

    left, right = (rankdata(values) - (len(values) + 1) / 2 for values in (first, second))
    spread = float(np.sqrt((left**2).sum() * (right**2).sum()))
    if spread <= 0:
        return (float("nan"),) * 3
    rho = float((left * right).sum()) / spread
    z = float(np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12)))
    reach = _Z80 * float(np.sqrt(1.06 / (len(first) - 3)))
    return rho, float(np.tanh(z - reach)), float(np.tanh(z + reach))


def _known(rows: Frame) -> dict[str, dict[int, float]]:
    """Return what the customers say, by measure and customer; our own judgement of it is none of theirs."""
    state = np.asarray(rows["status_class"]).astype(str)
    klass = np.ma.filled(np.ma.asarray(rows["source_class"]).astype(object), "").astype(str)
    value = np.ma.filled(np.ma.asarray(rows["value"]).astype(np.float64), np.nan)
    measure = np.asarray(rows["measure_code"]).astype(str)
    use = np.isin(state, ("known", "conflicting")) & (klass != "J") & ~np.isnan(value) & np.char.startswith(measure, "choice_")  # fmt: skip
    found: dict[str, dict[int, float]] = {}
    for key, name, said in zip(np.asarray(rows["customer_key"])[use].tolist(), measure[use].tolist(), value[use].tolist(), strict=True):  # fmt: skip
        found.setdefault(name, {})[int(key)] = said
    return found


def _mean(values: dict[int, float]) -> float | None:
    return float(np.mean(list(values.values()))) if values else None


@step(
    title=msg("Strengths and what they are worth"),
    inputs=("customer_evidence", "customer_scores"),
    columns=_READ,
    fields=(
        Field("factor_code", msg("What is chosen by"), "text"),
        Field("weight_mean", msg("Weight"), "number", msg("points of 100 the customers give it; a customer that divided points and left it out gives 0")),
        Field("own_mean", msg("We"), "number", msg("0 to 10, as the customers say")),
        Field("rival_mean", msg("Best rival"), "number", msg("0 to 10, as the customers say")),
        Field("rated_count", msg("Customers that rated both"), "count"),
        Field("quadrant_class", msg("What to do"), "class", msg("counts: weight on or above that of even division; ahead: our mean on or above the rival's, over the customers that rated both"), "Martilla & James 1977", QUADRANTS),
        Field("compared_count", msg("Customers with our score and an importance"), "count"),
        Field("rank_correlation", msg("Our score and the importance given to us"), "number", msg("rank correlation over the customers; from 20 on"), "Spearman 1904"),
        Field("correlation_low", msg("at least"), "number", msg("80 % interval")),
        Field("correlation_high", msg("at most"), "number"),
        Field("paid_class", msg("Is it paid for?"), "class", msg("nobody pays: surely below 0.3; paid: surely above 0"), "own limits", PAID),
    ),
    form="arrays",
)  # fmt: skip
def strengths(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per factor that any customer rated or weighed; below 20 customers the table alone, without a verdict on what is paid for."""
    del params
    known, scores = _known(frames["customer_evidence"]), frames["customer_scores"]
    given = np.ma.filled(np.ma.asarray(scores["importance_score"]).astype(np.float64), np.nan)
    importance = {int(k): v for k, v in zip(np.asarray(scores["customer_key"]).tolist(), given.tolist(), strict=True) if not np.isnan(v)}  # fmt: skip
    dividing = {key for name, said in known.items() if name.startswith("choice_weight_") for key in said}
    made: list[list[Any]] = []
    for factor in CHOICE_FACTORS:
        own, rival, said = (known.get(f"choice_{part}_{factor}", {}) for part in ("own", "rival", "weight"))
        if not (own or rival or said):
            continue
        both = sorted(own.keys() & rival.keys())
        weight = _mean({key: said.get(key, 0.0) for key in dividing})
        ahead = sum(own[k] - rival[k] for k in both)
        quadrant = None
        if both and weight is not None:
            counts = weight >= 100 / len(CHOICE_FACTORS)
            quadrant = ("keep_up" if ahead >= 0 else "concentrate") if counts else ("overkill" if ahead >= 0 else "low_priority")  # fmt: skip
        pairs = sorted(own.keys() & importance.keys())
        found: tuple[Any, ...] = (None, None, None)
        paid = "too_few"
        if len(pairs) >= _LEAST:
            found = rank_correlation(
                np.array([own[k] for k in pairs]), np.array([importance[k] for k in pairs])
            )
            paid = "open" if np.isnan(found[0]) else "nobody_pays" if found[2] < _WEAK else "paid" if found[1] > 0 else "open"  # fmt: skip
        made.append([factor, weight, _mean(own), _mean(rival), len(both), quadrant, len(pairs), *found, paid])
    return to_frame(strengths.fields, made)
