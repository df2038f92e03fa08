"""Settings of the classes beyond the pyramid and the lifecycle, and the company's own rules of segmentation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from clientela.base.errors import SettingsError
from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLUSTER_VARIABLES = (
    "revenue",
    "orders",
    "families",
    "recency",
    "margin",
    "growth",
    "returns",
    "customer_type",
    "segment_id",
    "channel",
)
"""What customers can be compared by when they are grouped by likeness."""
REST = "rest"
"""The segment of those for whom no rule holds."""
_SCORES = 5


@dataclass(frozen=True, slots=True)
class Abc:
    """ABC classes."""

    value_cuts: tuple[float, float] = (0.80, 0.95)
    """Cumulative share before the customer below which it is A, then B."""
    count_shares: tuple[float, float] = (0.10, 0.20)
    """Share of customers in A and in B; the rest is C."""
    count_minimum: int = 10
    """Below this many active customers the count variant is not given."""
    hysteresis_share: float = 0.02
    """A held class changes at once when the share passes the cut by more than this."""
    hysteresis_months: int = 3
    """... or when the rule has said the new class for this many month ends in a row."""
    stability_band: float = 0.10
    """A customer within this share of the revenue at a class line is near it."""
    stability_resamples: int = 500
    """How often the months of the year are drawn again to see whether such a customer keeps its class."""


@dataclass(frozen=True, slots=True)
class Xyz:
    """Regularity of purchases."""

    variation_cuts: tuple[float, float] = (0.5, 1.0)
    """Coefficient of variation up to which a customer is X, then Y; the classic limits of stock keeping are 0.10 and 0.25."""
    minimum_buckets: int = 6
    """With fewer months (quarters) since the first order there is no class."""
    quarterly_below: float = 12.0
    """A customer with fewer orders a year is judged by quarters, the others by months."""
    segment_minimum_customers: int = 20
    """A segment with fewer buying customers takes the season of the whole base; a base with fewer has none."""
    least_season: float = 0.25
    """Seasonal indices below this count as this: what is hardly ever bought in a month cannot be divided out."""


@dataclass(frozen=True, slots=True)
class Rfm:
    """Scores for recency, frequency and money. Each list holds four limits that rise; an empty list means fifths of the active customers."""

    recency_days_cuts: tuple[float, ...] = ()
    """Days since the last order up to which the score is 5, 4, 3, 2; beyond them 1."""
    orders_cuts: tuple[float, ...] = ()
    """Orders of the last 12 months from which on the score is 2, 3, 4, 5; below them 1."""
    revenue_cuts: tuple[float, ...] = ()
    """Revenue of the last 12 months, in currency units, from which on the score is 2, 3, 4, 5; below them 1."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups found in the data."""

    variables: tuple[str, ...] = CLUSTER_VARIABLES
    """What customers are compared by."""
    category_weight: float = 0.5
    """Weight of a variable without numbers (type, segment, channel) where one with numbers weighs 1: two categories are always wholly unlike."""
    minimum_customers: int = 50
    """With fewer active customers no groups are looked for."""
    largest_number: int = 8
    """Groups are looked for in every number from 2 to this."""
    resamples: int = 100
    """How often the groups are looked for again in customers drawn with replacement."""
    stability_minimum: float = 0.75
    """Mean likeness (Jaccard) below which a group is not to be acted on."""
    seed: int = 7
    """Start of everything drawn by chance, here and for the stability of ABC: the same seed gives the same draw."""


def _rise(cuts: tuple[float, ...]) -> bool:
    return all(0 < a < b for a, b in pairwise(cuts))


def _four_or_none(cuts: tuple[float, ...]) -> bool:
    return not cuts or (len(cuts) == _SCORES - 1 and _rise(cuts))


def _rise_below_one(cuts: tuple[float, ...]) -> bool:
    return _rise(cuts) and cuts[-1] < 1


SOUND: dict[str, Callable[[Any], bool]] = {
    "value_cuts": _rise_below_one,
    "cuts": _rise_below_one,
    "small_cuts": _rise_below_one,
    "count_shares": lambda shares: all(share > 0 for share in shares) and sum(shares) < 1,
    "variation_cuts": _rise,
    "minimum_buckets": lambda count: count >= 2,  # noqa: PLR2004 - a spread needs two
    "least_season": lambda index: 0 < index <= 1,
    "recency_days_cuts": _four_or_none,
    "orders_cuts": _four_or_none,
    "revenue_cuts": _four_or_none,
    "variables": lambda names: len(set(names)) == len(names) > 0 and set(names) <= set(CLUSTER_VARIABLES),
    "category_weight": lambda weight: 0 < weight <= 1,
    "minimum_customers": lambda count: count >= 20,  # noqa: PLR2004 - below, no two draws agree
    "largest_number": lambda count: 2 <= count <= 20,  # noqa: PLR2004 - more groups nobody can name
    "resamples": lambda count: 20 <= count <= 1000,  # noqa: PLR2004 - enough for two digits, few enough to wait for
    "stability_minimum": lambda share: 0 < share <= 1,
    "seed": lambda seed: seed >= 0,
    "stability_resamples": lambda count: 20 <= count <= 10_000,  # noqa: PLR2004 - enough for two digits
    "stability_band": lambda share: 0 < share < 1,
}
"""What a value must be besides of the right kind."""


def is_number_list(default: object, name: str, value: object) -> bool:
    """Say whether a value is a list of numbers for a setting that may have none or four of them."""
    return (
        default == ()
        and name.endswith("_cuts")
        and isinstance(value, list)
        and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in value)
    )


def is_text_list(default: object, name: str) -> bool:
    """Say whether a setting holds a list of texts."""
    return (
        isinstance(default, tuple)
        and all(isinstance(v, str) for v in default)
        and not (default == () and name.endswith("_cuts"))
    )


def kind_of_list(default: tuple[Any, ...], name: str) -> Message:
    """Say what a setting that is a list has to be."""
    if default and not isinstance(default[0], str):
        return msg("a list of {count} numbers", count=len(default))
    if name.endswith("_cuts"):
        return msg("a list of {count} numbers", count=_SCORES - 1)
    return msg("a list of texts in quotation marks")


def example_of(name: str) -> list[Any]:
    """Return what a list looks like whose default is empty."""
    return [10, 20, 50, 100] if name.endswith("_cuts") else ["..."]


def read_segment_rules(given: object, path: Path) -> tuple[tuple[str, str], ...]:
    """Read `[[segment_rules]]`: the name of each segment and who belongs to it, in the order in which they are tried.

    Errors: SettingsError for an entry without `name` and `where`, for more than these, and for a name used twice.
    """
    rules: list[tuple[str, str]] = []
    for place, entry in enumerate(given if isinstance(given, list) else [given], start=1):
        is_whole = isinstance(entry, dict) and set(entry) == {"name", "where"}
        if not is_whole or not all(isinstance(v, str) and v.strip() for v in entry.values()):
            raise SettingsError(
                msg(
                    '{file}: rule {place} of [[segment_rules]] must have exactly two texts, name = "..." and where = "...".',
                    file=str(path),
                    place=place,
                )
            )
        name = entry["name"].strip()
        if name.casefold() == REST:
            raise SettingsError(
                msg(
                    "{file}: rule {place} of [[segment_rules]] is called {name}, which is the name of those that no rule holds for. Give it another name.",
                    file=str(path),
                    place=place,
                    name=name,
                )
            )
        if any(name.casefold() == other.casefold() for other, _ in rules):
            raise SettingsError(
                msg(
                    "{file}: rule {place} of [[segment_rules]] is called {name} like an earlier one. Give it another name, or join the two with `or`.",
                    file=str(path),
                    place=place,
                    name=name,
                )
            )
        rules.append((name, entry["where"]))
    return tuple(rules)
