"""Keys that never change while anything uses them, and terms as the documents state them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.tables._content import write_named
from clientela.tables._lines import TERMS
from clientela.tables._terms import find_salt, goods_hash, load_narrow, terms_hash

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.settings import Rules
    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch
    from clientela.tables._generation import Generation

SIGNATURE = " || chr(31) || ".join(f"coalesce({column}, '')" for column in TERMS)
"""What a document says about its customer, as one text: the identity of a row of `customer_terms`."""

EMPTY = {
    "customer_keys": "select 0::integer as customer_key, ''::varchar as source, ''::varchar as customer_id where false",
    "product_keys": (
        "select 0::integer as product_key, ''::varchar as source, ''::varchar as product_id, ''::varchar as product_name, "
        "''::varchar as product_family where false"
    ),
    "product_terms": (
        "select 0::integer as product_key, ''::varchar as product_name, ''::varchar as product_family, "
        "date '1970-01-01' as first_on where false"
    ),
    "customer_terms": (
        "select 0::integer as terms_key, 0::integer as customer_key, ''::varchar as customer_name, ''::varchar as seller_id, "
        "''::varchar as area_id, ''::varchar as segment_id, ''::varchar as country, ''::varchar as channel, ''::varchar as bu_id, ''::varchar as signature where false"
    ),
}

_CUSTOMERS = (
    "select distinct source, customer_id from (select source, customer_id from batch_terms union all "
    "select source, customer_id from table_customers) where customer_id is not null"
)
_PRODUCTS = (
    "select source, product_id, max(product_name) as product_name, max(product_family) as product_family from (select source, product_id, "
    "product_name, product_family from batch_goods union all select source, product_id, product_name, product_family from table_products) "
    "where product_id is not null group by source, product_id"
)


def _grow_keys(engine: Engine, table: str, key: str, selected: str, old: str) -> None:
    """Append what is new behind the keys given before: a key never changes its meaning while a live batch names it.

    What no live batch names any more is left out, so that an undo gives back the very files there were before.
    """
    engine.execute(f"create or replace temp table _wanted as {selected}")
    columns = [row[0] for row in engine.fetch(f"describe {old}")]
    natural = columns[1:3]
    match = " and ".join(f"k.{c} = n.{c}" for c in natural)
    engine.execute(
        f"create or replace temp table {table} as select k.* from ({old}) as k semi join _wanted as n on {match}"
    )
    engine.execute(
        f"insert into {table} select coalesce((select max({key}) from {table}), 0) + cast(row_number() over (order by {', '.join('n.' + c for c in natural)}) as integer), "
        f"{', '.join('n.' + c for c in columns[1:])} from _wanted as n left join {table} as k on {match} where k.{key} is null"
    )


def _build_products(engine: Engine, old: str) -> None:
    _grow_keys(engine, "product_keys", "product_key", _PRODUCTS, old)
    engine.execute(  # what a product is called may come, or change, in a later file; the key stays
        "create or replace temp table product_keys as select k.product_key, k.source, k.product_id, n.product_name, n.product_family "
        "from product_keys as k join _wanted as n on n.source = k.source and n.product_id = k.product_id"
    )
    engine.execute(
        "create or replace temp table product_terms as select k.product_key, g.product_name, g.product_family, min(g.first_on) as first_on "
        "from batch_goods as g join product_keys as k on k.source = g.source and k.product_id = g.product_id "
        "group by k.product_key, g.product_name, g.product_family"
    )


def _build_terms(engine: Engine, old: str) -> None:
    engine.execute(
        f"create or replace temp table _stated as select coalesce(k.customer_key, 0) as customer_key, t.*, {SIGNATURE} as signature "
        "from batch_terms as t left join customer_keys as k on k.source = t.source and k.customer_id = t.customer_id"
    )
    engine.execute(
        f"create or replace temp table customer_terms as select o.* from ({old}) as o "
        "semi join _stated as n on n.customer_key = o.customer_key and n.signature = o.signature"
    )
    listed = ", ".join(TERMS)
    engine.execute(
        "insert into customer_terms select coalesce((select max(terms_key) from customer_terms), 0) + cast(row_number() over "
        "(order by n.customer_key, n.signature) as integer), n.customer_key, n.customer_name, n.seller_id, n.area_id, n.segment_id, "
        f"n.country, n.channel, n.bu_id, n.signature from (select customer_key, {listed}, signature from _stated group by all) as n "
        "left join customer_terms as t on t.customer_key = n.customer_key and t.signature = n.signature where t.terms_key is null"
    )


def build_dimensions(
    engine: Engine,
    *,
    facts: Path,
    folder: Path,
    batches: tuple[Batch, ...],
    previous: Generation,
    rules: Rules,
) -> tuple[tuple[tuple[str, str], ...], int]:
    """Make keys and terms in the engine and write each table under a name that is its content.

    Needs the canonical tables `table_customers` and `table_products`. Leaves `line_terms` (terms_hash, customer_key, terms_key)
    and `line_goods` (goods_hash, product_key) for the lines; returns the files and the salt of the two numbers.
    """

    def old(table: str) -> str:
        file = previous.dimension(table)
        if not file:
            return EMPTY[table]
        # files of older versions lack columns: the empty select names them all
        return f"{EMPTY[table]} union all by name select * from read_parquet({quote_text(str(facts / file))})"

    load_narrow(engine, batches, folder, rules=rules)
    _grow_keys(engine, "customer_keys", "customer_key", _CUSTOMERS, old("customer_keys"))
    _build_products(engine, old("product_keys"))
    _build_terms(engine, old("customer_terms"))
    salt = find_salt(engine)
    engine.execute(
        f"create or replace temp table line_terms as select s.terms_hash, s.customer_key, t.terms_key from "
        f"(select *, {terms_hash(salt)} as terms_hash from _stated) as s "
        "join customer_terms as t on t.customer_key = s.customer_key and t.signature = s.signature"
    )
    engine.execute(
        f"create or replace temp table line_goods as select {goods_hash(salt)} as goods_hash, product_key from product_keys"
    )
    written = [(table, write_named(engine, table, facts)) for table in EMPTY]
    return tuple(written), salt
