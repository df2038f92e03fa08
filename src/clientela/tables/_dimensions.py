"""Keys that never change, terms as the documents state them, and the master tables as last imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.files import file_sha256, writing
from clientela.engine.connect import quote_text

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch
    from clientela.tables._generation import Generation

SIGNATURE = " || chr(31) || ".join(
    f"coalesce({column}, '')"
    for column in ("customer_name", "seller_id", "area_id", "segment_id", "country", "channel")
)
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
        "''::varchar as area_id, ''::varchar as segment_id, ''::varchar as country, ''::varchar as channel, ''::varchar as signature where false"
    ),
    "customer_master": (
        "select ''::varchar as source, ''::varchar as customer_id, ''::varchar as customer_name, ''::varchar as area_id, "
        "''::varchar as segment_id, ''::varchar as seller_id, ''::varchar as country, ''::varchar as city, ''::varchar as tax_id where false"
    ),
    "product_master": (
        "select ''::varchar as source, ''::varchar as product_id, ''::varchar as product_name, ''::varchar as product_family, "
        "0::bigint as unit_cost where false"
    ),
}

_PRODUCTS = (
    "select source, product_id, max(product_name) as product_name, max(product_family) as product_family from (select source, product_id, "
    "product_name, product_family from batch_lines union all select source, product_id, product_name, product_family from product_master) "
    "where product_id is not null group by source, product_id"
)


def _master(
    engine: Engine, table: str, role: str, key: str, batches: tuple[Batch, ...], folder: Path
) -> None:
    """The last imported row per key, over all live master files."""
    parts = [
        f"select {batch.number} as batch_number, {quote_text(batch.source)} as source, * "
        f"from read_parquet({quote_text(str(batch.file(folder, 'master')))})"
        for batch in batches
        if batch.role == role
    ]
    if not parts:
        engine.execute(f"create or replace temp table {table} as {EMPTY[table]}")
        return
    columns = engine.fetch(f"describe {EMPTY[table]}")
    wanted = ", ".join(row[0] for row in columns)
    engine.execute(
        f"create or replace temp table {table} as select {wanted} from (select *, row_number() over "
        f"(partition by source, {key} order by batch_number desc, {key}) as place from ({' union all by name '.join(parts)})) "
        f"where place = 1 and {key} is not null"
    )


def _grow_keys(engine: Engine, table: str, key: str, selected: str, old: str) -> None:
    """Append what is new behind the keys given before: a key never changes its meaning."""
    engine.execute(f"create or replace temp table {table} as {old}")
    columns = [row[0] for row in engine.fetch(f"describe {table}")]
    natural = columns[1:3]
    match = " and ".join(f"k.{c} = n.{c}" for c in natural)
    engine.execute(
        f"insert into {table} select coalesce((select max({key}) from {table}), 0) + cast(row_number() over (order by {', '.join('n.' + c for c in natural)}) as integer), "
        f"{', '.join('n.' + c for c in columns[1:])} from ({selected}) as n left join {table} as k on {match} where k.{key} is null"
    )


def build_dimensions(
    engine: Engine, *, facts: Path, folder: Path, batches: tuple[Batch, ...], previous: Generation
) -> tuple[tuple[str, str], ...]:
    """Make the dimension tables in the engine and write each under a name that is its content."""

    def old(table: str) -> str:
        file = previous.dimension(table)
        return f"select * from read_parquet({quote_text(str(facts / file))})" if file else EMPTY[table]

    _master(engine, "customer_master", "customers", "customer_id", batches, folder)
    _master(engine, "product_master", "products", "product_id", batches, folder)
    _grow_keys(
        engine, "customer_keys", "customer_key",
        "select distinct source, customer_id from (select source, customer_id from batch_lines union all select source, customer_id "
        "from customer_master) where customer_id is not null",
        old("customer_keys"),
    )  # fmt: skip
    _grow_keys(
        engine, "product_keys", "product_key",
        _PRODUCTS,
        old("product_keys"),
    )  # fmt: skip
    engine.execute(  # what a product is called may come, or change, in a later file; the key stays
        "create or replace temp table product_keys as select k.product_key, k.source, k.product_id, "
        "case when n.product_id is null then k.product_name else n.product_name end as product_name, "
        "case when n.product_id is null then k.product_family else n.product_family end as product_family "
        f"from product_keys as k left join ({_PRODUCTS}) as n on n.source = k.source and n.product_id = k.product_id"
    )
    engine.execute(
        "create or replace temp table product_terms as select k.product_key, l.product_name, l.product_family, min(l.document_on) as first_on "
        "from batch_lines as l join product_keys as k on k.source = l.source and k.product_id = l.product_id "
        "group by k.product_key, l.product_name, l.product_family"
    )
    engine.execute(f"create or replace temp table customer_terms as {old('customer_terms')}")
    engine.execute(
        "insert into customer_terms select coalesce((select max(terms_key) from customer_terms), 0) + cast(row_number() over "
        "(order by n.customer_key, n.signature) as integer), n.customer_key, n.customer_name, n.seller_id, n.area_id, n.segment_id, "
        "n.country, n.channel, n.signature from (select coalesce(k.customer_key, 0) as customer_key, customer_name, seller_id, area_id, "
        f"segment_id, country, channel, {SIGNATURE} as signature from batch_lines as lines left join customer_keys as k "
        "on k.source = lines.source and k.customer_id = lines.customer_id "
        "group by coalesce(k.customer_key, 0), customer_name, seller_id, area_id, segment_id, country, channel) as n "
        "left join customer_terms as t on t.customer_key = n.customer_key and t.signature = n.signature where t.terms_key is null"
    )
    written = []
    for table in EMPTY:
        aside = facts / f".{table}.parquet"
        with writing(aside) as temporary:
            engine.write_parquet(f"select * from {table} order by all", temporary)
        name = f"{table}-{file_sha256(aside)[:16]}.parquet"
        aside.replace(facts / name)
        written.append((table, name))
    return tuple(written)
