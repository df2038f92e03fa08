"""How deep the relation was, by what was known of it at past year ends: orders, rank and share of wallet are not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.economics.observed_numbers import read_number
from clientela.measures.passes import KEY
from clientela.predictions._relation_words import (
    ADAPTED,
    ADAPTED_LEAST,
    CONNECTOR_MOST,
    CONNECTORS,
    GATES,
    LEAST_COVERAGE,
    NO,
    OLDEST_DAYS,
    YES,
)
from clientela.predictions.customer_years import year_ends

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

    Array = np.ndarray[Any, Any]

_NAMES = tuple(name for name, _ in CONNECTORS)
_MEASURES = _NAMES + tuple(name for _, gates in GATES for name, _ in gates)
_LEVEL = "relation_level"
_EVIDENCE = ("customer_key", "measure_code", "value_text", "as_of_on", "recorded_on")


@step(
    title=msg("What was known of the relation"),
    inputs=("observations", "assessments", "relation_levels", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("measure_code", msg("Measure"), "text", msg("a connector (ori_...), a gate such as joint_plan, or a level somebody stated")),
        Field("value_text", msg("Value"), "text", msg("as written; of a stated level the gates it names")),
        Field("as_of_on", msg("As of"), "date"),
        Field("recorded_on", msg("Recorded on"), "date", msg("the day it was said for, where nobody says when it was written down")),
    ),
)  # fmt: skip
def relation_evidence(params: dict[str, Any]) -> str:
    """List the dated answers on connectors, gates and levels of the relation, up to `as_of`; bare opinions and answers without a day are left out."""
    as_of = params["as_of"]
    named = ", ".join(f"'{name}'" for name in _MEASURES)
    observed = (
        "select source, subject_id as customer_id, lower(trim(measure_code)) as measure_code, value as value_text, as_of_on, coalesce(cast(recorded_at as date), as_of_on) as recorded_on "
        f"from observations where coalesce(subject_type, 'customer') = 'customer' and lower(trim(measure_code)) in ({named}) and coalesce(status, 'known') = 'known' "
        f"and value is not null and coalesce(source_class, '') <> 'J0' and as_of_on <= {as_of}"
    )
    judged = (
        "select source, customer_id, lower(trim(measure_code)) as measure_code, cast(score as varchar) as value_text, assessed_on as as_of_on, assessed_on as recorded_on "
        f"from assessments where customer_id is not null and lower(trim(measure_code)) in ({named}) and coalesce(source_class, '') <> 'J0' and assessed_on <= {as_of}"
    )
    stated = (
        f"select source, customer_id, '{_LEVEL}' as measure_code, coalesce(gates, '') as value_text, assessed_on as as_of_on, assessed_on as recorded_on "
        f"from relation_levels where coalesce(source_class, '') <> 'J0' and assessed_on <= {as_of}"
    )
    return (
        f"select {KEY_OF} as customer_key, t.measure_code, t.value_text, t.as_of_on, t.recorded_on from ({observed} union all {judged} union all {stated}) as t "
        f"{join_customer('t', as_of)}where t.recorded_on <= {as_of}"
    )


@step(
    title=msg("Relation at year ends"),
    inputs=("relation_evidence",),
    columns={"relation_evidence": _EVIDENCE},
    fields=(
        KEY,
        Field("years_ago", msg("Years ago"), "id"),
        Field("relation_number", msg("Depth of the relation"), "number", msg("0 to 1: mean of the index / 100 and of the level / 5, of the two what is known")),
        Field("relation_index_number", msg("Organisational relationship index"), "number", msg("0 to 100: weighted connectors x 25, where those known hold 60 % of the weight"), "after Cannon & Perreault 1999"),
        Field("relation_index_coverage", msg("Weight of the connectors known"), "share"),
        Field("relation_only_level_number", msg("Level without orders"), "number", msg("1, or the highest of 2 to 5 whose relational gates, and those below, are met; unknown where no gate is known")),
        Field("answers_count", msg("Answers used"), "count", msg("the newest of each measure, not older than two years")),
        Field("back_filled_count", msg("Written down later"), "count", msg("answers said to be of before that day and recorded after it: they were not known then and are not used")),
        Field("bare_levels_count", msg("Levels stated without gates"), "count", msg("a bare level may hold orders and shares; it is not used")),
    ),
    uses=("as_of_day", "first_on", "dynamics"),
    form="arrays",
)  # fmt: skip
def relation_history(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say for each customer and year end what was known of the relation that day, and of nothing that was learned later.

    An answer counts at a year end when both the day it is said for and the day it was written down are not after it.
    """
    rows = frames["relation_evidence"]
    key = np.asarray(rows["customer_key"]).astype(np.int64)
    code = np.asarray(rows["measure_code"]).astype(str)
    texts = np.ma.filled(np.ma.asarray(rows["value_text"]).astype(object), "").astype(str)
    said, written = _days(rows["as_of_on"]), _days(rows["recorded_on"])
    values, codes, owners = _answers(code, texts)
    bare = (code == _LEVEL) & ~np.isin(np.arange(len(code)), owners)
    found: list[list[float]] = []
    ends = [int(np.datetime64(end, "D").astype(np.int64)) for end in year_ends(params)]  # fmt: skip
    for ago, end in enumerate(ends):
        recent = (said <= end) & (said > end - OLDEST_DAYS)
        known = recent & (written <= end)
        late = recent & (written > end)
        keys = np.unique(key[known | late])
        table = np.full((len(keys), len(_MEASURES)), np.nan)
        use = known[owners]
        order = np.lexsort((values[use], written[owners[use]], said[owners[use]]))
        at = np.searchsorted(keys, key[owners[use]])[order], codes[use][order]
        table[at] = values[use][order]  # the newest is written last, of two of one day the higher
        count = {
            name: np.bincount(np.searchsorted(keys, key[which]), minlength=len(keys))
            for name, which in (("late", late), ("bare", known & bare))
        }
        found += _judge(keys, ago, table, count["late"], count["bare"])
    names = [f.name for f in relation_history.fields]
    columns = np.array(found, dtype=np.float64).reshape(len(found), len(names))
    whole = {"customer_key", "years_ago", "answers_count", "back_filled_count", "bare_levels_count"}
    return {
        name: columns[:, i].astype(np.int64) if name in whole else columns[:, i]
        for i, name in enumerate(names)
    }


def _days(column: Any) -> Array:
    return np.asarray(np.ma.getdata(column)).astype("datetime64[D]").astype(np.int64)


def _answers(code: Array, texts: Array) -> tuple[Array, Array, Array]:
    """Return value, measure (place) and row of every answer that can be read; a level names the gates that are met."""
    place = {name: i for i, name in enumerate(_MEASURES)}
    reached = {name: least for _, gates in GATES for name, least in gates}
    values: list[float] = []
    codes: list[int] = []
    owners: list[int] = []
    for row, (name, text) in enumerate(zip(code.tolist(), texts.tolist(), strict=True)):
        if name == _LEVEL:
            met = [t.strip().lower() for t in text.replace(";", ",").split(",")]
            read = [(t, reached[t]) for t in met if t in reached]
        else:
            number = _number(text)
            read = [] if number is None else [(name, number)]
        for measure, value in read:
            values.append(value)
            codes.append(place[measure])
            owners.append(row)
    return np.array(values), np.array(codes, dtype=np.int64), np.array(owners, dtype=np.int64)


def _number(text: str) -> float | None:
    """Read a number or a yes or no."""
    word = text.strip().lower()
    if word in YES or word in NO:
        return float(word in YES)
    return read_number(text)


def _judge(keys: Array, ago: int, table: Array, late: Array, bare: Array) -> list[list[float]]:
    """Return one row per customer: depth, index, coverage, level, and what was not used."""
    weights = np.array([w for _, w in CONNECTORS])
    told = np.clip(table[:, : len(CONNECTORS)], 0, CONNECTOR_MOST)
    here = ~np.isnan(told)
    coverage = here @ weights / weights.sum()
    enough = coverage >= LEAST_COVERAGE - 1e-9
    index = np.where(
        enough, np.nan_to_num(told) @ weights / np.where(enough, here @ weights, 1.0) * 100 / CONNECTOR_MOST, np.nan
    )  # fmt: skip
    place = {name: i for i, name in enumerate(_MEASURES)}
    reached = {name: np.nan_to_num(table[:, place[name]], nan=-1.0) >= least for _, gates in GATES for name, least in gates}  # fmt: skip
    for name in ADAPTED:
        reached["specific_adaptation"] |= np.nan_to_num(table[:, place[name]], nan=-1.0) >= ADAPTED_LEAST
    level = np.where((~np.isnan(table[:, len(CONNECTORS) :])).any(axis=1), 1.0, np.nan)
    is_open = ~np.isnan(level)
    for height, gates in GATES:
        for name, _ in gates:
            is_open = is_open & reached[name]
        level = np.where(is_open, float(height), level)
    parts = np.stack([index / 100, level / 5])
    count = (~np.isnan(parts)).sum(axis=0)
    depth = np.where(count > 0, np.nan_to_num(parts).sum(axis=0) / np.maximum(count, 1), np.nan)
    answers = (~np.isnan(table)).sum(axis=1)
    return [
        [float(k), float(ago), depth[i], index[i], coverage[i], level[i], float(answers[i]), float(late[i]), float(bare[i])]
        for i, k in enumerate(keys)
    ]  # fmt: skip
