from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from clientela.base.money import from_units, to_cents, to_units

UNITS = st.integers(-(10**15), 10**15)


@given(UNITS)
def test_units_survive_the_way_out_and_back(units: int) -> None:
    out = from_units(units)
    assert out is not None
    assert to_units(out) == units


def test_rounding_is_half_to_even_so_that_sums_have_no_bias() -> None:
    assert [to_units(Decimal(x)) for x in ("0.00005", "0.00015", "0.00025", "-0.00005")] == [0, 2, 2, 0]
    assert [to_cents(u) for u in (50, 150, 250)] == [Decimal("0.00"), Decimal("0.02"), Decimal("0.02")]


def test_missing_stays_missing() -> None:
    assert from_units(None) is None
    assert to_cents(None) is None
