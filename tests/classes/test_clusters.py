"""Groups: the distance by hand, the medoids against trying all, planted groups found, noise warned of."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from clientela.base.class_settings import Clusters
from clientela.classes._gower import Mixed, distances, scale_numbers
from clientela.classes._medoids import first_medoids, improve_medoids, likeness, silhouettes, stabilities
from clientela.classes.clusters import clusters, find_groups

NAN = np.nan


def test_gower_by_hand():
    rows = Mixed(
        np.array([[0.0, 0.2], [1.0, NAN], [0.5, 0.6]]), np.array([[0], [1], [-1]]), category_weight=0.5
    )
    found = distances(rows, rows)
    # first and second: 1 of the first number, the second unknown, the category differs: (1 + .5) / (1 + .5)
    assert found[0, 1] == 1
    # first and third: .5 and .4 of the numbers, the category unknown: .9 / 2
    assert found[0, 2] == pytest.approx(0.45)
    assert found[1, 2] == pytest.approx(0.5)
    assert np.allclose(found, found.T)
    assert np.allclose(np.diag(found), 0)


def test_nothing_in_common_is_wholly_unlike():
    rows = Mixed(np.array([[0.3, NAN], [NAN, 0.3]]), np.empty((2, 0), dtype=int), 0.5)
    assert distances(rows, rows).tolist() == [[0, 1], [1, 0]]


def test_numbers_are_scaled_between_their_tails():
    assert scale_numbers(np.arange(41.0)).tolist()[:3] == [0, 0, pytest.approx(1 / 38)]  # cut at 1 and 39
    assert scale_numbers(np.array([5.0, 5, 5])) is None
    assert scale_numbers(np.array([1.0, NAN, NAN, NAN, 2])) is None  # fewer than half are known
    assert scale_numbers(np.array([1.0] * 99 + [2])).tolist()[-2:] == [0, 1]  # a tail is all there is


@pytest.mark.parametrize("seed", range(12))
def test_medoids_against_trying_all(seed):
    rng = np.random.default_rng(seed)
    points = rng.random((14, 2))
    distance = np.abs(points[:, None] - points[None]).sum(axis=2)
    weights = rng.integers(1, 4, 14).astype(float)

    def cost(medoids):
        return float(weights @ distance[:, list(medoids)].min(axis=1))

    start = first_medoids(distance, weights, 3)
    found = improve_medoids(distance, weights, start)
    assert cost(found) <= cost(start)
    best = min(cost(m) for m in combinations(range(14), 3))
    assert cost(found) <= best * 1.05
    for place in range(3):  # no single swap makes it better
        for candidate in range(14):
            swapped = [*found[:place], candidate, *found[place + 1 :]]
            assert cost(swapped) >= cost(found) - 1e-5 * cost(found)


def test_silhouettes_by_hand():
    # points 0, 1 and 10, 12: of the point 0: a = 1, b = 11: 10/11; of 10: a = 2, b = 9.5: 7.5/9.5
    points = np.array([0.0, 1, 10, 12])
    distance, labels = np.abs(points[:, None] - points), np.array([0, 0, 1, 1])
    found = silhouettes(distance, labels, labels, np.arange(4))
    assert found == pytest.approx([10 / 11, 9 / 10, 7.5 / 9.5, 9.5 / 11.5])
    alone = silhouettes(distance, np.array([0, 0, 0, 1]), np.array([0, 0, 0, 1]), np.arange(4))
    assert alone[3] == 0


def test_likeness_by_hand():
    # {0 1 2} against {0 1} and {2 3}: 2/3; {3} against {2 3}: 1/2; the third group was not drawn
    found = likeness(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), 3)
    assert found[:2].tolist() == [pytest.approx(2 / 3), 0.5]
    assert np.isnan(found[2])


def test_groups_far_apart_always_come_back():
    points = np.concatenate([np.arange(20) / 100, 5 + np.arange(20) / 100])
    distance = np.abs(points[:, None] - points)
    labels = np.repeat([0, 1], 20)
    assert stabilities(distance, {2: labels}, resamples=30, seed=1)[2].tolist() == [1, 1]


def frames(measures, segments):
    count = len(segments)
    keys = np.arange(1, count + 1)
    none = np.ma.masked_array(np.array([""] * count, dtype=object), [True] * count)
    given = {name: np.ma.masked_invalid(values) for name, values in measures.items()}
    given["revenue_12m_amount"] = measures["revenue_12m_amount"].astype(np.int64)
    return {
        "customer_measures": {"customer_key": keys, **given},
        "customer_register": {
            "customer_key": keys,
            "customer_type": none,
            "segment_id": np.ma.masked_array(np.array(segments, dtype=object), [s == "" for s in segments]),
            "channel": none,
        },
    }


PLANTED = (  # log of revenue, orders, families, days since the last order, margin, growth, returns
    (12.0, 60, 8, 10, 0.15, 0.05, 0.02),
    (9.0, 6, 2, 60, 0.35, 0.0, 0.0),
    (10.0, 25, 4, 25, 0.25, 0.6, 0.05),
    (11.0, 12, 6, 150, 0.20, -0.6, 0.2),
)


def planted(count, seed=1):
    """Four kinds of customers with some noise, a fifth of the margins unknown; returns the kinds and the frames."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 4, count)
    middle = np.array(PLANTED)[kind]
    noise = rng.standard_normal((count, 7))
    revenue = np.exp(middle[:, 0] + 0.3 * noise[:, 0]) * 10_000
    returns = np.abs(middle[:, 6] + 0.02 * noise[:, 6])
    margin = (middle[:, 4] + 0.03 * noise[:, 4]) * revenue
    margin[rng.random(count) < 0.2] = NAN
    measures = {
        "revenue_12m_amount": revenue,
        "returns_12m_amount": returns / (1 - returns) * revenue,
        "lines_12m_count": np.ones(count),
        "orders_12m_count": np.round(middle[:, 1] * np.exp(0.15 * noise[:, 1])),
        "families_12m_count": np.round(np.maximum(1, middle[:, 2] + 0.6 * noise[:, 2])),
        "recency_days": np.round(middle[:, 3] * np.exp(0.2 * noise[:, 3])),
        "margin_12m_amount": margin,
        "revenue_change_share": middle[:, 5] + 0.08 * noise[:, 5],
    }
    usual = np.array(["a", "b", "c", "d"])[kind]
    segments = np.where(rng.random(count) < 0.8, usual, "a").tolist()
    return kind, frames(measures, segments)


def noise(count, seed=1):
    rng = np.random.default_rng(seed)
    u = rng.random((count, 7))
    revenue = np.exp(8 + 5 * u[:, 0]) * 10_000
    measures = {
        "revenue_12m_amount": revenue,
        "returns_12m_amount": revenue * 0.3 * u[:, 1],
        "lines_12m_count": np.ones(count),
        "orders_12m_count": np.round(np.exp(5 * u[:, 2])),
        "families_12m_count": np.round(1 + 9 * u[:, 3]),
        "recency_days": np.round(np.exp(6 * u[:, 4])),
        "margin_12m_amount": revenue * 0.5 * u[:, 5],
        "revenue_change_share": 2 * u[:, 6] - 1,
    }
    return frames(measures, rng.choice(["a", "b", "c"], count).tolist())


def group(given, rules=None, seed=7):
    return clusters.build({"clusters": rules or Clusters(), "seed": seed}, given)


@pytest.mark.parametrize("count", [200, 1800])  # every pair compared; samples
def test_planted_groups_are_found_and_come_back(count):
    kind, given = planted(count)
    found = group(given)
    number = np.asarray(found["cluster_number"])
    assert set(number.tolist()) == {1, 2, 3, 4}
    same = sum(np.bincount(kind[number == n]).max() for n in range(1, 5))
    assert same >= 0.99 * count
    assert float(found["cluster_stability_share"].min()) >= 0.95
    assert float(found["cluster_silhouette"].mean()) > 0.5
    sizes = [int((number == n).sum()) for n in range(1, 5)]
    assert all(a >= b for a, b in pairwise(sizes))
    for n in range(1, 5):
        assert int(found["cluster_rank"][number == n].min()) == 1


@pytest.mark.parametrize("seed", range(1, 6))
def test_noise_is_not_to_be_acted_on(seed):
    found = group(noise(300, seed))
    stability = float(found["cluster_stability_share"].min())
    assert seed == 1 or stability < Clusters().stability_minimum
    assert (
        float(found["cluster_silhouette"].mean()) < 0.15
    )  # seed 1: the halves of a cloud come back, and are not set apart


def test_the_same_seed_gives_the_same_groups_whatever_the_order():
    _, given = planted(1600)
    few = Clusters(resamples=20, largest_number=5)
    found = group(given, few)
    again = group(given, few)
    turned = group(
        {
            table: {
                name: values if name == "customer_key" else values[::-1] for name, values in columns.items()
            }
            for table, columns in given.items()
        },
        few,
    )
    for name in ("cluster_number", "cluster_silhouette", "cluster_stability_share", "cluster_rank"):
        assert (found[name] == again[name]).all()
        assert (found[name] == turned[name][::-1]).all()


def test_money_in_another_currency_makes_the_same_groups():
    _, given = planted(200)
    dear = {**given, "customer_measures": dict(given["customer_measures"])}
    for name in ("revenue_12m_amount", "returns_12m_amount", "margin_12m_amount"):
        dear["customer_measures"][name] = given["customer_measures"][name] * 100
    assert (group(given)["cluster_number"] == group(dear)["cluster_number"]).all()


def test_too_few_customers_have_no_group():
    _, given = planted(49)
    found = group(given)
    assert all(found[name].mask.all() for name in found if name != "customer_key")
    assert not group(given, Clusters(minimum_customers=49))["cluster_number"].mask.any()


def test_who_did_not_buy_is_in_no_group():
    _, given = planted(120)
    lines = np.ones(120)
    lines[::2] = 0
    given["customer_measures"]["lines_12m_count"] = lines
    found = group(given)
    assert found["cluster_number"].mask.tolist() == (lines == 0).tolist()


def test_customers_that_are_all_alike_have_no_group():
    count = 80
    alike = {
        name: np.full(count, 10.0)
        for name in (
            "returns_12m_amount",
            "lines_12m_count",
            "orders_12m_count",
            "families_12m_count",
            "recency_days",
            "margin_12m_amount",
            "revenue_change_share",
        )
    }
    found = group(frames({"revenue_12m_amount": np.full(count, 10**6), **alike}, ["a"] * count))
    assert found["cluster_number"].mask.all()


def test_only_the_variables_asked_for():
    _, given = planted(200)
    found = group(given, Clusters(variables=("segment_id",), minimum_customers=50))
    assert found["cluster_number"].mask.all()  # four segments are four points: nothing to find
    assert not group(given, Clusters(variables=("revenue", "growth")))["cluster_number"].mask.any()


def test_few_numbers_of_groups():
    rng = np.random.default_rng(3)
    rows = Mixed(rng.random((60, 2)), np.empty((60, 0), dtype=int), 0.5)
    found = find_groups(rows, Clusters(largest_number=2, resamples=20), 7)
    assert found.labels.max() == 1
