"""The report of the years ahead says what it rests on, and what it cannot say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clientela.base.i18n import LANGUAGES, translate
from clientela.base.scope import Scope
from clientela.blocks import Note, Table
from clientela.render.html import render_html
from conftest import AS_OF, build_workspace, line, table


def _rows() -> list[dict]:
    """Forty customers that order each month; each year eight more begin, and some stop."""
    rows = []
    for i in range(64):
        day = (
            date(2021, 1, 5) + timedelta(days=i % 28) if i < 40 else date(2022 + (i - 40) // 8, 3, 1 + i % 8)
        )
        last = AS_OF if i % 5 else date(2024, 1 + i % 12, 1)
        while day <= last:
            rows.append(line(f"{i:02d}", day, 100 + i, cost_amount=60, salesperson=f"P{i % 2}"))
            day += timedelta(days=30)
    return rows


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return build_workspace(tmp_path_factory.mktemp("outlook_report"), _rows())


def _tables(document):
    return {b.name: b for s in document.sections for b in s.blocks if isinstance(b, Table)}


def test_the_sections_tie_to_the_results(run):
    document = run.report(name="outlook")
    assert [s.name for s in document.sections] == [
        "outlook", "landing", "risk", "attrition", "control", "value", "proof",
    ]  # fmt: skip
    found = _tables(document)
    assert found["outlook_classes"].total[1] == len(table(run, "customer_outlook"))
    new = [r for r in table(run, "company_forecast") if r["group_class"] == "new"]
    assert {row[0]: row[2] for row in found["customers_not_yet_won"].rows} == {
        r["year_ahead"]: r["revenue_mean_amount"] for r in new
    }
    assert len(found["at_risk_list"].rows) > 0
    assert {row[1] for row in found["class_loyalty"].rows} == {
        r["customers_count"] for r in table(run, "class_loyalty")
    }
    for language in LANGUAGES:
        assert "00" in render_html(document, language=language)


def test_the_dynamics_tie_to_the_results(run):
    found = _tables(run.report(name="portfolio"))
    states = [r for r in table(run, "value_dynamics") if r["state_class"] != "lost"]
    assert found["value_dynamics"].total[1] == sum(r["customers_count"] for r in states)
    assert found["value_dynamics"].total[7] == sum(r["state_value_amount"] for r in states)
    for row in found["value_moves"].rows:
        assert sum(row[2:]) == pytest.approx(1)
    assert len(found["stress_test"].rows) == len(table(run, "stress_test"))
    notes = [b for s in run.report(name="portfolio").sections for b in s.blocks if isinstance(b, Note)]
    assert any("dated answers on the relation" in translate(n.text, language="en") for n in notes)


def test_a_part_has_no_customers_not_yet_won_of_its_own(run):
    part = run.report(name="outlook", scope=Scope("seller_id", ("P1",)), scope_name="P1")
    found = _tables(part)
    assert "customers_not_yet_won" not in found
    assert found["outlook_classes"].total[1] == 32


def test_without_a_forecast_it_says_what_it_takes(made):
    document = made([line(f"{i}", date(2025, 5, 1), 100) for i in range(5)])
    sections = document.report(name="outlook").sections
    assert [s.name for s in sections] == ["outlook", "early"]
    (section, _) = sections
    (note,) = (b for b in section.blocks if isinstance(b, Note))
    assert note.kind == "unknown"
    assert "20 customers" in translate(note.text, language="en")
