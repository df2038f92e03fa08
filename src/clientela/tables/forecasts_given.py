"""Forecasts given by people: who expected how much of which customer in which days, and when it was said."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

forecasts_given = canonical_table(
    name="forecasts_given",
    title=msg("Forecasts given by people"),
    grain=msg("One row is what one person expects of one customer, or of the company, in a period."),
    key=("given_by", "customer_id", "from_on", "to_on", "given_on"),
    level=6,
    brings=msg("How good the forecasts of people are, beside those of the model, when their time has come."),
    known_on="given_on",
    subject="customer_id",
    columns=(
        v.column("given_by", msg("Forecast given by"), "text", "forecast by", "forecaster", "given by", "previsione di", "previsore", "прогноз дал",
                 "автор прогноза", "prognose von", is_required=True, examples=("Anna Verdi",)),
        v.optional(v.CUSTOMER, help=msg("Empty for the company as a whole.")),
        v.day("given_on", msg("Forecast given on"), "forecast date", "forecast given on", "data previsione", "дата прогноза", "prognosedatum", is_required=True),
        v.start_on(is_required=True),
        v.end_on(is_required=True),
        v.column("expected_amount", msg("Expected revenue"), "money", "forecast amount", "forecast revenue", "expected revenue", "ricavo previsto", "fatturato previsto",
                 "прогноз выручки", "ожидаемая выручка", "umsatzprognose", examples=("48000",)),
        v.share("order_probability", msg("Probability of an order"), "probability of an order", "order probability", "probabilita di ordine", "вероятность заказа",
                "bestellwahrscheinlichkeit"),
        v.CURRENCY,
    ),
    must_have=(("expected_amount", "order_probability"), ("given_by",)),
    telling=("given_by", "given_on", "expected_amount"),
    checks=(
        Check("end_before_start", msg("The end is before the start"), "to_on < from_on"),
        Check("given_after_end", msg("The forecast was given after the end of its period"), "given_on > to_on"),
    ),
)  # fmt: skip
