"""Do the people who judge agree: by criterion, by pair of people, over time; and where to sit together."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._agreement import choose_raters, judge_agreement, mean_interval, weighted_kappa
from clientela.analyses._dynamics import to_frame
from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

    Array = np.ndarray[Any, Any]

AGREEMENTS = (
    ("agree", msg("They agree")),
    ("rewrite", msg("Write the anchors anew: they do not agree")),
    ("too_few", msg("Not enough judged by both")),
    ("no_spread", msg("Nothing to tell apart: every judgement is the same")),
)
LEANINGS = (
    ("higher", msg("rates higher than the others")),
    ("lower", msg("rates lower than the others")),
    ("even", msg("no leaning to be seen")),
    ("too_few", msg("not enough judged by both")),
)
_ICC, _KAPPA = "Shrout & Fleiss 1979; McGraw & Wong 1996", "Cohen 1968; Fleiss & Cohen 1973"
_READ = ("measure_code", "author_id", "customer_key", "value_number")
_NOW = {"judged_statements": (*_READ, "is_current")}
_BY_HALF = {"judged_statements": (*_READ, "half_number", "is_last_of_half")}


def _judged(rows: Frame) -> tuple[Array, Array, Array, Array]:
    """Return measures, authors, customers and values."""
    return (
        np.asarray(rows["measure_code"]).astype(str),
        np.asarray(rows["author_id"]).astype(str),
        np.asarray(rows["customer_key"]).astype(np.int64),
        np.asarray(rows["value_number"]).astype(np.float64),
    )


def _tables(judged: tuple[Array, Array, Array, Array], use: Array) -> dict[str, tuple[Array, list[str]]]:
    """Arrange judgements by measure: (customers, raters) with NaN where a rater did not judge, and who the raters are."""
    measure, author, key, value = (column[use] for column in judged)
    found: dict[str, tuple[Array, list[str]]] = {}
    for name in np.unique(measure):
        mine = measure == name
        keys, row = np.unique(key[mine], return_inverse=True)
        people, column = np.unique(author[mine], return_inverse=True)
        table = np.full((len(keys), len(people)), np.nan)
        table[row, column] = value[mine]
        found[str(name)] = table, [str(p) for p in people]
    return found


def _points(table: Array) -> float:
    """Return how many points of ten one unit is: a measure between 0 and 1 is in tenths."""
    known = table[~np.isnan(table)]
    return 10.0 if len(known) and known.max() <= 1 and known.min() >= 0 else 1.0


def _flag(column: Any) -> Array:
    return np.asarray(np.asarray(column).astype(np.int64) == 1)


@step(
    title=msg("Agreement of the raters by criterion"),
    inputs=("judged_statements",),
    columns=_NOW,
    fields=(
        Field("measure_code", msg("Measure"), "text"),
        Field("raters_count", msg("People who judged"), "count"),
        Field("shared_count", msg("Customers judged by two or more"), "count"),
        Field("compared_raters_count", msg("People compared"), "count", msg("those who leave the most comparisons of customers all of them judged")),
        Field("compared_count", msg("Customers all of them judged"), "count"),
        Field("agreement_number", msg("Agreement of one judgement"), "number", msg("ICC(2,1): spread between customers / all spread, absolute agreement"), _ICC),
        Field("agreement_low_number", msg("at least"), "number", msg("80 % interval")),
        Field("agreement_high_number", msg("at most"), "number"),
        Field("mean_agreement_number", msg("Agreement of their mean"), "number", msg("ICC(2,k)"), _ICC),
        Field("agreement_class", msg("Verdict"), "class", msg("by the agreement of their mean, against the limit of the settings"), codes=AGREEMENTS),
    ),
    uses=("evidence",),
    form="arrays",
)  # fmt: skip
def rater_agreement(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say of each measure that two people or more judged how far they agree; below the evidence of the settings there is no figure."""
    rules, rows = params["evidence"], frames["judged_statements"]
    made: list[list[Any]] = []
    for name, (table, people) in _tables(_judged(rows), _flag(rows["is_current"])).items():
        known = ~np.isnan(table)
        shared = int((known.sum(axis=1) >= 2).sum())  # noqa: PLR2004 - two make a comparison
        if not shared:
            continue
        use = choose_raters(known)
        whole = table[known[:, use].all(axis=1)][:, use] if use.any() else table[:0]
        found = judge_agreement(whole) if len(whole) >= rules.least_pairs_count else None
        figures: list[Any] = [None] * 4
        verdict = "too_few" if len(whole) < rules.least_pairs_count else "no_spread"
        if found is not None:
            figures = [found.one, found.one_low, found.one_high, found.mean]
            verdict = "agree" if found.mean >= rules.least_agreement else "rewrite"
        made.append([name, len(people), shared, int(use.sum()), len(whole), *figures, verdict])
    return to_frame(rater_agreement.fields, made)


@step(
    title=msg("Agreement of each two raters"),
    inputs=("judged_statements",),
    columns=_NOW,
    fields=(
        Field("measure_code", msg("Measure"), "text"),
        Field("rater_id", msg("Rater"), "text"),
        Field("other_rater_id", msg("Other rater"), "text"),
        Field("compared_count", msg("Customers both judged"), "count"),
        Field("kappa_number", msg("Weighted kappa"), "number", msg("1 - squared distance / squared distance by chance; 1 as one, 0 as by chance"), _KAPPA),
        Field("kappa_low_number", msg("at least"), "number", msg("80 % interval")),
        Field("kappa_high_number", msg("at most"), "number"),
        Field("gap_mean", msg("Rater above the other"), "number", msg("mean difference, in the unit of the measure")),
        Field("agreement_class", msg("Verdict"), "class", codes=AGREEMENTS),
    ),
    uses=("evidence",),
    form="arrays",
)  # fmt: skip
def rater_pairs(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Compare each two people on each measure both judged; below the evidence of the settings there is no figure."""
    rules, rows = params["evidence"], frames["judged_statements"]
    made: list[list[Any]] = []
    for name, (table, people) in _tables(_judged(rows), _flag(rows["is_current"])).items():
        for left, right in combinations(range(len(people)), 2):
            both = ~np.isnan(table[:, left]) & ~np.isnan(table[:, right])
            if not both.any():
                continue
            first, second = table[both, left], table[both, right]
            figures: list[Any] = [None] * 4
            verdict = "too_few"
            if both.sum() >= rules.least_pairs_count:
                kappa, low, high = weighted_kappa(first, second)
                figures = [kappa, low, high, float((first - second).mean())]
                verdict = "no_spread" if np.isnan(kappa) else "agree" if kappa >= rules.least_agreement else "rewrite"  # fmt: skip
            made.append([name, people[left], people[right], int(both.sum()), *figures, verdict])
    return to_frame(rater_pairs.fields, made)


@step(
    title=msg("Leaning of each rater over time"),
    inputs=("judged_statements",),
    columns=_BY_HALF,
    fields=(
        Field("rater_id", msg("Rater"), "text"),
        Field("year_count", msg("Year"), "count"),
        Field("half_count", msg("Half"), "count"),
        Field("compared_count", msg("Judgements compared"), "count", msg("of customers and measures that somebody else judged in the same half-year")),
        Field("bias_mean", msg("Above the others"), "number", msg("mean of own judgement - mean of the others, in points of ten"), "own definition"),
        Field("bias_low", msg("at least"), "number", msg("80 % interval")),
        Field("bias_high", msg("at most"), "number"),
        Field("leaning_class", msg("Leaning"), "class", msg("higher or lower where the interval leaves out zero"), codes=LEANINGS),
    ),
    uses=("evidence",),
    form="arrays",
)  # fmt: skip
def rater_bias(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say of each person and half-year how much higher it rates than the others who judged the same; expired judgements count too."""
    rules, rows = params["evidence"], frames["judged_statements"]
    judged = _judged(rows)
    half, last = np.asarray(rows["half_number"]).astype(np.int64), _flag(rows["is_last_of_half"])
    made: list[list[Any]] = []
    for number in np.unique(half):
        gaps: dict[str, list[Array]] = {}
        for table, people in _tables(judged, last & (half == number)).values():
            known = ~np.isnan(table)
            total, count = np.nansum(table, axis=1), known.sum(axis=1)
            for place, person in enumerate(people):
                use = known[:, place] & (count >= 2)  # noqa: PLR2004 - somebody else
                others = (total[use] - table[use, place]) / (count[use] - 1)
                gaps.setdefault(person, []).append((table[use, place] - others) * _points(table))
        for person in sorted(gaps):
            gap = np.concatenate(gaps[person])
            if not len(gap):
                continue
            figures: list[Any] = [None] * 3
            leaning = "too_few"
            if len(gap) >= rules.least_pairs_count:
                figures = list(mean_interval(gap))
                leaning = "higher" if figures[1] > 0 else "lower" if figures[2] < 0 else "even"
            made.append([person, int(number) // 2, int(number) % 2 + 1, len(gap), *figures, leaning])
    return to_frame(rater_bias.fields, made)


@step(
    title=msg("Where the raters disagree"),
    inputs=("customers", "judged_statements"),
    fields=(
        *NAMED,
        Field("measure_code", msg("Measure"), "text"),
        Field("raters_count", msg("People who judged"), "count"),
        Field("low_rater_id", msg("Lowest by"), "text"),
        Field("value_low", msg("Lowest"), "number"),
        Field("high_rater_id", msg("Highest by"), "text"),
        Field("value_high", msg("Highest"), "number"),
        Field("apart_points", msg("Apart, points of ten"), "number", msg("a measure between 0 and 1 counts in tenths")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)  # fmt: skip
def rater_disagreements(params: dict[str, Any]) -> str:
    """List the customers and measures on which current judgements lie further apart than raters agree within: to be talked over, up to 200."""
    limit = params["evidence"].agreement_points
    placed = (
        "select customer_key, measure_code, author_id, value_number, row_number() over (partition by customer_key, measure_code order by value_number, author_id) as low_place, "
        "row_number() over (partition by customer_key, measure_code order by value_number desc, author_id) as high_place from judged_statements where is_current = 1"
    )
    joined = (
        "select customer_key, measure_code, count(*) as raters_count, max(case when low_place = 1 then author_id end) as low_rater_id, min(value_number) as value_low, "
        "max(case when high_place = 1 then author_id end) as high_rater_id, max(value_number) as value_high, "
        "round((max(value_number) - min(value_number)) * case when max(value_number) <= 1 and min(value_number) >= 0 then cast(10.0 as double) else cast(1.0 as double) end * 1e9) / 1e9 as apart_points "
        f"from ({placed}) as placed group by customer_key, measure_code"
    )
    rows = (
        "select c.customer_key, c.customer_id, c.customer_name, j.measure_code, j.raters_count, j.low_rater_id, j.value_low, j.high_rater_id, j.value_high, j.apart_points, c.revenue_12m_amount "
        f"from ({joined}) as j join customers as c on c.customer_key = j.customer_key where j.apart_points > {limit!r}"
    )
    names = ", ".join(f.name for f in rater_disagreements.fields)
    return first_rows(rows, names, "apart_points desc, revenue_12m_amount desc, customer_id, measure_code")
