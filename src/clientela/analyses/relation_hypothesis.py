"""Does the relation foretell margin, revenue and duration beyond what size, class and rhythm foretell? Tried on the own past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._dynamics import to_frame
from clientela.analyses._hypothesis_rows import COLUMNS, ENDPOINTS, Past, read_past, trials_of
from clientela.base.declare import Field, step
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

CLAIMS = (
    ("beyond", msg("adds to size, class and rhythm")),
    ("only", msg("is the only predictor")),
)
VERDICTS = (
    ("supported", msg("supported")),
    ("not_supported", msg("not supported")),
    ("not_enough", msg("not enough data")),
)
WAYS = (
    ("rolling", msg("later years, learned from earlier ones")),
    ("folds", msg("each fifth of the customers, learned from the others")),
)


@step(
    title=msg("Hypothesis of the relation"),
    inputs=tuple(COLUMNS),
    columns=COLUMNS,
    fields=(
        Field("endpoint_class", msg("What is foretold"), "class", codes=tuple((e.code, e.title) for e in ENDPOINTS)),
        Field("claim_class", msg("Claim: the relation"), "class", codes=CLAIMS),
        Field("verdict_class", msg("Verdict"), "class", msg("supported: the whole 80 % interval of the effect is above zero and the model with the relation foretells better; not supported: neither, and an effect that matters would have been seen; else not enough data"), "own rule", VERDICTS),
        Field("customers_count", msg("Customers"), "count"),
        Field("customer_years_count", msg("Customer-years tried"), "count"),
        Field("losses_count", msg("Losses among them"), "count"),
        Field("origins_count", msg("Past days looked from"), "count"),
        Field("tried_class", msg("Tried on"), "class", codes=WAYS),
        Field("effect_number", msg("Effect of one step of the relation"), "number", msg("one standard deviation more relation: change of the money, or of the odds to stay, as a fraction; from what the usual model left over on rows it had not seen")),
        Field("effect_low_number", msg("at least"), "number", msg("80 % interval: customers drawn again with all their years")),
        Field("effect_high_number", msg("at most"), "number"),
        Field("detectable_number", msg("Smallest effect that would be found"), "number", msg("in four cases of five, with these customers and losses")),
        Field("gain_number", msg("Better by"), "number", msg("part of the usual model's deviance that the relation takes away; of the claim to be the only predictor: what the usual facts take away from the relation alone")),
        Field("gain_low_number", msg("at least"), "number"),
        Field("gain_high_number", msg("at most"), "number"),
        Field("error_usual_number", msg("Error of the usual model"), "number", msg("money: sum of absolute errors / sum of money; duration: mean squared error of the probability (Brier)"), "Brier 1950"),
        Field("error_relation_number", msg("Error with the relation"), "number"),
        Field("error_only_number", msg("Error of the relation alone"), "number"),
        Field("rank_usual_number", msg("Right order, usual model"), "number", msg("how often a customer that stayed was given a better chance than one that was lost"), "Harrell et al. 1982"),
        Field("rank_relation_number", msg("Right order, with the relation"), "number"),
        Field("not_known_count", msg("Customer-years without a known relation"), "count", msg("active then, of whom nothing was known of the relation by that day; they are in neither model")),
        Field("back_filled_count", msg("Answers written down later"), "count", msg("not used: they were not known on the day looked from")),
        Field("bare_levels_count", msg("Levels stated without gates"), "count", msg("not used: a bare level may hold orders and shares")),
    ),
    uses=("dynamics", "outlook"),
    form="arrays",
)  # fmt: skip
def relation_hypothesis(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Try at each past year end whether the relation known by then foretells margin in money, level of revenue, and duration.

    Usual model: size, ABC class, days since the last order, trend, tenure. Relation: connectors and gates without orders, rank and
    share of wallet, so that it cannot foretell orders by holding them. Margin comes first. No row before a year end can be looked from.
    """
    past = read_past(params, frames)
    rows: list[list[Any]] = []
    for endpoint in ENDPOINTS if past is not None else ():
        rows += _rows(endpoint, past, params) if past is not None else []
    return to_frame(relation_hypothesis.fields, rows)


def _rows(endpoint: Any, past: Past, params: dict[str, Any]) -> list[list[Any]]:
    from clientela.predictions._hypothesis import rank_share, try_extra  # noqa: PLC0415 - loaded where it is needed

    rules, nothing = params["dynamics"], float("nan")
    made = trials_of(endpoint, past)
    trials, losses = made.trials, made.losses
    customers = len(np.unique(trials.customer))
    is_enough = customers >= rules.relation_customers and (
        trials.size is not None or min(losses, len(trials.customer) - losses) >= rules.relation_losses
    )
    found = try_extra(trials, seed=params["outlook"].seed, draws=rules.dynamics_draws) if is_enough else None
    told = [made.not_known, made.back_filled, made.bare_levels]
    if found is None:
        empty = [customers, len(trials.customer), losses, len(np.unique(trials.origin)), None]
        return [[endpoint.code, claim, "not_enough", *empty, *[nothing] * 12, *told] for claim, _ in CLAIMS]
    seen = trials.outcome[found.tested]
    usual, more, alone = found.predicted
    is_money = trials.size is not None
    if is_money:
        errors = [float(np.abs(seen - p).sum() / seen.sum()) if seen.sum() > 0 else nothing for p in (usual, more, alone)]  # fmt: skip
        ranks = [nothing, nothing]
    else:
        errors = [float(((seen - p) ** 2).mean()) for p in (usual, more, alone)]
        ranks = [rank_share(p, seen > 0) for p in (usual, more)]
    least = np.log1p(rules.least_effect_share if is_money else rules.least_odds_share)
    verdict = (
        "supported" if found.low > 0 and found.gain > 0 else "not_supported" if found.detectable <= least else "not_enough"
    )  # fmt: skip
    only = (
        "not_supported" if found.only_low > 0 else "supported" if verdict == "supported" and found.only_high <= 0 else "not_enough"
    )  # fmt: skip
    size = [found.customers, found.rows, int(made.is_lost[found.tested].sum()), found.origins, "rolling" if found.is_rolling else "folds"]  # fmt: skip
    effects = [float(np.expm1(e)) for e in (found.effect, found.low, found.high, found.detectable)]
    return [
        [endpoint.code, "beyond", verdict, *size, *effects, found.gain, found.gain_low, found.gain_high, *errors, *ranks, *told],
        [endpoint.code, "only", only, *size, *effects, found.only_gain, found.only_low, found.only_high, *errors, *ranks, *told],
    ]  # fmt: skip
