"""Digits of a fraction that are the same on every engine and in every order of rows."""

from __future__ import annotations


def rounded(value: str) -> str:
    """Return the SQL of a floating number to nine digits; rounding to digits itself is not known to every engine."""
    return f"round(({value}) * 1000000000.0) / 1000000000.0"
