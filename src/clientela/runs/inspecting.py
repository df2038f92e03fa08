"""Which files of a workspace are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.files import file_sha256
from clientela.engine.connect import Engine, EngineError, quote_text
from clientela.engine.store import StoreError
from clientela.tables._batches import read_sums
from clientela.tables._fold_rows import LINES, rows_file

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.tables._batches import Batch


def is_readable(engine: Engine, path: Path) -> bool:
    """Say whether every page of a Parquet file can be read."""
    if not path.is_file():
        return False
    try:
        engine.fetch(f"select bit_xor(hash(t)) from read_parquet({quote_text(str(path))}) as t")
    except EngineError:
        return False
    return True


def has_ending(engine: Engine, path: Path) -> bool:
    """Say whether a Parquet file has its ending, which is written last: quick, and enough against a killed process."""
    try:
        engine.fetch_one(f"select count(*) from parquet_metadata({quote_text(str(path))})")
    except EngineError:
        return False
    return True


def is_as_named(path: Path) -> bool:
    """Say whether a file of the facts still has the content it is named after."""
    return path.is_file() and file_sha256(path)[:16] == path.stem.rsplit("-", 1)[-1]


def is_batch_whole(engine: Engine, batch: Batch, folder: Path) -> bool:
    """Say whether a batch holds what its record says: its files by their hashes; else the lines and their money, or the rows."""
    try:
        sums = read_sums(folder, batch.id)
    except StoreError:
        return False
    if sums:
        place = folder / batch.id
        return all(
            (place / name).is_file() and file_sha256(place / name) == print_ for name, print_ in sums.items()
        )
    main = batch.file(folder, "lines") if batch.role == LINES else rows_file(batch, folder)
    if not is_readable(engine, main):
        return False
    if batch.corrects and not is_readable(engine, batch.file(folder, "corrected")):
        return False
    if batch.role != LINES:
        return True
    lines, amount = engine.fetch_one(
        f"select count(*), coalesce(sum(net_amount), 0) from read_parquet({quote_text(str(main))})"
    )
    rejected = batch.file(folder, "rejected")
    return (lines, amount) == (batch.lines_accepted, batch.accepted_amount) and is_readable(engine, rejected)
