"""What a classic matrix is: two axes made of factors, where high begins, cells, and what each cell asks for. All of it is data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientela.scores._criteria import Criterion, apply_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.base.i18n import Message

THIRDS = (10 / 3, 20 / 3)
"""Where middle and high begin on an axis of three levels: thirds of the scale (own proposal)."""


@dataclass(frozen=True, slots=True)
class Factor(Criterion):
    """One factor of an axis. It is measured (`fact`), taken from a criterion of the portfolio (`taken`), or stated by observations."""

    fact: str = ""
    """The figure of our own records it reads; where that is unknown, what observations state."""
    taken: tuple[str, str] = ("", "")
    """(axis, criterion) of the portfolio whose score it takes, with its bounds and its source."""
    is_reversed: bool = False
    """10 - score: what makes a customer good there makes it little here."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis, 0 to 10."""

    code: str
    title: Message
    factors: tuple[Factor, ...]
    cuts: tuple[float, ...] = ()
    """Where the next level begins, rising; empty: the threshold of the settings parts low from high."""
    is_theirs: bool = False
    """How the customer sees it: where we judge it ourselves, no place is sharp."""

    def levels(self, threshold: float) -> tuple[float, ...]:
        """Return where the levels begin."""
        return self.cuts or (threshold,)

    def criteria(self, params: dict[str, Any]) -> tuple[Criterion, ...]:
        """Return the factors as the settings of the run have them."""
        return apply_rules(self.factors, params, self.code)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell and its playbook: what to do, what must hold before anything is spent, and when to stop."""

    code: str
    title: Message
    play: Message
    entry: Message
    leave: Message


@dataclass(frozen=True, slots=True)
class Matrix:
    """One classic matrix. `table` says which cell the levels (upright, lying) make, 0 the lowest; without it the matrix has a rule of its own."""

    code: str
    title: Message
    short: Message
    """The authors, for the head of a column."""
    source: str
    purpose: Message
    upright: Axis | None
    lying: Axis | None
    cells: tuple[Cell, ...]
    table: Mapping[tuple[int, int], str] = field(default_factory=dict)
    third: Axis | None = None
    """A further axis beside the two: it is shown, and makes no cell."""
    only_cells: tuple[str, tuple[str, ...]] = ("", ())
    """(matrix, cells): only customers of these cells are looked at."""
    titles: tuple[Message | None, Message | None] = (None, None)
    """What the upright and the lying axis are called where they are no score."""

    def axes(self) -> tuple[Axis, ...]:
        """Return the axes that are scored."""
        return tuple(axis for axis in (self.upright, self.lying, self.third) if axis is not None)
