"""Which lines count: rejected cells, rules that leave lines out, rows that are no lines at all, credit notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.engine.connect import quote_name, quote_text
from clientela.sources._conform import TEXTS, Context, lines_sql
from clientela.sources._names import normalise_name
from clientela.sources._synonyms import CANCELLED_STEMS, CREDIT_WORDS, TOTAL_WORDS

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine

_CREDIT = frozenset(normalise_name(word) for word in CREDIT_WORDS)
_SHORTEST = 6
"""Letters a word needs to be looked for inside a longer document type."""
_LONG_CREDIT = tuple(sorted(word for word in _CREDIT if " " in word or len(word) >= _SHORTEST))
_UNIT = chr(31)
_MOST_TYPES = 500
_FEW_CELLS = 4
AMOUNTS = ("quantity", "gross_amount", "net_amount", "cost_amount", "estimated_cost_amount")


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no line: a total, a repeated heading."""

    row_number: int
    kind: str
    """`total` or `heading`."""
    net_amount: int | None


@dataclass(frozen=True, slots=True)
class Sorted:
    """Where the sorted lines are, and what was learnt on the way."""

    lines: Path
    rejected: Path
    excluded: Path
    skipped: tuple[SkippedRow, ...]
    credit_types: tuple[str, ...]
    """Document types taken for credit notes."""
    negated: bool
    """Credit notes came with positive amounts and were turned."""
    net_read: int
    lines_read: int


def _word_of_total() -> str:
    words = "|".join(
        sorted((normalise_name(w).replace(" ", r"\s+") for w in TOTAL_WORDS), key=len, reverse=True)
    )
    return rf"(^|{_UNIT})\s*({words})(\s+[^\s{_UNIT}]+){{0,2}}\s*:?\s*({_UNIT}|$)"


def _find_skipped(engine: Engine, context: Context, typed: str) -> list[SkippedRow]:
    """Find totals, repeated headings and blank rows among the rows without a date."""
    raw = context.raw
    fields = [c.field for c in raw.columns]
    joined = f"concat_ws('{_UNIT}', {', '.join(f'trim(cast({f} as varchar))' for f in fields)})"
    filled = " + ".join(f"(coalesce(trim(cast({f} as varchar)), '') <> '')::integer" for f in fields)
    heading = quote_text(_UNIT.join(c.name for c in raw.columns))
    engine.execute(
        f"create or replace temp table _undated as select r.row_number, t.net_amount, {joined} as cells, {filled} as filled, "
        f"coalesce(t.customer_id, t.document_id, t.product_id) is null as nameless "
        f"from {quote_name(raw.relation)} r join {typed} t using (row_number) where t.document_on is null"
    )
    total = engine.fetch_one(
        f"select coalesce(sum(net_amount), 0) from {typed} where document_on is not null"
    )[0]
    label = f"regexp_matches(strip_accents(lower(cells)), {quote_text(_word_of_total())})"
    rows = engine.fetch(
        f"select row_number, case when filled = 0 then 'blank' when cells = {heading} then 'heading' else 'total' end, "
        f"net_amount from _undated where filled = 0 or cells = {heading} "
        f"or ({label} and (filled <= {_FEW_CELLS} or net_amount = {total})) "
        f"or (nameless and net_amount = {total} and {total} <> 0) order by row_number"
    )
    return [SkippedRow(*row) for row in rows]


def is_credit_type(text: str, extra: tuple[str, ...] = ()) -> bool:
    """Say whether a document type means a credit note, in the languages known or by the mapping's own words."""
    plain = normalise_name(text)
    if extra:
        return plain in {normalise_name(word) for word in extra}
    return plain in _CREDIT or any(f" {word} " in f" {plain} " for word in _LONG_CREDIT)


def _credit_types(engine: Engine, context: Context, typed: str) -> tuple[str, tuple[str, ...]]:
    """Return the column that tells credit notes (or nothing) and its values that do."""
    extra = context.saved.credit_note_types if context.saved else ()
    for role in ("document_type", "document_series"):
        if context.column(role) is None:
            continue
        rows = engine.fetch(
            f"select distinct {role} from {typed} where {role} is not null order by 1 limit {_MOST_TYPES + 1}"
        )
        found = (
            tuple(value for (value,) in rows if is_credit_type(value, extra))
            if len(rows) <= _MOST_TYPES
            else ()
        )
        # where every document is of one type, the column does not tell kinds apart
        if found and (len(found) < len(rows) or role == "document_type"):
            return role, found
    return "", ()


def _by_sign(context: Context, typed: str) -> str:
    """Return the select of the lines of documents that only give back: their sum is below 0 and no line above."""
    key = (
        "coalesce(document_series, ''), document_id, year(document_on)"
        if context.column("document_id")
        else "coalesce(customer_id, ''), document_on, 0"
    )
    good = f"select row_number, net_amount, ({key}) as document from {typed} where reason_code is null"
    return (
        f"with good as ({good}), minus as (select distinct document from good where net_amount < 0), "
        f"given_back as (select document from good where document in (from minus) "
        f"group by document having max(net_amount) <= 0 and sum(net_amount) < 0) "
        f"select row_number from good where document in (from given_back)"
    )


def _rules(engine: Engine, context: Context, typed: str) -> str:
    """Make the table of lines a rule leaves out: cancelled documents, and lines repeated under one line number."""
    parts: list[str] = []
    if context.column("status"):
        stems = "|".join(CANCELLED_STEMS)
        test = f"regexp_matches(strip_accents(lower(status)), {quote_text(f'^({stems})')})"
        parts.append(
            f"select row_number, 'cancelled_document' as rule from {typed} where {test} and reason_code is null"
        )
    if context.column("line_number") and context.column("document_id"):
        fields = ", ".join(c.field for c in context.raw.columns)
        repeated = (
            f"select document_id, line_number from {typed} where document_id is not null and line_number is not null "
            f"and reason_code is null group by all having count(*) > 1"
        )
        parts.append(
            f"select row_number, 'duplicate_line' as rule from (select r.row_number, row_number() over "
            f"(partition by {fields} order by r.row_number) as nth from {quote_name(context.raw.relation)} r "
            f"join {typed} t using (row_number) join ({repeated}) d on t.document_id = d.document_id "
            f"and t.line_number = d.line_number where t.reason_code is null) where nth > 1"
        )
    union = " union all ".join(parts) or "select 0::bigint as row_number, '' as rule where false"
    engine.execute(
        f"create or replace temp table _rules as select row_number, min(rule) as rule from ({union}) group by 1"
    )
    return "_rules"


def sort_lines(engine: Engine, context: Context, *, file: str, staging: Path, prefix: str) -> Sorted:
    """Write the accepted, rejected and excluded lines of a file and return what was found.

    Rows read = accepted + excluded + rejected; blank rows, totals and repeated headings are not lines.
    """
    work = staging / f"{prefix}_typed.parquet"
    engine.write_parquet(lines_sql(context), work)
    typed = f"read_parquet({quote_text(str(work))})"
    skipped = _find_skipped(engine, context, typed) if context.raw.kind != "parquet" else []
    engine.execute("create or replace temp table _skipped (row_number bigint)")
    for start in range(0, len(skipped), 1000):
        values = ", ".join(f"({row.row_number})" for row in skipped[start : start + 1000])
        engine.execute(f"insert into _skipped values {values}")
    _rules(engine, context, typed)
    role, types = _credit_types(engine, context, typed)
    turn = False
    if types:
        listed = ", ".join(quote_text(value) for value in types)
        credit = f"{role} in ({listed})"
        up, down = engine.fetch_one(
            f"select count(*) filter (net_amount > 0), count(*) filter (net_amount < 0) from {typed} where {credit}"
        )
        turn = up > down
        marked = f"coalesce({credit}, false)"
    else:
        engine.execute(f"create or replace temp table _credit as {_by_sign(context, typed)}")
        marked = "c.row_number is not null"
    sign = f"case when {marked} then -1 else 1 end *" if turn else ""
    turned = ", ".join(f"{sign} t.{name} as {name}" for name in AMOUNTS)
    others = ", ".join(
        f"t.{n}" for n in (*TEXTS, "row_number", "document_on", "reason_code", "column_name", "value")
    )
    join_credit = "" if types else "left join _credit c on c.row_number = t.row_number "
    engine.execute(
        f"create or replace temp view _sorted as select {others}, {turned}, r.rule, "
        f"case when {marked} then 'credit_note' else 'invoice' end as document_kind "
        f"from {typed} t left join _rules r on r.row_number = t.row_number {join_credit}"
        f"where t.row_number not in (from _skipped)"
    )
    result = _write(engine, file=file, staging=staging, prefix=prefix)
    read: tuple[Any, ...] = engine.fetch_one("select count(*), coalesce(sum(net_amount), 0) from _sorted")
    for name in ("_skipped", "_rules", "_undated", "_credit"):
        engine.execute(f"drop table if exists {name}")
    engine.execute("drop view _sorted")
    work.unlink()
    return Sorted(
        *result,
        skipped=tuple(row for row in skipped if row.kind != "blank"),
        credit_types=types,
        negated=turn,
        lines_read=int(read[0]),
        net_read=int(read[1]),
    )


def _write(engine: Engine, *, file: str, staging: Path, prefix: str) -> tuple[Path, Path, Path]:
    lines, rejected, excluded = (
        staging / f"{prefix}_{name}.parquet" for name in ("lines", "rejected", "excluded")
    )
    engine.write_parquet(
        "select row_number, customer_id, customer_name, document_id, "
        "document_series, document_kind, document_on, line_number, product_id, product_name, product_family, "
        "cast(quantity as bigint) as quantity, cast(gross_amount as bigint) as gross_amount, "
        "cast(net_amount as bigint) as net_amount, cast(cost_amount as bigint) as cost_amount, "
        "cast(estimated_cost_amount as bigint) as estimated_cost_amount, "
        "currency, seller_id, area_id, segment_id, country, channel "
        "from _sorted where reason_code is null and rule is null",
        lines,
    )
    engine.write_parquet(
        f"select {quote_text(file)} as file, row_number, column_name, value, reason_code, "
        "cast(net_amount as bigint) as net_amount from _sorted where reason_code is not null order by row_number",
        rejected,
    )
    engine.write_parquet(
        "select row_number, rule, cast(net_amount as bigint) as net_amount from _sorted "
        "where reason_code is null and rule is not null order by row_number",
        excluded,
    )
    return lines, rejected, excluded
