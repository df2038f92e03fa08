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
