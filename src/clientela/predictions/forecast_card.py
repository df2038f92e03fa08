"""The model card of a run: what came of the forecast on the company's own past, beside naive ones, and what that proves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._looking import COLUMNS, NUMBERS, day_of, prove
from clientela.predictions._words import FIGURES, LACKS, METHODS, PROOFS, SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.declare import Step
    from clientela.engine.frames import Frame
    from clientela.predictions._trial import Tried

NAIVE = ("naive", "seasonal_naive", "hiatus")
"""What anybody can do without a model: a forecast is proved against the best of them, known only afterwards."""
OURS = "forecast"
LOSS_OF = {"active": "brier", "orders": "orders_rmse", "revenue": "revenue_rmse"}
"""The loss that says how good what is published is: a probability, a mean, a mean."""
LEAST_JUDGED = 50
LEAST_LOSSES = 10
"""Customers lost, and customers that stayed, below which nothing is said of either (dossier 7.2: ten losses for each figure)."""
YEAR, YEARS = 365, 3
_INPUTS = ("customer_days", "customer_register")
_READ = {"customer_days": COLUMNS, "customer_register": NUMBERS}
_AHEAD = Field(
    "horizon_days",
    msg("Days ahead"),
    "days",
    msg(
        "the year ahead that ends so many days after the day looked from; half a year where the history is under two years"
    ),
)


def table_of(item: Step, rows: Sequence[Sequence[Any]]) -> Frame:
    """Make the frame of a step from rows in the order of its fields; None and NaN are missing."""
    kinds = {
        "count": np.int64,
        "days": np.int64,
        "money": np.int64,
        "id": np.int64,
        "share": np.float64,
        "number": np.float64,
    }
    made: Frame = {}
    for place, field in enumerate(item.fields):
        cells = [row[place] for row in rows]
        gaps = np.array([c is None or (isinstance(c, float) and math.isnan(c)) for c in cells], dtype=bool)
        if field.unit == "date":
            values: Any = np.array(
                ["1970-01-01" if g else c.isoformat() for c, g in zip(cells, gaps, strict=True)],
                dtype="datetime64[D]",
            )
        elif field.unit in kinds:
            values = np.array(
                [0 if g else c for c, g in zip(cells, gaps, strict=True)], dtype=kinds[field.unit]
            )
        else:
            values = np.array(["" if g else c for c, g in zip(cells, gaps, strict=True)], dtype=object)
        made[field.name] = np.ma.masked_array(values, gaps) if gaps.any() else values
    return made


def _from_to(part: Tried) -> tuple[Any, Any]:
    return day_of(min(part.trial.origins)), day_of(max(part.trial.origins))


@step(
    title=msg("Model card of the forecast"),
    inputs=_INPUTS,
    fields=(
        _AHEAD,
        Field("figure_class", msg("Figure"), "class", msg("errors of purchase days and of revenue over the mean that came; less is better but for ranking, precision and capture"), "Gneiting & Raftery 2007; Czado, Gneiting & Held 2009", FIGURES),
        Field("method_class", msg("Method"), "class", codes=METHODS),
        Field("figure_value", msg("Value"), "number"),
        Field("difference_share", msg("Forecast against this method"), "share", msg("error of the forecast / error of the method - 1, on the same customers"), "Efron & Tibshirani 1993"),
        Field("difference_low_share", msg("at least"), "share", msg("90 % interval of the difference, customers drawn with replacement, all days of a customer together")),
        Field("difference_high_share", msg("at most"), "share"),
        Field("judged_count", msg("Customers judged"), "count", msg("with a purchase in the two horizons before the day looked from, summed over these days")),
        Field("lost_count", msg("Of these without an order"), "count"),
        Field("origins_count", msg("Days looked from"), "count"),
        Field("first_origin_on", msg("First day looked from"), "date"),
        Field("last_origin_on", msg("Last day looked from"), "date"),
    ),
    uses=("as_of_day", "outlook"),
    form="arrays",
    columns=_READ,
)  # fmt: skip
def forecast_card(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Forecast years that are over, beside naive methods, and say every figure of each; no row where no year is over."""
    _, _, proof = prove(params, frames)
    rows: list[list[Any]] = []
    for part in () if proof is None else proof.tried:
        trial = part.trial
        for figure, _ in FIGURES:
            for method, _ in METHODS:
                if method not in trial.figures:
                    continue
                against = trial.against.get(method, {}).get(figure, (None, None, None))
                rows.append([
                    part.end, figure, method, trial.figures[method][figure], *against, trial.judged, part.lost, len(trial.origins),
                    *_from_to(part),
                ])  # fmt: skip
    return table_of(forecast_card, rows)


@step(
    title=msg("Calibration of the forecast"),
    inputs=_INPUTS,
    fields=(
        _AHEAD,
        Field("bin_low_share", msg("Probability given, from"), "share"),
        Field("bin_high_share", msg("Probability given, below"), "share"),
        Field("judged_count", msg("Customers judged"), "count"),
        Field("said_share", msg("Given, mean"), "share"),
        Field("stayed_count", msg("Ordered"), "count"),
        Field("stayed_share", msg("Stayed"), "share", msg("customers of the bin that ordered within the slice / customers of the bin")),
        Field("stayed_low_share", msg("at least"), "share", msg("95 % interval of Clopper and Pearson"), "Clopper & Pearson 1934"),
        Field("stayed_high_share", msg("at most"), "share"),
    ),
    uses=("as_of_day", "outlook"),
    form="arrays",
    columns=_READ,
)  # fmt: skip
def forecast_calibration(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Set the probabilities given on past days beside the share that ordered, by bins around each ten per cent."""
    _, _, proof = prove(params, frames)
    rows = [
        [
            part.end,
            b.low,
            b.high,
            b.customers,
            b.said,
            b.came,
            b.came / b.customers,
            b.share_low,
            b.share_high,
        ]
        for part in (() if proof is None else proof.tried)
        for b in part.bins
    ]
    return table_of(forecast_calibration, rows)


def _verdict(part: Tried | None, subject: str) -> list[Any]:
    """Return proof, what is missing, method, figure, the difference with its interval, and what is missing is None where all is there."""
    if part is None:
        return ["unproved", "history", None, None, None, None, None]
    trial, figure = part.trial, LOSS_OF[subject]
    if not trial.horizon or trial.judged < LEAST_JUDGED:
        return ["unproved", "customers", None, None, None, None, None]
    best = trial.best(figure, NAIVE)
    value, low, high = trial.against[best][figure]
    is_perfect = math.isnan(value)  # nothing is better than a method without any error
    found = [best, figure, *((None,) * 3 if is_perfect else (value, low, high))]
    if subject == "active" and min(part.lost, trial.judged - part.lost) < LEAST_LOSSES:
        return ["unproved", "losses", *found]
    if is_perfect:
        return ["worse" if trial.figures[OURS][figure] > 0 else "equal", None, *found]
    return ["proved" if high < 0 else "worse" if low > 0 else "equal", None, *found]


@step(
    title=msg("Is the forecast proved?"),
    inputs=_INPUTS,
    fields=(
        Field("subject_class", msg("What is forecast"), "class", codes=SUBJECTS),
        Field("year_ahead", msg("Year ahead"), "count"),
        Field("proof_class", msg("Verdict"), "class", msg("proved: the whole 90 % interval of the difference lies below that of the best naive method, known only afterwards"), codes=PROOFS),
        Field("lack_class", msg("What is missing"), "class", codes=LACKS),
        Field("method_class", msg("Best naive method"), "class", codes=METHODS),
        Field("figure_class", msg("Judged by"), "class", codes=FIGURES),
        Field("difference_share", msg("Against the best naive method"), "share", msg("error of the forecast / error of that method - 1")),
        Field("difference_low_share", msg("at least"), "share"),
        Field("difference_high_share", msg("at most"), "share"),
        Field("judged_count", msg("Customers judged"), "count"),
        Field("lost_count", msg("Of these without an order"), "count"),
        Field("history_days", msg("History"), "days"),
        Field("history_needed_days", msg("History needed"), "days", msg("a year to learn from, and the years ahead to try it on")),
    ),
    uses=("as_of_day", "outlook"),
    form="arrays",
    columns=_READ,
)  # fmt: skip
def forecast_proof(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say of each forecast and year ahead whether the company's own past proves it; no row where nothing is forecast."""
    _, history, proof = prove(params, frames)
    if proof is None:
        return table_of(forecast_proof, [])
    by_end = {part.end: part for part in proof.tried}
    rows: list[list[Any]] = []
    for subject, _ in SUBJECTS:
        for year in range(1, YEARS + 1):
            part = by_end.get(YEAR * year)
            counts = (part.trial.judged, part.lost) if part else (0, 0)
            rows.append([subject, year, *_verdict(part, subject), *counts, history, YEAR * (year + 1)])
    return table_of(forecast_proof, rows)
