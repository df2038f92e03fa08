"""Duplicates in 100,000 planted customers: ours against two usual ways. Started by run.py, one process per way.

    python benchmarks/identity.py ours|exact|ratio [ROWS]

exact: one normalised name (letters and digits, small) and one postal code. ratio: blocks by postal code or town in the
engine, `rapidfuzz.fuzz.ratio` of the small-lettered names of 88 or more. Both count equal tax numbers (digits) as well.
Prints processor seconds (all threads), precision and recall as JSON; pairs are closed to groups for all three alike.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from _data import peak_mb
from clientela.engine.connect import Engine
from clientela.identity._groups import Groups
from clientela.identity._records import Record
from clientela.identity.duplicate_candidates import find_duplicates

if TYPE_CHECKING:
    from identity.planted import Row

ROWS = 100_000
_LEAST_RATIO = 88


def ours(rows: list[Row]) -> set[tuple[int, int]]:
    """Return the pairs our rule is sure of."""
    records = [
        Record(int(r.customer_id), r.customer_name, r.tax_id, r.country, r.city, r.postal_code, r.address)
        for r in rows
    ]
    return {(c.key_a, c.key_b) for c in find_duplicates(records) if c.certainty_class == "sure"}


def _tax_pairs(rows: list[Row]) -> set[tuple[int, int]]:
    return _same(rows, lambda r: re.sub(r"\D", "", r.tax_id or ""))


def _same(rows: list[Row], key: object) -> set[tuple[int, int]]:
    blocks: dict[object, list[int]] = defaultdict(list)
    for row in rows:
        if value := key(row):  # type: ignore[operator]
            blocks[value].append(int(row.customer_id))
    return {(min(m), other) for m in blocks.values() for other in m if other != min(m)}


def exact(rows: list[Row]) -> set[tuple[int, int]]:
    """Return the pairs of one normalised name and one postal code, or of one tax number."""

    def key(row: Row) -> object:
        name = re.sub(r"\W", "", row.customer_name.casefold())
        return (name, row.postal_code) if name and row.postal_code else None

    return _same(rows, key) | _tax_pairs(rows)


def by_ratio(rows: list[Row]) -> set[tuple[int, int]]:
    """Return the pairs of one postal code or town whose names are alike to 88 of 100, or of one tax number."""
    import numpy as np
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cpdist

    names = np.array([r.customer_name.casefold() for r in rows], dtype=object)
    with Engine() as engine:
        engine.connection.register(
            "people",
            {
                "place": np.arange(len(rows)),
                "postal": np.array([r.postal_code or "" for r in rows], dtype=object),
                "city": np.array([(r.city or "").casefold() for r in rows], dtype=object),
                "start": np.array([r.customer_name.casefold()[:3] for r in rows], dtype=object),
            },
        )
        found = engine.connection.execute(
            "select a.place as a, b.place as b from people as a join people as b on a.postal = b.postal and a.start = b.start "
            "and a.place < b.place where a.postal <> '' union select a.place, b.place from people as a join people as b "
            "on a.city = b.city and a.start = b.start and a.place < b.place where a.city <> ''"
        ).fetchnumpy()
    first, second = found["a"], found["b"]
    likeness = cpdist(names[first].tolist(), names[second].tolist(), scorer=ratio, score_cutoff=_LEAST_RATIO)
    keep = likeness >= _LEAST_RATIO
    numbers = np.array([int(r.customer_id) for r in rows])
    pairs = zip(numbers[first[keep]].tolist(), numbers[second[keep]].tolist(), strict=True)
    return set(pairs) | _tax_pairs(rows)


def measure(way: str, count: int) -> dict[str, float]:
    """Run one way and hold it against the truth, pair by pair within the groups it makes."""
    # in place of this folder, whose file of the same name would hide the planted lists
    sys.path[0] = str(Path(__file__).parent.parent / "tests")
    from identity.planted import SEEN, plant

    rows = plant(seed=SEEN[0], rows=count)
    begun = time.process_time()
    pairs = {"ours": ours, "exact": exact, "ratio": by_ratio}[way](rows)
    seconds = time.process_time() - begun
    groups = Groups(count + 1)
    for one, other in pairs:
        groups.join(one, other)
    found: dict[tuple[int, int], int] = defaultdict(int)
    true: dict[int, int] = defaultdict(int)
    made: dict[int, int] = defaultdict(int)
    for row in rows:
        group = groups.find(int(row.customer_id))
        found[group, row.person] += 1
        true[row.person] += 1
        made[group] += 1

    def pairs_in(sizes: object) -> int:
        return sum(size * (size - 1) // 2 for size in sizes)  # type: ignore[attr-defined]

    right = pairs_in(found.values())
    return {
        "seconds": seconds,
        "precision": right / max(pairs_in(made.values()), 1),
        "recall": right / max(pairs_in(true.values()), 1),
        "peak_mb": peak_mb(),
    }


def main() -> None:
    """Do what the arguments ask for."""
    way, *more = sys.argv[1:]
    print(json.dumps(measure(way, int(more[0]) if more else ROWS)))


if __name__ == "__main__":
    main()
