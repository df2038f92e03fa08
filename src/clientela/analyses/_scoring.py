"""Scores out of weighted criteria of which some are not known: point, coverage and bounds that hold whatever the missing ones are."""

from __future__ import annotations

SCALE_TOP = 10.0
LEAST_COVERAGE = 0.60
"""Part of the weight that has to be known for a point to be given."""
THRESHOLD = 5.0
"""High from here on, low below it."""
_ROUND = 1e9


def score_sql(value: str, worst: str, best: str) -> str:
    """Return the score of a value between two anchors, 0 at the worst and 10 at the best, even between; null stays null."""
    raw = f"{SCALE_TOP} * (({value}) - ({worst})) / nullif(({best}) - ({worst}), 0)"
    return f"case when ({value}) is not null then least(cast({SCALE_TOP} as double), greatest(cast(0.0 as double), cast({raw} as double))) end"


def kernel_sql(rows: str, keys: str) -> str:
    """Return by `keys`: point_score, low_score, high_score, coverage_share, missing_count and score_class. `rows` has the keys, weight and score.

    Formula: point = sum(w·s over the known) / sum(w of the known), where these are at least 0.60 of the weight; low = sum(w·s) / sum(w) with 0
    for what is missing, high with 10. High when low >= 5, low when high < 5, else undetermined. Golden vector 14.3-i.
    """
    known = "sum(case when score is not null then weight end)"
    got = "coalesce(sum(cast(weight as double) * score), cast(0.0 as double))"
    return (
        f"select {keys}, case when coverage_share >= {LEAST_COVERAGE} then known_score end as point_score, low_score, high_score, coverage_share, missing_count, "
        f"case when low_score >= {THRESHOLD} then 'high' when high_score < {THRESHOLD} then 'low' else 'undetermined' end as score_class from ("
        f"select {keys}, round(({got} / nullif({known}, 0)) * {_ROUND}) / {_ROUND} as known_score, round(({got} / nullif(sum(weight), 0)) * {_ROUND}) / {_ROUND} as low_score, "
        f"round(({got} + {SCALE_TOP} * coalesce(sum(case when score is null then weight end), 0.0)) / nullif(sum(weight), 0) * {_ROUND}) / {_ROUND} as high_score, "
        f"round(coalesce({known}, 0.0) / nullif(sum(weight), 0) * {_ROUND}) / {_ROUND} as coverage_share, count(*) - count(score) as missing_count from ({rows}) as scored group by {keys}) as summed"
    )
