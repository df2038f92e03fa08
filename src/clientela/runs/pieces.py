"""Large results in pieces: one for each quarter of document months, so that a month more computes one of them.

The lines of a month are one immutable file. A step that looks at each line alone and groups by keys that hold the month (`by_part`)
is the union of what it is on the files of each quarter. A piece is named by everything that went into it: the SQL for its quarter,
the files of its lines, the content of what else it reads. Runs, also of different days, share pieces; a file beside them,
named as the whole result would be, lists those of one result.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from clientela.base.periods import month_end
from clientela.engine.connect import quote_name
from clientela.engine.store import write_json, write_result
from clientela.runs.fingerprint import EMBEDDED
from clientela.runs.stored import files_of
from clientela.tables._parts import EMPTY_PART

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from clientela.base.declare import Step
    from clientela.engine.connect import Engine
    from clientela.runs.plan import Plan, PlannedStep

_MONTHS = 3
"""Months in a piece: fewer make more files to read, more make more work for the month that came."""
_WORTH_IT = 4_000_000
"""Bytes of lines below which the whole is computed faster than its pieces are written."""
LINES = "sales_lines"


@dataclass(frozen=True, slots=True)
class _Quarter:
    """The files of the lines of one quarter, its first day and the last one a run looks at in it."""

    files: tuple[str, ...]
    first: date
    last: date


def _quarters(plan: Plan) -> list[_Quarter]:
    found = []
    for number, parts in groupby(sorted(plan.generation.parts), key=lambda part: part[0] // _MONTHS):
        first = month_end(number * _MONTHS - 1) + timedelta(days=1)
        if first <= plan.as_of:
            last = min(plan.as_of, month_end(number * _MONTHS + _MONTHS - 1))
            found.append(_Quarter(tuple(file for _, file in parts), first, last))
    return found


def _params(params: Mapping[str, Any], quarter: _Quarter) -> dict[str, Any]:
    """Return the parameters as they are in a quarter: no day and no rate after it changes its SQL."""
    first, end = quarter.first.isoformat(), (quarter.last + timedelta(days=1)).isoformat()
    rates = tuple(
        (currency, max(since, first), min(until, end), rate)
        for currency, since, until, rate in params["rates"]
        if since < end and until > first
    )
    return {**params, "as_of": f"date '{quarter.last.isoformat()}'", "rates": rates}


class Pieces:
    """What a run keeps in pieces. `facts`: the folder of its facts."""

    def __init__(self, engine: Engine, plan: Plan, *, facts: Path) -> None:
        self._engine, self._plan, self._facts = engine, plan, facts
        self._planned = {planned.step.name: planned for planned in plan.steps}
        self._quarters = _quarters(plan)
        self._contents: dict[str, str] = {}
        self._made: dict[str, list[Path]] = {}

        parts = (facts / file for _, file in plan.generation.parts)
        self._are_worth_it = (
            len(self._quarters) > 1 and sum(part.stat().st_size for part in parts) > _WORTH_IT
        )

    def can_hold(self, planned: PlannedStep) -> bool:
        """Whether a result is to be computed in pieces: declared so, of lines enough, and of inputs that are in pieces too."""
        sources = (self._planned[name].step for name in planned.step.inputs if name in self._planned)
        is_open = all(source.name in self._made for source in sources if source.by_part)
        return planned.step.by_part and self._are_worth_it and is_open

    def _content(self, relation: str) -> str:
        """Sum up the rows of a result or table whatever their order: what did not change in it changes no piece."""
        if relation not in self._contents:
            rows = f"select count(*), sum(hash(t)), bit_xor(hash(t)) from {quote_name(relation)} as t"
            self._contents[relation] = repr(self._engine.fetch_one(rows))
        return self._contents[relation]

    def _origin(self, item: Step, sql: str, place: int) -> list[str]:
        """Say what a step is made of in one quarter: its SQL, and whatever that names."""
        found = [item.name, sql]
        for name in item.inputs:
            source = self._planned.get(name)
            if not re.search(rf"\b{name}\b", sql):
                continue
            if name == LINES:
                found += self._quarters[place].files
            elif name in self._made:
                found.append(self._made[name][place].name)
            elif source is not None and not source.step.is_kept:
                found += self._origin(source.step, source.sql or "", place)
            else:
                found.append(self._content(name))
        return found

    def build(self, planned: PlannedStep) -> None:
        """Compute the pieces of a result that are not there, then list them."""
        item, folder = planned.step, planned.path.parent
        made = []
        try:
            for place, quarter in enumerate(self._quarters):
                sql: str = item.build(_params(self._plan.params, quarter))
                origin = "\x1f".join((EMBEDDED, *self._origin(item, sql, place)))
                path = folder / f"part-{hashlib.sha256(origin.encode()).hexdigest()[:24]}.parquet"
                made.append(path)
                if not path.exists():
                    self._look_at(place)
                    write_result(self._engine, sql, path)
        finally:
            self._look_at(None)
        self._made[item.name] = made
        write_json(planned.path.with_suffix(".json"), {"pieces": [path.name for path in made]})

    def _look_at(self, place: int | None) -> None:
        """Name the lines and the results in pieces of one quarter, or of all again, as the engine's tables."""
        parts = [file for _, file in self._plan.generation.parts]
        files = parts if place is None else self._quarters[place].files
        self._engine.view_files(LINES, [self._facts / file for file in files], empty=EMPTY_PART)
        for name, made in self._made.items():
            self._engine.view_files(
                name, made if place is None else made[place : place + 1], empty="select 1"
            )

    def remember(self, planned: PlannedStep) -> None:
        """Take note of the pieces of a result that was there already."""
        files = files_of(planned.path)
        if planned.step.by_part and planned.path not in files and len(files) == len(self._quarters):
            self._made[planned.step.name] = list(files)
