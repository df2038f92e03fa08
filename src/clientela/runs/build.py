"""Carries a plan out: computes what is missing, reuses what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.progress import Progress, Silent
from clientela.engine.connect import Engine, quote_text
from clientela.engine.frames import fetch_arrays, store_arrays
from clientela.engine.store import write_result
from clientela.runs.graph import FACTS
from clientela.tables._dimensions import EMPTY
from clientela.tables._fold import EMPTY_LINES

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.runs.plan import Plan, PlannedStep
    from clientela.tables._generation import Generation


def view_facts(engine: Engine, generation: Generation, facts: Path) -> None:
    """Name the facts of a generation as tables in the engine."""
    engine.view_files("sales_lines", [facts / file for _, file in generation.parts], empty=EMPTY_LINES)
    for table, empty in EMPTY.items():
        file = generation.dimension(table)
        engine.view_files(table, [facts / file] if file else [], empty=empty)
    replaced = {batch: (lines, amount) for batch, lines, amount in generation.replaced}
    rows = [
        f"select {b.number}::integer as batch_number, {quote_text(b.id)} as batch_id, {quote_text(b.role)} as role, "
        f"{quote_text(b.file_name)} as file_name, {b.lines_read}::bigint as lines_read, {b.lines_accepted}::bigint as lines_accepted, "
        f"{b.lines_excluded}::bigint as lines_excluded, {b.lines_rejected}::bigint as lines_rejected, "
        f"{b.accepted_amount}::bigint as accepted_amount, {b.excluded_amount}::bigint as excluded_amount, "
        f"{b.rejected_amount}::bigint as rejected_amount, {replaced.get(b.id, (0, 0))[0]}::bigint as replaced_lines, "
        f"{replaced.get(b.id, (0, 0))[1]}::bigint as replaced_amount"
        for b in generation.batches
    ]
    empty = (
        "select 0::integer as batch_number, '' as batch_id, '' as role, '' as file_name, 0::bigint as lines_read, 0::bigint as lines_accepted, "
        "0::bigint as lines_excluded, 0::bigint as lines_rejected, 0::bigint as accepted_amount, 0::bigint as excluded_amount, "
        "0::bigint as rejected_amount, 0::bigint as replaced_lines, 0::bigint as replaced_amount where false"
    )
    engine.execute(f"create or replace view batch_control as {' union all '.join(rows) if rows else empty}")


def _build_step(engine: Engine, planned: PlannedStep, plan: Plan) -> None:
    item = planned.step
    if planned.sql is not None:
        write_result(engine, planned.sql, planned.path)
        return
    frames = {name: fetch_arrays(engine, f"select * from {name}") for name in item.inputs}
    store_arrays(engine, "_result", item.build({n: plan.params[n] for n in item.uses}, frames))
    write_result(engine, "select * from _result", planned.path)
    engine.execute("drop table _result")


def build_run(
    engine: Engine, plan: Plan, *, facts: Path, progress: Progress | None = None
) -> dict[str, bool]:
    """Compute the missing results of a plan. Returns, per result, whether it was computed now.

    A killed build leaves finished results, each whole; the next build goes on from there.
    """
    watch = progress or Silent()
    view_facts(engine, plan.generation, facts)
    built: dict[str, bool] = {}
    for place, planned in enumerate(plan.steps):
        name = planned.step.name
        watch.step(done=place, total=len(plan.steps), label=planned.step.title)
        if not planned.path.exists():
            _build_step(engine, planned, plan)
            built[name] = True
        else:
            built[name] = False
        engine.view_files(name, [planned.path], empty="select 1")
    watch.step(done=len(plan.steps), total=len(plan.steps), label=msg("Done"))
    return built


__all__ = ["FACTS", "build_run", "view_facts"]
