"""S4-71, S4-72: six factors from 0 to 5, the weakest decides; what is claimed without a document is not certain."""

from __future__ import annotations

import pytest

from clientela.evidence.kam_readiness import FACTORS
from clientela.reports._readiness import verdict_of, verdicts
from conftest import line, table
from portfolio_files import build

CODES = [code for code, *_ in FACTORS]


def judged(code, score, evidence=None, rater="E1", on="2025-10-01", **more):
    return {"kind": "readiness6", "measure_code": code, "score": score, "assessed_on": on, "rater_id": rater, "evidence": evidence, "source_class": "J", **more}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    rows = [
        judged("sponsorship", 4, "minutes of the board"), judged("sponsorship", 3, "minutes", "E2"), judged("sponsorship", 0, on="2024-01-01"),
        judged("selection", 5), judged("organisation", 5, "chart", None, "2025-09-01"), judged("organisation", 3, "chart", None), judged("people", 3, "plan"), judged("information", 3, "this system"),
        judged("people", 1, customer_id="A"), judged("information", 0, on="2026-02-01"),
    ]  # fmt: skip
    return build(tmp_path_factory.mktemp("ready"), [line("A", "2025-05-01", 100)], {"assessments": rows})


def test_each_factor_has_its_bounds(run):
    rows = {r["factor_class"]: r for r in table(run, "kam_readiness")}
    assert sorted(rows) == sorted(CODES)
    found = {
        code: (r["score_mean"], r["score_low"], r["score_high"], r["factor_state"])
        for code, r in rows.items()
    }
    assert found == {
        "sponsorship": (3.5, 3, 4, "proved"), "selection": (5, 2, 5, "claimed"), "organisation": (3, 3, 3, "proved"),
        "people": (3, 3, 3, "proved"), "information": (3, 3, 3, "proved"), "rewards": (None, 0, 5, "unknown"),
    }  # fmt: skip
    assert rows["sponsorship"]["raters_count"] == 2
    assert (
        rows["organisation"]["raters_count"] == 1
    )  # without a number two judgements are one person, the newest stands


def test_the_verdict_is_the_minimum(run):
    rows = table(run, "kam_readiness")
    assert verdicts(rows) == ("not_ready", "ready")
    known = [r for r in rows if r["factor_state"] != "unknown"]
    assert verdicts(known) == ("pilot", "ready")
    assert [verdict_of(score) for score in (0, 1.9, 2, 2.9, 3, 5)] == ["not_ready", "not_ready", "pilot", "pilot", "ready", "ready"]  # fmt: skip


def test_the_report_says_what_is_next(run):
    section = next(s for s in run.report(name="key_accounts").sections if s.name == "readiness")
    assert "From" in str(section.lead)
    rows = {str(r[0]): r for r in section.blocks[1].rows}
    assert str(rows["Right selection"][6]) == "name the document that shows it"
    assert str(rows["Organisation and team"][6]).startswith("authority")
    assert str(rows["Culture, measurement and rewards"][6]) == "assess it"


def test_without_an_assessment_there_is_no_verdict(tiny):
    assert table(tiny, "kam_readiness") == []
    assert "readiness" not in [s.name for s in tiny.report(name="key_accounts").sections]
