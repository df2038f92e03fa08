"""Assessing customers by a form: blind, saved whole or not at all, counted from the next run, taken back by who said it."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from clientela.base.i18n import msg
from clientela.evidence._measures import MEASURES
from clientela.evidence.stated_values import read_stated
from clientela.runs import asking
from clientela.scores._criteria import Criterion
from clientela.web.accounts.models import User
from clientela.workspace import Workspace

OPENNESS, FIT, RANK = "attractiveness-openness", "attractiveness-strategic_fit", "importance-supplier_rank"


@pytest.fixture
def place(own_company):
    return Workspace.open(own_company)


@pytest.fixture
def seller(log_in):
    """The sales person of the north."""
    return log_in("seller", scope_values=["S1"])


def _form(number):
    return f"{reverse('assess:customer')}?{urlencode({'id': number})}"


def _main(answer):
    return answer.content.decode().split("<main")[1]


def _said(name, measure, value, *, reason="told by the buyer", known="D", **more):
    given = {measure: value, "reason": reason, "known": known, **more}
    return {f"{name}-{key}": text for key, text in given.items()}


def _amounts(place):
    """Every amount of a customer as it could be written: the run's money, whole and rounded, with and without separators."""
    with place.current().reading() as reader:
        (row,) = reader.query("select * from customers where customer_id = 'C1'")
    numbers = {int(abs(v)) for k, v in row.items() if k.endswith("_amount") and v and abs(v) >= 1000}
    assert len(numbers) > 2
    return {
        w for n in numbers for w in (str(n), f"{n:,}", f"{n:,}".replace(",", "."), f"{n:,}".replace(",", " "))
    }


def test_the_list_and_the_form_show_no_money(place, seller):
    listed = _main(seller.get(reverse("assess:page")))
    form = seller.get(_form("C1"))
    assert form.status_code == 200
    assert "Alpe Impianti" in listed
    assert "Zagara" not in listed
    shown = _main(form)
    assert f'name="{OPENNESS}-openness"' in shown
    for amount in _amounts(place):
        assert amount not in listed, amount
        assert amount not in shown, amount
    for word in ("revenue", "margin", "class A", "EUR "):
        assert word not in re.sub(r"<footer.*</footer>", "", listed + shown, flags=re.DOTALL), word
    first = re.findall(r'<fieldset class="assessed" id="q-([^"]+)"', shown)
    assert len(first) == len(set(first)) > 15


def test_a_form_counts_from_the_next_run_and_what_is_taken_back_does_not(place, seller, log_in):
    before = len(place.batches())
    given = {
        **_said(OPENNESS, "openness", "open", known="J"), **_said(FIT, "strategic_fit", "35", reason="fits our line"),
        f"{RANK}-state": "refused",
    }  # fmt: skip
    saved = seller.post(_form("C1"), given, follow=True)
    assert "counts from the next run" in _main(saved)
    seller.post(_form("C2"), _said(OPENNESS, "openness", "tender"))
    added = place.batches()[before:]
    assert [(b.role, b.lines_accepted, b.source) for b in added] == [("observations", 3, "main"), ("observations", 1, "main")]  # fmt: skip
    assert "seller" in added[0].file_name
    mine = _main(seller.get(reverse("assess:mine")))
    assert "told by the buyer" in mine
    assert "Openness to partnership: Open to partnership" in mine
    assert "You, on" in _main(seller.get(_form("C1")))
    other = log_in("seller", scope_values=["S1"])
    assert "You, on" not in _main(other.get(_form("C1")))  # blind for everybody else
    assert "told by the buyer" not in _main(other.get(reverse("assess:mine")))
    undo = {"batch": added[1].id}
    assert other.post(reverse("assess:take_back"), undo).status_code == 404
    assert "taken back" in _main(seller.post(reverse("assess:take_back"), undo, follow=True))
    assert len(place.batches()) == before + 1

    director = log_in("director")
    assert "told by the buyer" in _main(director.get(f"{reverse('assess:mine')}?show=all"))
    assert "told by the buyer" not in _main(director.get(reverse("assess:mine")))
    assert "1 change to the assessments" in _main(director.get(reverse("assess:page")))
    assert seller.post(reverse("assess:count")).status_code == 403
    director.post(reverse("assess:count"))
    run = place.current()
    assert run.manifest.as_of_day == timezone.localdate()
    with run.reading() as reader:
        rows = reader.query("select c.customer_id, e.* from customer_evidence as e join customers as c on c.customer_key = e.customer_key")  # fmt: skip
    found = {(r["customer_id"], r["measure_code"]): r for r in rows}
    assert set(found) == {("C1", "openness"), ("C1", "strategic_fit"), ("C1", "supplier_rank")}
    opened, fit = found["C1", "openness"], found["C1", "strategic_fit"]
    assert (opened["status_class"], opened["value"], opened["source_class"], opened["author_id"]) == ("known", 10.0, "J", "S1")  # fmt: skip
    assert (fit["status_class"], fit["value"], fit["source_class"]) == ("known", 0.35, "D")
    assert found["C1", "supplier_rank"]["status_class"] == "refused"
    assert "changes to the assessments" not in _main(director.get(reverse("assess:page")))
    director.post(
        reverse("assess:take_back"), {"batch": added[0].id}
    )  # who sees the whole company takes back any
    assert len(place.batches()) == before


WRONG = (
    (_said(FIT, "strategic_fit", "35", reason=""), "Give a reason"),
    (_said(FIT, "strategic_fit", "350"), "350 is not a number from 0 to 100"),
    (_said(FIT, "strategic_fit", "x"), "x is not a number from 0 to 100"),
    (_said(FIT, "strategic_fit", "35", known=""), "Say how you know it"),
    (_said(FIT, "strategic_fit", "35", day="2999-01-01"), "lies in the future"),
    (_said(FIT, "strategic_fit", "35", day="then"), "Give the day as a date"),
    ({**_said(FIT, "strategic_fit", "35"), f"{FIT}-state": "refused"}, "keep one of them"),
    (_said(FIT, "strategic_fit", ""), "Give a value, or say why there is none"),
    (_said(RANK, "supplier_rank", "1.5"), "1.5 is not a number from 1 to 100"),
    (_said(OPENNESS, "openness", "very"), "Choose one of the answers"),
)  # fmt: skip


def test_one_wrong_field_and_nothing_is_saved(place, seller):
    before = len(place.batches())
    right = _said("importance-switching", "switching_weeks", "12,5", reason="he & she said so")
    for wrong, sentence in WRONG:
        answer = seller.post(_form("C1"), {**right, **wrong})
        assert answer.status_code == 422, sentence
        shown = _main(answer)
        assert sentence in shown
        assert 'value="he &amp; she said so"' in shown  # what was typed is still there
    assert len(place.batches()) == before


def test_an_empty_form_says_so_and_others_find_no_door(place, seller, log_in):
    before = len(place.batches())
    assert "Nothing is filled in yet" in _main(seller.post(_form("C1"), {f"{FIT}-day": "2024-12-01"}))
    given = _said(FIT, "strategic_fit", "35")
    for number in ("C4", "C404", ""):
        assert seller.get(_form(number)).status_code == 404
        assert seller.post(_form(number), given).status_code == 404
    assert log_in("reader").get(reverse("assess:page")).status_code == 403
    assert log_in("reader").post(_form("C1"), given).status_code == 403
    assert len(place.batches()) == before


def test_an_assessment_of_a_customer_that_went_to_somebody_else_is_out_of_reach(place, seller):
    seller.post(_form("C1"), _said(FIT, "strategic_fit", "35"))
    batch = place.batches()[-1]
    User.objects.filter(role="seller").update(scope_values=["S2"])
    assert "strategic" not in _main(seller.get(reverse("assess:mine"))).lower()
    assert seller.post(reverse("assess:take_back"), {"batch": batch.id}).status_code == 404
    sales = place.batches()[0]
    assert (
        seller.post(reverse("assess:take_back"), {"batch": sales.id}).status_code == 404
    )  # never a file of invoices
    assert len(place.batches()) == 2


def test_every_word_offered_stands_for_its_number_and_a_number_stays_one():
    for measure, words in asking._WORDS.items():
        part = asking._part(measure, Criterion(measure, msg("x"), 1.0))
        assert [part.read(code) for code, _ in words] == [code for code, _ in words]
        numbers = [read_stated(measure, code) for code, _ in words]
        assert numbers == sorted(numbers)
        assert {n for _, n in MEASURES[measure].words} <= set(numbers)
    share = asking._part("share_of_wallet", Criterion("wallet_share", msg("x"), 1.0))
    for typed, fraction in (("0.4", 0.004), ("35", 0.35), ("35 %", 0.35), ("12,5", 0.125), ("1", 0.01)):
        assert read_stated("share_of_wallet", share.read(typed)) == pytest.approx(fraction)
    assert [share.read(t) for t in ("", "-", "x", "yes", "-1", "101", "35%%", "1,200", "nan")] == [None] * 9
    own = asking._part("our_test", Criterion("our_test", msg("x"), 1.0, is_own=True))
    assert [own.read(t) for t in ("10", "10.5")] == ["10", None]
    wide = asking._part("our_test", Criterion("our_test", msg("x"), 1.0, ((0, 0), (500, 10)), is_own=True))
    assert (wide.read("501"), wide.span) == ("501", ("", ""))
