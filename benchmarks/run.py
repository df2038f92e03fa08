"""Speed as ratios, in one run: ours against one scan of the same columns, polars and pandas.

    python benchmarks/run.py [1m 10m 100m iowa import-1m import-10m identity forecaster]

Every figure is the median of three processes, taken in turn, so that a slow moment of the machine hits all alike.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from _data import DATA, fact_files, make_workspace
from clientela.base.periods import add_months
from imports import make_csv

HERE = Path(__file__).parent
ROUNDS = 3
ALONE = {"100m": "2GB"}
"""Too large for the peers: our ground once, with and without this limit of memory."""


def _run(script: str, *arguments: str, text: str = "") -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _load() -> str:
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return f"load {loads} on {os.cpu_count()} processors"


def measure_alone(folder: Path, name: str, smaller: dict[str, float]) -> None:
    """Measure our run with and without a limit of memory against one scan and against a tenth of the lines; print the ratios."""
    workspace = make_workspace(folder, name=name)
    lines = workspace.facts_summary()["lines"]
    scan = _run("ours.py", "scan", str(workspace.path))["seconds"]
    free = _run("ours.py", "ground", str(workspace.path))
    held = _run("ours.py", "ground", str(workspace.path), ALONE[name])
    tenth = smaller.get(f"{lines // 10_000_000}m")
    print(
        f"\n{name}: {lines:,} lines, once each, with and without a memory limit of {ALONE[name]}; {_load()}"
    )
    print(f"  one scan of eight columns {scan:8.3f} s")
    for label, ours in (("no limit", free), (ALONE[name], held)):
        same = ours["same_list_seconds"]
        text = f"{same / scan:6.1f} x the scan" + (
            f", {same / tenth:5.1f} x a tenth of the lines" if tenth else ""
        )
        print(f"  measures, classes, {label:<8} {same:8.3f} s {text}")
        print(
            f"  the ground, {label:<8}        {ours['seconds']:8.3f} s {ours['seconds'] / scan:6.1f} x the scan, peak {ours['peak_mb']:,.0f} MB"
        )
    print(
        f"  within the limit / without: {held['same_list_seconds'] / free['same_list_seconds']:.2f}",
        flush=True,
    )


def measure(folder: Path, name: str) -> float:
    """Measure one data set, print its ratios and return the seconds of the measures and classes."""
    workspace = make_workspace(folder, name=name)
    as_of = workspace.default_as_of()
    days = (as_of.isoformat(), add_months(as_of, -12).isoformat(), add_months(as_of, -24).isoformat())
    files = json.dumps(fact_files(workspace))
    rounds: dict[str, list[dict[str, float]]] = {
        n: [] for n in ("scan", "ground", "economics", "month", "polars", "pandas")
    }
    for _ in range(ROUNDS):
        rounds["scan"].append(_run("ours.py", "scan", str(workspace.path)))
        for mode in ("ground", "economics", "month"):
            rounds[mode].append(_run("ours.py", mode, str(workspace.path)))
        rounds["polars"].append(_run("peers.py", "polars", *days, text=files))
        rounds["pandas"].append(_run("peers.py", "pandas", *days, text=files))

    def median(who: str, what: str = "seconds") -> float:
        return statistics.median(r[what] for r in rounds[who])

    scan, same, ground = median("scan"), median("ground", "same_list_seconds"), median("ground")
    lines = workspace.facts_summary()["lines"]
    print(f"\n{name}: {lines:,} lines, as of {as_of}; {_load()}")
    print(f"  one scan of eight columns {scan:8.3f} s   {lines / scan / 1e6:6.1f} M lines/s")
    print(f"  measures and classes      {same:8.3f} s   {same / scan:6.1f} x the scan")
    print(
        f"  the ground                {ground:8.3f} s   {ground / scan:6.1f} x the scan (with lifecycle history, held classes, analyses, all written to disk)"
    )
    more = median("economics", "peak_mb") - median("ground", "peak_mb")
    print(
        f"  economics adds to the ground {100 * (median('economics') / ground - 1):.0f} % of the time (limit 60 %; {100 * median('economics', 'economics_ratio'):.0f} % of the processor seconds), {more:+,.0f} MB to the peak"
    )
    whole = _run("ours.py", "whole", str(workspace.path))
    print(
        f"  economics adds to all else of a whole run ({whole['seconds']:,.0f} s) {100 * whole['economics_share']:.0f} % of the time ({100 * whole['economics_ratio']:.0f} % of the processor seconds), peak {whole['peak_mb']:,.0f} MB"
    )
    again, anew = median("month"), median("month", "anew_seconds")
    same_again, same_anew = median("month", "same_list_seconds"), median("month", "anew_same_list_seconds")
    print(
        f"  after one more month      {again:8.3f} s   {again / anew:6.2f} of the ground anew; measures and classes {same_again:.3f} s, {same_again / same_anew:.2f}"
    )
    for peer in ("polars", "pandas"):
        seconds = median(peer)
        print(f"  {peer:<8} the same list    {seconds:8.3f} s   ours / {peer} = {same / seconds:.2f}")
    peaks = ", ".join(f"{who} {median(who, 'peak_mb'):,.0f} MB" for who in ("ground", "polars", "pandas"))
    print(f"  peak memory of the process: {peaks}", flush=True)
    return same


def measure_import(folder: Path, name: str) -> None:
    """Measure a whole import against the engine's own reading of the same rows, and print the ratios."""
    lines = int(name.removeprefix("import-").removesuffix("m")) * 1_000_000
    path = make_csv(folder, lines=lines)
    rounds: dict[str, list[dict[str, float]]] = {"read_csv": [], "import": []}
    for _ in range(ROUNDS):
        for what, found in rounds.items():
            found.append(_run("imports.py", what, str(path), str(folder / "imported")))

    def median(who: str, what: str = "seconds") -> float:
        return statistics.median(r[what] for r in rounds[who])

    alone = median("read_csv")
    print(f"\n{name}: {lines:,} lines, {path.stat().st_size / 1e6:,.0f} MB")
    print(f"  the engine's read_csv     {alone:8.3f} s   peak {median('read_csv', 'peak_mb'):,.0f} MB")
    for label, what in (("read and split", "read"), ("fold", "fold"), ("the whole import", "seconds")):
        seconds = median("import", what)
        peak = median("import", "peak_mb" if what == "seconds" else f"{what}_peak_mb")
        print(f"  {label:<25} {seconds:8.3f} s   {seconds / alone:6.2f} x   peak {peak:,.0f} MB", flush=True)


def measure_identity() -> None:
    """Measure the search for duplicates among 100,000 planted customers against two usual ways, once each."""
    print("\nidentity: 100,000 planted customers; pairs closed to groups; processor seconds of all threads")
    for label, way in (
        ("ours, sure pairs", "ours"),
        ("exact name, postal code", "exact"),
        ("ratio 88 in blocks", "ratio"),
    ):
        found = _run("identity.py", way)
        print(
            f"  {label:<25} {found['seconds']:8.3f} s   precision {found['precision']:.4f}   recall {found['recall']:.4f}   "
            f"peak {found['peak_mb']:,.0f} MB",
            flush=True,
        )


FORECAST_LIMITS = {2_000: 60.0, 100_000: 900.0}
"""Seconds that the forecast with its proof may take on two processors, by customers."""


def measure_forecaster() -> None:
    """Measure the forecast of a base and its proof on three past years, once each, beside the limits."""
    print("\nforecaster: three years ahead, and the proof on three past years; five years of history")
    for customers, limit in FORECAST_LIMITS.items():
        found = _run("forecaster.py", str(customers))
        clock = found["ahead_seconds"] + found["proof_seconds"]
        processor = found["ahead_processor"] + found["proof_processor"]
        print(
            f"  {customers:>7,} customers, {found['rows']:>9,.0f} order days: ahead {found['ahead_processor']:7.1f}, proof {found['proof_processor']:7.1f}, "
            f"together {processor:7.1f} processor s, {clock:7.1f} s by the clock (limit {limit:.0f}), peak {found['peak_mb']:,.0f} MB; {_load()}",
            flush=True,
        )


def main() -> None:
    """Measure the data sets named, by default 1m, 10m and the Iowa lines where they are."""
    names = sys.argv[1:] or [
        "1m",
        "10m",
        "import-1m",
        "import-10m",
        "identity",
        *(["iowa"] if (DATA / "iowa_liquor_b2b").exists() else []),
    ]
    folder = Path(os.environ.get("CLIENTELA_BENCH", tempfile.mkdtemp(prefix="clientela-bench-")))
    print(f"{os.cpu_count()} processors, {sys.version.split()[0]}, in {folder}")
    seconds: dict[str, float] = {}
    for name in names:
        if name == "identity":
            measure_identity()
        elif name == "forecaster":
            measure_forecaster()
        elif name.startswith("import-"):
            measure_import(folder, name)
        elif name in ALONE:
            measure_alone(folder, name, seconds)
        else:
            seconds[name] = measure(folder, name)


if __name__ == "__main__":
    main()
