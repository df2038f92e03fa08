"""Money inside is an integer: ten-thousandths of the currency unit, so that sums never depend on order."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

SCALE = 10_000
"""Inner units per currency unit."""


def to_units(amount: Decimal | int | str) -> int:
    """Convert currency units to inner units, half to even.

    Formula: round_half_even(amount * 10,000). Units: currency units in, 1/10,000 out.
    """
    return int((Decimal(amount) * SCALE).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def from_units(units: int | None) -> Decimal | None:
    """Convert inner units to currency units exactly; missing stays missing.

    Formula: units / 10,000.
    """
    return None if units is None else Decimal(units) / SCALE


def to_cents(units: int | None) -> Decimal | None:
    """Round inner units to cents, half to even, for ledgers and exports."""
    value = from_units(units)
    return None if value is None else value.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
