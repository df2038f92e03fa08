"""Facts are a fold over the live batches: the last batch wins per whole document.

Only the months that a change touches are written again; every other part is named again by the new manifest.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from clientela.base.files import sync_folder
from clientela.tables._corrections import count_mended, with_siblings
from clientela.tables._dimensions import build_dimensions
from clientela.tables._fold_rows import fold_tables
from clientela.tables._generation import Generation
from clientela.tables._lines import MONTH_NUMBER, NAME_PARTS, changed_months, find_replaced, view_lines
from clientela.tables._parts import PART_COLUMNS, write_parts
from clientela.tables._rules import count_ruled, rules_digest

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.settings import Rules
    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch

SCHEMA = hashlib.sha256(f"{PART_COLUMNS}|{NAME_PARTS}|{MONTH_NUMBER}|6".encode()).hexdigest()[:12]
"""Names the form of the parts."""


def schema_of(rules: Rules) -> str:
    """Name the form of the parts and the rules they were folded by: other facts are folded again from their batches."""
    return f"{SCHEMA}-{rules_digest(rules)}"


def _count_replaced(
    engine: Engine, batches: tuple[Batch, ...], test: str | None
) -> tuple[tuple[str, int, int], ...]:
    if test is None:
        return ()
    rows = engine.fetch(
        "select batch_number, count(*), cast(sum(net_amount) as bigint) from batch_lines as lines "
        f"where {test} group by batch_number order by batch_number"
    )
    by_number = {batch.number: batch.id for batch in batches}
    return tuple((by_number[number], lines, amount) for number, lines, amount in rows)


def fold_batches(
    engine: Engine,
    *,
    facts: Path,
    folder: Path,
    batches: tuple[Batch, ...],
    previous: Generation,
    changed: set[int],
    rules: Rules,
) -> Generation:
    """Build the next generation from the live `batches`; `changed` holds the numbers of batches added or removed.

    A removed batch must still be readable: its months are what has to be written again.
    Formula: lines(generation) = union over documents of the lines of the last batch that holds the document, and of the
    corrections of that batch, less the lines of periods that a later batch was declared to replace and of those that the
    rules leave out.
    """
    facts.mkdir(parents=True, exist_ok=True)
    removed = tuple(b for b in previous.batches if b.number in changed and b not in batches)
    touched = [b for b in (*batches, *removed) if b.number in with_siblings((*batches, *removed), changed)]
    roles = {b.role for b in touched}
    tables = fold_tables(engine, facts=facts, folder=folder, batches=batches, previous=previous, roles=roles)
    periods = tuple((b.replaces_from, b.replaces_to) for b in touched if b.replaces_from)
    months: set[int] = set()
    if "sales_lines" in roles:
        # each batch as it is, before any of its rows is superseded: both sides of the change are in it
        view_lines(engine, (*batches, *removed), folder, rules=rules, is_raw=True)
        months = changed_months(engine, changed={b.number for b in touched}, periods=periods)
    view_lines(engine, batches, folder, rules=rules)
    dimensions, salt = build_dimensions(
        engine, facts=facts, folder=folder, batches=batches, previous=previous, rules=rules
    )
    kept = {month: file for month, file in previous.parts if month not in months}
    parts, replaced, mended, ruled = kept, previous.replaced, previous.mended, previous.ruled
    if "sales_lines" in roles:
        test = find_replaced(engine, batches)
        parts = {**kept, **write_parts(engine, months, facts=facts, test=test, salt=salt)}
        replaced = _count_replaced(engine, batches, test)
        mended = count_mended(engine, batches, folder)
        ruled = count_ruled(engine, batches, folder, rules)
    sync_folder(facts)
    return Generation(
        number=previous.number + 1,
        batches=batches,
        parts=tuple(sorted(parts.items())),
        dimensions=dimensions,
        replaced=replaced,
        schema=schema_of(rules),
        tables=tables,
        mended=mended,
        ruled=ruled,
    )
