"""The published figures: planted duplicates of seeds the rule was never tried on."""

import pytest

from clientela.identity._groups import Groups
from clientela.identity._records import Record
from clientela.identity.duplicate_candidates import find_duplicates
from identity.planted import SEEN, UNSEEN, Row, plant, true_pairs

PRECISION, RECALL = 0.99, 0.85


def records_of(rows: list[Row]) -> list[Record]:
    return [
        Record(
            int(row.customer_id), row.customer_name, row.tax_id, row.country, row.city, row.postal_code, row.address
        )
        for row in rows
    ]  # fmt: skip


def sure_pairs(rows: list[Row]) -> set[tuple[str, str]]:
    """Return all pairs that accepting every sure pair in bulk makes one customer: the pairs and what follows from them."""
    groups = Groups(len(rows) + 1)
    for found in find_duplicates(records_of(rows)):
        if found.certainty_class == "sure":
            groups.join(found.key_a, found.key_b)
    members: dict[int, list[str]] = {}
    for row in rows:
        members.setdefault(groups.find(int(row.customer_id)), []).append(row.customer_id)
    return {
        (one, other)
        for group in members.values()
        for at, one in enumerate(sorted(group))
        for other in sorted(group)[at + 1 :]
    }


def precision_and_recall(rows: list[Row]) -> tuple[float, float]:
    found, true = sure_pairs(rows), true_pairs(rows)
    return len(found & true) / len(found), len(found & true) / len(true)


@pytest.mark.parametrize("seed", SEEN)
def test_on_the_lists_the_rule_was_tried_on(seed):
    precision, recall = precision_and_recall(plant(seed=seed, rows=2000))
    assert (precision >= PRECISION, recall >= RECALL) == (True, True), f"{precision:.4f}, {recall:.4f}"


@pytest.mark.parametrize(("seed", "rows"), [*((seed, 5000) for seed in UNSEEN), (UNSEEN[0], 20_000)])
def test_on_lists_never_seen(seed, rows):
    precision, recall = precision_and_recall(plant(seed=seed, rows=rows))
    assert (precision >= PRECISION, recall >= RECALL) == (True, True), f"{precision:.4f}, {recall:.4f}"
