"""Batches: what one imported file brought, immutable, and undone by leaving it out."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from clientela.base.files import sync_file, sync_folder
from clientela.engine.store import read_json, write_json

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Batch:
    """One file as imported. Money in 1/10,000 of the document currencies, summed as written."""

    id: str
    number: int
    role: str
    file_name: str
    file_sha256: str
    mapping_sha256: str
    imported_at: str
    file_modified_on: str
    source: str
    lines_read: int
    lines_accepted: int
    lines_excluded: int
    lines_rejected: int
    accepted_amount: int
    excluded_amount: int
    rejected_amount: int
    rejected_unreadable: int
    period_from: str | None
    period_to: str | None

    def file(self, folder: Path, name: str) -> Path:
        """Return the path of one of the batch's Parquet files: lines, rejected, excluded or master."""
        return folder / self.id / f"{name}.parquet"


def write_batch(folder: Path, batch: Batch, files: dict[str, Path]) -> None:
    """Move staged files into the batch's own folder, manifest last and the folder renamed as a whole.

    A folder without its final name is left over from a killed process and is ignored.
    """
    target = folder / batch.id
    aside = folder / f".{batch.id}.tmp"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for name, path in files.items():
        shutil.move(path, aside / f"{name}.parquet")
        sync_file(aside / f"{name}.parquet")
    write_json(aside / "batch.json", {"batch": asdict(batch)})
    if target.exists():
        shutil.rmtree(target)
    aside.replace(target)
    sync_folder(folder)


def read_batch(folder: Path, batch_id: str) -> Batch:
    """Read a batch's manifest."""
    return Batch(**read_json(folder / batch_id / "batch.json")["batch"])


def renumber(batch: Batch, number: int) -> Batch:
    """Give a batch its place in the order of imports: the last one wins per document."""
    return replace(batch, number=number)
