"""The same step over the same rows is computed once in a test session, whichever worker asks: most of a small run is planning statements.

A result is named by its step, by what it reads of the parameters and by the bytes of its inputs. Tests of how results are computed,
kept and compared (`ALONE`) compute each of them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TYPE_CHECKING, Any

from clientela.runs import build
from clientela.runs.earlier import KINDS
from clientela.runs.fingerprint import source_digest
from clientela.runs.graph import relation_of
from clientela.runs.stored import files_of
from clientela.tables._dimensions import EMPTY
from clientela.tables._fold_rows import canonical_tables

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.runs.pieces import Pieces
    from clientela.runs.plan import Plan, PlannedStep

ALONE = {
    "conformance", "engines", "soak", "demo", "e2e",
    "test_pieces", "test_repair", "test_reuse", "test_keeping", "test_disk", "test_interruptions", "test_older_runs", "test_backup", "test_kept",
}  # fmt: skip
"""Folders and modules whose tests are about computing itself."""

AT_HAND = {"is_alone": True}
"""Whether the test at hand is one of these; told before its first fixture, also those of a session, is made."""

_CANONICAL = {relation_of(name): name for name in canonical_tables()}


class _Contents:
    """Names what a plan's steps read by its bytes. `facts`: the folder of the facts."""

    def __init__(self, plan: Plan, facts: Path) -> None:
        self.plan, self.facts = plan, facts
        self._planned = {planned.step.name: planned for planned in plan.steps}
        self._known: dict[str, str] = {}

    def name(self, planned: PlannedStep) -> str:
        """Name a result by what goes into it."""
        item = planned.step
        own = planned.sql or source_digest(item.module) + repr(
            [(n, self.plan.params[n]) for n in sorted(item.uses)]
        )
        return hashlib.sha256(
            "\x1f".join((item.name, own, *map(self._content, item.inputs))).encode()
        ).hexdigest()[:24]

    def _content(self, relation: str) -> str:
        if relation not in self._known:
            planned = self._planned.get(relation)
            if planned is None:
                self._known[relation] = self._fact(relation)
            elif planned.step.is_kept:
                self._known[relation] = _bytes(files_of(planned.path))
            else:
                self._known[relation] = self.name(planned)
        return self._known[relation]

    def _fact(self, relation: str) -> str:
        generation = self.plan.generation
        if relation == "batch_control":
            return repr((generation.batches, generation.replaced, generation.mended, generation.ruled))
        if relation in {kind.relation for kind in KINDS}:
            return self.plan.prints[relation]
        if relation == "sales_lines":
            return _bytes(self.facts / file for _, file in generation.parts)
        file = generation.dimension(relation) if relation in EMPTY else generation.table(_CANONICAL[relation])
        return _bytes([self.facts / file] if file else [])


def _bytes(files: Any) -> str:
    found = hashlib.blake2b(digest_size=16)
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()


class Sharing:
    """Stands in for the building of one step."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._contents = folder, None
        self._compute = build._build_step

    def __call__(self, engine: Any, planned: PlannedStep, plan: Plan, there: Any, pieces: Pieces) -> None:
        if AT_HAND["is_alone"] or there is not None or pieces.can_hold(planned):
            self._compute(engine, planned, plan, there, pieces)
            return
        if self._contents is None or self._contents.plan is not plan:
            self._contents = _Contents(plan, pieces._facts)
        kept = self._folder / f"{planned.step.name}-{self._contents.name(planned)}.parquet"
        if kept.exists():
            planned.path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kept, planned.path)
            return
        self._compute(engine, planned, plan, there, pieces)
        beside = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(planned.path, beside)
        beside.replace(kept)


def share_steps(base: Path) -> Sharing:
    """Keep results below the temporary folder that the workers of a session share."""
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "steps"
    folder.mkdir(exist_ok=True)
    build._build_step = sharing = Sharing(folder)
    return sharing
