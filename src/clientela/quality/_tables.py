"""Checks that every canonical table gets from its declaration: contradictions, orphans, words nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.declare import QualityCheck
from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientela.base.canonical import CanonicalTable, TableColumn
    from clientela.base.units import Unit

_REMEDY_ROWS = msg("Correct the rows in the program they come from and import the table again.")
_EFFECT_ROWS = msg("The rows count as they are; what is computed from them may be wrong.")
_REMEDY_ORPHANS = msg("Import the missing rows of the other table, or correct the number.")
_EFFECT_ORPHANS = msg("These rows belong to nobody: they are in no figure of a customer.")
_REMEDY_CODES = msg("Use one of the allowed values; the template lists them.")
_EFFECT_CODES = msg("The values are kept as written, and nothing that asks for the allowed ones finds them.")


def _check(
    table: CanonicalTable,
    name: str,
    title: Message,
    remedy: Message,
    effect: Message,
    sql: str,
    *,
    unit: Unit = "text",
) -> QualityCheck:
    def build(params: dict[str, Any]) -> str:
        return sql

    return QualityCheck(
        name=f"{table.name}_{name}", title=title, remedy=remedy, effect=effect, build=build, judge=None, needs=table.name,
        subject_unit=unit, is_blocking=False, module=__name__, doc="Subject: the value or the row.",
    )  # fmt: skip


def _contradictions(table: CanonicalTable, relation: str) -> list[QualityCheck]:
    name = (
        " || ' ' || ".join(f"coalesce(cast({key} as varchar), '')" for key in table.key)
        or "cast(row_number as varchar)"
    )
    return [
        _check(
            table, check.code, msg("{table}: {problem}", table=table.title, problem=check.title), _REMEDY_ROWS, _EFFECT_ROWS,
            f"select {name} as subject, count(*) as rows_count, cast(null as bigint) as amount from {relation} where {check.sql} group by 1",
        )
        for check in table.checks
        if not check.is_fatal
    ]  # fmt: skip


def _target_sql(column: TableColumn, relation_of: Callable[[str], str]) -> str | None:
    """Return the values that a column may refer to; documents and customers are known from the sales lines too."""
    table, _, name = column.refers_to.partition(".")
    known = {
        ("customers", "customer_id"): "select customer_id from customer_keys",
        ("products", "product_id"): "select product_id from product_keys",
        (
            "sales_lines",
            "document_id",
        ): "select distinct document_id from sales_lines where document_id is not null",
    }
    if table == "sales_lines" and (table, name) not in known:
        return None
    return known.get((table, name), f"select {name} from {relation_of(table)} where {name} is not null")


def _orphans(
    table: CanonicalTable,
    relation: str,
    tables: Mapping[str, CanonicalTable],
    relation_of: Callable[[str], str],
) -> list[QualityCheck]:
    found = []
    for column in table.columns:
        other = column.refers_to.partition(".")[0]
        target = _target_sql(column, relation_of) if other in tables else None
        if target is None or other == table.name:
            continue
        found.append(
            _check(
                table, f"{column.name}_orphans",
                msg("{table}: {column} that is nowhere in {other}", table=table.title, column=column.title, other=tables[other].title),
                _REMEDY_ORPHANS, _EFFECT_ORPHANS,
                f"select {column.name} as subject, count(*) as rows_count, cast(null as bigint) as amount from {relation} where {column.name} is not null "
                f"and {column.name} not in ({target}) and exists ({target}) group by 1",
                unit="id",
            )
        )  # fmt: skip
    return found


def _unknown_codes(table: CanonicalTable, relation: str) -> list[QualityCheck]:
    found = []
    for column in table.columns:
        if column.codes and column.is_open:
            allowed = ", ".join("'" + code.value.replace("'", "''") + "'" for code in column.codes)
            found.append(
                _check(
                    table, f"{column.name}_unknown", msg("{table}: {column} with a value that is not known", table=table.title, column=column.title),
                    _REMEDY_CODES, _EFFECT_CODES,
                    f"select {column.name} as subject, count(*) as rows_count, cast(null as bigint) as amount from {relation} "
                    f"where {column.name} not in ({allowed}) group by 1",
                )
            )  # fmt: skip
    return found


def checks_of_tables(
    tables: Mapping[str, CanonicalTable], relation_of: Callable[[str], str]
) -> dict[str, QualityCheck]:
    """Return the checks that follow from the declarations, by name. `relation_of` names a table in the engine.

    Sales lines, the lists of customers and products, and the references of links have checks of their own.
    """
    found: list[QualityCheck] = []
    for name, table in tables.items():
        if name == "sales_lines":
            continue
        relation = relation_of(name)
        found += _contradictions(table, relation) + _unknown_codes(table, relation)
        if name not in ("customers", "products", "customer_links"):
            found += _orphans(table, relation, tables, relation_of)
    return {check.name: check for check in found}
