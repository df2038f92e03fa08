"""Carries a plan out: computes what is missing, reuses what is there."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.progress import Inside, Progress, Silent, watching
from clientela.engine.connect import Engine, quote_name, quote_text
from clientela.engine.frames import fetch_arrays, store_arrays
from clientela.engine.store import write_result
from clientela.runs.earlier import view_earlier
from clientela.runs.elsewhere import Elsewhere
from clientela.runs.graph import FACTS, relation_of
from clientela.runs.pieces import Pieces
from clientela.runs.stored import files_of
from clientela.tables._dimensions import EMPTY
from clientela.tables._fold_rows import LINES, canonical_tables, stored_sql
from clientela.tables._parts import EMPTY_PART

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.runs.plan import Plan, PlannedStep
    from clientela.tables._generation import Generation


def view_facts(engine: Engine, generation: Generation, facts: Path) -> None:
    """Name the facts of a generation as tables in the engine."""
    engine.view_files("sales_lines", [facts / file for _, file in generation.parts], empty=EMPTY_PART)
    for table, empty in EMPTY.items():
        file = generation.dimension(table)
        engine.view_files(table, [facts / file] if file else [], empty=empty)
    for name, canonical in canonical_tables().items():
        file = generation.table(name)
        stored = stored_sql(canonical, [facts / file] if file else [])
        engine.execute(f"create or replace view {quote_name(relation_of(name))} as {stored}")
    _view_control(engine, generation)


def _ruled_by_batch(generation: Generation) -> dict[str, tuple[int, int]]:
    """Return lines and money (1/10,000) that the rules leave out of each batch, as these facts were folded."""
    if generation.ruled is None:
        return {b.id: (b.lines_excluded, b.excluded_amount) for b in generation.batches}
    found = {
        b.id: (b.lines_excluded, b.excluded_amount) if b.role != LINES else (0, 0) for b in generation.batches
    }
    for batch, _, lines, amount in generation.ruled:
        found[batch] = (found[batch][0] + lines, found[batch][1] + amount)
    return found


def _view_control(engine: Engine, generation: Generation) -> None:
    """Name what each live batch read `batch_control`; rows that a correction brings again count there, not where they failed."""
    replaced = {batch: (lines, amount) for batch, lines, amount in generation.replaced}
    mended = {batch: (lines, amount) for batch, lines, amount in generation.mended}
    ruled = _ruled_by_batch(generation)
    rows = [
        f"select {b.number}::integer as batch_number, {quote_text(b.id)} as batch_id, {quote_text(b.role)} as role, "
        f"{quote_text(b.file_name)} as file_name, {b.lines_read - mended.get(b.id, (0, 0))[0]}::bigint as lines_read, {b.lines_accepted + b.lines_excluded - ruled[b.id][0]}::bigint as lines_accepted, "
        f"{ruled[b.id][0]}::bigint as lines_excluded, {b.lines_rejected - mended.get(b.id, (0, 0))[0]}::bigint as lines_rejected, "
        f"{b.accepted_amount + b.excluded_amount - ruled[b.id][1]}::bigint as accepted_amount, {ruled[b.id][1]}::bigint as excluded_amount, "
        f"{b.rejected_amount - mended.get(b.id, (0, 0))[1]}::bigint as rejected_amount, {replaced.get(b.id, (0, 0))[0]}::bigint as replaced_lines, "
        f"{replaced.get(b.id, (0, 0))[1]}::bigint as replaced_amount"
        for b in generation.batches
    ]
    empty = (
        "select 0::integer as batch_number, '' as batch_id, '' as role, '' as file_name, 0::bigint as lines_read, 0::bigint as lines_accepted, "
        "0::bigint as lines_excluded, 0::bigint as lines_rejected, 0::bigint as accepted_amount, 0::bigint as excluded_amount, "
        "0::bigint as rejected_amount, 0::bigint as replaced_lines, 0::bigint as replaced_amount where false"
    )
    engine.execute(f"create or replace view batch_control as {' union all '.join(rows) if rows else empty}")


def _build_step(
    engine: Engine, planned: PlannedStep, plan: Plan, there: Elsewhere | None, pieces: Pieces
) -> None:
    item = planned.step
    if planned.sql is not None:
        if there is not None:
            there.carry_out(planned)
        elif pieces.can_hold(planned):
            pieces.build(planned)
        else:
            write_result(engine, planned.sql, planned.path)
        return
    frames = {
        name: fetch_arrays(engine, f"select {', '.join(item.columns.get(name, ('*',)))} from {name}")
        for name in item.inputs
    }
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
    view_earlier(engine, facts.parent, plan.earlier)
    built: dict[str, bool] = {}
    with ExitStack() as open_ones:
        there = None
        pieces = Pieces(engine, plan, facts=facts)
        is_complete = all(files_of(planned.path) for planned in plan.steps if planned.step.is_kept)
        if plan.engine.kind != "duckdb" and not is_complete:
            there = open_ones.enter_context(Elsewhere(engine, plan, facts=facts))
        for place, planned in enumerate(plan.steps):
            name = planned.step.name
            watch.step(done=place, total=len(plan.steps), label=planned.step.title)
            if not planned.step.is_kept:
                engine.execute(f"create or replace view {quote_name(name)} as {planned.sql}")
                continue
            built[name] = not files_of(planned.path)
            if built[name]:
                with watching(Inside(watch, done=place, total=len(plan.steps))):
                    _build_step(engine, planned, plan, there, pieces)
            else:
                pieces.remember(planned)
            engine.view_files(name, files_of(planned.path), empty="select 1")
        if there is not None:
            there.forget()
    watch.step(done=len(plan.steps), total=len(plan.steps), label=msg("Done"))
    return built


__all__ = ["FACTS", "build_run", "view_facts"]
