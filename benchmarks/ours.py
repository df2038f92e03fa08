"""Our run on prepared facts; also one scan. Prints seconds and peak memory as JSON. Started by run.py."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

from _data import peak_mb
from clientela.engine.connect import Engine, quote_text
from clientela.runs.build import build_run, view_facts
from clientela.workspace import Workspace

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


def main() -> None:
    """Run what the arguments ask for."""
    what, path = sys.argv[1], Path(sys.argv[2])
    workspace = Workspace.open(path)
    if what == "scan":
        answer = {"seconds": min(scan(workspace) for _ in range(3))}
    else:
        shutil.rmtree(path / "results", ignore_errors=True)
        plan = workspace.plan()
        timings: dict[str, float] = {}

        class Watch:
            started = time.perf_counter()
            last = ""

            def step(self, *, done: int, total: int, label: object) -> None:
                del total, label
                now = time.perf_counter()
                if done:
                    timings[plan.steps[done - 1].step.name] = now - self.started
                self.started = now

        with Engine() as engine:
            view_facts(engine, workspace.facts, path / "facts")
            started = time.perf_counter()
            build_run(engine, plan, facts=path / "facts", progress=Watch())
            answer = {
                "seconds": time.perf_counter() - started,
                "same_list_seconds": sum(s for n, s in timings.items() if n in SAME_LIST),
            }
    answer["peak_mb"] = peak_mb()
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
