"""Batches: what one imported file brought, immutable, and undone by leaving it out."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from clientela.base.files import file_sha256, sync_file, sync_folder
from clientela.engine.store import read_json, write_json

if TYPE_CHECKING:
    from pathlib import Path


class Folder(Protocol):
    """Where batches lie: a path, or several looked through in turn."""

    def __truediv__(self, name: str, /) -> Path:
        """Return the folder of a batch."""


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
    corrects: str = ""
    """The batch whose quarantined rows these are, mended; empty for a file of its own."""
    replaces_from: str = ""
    """First day (ISO) of the period the file was declared to replace; empty when it replaces document by document."""
    replaces_to: str = ""
    replaces_below: int = 0
    """Batches with a smaller number are those whose lines in the period it drops."""
    part: str = ""
    """The sheet, or the member of an archive, that held the table; empty for a plain file."""
    unused_columns: tuple[str, ...] = ()
    """Columns of the file that nothing was made of."""

    def file(self, folder: Folder, name: str) -> Path:
        """Return the path of one of the batch's Parquet files.

        Names: lines, rejected, excluded, rows (master in older batches), terms and goods (what the lines name), corrected.
        Beside them lies `mapping.toml`: how the file was read.
        """
        return folder / self.id / f"{name}.parquet"


def write_batch(folder: Path, batch: Batch, files: dict[str, Path]) -> None:
    """Move staged files into the batch's own folder, manifest last and the folder renamed as a whole.

    A folder without its final name is left over from a killed process and is ignored.
    """
    place = folder / batch.id
    aside = folder / f".{batch.id}.tmp"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    sums = {}
    for name, path in files.items():
        target = aside / f"{name}{'.toml' if path.suffix == '.toml' else '.parquet'}"
        shutil.move(path, target)
        sync_file(target)
        sums[target.name] = file_sha256(target)
    write_json(aside / "batch.json", {"batch": asdict(batch), "files": sums})
    if place.exists():
        shutil.rmtree(place)
    aside.replace(place)
    sync_folder(folder)


def read_batch(folder: Path, batch_id: str) -> Batch:
    """Read a batch's manifest."""
    return restore_batch(read_json(folder / batch_id / "batch.json")["batch"])


def read_sums(folder: Folder, batch_id: str) -> dict[str, str]:
    """Return the SHA-256 of each of a batch's files; batches of older versions did not keep them."""
    kept: dict[str, str] = read_json(folder / batch_id / "batch.json").get("files", {})
    return kept


def restore_batch(kept: dict[str, Any]) -> Batch:
    """Make a batch of what a manifest keeps; what an older version did not know has its default."""
    return Batch(**{**kept, "unused_columns": tuple(kept.get("unused_columns", ()))})
