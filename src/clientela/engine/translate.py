"""One step, written in DuckDB's SQL, in the words of another engine: the one place where SQL is translated.

Parsing and spelling are sqlglot's. What a type decides (is this a sum of integers? is this a division of integers?) is
decided on the tree with every column's type written in, by the mends in `engine/mends.py`; nothing is matched as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from clientela.base.i18n import msg
from clientela.engine.connect import DIALECT, EngineError
from clientela.engine.mends import MENDS, TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.engine.adapter import Columns

PLACE = "row_place"
"""The column that keeps the order of a step's rows, where it has one: tables of other engines have none."""


def _write_decimals(tree: Any) -> Any:
    """Say of each written decimal that it is one, as DuckDB reads it: sqlglot takes 0.92 for a floating number."""
    for node in list(tree.find_all(exp.Literal)):
        if (
            not node.is_string
            and "." in node.name
            and "e" not in node.name.lower()
            and not node.find_ancestor(exp.PercentileCont)
        ):
            whole, _, digits = node.name.partition(".")
            kind = f"decimal({len(whole.lstrip('0')) + len(digits) or 1}, {len(digits)})"
            node.replace(exp.cast(exp.Literal.string(node.name), kind))
    return tree


def _typed(sql: str, schema: Mapping[str, Columns]) -> exp.Query:
    known: dict[str, Any] = {table: dict(columns) for table, columns in schema.items()}
    try:
        tree = _write_decimals(sqlglot.parse_one(sql, read=DIALECT))
        tree = qualify(tree, schema=known, dialect=DIALECT, quote_identifiers=True)
        tree = annotate_types(tree, schema=known, dialect=DIALECT)
    except SqlglotError as error:
        raise EngineError(
            msg("A step cannot be translated for another engine: {problem}", problem=str(error))
        ) from error
    if not isinstance(tree, exp.Query):
        raise EngineError(msg("A step must be one select."))
    return tree


def _place_tables(tree: exp.Query, names: Mapping[str, str]) -> None:
    """Put the tables of the other engine in the place of the step's inputs; the alias stays, so nothing else changes."""
    for table in tree.find_all(exp.Table):
        there = names.get(table.name)
        if there is not None and not table.db:
            table.set("this", exp.to_identifier(there, quoted=True))


def _take_order(tree: exp.Query) -> list[exp.Ordered]:
    """Take the outermost order off and return its terms over columns `row_order_<n>` added to the select."""
    order = tree.args.get("order")
    if order is None or not isinstance(tree, exp.Select):
        return []
    tree.set("order", None)
    own = {item.alias_or_name: item.unalias() for item in tree.selects}
    terms = []
    for number, term in enumerate(order.expressions):
        name = f"row_order_{number}"
        value = term.this
        if isinstance(value, exp.Column) and not value.table:
            value = own.get(value.name, value)
        tree.select(exp.alias_(value.copy(), name, quoted=True), copy=False)
        terms.append(
            exp.Ordered(
                this=exp.column(name, table="step", quoted=True),
                desc=term.args.get("desc"),
                nulls_first=False,
            )
        )
    return terms


def type_there(kind: str, dialect: str) -> str:
    """Return a type of DuckDB by its name in another engine; text, dates and missing values keep their meaning."""
    there = exp.cast(exp.null(), TYPES[dialect](exp.DataType.build(kind, dialect=DIALECT)))
    return str(there.args["to"].sql(dialect=dialect))


def _presented(name: str, kind: str, dialect: str) -> Any:
    """Return a column of the step in the type DuckDB gives it; text on PostgreSQL compares byte by byte ever after."""
    value: Any = exp.cast(
        exp.column(name, table="step", quoted=True), TYPES[dialect](exp.DataType.build(kind, dialect=DIALECT))
    )
    if dialect == "postgres" and kind == "VARCHAR":
        value = exp.Collate(this=value, expression=exp.to_identifier("C", quoted=True))
    return exp.alias_(value, name, quoted=True)


@dataclass(frozen=True, slots=True)
class Translated:
    """A step in the words of another engine."""

    sql: str
    is_ordered: bool
    """Whether the rows have an order: then there is one more column, `row_place`."""


def translate(
    sql: str, *, schema: Mapping[str, Columns], names: Mapping[str, str], columns: Columns, dialect: str
) -> Translated:
    """Return the step as one select of another engine: the same columns, each of the type DuckDB gives it.

    `schema` holds the columns of the inputs, `names` what the inputs are called there, `columns` what comes out.
    Errors: EngineError when the step leaves the portable subset.
    """
    tree = _typed(sql, schema)
    ordered = _take_order(tree)
    for mend in MENDS[dialect]:
        tree = mend(tree)
    _place_tables(tree, names)
    outer = exp.select(*(_presented(name, kind, dialect) for name, kind in columns)).from_(
        tree.subquery("step")
    )
    if ordered:
        number = exp.Window(this=exp.RowNumber(), order=exp.Order(expressions=ordered))
        outer = outer.select(
            exp.alias_(exp.cast(number, TYPES[dialect](exp.DataType.build("bigint"))), PLACE, quoted=True)
        )
    return Translated(outer.sql(dialect=dialect), bool(ordered))
