"""What a number means, and how it reads in each language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isnan
from typing import Literal

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

Unit = Literal["text", "money", "share", "count", "number", "date", "instant", "month", "days", "class", "id"]
"""`money` is in currency units, `share` is a fraction of 1, `days` may be fractional, `id` is never grouped."""

LOCALES = {"en": "en_GB", "it": "it_IT", "ru": "ru_RU"}
MISSING = "—"
_CENTS_BELOW = 1000
"""Cents are shown on small sums only, unless a caller asks for them."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number inside a message, with its unit, so that the reader's language can format it."""

    value: float | int | Decimal | str | date | None
    unit: Unit = "number"
    currency: str | None = None
    digits: int | None = None


def _format_number(
    value: float | Decimal, unit: Unit, locale: str, currency: str | None, digits: int | None
) -> str:
    if unit == "money":
        places = (0 if abs(float(value)) >= _CENTS_BELOW else 2) if digits is None else digits
        pattern = "#,##0" + ("." + "0" * places if places else "")
        if not currency:
            return str(format_decimal(value, format=pattern, locale=locale))
        sided = "¤" + pattern if locale.startswith("en") else pattern + "\u00a0¤"
        return str(format_currency(value, currency, format=sided, locale=locale, currency_digits=False))
    if unit == "share":
        places = 1 if digits is None else digits
        return str(
            format_percent(
                value, format="#,##0" + ("." + "0" * places if places else "") + "%", locale=locale
            )
        )
    if unit == "count":
        return str(format_decimal(value, format="#,##0", locale=locale))
    places = (1 if unit == "days" else 2) if digits is None else digits
    return str(format_decimal(value, format="#,##0." + "#" * places if places else "#,##0", locale=locale))


def format_value(
    value: object, unit: Unit, *, language: str, currency: str | None = None, digits: int | None = None
) -> str:
    """Write one value the way a reader of `language` writes it; a missing value is a dash, never a zero.

    Units: money in currency units, share as a fraction of 1. Source: CLDR through Babel.
    """
    locale = LOCALES[language]
    if value is None or (isinstance(value, float) and isnan(value)):
        return MISSING
    if isinstance(value, datetime):
        return str(format_datetime(value, "short", locale=locale))
    if isinstance(value, date):
        return str(
            format_date(
                value,
                "LLLL y" if unit == "month" else "dd/MM/yyyy" if language != "ru" else "dd.MM.yyyy",
                locale=locale,
            )
        )
    if (
        unit in ("text", "class", "id")
        or isinstance(value, str)
        or not isinstance(value, (int, float, Decimal))
    ):
        return str(value)
    return _format_number(value, unit, locale, currency, digits)
