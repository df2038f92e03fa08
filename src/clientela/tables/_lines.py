"""The accepted lines of the live batches as one view, and which of them count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.tables._corrections import counting_batches, superseded_sql
from clientela.tables._rules import ruled_lines_sql

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientela.base.settings import Rules
    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch, Folder

MONTH_NUMBER = "cast(extract(year from document_on) * 12 + extract(month from document_on) - 1 as integer)"

NAME_PARTS = (
    "source",
    "coalesce(bu_id, '')",
    "case when document_id is not null then document_kind else '' end",
    "coalesce(document_series, '')",
    "coalesce(document_id, '@' || coalesce(customer_id, '') || '@' || cast(document_on as varchar))",
    "extract(year from document_on)",
)
"""Identity of a document: business units number apart, so do invoices and credit notes, and numbers restart each January, so unit, kind and
year belong to it; a file without document numbers has one document per customer and day."""

DOCUMENT = f"hash({', '.join(NAME_PARTS)}) as document_hash, hash({', '.join(reversed(NAME_PARTS))}) as document_check"
"""128 bits instead of the text: documents are compared as numbers. Never stored, an engine may change its hash."""

SAME_DOCUMENT = "document_hash, document_check"

TERMS = ("customer_name", "seller_id", "area_id", "segment_id", "country", "channel", "bu_id")
"""What a document says about its customer."""

EMPTY_LINES = (
    "select 0::integer as batch_number, 0::integer as rank_number, '' as source, 0 as month_number, 0::ubigint as document_hash, "
    "0::ubigint as document_check, 0::bigint as row_number, "
    "null::varchar as customer_id, null::varchar as customer_name, null::varchar as document_id, null::varchar as document_series, "
    "'' as document_kind, date '1970-01-01' as document_on, null::varchar as line_number, null::varchar as product_id, "
    "null::varchar as product_name, null::varchar as product_family, null::bigint as quantity, null::bigint as gross_amount, "
    "0::bigint as net_amount, null::bigint as cost_amount, null::bigint as estimated_cost_amount, null::varchar as currency, null::varchar as seller_id, "
    "null::varchar as area_id, null::varchar as segment_id, null::varchar as country, null::varchar as channel, null::varchar as bu_id where false"
)


def view_lines(
    engine: Engine, batches: Iterable[Batch], folder: Folder, *, rules: Rules, is_raw: bool = False
) -> None:
    """Name the lines of the sales batches that the rules let count `batch_lines`; `is_raw`: each batch whole, whether it counts or not.

    `rank_number` is the place of a batch among those that replace each other: a correction has that of the batch it corrects,
    so the two never replace each other and a later file replaces both.
    """
    parts = [
        f"select {batch.number}::integer as batch_number, {rank}::integer as rank_number, {quote_text(batch.source)} as source, "
        f"{MONTH_NUMBER} as month_number, {DOCUMENT}, * "
        f"from ({ruled_lines_sql(batch, folder, rules)}){superseded_sql(batch, newer, folder)}"
        for batch, rank, newer in (
            [(b, b.number, ()) for b in batches] if is_raw else counting_batches(tuple(batches))
        )
        if batch.role == "sales_lines"
    ]
    # the empty one names every column, also those that a file of an older version does not have
    engine.execute(
        f"create or replace view batch_lines as {' union all by name '.join((EMPTY_LINES, *parts))}"
    )


def _dropped_by_period(batches: Iterable[Batch]) -> list[str]:
    """Return, per batch that replaces a whole period, the test of an older line that it drops."""
    return [
        f"(lines.source = {quote_text(batch.source)} and lines.rank_number < {batch.replaces_below} "
        f"and lines.document_on between date '{batch.replaces_from}' and date '{batch.replaces_to}')"
        for batch, _, _ in counting_batches(tuple(batches))
        if batch.role == "sales_lines" and batch.replaces_from
    ]


def find_replaced(engine: Engine, batches: tuple[Batch, ...]) -> str | None:
    """Find the documents that a later batch brought again; return the test of a line (`lines`) that does not count.

    A document of an older batch is replaced by one of the same name in a newer batch when the two have the same date, or the
    same customer and either the batches share a month or the dates are within a week: files of different months that
    use the same numbers are no re-export. Two parts of one document whose line numbers have nothing in common complete each
    other and are both kept. A batch that replaces a period drops every older line of its source in that period.
    None: every line counts.
    """
    dropped = _dropped_by_period(batches)
    ranks = {rank for batch, rank, _ in counting_batches(batches) if batch.role == "sales_lines"}
    if len(ranks) > 1 and _find_replacements(engine):
        dropped.append(
            "(lines.document_hash, lines.document_check, lines.rank_number) in (select (document_hash, document_check, rank_number) from replacements)"
        )
    return " or ".join(dropped) or None


def _find_replacements(engine: Engine) -> bool:
    """Make the table `replacements` of (document, rank) that a higher rank brought again; say whether it has rows."""
    engine.execute(
        f"create or replace temp table shared_documents as select {SAME_DOCUMENT} from batch_lines group by all "
        "having min(rank_number) < max(rank_number)"
    )
    if not engine.fetch("select 1 from shared_documents limit 1"):
        return False
    engine.execute(  # the few lines in question, so that the rest is read once only
        f"create or replace temp table shared_lines as select {SAME_DOCUMENT}, rank_number, document_on, customer_id, line_number "
        f"from batch_lines semi join shared_documents using ({SAME_DOCUMENT})"
    )
    engine.execute(
        f"create or replace temp table batch_documents as select {SAME_DOCUMENT}, rank_number, min(document_on) as document_on, "
        "min(customer_id) as customer_id, min(line_number) as line_number from shared_lines group by all"
    )
    engine.execute(
        "create or replace temp table batch_periods as select rank_number, min(month_number) as first_month, max(month_number) as last_month "
        "from batch_lines group by rank_number"
    )
    engine.execute(
        "create or replace temp table candidates as select older.document_hash, older.document_check, older.rank_number, "
        "newer.rank_number as newer_number, older.line_number is not null and newer.line_number is not null as is_numbered "
        f"from batch_documents as older join batch_documents as newer using ({SAME_DOCUMENT}) "
        "join batch_periods as o on o.rank_number = older.rank_number join batch_periods as n on n.rank_number = newer.rank_number "
        "where older.rank_number < newer.rank_number and (older.document_on = newer.document_on or (older.customer_id = newer.customer_id "
        "and ((o.last_month >= n.first_month and n.last_month >= o.first_month) "
        "or abs(datediff('day', older.document_on, newer.document_on)) <= 7)))"
    )
    engine.execute(
        f"create or replace temp table replacements as with shared as (select distinct {SAME_DOCUMENT}, c.rank_number, c.newer_number "
        f"from candidates as c join shared_lines as older using ({SAME_DOCUMENT}, rank_number) "
        "join shared_lines as newer on newer.document_hash = c.document_hash and newer.document_check = c.document_check "
        "and newer.rank_number = c.newer_number and newer.line_number = older.line_number where c.is_numbered) "
        "select distinct c.document_hash, c.document_check, c.rank_number from candidates as c "
        f"left join shared as s using ({SAME_DOCUMENT}, rank_number, newer_number) where not c.is_numbered or s.rank_number is not null"
    )
    return bool(engine.fetch("select 1 from replacements limit 1"))


def changed_months(engine: Engine, *, changed: set[int], periods: Iterable[tuple[str, str]]) -> set[int]:
    """Return the months to write: those of the changed batches, of documents they share with others, of replaced periods.

    `batch_lines` must show the batches before and after the change.
    """
    numbers = ", ".join(str(number) for number in sorted(changed)) or "-1"
    mine = f"batch_number in ({numbers})"
    rows = engine.fetch(
        f"select distinct month_number from batch_lines where {mine} union "
        "select distinct month_number from batch_lines where "
        + (" or ".join(f"document_on between date '{a}' and date '{b}'" for a, b in periods) or "false")
    )
    months = {row[0] for row in rows}
    if not engine.fetch(f"select 1 from batch_lines where not {mine} limit 1"):
        return months  # everything is new: every month is written anyway
    years = ", ".join(str(year) for year in sorted({month // 12 for month in months})) or "-1"
    shared = engine.fetch(  # the year belongs to a document's name
        f"select distinct month_number from batch_lines semi join (select {SAME_DOCUMENT} from batch_lines where {mine}) "
        f"using ({SAME_DOCUMENT}) where extract(year from document_on) in ({years})"
    )
    return months | {row[0] for row in shared}
