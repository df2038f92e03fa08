"""Axes: round ticks from zero, written in the reader's language.

ECharts writes ticks by itself in English only and takes functions for anything else. So each value
axis stays mute, and a second axis of categories at its side, with as many names as there are ticks,
says them.
"""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from babel.numbers import format_compact_currency, format_compact_decimal, format_decimal

from clientela.base.units import LOCALES, MISSING, format_value
from clientela.render._charts_style import FONT, FONT_SIZE, Frame, number

if TYPE_CHECKING:
    from clientela.base.units import Unit

_COMPACT_FROM = 10_000
_MOST_TICKS = 6


def nice_range(low: float, high: float, ticks: int = _MOST_TICKS) -> tuple[float, float, float]:
    """Return (min, max, step) around the values and zero, with a round step of 1, 2, 2.5 or 5."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return 0.0, 1.0, 1.0
    rough = (high - low) / (ticks - 1)
    power = 10.0 ** floor(log10(rough))
    step = next((m * power for m in (1, 2, 2.5, 5) if m * power >= rough), 10 * power)
    return floor(low / step) * step, ceil(round(high / step, 9)) * step, step


def tick_values(low: float, high: float, step: float) -> list[float]:
    """Return the ticks of a range."""
    return [low + i * step for i in range(round((high - low) / step) + 1)]


def _digits(step: float) -> int:
    """Return how many digits after the point tell all multiples of the step apart, at most four."""
    return next((d for d in range(4) if abs(step * 10**d - round(step * 10**d)) < 1e-6 * 10**d), 4)


def _compact(value: float, locale: str, digits: int, currency: str | None = None) -> str:
    """Write a large number short; a language without a short form for it (Italian thousands) writes it in full."""
    short = str(format_compact_decimal(value, locale=locale, fraction_digits=digits))
    if not any(c.isalpha() for c in short):
        return _format_full(value, locale, currency)
    if not currency:
        return short
    return str(format_compact_currency(value, currency, locale=locale, fraction_digits=digits))


def _format_full(value: float, locale: str, currency: str | None) -> str:
    language = next(name for name, known in LOCALES.items() if known == locale)
    return format_value(value, "money", language=language, currency=currency, digits=0)


def tick_labels(ticks: list[float], step: float, unit: Unit, language: str) -> list[str]:
    """Write the ticks: shares in per cent, large sums short (1.5M), small ones in full."""
    if unit == "share":
        return [format_value(t, unit, language=language, digits=_digits(step * 100)) for t in ticks]
    locale, largest = LOCALES[language], max(abs(t) for t in ticks)
    if largest >= _COMPACT_FROM:
        scale = 10 ** (3 * floor(log10(largest) / 3))
        return [_compact(t, locale, _digits(step / scale)) for t in ticks]
    places = _digits(step)
    return [
        str(format_decimal(t, format="#,##0" + ("." + "0" * places if places else ""), locale=locale))
        for t in ticks
    ]


def short_value(value: Any, unit: Unit, language: str, currency: str | None) -> str:
    """Write a value at the end of its bar: short when it is large, a dash when it is missing."""
    shown = number(value)
    if shown is None:
        return MISSING
    if unit not in ("money", "number") or abs(shown) < _COMPACT_FROM:
        return format_value(value, unit, language=language, currency=currency if unit == "money" else None)
    return _compact(shown, LOCALES[language], 1, currency if unit == "money" else None)


def mute_axis(frame: Frame, low: float, high: float, step: float, *, lines: bool = True) -> dict[str, Any]:
    """Return a value axis without words."""
    return {
        "type": "value",
        "min": low,
        "max": high,
        "interval": step,
        "axisLabel": {"show": False},
        "axisTick": {"show": False},
        "axisLine": {"show": False},
        "splitLine": {"show": lines, "lineStyle": {"color": frame.colours["grid"], "width": 1}},
    }


def spoken_axis(frame: Frame, labels: list[str], position: str) -> dict[str, Any]:
    """Return the axis that says the ticks of a mute one; its points stand evenly from end to end."""
    return {
        "type": "category",
        "data": labels,
        "position": position,
        "boundaryGap": False,
        "axisLabel": {
            "fontFamily": FONT,
            "interval": 0,
            "color": frame.colours["soft"],
            "fontSize": FONT_SIZE - 1,
            "margin": 8,
        },
        "axisTick": {"show": False},
        "axisLine": {"show": False},
        "splitLine": {"show": False},
        "axisPointer": {"show": False},
    }
