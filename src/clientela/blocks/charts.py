"""Charts, described by what they say; each has a table twin made from the same points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.base.units import Unit


@dataclass(frozen=True, slots=True)
class Series:
    """Named values along an axis; None breaks the line. `kind` says how a combined chart draws it."""

    name: str
    title: Message
    values: tuple[Any, ...]
    unit: Unit = "number"
    kind: Literal["bar", "line", "area"] = "line"
    on_second_axis: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """Lines over a numeric axis, such as the Lorenz or the Pareto curve: `x[i]` belongs to `values[i]`."""

    name: str
    title: Message
    x_title: Message
    y_title: Message
    x: tuple[float, ...]
    series: tuple[Series, ...]
    x_unit: Unit = "share"
    marks: tuple[tuple[float, float, Message], ...] = ()
    """Points worth a label: (x, y, text)."""
    diagonal_title: Message | None = None
    """What the line of equal shares on both axes is called; without it, that all customers are equal."""
    note: Message | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars (and lines) over named categories, such as revenue by year or the top gains and losses."""

    name: str
    title: Message
    categories: tuple[Message | str, ...]
    series: tuple[Series, ...]
    is_horizontal: bool = False
    is_stacked: bool = False
    note: Message | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class PyramidLayer:
    """One layer: how many customers, what they bring, and their share of it."""

    name: str
    title: Message
    count: int
    value: Any
    share: float | None


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Layers from the top down; widths follow the count of customers, labels give the value and its share."""

    name: str
    title: Message
    layers: tuple[PyramidLayer, ...]
    value_title: Message
    value_unit: Unit = "money"
    note: Message | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """One bar: what is added or taken off, or (`is_sum`) what it comes to there."""

    title: Message | str
    amount: Any
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From one sum to another by what is added and taken off; every bar begins where the one before it ends."""

    name: str
    title: Message
    steps: tuple[WaterfallStep, ...]
    value_title: Message
    unit: Unit = "money"
    note: Message | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class ScatterGroup:
    """Points of one kind, told apart by colour and by shape: (x, y, what the point is)."""

    name: str
    title: Message
    points: tuple[tuple[float, float, str], ...]
    is_hollow: bool = False
    """Drawn as outlines: their place is not certain."""


@dataclass(frozen=True, slots=True)
class Scatter:
    """Points over two measures, with the lines that part them and a curve through them."""

    name: str
    title: Message
    x_title: Message
    y_title: Message
    groups: tuple[ScatterGroup, ...]
    x_unit: Unit = "number"
    y_unit: Unit = "number"
    x_line: float | None = None
    """An upright line: left of it is low, right of it is high."""
    y_line: float | None = None
    corners: tuple[Message, ...] = ()
    """What the four fields are called: top left, top right, bottom left, bottom right."""
    path: tuple[tuple[float, float], ...] = ()
    """Points of a line drawn through the field, such as that of equal margin."""
    path_title: Message | None = None
    note: Message | None = None
    currency: str | None = None
