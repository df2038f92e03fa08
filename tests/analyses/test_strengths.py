"""S0-06: a strength nobody pays for, a lever, and silence below twenty customers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from clientela.analyses.strengths import rank_correlation, strengths


def _frames(count, *, judged=False):
    """Delivery makes the importance; service is rated without regard to it; price counts most and the rival is ahead."""
    draw = np.random.default_rng(5)
    importance = draw.uniform(1, 9, count)
    own = {"delivery": np.clip(importance + draw.normal(0, 1, count), 0, 10), "service": draw.permutation(np.linspace(6, 9, count)), "price": np.full(count, 4.0)}  # fmt: skip
    rival = {"delivery": np.full(count, 3.0), "service": np.full(count, 2.0), "price": np.full(count, 8.0)}
    weight = {"delivery": 30.0, "service": 5.0, "price": 65.0}
    rows = []
    for i in range(count):
        for name in own:
            rows += [(i + 1, f"choice_own_{name}", own[name][i]), (i + 1, f"choice_rival_{name}", rival[name][i]), (i + 1, f"choice_weight_{name}", weight[name])]  # fmt: skip
    rows += [(1, "openness", 5.0)]
    evidence = {
        "customer_key": np.array([r[0] for r in rows]),
        "measure_code": np.array([r[1] for r in rows], dtype=object),
        "status_class": np.array(["known"] * len(rows), dtype=object),
        "source_class": np.array(["J" if judged else "D"] * len(rows), dtype=object),
        "value": np.array([r[2] for r in rows]),
    }
    return {"customer_evidence": evidence, "customer_scores": {"customer_key": np.arange(1, count + 1), "importance_score": importance}}  # fmt: skip


def _rows(found):
    return {name: {k: v[i] for k, v in found.items()} for i, name in enumerate(found["factor_code"])}


def test_what_is_paid_for_is_told_from_what_is_not():
    found = _rows(strengths.build({}, _frames(120)))
    assert set(found) == {"delivery", "service", "price"}
    assert (found["delivery"]["paid_class"], found["service"]["paid_class"]) == ("paid", "nobody_pays")
    assert found["price"]["paid_class"] == "open"  # everybody says the same: nothing to compare
    assert {n: r["quadrant_class"] for n, r in found.items()} == {"price": "concentrate", "delivery": "keep_up", "service": "overkill"}  # fmt: skip
    assert found["price"]["weight_mean"] == pytest.approx(65)


def test_below_twenty_there_is_the_table_alone():
    found = strengths.build({}, _frames(19))
    assert set(found["paid_class"]) == {"too_few"}
    assert np.ma.getmaskarray(found["rank_correlation"]).all()
    assert not np.ma.getmaskarray(found["own_mean"]).any()


def test_what_we_judge_ourselves_says_nothing():
    assert len(strengths.build({}, _frames(40, judged=True))["factor_code"]) == 0


def test_the_rank_correlation_is_that_of_the_books():
    draw = np.random.default_rng(2)
    first = np.round(draw.normal(size=60), 1)
    second = np.round(first + draw.normal(size=60), 1)
    rho, low, high = rank_correlation(first, second)
    assert rho == pytest.approx(spearmanr(first, second).statistic)
    assert low < rho < high
