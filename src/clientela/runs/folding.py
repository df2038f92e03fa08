"""From batches to facts: fold, swap; take a batch out; fold facts of an older form again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.engine.connect import Engine
from clientela.tables._fold import fold_batches, schema_of
from clientela.tables._generation import Generation, publish_generation, read_generation

if TYPE_CHECKING:
    from clientela.runs.place import Place
    from clientela.tables._batches import Batch

MEMORY = "700MB"
"""What the engine may hold while it folds; the rest goes to disk."""


class BatchNotFoundError(ClientelaError):
    """There is no live batch with this id."""


def _fold(
    workspace: Place, batches: tuple[Batch, ...], previous: Generation, changed: set[int]
) -> Generation:
    spill = workspace.path / ".spill"  # on the workspace's own disk: the one that has to have room anyway
    try:
        with Engine(spill=spill, memory_limit=MEMORY) as engine:
            return fold_batches(
                engine,
                facts=workspace.path / "facts",
                folder=workspace.path / "batches",
                batches=batches,
                previous=previous,
                changed=changed,
                rules=workspace.settings.rules,
            )
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def fold_facts(
    workspace: Place, batches: tuple[Batch, ...], previous: Generation, changed: set[int]
) -> Generation:
    """Fold the batches into the next generation and make it the current one."""
    generation = _fold(workspace, batches, previous, changed)
    publish_generation(workspace.path / "facts", generation)
    return generation


def renew_facts(workspace: Place) -> None:
    """Fold facts of an older form, or by other rules, again from their batches; facts as they should be are left alone."""
    previous = read_generation(workspace.path / "facts")
    if previous.batches and previous.schema != schema_of(workspace.settings.rules):
        refold(workspace, previous)


def refold(workspace: Place, previous: Generation) -> Generation:
    """Fold every live batch anew; keys keep their meaning."""
    fresh = Generation(previous.number, dimensions=previous.dimensions)
    return fold_facts(workspace, previous.batches, fresh, {b.number for b in previous.batches})


def replay(workspace: Place, batches: tuple[Batch, ...], *, number: int) -> Generation:
    """Fold the batches one after the other, as they were imported: customers and products get the keys they had."""
    generation = Generation(number)
    for count, batch in enumerate(batches, start=1):
        generation = replace(_fold(workspace, batches[:count], generation, {batch.number}), number=number)
    generation = replace(generation, number=number + 1)
    publish_generation(workspace.path / "facts", generation)
    return generation


def undo_batch(workspace: Place, batch_id: str) -> Batch:
    """Fold the facts again without one batch.

    Errors: BatchNotFoundError when no live batch has this id.
    """
    previous = read_generation(workspace.path / "facts")
    batch = next((b for b in previous.batches if b.id == batch_id), None)
    if batch is None:
        raise BatchNotFoundError(
            msg("There is no batch {batch}. `clientela batches` lists those there are.", batch=batch_id)
        )
    fold_facts(workspace, tuple(b for b in previous.batches if b.id != batch_id), previous, {batch.number})
    return batch
