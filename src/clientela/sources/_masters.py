"""Lists of customers and of products: one row for each number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_name
from clientela.sources._conform import Context, clean_sql, id_sql, in_cents, number_of, units_sql

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine
    from clientela.sources._roles import FileRole

COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": (
        "customer_id", "customer_name", "area_id", "segment_id", "seller_id", "country", "city", "tax_id",
    ),
    "products": ("product_id", "product_name", "product_family", "unit_cost"),
}  # fmt: skip
_IDS = frozenset({"customer_id", "product_id", "area_id", "segment_id", "seller_id", "tax_id"})


@dataclass(frozen=True, slots=True)
class MasterCounts:
    """Rows of a list: read = accepted + repeated + without a number."""

    read: int
    accepted: int
    repeated: int
    nameless: int


def write_master(engine: Engine, context: Context, *, role: FileRole, target: Path) -> MasterCounts:
    """Write a list of customers or products, the first row of each number, in the order of the file.

    Units: unit_cost in 1/10,000 currency unit.
    """
    key, *_ = columns = COLUMNS[role]
    cells: list[str] = []
    for name in columns:
        column = context.column(name)
        if column is None:
            cells.append(f"cast(null as {'bigint' if name == 'unit_cost' else 'varchar'}) as {name}")
        elif name == "unit_cost":
            amount = units_sql(f"({number_of(context, name)})", 100 if in_cents(context, name) else 10_000)
            cells.append(f"{amount} as {name}")
        else:
            cells.append(f"{id_sql(column) if name in _IDS else clean_sql(column)} as {name}")
    filled = " or ".join(f"coalesce(trim(cast({c.field} as varchar)), '') <> ''" for c in context.raw.columns)
    engine.execute(
        f"create or replace temp table _master as select *, row_number() over (partition by {key} order by row_number) "
        f"as nth from (select row_number, {', '.join(cells)} from {quote_name(context.raw.relation)} where {filled})"
    )
    engine.write_parquet(
        f"select {', '.join(columns)} from _master where {key} is not null and nth = 1 order by row_number",
        target,
    )
    row = engine.fetch_one(
        f"select count(*), count(*) filter ({key} is not null and nth = 1), count(*) filter ({key} is not null and nth > 1), "
        f"count(*) filter ({key} is null) from _master"
    )
    engine.execute("drop table _master")
    return MasterCounts(*row)
