"""Sales lines of the large companies: narrow codes month by month on disk, names joined once at the end."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from clientela.base.files import writing
from clientela.demo._customers import SEGMENTS, area_name, country
from clientela.demo._lines import CHANNELS, Batch
from clientela.demo._plan import FIRST_DAY
from clientela.demo._products import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clientela.demo._world import World

_OUT = """
SELECT CASE WHEN credit THEN printf('NC%d/%05d', year, sequence) ELSE printf('%d/%06d', year, sequence) END
         AS document_id,
       CASE WHEN credit THEN 'credit_note' ELSE 'invoice' END AS document_type,
       {first}::DATE + day::INTEGER AS document_date,
       line::INTEGER AS line_number,
       c.number AS customer_id, c.name AS customer_name,
       p.id AS product_id, p.name AS product_name, p.family AS product_family,
       quantity::DECIMAL(18, 2) AS quantity,
       (price / 10000)::DECIMAL(18, 4) AS unit_price,
       (discount / 10)::DECIMAL(5, 1) AS discount_percent,
       (net / 100)::DECIMAL(18, 2) AS net_amount,
       CASE WHEN cost_known THEN (cost / 100)::DECIMAL(18, 2) END AS cost_amount,
       'EUR' AS currency,
       s.id AS seller_id, c.area AS area, c.segment AS segment, c.country AS country, h.name AS channel
FROM lines l
JOIN c ON c.i = l.customer JOIN p ON p.i = l.product JOIN s ON s.i = l.seller JOIN h ON h.i = l.channel
"""
_CODES = (
    "customer", "day", "credit", "sequence", "line", "product", "quantity", "price", "discount", "net",
    "cost", "cost_known", "seller", "channel",
)  # fmt: skip


def _names(values: list[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def _dimensions(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    customers, products = world.customers, world.products
    everyone = range(world.plan.customers)
    tables = {
        "c": {
            "i": np.arange(world.plan.customers),
            "number": _names(list(customers.numbers)),
            "name": _names(list(customers.names)),
            "area": _names([area_name(customers, i) for i in everyone]),
            "segment": _names([SEGMENTS[int(s)] for s in customers.segment]),
            "country": _names([country(customers, i) for i in everyone]),
        },
        "p": {
            "i": np.arange(len(products.ids)),
            "id": _names(list(products.ids)),
            "name": _names(list(products.names)),
            "family": _names([FAMILIES[int(f)] for f in products.family]),
        },
        "s": {"i": np.arange(len(world.sellers.ids)), "id": _names(list(world.sellers.ids))},
        "h": {"i": np.arange(len(CHANNELS)), "name": _names(list(CHANNELS))},
    }
    for name, table in tables.items():
        connection.register("incoming", table)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        connection.unregister("incoming")


class ParquetLines:
    """Takes the months' lines and writes one Parquet file at the end."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, world: World) -> None:
        self._connection = connection
        _dimensions(connection, world)
        self._created = False

    def add(self, batch: Batch) -> None:
        """Keep one month's lines."""
        table = {name: getattr(batch, name) for name in _CODES}
        table["year"] = np.full(len(batch.day), batch.year)
        self._connection.register("incoming", table)
        target = "INSERT INTO lines" if self._created else "CREATE TABLE lines AS"
        self._connection.execute(f"{target} SELECT * FROM incoming")
        self._connection.unregister("incoming")
        self._created = True

    def finish(self, target: Path) -> None:
        """Write the file in the order the lines came."""
        query = _OUT.format(first=f"'{FIRST_DAY.isoformat()}'")
        self._connection.execute(
            f"COPY ({query}) TO {sql_text(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )


def sql_text(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def parquet_lines(world: World, path: Path) -> Iterator[ParquetLines]:
    """Yield a writer of the Parquet file `path`; the months wait in a database file beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.waiting")
    waiting.unlink(missing_ok=True)
    try:
        # One thread: the same bytes every time.
        with duckdb.connect(str(waiting), config={"threads": 1, "memory_limit": "1GB"}) as connection:
            writer = ParquetLines(connection, world)
            yield writer
            with writing(path) as temporary:
                writer.finish(temporary)
    finally:
        waiting.unlink(missing_ok=True)
        waiting.with_name(waiting.name + ".wal").unlink(missing_ok=True)
