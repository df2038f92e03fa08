"""Forecasts beyond the results of a run: from another day, as a file, and tried on the past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Column, Document, Section, Table
from clientela.predictions._looking import COLUMNS, EVENTS, NUMBERS, look, read_days
from clientela.predictions._words import FIGURES, METHODS

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.progress import Progress
    from clientela.engine.frames import Frame
    from clientela.predictions._backtest import Trial
    from clientela.runs.reader import Reader

FORMS = ("csv", "parquet")
_EPOCH = date(1970, 1, 1)
VERDICTS = {
    "better": msg("better than the best"), "equal": msg("not told apart from the best"), "worse": msg("worse than the best"),
}  # fmt: skip


class ForecastError(ClientelaError):
    """A forecast that cannot be made from here."""


def _frames(reader: Reader) -> dict[str, Frame]:
    """Return what the forecast reads."""
    return {
        "customer_days": reader.arrays(f"select {', '.join(COLUMNS)} from customer_days"),
        "customer_register": reader.arrays(f"select {', '.join(NUMBERS)} from customer_register"),
        "customer_events": reader.arrays(f"select {', '.join(EVENTS)} from customer_events"),
    }


def export_forecast(reader: Reader, path: Path, *, form: str, as_of: date | None, years: int) -> int:
    """Write one row per customer with an order up to `as_of` and year ahead, money in currency units; returns how many.

    Columns: customer_id, year_ahead, active_probability (an order within that year), orders_count_mean (purchase days),
    revenue_amount_mean, revenue_amount_low, revenue_amount_high (80 %), margin_amount_mean (empty: not known).
    Errors: ForecastError for another form, or a day after that of the run.
    """
    if form not in FORMS:
        raise ForecastError(
            msg("The form {form} is not known. Take one of {forms}.", form=form, forms=", ".join(FORMS))
        )
    day = as_of or reader.manifest.as_of_day
    if day > reader.manifest.as_of_day:
        raise ForecastError(
            msg("The run looks from {day} and knows nothing later. Start one for the day you want: clientela run --as-of {wanted}", day=reader.manifest.as_of_day, wanted=day.isoformat())
        )  # fmt: skip
    keys, outlook = look(reader.params | {"as_of_day": day.isoformat()}, _frames(reader))
    names = reader.arrays("select customer_key, customer_id from customers order by customer_key")
    place = {
        int(key): str(name) for key, name in zip(names["customer_key"], names["customer_id"], strict=True)
    }
    chosen = () if outlook is None else outlook.years[:years]
    numbers = [place.get(int(key), "") for key in ([] if outlook is None else keys[outlook.customer])]

    def across(name: str) -> Any:
        return np.concatenate([np.zeros(0), *(getattr(year, name) for year in chosen)])

    frame: Frame = {
        "customer_id": np.array(numbers * len(chosen), dtype=object),
        "year_ahead": np.repeat(np.arange(1, len(chosen) + 1), len(numbers)).astype(np.int64),
        "active_probability": across("active_probability"),
        "orders_count_mean": across("orders_mean"),
        "revenue_amount_mean": across("revenue_mean"),
        "revenue_amount_low": across("revenue_low"),
        "revenue_amount_high": across("revenue_high"),
        "margin_amount_mean": across("margin_mean"),
    }
    order = np.lexsort((frame["year_ahead"], frame["customer_id"].astype(str)))
    reader.write({name: column[order] for name, column in frame.items()}, path, form=form)
    return len(order)


@dataclass(frozen=True)
class BackTest:
    """What came of forecasts from earlier days, to read and as data."""

    document: Document
    data: dict[str, Any]


def back_test_run(reader: Reader, *, progress: Progress | None = None) -> BackTest:
    """Try the forecast on what the run knows; see `predictions/_backtest.py`."""
    from clientela.predictions._backtest import back_test  # noqa: PLC0415 -- a second to load, for those who ask
    from clientela.predictions._slice import Options  # noqa: PLC0415

    frames = _frames(reader)
    _, days = read_days(frames["customer_days"], frames["customer_register"])
    as_of = (reader.manifest.as_of_day - _EPOCH).days
    trial = back_test(days, as_of, Options(seed=reader.params["outlook"].seed), progress=progress)
    return BackTest(_document(reader, trial), _data(trial))


def _data(trial: Trial) -> dict[str, Any]:
    def plain(value: float) -> float | None:
        return None if np.isnan(value) else float(value)

    return {
        "horizon_days": trial.horizon, "origins": [(_EPOCH + timedelta(days=o)).isoformat() for o in trial.origins],
        "customers_judged": trial.judged, "active_share": plain(trial.active_share),
        "methods": {name: {k: plain(v) for k, v in row.items()} for name, row in trial.figures.items()},
        "forecast_against": {
            name: {k: {"difference": plain(v), "low": plain(low), "high": plain(high)} for k, (v, low, high) in row.items()}
            for name, row in trial.against.items()
        },
    }  # fmt: skip


def _document(reader: Reader, trial: Trial) -> Document:
    from clientela.predictions._backtest import verdict  # noqa: PLC0415 -- see above
    from clientela.predictions._scores import LOSSES  # noqa: PLC0415

    words: dict[str, Message] = dict(METHODS)
    blocks: list[Table] = []
    if trial.horizon:
        shown = [name for name, _ in METHODS if name in trial.figures]
        rows = tuple(
            (title, *(None if np.isnan(v := trial.figures[n][figure]) else v for n in shown))
            for figure, title in FIGURES
        )
        blocks.append(
            Table("figures", msg("Every method on the same customers"), (Column("what", msg("Figure")), *(Column(n, words[n], "number") for n in shown)), rows)
        )  # fmt: skip
        losses = [(figure, title) for figure, title in FIGURES if figure in LOSSES]
        against = []
        for figure, title in losses:
            best = trial.best(figure)
            value, low, high = trial.against[best][figure]
            against.append((title, words[best], value, low, high, VERDICTS[verdict(trial, figure)]))
        blocks.append(
            Table("against", msg("Against the best of the others, known only afterwards"), (Column("what", msg("Figure")), Column("best", msg("Best of the others")), Column("difference", msg("Difference"), "share"), Column("low", msg("at least"), "share"), Column("high", msg("at most"), "share"), Column("verdict", msg("Verdict"))), tuple(against))
        )  # fmt: skip
        told = msg(
            "{customers} customers over {origins} earlier days, {days} days ahead each; {share} of them ordered. Less is better but for ranking and capture; intervals hold nine in ten.",
            customers=Amount(trial.judged, "count"), origins=len(trial.origins), days=trial.horizon, share=Amount(trial.active_share, "share"),
        )  # fmt: skip
    else:
        told = msg(
            "The history is too short to try a forecast on it: what is forecast rests on purchase models alone."
        )
    return Document(
        "backtest", msg("The forecast tried on the past"), msg("As of {day}", day=reader.manifest.as_of_day), reader.manifest.company,
        (Section("backtest", msg("What came of it"), tuple(blocks), told),), msg("Run {run}", run=reader.manifest.run_id), reader.manifest.currency,
    )  # fmt: skip
