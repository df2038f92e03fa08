from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clientela.base.units import MISSING, format_value

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "€1,234,568"), ("it", f"1.234.568{NBSP}€"), ("ru", f"1{NBSP}234{NBSP}568{NBSP}€")],
)
def test_money_reads_as_in_each_language(language: str, expected: str) -> None:
    assert (
        format_value(Decimal("1234567.89"), "money", language=language, currency="EUR").replace(NARROW, NBSP)
        == expected
    )


def test_small_money_and_asked_digits_show_cents() -> None:
    assert format_value(Decimal("12.5"), "money", language="it", currency="EUR") == f"12,50{NBSP}€"
    assert format_value(Decimal("1234.5"), "money", language="en", currency="EUR", digits=2) == "€1,234.50"


@pytest.mark.parametrize("unit", ["money", "share", "count", "number", "date", "days", "text"])
def test_missing_is_a_dash_in_every_unit(unit: str) -> None:
    assert format_value(None, unit, language="en") == MISSING  # type: ignore[arg-type]  # a parametrised literal
    assert format_value(float("nan"), unit, language="ru") == MISSING  # type: ignore[arg-type]  # a parametrised literal


def test_zero_is_not_missing() -> None:
    assert format_value(0, "count", language="en") == "0"
    assert format_value(0.0, "share", language="it") == "0,0%"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "07/03/2025"), ("it", "07/03/2025"), ("ru", "07.03.2025")]
)
def test_dates_read_as_in_each_language(language: str, expected: str) -> None:
    assert format_value(date(2025, 3, 7), "date", language=language) == expected


def test_an_id_is_never_grouped() -> None:
    assert format_value(1234567, "id", language="en") == "1234567"
