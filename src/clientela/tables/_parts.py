"""The months of facts: lines with their keys, sorted and written as one immutable file a month."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from clientela.base.files import sync_folder
from clientela.tables._content import write_content
from clientela.tables._terms import goods_hash, terms_hash

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine

PART_COLUMNS = (
    "customer_key, terms_key, document_on, month_number, document_series, document_id, is_credit, "
    "is_first_line, line_number, product_key, quantity, gross_amount, net_amount, cost_amount, estimated_cost_amount, currency, "
    "batch_number, row_number"
)

EMPTY_PART = (
    "select 0::integer as customer_key, 0::integer as terms_key, date '1970-01-01' as document_on, 0::integer as month_number, "
    "''::varchar as document_series, ''::varchar as document_id, false as is_credit, 0::tinyint as is_first_line, "
    "''::varchar as line_number, 0::integer as product_key, 0::bigint as quantity, 0::bigint as gross_amount, "
    "0::bigint as net_amount, 0::bigint as cost_amount, 0::bigint as estimated_cost_amount, ''::varchar as currency, 0::integer as batch_number, "
    "0::bigint as row_number where false"
)

_WRITERS = 4

_MAY_BE_EMPTY = (
    "document_id", "line_number", "quantity", "gross_amount", "cost_amount", "estimated_cost_amount", "currency",
)  # fmt: skip

_PLACE = "cast(batch_number as bigint) << 40 | row_number"
"""Names a line by one number, in the order of batches and rows: a file has fewer than 2^40 rows."""

MOST_LINES = 1_500_000
"""Lines held in memory at once: whole months are gathered up to this many."""


def _gather(counts: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Put neighbouring months together while they stay below the limit."""
    groups: list[list[int]] = []
    size = MOST_LINES
    for month, lines in counts:
        if not groups or size + lines > MOST_LINES:
            groups.append([])
            size = 0
        groups[-1].append(month)
        size += lines
    return [tuple(group) for group in groups]


def _first_day(month: int) -> str:
    return f"date '{month // 12:04d}-{month % 12 + 1:02d}-01'"


def _fold_months(engine: Engine, months: tuple[int, ...], test: str, salt: int) -> None:
    """Make the table `folded`: the lines of these months that count, with keys, one line of each invoice marked as its first."""
    one_of = f"lines.month_number in ({', '.join(str(m) for m in months)})"
    # the days in plain form: row groups of a file in order of date are then skipped unread
    within = (
        f"lines.document_on >= {_first_day(months[0])} and lines.document_on < {_first_day(months[-1] + 1)}"
    )
    engine.execute(
        f"create or replace table folded as with keyed as (select t.customer_key, t.terms_key, lines.*, "
        f"coalesce(g.product_key, 0) as product_key from (select lines.*, {terms_hash(salt)} as terms_hash, {goods_hash(salt)} as goods_hash "
        f"from batch_lines as lines where {within} and {one_of} and {test}) as lines "
        "join line_terms as t on t.terms_hash = lines.terms_hash left join line_goods as g on g.goods_hash = lines.goods_hash) "
        "select source, bu_id, customer_key, terms_key, document_on, month_number, coalesce(document_series, '') as document_series, document_id, "
        "document_kind = 'credit_note' as is_credit, 0::tinyint as is_first_line, line_number, product_key, quantity, gross_amount, "
        "net_amount, cost_amount, estimated_cost_amount, currency, batch_number, row_number from keyed"
    )
    # marked afterwards: a window over the documents costs several times as much
    engine.execute(
        f"update folded set is_first_line = 1 where rowid in (select arg_min(rowid, {_PLACE}) from folded where not is_credit "
        "group by customer_key, source, bu_id, document_on, document_series, document_id)"
    )


def _filled(engine: Engine) -> dict[int, tuple[str, ...]]:
    """Return, per month of `folded`, the columns that may be empty and are not."""
    tests = ", ".join(f"count({name}) = count(*)" for name in _MAY_BE_EMPTY)
    rows = engine.fetch(f"select month_number, {tests} from folded group by 1")
    return {row[0]: tuple(itertools.compress(_MAY_BE_EMPTY, row[1:])) for row in rows}


def _write_part(engine: Engine, facts: Path, month: int, filled: tuple[str, ...]) -> str:
    """Write the lines of a month in order, so that equal months are equal files, however their rows were stored before.

    `filled` names the columns without an empty cell: a file says of a column whether it has any, which the engine would
    otherwise tell from other months too.
    """
    stated = "".join(f" and {name} is not null" for name in filled)
    with engine.beside() as other:
        return write_content(
            other,
            f"select {PART_COLUMNS} from folded where month_number = {month}{stated} "
            "order by customer_key, document_on, document_id, row_number, batch_number",
            facts=facts,
            stem=f"lines-{month // 12:04d}-{month % 12 + 1:02d}",
        )


def write_parts(
    engine: Engine, months: set[int], *, facts: Path, test: str | None, salt: int
) -> dict[int, str]:
    """Write the parts of these months and return their files; `test` is true for a line that does not count."""
    counts_for = f"not coalesce({test}, false)" if test else "true"
    wanted = ", ".join(str(m) for m in sorted(months)) or "-1"
    counts = engine.fetch(
        f"select month_number, count(*) from batch_lines as lines where month_number in ({wanted}) and {counts_for} group by 1 order by 1"
    )
    parts: dict[int, str] = {}
    with ThreadPoolExecutor(
        _WRITERS
    ) as pool:  # a part is small: the disk and the hash are waited for side by side
        for group in _gather([(int(month), int(lines)) for month, lines in counts]):
            _fold_months(engine, group, counts_for, salt)
            filled = _filled(engine)
            written = pool.map(partial(_write_part, engine, facts), group, [filled[month] for month in group])
            parts.update(zip(group, written, strict=True))
    engine.execute("drop table if exists folded")
    sync_folder(facts)
    return parts
