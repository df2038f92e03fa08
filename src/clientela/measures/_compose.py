"""Puts measures together into few narrow passes."""

from __future__ import annotations

from functools import cache
from typing import Any

from clientela.base.declare import Field, Measure, discover


@cache
def all_measures() -> dict[str, Measure]:
    """Return every measure by name."""
    return discover("clientela.measures", Measure)


def measures_of(table: str) -> tuple[Measure, ...]:
    """Return the measures that read one table, in order of name."""
    return tuple(m for _, m in sorted(all_measures().items()) if m.table == table)


def _is_stated(m: Measure, params: dict[str, Any]) -> bool:
    stated = params["stated"]
    return not m.needs or stated is None or m.needs in stated


def sum_measures(table: str, params: dict[str, Any]) -> str:
    """Write the sums of a table's measures that are columns already, the additive ones, as select items."""
    return ", ".join(
        f"cast({f'sum({m.name})' if _is_stated(m, params) else m.without} as bigint) as {m.name}"
        for m in measures_of(table)
    )


def select_measures(table: str, params: dict[str, Any], only: tuple[str, ...] = ()) -> str:
    """Write the measures of a table, or `only` some of them, as select items, the parameters filled in as literals.

    What needs something that no line states is written as what it is then, without a sum.
    """

    def item(m: Measure) -> str:
        if not _is_stated(m, params):
            return f"cast({m.without} as bigint) as {m.name}"
        sql = m.sql.format(**params) if "{" in m.sql else m.sql
        # A sum of integers is wider than a stored integer: the cast keeps it exact and raises where it would not fit.
        return f"cast({sql} as bigint) as {m.name}" if m.unit in ("money", "count") else f"{sql} as {m.name}"

    return ", ".join(item(m) for m in measures_of(table) if not only or m.name in only)


def fields_of(*tables: str) -> tuple[Field, ...]:
    """Describe the columns that the measures of these tables become."""
    return tuple(
        Field(m.name, m.title, m.unit, m.formula, m.source) for table in tables for m in measures_of(table)
    )
