"""Question 8: the card where it works, the rules of the strategy where it does not, and warnings at acquisition (S4-01)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from clientela.answers.new_customers import new_customers
from clientela.base.i18n import translate
from clientela.base.settings import Settings
from clientela.blocks import Table
from clientela.reports.whom_to_win import build_whom_to_win
from profile_frames import frames_of, results_of


def _given(card, fits):
    settings = Settings()
    return SimpleNamespace(tables={"profile_card": card, "profile_fits": list(fits.values()), "factor_fit": []}, currency="EUR", settings=settings)  # fmt: skip


def _tables(answer):
    return {b.name: b for b in answer.blocks if isinstance(b, Table)}


def test_a_card_that_works_is_given():
    card, fits = results_of(frames_of(30, 30))
    answer = new_customers.build(_given(card, fits))
    assert answer.status == "answered"
    assert "Size of the first order: at least €" in translate(answer.headline, language="en")
    rows = _tables(answer)["newcomers"].rows
    assert len(rows) == 3
    figures = {f.name: f.value for f in answer.figures}
    assert (figures["newcomers_go"], figures["newcomers_warned"]) == (1, 2)
    assert figures["hit_rate"] > 0.5


@pytest.mark.parametrize(("good", "strength"), [(14, 3.0), (30, 0.0)])
def test_without_a_card_the_rules_of_the_strategy_hold(good, strength):
    """Fourteen good customers, or nothing that tells them apart: no card, and a fit below one half still warns."""
    card, fits = results_of(frames_of(good, 30, strength=strength))
    answer = new_customers.build(_given(card, fits))
    assert answer.status == "partial"
    assert answer.because is not None
    assert "profile_card" not in _tables(answer)
    refused = [row for row in _tables(answer)["newcomers"].rows if row[3].id.startswith("No:")]
    assert len(refused) == 1


def test_without_customers_there_is_no_answer():
    assert new_customers.build(_given([], {})).status == "not_answerable"


def test_the_report_shows_the_same_card():
    card, fits = results_of(frames_of(30, 30))
    given = _given(card, fits)
    inputs = SimpleNamespace(**vars(given), as_of=None, scope_name="", run_id="1", first_on=None)
    sections = {s.name: s for s in build_whom_to_win(inputs).sections}
    (shown,) = (
        b for b in sections["good_profile"].blocks if isinstance(b, Table) and b.name == "profile_card"
    )
    assert shown.rows == _tables(new_customers.build(given))["profile_card"].rows
    assert "newcomers" in sections
