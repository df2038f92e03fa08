"""Customer x family x half year as arrays, and which families fit which customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.periods import add_months
from clientela.economics._features import Range
from clientela.economics._halves import HALVES

if TYPE_CHECKING:
    from clientela.engine.frames import Array, Frame

MOST_FAMILIES = 200
_GRACE_DAYS = 31
"""Data that begin so many days into a half year still cover it: nobody invoices on the first of January."""
_NOT_STATED = ""


def texts(column: Array) -> Array:
    """Return a column of texts, empty where it is missing."""
    return np.ma.filled(np.ma.asarray(column).astype(object), _NOT_STATED).astype(str)


def _numbered(column: Array) -> tuple[Array, Array]:
    """Return the different texts in order and the place of each value: a dictionary is quicker here than sorting."""
    values = np.ma.filled(np.ma.asarray(column).astype(object), _NOT_STATED)
    names = sorted(set(values))
    place = {name: number for number, name in enumerate(names)}
    codes = np.fromiter((place[value] for value in values), dtype=np.int64, count=len(values))
    return np.array(names, dtype=str), codes


def halves_known(params: dict[str, Any]) -> int:
    """Return how many half years, counted back from `as_of`, the data cover whole."""
    as_of, first = date.fromisoformat(params["as_of_day"]), date.fromisoformat(params["first_on"])
    limit = first - timedelta(days=_GRACE_DAYS)
    return sum(add_months(as_of, -6 * (n + 1)) >= limit for n in range(HALVES))


@dataclass(frozen=True)
class Offer:
    """The customers (sorted by key), the families (by name) and what was bought when. `money`: (half years, customers, families) or less."""

    keys: Array
    families: Array
    kinds: Array
    """Names of the kinds; "" is not stated."""
    seen: Range
    money: Array
    """Of the two latest half years, in 1/10,000."""


def read_offer(params: dict[str, Any], frames: dict[str, Frame], *, half: int) -> Offer:
    """Lay out what was bought, for the families bought by most customers in the twelve months that end with half year `half`."""
    sold, peers = frames["customer_families"], frames["customer_peers"]
    keys = np.sort(np.asarray(peers["customer_key"]))
    labels, kind = np.unique(
        texts(peers["peer_kind"])[np.argsort(peers["customer_key"])], return_inverse=True
    )
    key, number = np.asarray(sold["customer_key"]), np.asarray(sold["half_number"]).astype(np.int64)
    names, code = _numbered(sold["product_family"])
    amount = np.asarray(sold["revenue_amount"])
    stated = (names != _NOT_STATED)[code] & np.isin(key, keys) if len(names) else np.zeros(0, dtype=bool)
    use = stated & (number >= half) & (number <= half + 1) & (amount > 0)
    pairs = np.unique(np.stack([code[use], key[use]]), axis=1)
    counts = np.bincount(pairs[0], minlength=len(names))
    chosen = np.sort(np.argsort(-counts, kind="stable")[:MOST_FAMILIES])
    chosen = chosen[counts[chosen] > 0]
    families = names[chosen]
    use = stated & np.isin(code, chosen)
    customer, family = np.searchsorted(keys, key[use]), np.searchsorted(chosen, code[use])
    bought = np.zeros((HALVES, len(keys), len(families)), dtype=bool)
    bought[number[use], customer, family] = amount[use] > 0
    money = np.zeros((2, len(keys), len(families)), dtype=np.int64)
    late = number[use] <= 1
    money[number[use][late], customer[late], family[late]] = amount[use][late]
    return Offer(keys, families, labels, Range(bought, kind, halves_known(params)), money)


def fitting(offer: Offer, frames: dict[str, Frame], half: int, rules: Any) -> Array:
    """Return which families fit each customer at the end of half year `half`, shape (customers, families).

    A family fits a kind when the list of eligible families says so, or without a list for the kind when at least a share of its
    buying customers buys it; and in either case when enough of them do to learn from.
    """
    listed = frames["eligible_families"]
    segments, names = texts(listed["segment_id"]), texts(listed["product_family"])
    yes = np.ma.filled(np.ma.asarray(listed["is_eligible"]), True).astype(bool)  # noqa: FBT003 - the row itself says it
    owned = offer.seen.owned(half)
    fits = np.zeros(owned.shape, dtype=bool)
    for number, label in enumerate(offer.kinds):
        own = offer.seen.kind == number
        buyers, size = owned[own].sum(axis=0), owned[own].any(axis=1).sum()
        enough = buyers >= rules.least_peers
        of_kind = segments == label
        if label != _NOT_STATED and of_kind.any():
            enough &= np.isin(offer.families, names[of_kind & yes])
        else:
            enough &= buyers >= rules.least_family_share * size
        fits[own] = enough
    return fits
