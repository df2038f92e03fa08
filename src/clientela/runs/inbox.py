"""A folder whose files are imported as they come: each once, by content; a bad one does not stop the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.files import file_sha256
from clientela.engine.store import read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clientela.base.i18n import Message
    from clientela.runs.importing import Outcome

_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", ".lock")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file of the folder."""

    path: Path
    lines: int
    """Rows accepted; 0 for a file that is no data or was there already."""
    problem: Message | None = None


def complete_files(folder: Path, *, now: float, settle_seconds: float) -> tuple[Path, ...]:
    """Return the files that nobody writes to any more: untouched for `settle_seconds` and not named like a file in the making.

    `now` in seconds since 1970. Both times of a file count: copying tools set the older one back at the end.
    """
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")) or path.suffix.lower() in _UNFINISHED or not path.is_file():
            continue
        state = path.stat()
        if state.st_size and now - max(state.st_mtime, state.st_ctime) >= settle_seconds:
            found.append(path)
    return tuple(found)


def take_files(
    workspace: Path,
    files: tuple[Path, ...],
    *,
    bring: Callable[[list[Path]], Outcome],
    done: Path | None = None,
) -> tuple[Taken, ...]:
    """Import the files that this workspace has not taken before, together, or one by one when one of them is bad.

    What was taken is remembered by content in `inbox.json`, so that a batch undone later does not come back by itself.
    With `done`, files that were imported are moved there.
    """
    memory = workspace / "inbox.json"
    known: dict[str, str] = read_json(memory)["taken"] if memory.exists() else {}
    sums = {path: file_sha256(path) for path in files}
    fresh = [path for path in files if sums[path] not in known]
    taken: list[Taken] = []
    try:
        taken += _bring(bring, fresh)
    except ClientelaError:
        for path in fresh:
            try:
                taken += _bring(bring, [path])
            except ClientelaError as error:
                taken.append(Taken(path, 0, error.message))
    good = [one.path for one in taken if one.problem is None]
    if good:
        write_json(memory, {"taken": known | {sums[path]: path.name for path in good}})
    if done is not None:
        done.mkdir(parents=True, exist_ok=True)
        for path in (*good, *(p for p in files if sums[p] in known)):
            path.replace(_free_name(done / path.name))
    return tuple(taken)


def _bring(bring: Callable[[list[Path]], Outcome], paths: list[Path]) -> list[Taken]:
    if not paths:
        return []
    outcome = bring(paths)
    lines: dict[str, int] = {}
    for batch in outcome.added:
        lines[batch.file_name] = lines.get(batch.file_name, 0) + batch.lines_accepted
    return [Taken(path, lines.get(path.name, 0)) for path in paths]


def _free_name(path: Path) -> Path:
    place, count = path, 1
    while place.exists():
        count += 1
        place = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return place
