"""The attitude pulse: by function, the newest answer of each person, agreement of the items; and no score reads it (dossier 5.4.4)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clientela.scores.attitude_pulse import ITEMS
from conftest import line, table
from portfolio_files import build

CODES = [code for code, _ in ITEMS]
DRAWN = np.clip(np.round(np.random.default_rng(3).normal(6, 2, (12, 1)) + np.random.default_rng(4).normal(0, 1, (12, 6))), 0, 10)  # fmt: skip


def sheet(customer, person, scores, on="2025-10-01"):
    return [
        {"customer_id": customer, "kind": "pulse", "measure_code": code, "score": float(score), "assessed_on": on, "rater_id": person, "source_class": "D"}
        for code, score in zip(CODES, scores, strict=True)
    ]  # fmt: skip


def answers():
    rows = [r for n, scores in enumerate(DRAWN) for r in sheet("A" if n % 2 else "B", f"P{n}", scores)]
    rows += sheet("A", "P1", [1] * 6, on="2024-01-01")  # replaced by the newer answer
    rows += sheet("A", "P99", [0] * 6, on="2026-02-01")  # not known yet
    return rows


def rows_of_sales():
    return [line(name, date(2025, month, 3), 100, cost_amount=60) for name in "AB" for month in (2, 6, 10)]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    people = [{"person_id": f"P{n}", "customer_id": "A" if n % 2 else "B", "person_name": f"Person {n}", "function": "Buyer" if n < 6 else "Technical"} for n in range(12)]  # fmt: skip
    return build(
        tmp_path_factory.mktemp("pulse"), rows_of_sales(), {"people": people, "assessments": answers()}
    )


def test_each_function_has_its_mean(run):
    found = {(r["customer_id"], r["role_text"]): r for r in table(run, "pulse_list")}
    assert set(found) == {(c, f) for c in "AB" for f in ("Buyer", "Technical")}
    for (customer, function), row in found.items():
        inside = [
            DRAWN[n]
            for n in range(12)
            if (n % 2 == 1) == (customer == "A") and (n < 6) == (function == "Buyer")
        ]
        assert (row["people_count"], row["roles_count"]) == (3, 2)
        assert row["pulse_number"] == pytest.approx(np.mean(inside), abs=1e-6)
        assert row["least_item_number"] == pytest.approx(np.mean(inside, axis=0).min(), abs=1e-6)


def test_the_agreement_is_cronbach_s_alpha(run):
    rows = table(run, "pulse_items")
    assert {r["item_class"] for r in rows} == set(CODES)
    alpha = 6 / 5 * (1 - DRAWN.var(axis=0).sum() / DRAWN.sum(axis=1).var())
    assert {r["sheets_count"] for r in rows} == {12}
    assert [r["alpha_number"] for r in rows] == pytest.approx([alpha] * 6)
    assert [b.name for b in next(s for s in run.report(name="portfolio").sections if s.name == "pulse").blocks[:2]] == ["pulse_list", "pulse_items"]  # fmt: skip


def test_no_score_reads_it(run, tmp_path):
    without = build(tmp_path, rows_of_sales(), {})
    for name in ("customer_scores", "customer_criteria", "relation_levels_met", "portfolio_matrix"):
        assert table(run, name) == table(without, name), name
