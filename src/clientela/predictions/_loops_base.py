"""How loops are compiled, and an exponential that is computed for several rows at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Array = np.ndarray[Any, Any]

_FAST = {"reassoc", "contract", "nsz", "arcp"}
_DEEPEST = 1080
POWERS = 2.0 ** np.arange(-_DEEPEST, 1.0)
"""Powers of two from 2^-1080 to 1, so that an exponential is a polynomial and a look-up, several rows at a time."""


def compiled(function: Callable[..., Any], *, fast: bool = True) -> Any:
    """Compile a function and keep the result on disk where there is a place; `fast` lets sums be taken in any order."""
    options: dict[str, Any] = {"fastmath": _FAST if fast else False, "error_model": "numpy", "nogil": True}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # nowhere to keep what was compiled
        return numba.njit(**options)(function)


def _falling(y: float, powers: Array) -> Any:
    """Return exp(-y) for 0 <= y <= 700, to the last digit but one; source: Cody and Waite 1980 (reduction), Taylor."""
    n = math.floor(y * 1.4426950408889634 + 0.5)
    f = (n * 6.93147180369123816490e-01 - y) + n * 1.90821492927058770002e-10
    p = 1 / 6227020800.0
    p = p * f + 1 / 479001600.0
    p = p * f + 1 / 39916800.0
    p = p * f + 1 / 3628800.0
    p = p * f + 1 / 362880.0
    p = p * f + 1 / 40320.0
    p = p * f + 1 / 5040.0
    p = p * f + 1 / 720.0
    p = p * f + 1 / 120.0
    p = p * f + 1 / 24.0
    p = p * f + 1 / 6.0
    p = p * f + 0.5
    p = p * f + 1.0
    p = p * f + 1.0
    return p * powers[np.uint32(1080 - np.int32(n))]


falling: Any = numba.njit(inline="always", fastmath=_FAST, error_model="numpy")(_falling)
