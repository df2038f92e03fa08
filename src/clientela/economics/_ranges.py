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


def _places(keys: Array, wanted: Array) -> Array:
    """Return the place of each of `wanted` among `keys` (sorted, from 0 up), -1 where it is not among them."""
    table = np.full(int(max(keys.max(initial=0), wanted.max(initial=0))) + 1, -1, dtype=np.int32)
    table[keys] = np.arange(len(keys), dtype=np.int32)
    return np.asarray(table[wanted])


def _families(frame: Frame) -> tuple[Array, Array]:
    """Return the names of the families in order, and their keys."""
    listed = zip(
        np.asarray(frame["family_key"]).tolist(), texts(frame["product_family"]).tolist(), strict=True
    )
    found = {key: name for key, name in listed if name != _NOT_STATED}
    keys = np.array(sorted(found, key=lambda key: found[key]), dtype=np.int64)
    return np.array([found[key] for key in keys.tolist()], dtype=str), keys


def _kept(use: Array, *columns: Array) -> tuple[Array, ...]:
    """Return the rows to be used of each column; the columns themselves where that is all of them."""
    return columns if use.all() else tuple(column[use] for column in columns)


def read_offer(params: dict[str, Any], frames: dict[str, Frame], *, half: int) -> Offer:
    """Lay out what was bought, for the families bought by most customers in the twelve months that end with half year `half`."""
    sold, peers = frames["customer_families"], frames["customer_peers"]
    keys = np.sort(np.asarray(peers["customer_key"]))
    labels, kind = np.unique(
        texts(peers["peer_kind"])[np.argsort(peers["customer_key"])], return_inverse=True
    )
    names, family_keys = _families(frames["offer_families"])
    order = np.argsort(family_keys)
    # without a family the key is missing: no product has key -1, so it finds no place
    code = np.append(order, -1).astype(np.int32)[
        _places(family_keys[order], np.ma.filled(sold["family_key"], 0))
    ]
    customer = _places(keys, np.asarray(sold["customer_key"]))
    number, amount = np.asarray(sold["half_number"]), np.asarray(sold["revenue_amount"])
    stated = (code >= 0) & (customer >= 0) & ~np.ma.getmaskarray(sold["family_key"])
    number, customer, code, amount = _kept(stated, number, customer, code, amount)
    use = (number >= half) & (number <= half + 1) & (amount > 0)
    pairs = np.sort(code[use].astype(np.int64) * len(keys) + customer[use])
    different = np.ones(len(pairs), dtype=bool)
    different[1:] = pairs[1:] != pairs[:-1]
    counts = np.bincount(pairs[different] // max(len(keys), 1), minlength=len(names))
    chosen = np.sort(np.argsort(-counts, kind="stable")[:MOST_FAMILIES])
    chosen = chosen[counts[chosen] > 0]
    families = names[chosen]
    family = _places(chosen, np.arange(len(names)))[code]
    number, customer, family, amount = _kept(family >= 0, number, customer, family, amount)
    # one place for each half year, customer and family
    place = (number * len(keys) + customer) * len(families) + family
    bought = np.zeros((HALVES, len(keys), len(families)), dtype=bool)
    bought.reshape(-1)[place[amount > 0]] = True
    money = np.zeros((2, len(keys), len(families)), dtype=np.int64)
    late = number <= 1
    money.reshape(-1)[place[late]] = amount[late]
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
