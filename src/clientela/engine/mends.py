"""What a translation must change beyond spelling, so that every engine computes DuckDB's numbers. Each mend is tested alone.

A mend takes a tree with types and returns it changed. What is not in this list needs no mend or is a gap (`engine/gaps.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from clientela.base.i18n import msg
from clientela.engine.connect import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

Tree = exp.Query
Mend = "Callable[[Tree], Tree]"
_Type = exp.DType
_INTEGERS = exp.DataType.INTEGER_TYPES
_FLOATS = exp.DataType.FLOAT_TYPES
_DECIMALS = 18
_WIDE = "decimal(20, 0)"
"""Holds every bigint; its sums hold 30 digits."""


def _is(node: exp.Expression, kinds: set[_Type]) -> bool:
    return node.type is not None and node.type.this in kinds


def _inside_out(tree: Tree, *kinds: type[exp.Expression]) -> list[Any]:
    """List the nodes of some kinds, the innermost first: what is copied is mended already."""
    return list(tree.find_all(*kinds))[::-1]


def _plain(kind: exp.DataType) -> exp.DataType:
    """128 bits travel as decimals: no other engine writes such an integer into a file."""
    return exp.DataType.build("decimal(38, 0)") if kind.this in (_Type.INT128, _Type.UINT128) else kind


def _clickhouse_type(kind: exp.DataType) -> exp.DataType:
    """Dates from the year 1 to 9999 instead of 1970 to 2149, and a missing value that stays missing."""
    name = "Date32" if kind.this == _Type.DATE else "DateTime64(6)" if kind.this == _Type.TIMESTAMP else ""
    return exp.DataType.build(f"Nullable({name})", dialect="clickhouse") if name else kind


def _postgres_type(kind: exp.DataType) -> exp.DataType:
    """PostgreSQL has no integer of one byte."""
    return exp.DataType.build("smallint") if kind.this in (_Type.TINYINT, _Type.UTINYINT) else _plain(kind)


TYPES: dict[str, Callable[[exp.DataType], exp.DataType]] = {
    "postgres": _postgres_type,
    "spark": _plain,
    "clickhouse": _clickhouse_type,
}
"""The type in which each engine keeps a type of DuckDB."""


def divide_as_double(tree: Tree) -> Tree:
    """Divide in floating point: sums and written numbers may be decimals, whose quotient loses digits on Spark and all of them on ClickHouse."""
    for node in _inside_out(tree, exp.Div):
        for own in ("this", "expression"):
            if not _is(node.args[own], _FLOATS):
                node.set(own, exp.cast(node.args[own].copy(), "double"))
    return tree


def divide_by_something(tree: Tree) -> Tree:
    """Divide by one where the divisor is missing, then forget the quotient.

    Under a NULL ClickHouse keeps the infinity, and trips over it when it becomes an integer.
    """
    for node in _inside_out(tree, exp.Div):
        some = exp.Coalesce(this=node.expression.copy(), expressions=[exp.Literal.number(1)])
        value = exp.Div(this=node.this.copy(), expression=some, typed=node.args.get("typed"), safe=True)
        there = exp.Not(this=exp.Is(this=node.expression.copy(), expression=exp.null()))
        changed = exp.paren(exp.Case().when(there, value), copy=False)
        changed.type = node.type
        node.replace(changed)
    return tree


def sum_wide(tree: Tree) -> Tree:
    """Sum integers in 20 digits and more: a sum of bigint wraps or fails elsewhere, DuckDB's holds 38 digits."""
    for node in _inside_out(tree, exp.Sum):
        if _is(node.this, _INTEGERS):
            node.set("this", exp.cast(node.this.copy(), _WIDE))
    return tree


def sum_int128(tree: Tree) -> Tree:
    """Sum integers in 128 bits on ClickHouse, where a sum of Int64 wraps without a word."""
    for node in _inside_out(tree, exp.Sum):
        if _is(node.this, _INTEGERS):
            node.set("this", exp.Anonymous(this="toInt128", expressions=[node.this.copy()]))
            above: Any = node
            while (
                above is not None and _is(above, _INTEGERS) and not isinstance(above, (exp.Cast, exp.Alias))
            ):
                above.type = exp.DataType.build("int128")
                above = above.parent
    return tree


def meet_int128(tree: Tree) -> Tree:
    """Turn a sum in 128 bits into a floating number where it meets one: ClickHouse multiplies no Int128 by a Float64."""
    for node in _inside_out(tree, exp.Mul, exp.Add, exp.Sub):
        for own, other in (("this", node.expression), ("expression", node.this)):
            if _is(node.args[own], {_Type.INT128}) and _is(other, _FLOATS | {_Type.DECIMAL}):
                node.set(own, exp.cast(node.args[own].copy(), "double"))
    return tree


def cast_exactly(tree: Tree) -> Tree:
    """Refuse what does not fit into an integer: ClickHouse's own cast wraps."""
    for node in _inside_out(tree, exp.Cast):
        if _is(node, _INTEGERS) and node.this.type is not None and not _is(node.this, {_Type.NULL}):
            kind = node.to.sql(dialect="clickhouse")
            name = kind if kind.startswith("Nullable") else f"Nullable({kind})"
            changed = exp.func(
                "accurateCast", node.this.copy(), exp.Literal.string(name), dialect="clickhouse"
            )
            changed.type = node.type
            node.replace(changed)
    return tree


def round_half_away(tree: Tree) -> Tree:
    """Round halves away from zero: PostgreSQL and ClickHouse round floating halves to the even neighbour.

    Formula: trunc(x) + sign(x) when |x - trunc(x)| >= 0.5; the difference is exact at every size.
    """
    for node in _inside_out(tree, exp.Round):
        if node.args.get("decimals") is None and _is(node.this, _FLOATS):
            x = node.this
            whole = exp.Trunc(this=x.copy())
            far = exp.GTE(
                this=exp.Abs(this=exp.paren(exp.Sub(this=x.copy(), expression=whole.copy()))),
                expression=exp.Literal.number("0.5"),
            )
            step = exp.Case().when(far, exp.Sign(this=x.copy())).else_("0")
            changed = exp.paren(exp.Add(this=whole, expression=step))
            changed.type = node.type
            node.replace(changed)
    return tree


def _percentiles(tree: Tree) -> list[tuple[exp.WithinGroup, exp.Expression, exp.Expression]]:
    return [
        (node, node.this.this, node.expression.expressions[0].this)
        for node in _inside_out(tree, exp.WithinGroup)
        if isinstance(node.this, exp.PercentileCont)
    ]


def decimals_beside_floats(tree: Tree) -> Tree:
    """Write a decimal beside a floating number as one: Sail makes decimals of both, ClickHouse refuses the two."""
    for node in _inside_out(tree, exp.Coalesce, exp.Greatest, exp.Least):
        values = [node.this, *node.expressions]
        if any(_is(value, _FLOATS) for value in values):
            for value in values:
                if _is(value, {_Type.DECIMAL}):
                    value.replace(exp.cast(value.copy(), "double"))
    return tree


def percentile_exactly(tree: Tree) -> Tree:
    """Interpolate the percentile on Spark: sqlglot writes the approximate one."""
    for node, share, value in _percentiles(tree):
        node.replace(exp.Anonymous(this="percentile", expressions=[value.copy(), share.copy()]))
    return tree


def quantile_exactly(tree: Tree) -> Tree:
    """Interpolate the percentile on ClickHouse, which knows it under another name."""
    for node, share, value in _percentiles(tree):
        node.replace(
            exp.ParameterizedAgg(
                this="quantileExactInclusive", expressions=[share.copy()], params=[value.copy()]
            )
        )
    return tree


def spread_of_one_is_missing(tree: Tree) -> Tree:
    """A spread over one value is NULL; ClickHouse says NaN. Its stable forms do not lose digits."""
    for node in _inside_out(tree, exp.StddevSamp, exp.Variance):
        name = "stddevSampStable" if isinstance(node, exp.StddevSamp) else "varSampStable"
        value = exp.Anonymous(this=name, expressions=[node.this.copy()])
        changed = exp.Case().when(
            exp.GT(this=exp.Count(this=node.this.copy()), expression=exp.Literal.number(1)), value
        )
        changed.type = node.type
        node.replace(changed)
    return tree


def lag_of_nullable(tree: Tree) -> Tree:
    """Before the first row stands NULL: ClickHouse gives 1970-01-01 or 0 for a column that cannot be NULL."""
    for node in _inside_out(tree, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue):
        node.set("this", exp.Anonymous(this="toNullable", expressions=[node.this.copy()]))
    return tree


def wide_dates(tree: Tree) -> Tree:
    """Write dates in the type that reaches beyond 1970 to 2149 on ClickHouse."""
    for node in _inside_out(tree, exp.Cast):
        if node.to.this == _Type.DATE:
            node.set("to", _clickhouse_type(node.to))
    return tree


class _Named:
    """Expressions given a name in a select below, each once."""

    def __init__(self) -> None:
        self._columns: dict[str, exp.Column] = {}

    def name(self, value: exp.Expression, source: exp.Select, table: str) -> exp.Column:
        """Add an expression to a select and return the column it becomes; the same one again is the same column."""
        text = value.sql(dialect="duckdb")
        if text not in self._columns:
            name = f"{table}_{len(self._columns)}"
            source.select(exp.alias_(value.copy(), name, quoted=True), copy=False)
            self._columns[text] = exp.column(name, table=table, quoted=True)
        column = self._columns[text].copy()
        column.type = value.type
        return column


def windows_over_columns(tree: Tree) -> Tree:
    """Give windows plain columns to look at, one select below: Sail cannot plan windows whose arguments share an expression."""
    for select in _inside_out(tree, exp.Select):
        windows = [
            w for item in select.selects for w in item.find_all(exp.Window) if w.parent_select is select
        ]
        if not windows or select.args.get("group"):
            continue
        below, beside, named = exp.Select(), exp.Select().select("*"), _Named()
        for part in ("with_", "from_", "joins", "where"):
            if (kept := select.args.get(part)) is not None:
                below.set(part, kept)
                select.set(part, None)
        for inner in [value for window in windows for value in _arguments(window)]:
            inner.replace(named.name(inner, below, "below"))
        for window in windows:
            window.replace(named.name(window, beside, "beside"))
        own = [c for item in select.selects for c in item.find_all(exp.Column) if c.parent_select is select]
        for column in [c for c in own if c.table != "beside"]:
            column.replace(exp.column(named.name(column, below, "below").name, table="beside", quoted=True))
        select.set("from_", exp.From(this=beside.from_(below.subquery("below")).subquery("beside")))
    return tree


def _arguments(window: exp.Window) -> list[exp.Expression]:
    """List what a window computes with: arguments, partition and order, but no constants."""
    order = window.args.get("order")
    found = [
        *window.this.args.values(),
        *(window.args.get("partition_by") or ()),
        *(o.this for o in (order.expressions if order else ())),
    ]
    return [
        value
        for value in found
        if isinstance(value, exp.Expression) and not isinstance(value, (exp.Literal, exp.Star))
    ]


def exact_decimals(tree: Tree) -> Tree:
    """Write decimals with 38 digits, 18 of them after the point.

    On ClickHouse narrow ones overflow when they multiply money, and a choice between decimals of two scales is refused.
    """
    for node in _inside_out(tree, exp.Cast):
        if node.to.this == _Type.DECIMAL and isinstance(node.this, exp.Literal) and node.this.is_string:
            if len(node.this.name.partition(".")[2]) > _DECIMALS:
                raise EngineError(
                    msg(
                        "ClickHouse computes with at most {digits} decimals; {number} has more. Write it shorter.",
                        digits=_DECIMALS,
                        number=node.this.name,
                    )
                )
            scale = exp.Literal.number(_DECIMALS)
            changed = exp.Anonymous(this="toDecimal128", expressions=[node.this.copy(), scale])
            changed.type = node.type
            node.replace(changed)
    return tree


def words_byte_by_byte(tree: Tree) -> Tree:
    """Compare the words a step writes itself as the texts of the tables: PostgreSQL would take the language of the database."""
    for node in _inside_out(tree, exp.Literal):
        if node.is_string and not isinstance(node.parent, exp.Cast):
            changed: exp.Expression = exp.Collate(
                this=node.copy(), expression=exp.to_identifier("C", quoted=True)
            )
            if isinstance(node.parent, exp.StrPosition):  # position(x in y) takes no bare COLLATE
                changed = exp.paren(changed, copy=False)
            changed.type = node.type
            node.replace(changed)
    return tree


MENDS: dict[str, tuple[Callable[[Tree], Tree], ...]] = {
    "postgres": (round_half_away, words_byte_by_byte),
    "spark": (divide_as_double, sum_wide, decimals_beside_floats, percentile_exactly, windows_over_columns),
    "clickhouse": (
        divide_as_double, divide_by_something, decimals_beside_floats, sum_int128, meet_int128, round_half_away, quantile_exactly, spread_of_one_is_missing, lag_of_nullable, cast_exactly,
        wide_dates, exact_decimals,
    ),
}  # fmt: skip
"""The mends of each dialect, in the order in which they are carried out."""
