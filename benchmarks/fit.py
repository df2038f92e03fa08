"""The purchase models against their peers and against the cost of reading: every goal with its figure, then one verdict.

    python benchmarks/fit.py [quick] [peers] [large]

CPU seconds (user and system) of one thread, raw rows, ours and theirs in turn in one run, each fit in a process of its own. What is
compiled or imported once is left out on both sides. Peers: lifetimes and pymc-marketing (MAP), from `fit_peers.lock`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from _bases import make_arrays, make_parts

HERE = Path(__file__).parent
PEERS = HERE.parent / ".tools" / "fit_peers" / "bin" / "python"
ROUNDS = 3
MEMORY = 800


@dataclass(frozen=True)
class Goal:
    """A goal; `aim` is what would make us the fastest by far."""

    text: str
    figure: float
    floor: float
    aim: float | None = None
    at_most: bool = False

    @property
    def holds(self) -> bool:
        """Say whether the floor is met."""
        return self.figure <= self.floor if self.at_most else self.figure >= self.floor

    def line(self) -> str:
        """Return the line that is printed."""
        sign = "<=" if self.at_most else ">="
        aim = (
            ""
            if self.aim is None
            else f" [{self.aim:g}: {'reached' if self.figure >= self.aim else 'missed'}]"
        )
        return f"  {'ok   ' if self.holds else 'SHORT'} {self.text:<62} {self.figure:8.2f}  {sign} {self.floor:g}{aim}"


def _run(tool: str, *arguments: str) -> dict[str, object]:
    python = str(PEERS) if tool in ("lifetimes", "pymc") else sys.executable
    done = subprocess.run(
        [python, str(HERE / "fit_one.py"), tool, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parent / "src")},
        check=False,
    )
    if done.returncode:
        sys.exit(f"{tool} {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    answer: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _seconds(answer: dict[str, object]) -> float:
    return float(str(answer["seconds"]))


def _compare(model: str, path: Path, peers: tuple[str, ...]) -> dict[str, float]:
    """Run ours before and after the peers; print seconds and estimates; return the ratios."""
    before = _run("ours", model, str(path))
    theirs = {peer: _run(peer, model, str(path)) for peer in peers}
    after = _run("ours", model, str(path))
    own = (_seconds(before) + _seconds(after)) / 2
    print(f"\n{model}, {path.stem}")
    print(f"  ours           {own:9.4f} s  {_numbers(after)}")
    for peer, answer in theirs.items():
        print(f"  {peer:<14} {_seconds(answer):9.4f} s  {_numbers(answer)}", flush=True)
    return {peer: _seconds(answer) / own for peer, answer in theirs.items()}


def _numbers(answer: dict[str, object]) -> str:
    values = answer["values"]
    return " ".join(f"{value:.5g}" for value in values) if isinstance(values, list) else ""


def _large(folder: Path, shape: str, parts: int) -> dict[str, dict[str, float]]:
    base = make_parts(folder, shape, parts)
    rounds: dict[str, list[dict[str, object]]] = {"read": [], "bgnbd": [], "pareto": []}
    for _ in range(ROUNDS):
        for model, answers in rounds.items():
            answers.append(_run("stream", model, str(base)))
    read = statistics.median(_seconds(a) for a in rounds["read"])
    print(f"\n{shape}, {parts},000,000 rows; reading three columns {read:.3f} s")
    found = {}
    for model in ("bgnbd", "pareto"):
        fit = statistics.median(_seconds(a) for a in rounds[model])
        score = statistics.median(float(str(a["scoring"])) for a in rounds[model])
        peak = max(float(str(a["peak"])) for a in rounds[model])
        last = rounds[model][-1]
        print(
            f"  {model:<8} read and fit {fit:.3f} s, read and score {score:.3f} s, peak {peak:.0f} MB, {last['passes']} passes, {_numbers(last)}",
            flush=True,
        )
        found[model] = {"fit": (fit - read) / read, "score": (score - read) / read, "peak": peak}
    return found


def _against_peers(folder: Path, *, quick: bool) -> list[Goal]:
    million, some = (100_000, 20_000) if quick else (1_000_000, 100_000)
    retail = make_arrays(folder, "retail", million)
    ratio = _compare("bgnbd", retail, ("lifetimes", "pymc"))
    goals = [
        Goal("BG/NBD, 1M retail: times faster than lifetimes", ratio["lifetimes"], 40, 120),
        Goal("BG/NBD, 1M retail: times faster than pymc-marketing MAP", ratio["pymc"], 25, 80),
    ]
    ratio = _compare("spend", retail, ("lifetimes", "pymc"))
    goals += [
        Goal("Gamma-Gamma, 1M: times faster than lifetimes", ratio["lifetimes"], 50, 150),
        Goal("Gamma-Gamma, 1M: times faster than pymc-marketing MAP", ratio["pymc"], 40, 90),
    ]
    rounds: dict[int, list[float]] = {k: [] for k in (1, 2, 4, 8)}
    for _ in range(ROUNDS):
        for k, seconds in rounds.items():
            seconds.append(_seconds(_run("ours", "bgnbd", str(retail), str(k))))
    one = statistics.median(rounds.pop(1))
    for k, seconds in rounds.items():
        title = f"CNBD-{k}, 1M retail: times the CPU of k = 1"
        goals.append(Goal(title, statistics.median(seconds) / one, 1.5, at_most=True))
    for shape, floor, aim in (("retail", 100, 400), ("b2b", 30, 100)):
        ratio = _compare("pareto", make_arrays(folder, shape, some), ("lifetimes",))
        title = f"Pareto/NBD, 100k {shape}: times faster than lifetimes"
        goals.append(Goal(title, ratio["lifetimes"], floor, aim))
    return goals


def _against_reading(folder: Path, *, quick: bool) -> list[Goal]:
    goals = []
    limits = {"retail": {"bgnbd": 5, "pareto": 8}, "b2b": {"bgnbd": 9, "pareto": 14}}
    for shape, floors in limits.items():
        found = _large(folder, shape, 2 if quick else 10)
        for model, limit in floors.items():
            title = f"{'BG/NBD' if model == 'bgnbd' else 'Pareto/NBD'}, 10M {shape}:"
            own = found[model]
            goals += [
                Goal(f"{title} fit, times the CPU of reading", own["fit"], limit, at_most=True),
                Goal(f"{title} scoring, times the CPU of reading", own["score"], 1.6, at_most=True),
                Goal(f"{title} peak memory, MB", own["peak"], MEMORY, at_most=True),
            ]
    return goals


def main() -> None:
    parts = {"peers": _against_peers, "large": _against_reading}
    wanted = [part for part in parts if part in sys.argv] or list(parts)
    goals: list[Goal] = []
    with tempfile.TemporaryDirectory() as name:
        for part in wanted:
            goals += parts[part](Path(name), quick="quick" in sys.argv)
    print("\nGoals (floors must hold; in brackets the aim)")
    for goal in goals:
        print(goal.line())
    short = [goal.text for goal in goals if not goal.holds]
    print(f"\n{'all hold' if not short else 'falls short: ' + '; '.join(short)}")


if __name__ == "__main__":
    main()
