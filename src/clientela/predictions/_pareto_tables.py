"""The integral of Pareto/NBD on all combinations of frequency and time that occur."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._lines import Lines
from clientela.predictions._pareto_integrals import TailIntegral

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientela.predictions._lines import Cells

Array = np.ndarray[Any, Any]
Grid = tuple[Array, Array]


class TailTable:
    """ln I on cells, by `Lines`.

    Interpolation is linear, so what the cells weigh is carried back to the places, and second derivatives are computed only there.
    """

    def __init__(
        self,
        cells: Cells,
        exponents: Callable[[Array], Grid],
        alpha: float,
        beta: float,
        *,
        loops: Any = None,
    ) -> None:
        self._lines = Lines(cells, min(alpha, beta))
        a, b = exponents(self._lines.frequency)
        self._integral = TailIntegral(a, b, alpha, beta, self._lines.time, loops=loops)

    def logarithm(self) -> Array:
        """Return ln I on the cells."""
        return self._lines.spread(self._integral.logarithm()[:, None])[:, 0]

    def derivatives(self) -> tuple[Array, Array]:
        """Return ln I on the cells, and its derivatives by A, alpha, B, beta, shape (cells, 4)."""
        both = self._lines.spread(np.column_stack(self._integral.derivatives()))
        return both[:, 0], both[:, 1:]

    def second_derivatives(self, mass: Array) -> Array:
        """Return the sum over the cells of mass x second derivatives of ln I, shape (4, 4)."""
        return self._integral.second_derivatives(self._lines.gather(mass))
