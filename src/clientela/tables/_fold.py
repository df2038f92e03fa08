"""Facts are a fold over the live batches: the last batch wins per whole document.

Only the months that a change touches are written again; every other part is named again by the new manifest.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from clientela.base.files import file_sha256, writing
from clientela.engine.connect import quote_text
from clientela.tables._dimensions import SIGNATURE, build_dimensions
from clientela.tables._generation import Generation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch

DOCUMENT_NAME = (
    "case when document_id is not null then document_kind else '' end || chr(31) || coalesce(document_series, '') || chr(31) || "
    "coalesce(document_id, '@' || coalesce(customer_id, '') || '@' || cast(document_on as varchar)) || chr(31) || "
    "cast(extract(year from document_on) as varchar)"
)
"""Identity of a document within a source: invoices and credit notes are numbered apart, and numbers restart each
January, so kind and year belong to it; a file without document numbers has one document per customer and day."""

MONTH_NUMBER = "cast(extract(year from document_on) * 12 + extract(month from document_on) - 1 as integer)"

PART_COLUMNS = (
    "customer_key, terms_key, document_on, month_number, document_series, document_id, is_credit, "
    "is_first_line, line_number, product_key, quantity, gross_amount, net_amount, cost_amount, estimated_cost_amount, currency, "
    "batch_number, row_number"
)

SCHEMA = hashlib.sha256(f"{PART_COLUMNS}|{DOCUMENT_NAME}|{MONTH_NUMBER}|3".encode()).hexdigest()[:12]
"""Names the form of the parts: facts of another form are folded again from their batches."""

EMPTY_LINES = (
    "select 0::integer as customer_key, 0::integer as terms_key, date '1970-01-01' as document_on, 0::integer as month_number, "
    "''::varchar as document_series, ''::varchar as document_id, false as is_credit, 0::tinyint as is_first_line, "
    "''::varchar as line_number, 0::integer as product_key, 0::bigint as quantity, 0::bigint as gross_amount, "
    "0::bigint as net_amount, 0::bigint as cost_amount, 0::bigint as estimated_cost_amount, ''::varchar as currency, 0::integer as batch_number, "
    "0::bigint as row_number where false"
)


def _view_batches(engine: Engine, batches: Iterable[Batch], folder: Path) -> None:
    parts = [
        f"select {batch.number}::integer as batch_number, {quote_text(batch.source)} as source, "
        f"{DOCUMENT_NAME} as document_name, {MONTH_NUMBER} as month_number, * "
        f"from read_parquet({quote_text(str(batch.file(folder, 'lines')))})"
        for batch in batches
        if batch.role == "sales_lines"
    ]
    empty = (
        "select 0::integer as batch_number, '' as source, '' as document_name, 0 as month_number, 0::bigint as row_number, "
        "null::varchar as customer_id, null::varchar as customer_name, null::varchar as document_id, null::varchar as document_series, "
        "'' as document_kind, date '1970-01-01' as document_on, null::varchar as line_number, null::varchar as product_id, "
        "null::varchar as product_name, null::varchar as product_family, null::bigint as quantity, null::bigint as gross_amount, "
        "0::bigint as net_amount, null::bigint as cost_amount, null::bigint as estimated_cost_amount, null::varchar as currency, null::varchar as seller_id, "
        "null::varchar as area_id, null::varchar as segment_id, null::varchar as country, null::varchar as channel where false"
    )
    engine.execute(
        f"create or replace view batch_lines as {' union all by name '.join((empty, *parts))}"  # empty names every column
    )


def _winning_lines(engine: Engine, line_batches: int) -> str:
    """Make the table of replaced documents and return the select of the lines that count.

    A document of an older batch is replaced by one of the same name in a newer batch when the two have the same date, or the
    same customer and either the batches share a month or the dates are within a week: files of different months that
    use the same numbers are no re-export. Two parts of one document whose line
    numbers have nothing in common complete each other and are both kept.
    """
    if line_batches < 2:  # noqa: PLR2004 - one batch replaces nothing
        return "select * from batch_lines"
    engine.execute(
        "create or replace temp table batch_documents as select source, document_name, batch_number, min(document_on) as document_on, "
        "min(month_number) as month_number, min(customer_id) as customer_id, min(line_number) as line_number "
        "from batch_lines group by source, document_name, batch_number"
    )
    engine.execute(
        "create or replace temp table batch_periods as select batch_number, min(month_number) as first_month, max(month_number) as last_month "
        "from batch_documents group by batch_number"
    )
    pair = "older.source = newer.source and older.document_name = newer.document_name and older.batch_number < newer.batch_number"
    engine.execute(
        "create or replace temp table candidates as select older.source, older.document_name, older.batch_number, newer.batch_number as newer_number, "
        "older.line_number is not null and newer.line_number is not null as is_numbered from batch_documents as older join batch_documents as newer "
        f"on {pair} join batch_periods as o on o.batch_number = older.batch_number join batch_periods as n on n.batch_number = newer.batch_number "
        "where older.document_on = newer.document_on or (older.customer_id = newer.customer_id and ((o.last_month >= n.first_month and n.last_month >= o.first_month) or abs(datediff('day', older.document_on, newer.document_on)) <= 7))"
    )
    engine.execute(
        "create or replace temp table replacements as with shared as (select distinct c.source, c.document_name, c.batch_number, c.newer_number "
        "from candidates as c join batch_lines as older on older.source = c.source and older.document_name = c.document_name and older.batch_number = c.batch_number "
        "join batch_lines as newer on newer.source = c.source and newer.document_name = c.document_name and newer.batch_number = c.newer_number "
        "and newer.line_number = older.line_number where c.is_numbered) "
        "select distinct c.source, c.document_name, c.batch_number from candidates as c left join shared as s on s.source = c.source "
        "and s.document_name = c.document_name and s.batch_number = c.batch_number and s.newer_number = c.newer_number "
        "where not c.is_numbered or s.batch_number is not null"
    )
    return (
        "select lines.* from batch_lines as lines left join replacements as r on r.source = lines.source "
        "and r.document_name = lines.document_name and r.batch_number = lines.batch_number where r.batch_number is null"
    )


def _changed_months(engine: Engine, changed: set[int], line_batches: int) -> set[int]:
    """Return the months to write: those of the changed batches, and of documents they share with others."""
    numbers = ", ".join(str(number) for number in sorted(changed)) or "-1"
    months = {
        row[0]
        for row in engine.fetch(
            f"select distinct month_number from batch_lines where batch_number in ({numbers})"
        )
    }
    if not engine.fetch(f"select 1 from batch_lines where batch_number not in ({numbers}) limit 1"):
        return months  # everything is new: every month is written anyway
    if line_batches > 1:
        months |= {
            row[0]
            for row in engine.fetch(
                "select distinct month_number from batch_lines join (select distinct source, document_name from batch_lines "
                f"where batch_number in ({numbers})) as touched using (source, document_name)"
            )
        }
    straddling = engine.fetch(
        "select distinct first_month, last_month from (select min(month_number) as first_month, max(month_number) as last_month "
        "from batch_lines group by source, document_name) where first_month < last_month"
    )
    grown = True
    while grown:
        before = len(months)
        for first, last in straddling:
            if months & set(range(first, last + 1)):
                months |= set(range(first, last + 1))
        grown = len(months) > before
    return months


def _write_parts(engine: Engine, months: set[int], facts: Path) -> dict[int, str]:
    parts: dict[int, str] = {}
    for month in sorted(months):
        select = (
            f"select {PART_COLUMNS} from folded where month_number = {month} "
            "order by customer_key, document_on, document_id, row_number, batch_number"
        )
        aside = facts / f".part-{month}.parquet"
        with writing(aside) as temporary:
            engine.write_parquet(select, temporary)
        name = f"lines-{month // 12:04d}-{month % 12 + 1:02d}-{file_sha256(aside)[:16]}.parquet"
        aside.replace(facts / name)
        parts[month] = name
    return parts


def fold_batches(
    engine: Engine,
    *,
    facts: Path,
    folder: Path,
    batches: tuple[Batch, ...],
    previous: Generation,
    changed: set[int],
) -> Generation:
    """Build the next generation from the live `batches`; `changed` holds the numbers of batches added or removed.

    A removed batch must still be readable: its months are what has to be written again.
    Formula: lines(generation) = union over documents of the lines of the last batch that holds the document.
    """
    facts.mkdir(parents=True, exist_ok=True)
    removed = tuple(b for b in previous.batches if b.number in changed and b not in batches)
    live = sum(b.role == "sales_lines" for b in batches)
    _view_batches(engine, (*batches, *removed), folder)
    months = _changed_months(engine, changed, live + len(removed))
    _view_batches(engine, batches, folder)
    winners = _winning_lines(engine, live)
    dimensions = build_dimensions(engine, facts=facts, folder=folder, batches=batches, previous=previous)
    wanted = ", ".join(str(m) for m in sorted(months)) or "-1"
    engine.execute(
        "create or replace temp table folded as "
        f"with winners as ({winners}), numbered as (select *, {SIGNATURE} as signature, "
        "row_number() over (partition by source, document_name, document_kind, customer_id, document_on order by document_on, batch_number, row_number) as place "
        f"from winners where month_number in ({wanted})) "
        "select coalesce(customers.customer_key, 0) as customer_key, coalesce(terms.terms_key, 0) as terms_key, "
        "n.document_on, n.month_number, coalesce(n.document_series, '') as document_series, n.document_id, "
        "n.document_kind = 'credit_note' as is_credit, "
        "cast(case when n.place = 1 and n.document_kind <> 'credit_note' then 1 else 0 end as tinyint) as is_first_line, "
        "n.line_number, coalesce(products.product_key, 0) as product_key, n.quantity, n.gross_amount, n.net_amount, n.cost_amount, n.estimated_cost_amount, "
        "n.currency, n.batch_number, n.row_number from numbered as n "
        "left join customer_keys as customers on customers.source = n.source and customers.customer_id = n.customer_id "
        "left join product_keys as products on products.source = n.source and products.product_id = n.product_id "
        "left join customer_terms as terms on terms.customer_key = coalesce(customers.customer_key, 0) "
        "and terms.signature = n.signature"
    )
    present = {row[0] for row in engine.fetch("select distinct month_number from folded")}
    kept = {month: file for month, file in previous.parts if month not in months}
    parts = {**kept, **_write_parts(engine, present, facts)}
    replaced: tuple[tuple[str, int, int], ...] = ()
    if live > 1:
        rows = engine.fetch(
            "select lines.batch_number, count(*), cast(sum(lines.net_amount) as bigint) from batch_lines as lines join replacements as r "
            "on r.source = lines.source and r.document_name = lines.document_name and r.batch_number = lines.batch_number "
            "group by lines.batch_number order by lines.batch_number"
        )
        by_number = {batch.number: batch.id for batch in batches}
        replaced = tuple((by_number[number], lines, amount) for number, lines, amount in rows)
    return Generation(
        previous.number + 1, batches, tuple(sorted(parts.items())), dimensions, replaced, SCHEMA
    )
