"""How the tables of a set meet: of the numbers one file names, how many the other knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine.connect import Engine, quote_text
from clientela.sources._intake import Join

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientela.base.canonical import CanonicalTable
    from clientela.sources._intake import FileIntake, Form

_EXAMPLES = 5


def _relation(intakes: Sequence[FileIntake], column: str) -> str:
    parts = [
        f"select {column} as value from read_parquet({quote_text(str(path))})"
        for path in (intake.lines or intake.rows for intake in intakes)
        if path is not None
    ]
    return " union all ".join(parts)


def _name(intakes: Sequence[FileIntake]) -> str:
    return " + ".join(intake.full_name for intake in intakes)


def _measure(
    engine: Engine, source: tuple[Sequence[FileIntake], str], target: tuple[Sequence[FileIntake], str]
) -> Join:
    (left, column), (right, other) = source, target
    engine.execute(
        f"create or replace temp table _left as select cast(value as varchar) as value, count(*) as n from ({_relation(left, column)}) "
        "where value is not null group by 1"
    )
    engine.execute(
        f"create or replace temp table _right as select distinct cast(value as varchar) as value from ({_relation(right, other)}) where value is not null"
    )
    bare = "coalesce(nullif(ltrim({0}.value, '0'), ''), '0')"
    forms: tuple[tuple[Form, str, str], ...] = (
        ("exact", "l.value", "r.value"),
        ("without_leading_zeros", bare.format("l"), bare.format("r")),
    )
    form, mine, theirs = forms[0]
    counted = (
        "select coalesce(sum(n), 0), coalesce(sum(n) filter (known), 0), count(*) filter (not known) from "
    )
    for form, mine, theirs in forms:  # noqa: B007 - the form that matched is kept
        judged = f"(select n, {mine} in (select {theirs} from _right as r) as known from _left as l)"
        rows, matched, orphan_values = engine.fetch_one(counted + judged)
        if matched:
            break
    else:
        form, mine, theirs = forms[0]
    examples = engine.fetch(
        f"select value from _left as l where {mine} not in (select {theirs} from _right as r) order by n desc, value limit {_EXAMPLES}"
    )
    return Join(
        _name(left), left[0].role, column, _name(right), right[0].role, other, int(rows), int(matched),
        int(rows) - int(matched), int(orphan_values), tuple(value for (value,) in examples), form,
    )  # fmt: skip


def _filled(intakes: Sequence[FileIntake], column: str) -> bool:
    return any(m.role in (column, f"{column.removesuffix('_id')}_name") for i in intakes for m in i.mapping)


def find_joins(intakes: Sequence[FileIntake], tables: Mapping[str, CanonicalTable]) -> tuple[Join, ...]:
    """Measure every reference among the tables of a set.

    A reference goes to the list that its column names. Where the set has no such list, it goes to the sales lines, when
    these name the same things: numbers in a file of targets and numbers of sellers in the lines.
    """
    by_role: dict[str, list[FileIntake]] = {}
    for intake in intakes:
        if intake.lines is not None or intake.rows is not None:
            by_role.setdefault(intake.role, []).append(intake)
    lines = tables.get("sales_lines")
    joins: list[Join] = []
    pairs: set[tuple[str, str, str]] = set()
    with Engine() as engine:
        for role, group in by_role.items():
            for column in tables[role].columns if role in tables else ():
                if not column.refers_to or not _filled(group, column.name):
                    continue
                target, other = column.refers_to.split(".")
                if (
                    target not in by_role
                    and lines is not None
                    and role != lines.name
                    and lines.name in by_role
                ):
                    same = [c.name for c in lines.columns if c.refers_to == column.refers_to]
                    target, other = (lines.name, same[0]) if same else (target, other)
                if (
                    target not in by_role
                    or not _filled(by_role[target], other)
                    or (role, column.name, target) in pairs
                ):
                    continue
                pairs.add((role, column.name, target))
                joins.append(_measure(engine, (group, column.name), (by_role[target], other)))
    return tuple(join for join in joins if join.rows)
