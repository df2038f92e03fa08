"""Histories to fit: the published ones where they are at hand, and drawn ones whose truth is known."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

DATA = Path(os.environ.get("CLIENTELA_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def table_of(folder, name):
    path = DATA / folder / name
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{path} is needed in CI")
        pytest.skip(f"real data not found: {path} (set CLIENTELA_DATA)")
    return np.genfromtxt(path, delimiter=",", names=True)


@pytest.fixture(scope="session")
def cdnow():
    """Fader and Hardie's sample of 2,357 customers, weeks: x, t, T, mean spend."""
    rows = table_of("cdnow", "btyd_cdnowSummary_cbs.csv")
    return rows["x"], rows["t_x"], rows["T_cal"], rows["m_x"]


def draw_regular(rng, *, r, alpha, a, b, k, modified, age, slices=()):
    """Customers as the beta-geometric family draws them: frequency, recency, sum of ln gaps, and whether still there.

    With `slices` (start, end) of the time after `age`, also the orders in each, shape (slices, customers).
    """
    count = len(age)
    pace, leave = rng.gamma(r, 1 / alpha, count), rng.beta(a, b, count)
    now, frequency = np.zeros(count), np.zeros(count, dtype=np.int64)
    last, logs = np.zeros(count), np.zeros(count)
    later = np.zeros((len(slices), count), dtype=np.int64)
    end = age + max((high for _, high in slices), default=0)
    stays = rng.random(count) >= leave if modified else np.ones(count, dtype=bool)
    here, busy = stays.copy(), stays.copy()
    while busy.any():
        at = np.flatnonzero(busy)
        gap = rng.gamma(k, 1 / pace[at])
        inside = now[at] + gap <= end[at]
        busy[at[~inside]] = False
        at, gap = at[inside], gap[inside]
        now[at] += gap
        known = at[now[at] <= age[at]]
        frequency[known] += 1
        last[known] = now[known]
        logs[known] += np.log(gap[now[at] <= age[at]])
        for i, (low, high) in enumerate(slices):
            ahead = now[at] - age[at]
            later[i, at[(ahead > low) & (ahead <= high)]] += 1
        gone = rng.random(len(at)) < leave[at]
        busy[at[gone]] = False
        here[at[gone & (now[at] <= age[at])]] = False
    return (frequency, last, logs, here, later) if slices else (frequency, last, logs, here, pace, leave)


def draw_pareto(rng, *, r, alpha, s, beta, age, slices=()):
    """Customers as Pareto/NBD draws them: frequency, recency, whether still there, orders in each slice after `age`."""
    count = len(age)
    pace, life = rng.gamma(r, 1 / alpha, count), rng.exponential(1 / rng.gamma(s, 1 / beta, count))
    seen = np.minimum(age, life)
    frequency = rng.poisson(pace * seen)
    last = np.where(frequency > 0, seen * rng.random(count) ** (1 / np.maximum(frequency, 1)), 0.0)
    later = [
        rng.poisson(
            pace * np.maximum(np.minimum(life, age + high) - np.maximum(np.minimum(life, age + low), 0), 0)
        )
        for low, high in slices
    ]
    return frequency, last, life > age, np.array(later)
