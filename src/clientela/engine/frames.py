"""The one passage between the engine and arrays, for customer-sized tables only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from clientela.engine.connect import Engine

Array = np.ndarray[Any, Any]
Frame = dict[str, Array]
"""Column name to array; a masked array marks missing values."""

_FILL: dict[str, Any] = {"M": np.datetime64("1970-01-01"), "O": "", "U": ""}
"""What stands where a value is missing, by kind of array; zero elsewhere. It is turned into NULL."""


def fetch_arrays(engine: Engine, sql: str) -> Frame:
    """Run a query and return its columns as arrays; missing values are masked, dates are datetime64[D]."""
    columns = engine.ask(sql).fetchnumpy()
    return {
        name: column.astype("datetime64[D]") if np.issubdtype(column.dtype, np.datetime64) else column
        for name, column in columns.items()
    }


def store_arrays(engine: Engine, name: str, frame: Frame) -> None:
    """Make a table out of arrays. Masked values, None and NaN arrive as NULL.

    Shapes: one-dimensional columns of equal length.
    """
    plain: dict[str, Any] = {}
    casts: list[str] = []
    for column, values in frame.items():
        data = values
        mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
        if isinstance(values, np.ma.MaskedArray):
            data = values.filled(_FILL.get(values.dtype.kind, 0))
        if data.dtype.kind == "O":  # a long run of None is refused by the engine before version 2
            none = np.equal(data, np.array(None, dtype=object))
            mask = none if mask is None else mask | none
            data = np.where(none, "", data)
        if mask is not None:
            plain[f"{column}__missing"] = mask
        if data.dtype.kind == "M":
            data = data.astype("datetime64[us]")
        if data.dtype.kind == "U":
            data = data.astype(object)
        plain[column] = data
        cast = f'cast("{column}" as date)' if values.dtype.kind == "M" else f'"{column}"'
        if values.dtype.kind in "OU":  # without any value the engine cannot tell that it is text
            cast = f'cast("{column}" as varchar)'
        if values.dtype.kind == "f":
            cast = f'case when isnan("{column}") then null else "{column}" end'
        if mask is not None:
            cast = f'case when "{column}__missing" then null else {cast} end'
        casts.append(f'{cast} as "{column}"')
    engine.connection.register("_arrays", plain)
    engine.connection.execute(
        f'create or replace temp table "{name}" as select {", ".join(casts)} from _arrays'
    )
    engine.connection.unregister("_arrays")
