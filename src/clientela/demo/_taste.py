"""What each customer chooses from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._plan import Floats, Ints, Plan, stream
from clientela.demo._products import FAMILIES, PRODUCTS, SUPERSEDED

if TYPE_CHECKING:
    from clientela.demo._customers import Customers
    from clientela.demo._products import Products

CHOICE_POWER = 1.5
"""An article is chosen at the place count x u^this of a customer's list, u even between 0 and 1."""
_TASTE = np.array(
    [
        [3, 4, 1, 2, 1, 0.5, 1, 2, 1, 1, 0.7, 2, 2, 1],
        [1, 1, 1, 0.5, 2, 1, 2, 2, 1, 3, 2, 2, 3, 1],
        [3, 3, 2, 1, 3, 2, 2, 2, 2, 1, 2, 1, 0.5, 1],
        [2, 2, 5, 1, 2, 2, 2, 0.5, 3, 0.5, 2, 0.5, 0.2, 0.7],
        [2, 2, 3, 2, 2, 1, 1, 1, 2, 1, 1, 5, 0.5, 2],
    ]
)
"""How much each segment is drawn to each family."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What each customer chooses from: articles in one flat array, favourites first."""

    articles: Ints
    offset: Ints
    count: Ints

    def cost_share(self, customer: int, products: Products) -> float:
        """Return the cost of a customer's articles in the last year as a share of their list price, by how often it chooses them."""
        n = int(self.count[customer])
        bounds = (np.arange(n + 1) / n) ** (1 / CHOICE_POWER)
        mine = self.articles[int(self.offset[customer]) : int(self.offset[customer]) + n]
        share: Floats = products.cost[mine, -1] / products.price[mine, -1]
        return float(np.sum(np.diff(bounds) * share))


def make_taste(plan: Plan, customers: Customers) -> Taste:
    """Draw the customers' own assortments: a few families each, liked by the segment."""
    rng = stream(plan, "taste")
    n = plan.customers
    liking = np.log(_TASTE[customers.segment]) + rng.gumbel(0, 1, (n, len(FAMILIES)))
    favourite = np.argsort(-liking, axis=1)
    breadth = np.clip(np.rint(4.5 + 1.6 * customers.size + rng.normal(0, 1.5, n)), 1, len(FAMILIES)).astype(
        np.int64
    )
    count = np.clip(np.rint(14 * np.exp(0.45 * customers.size + rng.normal(0, 0.4, n))), 3, 90).astype(
        np.int64
    )
    owner = np.repeat(np.arange(n), count)
    place = (breadth[owner] * rng.random(len(owner)) ** 1.4).astype(np.int64)
    family = favourite[owner, place]
    original = PRODUCTS - SUPERSEDED
    rows = (original - family + len(FAMILIES) - 1) // len(FAMILIES)
    article = family + len(FAMILIES) * (rows * rng.random(len(owner)) ** 1.6).astype(np.int64)
    return Taste(articles=article, offset=np.cumsum(count) - count, count=count)
