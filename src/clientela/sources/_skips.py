"""Rows of a file that are no lines: totals and subtotals, repeated headings, headings of groups, footers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_name, quote_text
from clientela.sources._months import plain
from clientela.sources._names import normalise_name
from clientela.sources._synonyms import TOTAL_WORDS

if TYPE_CHECKING:
    from clientela.engine.connect import Engine
    from clientela.sources._values import Context

_UNIT = chr(31)
_FEW_CELLS = 4
_FEWEST_COLUMNS = 3
_ALONE = 2
_NUMERIC_ROLES = (
    "quantity", "unit_price", "gross_amount", "net_amount", "cost_amount", "debit_amount", "credit_amount", "amount_with_tax",
    "tax_amount",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no line: a total, a repeated heading, a footer."""

    row_number: int
    kind: str
    """`total`, `heading`, `footer`, or `question`: a row that asks something nobody answered."""
    net_amount: int | None


def _words() -> str:
    listed = {plain(word) for word in TOTAL_WORDS} | {normalise_name(word) for word in TOTAL_WORDS}
    return "|".join(sorted((w.replace(" ", r"\s+") for w in listed), key=lambda w: (-len(w), w)))


def total_label(limit: int) -> str:
    """Return the pattern of cells (joined by unit separators) one of which is a total's label and up to `limit` words."""
    return rf"(^|{_UNIT})[\s*=-]*({_words()})(\s+[^\s{_UNIT}]+){{0,{limit}}}\s*[:*=-]*\s*({_UNIT}|$)"


def labelled(fields: list[str], limit: int) -> str:
    """Return the test that one of these text fields is the label of a total."""
    joined = f"concat_ws('{_UNIT}', {', '.join(fields)})"
    return (
        f"regexp_matches(replace(strip_accents(lower({joined})), 'ł', 'l'), {quote_text(total_label(limit))})"
    )


def find_skipped(engine: Engine, context: Context, typed: str, bad: str) -> list[SkippedRow]:
    """Find totals, repeated headings, footers and blank rows among the rows without a date.

    `bad` is the relation of the rows of `typed` that have a reason to be set aside, as those without a date do.
    """
    raw = context.raw
    fields = [f"trim(cast({c.field} as varchar))" for c in raw.columns]
    filled = " + ".join(f"(coalesce({f}, '') <> '')::integer" for f in fields)
    named = [(f, c.name) for f, c in zip(fields, raw.columns, strict=True)]
    same = " + ".join(
        f"coalesce(lower({f}) = {quote_text(name.lower())}, false)::integer" for f, name in named
    )
    joined = f"concat_ws('{_UNIT}', {', '.join(fields)})"
    engine.execute(
        f"create or replace temp table _undated as select r.row_number, t.net_amount, {joined} as cells, {filled} as filled, "
        f"{same} as same, coalesce(t.customer_id, t.document_id, t.product_id) is null as nameless, t.quantity is null and t.net_amount is null "
        f"as empty, t.reason_code = 'missing_date' as undated "
        f"from {quote_name(raw.relation)} r join {bad} t using (row_number) where t.document_on is null"
    )
    if not engine.fetch("select 1 from _undated limit 1"):
        return []
    total = engine.fetch_one(
        f"select coalesce(sum(net_amount), 0) from {typed} where document_on is not null"
    )[0]
    numbers = sum(1 for role in _NUMERIC_ROLES if context.column(role) is not None)
    few = max(_FEW_CELLS, numbers + 2)
    # a total of a customer, such as `Totale cliente Rossi & Figli S.p.A.`, has many words and few cells
    label = (
        f"({labelled(['cells'], 2)} and (filled <= {_FEW_CELLS} or net_amount = {total}) "
        f"or {labelled(['cells'], 12)} and filled <= {few} - (nameless = false and not undated)::integer)"
    )
    heading = f"same >= {max(_ALONE, len(fields) // 2)}"
    alone = f"(empty and filled <= {_ALONE})" if len(raw.columns) > _FEWEST_COLUMNS else "false"
    rows = engine.fetch(
        f"select row_number, case when filled = 0 then 'blank' when {heading} then 'heading' "
        f"when {label} then 'total' when {alone} then 'footer' else 'total' end, "
        f"net_amount from _undated where filled = 0 or {heading} or {label} or {alone} "
        f"or (nameless and net_amount = {total} and {total} <> 0) order by row_number"
    )
    return [SkippedRow(*row) for row in rows]
