"""The contract of the answers: a figure with what it rests on, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from clientela.answers._contract import Answer, not_answerable
from clientela.answers.levers import levers
from clientela.base.i18n import LANGUAGES, msg, translate
from clientela.base.scope import Scope
from clientela.base.settings import Settings
from clientela.blocks import Kpis, Note, Table
from clientela.render.html import render_html
from clientela.reports.ten_questions import all_questions
from conftest import line, table

QUESTIONS = all_questions()


def _sections(run, **more):
    return {s.name: s for s in run.report(name="ten_questions", **more).sections}


def _state(section):
    (how,) = (b for b in section.blocks if isinstance(b, Table) and b.name == "how")
    return how.rows[0][1].id


def test_numbers_are_those_of_the_ten_questions():
    numbers = [q.number for q in QUESTIONS]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= set(range(1, 11))


def test_an_answer_that_is_not_whole_says_why():
    with pytest.raises(ValueError, match="says why"):
        Answer("partial", msg("x"), msg("y"))
    assert not_answerable(msg("too few"), method=msg("y")).because.id == "too few"


def test_the_answers_tie_to_the_results(demo_s):
    found = _sections(demo_s.run)
    years = table(demo_s.run, "outlook_years")
    last = max(years, key=lambda r: r["year_ahead"])
    (figures,) = (b for b in found["still_customers"].blocks if isinstance(b, Kpis))
    assert figures.figures[0].value == round(last["active_mean_number"])
    likely, uncertain, unlikely = (figures.figures[i].value for i in (1, 2, 3))
    assert likely + uncertain + unlikely == last["customers_count"]
    classes = table(demo_s.run, "outlook_classes")
    (security,) = (b for b in found["business_security"].blocks if isinstance(b, Kpis))
    assert security.figures[0].value == sum(r["expected_loss_amount"] or 0 for r in classes)
    lost = table(demo_s.run, "irremediable_loss")
    (loss,) = (b for b in found["irremediable_losses"].blocks if isinstance(b, Kpis))
    assert loss.figures[1].value == sum(r["expected_loss_amount"] for r in lost)
    low, high = (sum(r[f"irremediable_{end}_amount"] for r in lost) for end in ("low", "high"))
    assert 0 <= low <= high <= loss.figures[1].value


@dataclass
class _Given:
    tables: dict
    settings: Settings
    as_of: date = date(2025, 12, 31)
    currency: str = "EUR"


def test_levers_are_put_into_money_and_the_largest_comes_first():
    """S0-33: levers in money with how each is known; what they cost comes with the plans (test_levers.py)."""
    makers = [
        {"customer_key": 1, "cm3_12m_amount": -300, "cm1_12m_amount": 50, "repair_risk_amount": 50},
        {"customer_key": 2, "cm3_12m_amount": None, "cm1_12m_amount": -40, "repair_risk_amount": None},
    ]
    tables = {
        "loss_makers": makers,
        "price_totals": [{"leaks_count": 2, "discount_leak_amount": 120}],
        "suggestion_list": [{"customer_key": 1, "expected_margin_12m_amount": 10}, {"customer_key": 1, "expected_margin_12m_amount": 5}],
        "at_risk_list": [{"expected_loss_amount": None}],
        "lever_effects": [],
        "account_plans": [],
    }  # fmt: skip
    answer = levers.build(_Given(tables, Settings()))
    (table_of,) = answer.blocks
    assert [row[1:4] for row in table_of.rows] == [
        (2, 340, 50),
        (2, 120, None),
        (1, 15, None),
        (None, 0, None),
    ]
    assert answer.status == "partial"
    nothing = levers.build(_Given({name: [] for name in tables}, Settings()))
    assert nothing.status == "not_answerable"


def test_one_page_lists_every_question_with_its_state(demo_s):
    found = _sections(demo_s.run)
    (listed,) = (b for b in found["answers"].blocks if isinstance(b, Table))
    assert [row[0] for row in listed.rows] == [q.number for q in QUESTIONS]
    for question, row in zip(QUESTIONS, listed.rows, strict=True):
        assert row[3].id == _state(found[question.name])


def test_what_cannot_be_answered_says_so_and_what_to_bring(made):
    run = made([line(f"{i}", date(2025, 5, 1), 100) for i in range(5)])
    found = _sections(run)
    for question in QUESTIONS:
        section = found[question.name]
        state = _state(section)
        if state != "Answered":
            assert any(isinstance(b, Note) and b.kind == "unknown" for b in section.blocks), question.name
    refused = [q.name for q in QUESTIONS if _state(found[q.name]) == "Cannot be answered yet"]
    assert {"still_customers", "business_security", "loyalty_of_the_largest", "change_of_person"} <= set(
        refused
    )
    (note,) = (b for b in found["still_customers"].blocks if isinstance(b, Note))
    assert "twelve months" in translate(note.text, language="en")


def test_a_part_of_the_company_has_its_own_answers(demo_s):
    seller = next(r["seller_id"] for r in table(demo_s.run, "customers") if r["seller_id"])
    part = _sections(demo_s.run, scope=Scope("seller_id", (seller,)), scope_name=seller)
    whole = _sections(demo_s.run)
    (mine,) = (b for b in part["still_customers"].blocks if isinstance(b, Kpis))
    (all_of_them,) = (b for b in whole["still_customers"].blocks if isinstance(b, Kpis))
    assert mine.figures[0].value < all_of_them.figures[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_shown(demo_s, language):
    assert len(render_html(demo_s.run.report(name="ten_questions"), language=language)) > 10_000
