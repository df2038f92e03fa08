"""Makes facts to measure on: generated lines folded as an import would fold them, or the Iowa lines."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from clientela.base.progress import Silent
from clientela.engine.connect import Engine, quote_text
from clientela.workspace import Workspace

DATA = Path(os.environ.get("CLIENTELA_DATA", Path(__file__).parents[2] / "shared" / "data"))
STARTED = datetime(2026, 1, 1, tzinfo=UTC)


def generate_file(path: Path, *, lines: int) -> None:
    """Write sales lines of five years: Zipf customers (one per 500 lines), about four lines a document, 5,000 products."""
    customers = max(lines // 500, 10)
    with Engine() as engine:
        engine.execute("select setseed(0.42)")
        engine.execute(
            f"copy (select 'D' || (i // 4) as document_id, date '2021-01-01' + cast((i // 4) * 1826.0 / ({lines} / 4.0) as integer) as document_date, "
            f"i % 4 + 1 as line_number, 'C' || lpad(cast(cast(floor(power(hash((i // 4) * 7919 + 13) % 1000003 / 1000003.0, 3) * {customers}) as integer) as varchar), 7, '0') as customer_id, "
            "'P' || (hash(i * 31 + 7) % 5000) as product_id, 'F' || (hash(i * 31 + 7) % 5000 % 24) as product_family, hash(i * 17) % 40 + 1 as quantity, "
            "(hash(i * 17) % 40 + 1) * (500 + hash(i * 31 + 7) % 5000 * 7) / 100.0 as net_amount, "
            "case when hash(i) % 10 < 9 then (hash(i * 17) % 40 + 1) * (300 + hash(i * 31 + 7) % 5000 * 5) / 100.0 end as cost_amount "
            f"from range({lines}) as t(i)) to {quote_text(str(path))} (format parquet)"
        )


def make_workspace(folder: Path, *, name: str) -> Workspace:
    """Return a workspace whose facts hold the data set `name`: 1m, 10m, … or iowa."""
    workspace = Workspace.open(folder / name)
    if workspace.facts.parts:
        return workspace
    if name == "iowa":
        files = sorted((DATA / "iowa_liquor_b2b").glob("lines_*.parquet"))
    else:
        files = [folder / f"{name}.parquet"]
        generate_file(files[0], lines=int(name.removesuffix("m")) * 1_000_000)
    workspace.import_files(files, imported_at=STARTED, progress=Silent())
    return workspace


def peak_mb() -> float:
    """Return this process's own peak of resident memory; the system's usage record would count the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        found = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(found.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fact_files(workspace: Workspace) -> list[str]:
    """Return the parts that hold the lines."""
    return [str(workspace.path / "facts" / file) for _, file in workspace.facts.parts]
