"""How good the forecasts are, against every baseline, on the frozen suite. `make bench-accuracy`.

    python benchmarks/accuracy.py [--only TEXT] [--no-held-out] [--no-small] [--no-three-years] [--kept DIR] [--out FILE.json]

Per cut and figure: ours, the best baseline in hindsight and BG/NBD + Gamma-Gamma, the relative difference with its 90 %
interval by drawing customers with replacement; then the geometric means beside the goals, what missed, coverage, totals, and
three years ahead. Nothing is chosen by its result: every cut of the suite is printed and counted, but those marked negative
(one year of history), which are printed apart.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "suite"))

import three_years

import suite
from clientela.predictions._forecaster import forecast
from clientela.predictions._scores import LOSSES, compare, losses, scores, summary
from clientela.predictions._slice import Options

GOALS = {
    "orders_rmse": (-6, -7), "orders_pinball": (-8, -9), "revenue_mae": (-6, -10), "revenue_rmse": (-4, -9), "brier": (-6, -10),
}  # fmt: skip
"""Percent against the best in hindsight and against BG/NBD + Gamma-Gamma."""
REGRET = 0.02
BIAS = 0.05
COVERED = (0.77, 0.83)
_LEAST_BRIER = 1e-4
_TWO_SEASONS = 730


def judge(cut: suite.Cut, kept: Path | None) -> dict[str, Any]:
    """Forecast one cut and compare."""
    days = cut.days()
    chosen = suite.population(days, cut)
    came = suite.came(days, cut, chosen)
    seed = suite.FROZEN["forecast_seed"]
    others = suite.baseline_forecasts(cut, kept)
    start = time.process_time()
    found = forecast(days, cut.origin, [(0, cut.horizon)], Options(seed=seed))
    seconds = time.process_time() - start
    learned = found.learned[0]
    judged = found.ahead[0].of(np.searchsorted(found.customer, chosen))
    parts = {name: losses(other, came) for name, other in others.items()}
    own = losses(judged, came)
    sums = {name: summary(part, came) for name, part in parts.items()}
    ours = scores(judged, came, seed=seed)
    draws = {
        "draws": suite.FROZEN["bootstrap_draws"] if cut.seed is None else 300,
        "seed": suite.FROZEN["bootstrap_seed"],
    }
    against = {name: compare(own, part, came, **draws) for name, part in parts.items()}
    rows = {}
    for name in LOSSES:
        best = min(sums, key=lambda other: sums[other][name])
        is_empty = name == "brier" and min(sums[best][name], ours[name]) < _LEAST_BRIER
        rows[name] = None if is_empty else {
            "ours": ours[name], "best": sums[best][name], "best_method": best, "against_best": against[best][name],
            "against_bgnbd": against["bgnbd"][name],
        }  # fmt: skip
    first = int(days.until(cut.origin).day.min())
    return {
        "cut": cut.name, "customers": len(chosen), "active": float(came.active.mean()), "seconds": seconds, "rows": rows, "scores": ours,
        "others": {name: scores(other, came, seed=seed) for name, other in others.items()}, "is_negative": cut.is_negative,
        "is_small": cut.seed is not None, "is_held_out": cut.is_held_out, "has_two_seasons": cut.origin - first >= _TWO_SEASONS,
        "rounds": learned.rounds, "own": learned.own, "cuts": learned.cuts,
    }  # fmt: skip


def show(result: dict[str, Any]) -> None:
    """Print one cut."""
    mark = "  (held out)" if result["is_held_out"] else "  (negative test)" if result["is_negative"] else ""
    print(
        f"\n{result['cut']}: {result['customers']} customers, {result['active']:.0%} buy again, {result['seconds']:.1f} CPU s{mark}"
    )
    print(f"  {'':16}{'ours':>8}{'best':>8}  {'':15}{'vs best':>8}  {'90 % interval':18}{'vs BG/NBD':>9}")
    for name, row in result["rows"].items():
        if row is None:
            print(f"  {name:16}   too few outcomes of one kind to compare")
            continue
        value, low, high = row["against_best"]
        print(
            f"  {name:16}{row['ours']:8.4f}{row['best']:8.4f}  {row['best_method']:15}{value:+8.1%}  "
            f"{f'{low:+.1%} .. {high:+.1%}':18}{row['against_bgnbd'][0]:+9.1%}"
        )
    ours, others = result["scores"], result["others"]
    for name in ("auc", "precision_inactive", "top_capture", "ece", "orders_bias", "revenue_bias"):
        pick = max if name in ("auc", "precision_inactive", "top_capture") else min
        best = pick((abs(v[name]), k) for k, v in others.items() if not math.isnan(v[name]))
        print(
            f"  {name:20}{ours[name]:+8.3f}   best {best[0]:.3f} {best[1]}   BG/NBD {others['bgnbd'][name]:+.3f}"
        )
    for kind in ("orders", "revenue"):
        told = "  ".join(f"{share} %: {ours[f'{kind}_coverage_{share}']:.3f}" for share in (50, 80, 95))
        print(f"  coverage of {kind:8}  {told}   BG/NBD 80 %: {others['bgnbd'][f'{kind}_coverage_80']:.3f}")


def _mean(values: list[float]) -> float:
    return math.exp(sum(math.log1p(v) for v in values) / len(values)) - 1 if values else float("nan")


def conclude(results: list[dict[str, Any]]) -> None:
    """Print the geometric means beside the goals, and what missed."""
    counted = [r for r in results if not r["is_negative"]]
    groups = {
        "all cuts": counted, "whole bases": [r for r in counted if not r["is_small"]], "bases of 200": [r for r in counted if r["is_small"]],
        "held out": [r for r in counted if r["is_held_out"]],
    }  # fmt: skip
    print("\nGeometric means of ours / theirs - 1 (goal in brackets)")
    for title, group in groups.items():
        if not group:
            continue
        print(f"  {title} ({len(group)})")
        for name in LOSSES:
            rows = [r["rows"][name] for r in group if r["rows"][name]]
            best, bg = (_mean([row[key][0] for row in rows]) for key in ("against_best", "against_bgnbd"))
            goal = GOALS.get(name)
            told = [
                f"({g} %, {'met' if v <= g / 100 else f'missed by {100 * v - g:.1f}'})" if goal else ""
                for v, g in zip((best, bg), goal or (0, 0), strict=True)
            ]
            print(f"    {name:16} vs best {best:+7.1%} {told[0]:24} vs BG/NBD {bg:+7.1%} {told[1]}")
    print("\nMore than 2 % worse than the best, shown by the bootstrap (whole interval above):")
    bad = [
        (r["cut"], n, row)
        for r in counted
        for n, row in r["rows"].items()
        if row and row["against_best"][1] > REGRET
    ]
    for cut, name, row in bad:
        print(f"  {cut}: {name} {row['against_best'][0]:+.1%} against {row['best_method']}")
    print("  none" if not bad else f"  {len(bad)} of {sum(len(r['rows']) for r in counted)}")
    print("\nTotal bias beyond 5 % where two seasons exist (whole bases):")
    seen = [
        (r["cut"], k, r["scores"][f"{k}_bias"])
        for r in counted
        if r["has_two_seasons"] and not r["is_small"]
        for k in ("orders", "revenue")
    ]
    beyond = [x for x in seen if abs(x[2]) > BIAS]
    for cut, kind, value in beyond:
        print(f"  {cut}: {kind} {value:+.1%}")
    print(f"  {len(beyond)} of {len(seen)}")
    print("\n80 % intervals outside 77-83 % by more than two binomial errors:")
    outside = 0
    for r in counted:
        for kind in ("orders", "revenue"):
            value = r["scores"][f"{kind}_coverage_80"]
            slack = 2 * math.sqrt(0.16 / r["customers"])
            if not COVERED[0] - slack <= value <= COVERED[1] + slack:
                outside += 1
                print(f"  {r['cut']}: {kind} {value:.1%}")
    print(f"  {outside} of {2 * len(counted)}")


def main() -> None:
    """Run the suite."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--no-held-out", action="store_true")
    parser.add_argument("--no-small", action="store_true")
    parser.add_argument("--no-three-years", action="store_true")
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    results = []
    for cut in suite.cuts(held_out=False if chosen.no_held_out else None):
        if chosen.only in cut.name and not (chosen.no_small and cut.seed is not None):
            results.append(judge(cut, chosen.kept))
            show(results[-1])
            sys.stdout.flush()
    if results:
        conclude(results)
    further = {}
    if not chosen.no_three_years:
        further, count, share = three_years.run()
        print(
            f"\nThree years ahead, wholesaler, {count} customers at the end of 2014, {share:.1%} buy in months 25-36"
        )
        for name, row in further.items():
            print(f"  {name:16}" + "  ".join(f"{k} {v:.4f}" for k, v in row.items()))
    if chosen.out:
        chosen.out.write_text(
            json.dumps({"cuts": results, "three_years": further}, indent=1, default=float), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
