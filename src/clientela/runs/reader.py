"""Reading a run: every table, for those customers the scope allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from clientela.base.files import writing
from clientela.base.money import SCALE
from clientela.base.scope import EVERYTHING, Scope
from clientela.engine.connect import Engine, EngineError, quote_name, quote_text
from clientela.engine.frames import fetch_arrays, store_arrays
from clientela.engine.store import result_path
from clientela.runs.build import view_facts
from clientela.runs.cards import CARDS, cards_sql
from clientela.runs.earlier import KINDS, view_earlier
from clientela.runs.graph import all_steps, relation_of
from clientela.runs.stored import parts_of
from clientela.tables._fold_rows import canonical_tables

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.declare import Field, Step
    from clientela.engine.frames import Frame
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
    "customer_owners",
    "class_years",
)
"""Tables with a customer in each row; the analyses are computed from them again under a scope. So are those of these stations:"""
_BY_CUSTOMER = frozenset({"evidence", "economics", "predictions", "scores", "portfolios"})
_LINES = "identified_lines"


def _scoped() -> tuple[str, ...]:
    """List the results that a scope narrows by customer."""
    own = (
        name
        for name, item in all_steps().items()
        if item.station in _BY_CUSTOMER and any(f.name == "customer_key" for f in item.fields)
    )
    return (*_SCOPED, *own)


def _unkept() -> list[Step]:
    """List the results of the economics that are views, each after what it reads."""
    return [item for item in all_steps().values() if item.station == "economics" and not item.is_kept]


_NO_MAP = (
    "select 0::bigint as customer_key, date '0001-01-01' as from_on, date '9999-12-31' as until_on, "
    "0::bigint as to_key where false"
)


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


_TYPES = {"id": "bigint", "count": "bigint", "share": "double", "date": "date"}


def _nobody(item: Step) -> str:
    """Return an empty relation with the columns of a result."""
    columns = ", ".join(
        f"cast(null as {_TYPES.get(f.unit, 'varchar')}) as {quote_name(f.name)}" for f in item.fields
    )
    return f"select {columns} where false"


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
        view_earlier(self._engine, facts.parent, manifest.earlier)
        for name, item in all_steps().items():
            if name in manifest.results:
                files = ", ".join(
                    quote_text(str(p)) for p in parts_of(result_path(results, name, manifest.results[name]))
                )
                self._name(name, f"select * from read_parquet([{files}])")
            elif name == "customer_map":  # a run of a version that linked nothing
                self._name(name, _NO_MAP)
            elif item.form == "arrays":  # a run of an older version did not look for it
                self._name(name, _nobody(item))
            else:  # a view, or a run of an older version: what it did not keep is computed when read
                self._name(name, item.build(params), instead=_nobody(item))
        self.family_names = self._name_families()
        self._engine.execute(f"create temp view {CARDS} as {cards_sql(params)}")
        if not scope.is_everything:
            self._narrow()

    def _name(self, name: str, sql: str, *, instead: str = "") -> None:
        """Name a result: for a scope, which is put between the names, at once; else when it is read."""
        self._engine.name_later(name, sql, instead=instead)
        if not self.scope.is_everything:
            self._engine.fetch(f"select * from {quote_name(name)} limit 0")

    def _view(self, name: str, item: Step, sql: str) -> None:
        """Name a computed result; one that reads columns which a run of an older version does not have is empty."""
        try:
            self._engine.execute(f"create or replace view {quote_name(name)} as {sql}")
        except EngineError as error:
            if "Binder Error" not in str(error):
                raise
            self._engine.execute(f"create or replace view {quote_name(name)} as {_nobody(item)}")

    def _name_families(self) -> dict[str, str]:
        """Return what the list of families calls each number; one that has two names has none. It names no customer, so no scope hides it."""
        if "product_families" not in self.params["tables"]:
            return {}
        rows = self.query(
            "select product_family, min(trim(family_name)) as family_name from product_families where product_family is not null and trim(family_name) <> '' "
            "group by product_family having min(trim(family_name)) = max(trim(family_name))"
        )
        return {
            str(r["product_family"]): r["family_name"]
            for r in rows
            if r["family_name"] != r["product_family"]
        }

    def _narrow(self) -> None:
        """Put the scope between the files and every view: what is not in it cannot be named."""
        values = ", ".join(quote_text(v) for v in self.scope.values) or "null"
        self._engine.execute(
            f"create temp table scope_keys as select customer_key from customers where {quote_name(str(self.scope.column))} in ({values})"
        )
        self._narrow_doubles()
        scoped = _scoped()
        self._narrow_views(scoped)
        views = {item.name for item in _unkept()}
        for name in (*(n for n in scoped if n not in views), _LINES):
            self._engine.execute(f"alter view {name} rename to whole_{name}")
            self._engine.execute(
                f"create view {name} as select * from whole_{name} where customer_key in (select customer_key from scope_keys)"
            )
        self._narrow_numbers()
        for name in (
            "customer_terms",
            *(kind.relation for kind in KINDS),
            *(relation_of(n) for n in canonical_tables()),
        ):  # they name everybody
            self._engine.execute(f"drop view if exists {name}")
        for name, item in all_steps().items():
            if name in (*scoped, _LINES, "customer_map", "group_members", "duplicate_candidates"):
                continue
            if item.station == "analyses" and item.form == "arrays":  # of the whole company only
                self._engine.execute(f"create or replace view {quote_name(name)} as {_nobody(item)}")
            elif item.station == "analyses":
                files = "batch_control" in item.inputs  # what whole files brought is not a part's business
                inner = item.build(self.params)
                self._view(
                    name, item, f"select * from ({inner}) as analysed{' where false' if files else ''}"
                )
            else:
                self._engine.execute(f"drop view if exists {name}")

    def _narrow_views(self, scoped: tuple[str, ...]) -> None:
        """Let the results that are written out wherever they are read go on reading what names everybody, and show the customers in view alone."""
        items = _unkept()
        seen = (*scoped, _LINES, "customer_keys", "customer_map")
        hidden = sorted({name for item in items for name in item.inputs} - set(seen))
        for name in hidden:
            self._engine.execute(f"alter view {name} rename to whole_{name}")
        for item in items:
            sql = item.build(self.params)
            for name in hidden:
                sql = re.sub(rf"\b{name}\b", f"whole_{name}", sql)
            self._engine.execute(
                f"create or replace view {item.name} as select * from ({sql}) as written where customer_key in (select customer_key from scope_keys)"
            )

    def _narrow_doubles(self) -> None:
        """Keep the cards of the numbers in view, and of the doubles the pairs of which both are."""
        self._engine.execute(
            f"create temp table scope_cards as select * from {CARDS} where to_key in (select customer_key from scope_keys)"
        )
        self._engine.execute(f"create or replace temp view {CARDS} as select * from scope_cards")
        self._engine.execute("alter view duplicate_candidates rename to whole_duplicate_candidates")
        seen = "(select customer_key from scope_cards)"
        self._engine.execute(
            f"create view duplicate_candidates as select * from whole_duplicate_candidates where key_a in {seen} and key_b in {seen}"
        )

    def _narrow_numbers(self) -> None:
        """Show the lines and the numbers of a customer in view, whatever number a document names."""
        for name in ("sales_lines", "customer_map", "customer_keys"):
            self._engine.execute(f"alter view {name} rename to whole_{name}")
        lines: str = all_steps()[_LINES].build(self.params)
        for name in ("sales_lines", "customer_map"):
            lines = lines.replace(name, f"whole_{name}")
        self._engine.execute(f"create or replace view whole_{_LINES} as {lines}")
        self._engine.execute(
            f"create view sales_lines as select stated_key as customer_key, * exclude (customer_key, stated_key) from {_LINES}"
        )
        self._engine.execute(
            "create view customer_map as select * from whole_customer_map where to_key in (select customer_key from scope_keys)"
        )
        members = "select customer_key from customer_map"
        self._narrow_groups()
        self._engine.execute(
            "create view customer_keys as select * from whole_customer_keys where customer_key in (select customer_key from scope_keys) "
            f"or customer_key in ({members})"
        )

    def _narrow_groups(self) -> None:
        """Show of the groups the customers in view and the groups that are no customer; the way up ends where the view does."""
        seen = "select customer_id from customers union all select node_id from whole_group_members where node_id like 'group %'"
        self._engine.execute("alter view group_members rename to whole_group_members")
        self._engine.execute(
            f"create view group_members as with seen as ({seen}) select node_id, node_name, case when parent_node in (from seen) then parent_node end as parent_node, "
            "case when top_node in (from seen) then top_node else node_id end as top_node, depth, "
            "case when top_node in (from seen) and depth < 2 then path else node_id end as path, customer_key from whole_group_members "
            "where customer_key in (select customer_key from scope_keys) and node_id in (from seen)"
        )

    def whole(self, table: str) -> str:
        """Return the relation of a scoped table with every customer in it: for ranks and shares, never for a list."""
        return f"whole_{table}" if not self.scope.is_everything and table in _scoped() else table

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

    def write(self, frame: Frame, path: Path, *, form: str) -> None:
        """Write arrays to a csv or parquet file, beside and renamed."""
        store_arrays(self._engine, "written_rows", frame)
        options = "format csv, header true" if form == "csv" else "format parquet"
        with writing(path) as temporary:
            self._engine.execute(f"copy written_rows to {quote_text(str(temporary))} ({options})")

    def one(self, table: str) -> Row:
        """Return the only row of a result."""
        return self.rows(table, limit=1)[0]

    def query(self, sql: str, *, values: tuple[Any, ...] = ()) -> list[Row]:
        """Run a query of ours; money comes out in currency units: by the law of names, every column `*_amount`."""
        connection = self._engine.ask(sql, values)
        names = [column[0] for column in connection.description or ()]
        return [
            {
                n: Decimal(v) / SCALE if n.endswith("_amount") and v is not None else v
                for n, v in zip(names, row, strict=True)
            }
            for row in connection.fetchall()
        ]

    def arrays(self, sql: str) -> Frame:
        """Run a query of ours; its columns come as arrays, money in 1/10,000."""
        return fetch_arrays(self._engine, sql)

    def close(self) -> None:
        """Give the memory back."""
        self._engine.close()

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
