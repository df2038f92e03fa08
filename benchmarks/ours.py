"""Our run on prepared facts, anew or after one more month; also one scan. Prints seconds and peak memory as JSON.

    python benchmarks/ours.py scan|whole|ground|month|economics|steps WORKSPACE [MEMORY_LIMIT]

`whole` is everything. `economics` leaves out the predictions, scores and portfolios and all that reads them, `ground` the economics too,
`month` is the ground again after one more month; `steps` is `economics` and prints the dearest steps.

Started by run.py.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from _data import peak_mb
from clientela.base.periods import month_end
from clientela.engine.connect import Engine, quote_text
from clientela.runs.build import build_run, view_facts
from clientela.runs.planning import plan_run
from clientela.workspace import Workspace

if TYPE_CHECKING:
    from clientela.runs.plan import Plan

SAME_LIST = {
    "terms_use", "customer_register", "product_register", "product_costs", "customer_days", "customer_months", "purchase_gaps",
    "typical_gaps", "customer_products", "customer_measures", "abc", "pyramid",
}  # fmt: skip
"""What the peers compute too; the lifecycle history, the held classes and the analyses are ours alone."""


def scan(workspace: Workspace) -> float:
    """Time one pass that reads and sums the eight columns."""
    files = ", ".join(quote_text(str(workspace.path / "facts" / f)) for _, f in workspace.facts.parts)
    with Engine() as engine:
        sums = "sum(customer_key), sum(month_number), sum(is_first_line), sum(product_key), sum(quantity), sum(net_amount), sum(cost_amount), sum(document_on - date '2000-01-01')"
        started = time.perf_counter()
        engine.fetch(f"select {sums} from read_parquet([{files}])")
        return time.perf_counter() - started


def economic(plan: Plan) -> set[str]:
    """Name the steps that the economics brought: those of the station, and the analyses that read one of them.

    `customers` was there before and takes a few columns along.
    """
    found: set[str] = set()
    for planned in plan.steps:
        item = planned.step
        if item.station == "economics" or (
            item.station == "analyses" and item.name != "customers" and found & set(item.inputs)
        ):
            found.add(item.name)
    return found


_LATER = {"predictions", "scores", "portfolios"}
LEFT_OUT = {
    "economics": _LATER,
    "steps": _LATER,
    "ground": {"economics", *_LATER},
    "month": {"economics", *_LATER},
}


def without(plan: Plan, stations: set[str]) -> Plan:
    """Return the plan without some stations and whatever reads them, directly or not."""
    out: set[str] = set()
    for planned in plan.steps:
        if planned.step.station in stations or out & set(planned.step.inputs):
            out.add(planned.step.name)
    return replace(plan, steps=tuple(p for p in plan.steps if p.step.name not in out))


def run(workspace: Workspace, plan: Plan, memory_limit: str | None, *, shown: int = 0) -> dict[str, float]:
    """Carry out what is missing of a plan; return the seconds of all of it, of the same list, and what the economics add.

    `economics_share` and `economics_ratio` are the seconds by the clock and of the processor that the economics took, over those of all
    the rest of this run. `shown`: how many of the dearest steps to print, with their processor seconds and the memory after them.
    """
    timings: dict[str, float] = {}
    used: dict[str, float] = {}
    memory: dict[str, float] = {}

    class Watch:
        started = time.perf_counter(), time.process_time()

        def step(self, *, done: int, total: int, label: object) -> None:
            del total, label
            now = time.perf_counter(), time.process_time()
            if done:
                name = plan.steps[done - 1].step.name
                timings[name], used[name] = now[0] - self.started[0], now[1] - self.started[1]
                memory[name] = peak_mb()
            self.started = time.perf_counter(), time.process_time()

    facts = workspace.path / "facts"
    with Engine(memory_limit=memory_limit, spill=workspace.path / ".spill") as engine:
        view_facts(engine, plan.generation, facts)
        started = time.perf_counter()
        build_run(engine, plan, facts=facts, progress=Watch())
        seconds = time.perf_counter() - started
    for name in sorted(used, key=lambda n: -used[n])[:shown]:
        print(f"{name:<28} {used[name]:7.2f} s   peak so far {memory[name]:7,.0f} MB")
    ours = economic(plan) & used.keys()

    def over_the_rest(taken: dict[str, float]) -> float:
        added = sum(taken[name] for name in ours)
        return added / max(sum(taken.values()) - added, 1e-9)

    return {
        "seconds": seconds,
        "same_list_seconds": sum(s for n, s in timings.items() if n in SAME_LIST),
        "economics_share": over_the_rest(timings),
        "economics_ratio": over_the_rest(used),
    }


def at_end_of(workspace: Workspace, months: int) -> Plan:
    """Plan a run on the first parts only, at the end of the last month of these."""
    generation = replace(workspace.facts, parts=workspace.facts.parts[:months])
    plan = plan_run(workspace, generation, month_end(generation.parts[-1][0]))[0]
    return without(plan, LEFT_OUT["month"])


def main() -> None:
    """Run what the arguments ask for."""
    what, path, limit = sys.argv[1], Path(sys.argv[2]), (*sys.argv[3:], None)[0]
    workspace = Workspace.open(path)
    if what == "scan":
        answer = {"seconds": min(scan(workspace) for _ in range(3))}
    else:
        shutil.rmtree(path / "results", ignore_errors=True)
        if what == "month":
            # The last part may hold a few days only: the month that comes is the last whole one.
            months = len(workspace.facts.parts) - 1
            anew = run(workspace, at_end_of(workspace, months), limit)
            shutil.rmtree(path / "results")
            run(workspace, at_end_of(workspace, months - 1), limit)
            answer = run(workspace, at_end_of(workspace, months), limit)
            answer |= {"anew_seconds": anew["seconds"], "anew_same_list_seconds": anew["same_list_seconds"]}
        else:
            plan = without(workspace.plan(), LEFT_OUT.get(what, set()))
            answer = run(workspace, plan, limit, shown=40 if what == "steps" else 0)
    answer["peak_mb"] = peak_mb()
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
