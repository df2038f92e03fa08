"""Corrections: rows exported from quarantine, mended by hand and brought back as part of the batch they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text

if TYPE_CHECKING:
    from clientela.engine.connect import Engine
    from clientela.tables._batches import Batch, Folder

Counting = tuple["Batch", int, tuple["Batch", ...]]
"""A batch that counts, its rank, and the newer corrections of the same batch, whose rows go before its own."""


def counting_batches(batches: tuple[Batch, ...]) -> tuple[Counting, ...]:
    """Return the batches that count. A correction counts while the batch it corrects is live, and ranks with it."""
    by_id = {batch.id: batch for batch in batches}
    found: list[Counting] = []
    for batch in batches:
        root = by_id.get(batch.corrects) if batch.corrects else batch
        if root is None:
            continue
        newer = tuple(
            b for b in corrections_of(batches, root.id) if batch.corrects and b.number > batch.number
        )
        found.append((batch, root.number, newer))
    return tuple(found)


def corrections_of(batches: tuple[Batch, ...], root: str) -> tuple[Batch, ...]:
    """Return the corrections of a batch, in the order of import."""
    return tuple(sorted((b for b in batches if b.corrects == root), key=lambda b: b.number))


def with_siblings(batches: tuple[Batch, ...], changed: set[int]) -> set[int]:
    """Return the numbers of the batches whose lines may count differently when those in `changed` come or go."""
    roots = {b.corrects or b.id for b in batches if b.number in changed}
    return changed | {b.number for b in batches if b.corrects in roots}


def rows_sql(batches: tuple[Batch, ...], folder: Folder) -> str:
    """Return the select of the rows (`batch_row`) of the corrected batch that these corrections bring."""
    files = ", ".join(quote_text(str(batch.file(folder, "corrected"))) for batch in batches)
    return f"select batch_row from read_parquet([{files}])"


def superseded_sql(batch: Batch, newer: tuple[Batch, ...], folder: Folder) -> str:
    """Return the condition that leaves out the rows a newer correction brings again."""
    if not newer:
        return ""
    own = quote_text(str(batch.file(folder, "corrected")))
    return f" where row_number not in (select row_number from read_parquet({own}) where batch_row in ({rows_sql(newer, folder)}))"


def count_mended(
    engine: Engine, batches: tuple[Batch, ...], folder: Folder
) -> tuple[tuple[str, int, int], ...]:
    """Return, per batch, the rejected rows and money (1/10,000) that live corrections brought again."""
    found = []
    for batch in batches:
        newer = tuple(
            b
            for b in corrections_of(batches, batch.corrects or batch.id)
            if not batch.corrects or b.number > batch.number
        )
        rejected = batch.file(folder, "rejected")
        if not newer or not rejected.exists():
            continue
        lines, amount = engine.fetch_one(
            f"select count(*), coalesce(sum(net_amount), 0)::bigint from read_parquet({quote_text(str(rejected))}) where {mended_sql(batch, newer, folder)}"
        )
        if lines:
            found.append((batch.id, lines, amount))
    return tuple(found)


def mended_sql(batch: Batch, newer: tuple[Batch, ...], folder: Folder) -> str:
    """Return the test of a rejected row of `batch` that one of the `newer` corrections brings again."""
    if not newer:
        return "false"
    if not batch.corrects:
        return f"row_number in ({rows_sql(newer, folder)})"
    own = quote_text(str(batch.file(folder, "corrected")))
    return f"row_number in (select row_number from read_parquet({own}) where batch_row in ({rows_sql(newer, folder)}))"
