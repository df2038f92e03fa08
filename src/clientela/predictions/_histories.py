"""Purchase histories, read once and compressed for fitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.predictions._compiled import loops_for

if TYPE_CHECKING:
    from collections.abc import Iterable

Array = np.ndarray[Any, Any]
Chunk = tuple[Array, ...]
"""frequency, recency, age, and perhaps weights."""

MOST_TIMES = 1 << 20
"""Whole times up to here index a table directly; others are first put in order."""


class HistoryError(ClientelaError):
    """A purchase history contradicts itself."""


@dataclass(frozen=True)
class Rows:
    """Customers: `frequency`, and recency and age as places in the table of times. `weight` is None where each row is one."""

    frequency: Array
    recency: Array
    age: Array
    weight: Array | None

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.frequency)


@dataclass(frozen=True)
class Histories:
    """A base ready to be fitted.

    Customers without a second order differ only in age: they are counted by age in `once`. All others stand in `rows`.
    """

    times: Array
    """Ascending; what `recency` and `age` of the rows point into, the first being 0."""
    rows: Rows
    once: Array
    """Customers with one order, by age; shape of `times`."""
    log_gaps: float
    """Sum of the logarithms of all gaps between orders, 0 where it is not known; it makes likelihoods of different k comparable."""

    @property
    def customers(self) -> float:
        """Count the customers (with weights: add them up)."""
        own = len(self.rows) if self.rows.weight is None else float(self.rows.weight.sum())
        return own + float(self.once.sum())

    def single(self) -> Rows:
        """Return the customers with one order as rows, one for each age."""
        at = np.flatnonzero(self.once)
        nothing = np.zeros(len(at), dtype=np.int32)
        return Rows(nothing, nothing, at.astype(np.int32), self.once[at])

    def part(self, every: int) -> Histories:
        """Take every n-th row, and of the customers with one order the same share."""
        rows = self.rows
        kept = Rows(
            rows.frequency[::every].copy(),
            rows.recency[::every].copy(),
            rows.age[::every].copy(),
            None if rows.weight is None else rows.weight[::every].copy(),
        )
        return Histories(self.times, kept, self.once / every, 0.0)

    def counts(self) -> tuple[Array, Array]:
        """Return the frequencies that occur and the weight of each."""
        weights = np.bincount(self.rows.frequency, self.rows.weight).astype(np.float64)
        if not len(weights):
            weights = np.zeros(1)
        weights[0] += self.once.sum()
        at = np.flatnonzero(weights)
        return at, weights[at]

    def ages(self) -> tuple[Array, Array]:
        """Return the weight, and the weight times frequency, of each age; shapes of `times`."""
        rows, size = self.rows, len(self.times)
        weight = np.bincount(rows.age, rows.weight, minlength=size).astype(np.float64) + self.once
        orders = rows.frequency.astype(np.float64)
        if rows.weight is not None:
            orders *= rows.weight
        return weight, np.bincount(rows.age, orders, minlength=size)


def _refuse(found: Array, first: int, chunk: tuple[Array, Array, Array]) -> None:
    if found.any():
        at = int(np.argmax(found))
        raise HistoryError(
            msg(
                "Customer {row}: frequency {frequency}, recency {recency} and age {age} contradict each other. Frequency is a whole number, 0 <= recency <= age, and without a second order recency is 0.",
                row=str(first + at + 1),
                frequency=f"{chunk[0][at]:g}",
                recency=f"{chunk[1][at]:g}",
                age=f"{chunk[2][at]:g}",
            )
        )


def _checked(chunk: Chunk, first: int) -> tuple[Array, Array, Array, Array | None]:
    frequency, recency, age = (np.asarray(column) for column in chunk[:3])
    with np.errstate(invalid="ignore"):  # what is no number is refused below
        orders = frequency.astype(np.int32)
    sound = (recency >= 0) & (recency <= age) & (frequency >= 0) & ((orders > 0) | (recency == 0))
    if frequency.dtype.kind == "f":
        sound &= orders == frequency
    if age.dtype.kind == "f":
        sound &= np.isfinite(age)
    _refuse(~sound, first, (frequency, recency, age))
    weight = None if len(chunk) < 4 else np.asarray(chunk[3], dtype=np.float64)  # noqa: PLR2004 - the fourth column
    if weight is not None and not bool((np.isfinite(weight) & (weight >= 0)).all()):
        raise HistoryError(msg("A weight of a purchase history is negative or no number."))
    return orders, recency, age, weight


def _whole(column: Array) -> Array | None:
    """Return times as places in a table of whole numbers, None where they are not whole or too far."""
    if len(column) and float(column.max()) >= MOST_TIMES:
        return None
    places = column.astype(np.int32)
    return None if column.dtype.kind == "f" and not np.array_equal(places, column) else places


@dataclass
class _Heap:
    """Chunks as they come in, those with one order already counted."""

    frequency: list[Array]
    recency: list[Array]
    age: list[Array]
    weight: list[Array | None]
    once_age: list[Array]
    once_weight: list[Array]


def _joined(parts: list[Array], kind: Any) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def _add_compiled(heap: _Heap, chunk: Chunk, loops: Any) -> bool:
    """Take a large chunk of whole times in two readings; say whether it was one."""
    columns = [np.ascontiguousarray(column) for column in chunk]
    bad, many, whole, oldest = loops.read_rows(*columns, MOST_TIMES)
    if bad >= 0 or not whole:
        return False
    parts = [np.empty(many, dtype=np.int32) for _ in columns]
    once = np.zeros(int(oldest) + 1)
    loops.fill_rows(*columns, *parts, once)
    at = np.flatnonzero(once)
    heap.frequency.append(parts[0])
    heap.recency.append(parts[1])
    heap.age.append(parts[2])
    heap.weight.append(None)
    heap.once_age.append(at)
    heap.once_weight.append(once[at])
    return True


def _add(heap: _Heap, chunk: Chunk, first: int) -> int:
    loops = loops_for(len(chunk[0])) if len(chunk) == 3 else None  # noqa: PLR2004 - without weights
    if loops is not None and _add_compiled(heap, chunk, loops):
        return len(chunk[0])
    orders, recency, age, weight = _checked(chunk, first)
    many = orders > 0
    whole = _whole(age), _whole(recency)
    is_whole = whole[0] is not None and whole[1] is not None
    ages, recencies = whole if is_whole else (age.astype(np.float64), recency.astype(np.float64))
    heap.frequency.append(orders[many])
    heap.recency.append(recencies[many])  # type: ignore[index]
    heap.age.append(ages[many])  # type: ignore[index]
    heap.weight.append(None if weight is None else weight[many])
    rest = ages[~many]  # type: ignore[index]
    own = None if weight is None else weight[~many]
    if is_whole:
        counts = np.bincount(rest, own) if len(rest) else np.zeros(0)
        at = np.flatnonzero(counts)
        heap.once_age.append(at)
        heap.once_weight.append(counts[at].astype(np.float64))
    else:
        heap.once_age.append(rest)
        heap.once_weight.append(np.ones(len(rest)) if own is None else own)
    return len(orders)


def read_chunks(chunks: Iterable[Chunk], *, log_gaps: float = 0.0) -> Histories:
    """Read histories chunk by chunk (frequency, recency, age and perhaps weights); only the compressed base stays in memory.

    Raises: HistoryError for the first row that contradicts itself.
    """
    heap = _Heap([], [], [], [], [], [])
    first = 0
    for chunk in chunks:
        first += _add(heap, chunk, first)
    sizes = [len(part) for part in heap.frequency]
    frequency = _joined(heap.frequency, np.int32)
    heap.frequency.clear()
    recency, age = _joined(heap.recency, np.int32), _joined(heap.age, np.int32)
    heap.recency.clear()
    heap.age.clear()
    once_age, once_weight = _joined(heap.once_age, np.int32), _joined(heap.once_weight, np.float64)
    weight = None
    if any(part is not None for part in heap.weight):
        weight = _joined(
            [np.ones(n) if w is None else w for w, n in zip(heap.weight, sizes, strict=True)], np.float64
        )
    if recency.dtype.kind == "f" or age.dtype.kind == "f" or once_age.dtype.kind == "f":
        times = np.unique(np.concatenate([[0.0], age, recency, once_age]))
        recency, age = (np.searchsorted(times, column).astype(np.int32) for column in (recency, age))
        once_age = np.searchsorted(times, once_age)
    else:
        last = max(int(age.max(initial=0)), int(once_age.max(initial=0)))
        times = np.arange(last + 1, dtype=np.float64)
    once = np.bincount(once_age, once_weight, minlength=len(times)).astype(np.float64)
    return Histories(times, Rows(frequency, recency, age, weight), once, log_gaps)


def read_histories(
    frequency: Array,
    recency: Array,
    age: Array,
    *,
    weights: Array | None = None,
    log_gaps: float = 0.0,
) -> Histories:
    """Read histories from arrays, one row per customer or, with `weights`, per group of equal customers.

    `log_gaps`: the sum over customers (times weights) of the logarithms of the gaps between their orders.
    Raises: HistoryError for the first row that contradicts itself.
    """
    chunk = (frequency, recency, age) if weights is None else (frequency, recency, age, weights)
    return read_chunks([chunk], log_gaps=log_gaps)
