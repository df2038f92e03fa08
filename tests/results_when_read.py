"""A run of a test computes a result when the test first reads it, with what goes into it: a test reads a handful of hundreds.

Stands in for `build_run` in this process and computes by it, so that what is read is what a run computes. Tests of how results
are computed, kept and compared (`ALONE` in `steps_once.py`) get whole runs; so does what a session shares and tests copy (`whole`).
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela import workspace
from clientela.engine.connect import Engine
from clientela.runs import build
from clientela.runs.stored import files_of
from steps_once import AT_HAND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientela.runs.plan import Plan, PlannedStep

_FILES = re.compile(r"'((?:[^']|'')+/results/(\w+)/\w+\.parquet)'")


class Postponing:
    """Keeps what runs of this process left out. `is_on`: off where a whole run is asked for."""

    def __init__(self) -> None:
        self.is_on = True
        self._left: dict[str, tuple[Plan, Path]] = {}
        self._texts: dict[str, str] = {}
        self._build = build.build_run
        workspace.build_run = self.postpone
        self._make = Engine._make

        def make(engine: Engine, name: str) -> None:
            self.make(engine, name)

        Engine._make = make

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Compute whole runs here: what a session shares is read by whoever comes."""
        was, self.is_on = self.is_on, False
        try:
            yield
        finally:
            self.is_on = was

    def postpone(self, engine: Engine, plan: Plan, *, facts: Path, progress: Any = None) -> dict[str, bool]:
        """Take note of a plan, and say what `build_run` would, also to who watches."""
        if not self.is_on or AT_HAND["is_alone"] or plan.engine.kind != "duckdb":
            return self._build(engine, plan, facts=facts, progress=progress)
        for place, planned in enumerate(plan.steps):
            if progress is not None:
                progress.step(done=place, total=len(plan.steps), label=planned.step.title)
        kept = [planned for planned in plan.steps if planned.step.is_kept]
        built = {p.step.name: str(p.path) not in self._left and not files_of(p.path) for p in kept}
        once = replace(plan, steps=tuple(self._once(planned) for planned in plan.steps))
        for planned in kept:
            self._left.setdefault(str(planned.path), (once, facts))
        return built

    def _once(self, planned: PlannedStep) -> PlannedStep:
        text = planned.sql
        return planned if text is None else replace(planned, sql=self._texts.setdefault(text, text))

    def make(self, engine: Engine, name: str) -> None:
        """Compute what a name stands for before it is read."""
        for path, result in _FILES.findall(engine._later[name][0]):
            self.compute(Path(path), result)
        self._make(engine, name)

    def compute(self, path: Path, result: str) -> None:
        """Compute a result that was left out, with what goes into it."""
        if path.exists() or str(path) not in self._left:
            return
        plan, facts = self._left[str(path)]
        by_name = {planned.step.name: planned for planned in plan.steps}
        wanted, waiting = set(), [result]
        while waiting:
            found = by_name.get(waiting.pop())
            if found is not None and found.step.name not in wanted:
                wanted.add(found.step.name)
                waiting += found.step.inputs
        steps = tuple(planned for planned in plan.steps if planned.step.name in wanted)
        with Engine() as engine:
            self._build(engine, replace(plan, steps=steps), facts=facts)
