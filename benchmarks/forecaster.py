"""How long the forecast of a base takes: the three years ahead, and the proof on three past years. One measurement, JSON on the last line.

python benchmarks/forecaster.py CUSTOMERS
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np

from clientela.predictions._days import PurchaseDays, purchase_days
from clientela.predictions._forecaster import look_out
from clientela.predictions._slice import Options
from clientela.predictions._trial import try_past

DAYS = 5 * 365
YEARS = ((0, 365), (365, 730), (730, 1095))


def draw(customers: int, *, seed: int = 3) -> PurchaseDays:
    """Draw five years of a base that a fifth leaves each year, an order a month on average, rates and baskets of each customer's own."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(1.5, 1 / (1.5 * 30), customers)
    start = np.where(rng.random(customers) < 0.6, 0.0, rng.uniform(0, DAYS, customers))
    end = start + rng.exponential(365 / 0.2, customers)
    count = rng.poisson(rate * DAYS)
    who = np.repeat(np.arange(customers), count)
    day = rng.uniform(0, DAYS, len(who))
    keep = (day >= start[who]) & (day <= end[who])
    who, day = who[keep], day[keep].astype(np.int64)
    money = np.round(rng.gamma(2.0, 150.0, customers)[who] * rng.gamma(4.0, 0.25, len(who)) + 1, 4)
    return purchase_days(customer=who, day=day, revenue=money, margin=0.3 * money, customers=customers)


def main() -> None:
    """Forecast, prove, and say what it took: processor seconds of all threads, seconds by the clock, memory."""
    days = draw(int(sys.argv[1]))
    found: dict[str, float] = {"rows": len(days.day)}
    for name, work in (
        ("ahead", lambda: look_out(days, DAYS, YEARS, Options())),
        ("proof", lambda: try_past(days, DAYS, [YEARS] * 3, [DAYS - 365 * k for k in (1, 2, 3)], Options())),
    ):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        found[f"{name}_seconds"] = time.perf_counter() - clock
        found[f"{name}_processor"] = time.process_time() - processor
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main()
