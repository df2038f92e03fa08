"""Rows with one cell too many, whose comma stood in a text without quotation marks, put together where one reading alone fits."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.i18n import nmsg
from clientela.engine.connect import quote_name
from clientela.sources._records import TOO_MANY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.engine.connect import Engine
    from clientela.sources._raw import RawTable

_LOOKED_AT, _MOST_BROKEN, _FEWEST_GOOD = 5_000, 5_000, 20
_CLOSED, _FEW = 0.3, 5
"""A column is of few makes when its cells are made in at most 5 ways, or in less than 3 of 10 rows each another."""
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


def _make(cell: str) -> str:
    return _DIGITS.sub("9", _LETTERS.sub("A", cell))


def _joined(cells: Sequence[str], place: int, sign: str) -> list[str]:
    """Return the row with the cells at `place` and after it as one; the last cell was cut off and stays open."""
    return [*cells[:place], f"{cells[place]}{sign} {cells[place + 1]}", *cells[place + 2 :], ""]


def put_together(engine: Engine, raw: RawTable, used: frozenset[str]) -> RawTable:
    """Repair rows with a surplus cell where two neighbours are beyond doubt one text; `used` are the columns that are needed.

    Formula: of all places in columns of free text the only one at which joining two cells leaves every other cell made as in the
    whole rows. The cell behind the last column is lost, so nothing is done where the last column is needed.
    """
    relation = quote_name(raw.relation)
    if (
        raw.columns[-1].name in used
        or not engine.fetch_one(f"select count(*) from {relation} where problem = '{TOO_MANY}'")[0]
    ):
        return raw
    listed = ", ".join(f"coalesce({c.field}, '')" for c in raw.columns)
    good = engine.fetch(f"select {listed} from {relation} where problem is null limit {_LOOKED_AT}")
    if len(good) < _FEWEST_GOOD:
        return raw
    seen = [{_make(row[place]) for row in good} for place in range(len(raw.columns))]
    closed = [len(makes) <= max(_FEW, _CLOSED * len(good)) for makes in seen]
    broken = engine.fetch(
        f"select row_number, {listed} from {relation} where problem = '{TOO_MANY}' order by row_number limit {_MOST_BROKEN}"
    )
    sign = raw.dialect.separator or ","
    mended: list[tuple[int, list[str]]] = []
    for number, *cells in broken:
        fitting = [
            whole
            for place in range(len(cells) - 1)
            if not closed[place]
            for whole in [_joined(cells, place, sign)]
            if all(place == i or not closed[i] or _make(cell) in seen[i] for i, cell in enumerate(whole[:-1]))
        ]
        if len(fitting) == 1:
            mended.append((number, fitting[0]))
    if not mended:
        return raw
    fields = ", ".join(f"{c.field} = ?" for c in raw.columns)
    for number, cells in mended:
        engine.execute(
            f"update {relation} set problem = null, {fields} where row_number = ?", [*cells, number]
        )
    note = nmsg(
        "{count} row has a text with a separator and no quotation marks; its parts were put together, as only one place fits, and "
        "its cell under {column} was left open.",
        "{count} rows have a text with a separator and no quotation marks; its parts were put together, as only one place fits, and "
        "their cells under {column} were left open.",
        len(mended),
        column=raw.columns[-1].name,
    )
    return replace(raw, notes=(*raw.notes, note))
