"""Groups found in the data: customers that are alike, and whether the likeness can be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes._gower import Mixed, distances, read_mixed
from clientela.classes._medoids import assign, first_medoids, improve_medoids, silhouettes, stabilities

if TYPE_CHECKING:
    from clientela.base.class_settings import Clusters
    from clientela.classes._grid import Array
    from clientela.engine.frames import Frame

_EXACT = 1500
"""Up to this many active customers every pair is compared."""
_SAMPLE, _SAMPLES = 800, 5
"""Above: medoids of several samples, of which the ones that fit all customers best are kept (CLARA)."""
_REFERENCE = 500
"""Customers on which silhouettes above `_EXACT`, and all draws, are computed."""
_CHUNK = 8192


@dataclass(frozen=True)
class Found:
    """Groups of the customers as rows of `Mixed`, the largest first. Shapes (n,) and (k,)."""

    labels: Array
    distance: Array
    """To the own medoid."""
    silhouette: Array
    stability: Array


def _chunks(size: int) -> list[Array]:
    return [np.arange(start, min(start + _CHUNK, size)) for start in range(0, size, _CHUNK)]


def _to_medoids(customers: Mixed, medoids: list[int]) -> Array:
    few = customers.take(np.array(medoids))
    return np.vstack([distances(customers.take(rows), few) for rows in _chunks(len(customers))])


def _medoids_by_number(customers: Mixed, numbers: range, rng: np.random.Generator) -> dict[int, list[int]]:
    """Return the medoids for each number of groups, as rows of `customers`."""
    size = len(customers)
    if size <= _EXACT:
        samples = [np.arange(size)]
    else:
        samples = [np.sort(rng.choice(size, _SAMPLE, replace=False)) for _ in range(_SAMPLES)]
    best: dict[int, tuple[float, list[int]]] = {}
    for rows in samples:
        inner = distances(customers.take(rows), customers.take(rows))
        weights = np.ones(len(rows), dtype=inner.dtype)
        start = first_medoids(inner, weights, numbers[-1])
        chosen = {n: rows[improve_medoids(inner, weights, start[:n])].tolist() for n in numbers}
        union = sorted({place for medoids in chosen.values() for place in medoids})
        to_union = _to_medoids(customers, union) if len(samples) > 1 else inner[:, union]
        for number, medoids in chosen.items():
            cost = round(
                float(to_union[:, np.searchsorted(union, medoids)].min(axis=1).sum(dtype=np.float64)), 6
            )
            if number not in best or cost < best[number][0]:
                best[number] = (cost, medoids)
    return {number: medoids for number, (_, medoids) in best.items()}


def _places(rows: Array, size: int) -> Array:
    itself = np.full(size, -1)
    itself[rows] = np.arange(len(rows))
    return itself


def find_groups(customers: Mixed, rules: Clusters, seed: int) -> Found:
    """Find the number of groups and the groups.

    Of the numbers of which every group comes back (stability), the one with the highest mean silhouette; where there is none,
    the highest of all, and the groups that do not come back carry the warning. `customers` in an order that does not depend
    on how they are numbered.
    """
    rng = np.random.default_rng(seed)
    size = len(customers)
    numbers = range(2, min(rules.largest_number, size - 1) + 1)
    medoids = _medoids_by_number(customers, numbers, rng)
    rows = np.arange(size) if size <= _EXACT else np.sort(rng.choice(size, _REFERENCE, replace=False))
    inner = distances(customers.take(rows), customers.take(rows))
    labels = {
        n: assign(distances(customers.take(rows), customers.take(np.array(m)))) for n, m in medoids.items()
    }
    mean = {
        n: round(float(silhouettes(inner, own, own, np.arange(len(rows))).mean()), 6)
        for n, own in labels.items()
    }
    drawn = np.arange(len(rows))
    if len(rows) > _REFERENCE:
        drawn = np.sort(rng.choice(len(rows), _REFERENCE, replace=False))
    stable = stabilities(
        np.ascontiguousarray(inner[np.ix_(drawn, drawn)]),
        {n: own[drawn] for n, own in labels.items()},
        resamples=rules.resamples,
        seed=seed,
    )
    relied = [n for n in numbers if np.nan_to_num(stable[n]).min() >= rules.stability_minimum]
    number = max(relied or numbers, key=lambda n: (mean[n], -n))
    to_medoids = _to_medoids(customers, medoids[number])
    label = assign(to_medoids)
    reference = np.unique(np.concatenate([rows, medoids[number]]))
    others = customers.take(reference)
    itself = _places(reference, size)
    silhouette = np.concatenate(
        [
            silhouettes(distances(customers.take(part), others), label[part], label[reference], itself[part])
            for part in _chunks(size)
        ]
    )
    order = np.lexsort((np.array(medoids[number]), -np.bincount(label, minlength=number)))
    place = np.argsort(order)
    return Found(
        place[label], to_medoids[np.arange(size), label], silhouette, np.nan_to_num(stable[number])[order]
    )


def _variables(measures: Frame, register: Frame, use: Array) -> tuple[dict[str, Array], dict[str, Array]]:
    def number(column: str) -> Array:
        return np.ma.filled(measures[column].astype(float), np.nan)[use]

    def text(column: str) -> Array:
        return np.ma.filled(register[column].astype(object), "")[use]

    with np.errstate(divide="ignore", invalid="ignore"):
        revenue, returns = number("revenue_12m_amount"), number("returns_12m_amount")
        positive = np.where(revenue > 0, revenue, np.nan)
        largest = np.nanmax(positive) if np.isfinite(positive).any() else 1.0
        numbers = {
            "revenue": np.log(positive / largest),
            "orders": np.log1p(number("orders_12m_count")),
            "families": number("families_12m_count"),
            "recency": np.log1p(number("recency_days")),
            "margin": number("margin_12m_amount") / positive,
            "growth": number("revenue_change_share"),
            "returns": np.where(revenue + returns > 0, returns / (revenue + returns), np.nan),
        }
    return numbers, {name: text(name) for name in ("customer_type", "segment_id", "channel")}


@step(
    title=msg("Groups found in the data"),
    inputs=("customer_register", "customer_measures"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("cluster_number", msg("Group found"), "id", msg("groups of alike active customers around a typical one, 1 the largest; none below 50 active customers"), "Gower 1971; Kaufman & Rousseeuw 1990; Schubert & Rousseeuw 2019"),
        Field("cluster_silhouette", msg("Fit into the group"), "number", msg("(b - a) / max(a, b): a the mean distance to the own group, b to the nearest other; 1 fits well, below 0 rather belongs elsewhere; above 1,500 customers against 500 of them"), "Rousseeuw 1987"),
        Field("cluster_stability_share", msg("Stability of the group"), "share", msg("mean likeness (Jaccard) of the group to the one found again in 100 draws of customers with replacement; below 75 % it should not be acted on"), "Hennig 2007"),
        Field("cluster_rank", msg("Place in the group"), "count", msg("1 for the customer nearest to the typical one, which is the typical one itself")),
    ),
    uses=("clusters", "seed"),
    form="arrays",
)  # fmt: skip
def clusters(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Group the active customers by likeness: Gower distance, k-medoids, the number of groups by silhouette and stability."""
    rules: Clusters = params["clusters"]
    by_key = np.argsort(frames["customer_measures"]["customer_key"])
    measures = {name: values[by_key] for name, values in frames["customer_measures"].items()}
    register_order = np.argsort(frames["customer_register"]["customer_key"])
    register = {name: values[register_order] for name, values in frames["customer_register"].items()}
    keys = np.asarray(measures["customer_key"])
    active = np.nonzero(np.asarray(measures["lines_12m_count"]) > 0)[0]
    count = len(keys)
    number, rank = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    silhouette, stability = np.zeros(count), np.zeros(count)
    if len(active) >= rules.minimum_customers:
        numbers, texts = _variables(measures, register, active)
        mixed = read_mixed(
            {n: v for n, v in numbers.items() if n in rules.variables},
            {n: v for n, v in texts.items() if n in rules.variables},
            category_weight=rules.category_weight,
        )
        columns = [np.nan_to_num(mixed.numbers, nan=-1.0), mixed.categories]
        ordered = np.lexsort(np.hstack(columns).T) if sum(c.shape[1] for c in columns) else np.arange(0)
        if len(np.unique(np.hstack(columns), axis=0)) > rules.largest_number and len(ordered):
            found = find_groups(mixed.take(ordered), rules, params["seed"])
            places = active[ordered]
            number[places] = found.labels + 1
            silhouette[places] = np.round(found.silhouette, 6)
            stability[places] = np.round(found.stability[found.labels], 6)
            for group in range(int(found.labels.max()) + 1):
                own = found.labels == group
                away = np.round(found.distance[own].astype(float), 6)
                rank[places[own]] = np.searchsorted(np.sort(away), away, side="left") + 1
    none = number == 0
    return {
        "customer_key": keys,
        "cluster_number": np.ma.masked_array(number, none),
        "cluster_silhouette": np.ma.masked_array(silhouette, none),
        "cluster_stability_share": np.ma.masked_array(stability, none),
        "cluster_rank": np.ma.masked_array(rank, none),
    }
