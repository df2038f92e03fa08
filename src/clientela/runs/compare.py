"""What differs between two runs, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.blocks import Column, Document, Section, Table
from clientela.runs.reader import Reader, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def _settings(values: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _settings(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", str(value)


def _moved(one: Reader, other: Reader, column: str) -> tuple[tuple[Any, ...], ...]:
    before = {r["customer_id"]: r[column] for r in one.query(f"select customer_id, {column} from customers")}
    after = {r["customer_id"]: r[column] for r in other.query(f"select customer_id, {column} from customers")}
    counts: dict[tuple[Any, Any], int] = {}
    for customer in sorted(before.keys() | after.keys()):
        pair = (before.get(customer), after.get(customer))
        if pair[0] != pair[1]:
            counts[pair] = counts.get(pair, 0) + 1
    return tuple((column, a, b, n) for (a, b), n in sorted(counts.items(), key=lambda i: -i[1]))


def compare_runs(one: Reader, other: Reader) -> Document:
    """Compare settings, facts, totals and classes of two runs; what is equal is not listed."""
    a, b = one.manifest, other.manifest
    first, second = dict(_settings(a.settings)), dict(_settings(b.settings))
    causes: list[tuple[Any, ...]] = [(msg("As of"), a.as_of, b.as_of)] if a.as_of != b.as_of else []
    causes += [(msg("Facts"), a.generation, b.generation)] if a.generation != b.generation else []
    causes += [
        (name, first.get(name), second.get(name))
        for name in sorted(first.keys() | second.keys())
        if first.get(name) != second.get(name)
    ]
    totals = []
    units = {f.name: f for f in fields_of("totals")}
    before, after = one.one("totals"), other.one("totals")
    for name, field in units.items():
        if before[name] != after[name]:
            change = None if before[name] is None or after[name] is None else after[name] - before[name]
            totals.append((field.title, before[name], after[name], change))
    moves = tuple(
        row
        for column in ("abc_value_class", "abc_count_class", "pyramid_revenue_layer", "lifecycle_state")
        for row in _moved(one, other, column)
    )
    same = [n for n in a.results if b.results.get(n) == a.results[n]]
    blocks = (
        Table("causes", msg("What went in differently"), (Column("what", msg("What")), Column("first", msg("First run")), Column("second", msg("Second run"))), tuple(causes)),
        Table("totals", msg("Totals that differ"), (Column("what", msg("Figure")), Column("first", msg("First run"), "number"), Column("second", msg("Second run"), "number"), Column("change", msg("Change"), "number")), tuple(totals)),
        Table("moves", msg("Customers in another class"), (Column("scheme", msg("Scheme")), Column("first", msg("First run")), Column("second", msg("Second run")), Column("count", msg("Customers"), "count")), moves),
    )  # fmt: skip
    section = Section(
        "compare",
        msg("Differences"),
        blocks,
        msg("{same} of {all} results are the same files.", same=len(same), all=len(a.results)),
    )
    return Document(
        "compare",
        msg("Comparison of two runs"),
        msg("{first} and {second}", first=a.run_id, second=b.run_id),
        b.company,
        (section,),
        msg("As of {day}", day=b.as_of_day),
        b.currency,
    )
