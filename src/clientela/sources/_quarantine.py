"""Which lines count: rejected cells, rules that leave lines out, rows that are no lines at all, credit notes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_name, quote_text
from clientela.sources._conform import TYPES, Context, lines_sql
from clientela.sources._names import normalise_name
from clientela.sources._rules import apply_rules, decides_by_value
from clientela.sources._skips import SkippedRow, find_skipped
from clientela.sources._synonyms import CREDIT_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clientela.engine.connect import Engine

_CREDIT = frozenset(normalise_name(word) for word in CREDIT_WORDS)
_SHORTEST = 5
"""Letters a word needs to be looked for inside a longer document type."""
_LONG_CREDIT = tuple(sorted(word for word in _CREDIT if " " in word or len(word) >= _SHORTEST))
_MOST_TYPES = 500
_MOST_DISTINCT = 5_000
"""Values of a column in a row group beyond which a dictionary takes longer to make than it saves."""
__all__ = ["SkippedRow", "Sorted", "is_credit_type", "sort_lines"]
_MAY_SUBTRACT = {"discount", "debit_amount", "credit_amount", "amount_with_tax", "tax_amount", "debit_credit"}
AMOUNTS = ("quantity", "gross_amount", "net_amount", "cost_amount", "estimated_cost_amount")

_LINE = (
    "row_number, customer_id, customer_name, document_id, document_series, document_kind, document_on, line_number, product_id, "
    "product_name, product_family, cast(quantity as bigint) as quantity, cast(gross_amount as bigint) as gross_amount, "
    "cast(net_amount as bigint) as net_amount, cast(cost_amount as bigint) as cost_amount, "
    "cast(estimated_cost_amount as bigint) as estimated_cost_amount, currency, seller_id, area_id, segment_id, country, channel, bu_id"
)
"""The columns of a line, as the tables read them."""


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
    mixed: bool
    """Credit notes came with both signs; only the positive ones were turned, if any."""
    net_read: int
    lines_read: int


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
    key = _document_key(context)
    good = f"select row_number, net_amount, ({key}) as document from {typed} where is_good"
    return (
        f"with good as ({good}), minus as (select distinct document from good where net_amount < 0), "
        f"given_back as (select document from good where document in (from minus) "
        f"group by document having max(net_amount) <= 0 and sum(net_amount) < 0) "
        f"select row_number from good where document in (from given_back)"
    )


def _may_be_negative(context: Context) -> bool:
    """Say whether an amount can be below 0 at all; no column of plain numbers without a minus makes it so."""
    if _MAY_SUBTRACT & {m.role for m in context.mapping}:
        return True
    seen = [context.forms.numbers.get(m.column) for m in context.mapping if m.role in TYPES]
    return any(form is None or "-" in form.evidence.signs or form.evidence.places is None for form in seen)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """How credit notes are told: the test of a line `t`, what is joined for it, and whether their amounts are turned."""

    test: str
    join: str = ""
    turn: bool = False
    types: tuple[str, ...] = ()
    mixed: bool = False
    """Credit notes have both signs: those to be turned stand in the table `_turned`."""

    @property
    def amounts(self) -> dict[str, str]:
        """The amounts of a line `t` as they count."""
        # no join, since rejected rows are written without one
        turned = "t.row_number in (select row_number from _turned)" if self.mixed else self.test
        sign = f"case when {turned} then -1 else 1 end * " if self.turn else ""
        return {name: f"cast({sign}t.{name} as bigint)" for name in AMOUNTS}


def _document_key(context: Context) -> str:
    if context.column("document_id"):
        return "coalesce(document_series, ''), document_id, year(document_on)"
    return "coalesce(customer_id, ''), document_on, 0"


def _of_both_signs(engine: Engine, context: Context, typed: str, kinds: _Kinds, credit: str) -> _Kinds:
    """Decide document by document: a credit note whose own sum is positive is turned, one below 0 stays as it is.

    A total row of the file that equals the sum as it stands, or with all credit notes turned, wins over this.
    """
    whole = f"sum(net_amount) over (partition by {_document_key(context)})"
    engine.execute(
        f"create or replace temp table _turned as select row_number, net_amount, whole from "
        f"(select row_number, net_amount, {whole} as whole from {typed} where {credit} and net_amount is not null)"
    )
    up, down = engine.fetch_one(
        "select count(*) filter (whole > 0), count(*) filter (whole < 0) from _turned"
    )
    if not up or not down:
        # the lines of a document have both signs, the documents have one
        return replace(kinds, turn=up > 0)
    stated = engine.fetch_one(
        f"with good as (select row_number, net_amount from {typed} where is_good), "
        f"known as (select sum(g.net_amount) as given, "
        f"sum(case when t.whole > 0 then -g.net_amount else g.net_amount end) as positive, "
        f"sum(case when t.row_number is not null then -g.net_amount else g.net_amount end) as every "
        f"from good g left join _turned t using (row_number)), "
        f"totals as (select net_amount from {typed} where document_on is null and net_amount is not null) "
        f"select coalesce(bool_or(positive in (from totals)), false), coalesce(bool_or(given in (from totals)), false), "
        f"coalesce(bool_or(every in (from totals)), false) from known"
    )
    by_document, as_given, every = stated
    if not by_document and as_given:
        return replace(kinds, turn=False, mixed=True)
    if by_document or not every:
        engine.execute("delete from _turned where whole <= 0")
    return replace(kinds, turn=True, mixed=True)


def _kinds(engine: Engine, context: Context, typed: str) -> _Kinds:
    role, types = _credit_types(engine, context, typed)
    if types:
        credit = f"{role} in ({', '.join(quote_text(value) for value in types)})"
        up, down = engine.fetch_one(
            f"select count(*) filter (net_amount > 0), count(*) filter (net_amount < 0) from {typed} where {credit}"
        )
        kinds = _Kinds(f"coalesce(t.{credit}, false)", turn=up > down, types=types)
        return _of_both_signs(engine, context, typed, kinds, credit) if up and down else kinds
    if not _may_be_negative(context):
        return _Kinds("false")
    engine.execute(f"create or replace temp table _credit as {_by_sign(context, typed)}")
    return _Kinds("c.row_number is not null", " left join _credit c on c.row_number = t.row_number")


def sort_lines(
    engine: Engine,
    context: Context,
    *,
    file: str,
    staging: Path,
    prefix: str,
) -> Sorted:
    """Write the accepted, rejected and excluded lines of a file and return what was found.

    Rows read = accepted + excluded + rejected; blank rows, totals, repeated headings and footers are not lines.
    """
    lines, rejected, excluded = (
        staging / f"{prefix}_{name}.parquet" for name in ("lines", "rejected", "excluded")
    )
    typed = f"({lines_sql(context)})"
    kinds = _kinds(engine, context, typed)
    _write_good(engine, context, kinds, typed, lines=lines, excluded=excluded)
    skipped = _write_bad(engine, context, kinds, typed, good=(lines, excluded), rejected=rejected, file=file)
    parts = " union all ".join(
        f"select net_amount from read_parquet({quote_text(str(path))})"
        for path in (lines, rejected, excluded)
    )
    read = engine.fetch_one(f"select count(*), coalesce(sum(net_amount), 0) from ({parts})")
    for name in ("_skipped", "_rules", "_undated", "_credit", "_turned", "_bad"):
        engine.execute(f"drop table if exists {name}")
    return Sorted(
        lines,
        rejected,
        excluded,
        skipped=tuple(row for row in skipped if row.kind != "blank"),
        credit_types=kinds.types,
        negated=kinds.turn,
        mixed=kinds.mixed,
        lines_read=int(read[0]),
        net_read=int(read[1]),
    )


def _good_sql(kinds: _Kinds, typed: str) -> str:
    """Return the select of the good lines of `typed` as they are kept, without a look at the rules."""
    amounts = ", ".join(f"{sql} as {name}" for name, sql in kinds.amounts.items())
    return (
        "select t.row_number, t.customer_id, t.customer_name, t.document_id, t.document_series, "
        f"case when {kinds.test} then 'credit_note' else 'invoice' end as document_kind, t.document_on, t.line_number, "
        f"t.product_id, t.product_name, t.product_family, {amounts}, t.currency, t.seller_id, t.area_id, t.segment_id, t.country, "
        f"t.channel, t.bu_id from {typed} t{kinds.join} where t.is_good"
    )


def _write_good(
    engine: Engine, context: Context, kinds: _Kinds, typed: str, *,
    lines: Path, excluded: Path,
) -> None:  # fmt: skip
    """Write the accepted and the excluded lines.

    Where only a line that stands twice could be left out, all are written at once, and again when there is one.
    """
    good = _good_sql(kinds, typed)
    at_once = not decides_by_value(context)
    if at_once:
        engine.write_parquet(good, lines, most_distinct=_MOST_DISTINCT)
        good = f"select * from read_parquet({quote_text(str(lines))})"
        typed = f"(select *, null as reason_code from ({good}))"
    apply_rules(engine, context, typed)
    found = engine.fetch_one("select count(*) from _rules")[0]
    engine.write_parquet(
        # whole lines: when the rule is switched off they count again
        f"select l.*, r.rule from ({good}{'' if found else ' limit 0'}) l join _rules r using (row_number) "
        "order by row_number",
        excluded,
    )
    if found or not at_once:
        part = lines.with_suffix(".part")
        engine.write_parquet(
            f"select * from ({good}) where row_number not in (select row_number from _rules)", part,
            most_distinct=_MOST_DISTINCT,
        )  # fmt: skip
        part.replace(lines)


def _write_bad(
    engine: Engine, context: Context, kinds: _Kinds, typed: str, *, good: Sequence[Path], rejected: Path, file: str
) -> list[SkippedRow]:  # fmt: skip
    """Write the rejected rows, `good` being the files of all others; return the rows that are no lines."""
    raw = quote_name(context.raw.relation)
    counts = " + ".join(f"(select count(*) from read_parquet({quote_text(str(path))}))" for path in good)
    # most files have nothing but good lines: the counts say whether to look for others
    any_bad = engine.fetch_one(f"select (select count(*) from {raw}) <> {counts}")[0]
    engine.execute(
        f"create or replace temp table _bad as select * from {typed} where {'is_good is not true' if any_bad else 'false'}"
    )
    skipped = (
        find_skipped(engine, context, typed, "_bad") if any_bad and context.raw.kind != "parquet" else []
    )
    engine.execute("create or replace temp table _skipped (row_number bigint)")
    for start in range(0, len(skipped), 1000):
        values = ", ".join(f"({row.row_number})" for row in skipped[start : start + 1000])
        engine.execute(f"insert into _skipped values {values}")
    # a rejected row is kept whole, so that it can be given back, corrected and read again
    whole = ", ".join(f"{quote_name(c.name)}: {c.field}" for c in context.raw.columns)
    cells = (
        f"select row_number, cast(to_json({{{whole}}}) as varchar) as cells from {raw} "
        f"where {'row_number in (select row_number from _bad)' if any_bad else 'false'}"
    )
    engine.write_parquet(
        f"select {quote_text(file)} as file, row_number, t.column_name, t.value, t.reason_code, "
        f"{kinds.amounts['net_amount']} as net_amount, c.cells from _bad t join ({cells}) c using (row_number) "
        "where row_number not in (from _skipped) order by row_number",
        rejected,
    )
    return skipped
