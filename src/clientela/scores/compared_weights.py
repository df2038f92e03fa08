"""Weights of the criteria as people compare them two by two, beside those the scores are made with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.scores._pairwise import RANDOM_INDEX, Weighing, weigh
from clientela.scores.customer_criteria import AXES, criteria_of

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

    Array = np.ndarray[Any, Any]

WEIGHINGS = (
    ("told", msg("told by the comparisons")),
    ("contradictory", msg("refused: the comparisons contradict each other")),
    ("incomplete", msg("not every two criteria are compared")),
    ("too_many", msg("too many criteria to compare two by two")),
)
_SAATY = "Saaty 1980"


@step(
    title=msg("Comparisons of criteria that stand"),
    inputs=("criterion_comparisons",),
    fields=(
        Field("axis_class", msg("Axis"), "class", codes=AXES),
        Field("rater_id", msg("Who compared"), "text"),
        Field("criterion", msg("Criterion"), "text"),
        Field("other_criterion", msg("Other criterion"), "text"),
        Field("times_number", msg("Counts so many times as much"), "number"),
        Field("compared_on", msg("Compared on"), "date"),
    ),
)  # fmt: skip
def standing_comparisons(params: dict[str, Any]) -> str:
    """Take of each person the newest comparison of each two criteria, in either direction; one for the business unit of the run goes before one for all."""
    unit = params["bu"].replace("'", "''")
    as_of = params["as_of"]
    pair = "case when criterion < other_criterion then {0} else {1} end"
    rows = (
        f"select axis, rater_id, {pair.format('criterion', 'other_criterion')} as first_criterion, {pair.format('other_criterion', 'criterion')} as second_criterion, "
        f"{pair.format('times_number', '1 / nullif(case when times_number > 0 then times_number end, 0)')} as first_times, compared_on, coalesce(unit_id, '') as unit_id, batch_number, row_number, source "
        "from (select axis, rater_id, lower(trim(criterion)) as criterion, lower(trim(other_criterion)) as other_criterion, cast(times_number as double) as times_number, compared_on, unit_id, batch_number, row_number, source "
        "from criterion_comparisons) as said "
        f"where times_number > 0 and criterion <> other_criterion and axis in ('attractiveness', 'importance', 'relative_strength') and (compared_on is null or compared_on <= {as_of}) and coalesce(unit_id, '') in ('', '{unit}')"
    )
    return (
        "select axis as axis_class, rater_id, first_criterion as criterion, second_criterion as other_criterion, first_times as times_number, compared_on from ("
        f"select *, row_number() over (partition by axis, rater_id, first_criterion, second_criterion order by case when unit_id = '' then 1 else 0 end, "
        f"case when compared_on is null then 1 else 0 end, compared_on desc, batch_number desc, row_number desc, source) as place from ({rows}) as paired) as ordered where place = 1"
    )


def _compared(rows: Frame) -> tuple[Array, Array, Array]:
    """Return first criteria, second criteria and how many times the first counts as the second."""
    one, other, times = (np.asarray(rows[name]) for name in ("criterion", "other_criterion", "times_number"))
    return one, other, times


def _table(pairs: tuple[Array, Array, Array], use: Array, codes: list[str]) -> tuple[Array, int]:
    """Return the matrix of comparisons, NaN where two criteria were not compared, and how many pairs are missing."""
    table = np.full((len(codes), len(codes)), np.nan)
    np.fill_diagonal(table, 1.0)
    place = {code: i for i, code in enumerate(codes)}
    for one, other, times in zip(*(column[use].tolist() for column in pairs), strict=True):
        if one in place and other in place:
            table[place[one], place[other]], table[place[other], place[one]] = times, 1 / times
    return table, int(np.isnan(table).sum()) // 2


def _people(rows: Frame) -> list[tuple[str, str, Array]]:
    axis, rater = (np.asarray(rows[name]).astype(str) for name in ("axis_class", "rater_id"))
    return [
        (a, r, (axis == a) & (rater == r))
        for a, r in sorted(set(zip(axis.tolist(), rater.tolist(), strict=True)))
    ]


def _weighed(
    params: dict[str, Any], rows: Frame
) -> list[tuple[str, str, list[Any], int, str, Weighing | None]]:
    """Return of each axis and person: its criteria, the pairs that are missing, what the comparisons allow, and the weighing."""
    found: list[tuple[str, str, list[Any], int, str, Weighing | None]] = []
    pairs = _compared(rows)
    for axis, person, use in _people(rows):
        criteria = [c for name, _, c in criteria_of(params) if name == axis]
        table, missing = _table(pairs, use, [c.code for c in criteria])
        weighing = weigh(table) if not missing and criteria and len(criteria) <= len(RANDOM_INDEX) else None
        state = "too_many" if len(criteria) > len(RANDOM_INDEX) else "incomplete" if weighing is None else "contradictory" if weighing.is_refused else "told"  # fmt: skip
        found.append((axis, person, criteria, missing, state, weighing))
    return found


_INPUT = ("standing_comparisons",)
_COLUMNS = {
    "standing_comparisons": ("axis_class", "rater_id", "criterion", "other_criterion", "times_number")
}


def _texts(values: list[Any]) -> Any:
    missing = np.array([v is None for v in values], dtype=bool)
    return np.ma.masked_array(np.array(["" if v is None else v for v in values], dtype=object), missing)


def _numbers(values: list[float | None]) -> Array:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


@step(
    title=msg("Weights by comparison"),
    inputs=_INPUT,
    columns=_COLUMNS,
    fields=(
        Field("axis_class", msg("Axis"), "class", codes=AXES),
        Field("rater_id", msg("Who compared"), "text"),
        Field("criterion", msg("Criterion"), "text"),
        Field("stated_weight", msg("Weight said"), "number", msg("points of 100, as the settings have it")),
        Field("compared_weight", msg("Weight by comparison"), "number", msg("points of 100: first eigenvector of the comparisons; none above the limit of contradiction"), _SAATY),
        Field("weighing_state", msg("State"), "class", codes=WEIGHINGS),
    ),
    uses=("portfolio", "portfolio_criteria", "bu"),
    form="arrays",
)  # fmt: skip
def compared_weights(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per person and criterion of an axis it compared; weights only where all pairs are compared without too much contradiction."""
    made: list[tuple[str, str, str, float, float | None, str]] = []
    for axis, person, criteria, _, state, weighing in _weighed(params, frames["standing_comparisons"]):
        whole = sum(c.weight for c in criteria)
        for place, criterion in enumerate(criteria):
            told = 100 * float(weighing.weights[place]) if weighing is not None and state == "told" else None
            made.append((axis, person, criterion.code, 100 * criterion.weight / whole, told, state))
    columns = [list(column) for column in zip(*made, strict=True)] if made else [[] for _ in range(6)]
    return {
        "axis_class": _texts(columns[0]), "rater_id": _texts(columns[1]), "criterion": _texts(columns[2]),
        "stated_weight": _numbers(columns[3]), "compared_weight": _numbers(columns[4]), "weighing_state": _texts(columns[5]),
    }  # fmt: skip


@step(
    title=msg("Contradictions of the comparisons"),
    inputs=_INPUT,
    columns=_COLUMNS,
    fields=(
        Field("axis_class", msg("Axis"), "class", codes=AXES),
        Field("rater_id", msg("Who compared"), "text"),
        Field("missing_count", msg("Pairs not compared"), "count"),
        Field("consistency_number", msg("Consistency ratio"), "number", msg("(largest eigenvalue - n) / (n - 1), over that of random comparisons; refused above 0.10"), _SAATY),
        Field("weighing_state", msg("State"), "class", codes=WEIGHINGS),
        Field("first_criterion", msg("Worst triple: first"), "text", msg("the triple that contradicts itself most")),
        Field("second_criterion", msg("Second"), "text"),
        Field("third_criterion", msg("Third"), "text"),
        Field("said_number", msg("First over third, as said"), "number"),
        Field("implied_number", msg("First over third, as implied"), "number", msg("first over second x second over third")),
    ),
    uses=("portfolio", "portfolio_criteria", "bu"),
    form="arrays",
)  # fmt: skip
def comparison_consistency(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per person and axis: how far its comparisons contradict each other, and which three to think over."""
    rows = frames["standing_comparisons"]
    uses = {(a, r): use for a, r, use in _people(rows)}
    made: list[tuple[Any, ...]] = []
    for axis, person, criteria, missing, state, weighing in _weighed(params, rows):
        trio: list[Any] = [None] * 5
        if weighing is not None and weighing.worst is not None:
            table, _ = _table(_compared(rows), uses[axis, person], [c.code for c in criteria])
            i, j, k = weighing.worst
            trio = [
                *(criteria[p].code for p in weighing.worst),
                float(table[i, k]),
                float(table[i, j] * table[j, k]),
            ]
        made.append((axis, person, missing, None if weighing is None else weighing.ratio, state, *trio))
    columns = [list(column) for column in zip(*made, strict=True)] if made else [[] for _ in range(10)]
    texts = {0: "axis_class", 1: "rater_id", 4: "weighing_state", 5: "first_criterion", 6: "second_criterion", 7: "third_criterion"}  # fmt: skip
    numbers = {3: "consistency_number", 8: "said_number", 9: "implied_number"}
    return {
        **{name: _texts(columns[i]) for i, name in texts.items()},
        "missing_count": np.array(columns[2], dtype=np.int64),
        **{name: _numbers(columns[i]) for i, name in numbers.items()},
    }  # fmt: skip
