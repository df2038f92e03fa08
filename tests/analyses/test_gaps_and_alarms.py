"""Where our own estimate and the customer's word part, who is not what a key account must be, and the four detectors of the trap of measuring: rows by hand."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pytest

from clientela.analyses.key_account_profile import TRAITS, key_account_profile
from clientela.analyses.measurement_health import measurement_health
from clientela.analyses.portfolio_lists import perception_gap
from clientela.base.portfolio_settings import CriterionRule, Evidence, Portfolio
from clientela.portfolios._cells import place, read_sides
from clientela.portfolios.portfolio_matrix import _KEY, _PORTFOLIO

PARAMS = {"portfolio": Portfolio(), "evidence": Evidence(), "portfolio_criteria": (), "bu": ""}
_EVIDENCE = "customer_key bigint, measure_code varchar, value double, judged_value double, raters_count bigint, status_class varchar, observations_count bigint, notes_count bigint"
_CRITERIA = "customer_key bigint, axis_class varchar, criterion varchar, weight double, source_class varchar, is_scored int, criterion_state varchar, criterion_score double, criterion_low double, criterion_high double"
_SCHEMA = {
    "customers": "customer_key bigint, customer_id varchar, customer_name varchar, lines_count bigint",
    "customer_scores": "customer_key bigint, importance_score double, importance_low double, importance_high double, importance_count bigint",
    "customer_evidence": _EVIDENCE,
    "customer_criteria": _CRITERIA,
    "profitability_cells": "customer_key bigint, contribution_12m_amount bigint",
    "customer_contacts": "customer_key bigint, their_contact_share double, contact_hours double",
}


def found(step, params=None, **rows):
    """Run the SQL of a step on rows by hand, missing columns empty; returns its rows in their order."""
    with duckdb.connect() as db:
        for name, columns in _SCHEMA.items():
            db.execute(f"create table {name}({columns})")
            names = [part.split()[0] for part in columns.split(", ")]
            for row in rows.get(name, ()):
                db.execute(
                    f"insert into {name} values ({', '.join('?' * len(names))})", [row.get(n) for n in names]
                )
        cursor = db.execute(step.build({**PARAMS, **(params or {})}))
        names = [d[0] for d in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _estimated(own, importance, *, money=None, low=None, high=None, count=1):
    """One customer per pair: our estimate and the importance it gives us."""
    keys = range(1, len(own) + 1)
    return {
        "customers": [{"customer_key": k, "customer_id": f"C{k}", "lines_count": 1} for k in keys],
        "customer_evidence": [{"customer_key": k, "measure_code": "own_importance", "judged_value": own[k - 1], "raters_count": 1} for k in keys],
        "customer_scores": [{"customer_key": k, "importance_score": importance[k - 1], "importance_low": importance[k - 1] if low is None else low, "importance_high": importance[k - 1] if high is None else high, "importance_count": count} for k in keys],
        "profitability_cells": [{"customer_key": k, "contribution_12m_amount": (money or [10] * len(own))[k - 1]} for k in keys],
    }  # fmt: skip


def test_a_gap_is_flagged_from_two_points_on():
    """S0-07: 2.0 is an illusion and 1.99 is none; the same the other way round; another limit in the settings is another class."""
    own, importance = [7.0, 6.99, 3.0, 3.01], [5.0] * 4
    classes = {r["customer_id"]: r["gap_class"] for r in found(perception_gap, **_estimated(own, importance))}
    assert classes == {"C1": "illusion", "C2": "agrees", "C3": "underused", "C4": "agrees"}
    wider = found(
        perception_gap,
        {"portfolio": replace(Portfolio(), illusion_points=2.5)},
        **_estimated(own, importance),
    )
    assert {r["gap_class"] for r in wider} == {"agrees"}


def test_without_the_customers_word_there_is_no_gap_and_with_part_of_it_only_what_is_certain():
    """S0-07: nothing observed is open; without a score the bounds decide, where they leave no doubt."""
    rows = _estimated([9.0], [None], low=0.0, high=10.0, count=0)
    (unseen,) = found(perception_gap, **rows)
    assert (unseen["gap_class"], unseen["gap_number"], unseen["gap_low"], unseen["is_gap_sharp"]) == (
        "open",
        None,
        None,
        0,
    )
    (sure,) = found(perception_gap, **_estimated([9.0], [None], low=1.0, high=7.0))
    assert (sure["gap_class"], sure["gap_low"], sure["is_gap_sharp"]) == ("illusion", 2.0, 1)
    (open_,) = found(perception_gap, **_estimated([9.0], [None], low=1.0, high=7.1))
    assert (open_["gap_class"], open_["is_gap_sharp"]) == ("open", 0)


def test_illusions_stand_by_gap_times_contribution():
    """S0-22: 3 x 100, 4 x 50, 2 x 60; who has no contribution comes last and weighs nothing that is made up."""
    rows = _estimated([9.0, 9.0, 9.0, 9.0], [6.0, 5.0, 7.0, 1.0], money=[100, 50, 60, None])
    listed = found(perception_gap, **rows)
    assert [(r["customer_id"], r["gap_weight_amount"]) for r in listed] == [
        ("C1", 300),
        ("C2", 200),
        ("C3", 120),
        ("C4", None),
    ]


def _profile(met, unmet):
    """One key account: so many traits met and not met, the rest unknown."""
    scores = [10.0] * met + [-1.0] * unmet
    criteria = [
        {"customer_key": 1, "axis_class": axis, "criterion": code, "is_scored": int(i < len(scores)), "criterion_score": scores[i] if i < len(scores) else None, "criterion_low": 0.0, "criterion_high": 10.0}
        for i, (code, axis, *_) in enumerate(TRAITS)
    ]  # fmt: skip
    return {
        "customers": [{"customer_key": 1, "customer_id": "C1"}],
        "customer_evidence": [
            {"customer_key": 1, "measure_code": "key_account", "value": 1.0, "status_class": "known"}
        ],
        "customer_criteria": criteria,
    }


@pytest.mark.parametrize(("met", "unmet", "expected"), [(7, 0, "fits"), (5, 2, "fits"), (4, 2, "possible"), (4, 3, "alarm"), (0, 3, "alarm"), (0, 0, "possible")])  # fmt: skip
def test_the_alarm_of_the_profile_begins_above_the_limit(met, unmet, expected):
    """S4-62, S4-69: the index is traits not met of seven; 2 / 7 = .29 is none, 3 / 7 = .43 is an alarm, and what is not known is none yet."""
    (row,) = found(key_account_profile, **_profile(met, unmet))
    assert row["deviation_class"] == expected
    assert row["deviation_low"] == pytest.approx(unmet / 7)
    assert row["deviation_high"] == pytest.approx((7 - met) / 7)


def test_the_limit_itself_is_no_alarm():
    """S4-69: above the limit, not from it on; the limit is a setting."""
    for limit, expected in ((3 / 7, "fits"), (3 / 7 - 1e-9, "alarm")):
        (row,) = found(
            key_account_profile,
            {"portfolio": replace(Portfolio(), profile_deviation_share=limit)},
            **_profile(4, 3),
        )
        assert row["deviation_class"] == expected


def test_the_four_cells_of_both_matrices():
    """S4-63: high and high is key, high and low is to be developed, low and high is maintained, low and low is opportunistic; a side that is open has no cell."""
    first, second = (
        read_sides(np.ma.masked_array(sides, [s == "" for s in sides]))
        for sides in (["high", "high", "low", "low", "high", ""], ["high", "low", "high", "low", "", "low"])
    )
    for names, expected in (
        (_KEY, ["key", "key_development", "maintenance", "opportunistic"]),
        (_PORTFOLIO, ["strategic", "to_be_won", "loyal", "opportunistic"]),
    ):
        assert place(first, second, names).tolist() == [*expected, None, None]


def test_each_detector_finds_what_was_planted():
    """S1-01: easy things alone (T1), a number without an observation (T2), a criterion made lighter that hardly anybody knows (T3), one taken out and a measure nobody asked (T4)."""
    rules = (
        CriterionRule("attractiveness", "growth", weight=1.0),
        CriterionRule("attractiveness", "reference", weight=0.0),
    )
    seen = {"axis_class": "attractiveness", "weight": 10.0, "criterion_state": "known", "is_scored": 1}
    criteria = [
        {"customer_key": 1, "criterion": "payment", "source_class": "M", **seen}, {"customer_key": 1, "criterion": "growth", **seen, "is_scored": 0, "criterion_state": "unknown_not_asked"},
        {"customer_key": 2, "criterion": "payment", "source_class": "M", **seen}, {"customer_key": 2, "criterion": "growth", **seen, "is_scored": 0, "criterion_state": "unknown_not_asked"},
    ]  # fmt: skip
    rows = {
        "customers": [{"customer_key": k, "lines_count": 1} for k in (1, 2)],
        "customer_criteria": criteria,
        "customer_evidence": [{"customer_key": 1, "measure_code": "openness", "value": 5.0, "observations_count": 1, "notes_count": 0}],
    }  # fmt: skip
    told = {
        (r["detector_class"], r["subject_text"]): r
        for r in found(measurement_health, {"portfolio_criteria": rules}, **rows)
    }
    assert (told["easy_only", None]["found_share"], told["easy_only", None]["is_flagged"]) == (1.0, 1)
    assert (told["arbitrary", None]["found_count"], told["arbitrary", None]["is_flagged"]) == (0, 0)
    lighter = told["presumed_unimportant", "growth"]
    assert (lighter["found_share"], lighter["found_count"]) == (0.0, 2)
    assert ("not_in_model", "reference") in told
    assert ("never_asked", "strategic_fit") in told
    assert ("never_asked", "openness") not in told
    # our records give the margin and the delay of payment, and are asked of nobody
    assert not {"margin_quality", "payment_delay"} & {subject for kind, subject in told if kind == "never_asked"}  # fmt: skip
    criteria[0]["source_class"] = None
    told = {
        (r["detector_class"], r["subject_text"]): r
        for r in found(measurement_health, {"portfolio_criteria": rules}, **rows)
    }
    assert (told["arbitrary", None]["found_count"], told["arbitrary", None]["is_flagged"]) == (1, 1)
