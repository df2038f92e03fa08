"""Mending a workspace: from the immutable batches where they are whole; else the loss is said by name."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg, nmsg
from clientela.engine.connect import Engine
from clientela.engine.store import read_json, write_json
from clientela.runs.backup import keeping_files
from clientela.runs.folding import fold_facts, replay
from clientela.runs.inspecting import is_as_named, is_batch_whole, is_readable
from clientela.runs.manifest import Manifest, read_manifest
from clientela.runs.stored import parts_of
from clientela.tables._batches import Batch, read_batch
from clientela.tables._generation import Generation, read_generation
from clientela.tables._generation import read_manifest as read_facts

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.runs.place import Place


@dataclass(frozen=True, slots=True)
class Repair:
    """What was found. `mended` was put right (or would be); `lost` has to come again from outside."""

    mended: tuple[Message, ...]
    lost: tuple[Message, ...]

    @property
    def is_whole(self) -> bool:
        """Whether there was nothing to do."""
        return not self.mended and not self.lost


def _renumbered(batches: list[Batch]) -> tuple[Batch, ...]:
    """Number the batches without gaps, and the limits below which some of them replace a period with them."""
    return tuple(
        replace(
            batch,
            number=place,
            replaces_below=1 + sum(b.number < batch.replaces_below for b in batches)
            if batch.replaces_below
            else 0,
        )
        for place, batch in enumerate(batches, start=1)
    )


class _Mender:
    def __init__(self, workspace: Place, *, is_trial: bool) -> None:
        self.place, self.path, self.is_trial = workspace, workspace.path, is_trial
        self.mended: list[Message] = []
        self.lost: list[Message] = []

    def leftovers(self) -> None:
        """Remove what killed processes left half written."""
        found = [p for pattern in (".*.tmp", "*/.*.tmp", "results/*/.*.tmp") for p in self.path.glob(pattern)]
        found += [p for p in (self.path / ".staging", self.path / ".spill") if p.exists()]
        live = {b.id for b in self._generation().batches}
        found += [
            p
            for p in self.path.glob("batches/*")
            if p.is_dir() and p.name not in live and not (p / "batch.json").exists()
        ]
        if not found:
            return
        self.mended.append(
            nmsg(
                "{count} half-written file or folder removed.",
                "{count} half-written files or folders removed.",
                len(set(found)),
            )
        )
        for path in [] if self.is_trial else set(found):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _generation(self) -> Generation:
        try:
            return read_generation(self.path / "facts")
        except (ClientelaError, KeyError, TypeError):
            return Generation()

    def pointer(self) -> None:
        """Point to the newest readable manifest when the current one cannot be read."""
        facts = self.path / "facts"
        try:
            generation = read_generation(facts)
        except (ClientelaError, KeyError, TypeError):
            generation = None
        if generation is not None and (generation.batches or (facts / "current.json").exists()):
            return
        readable: list[tuple[int, str, Generation]] = []
        for path in facts.glob("gen-*.json"):
            try:
                found = read_facts(path)
            except (ClientelaError, KeyError, TypeError):
                continue
            readable.append((found.number, path.name, found))
        if readable:
            _, name, found = max(readable, key=lambda item: item[:2])
            self.mended.append(msg("The facts are those of {manifest} again.", manifest=name))
            held = {b.id for b in found.batches}
            self.lost += [
                self._maybe_again(b)
                for b in self._whole_batches()
                if b.id not in held and b.number > max((x.number for x in found.batches), default=0)
            ]
            if not self.is_trial:
                write_json(facts / "current.json", {"manifest": name})
            return
        batches = self._whole_batches()
        if not batches:
            return
        self.mended.append(
            nmsg(
                "No list of batches can be read; the facts are made anew from the {count} batch that is there. Undo those that were undone before: clientela batches",
                "No list of batches can be read; the facts are made anew from the {count} batches that are there. Undo those that were undone before: clientela batches",
                len(batches),
            )
        )
        if not self.is_trial:
            fold_facts(self.place, _renumbered(batches), Generation(), set(range(1, len(batches) + 1)))

    def _whole_batches(self) -> list[Batch]:
        folder = self.path / "batches"
        found = []
        with Engine() as engine:
            for path in folder.glob("*/batch.json"):
                try:
                    batch = read_batch(folder, path.parent.name)
                except (ClientelaError, KeyError, TypeError):
                    continue
                if is_batch_whole(engine, batch, folder):
                    found.append(batch)
        return sorted(found, key=lambda b: (b.number, b.imported_at, b.id))

    @staticmethod
    def _maybe_again(batch: Batch) -> Message:
        return msg(
            "{file} (imported {at}) is no longer among the batches. Import it again, unless it had been undone.",
            file=batch.file_name,
            at=batch.imported_at[:16].replace("T", " "),
        )

    def facts(self) -> None:
        """Fold again what is damaged; take out only batches whose lines are in no whole file any more."""
        generation = self._generation()
        folder = self.path / "batches"
        with Engine() as engine:
            broken = [b for b in generation.batches if not is_batch_whole(engine, b, folder)]
        damaged = [file for file in generation.files if not is_as_named(self.path / "facts" / file)]
        if not damaged:
            self.lost += [
                msg(
                    "The batch {batch} is damaged; its lines are still in the facts. Import {file} again to make it whole.",
                    batch=b.id,
                    file=b.file_name,
                )
                for b in broken
            ]
            return
        self.lost += [
            msg(
                "The rows of {file} (batch {batch}) are lost. Import that file again.",
                file=b.file_name,
                batch=b.id,
            )
            for b in broken
        ]
        self.mended.append(
            nmsg(
                "{count} damaged or missing file of facts is made anew from the batches.",
                "{count} damaged or missing files of facts are made anew from the batches.",
                len(damaged),
            )
        )
        if self.is_trial:
            return
        for file in damaged:
            (self.path / "facts" / file).unlink(missing_ok=True)
        kept = tuple(b for b in generation.batches if b not in broken)
        if any(file in damaged for _, file in generation.dimensions) or not kept:
            replay(self.place, kept, number=generation.number)
        else:
            fold_facts(
                self.place,
                kept,
                Generation(generation.number, dimensions=generation.dimensions),
                {b.number for b in kept},
            )

    def runs(self) -> list[Manifest]:
        """Put unreadable manifests aside and remove damaged results; the next run computes them again."""
        whole = []
        bad_results = 0
        with Engine() as engine:
            state: dict[Path, bool] = {}
            for path in sorted((self.path / "runs").glob("*.json")):
                try:
                    manifest = read_manifest(self.path / "runs", path.stem)
                    generation = read_facts(self.path / "facts" / manifest.generation)
                except (ClientelaError, KeyError, TypeError):
                    self.mended.append(
                        msg(
                            "The run {run} cannot be read and is put aside. Run again: clientela run",
                            run=path.stem,
                        )
                    )
                    if not self.is_trial:
                        path.replace(path.with_suffix(".json.damaged"))
                    continue
                places = [self.path / "results" / n / f"{p}.parquet" for n, p in manifest.results.items()]
                results = [file for place in places for file in parts_of(place)]
                for result in results:
                    if result not in state:
                        state[result] = is_readable(engine, result)
                        if not state[result] and result.exists():
                            bad_results += 1
                            if not self.is_trial:
                                result.unlink()
                facts_there = all((self.path / "facts" / file).exists() for file in generation.files)
                if facts_there and all(state[result] for result in results):
                    whole.append(manifest)
                else:
                    self.mended.append(
                        msg(
                            "The run {run} is not complete. It is computed again by: clientela run --as-of {day}",
                            run=manifest.run_id,
                            day=manifest.as_of,
                        )
                    )
        if bad_results:
            self.mended.append(
                nmsg(
                    "{count} damaged result removed; the next run computes it.",
                    "{count} damaged results removed; the next run computes them.",
                    bad_results,
                )
            )
        return whole

    def published(self, whole: list[Manifest]) -> None:
        """Point to a run that is whole when the published one is not."""
        pointer = self.path / "published.json"
        if not pointer.exists():
            return
        try:
            current = read_json(pointer)["run_id"]
        except (ClientelaError, KeyError, TypeError):
            current = None
        if any(m.run_id == current for m in whole):
            return
        newest = max(whole, key=lambda m: (m.finished_at, m.run_id), default=None)
        if newest is not None:
            self.mended.append(
                msg("The published run could not be shown; {run} is published instead.", run=newest.run_id)
            )
        else:
            self.mended.append(msg("The published run cannot be shown. Compute one: clientela run"))
        if self.is_trial:
            return
        if newest is None:
            pointer.unlink()
        else:
            write_json(pointer, {"run_id": newest.run_id})


def repair_workspace(workspace: Place, *, is_trial: bool = False) -> Repair:
    """Find what is damaged, missing or half written, and mend what can be mended. The caller holds the writing lock.

    Nothing that is whole is removed. With `is_trial` nothing is changed.
    """
    mender = _Mender(workspace, is_trial=is_trial)
    with keeping_files(workspace.path):
        mender.pointer()
        mender.leftovers()
        mender.facts()
        mender.published(mender.runs())
    return Repair(tuple(mender.mended), tuple(mender.lost))
