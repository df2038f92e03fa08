"""Scoring 100,000 customers x 20 criteria with 1,000 sets of weights, in times of the one matrix product it cannot do without.

    python benchmarks/scoring.py

One thread; CPU seconds of the process, so that a busy machine changes little; the best of five, taken in turn. Prints the ratio and the
most memory used on top of the inputs.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.scores._kernel import (
    count_drawn,
    draw_weights,
    drawn_sides,
    fill_known,
    score_axis,
    sharp_sides,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Array = np.ndarray[Any, Any]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
CUSTOMERS, CRITERIA, DRAWS, ROUNDS, THRESHOLD = 100_000, 20, 1_000, 5, 5.0
MOST_TIMES, MOST_BYTES = 4.0, 1e9


def _inputs() -> tuple[Array, ...]:
    rng = np.random.default_rng(7)
    shape = (CUSTOMERS, CRITERIA)
    observed = rng.random(shape) < 0.7
    score = np.where(observed, np.round(rng.uniform(0, 10, shape), 1), 0.0)
    weights = rng.uniform(1, 25, CRITERIA)
    return (
        weights,
        score,
        np.where(observed, score, 0.0),
        np.where(observed, score, 10.0),
        observed,
        np.where(observed, 0.8, 0.0),
    )


def score_all(
    weights: Array, score: Array, low: Array, high: Array, observed: Array, confidence: Array
) -> Array:
    """Point, coverage, bounds, class and robustness of every customer."""
    own = np.broadcast_to(weights, score.shape)
    found = score_axis(own, score, low, high, observed, confidence)
    side = sharp_sides(found, THRESHOLD)
    side = np.where(side == 0, np.where(np.nan_to_num(found.known) >= THRESHOLD, 1, -1), side)
    filled, there = fill_known(own, score, low, high, observed)
    drawn = draw_weights(weights, draws=DRAWS, concentration=50, seed=7)
    bits = drawn_sides(np.where(there, filled - THRESHOLD, 0.0), drawn)
    return count_drawn([bits], [side == 1], DRAWS) / DRAWS


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0


def _timed(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> int:
    """Print the ratio; the exit code is 1 where it or the memory is above its limit."""
    inputs = _inputs()
    weights, score = inputs[0], inputs[1]
    drawn = np.ascontiguousarray(draw_weights(weights, draws=DRAWS, concentration=50, seed=7).T)
    score_all(*(part if part.ndim == 1 else part[:1000] for part in inputs))
    before = _peak()
    ours = [_timed(lambda: score_all(*inputs)) for _ in range(2)]
    used = _peak() - before
    product = []
    for _ in range(ROUNDS):
        product.append(_timed(lambda: score @ drawn))
        ours.append(_timed(lambda: score_all(*inputs)))
    ratio = min(ours) / min(product)
    print(f"one product ({CUSTOMERS:,} x {CRITERIA}) x ({CRITERIA} x {DRAWS:,}): {min(product):.3f} s")
    print(
        f"scores, bounds, classes and robustness:                  {min(ours):.3f} s = {ratio:.2f} x (limit {MOST_TIMES:g})"
    )
    print(
        f"memory on top of the inputs: {used / 1e6:.0f} MB (limit {MOST_BYTES / 1e6:.0f}); whole process {_peak() / 1e6:.0f} MB"
    )
    return int(ratio > MOST_TIMES or used > MOST_BYTES)


if __name__ == "__main__":
    if os.environ.get("OMP_NUM_THREADS") == "1":
        raise SystemExit(main())
    # the library of the matrix product reads the number of threads when it is loaded
    raise SystemExit(
        subprocess.run([sys.executable, __file__], env=os.environ | ONE_THREAD, check=False).returncode
    )
