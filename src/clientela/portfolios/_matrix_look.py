"""What is known of every customer from one day, as arrays in one order: scores of criteria, statements, and figures of our own records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.scores._grid import COLUMNS, Grid, read_axis
from clientela.scores.customer_criteria import criteria_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientela.engine.frames import Frame

Array = np.ndarray[Any, Any]
CRITERIA_COLUMNS = (*COLUMNS, "source_class", "value_number")
EVIDENCE_COLUMNS = (
    "customer_key",
    "measure_code",
    "status_class",
    "value",
    "value_low",
    "value_high",
    "source_class",
    "confidence",
)
MEASURE_COLUMNS = (
    "customer_key",
    "revenue_12m_amount",
    "revenue_prior_12m_amount",
    "first_order_on",
    "lines_12m_count",
    "lines_prior_12m_count",
    "lines_count",
)
LADDER_COLUMNS = (
    "customer_key",
    "cm1_12m_amount",
    "cm3_12m_amount",
    "cm1_prior_12m_amount",
    "cm3_prior_12m_amount",
)
CONTACT_COLUMNS = ("customer_key", "contacts_12m_count", "contacts_prior_12m_count", "contact_hours")
RIVAL_COLUMNS = ("customer_key", "competitor_id", "product_family", "rival_share")
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Told:
    """The ruling statement of one measure. Shapes (customers,); NaN where nothing stands."""

    value: Array
    low: Array
    high: Array
    confidence: Array
    applies: Array
    source: Array
    """Letter of the source class."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The criteria of one axis of the portfolio, with what was judged by us and the values behind the scores."""

    grid: Grid
    judged: Array
    values: Array
    places: dict[str, int]


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a matrix reads, the customers in order of their keys."""

    keys: Array
    taken: dict[str, Taken]
    told: dict[str, Told]
    facts: dict[str, Array]
    measured_confidence: float


def plain(column: Any) -> Array:
    """Return numbers, NaN where one is missing."""
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)


def texts(column: Any) -> Array:
    """Return texts, empty where one is missing."""
    return np.ma.filled(np.ma.asarray(column).astype(object), "")


def aligned(keys: Array, frame: Frame, column: str) -> Array:
    """Return the numbers of a column in the order of `keys`; NaN where the frame has no row. One row per customer."""
    found = np.full(len(keys), np.nan)
    theirs = np.asarray(frame["customer_key"]).astype(np.int64)
    place = np.searchsorted(keys, theirs)
    inside = place < len(keys)
    inside[inside] = keys[place[inside]] == theirs[inside]
    found[place[inside]] = plain(frame[column])[inside]
    return found


def read_taken(rows: Frame, params: dict[str, Any], axes: Iterable[str], keys: Array) -> dict[str, Taken]:
    """Arrange the criteria of the portfolio by axis; an axis of which there are no rows is left out."""
    numbered = criteria_of(params)
    is_judged = (texts(rows["source_class"]) == "J").astype(np.float64)
    found = {}
    for axis in axes:
        grid = read_axis(rows, numbered, axis)
        if len(grid.keys) != len(keys):  # not looked at from that day, or taken out by the settings
            continue
        judged, values = (
            read_axis({**rows, "confidence": column}, numbered, axis).confidence
            for column in (is_judged, np.nan_to_num(plain(rows["value_number"])))
        )
        found[axis] = Taken(
            grid, judged > 0, values, {c.code: place for place, c in enumerate(grid.criteria)}
        )
    return found


def read_told(rows: Frame, measures: Iterable[str], keys: Array) -> dict[str, Told]:
    """Arrange what observations state by measure; one that nobody stated anything of is left out."""
    wanted = {name: place for place, name in enumerate(dict.fromkeys(measures))}
    place = np.array([wanted.get(name, -1) for name in rows["measure_code"].tolist()], dtype=np.int64)
    found = {}
    for name, number in wanted.items():
        mine = np.flatnonzero(place == number)
        part = {column: rows[column][mine] for column in EVIDENCE_COLUMNS}
        if not len(mine):
            continue
        stands = np.isin(texts(part["status_class"]), ("known", "conflicting"))
        values = [plain(part[column]) for column in ("value", "value_low", "value_high", "confidence")]
        columns = {str(i): np.where(stands, column, np.nan) for i, column in enumerate(values)} | {
            "customer_key": part["customer_key"]
        }
        letters = texts(part["source_class"])
        columns["source"] = np.array(
            [ord(letter[0]) if letter else 0 for letter in letters.tolist()], dtype=np.float64
        )
        columns["out"] = (texts(part["status_class"]) == "not_applicable").astype(np.float64)
        value, low, high, confidence, source, out = (
            aligned(keys, columns, column) for column in ("0", "1", "2", "3", "source", "out")
        )
        found[name] = Told(value, low, high, confidence, np.nan_to_num(out) == 0, np.nan_to_num(source))
    return found


def _times_median(values: Array) -> Array:
    """Return each value / the median of those above zero; a relative measure: it says nothing without the others."""
    some = values[np.nan_to_num(values) > 0]
    return values / np.median(some) if len(some) else np.full(len(values), np.nan)


def _rivals(rows: Frame, keys: Array) -> tuple[Array, Array, Array]:
    """Return how many rivals are known, the share of the largest, and of all together, over all a customer buys."""
    key, share = np.asarray(rows["customer_key"]).astype(np.int64), plain(rows["rival_share"])
    whole = texts(rows["product_family"]) == ""
    names = texts(rows["competitor_id"])
    counts: dict[int, set[str]] = {}
    most: dict[int, float] = {}
    parts: dict[int, list[float]] = {}
    for one, name, part, is_whole in zip(
        key.tolist(), names.tolist(), share.tolist(), whole.tolist(), strict=True
    ):
        if not part > 0:
            continue
        counts.setdefault(one, set()).add(name)
        if is_whole:
            most[one] = max(most.get(one, 0.0), part)
            parts.setdefault(one, []).append(part)
    listed = keys.tolist()
    return (
        np.array([float(len(counts[k])) if k in counts else np.nan for k in listed], dtype=np.float64),
        np.array([most.get(k, np.nan) for k in listed], dtype=np.float64),
        np.array([sum(sorted(parts[k])) if k in parts else np.nan for k in listed], dtype=np.float64),
    )


def read_facts(
    params: dict[str, Any], frames: dict[str, Frame], keys: Array, *, is_back: bool
) -> dict[str, Array]:
    """Return the figures of our own records, of the year up to the day looked from.

    Units: ratios to the median customer, shares, years, counts, hours. Shares of rivals are those of today only: what was stated before
    a newer statement is not kept.
    """
    year = "prior_12m" if is_back else "12m"
    bought, ladder, contacts = (
        frames[name] for name in ("customer_measures", "customer_ladder", "customer_contacts")
    )
    revenue, lines = (
        aligned(keys, bought, f"revenue_{year}_amount"),
        aligned(keys, bought, f"lines_{year}_count"),
    )
    revenue = np.where(np.nan_to_num(lines) > 0, revenue, np.nan)
    total = np.nansum(np.maximum(np.nan_to_num(revenue), 0.0))
    served, first_left = (aligned(keys, ladder, f"{level}_{year}_amount") for level in ("cm3", "cm1"))
    left = first_left if np.isnan(served).all() else served
    left = np.where(np.isnan(revenue), np.nan, left)
    day = np.datetime64(params["as_of_day"])
    first = np.ma.asarray(bought["first_order_on"])
    age = np.where(
        np.ma.getmaskarray(first),
        np.nan,
        np.asarray(day - np.ma.getdata(first).astype("datetime64[D]")).astype(np.int64) / _YEAR,
    )
    years = aligned(keys, {"customer_key": bought["customer_key"], "age": age}, "age") - (
        1.0 if is_back else 0.0
    )
    count, largest, together = (
        _rivals(frames["rival_shares"], keys) if not is_back else (np.full(len(keys), np.nan),) * 3
    )
    before = aligned(keys, bought, "revenue_prior_12m_amount")
    return {
        "purchases_ratio": _times_median(revenue),
        "output_share": revenue / total if total > 0 else np.full(len(keys), np.nan),
        "contribution_ratio": _times_median(left),
        "years_bought": np.where(years > 0, years, np.nan),
        "contacts_count": aligned(keys, contacts, f"contacts_{year}_count"),
        "contact_hours": np.full(len(keys), np.nan) if is_back else aligned(keys, contacts, "contact_hours"),
        "rivals_count": count,
        "rival_share": largest,
        "rivals_share": together,
        "sales": np.where(
            np.nan_to_num(aligned(keys, bought, "lines_count")) > 0, np.nan_to_num(revenue), np.nan
        ),
        "trend": np.sign(np.nan_to_num(revenue) - np.nan_to_num(before))
        if not is_back
        else np.zeros(len(keys)),
    }
