"""One file that holds a workspace: consistent while an import runs, checked to the byte when it comes back."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import shutil
import sys
import tarfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.files import aside, sync_file, sync_folder, writing
from clientela.base.i18n import msg
from clientela.base.lock import writing_lock
from clientela.engine.store import read_json
from clientela.runs.adjusting import LOG
from clientela.runs.earlier import KINDS, LIST, files_named
from clientela.runs.layout import FORMAT, read_format
from clientela.runs.manifest import list_manifests
from clientela.runs.stored import parts_of
from clientela.tables._generation import read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

MANIFEST = "backup.json"
_MODES = {".tar": "w", ".gz": "w:gz", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz", ".zst": "w:zst"}
_ZSTD_SINCE = (3, 14)
_DAMAGED = (
    tarfile.TarError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError,
)  # fmt: skip
"""What reading an archive raises when its bytes are not those that were written."""


class BackupError(ClientelaError):
    """A backup cannot be written, or one cannot be brought back."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. `left_out`: runs whose files are not complete."""

    path: Path
    files: int
    size: int
    left_out: tuple[str, ...]


class _Hashing:
    """A stream that sums up what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.digest.update(block)
        return block


@contextmanager
def keeping_files(workspace: Path) -> Iterator[None]:
    """Hold off whoever removes files that nothing names any more; writers and readers go on."""
    with writing_lock(workspace / "keep.lock"):
        yield


def _mode(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in _MODES or (suffix == ".zst" and sys.version_info < _ZSTD_SINCE):
        known = [s for s in _MODES if s != ".zst" or sys.version_info >= _ZSTD_SINCE]
        raise BackupError(msg("{file} must end in one of: {forms}.", file=path.name, forms=", ".join(known)))
    return _MODES[suffix]


def _pinned(workspace: Path) -> tuple[dict[str, bytes], list[str], tuple[str, ...]]:
    """Return small files by content, the names of the immutable files, and the runs that are not complete.

    What moves is read once, here; everything it names never changes.
    """
    small: dict[str, bytes] = {"format.json": json.dumps({"format": read_format(workspace)}).encode()}
    for path in (
        workspace / "clientela.toml",
        workspace / "inbox.json",
        workspace / LOG,
        *(workspace / kind.folder / LIST for kind in KINDS),
        *sorted((workspace / "mappings").glob("*.toml")),
    ):
        if path.exists():
            small[path.relative_to(workspace).as_posix()] = path.read_bytes()
    named: set[str] = {name for name in files_named(workspace) if (workspace / name).exists()}
    pointer = workspace / "facts" / "current.json"
    if pointer.exists():
        small["facts/current.json"] = pointer.read_bytes()
        name = json.loads(small["facts/current.json"])["manifest"]
        generation = read_manifest(workspace / "facts" / name)
        named |= {f"facts/{file}" for file in (name, *generation.files)}
        for batch in generation.batches:
            named |= {
                p.relative_to(workspace).as_posix()
                for p in (workspace / "batches" / batch.id).iterdir()
                if p.is_file()
            }
    published = workspace / "published.json"
    current = read_json(published)["run_id"] if published.exists() else None
    left_out = []
    for manifest in list_manifests(workspace / "runs"):
        files = {f"runs/{manifest.run_id}.json", f"facts/{manifest.generation}"}
        for place in (workspace / "results" / n / f"{p}.parquet" for n, p in manifest.results.items()):
            held = parts_of(place)
            held = held if place in held else (*held, place.with_suffix(".json"))
            files |= {file.relative_to(workspace).as_posix() for file in held}
        if (workspace / "facts" / manifest.generation).exists():
            files |= {
                f"facts/{file}" for file in read_manifest(workspace / "facts" / manifest.generation).files
            }
        if all((workspace / file).exists() for file in files):
            named |= files
            if manifest.run_id == current:
                small["published.json"] = json.dumps({"run_id": current}).encode()
        else:
            left_out.append(manifest.run_id)
    return small, sorted(named), tuple(left_out)


def _missing(file: str) -> BackupError:
    return BackupError(
        msg("{file} is missing. Run `clientela repair` first, then make the backup.", file=file)
    )


def _damaged(file: str) -> BackupError:
    return BackupError(msg("{file} is damaged, not whole, or no backup. Take another one.", file=file))


def write_backup(workspace: Path, target: Path) -> Backup:
    """Write the workspace as it is at one moment into one archive; imports and runs may go on meanwhile.

    It holds settings, mappings, live batches, facts, and the complete runs; no account, no password, no key.
    Errors: BackupError for an unknown suffix, or when a file that the facts name is missing.
    """
    mode: Any = _mode(target)
    if target.resolve().is_relative_to(workspace.resolve()):
        raise BackupError(msg("{file} lies inside the workspace. Choose another folder.", file=str(target)))
    with keeping_files(workspace), writing(target) as temporary:
        try:
            small, named, left_out = _pinned(workspace)
        except FileNotFoundError as error:
            raise _missing(str(error.filename)) from error
        sums: dict[str, dict[str, Any]] = {}
        with tarfile.open(temporary, mode) as archive:
            for name, content in sorted(small.items()):
                sums[name] = _add(archive, name, io.BytesIO(content), len(content))
            for name in named:
                path = workspace / name
                if not path.exists():
                    raise _missing(str(path))
                with path.open("rb") as stream:
                    sums[name] = _add(archive, name, stream, path.stat().st_size)
            listing = json.dumps({"format": FORMAT, "files": sums}, indent=1, sort_keys=True).encode()
            _add(archive, MANIFEST, io.BytesIO(listing), len(listing))
    return Backup(target, len(sums), sum(entry["size"] for entry in sums.values()), left_out)


def _add(archive: tarfile.TarFile, name: str, stream: IO[bytes], size: int) -> dict[str, Any]:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o644
    summed = _Hashing(stream)
    archive.addfile(entry, summed)
    return {"size": size, "sha256": summed.digest.hexdigest()}


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return (
        bool(name)
        and not any(p in ("", ".", "..") or "\\" in p or ":" in p for p in parts)
        and not name.startswith("/")
    )


def _unpack(archive: tarfile.TarFile, folder: Path) -> dict[str, dict[str, Any]]:
    """Write every member below `folder` and return size and hash of each. Errors: BackupError for a trick."""
    found: dict[str, dict[str, Any]] = {}
    for entry in archive:
        stream = archive.extractfile(entry) if entry.isreg() else None
        if stream is None or not _is_safe(entry.name) or entry.name in found:
            raise BackupError(
                msg(
                    "The archive has an entry that no backup has ({name}). It is not brought back.",
                    name=json.dumps(entry.name),
                )
            )
        path = folder / entry.name
        path.parent.mkdir(parents=True, exist_ok=True)
        summed = _Hashing(stream)
        with path.open("xb") as target:
            shutil.copyfileobj(summed, target)
        sync_file(path)
        found[entry.name] = {"size": entry.size, "sha256": summed.digest.hexdigest()}
    return found


def restore_backup(archive_path: Path, target: Path) -> int:
    """Bring a workspace back from an archive into a new folder; returns the number of files.

    Every file is compared with the hash in the archive's own list before the folder gets its name.
    Errors: BackupError when the folder is not empty, or the archive is damaged, incomplete or of a newer version.
    """
    if target.exists() and any(target.iterdir()):
        raise BackupError(msg("{folder} is not empty. Choose a new folder with --to.", folder=str(target)))
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = aside(target, suffix="restoring")
    folder.mkdir()
    try:
        try:
            with tarfile.open(archive_path) as archive:
                found = _unpack(archive, folder)
        except _DAMAGED as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise _damaged(archive_path.name) from error
        found.pop(MANIFEST, None)
        _compare(folder, found, archive_path.name)
        sync_folder(folder)
        if target.exists():
            target.rmdir()
        folder.replace(target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return len(found)


def _compare(folder: Path, found: dict[str, dict[str, Any]], file: str) -> None:
    listing = folder / MANIFEST
    if not listing.exists():
        raise BackupError(
            msg("{file} is not complete: its list of contents is missing. Take another one.", file=file)
        )
    try:
        kept = json.loads(listing.read_bytes())
        version, sums = int(kept["format"]), dict(kept["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(file) from error
    if version > FORMAT:
        raise BackupError(
            msg("{file} was written by a newer version of Clientela. Install that version.", file=file)
        )
    wrong = sorted(name for name in sums.keys() | found.keys() if sums.get(name) != found.get(name))
    if wrong:
        raise BackupError(
            msg(
                "{file} is damaged: {names} differ from what was backed up. Take another one.",
                file=file,
                names=", ".join(wrong[:5]),
            )
        )
    listing.unlink()
