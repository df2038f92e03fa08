"""Rules of numerical integration for the few integrals without a closed form."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

Array = np.ndarray[Any, Any]
_CUT = 45.0
"""exp(-45) is nothing beside 1 in double precision."""
_NODES = 48


class HorizonError(ClientelaError):
    """A horizon or rate for which there is no expected value."""


@lru_cache(maxsize=8)
def gauss_legendre(nodes: int) -> tuple[Array, Array]:
    """Return nodes and weights of Gauss and Legendre on 0 .. 1."""
    at, weight = np.polynomial.legendre.leggauss(nodes)
    return (at + 1) / 2, weight / 2


def check_discount(horizon: Array, rate: float) -> None:
    """Refuse what has no finite answer. Raises: HorizonError."""
    if rate < 0 or (rate == 0 and not np.isfinite(horizon).all()):
        raise HorizonError(
            msg("An endless horizon needs a positive discount rate, and no rate may be negative.")
        )


def discount_nodes(scale: Array, horizon: Array, rate: float) -> Iterator[tuple[Array, Array]]:
    """Yield times and weights whose sum over E(u) is exp(-rate h) E(h) + rate x integral of exp(-rate u) E(u).

    `scale`: the time on which E bends; nodes stand evenly in the logarithm of scale + u. Raises: HorizonError.
    """
    check_discount(horizon, rate)
    end = horizon if rate == 0 else np.minimum(horizon, _CUT / rate)
    yield end, np.exp(-rate * end)
    if rate == 0:
        return
    reach = np.log1p(end / scale)
    for at, weight in zip(*gauss_legendre(_NODES), strict=True):
        u = scale * np.expm1(reach * at)
        yield u, rate * weight * reach * (scale + u) * np.exp(-rate * u)
