"""Customers as BG/NBD draws them, in whole days, a million at a time: the bases the purchase models are measured on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

Array = np.ndarray[Any, Any]
PART = 1_000_000
SHAPES = {
    "retail": {"r": 0.243, "alpha": 4.414 * 7, "a": 0.793, "b": 2.426, "first": 1, "last": 728},
    "b2b": {"r": 2.5, "alpha": 60.0, "a": 0.6, "b": 12.0, "first": 1, "last": 1095},
}
"""CDNOW's customers over two years (57 % never return); and a wholesaler's over three (15 orders each, the largest near 300)."""


def draw(name: str, count: int, part: int) -> tuple[Array, Array, Array, Array]:
    """Draw frequency, recency, age and mean spend; the part is the seed."""
    shape = SHAPES[name]
    rng = np.random.default_rng([part, len(name)])
    age = rng.integers(shape["first"], shape["last"] + 1, count).astype(np.float64)
    pace, leave = rng.gamma(shape["r"], 1 / shape["alpha"], count), rng.beta(shape["a"], shape["b"], count)
    frequency, recency = np.zeros(count), np.zeros(count)
    at, now = np.arange(count), np.zeros(count)
    while len(at):
        now = now + rng.exponential(1 / pace[at])
        inside = now <= age[at]
        at, now = at[inside], now[inside]
        frequency[at] += 1
        recency[at] = now
        stays = rng.random(len(at)) >= leave[at]
        at, now = at[stays], now[stays]
    rate = rng.gamma(3.74, 1 / 15.44, count)
    spend = rng.gamma(6.25 * np.maximum(frequency, 1)) / rate / np.maximum(frequency, 1)
    return frequency, np.minimum(np.ceil(recency), age), age, spend


def make_arrays(folder: Path, name: str, count: int) -> Path:
    """Write one base as arrays, the form the peers take."""
    path = folder / f"{name}-{count}.npz"
    frequency, recency, age, spend = draw(name, count, 0)
    np.savez(path, frequency=frequency, recency=recency, age=age, spend=spend)
    return path


def make_parts(folder: Path, name: str, parts: int) -> Path:
    """Write a large base as Parquet parts of a million rows, the form of a large result in a workspace."""
    target = folder / f"{name}-{parts}m"
    target.mkdir()
    connection = duckdb.connect()
    for part in range(parts):
        frequency, recency, age, spend = draw(name, PART, part)
        connection.register("drawn", {"frequency": frequency, "recency": recency, "age": age, "spend": spend})
        connection.execute(
            "copy (select cast(frequency as integer) as frequency, cast(recency as integer) as recency,"
            f" cast(age as integer) as age, spend from drawn) to '{target}/part-{part:02}.parquet' (format parquet)"
        )
    return target
