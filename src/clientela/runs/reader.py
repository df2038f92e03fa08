"""Reading a run: every table, for those customers the scope allows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from clientela.base.money import SCALE
from clientela.base.scope import EVERYTHING, Scope
from clientela.engine.connect import Engine, quote_name, quote_text
from clientela.engine.store import result_path
from clientela.runs.build import view_facts
from clientela.runs.graph import all_steps, relation_of
from clientela.tables._fold_rows import canonical_tables

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.declare import Field
    from clientela.runs.manifest import Manifest
    from clientela.tables._generation import Generation

Row = dict[str, Any]
_SCOPED = (
    "customers",
    "customer_months",
    "customer_days",
    "lifecycle_transitions",
    "customer_products",
    "receivable_items",
)
"""Tables with a customer in each row; the analyses are computed from them again under a scope."""


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list: its rows, and how many there are in all."""

    rows: tuple[Row, ...]
    total: int
    amount: Decimal | None = None
    """What all of them add up to; unknown where they are in several currencies."""


def fields_of(table: str) -> tuple[Field, ...]:
    """Return what the columns of a result are called and mean."""
    return all_steps()[table].fields


class Reader:
    """An open run. Money comes out in currency units, missing values as None.

    Use it as a context; it holds an engine of its own and never writes.
    """

    def __init__(
        self,
        manifest: Manifest,
        *,
        generation: Generation,
        facts: Path,
        results: Path,
        scope: Scope = EVERYTHING,
        params: dict[str, Any],
    ) -> None:
        self.manifest = manifest
        self.scope = scope
        self.params = params
        self._engine = Engine()
        view_facts(self._engine, generation, facts)
        for name, item in all_steps().items():
            if name in manifest.results:
                path = result_path(results, name, manifest.results[name])
                self._engine.view_files(name, [path], empty="select 1")
            elif item.form == "sql":  # a run of an older version: what it did not keep is computed when read
                self._engine.execute(f"create view {quote_name(name)} as {item.build(params)}")
        if not scope.is_everything:
            self._narrow()

    def _narrow(self) -> None:
        """Put the scope between the files and every view: what is not in it cannot be named."""
        values = ", ".join(quote_text(v) for v in self.scope.values) or "null"
        self._engine.execute(
            f"create temp table scope_keys as select customer_key from customers where {quote_name(str(self.scope.column))} in ({values})"
        )
        for name in (*_SCOPED, "sales_lines"):
            self._engine.execute(f"alter view {name} rename to whole_{name}")
            self._engine.execute(
                f"create view {name} as select * from whole_{name} where customer_key in (select customer_key from scope_keys)"
            )
        for name in (
            "customer_keys",
            "customer_terms",
            *(relation_of(n) for n in canonical_tables()),
        ):  # they name everybody
            self._engine.execute(f"drop view {name}")
        for name, item in all_steps().items():
            if name in _SCOPED:
                continue
            if item.station == "analyses":
                files = "batch_control" in item.inputs  # what whole files brought is not a part's business
                self._engine.execute(
                    f"create or replace view {name} as select * from ({item.build(self.params)}) as analysed{' where false' if files else ''}"
                )
            else:
                self._engine.execute(f"drop view if exists {name}")

    def rows(
        self, table: str, *, where: str = "true", order: str = "", limit: int | None = None
    ) -> list[Row]:
        """Return the rows of a result as dictionaries. `where` and `order` are our own SQL, never a user's text."""
        sql = (
            f"select * from {quote_name(table)} where {where}"
            + (f" order by {order}" if order else "")
            + (f" limit {limit}" if limit else "")
        )
        return self.query(sql)

    def one(self, table: str) -> Row:
        """Return the only row of a result."""
        return self.rows(table, limit=1)[0]

    def query(self, sql: str, *, values: tuple[Any, ...] = ()) -> list[Row]:
        """Run a query of ours; money comes out in currency units: by the law of names, every column `*_amount`."""
        connection = (
            self._engine.connection.execute(sql, list(values))
            if values
            else self._engine.connection.execute(sql)
        )
        names = [column[0] for column in connection.description or ()]
        return [
            {
                n: Decimal(v) / SCALE if n.endswith("_amount") and v is not None else v
                for n, v in zip(names, row, strict=True)
            }
            for row in connection.fetchall()
        ]

    def close(self) -> None:
        """Give the memory back."""
        self._engine.close()

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
