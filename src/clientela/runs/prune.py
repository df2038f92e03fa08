"""Removing what nothing needs any more, with a grace for readers that are still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine.store import read_json
from clientela.runs.backup import keeping_files
from clientela.runs.manifest import list_manifests
from clientela.runs.stored import parts_of
from clientela.tables._generation import files_in_use, read_generation, read_manifest

if TYPE_CHECKING:
    from pathlib import Path

_GENERATIONS = 3
"""Generations kept for undo and for readers that opened an older one."""


def prune_files(workspace: Path, *, keep: int) -> tuple[int, int]:
    """Keep the published run and the `keep` newest others, with all they read; remove the rest.

    Batches that are no longer live and half-written files go too. Returns (files, bytes) removed.
    """
    with keeping_files(workspace):
        return _prune(workspace, keep)


def _prune(workspace: Path, keep: int) -> tuple[int, int]:
    runs, facts, results, batches = (workspace / name for name in ("runs", "facts", "results", "batches"))
    manifests = list_manifests(runs)
    pointer = workspace / "published.json"
    published = read_json(pointer)["run_id"] if pointer.exists() else None
    kept = [m for place, m in enumerate(manifests) if place < keep or m.run_id == published]
    named = {results / name / f"{print_}.parquet" for m in kept for name, print_ in m.results.items()}
    wanted = {file for path in named for file in (path, path.with_suffix(".json"), *parts_of(path))}
    wanted |= {runs / f"{m.run_id}.json" for m in kept}
    used = files_in_use(facts, _GENERATIONS)
    for manifest in kept:
        generation = read_manifest(facts / manifest.generation)
        used |= {manifest.generation, *generation.files}
    wanted |= {facts / name for name in used} | {facts / "current.json"}
    live = {b.id for b in read_generation(facts).batches}
    stale = [p for p in batches.glob("*/*") if p.parent.name not in live] + [
        p for p in batches.glob(".*/*") if p.is_file()
    ]
    candidates = [
        *runs.glob("*.json"),
        *runs.glob(".*.tmp"),
        *workspace.glob(".*.tmp"),
        *facts.glob("*"),
        *facts.glob(".*.tmp"),
        *results.glob("*/*.parquet"),
        *results.glob("*/*.json"),
        *results.glob("*/.*.tmp"),
    ]
    remove = {p for p in candidates if p.is_file() and p not in wanted} | set(stale)
    size = sum(p.stat().st_size for p in remove)
    for path in remove:
        path.unlink(missing_ok=True)
    for folder in [*batches.glob("*"), *results.glob("*")]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return len(remove), size
