"""How much of what the customers bring could go within a year, in a usual year and in a bad one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

BAD = 0.95
_TOP = 5


@step(
    title=msg("Business at risk"),
    inputs=("customer_outlook", "customer_register"),
    fields=(
        Field("stake_basis", msg("Counted in"), "class"),
        Field("customers_count", msg("Customers"), "count", msg("with something at stake and a forecast")),
        Field("stake_12m_amount", msg("At stake"), "money"),
        Field("expected_loss_amount", msg("Expected loss"), "money", msg("sum of at stake x probability of no order in 12 months")),
        Field("independent_deviation_amount", msg("Deviation, each customer for itself"), "money", msg("square root of the sum of stake squared x p x (1 - p)")),
        Field("median_loss_amount", msg("Loss in a usual year"), "money", msg("half of all years are better")),
        Field("bad_year_loss_amount", msg("Loss in a bad year"), "money", msg("one year in twenty is worse; customers of one market segment share shocks"), "Vasicek 2002"),
        Field("worst_years_loss_amount", msg("Mean loss of the worst years"), "money", msg("mean of the worst year in twenty (expected shortfall)"), "Acerbi & Tasche 2002"),
        Field("no_loss_probability", msg("Probability to lose nobody"), "share"),
        Field("five_largest_share", msg("Part of the five largest risks"), "share", msg("share of stake squared x p x (1 - p) that the five customers with the largest bring")),
    ),
    uses=("outlook",),
    form="arrays",
    columns={
        "customer_outlook": ("customer_key", "stake_basis", "stake_12m_amount", "loss_probability"),
        "customer_register": ("customer_key", "segment_id"),
    },
)  # fmt: skip
def business_at_risk(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Give the distribution of the loss of a year, a row for what is counted in contribution 3 and one for margin.

    Formula: see `loss_distribution`; a customer without a segment shares the shock of those without one. No row where nothing is known.
    """
    rows = frames["customer_outlook"]
    stake = np.ma.filled(np.ma.asarray(rows["stake_12m_amount"]).astype(np.float64), np.nan)
    chance = np.ma.filled(np.ma.asarray(rows["loss_probability"]).astype(np.float64), np.nan)
    basis = np.ma.filled(np.ma.asarray(rows["stake_basis"]).astype(object), "")
    groups = _segments(np.asarray(rows["customer_key"]), frames["customer_register"])
    found: list[list[Any]] = []
    for name in ("contribution", "margin"):
        inside = (basis == name) & (stake > 0) & ~np.isnan(chance)
        if inside.any():
            found.append(
                [
                    name,
                    *_measured(
                        stake[inside], chance[inside], groups[inside], params["outlook"].shared_shock_share
                    ),
                ]
            )
    columns = [f.name for f in business_at_risk.fields]
    kinds = [object, np.int64, *([np.int64] * 6), np.float64, np.float64]
    return {n: np.array([r[i] for r in found], dtype=kinds[i]) for i, n in enumerate(columns)}


def _segments(keys: Any, register: Frame) -> Any:
    names = np.ma.filled(np.ma.asarray(register["segment_id"]).astype(object), "").astype(str)
    own = np.asarray(register["customer_key"])
    order = np.argsort(own)
    place = order[np.searchsorted(own[order], keys)]
    return np.unique(names[place], return_inverse=True)[1].astype(np.int64)


def _measured(stake: Any, chance: Any, groups: Any, correlation: float) -> list[Any]:
    from clientela.predictions._business_at_risk import loss_distribution  # noqa: PLC0415 - loads SciPy

    loss = loss_distribution(stake / SCALE, chance, groups, correlation=correlation)
    variance = stake**2 * chance * (1 - chance)
    largest = np.sort(variance)[::-1]

    def money(value: float) -> int:
        return round(value * SCALE)

    return [
        len(stake), round(float(stake.sum())), money(loss.expected), money(loss.independent_deviation), money(loss.quantile(0.5)),
        money(loss.quantile(BAD)), money(loss.shortfall(BAD)), float(np.prod(1 - chance)) if correlation <= 0 else loss.at_most(0.0),
        float(largest[:_TOP].sum() / largest.sum()) if largest.sum() > 0 else 0.0,
    ]  # fmt: skip
