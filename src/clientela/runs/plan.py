"""A plan is data: what a run would compute and what it would reuse. Explaining and building read the same plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientela.base.settings import EngineChoice
from clientela.engine.store import result_path
from clientela.runs.earlier import KINDS, of_kind
from clientela.runs.fingerprint import EMBEDDED, step_fingerprint
from clientela.runs.graph import FACTS, all_steps, relation_of
from clientela.runs.stored import files_of
from clientela.tables._fold_rows import canonical_tables

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from clientela.base.declare import Step
    from clientela.tables._generation import Generation


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One result of the plan: where it will be, and whether it is there already."""

    step: Step
    fingerprint: str
    path: Path
    sql: str | None
    is_present: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a run needs to know before it starts."""

    as_of: date
    params: dict[str, Any]
    generation: Generation
    steps: tuple[PlannedStep, ...]
    engine: EngineChoice = field(default_factory=EngineChoice)
    prints: dict[str, str] = field(default_factory=dict)
    """The fingerprint of every table of the facts and every result."""
    earlier: tuple[str, ...] = ()
    """What it reads of earlier runs; see `runs/earlier.py`."""

    @property
    def run_id(self) -> str:
        """Name the run by its day and by all it consists of: the same data and settings give the same id."""
        import hashlib  # noqa: PLC0415 - used here only

        digest = hashlib.sha256("".join(s.fingerprint for s in self.steps).encode()).hexdigest()[:10]
        return f"{self.as_of.isoformat()}-{digest}"

    @property
    def missing(self) -> tuple[PlannedStep, ...]:
        """The steps that have to be computed."""
        return tuple(s for s in self.steps if not s.is_present)


def _fact_fingerprints(generation: Generation, earlier: tuple[str, ...]) -> dict[str, str]:
    """Name every table of the facts by its content; the name of what an earlier run said is that."""
    prints = {name: generation.dimension(name) or "none" for name in FACTS}
    prints |= {relation_of(name): generation.table(name) or "none" for name in canonical_tables()}
    prints["sales_lines"] = generation.lines_fingerprint
    prints["batch_control"] = (
        "|".join(f"{b.id}:{b.number}" for b in generation.batches)
        + str(generation.replaced)
        + str(generation.mended or "")
        + str(generation.ruled or "")
    )
    prints |= {kind.relation: "|".join(of_kind(kind, earlier)) or "none" for kind in KINDS}
    return prints


def build_plan(
    *,
    as_of: date,
    params: dict[str, Any],
    generation: Generation,
    results: Path,
    engine: EngineChoice | None = None,
    engine_version: str = EMBEDDED,
    earlier: tuple[str, ...] = (),
) -> Plan:
    """Work out the fingerprint of every result, in the order in which they are built."""
    prints = _fact_fingerprints(generation, earlier)
    planned = []
    for name, item in all_steps().items():
        sql = item.build(params) if item.form == "sql" else None
        print_ = step_fingerprint(
            item,
            sql=sql,
            params=params,
            parents=tuple(prints[i] for i in item.inputs),
            engine_version=engine_version,
        )
        prints[name] = print_
        path = result_path(results, name, print_)
        planned.append(PlannedStep(item, print_, path, sql, not item.is_kept or bool(files_of(path))))
    return Plan(as_of, params, generation, tuple(planned), engine or EngineChoice(), prints, earlier)
