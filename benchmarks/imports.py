"""Speed and memory of a whole import against the engine's own reading of the same rows. Started by run.py.

    python benchmarks/imports.py read_csv|import FILE FOLDER

Prints seconds and peak memory as JSON, from a process of its own.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

from _data import STARTED, generate_file, peak_mb
from clientela.engine.connect import Engine, quote_text
from clientela.runs import folding, importing
from clientela.workspace import Workspace


def make_csv(folder: Path, *, lines: int) -> Path:
    """Write the generated lines as a CSV file in ISO form, once."""
    target = folder / f"{lines}.csv"
    if not target.exists():
        rows = folder / f"{lines}.parquet"
        generate_file(rows, lines=lines)
        with Engine() as engine:
            engine.execute(f"copy (from {quote_text(str(rows))}) to {quote_text(str(target))} (header)")
        rows.unlink()
    return target


def read_alone(path: Path) -> dict[str, float]:
    """Time the engine's own reader, types and all detected by itself, into a table."""
    with Engine() as engine:
        begun = time.perf_counter()
        engine.execute(f"create table rows as from read_csv({quote_text(str(path))})")
        return {"seconds": time.perf_counter() - begun}


def import_whole(path: Path, folder: Path) -> dict[str, float]:
    """Time an import into a new workspace, and of it the reading and the folding."""
    shutil.rmtree(folder, ignore_errors=True)
    parts: dict[str, float] = {}

    def timed(module: object, name: str, label: str) -> None:
        real = getattr(module, name)

        def call(*arguments: object, **named: object) -> object:
            begun = time.perf_counter()
            try:
                return real(*arguments, **named)
            finally:
                parts[label] = time.perf_counter() - begun
                parts[f"{label}_peak_mb"] = peak_mb()

        setattr(module, name, call)

    timed(importing, "read_paths", "read")
    timed(folding, "_fold", "fold")
    workspace = Workspace.open(folder)
    begun = time.perf_counter()
    workspace.import_files([path], imported_at=STARTED)
    return {"seconds": time.perf_counter() - begun, **parts}


def main() -> None:
    """Do what the arguments ask for."""
    what, path, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    answer = read_alone(path) if what == "read_csv" else import_whole(path, folder)
    print(json.dumps({**answer, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
