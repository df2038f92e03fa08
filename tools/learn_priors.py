"""Learn what parameters of purchase models are usual, from simulated companies, and write them beside the models.

    python tools/learn_priors.py [--companies 400] [--seed 11] [--check]

Each company draws its own way of doing business from the ranges of `WORLD`: how often customers order, how unlike they are, how
regular, how seasonal, how many leave in a year, how spread the baskets are. Its first three years are fitted without a prior;
the prior is the mean and the covariance of the contrasts (in which units cancel) over all companies, widened by `WIDER`, for
real companies differ more than those anybody thinks of. No real data is read. `--check` says whether the file is that of the script.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from clientela.predictions._anchor import fit_models
from clientela.predictions._days import PurchaseDays, purchase_days, recency
from clientela.predictions._prior import CONTRASTS, LEARNED

YEARS, DAY = 3, 365
WORLD: dict[str, tuple[float, float]] = {
    "customers": (300, 1500),
    "gap": (10, 150),
    "unlike": (0.5, 4.0),
    "regular": (0.7, 4.0),
    "season": (0.02, 0.5),
    "leave": (0.03, 0.4),
    "leave_unlike": (0.5, 4.0),
    "basket_unlike": (1.2, 6.0),
    "basket_level": (1.6, 8.0),
}
"""Ranges drawn from evenly in the logarithm: days between orders of the middle customer; gamma shapes; share that leaves in a year."""
WIDER = 1.5
FARTHEST = float(np.log(200.0))
"""Contrasts are cut here: where customers are alike, a shape runs away, and nothing is learned from how far."""


def company(rng: np.random.Generator) -> PurchaseDays:
    """Draw the orders of one company: gamma gaps of each customer's own pace, thinned by a season, until it leaves; a third is won later."""
    own = {name: float(np.exp(rng.uniform(*np.log(ends)))) for name, ends in WORLD.items()}
    count, span = int(own["customers"]), YEARS * DAY
    pace = rng.gamma(own["unlike"], 1 / own["unlike"], count) / own["gap"]
    start = np.where(rng.random(count) < 2 / 3, 0.0, rng.uniform(0, span, count))
    hazard = -np.log1p(-own["leave"]) / DAY * rng.gamma(own["leave_unlike"], 1 / own["leave_unlike"], count)
    end = np.minimum(start + rng.exponential(1 / np.maximum(hazard, 1e-9)), span)
    most = int(np.ceil((pace * span).max() * 2 + 20))
    gaps = rng.gamma(own["regular"], 1 / own["regular"], (count, most)) / np.maximum(pace, 1e-6)[:, None]
    when = start[:, None] + np.cumsum(gaps, axis=1) - gaps[:, :1] * rng.random((count, 1))
    peak = rng.uniform(0, DAY)
    kept = rng.random(when.shape) < (1 + own["season"] * np.cos(2 * np.pi * (when - peak) / DAY)) / (
        1 + own["season"]
    )
    who, place = np.nonzero((when < end[:, None]) & kept)
    level = 1 / rng.gamma(own["basket_level"], 1, count)
    money = level[who] * rng.gamma(own["basket_unlike"], 1, len(who))
    return purchase_days(
        customer=who, day=when[who, place].astype(np.int64), revenue=money * 1000, customers=count
    )


def learn(companies: int, seed: int) -> dict[str, dict[str, list]]:
    """Return means and widened covariances of the contrasts of each model."""
    rng = np.random.default_rng(seed)
    seen: dict[str, list] = {name: [] for name in CONTRASTS}
    for _ in range(companies):
        models = fit_models(recency(company(rng), YEARS * DAY), seed=seed, is_pooled=False)
        for name, fitted in (
            ("beta_geometric", models.bgnbd.fitted),
            ("regular", models.regular.fitted),
            ("pareto", models.pareto.fitted),
            ("spend", models.spend.fitted),
        ):
            if fitted is not None and fitted.is_converged:
                seen[name].append(np.array(CONTRASTS[name]) @ fitted.logs)
    made = {}
    for name, rows in seen.items():
        table = np.array(rows)
        table = np.clip(table, -FARTHEST, FARTHEST)
        spread = np.atleast_2d(np.cov(table.T)) * WIDER**2
        made[name] = {
            "means": np.round(table.mean(axis=0), 3).tolist(),
            "covariance": np.round(spread, 4).tolist(),
            "companies": len(rows),
        }
    return made


def main() -> int:
    """Write the file, or compare it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--companies", type=int, default=400)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    text = json.dumps(learn(args.companies, args.seed), indent=1) + "\n"
    if args.check:
        is_same = Path(LEARNED).read_text(encoding="utf-8") == text
        print(
            "the priors are those of the script"
            if is_same
            else "the priors differ from those of the script: run it without --check"
        )
        return 0 if is_same else 1
    Path(LEARNED).write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
