"""Whom we like most and what the liking follows, beside what is said to count; who is about to leave by what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._dynamics import to_frame
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions.defection_energy import LIMITS
from clientela.predictions.defection_energy import STATES as ENERGIES
from clientela.scores import attractiveness

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

    Array = np.ndarray[Any, Any]

WEIGHT_STATES = (
    ("told", msg("told by the choices")),
    ("score_missing", msg("scores known of too few of these customers")),
    ("too_few", msg("too few customers with choices and scores")),
)
_HALF = 0.5
_Z80 = 1.2815515655446004
_COLUMNS = {
    "customer_liking": ("customer_key", "liking_number"),
    "customer_criteria": ("customer_key", "axis_class", "criterion", "weight", "criterion_score"),
}  # fmt: skip


@step(
    title=msg("Customers by liking"),
    inputs=("customers", "customer_liking", "customer_scores"),
    fields=(
        Field("liking_rank", msg("Rank by liking"), "count"),
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("choices_count", msg("Choices"), "count"),
        Field("chosen_count", msg("Of these for the customer"), "count"),
        Field("liking_number", msg("Liking"), "number"),
        Field("liking_low_number", msg("Liking, at least"), "number"),
        Field("liking_high_number", msg("Liking, at most"), "number"),
        Field("attractiveness_score", msg("Attractiveness to us"), "number"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_rank", msg("Rank by revenue among them"), "count"),
    ),
)  # fmt: skip
def liking_list(params: dict[str, Any]) -> str:
    """List the customers between whom was chosen, the most liked first, beside attractiveness and revenue: liking is neither."""
    return (
        "select l.liking_rank, c.customer_key, c.customer_id, c.customer_name, l.choices_count, l.chosen_count, l.liking_number, l.liking_low_number, l.liking_high_number, "
        "s.attractiveness_score, c.revenue_12m_amount, rank() over (order by c.revenue_12m_amount desc) as revenue_rank from customer_liking as l "
        "join customers as c on c.customer_key = l.customer_key left join customer_scores as s on s.customer_key = l.customer_key"
    )


@step(
    title=msg("What the liking follows"),
    inputs=tuple(_COLUMNS),
    columns=_COLUMNS,
    fields=(
        Field("criterion", msg("Criterion"), "text"),
        Field("stated_weight", msg("Weight said"), "number", msg("points of 100, as the settings have it")),
        Field("implicit_weight", msg("Weight by the choices"), "number", msg("logarithm of the strength regressed on the scores; slope x spread, those above zero as points of 100"), "Bradley & Terry 1952; Green & Srinivasan 1978"),
        Field("slope_number", msg("Effect of one point of the score"), "number", msg("on the logarithm of the strength; below zero the choices go against the criterion")),
        Field("slope_low_number", msg("at least"), "number", msg("80 % interval")),
        Field("slope_high_number", msg("at most"), "number"),
        Field("weight_state", msg("State"), "class", codes=WEIGHT_STATES),
        Field("customers_count", msg("Customers compared"), "count", msg("with choices and every score that is used")),
        Field("explained_share", msg("Part of the liking explained"), "share"),
    ),
    form="arrays",
)  # fmt: skip
def liking_weights(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Set the weights of attractiveness that are said beside those the choices follow; no row without choices.

    A criterion whose score is known for fewer than half of the customers chosen between is left out; customers without one of the other
    scores too.
    """
    from clientela.predictions._preferences import implicit_weights  # noqa: PLC0415 - loaded where it is needed

    del params
    keys, liking = np.asarray(frames["customer_liking"]["customer_key"]), frames["customer_liking"]["liking_number"]  # fmt: skip
    names, weights, scores = _scores(keys, frames["customer_criteria"])
    if not len(keys) or not names:
        return to_frame(liking_weights.fields, [])
    known = (~np.isnan(scores)).mean(axis=0) >= _HALF
    found = implicit_weights(np.exp(np.asarray(liking, dtype=np.float64)), scores[:, known]) if known.any() else None  # fmt: skip
    place = np.cumsum(known) - 1
    whole = weights.sum()
    rows: list[list[Any]] = []
    for i, name in enumerate(names):
        told: list[Any] = [None] * 4
        state = "score_missing" if not known[i] else "too_few"
        if found is not None and known[i]:
            slope, error = float(found.slopes[place[i]]), float(found.errors[place[i]])
            told = [float(found.weights[place[i]]), slope, slope - _Z80 * error, slope + _Z80 * error]
            state = "told"
        items = found.items if found is not None else int((~np.isnan(scores[:, known]).any(axis=1)).sum())
        rows.append([name, 100 * weights[i] / whole if whole > 0 else None, *told, state, items, found.explained if found is not None else None])  # fmt: skip
    return to_frame(liking_weights.fields, rows)


def _scores(keys: Array, criteria: Frame) -> tuple[list[str], Array, Array]:
    """Return the criteria of attractiveness, what each is said to weigh, and the scores of the customers, NaN where not known."""
    axis = np.asarray(criteria["axis_class"]).astype(str)
    use = (axis == attractiveness.AXIS) & np.isin(np.asarray(criteria["customer_key"]), keys)
    names, column = np.unique(np.asarray(criteria["criterion"]).astype(str)[use], return_inverse=True)
    score = np.ma.filled(np.ma.asarray(criteria["criterion_score"]).astype(np.float64), np.nan)[use]
    weight = np.ma.filled(np.ma.asarray(criteria["weight"]).astype(np.float64), np.nan)[use]
    by_key = np.argsort(keys)
    row = by_key[np.searchsorted(keys[by_key], np.asarray(criteria["customer_key"])[use])]
    table = np.full((len(keys), len(names)), np.nan)
    table[row, column] = score
    said = np.array([np.nanmax(weight[column == i], initial=0.0) for i in range(len(names))])
    return names.tolist(), said, table


@step(
    title=msg("Customers by defection energy"),
    inputs=("customers", "defection_energy"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("abc_value_class", msg("ABC by revenue"), "class"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("events_count", msg("Events"), "count"),
        Field("unrated_count", msg("Of these without a severity"), "count"),
        Field("last_event_on", msg("Last event"), "date"),
        Field("energy_number", msg("Defection energy"), "number"),
        Field("energy_limit_number", msg("Limit"), "number"),
        Field("energy_limit_class", msg("Limit from"), "class", codes=LIMITS),
        Field("energy_state", msg("Against the limit"), "class", codes=ENERGIES),
    ),
)  # fmt: skip
def energy_list(params: dict[str, Any]) -> str:
    """List the customers with events on the way out that still buy or did until lately."""
    return (
        "select c.customer_key, c.customer_id, c.customer_name, c.abc_value_class, c.revenue_12m_amount, e.events_count, e.unrated_count, e.last_event_on, e.energy_number, "
        "e.energy_limit_number, e.energy_limit_class, e.energy_state from defection_energy as e join customers as c on c.customer_key = e.customer_key "
        "where c.lines_12m_count > 0 or c.lines_prior_12m_count > 0"
    )
