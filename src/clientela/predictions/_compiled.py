"""Whether the loops can be compiled (the `fast` extra), and when it pays.

Compiled loops give the numbers of the numpy ones up to the order in which sums are taken.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

LEAST_ROWS = 100_000
"""Below this numpy is done before a compiler has started."""


@lru_cache(maxsize=1)
def loops() -> ModuleType | None:
    """Return the compiled loops, None without the extra."""
    try:
        from clientela.predictions import _loops  # noqa: PLC0415 - numba takes half a second to load
    except ImportError:
        return None
    return _loops


def loops_for(rows: int) -> Any:
    """Return the compiled loops where there are rows enough to pay for them, None otherwise."""
    return loops() if rows >= LEAST_ROWS else None
