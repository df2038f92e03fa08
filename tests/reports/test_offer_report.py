"""The sections on prices and range: what they say, what they leave open, and that nothing is sold as a gain that is none."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.i18n import translate
from clientela.base.settings import Settings
from clientela.blocks import Note, Table
from clientela.reports import _offer, _prices
from clientela.reports._inputs import Inputs
from conftest import AS_OF, build_workspace, line, tiny_rows


def inputs_of(run):
    with run.reading() as reader:
        tables = {n: reader.rows(n) for n in (*_offer.TABLES, *_offer.WHOLE_TABLES, *_prices.TABLES)}
    return Inputs(tables, [], Settings(), AS_OF, "r1", date(2023, 1, 1), False, "", 0)  # noqa: FBT003 - a record of the house


@pytest.fixture(scope="module")
def tiny_inputs(tmp_path_factory):
    return inputs_of(build_workspace(tmp_path_factory.mktemp("offer"), tiny_rows()))


def texts(section, kind="unknown"):
    return [
        translate(b.text, language="en") for b in section.blocks if isinstance(b, Note) and b.kind == kind
    ]


def tables(section):
    return {b.name: b for b in section.blocks if isinstance(b, Table)}


def test_prices_are_told_and_what_is_missing_is_named(tiny_inputs):
    section = _prices.prices_section(tiny_inputs)
    lead = translate(section.lead, language="en")
    assert "24 customers can be compared by price" in lead
    assert [t.split(":")[0] for t in texts(section)] == [
        "Discounts are unknown",
        "Price against cost to serve is unknown",
    ]
    assert len(tables(section)["price_gaps"].rows) == 13
    for language in ("en", "it", "ru"):
        assert translate(section.lead, language=language)


def test_the_range_is_told_and_what_is_missing_is_named(tiny_inputs):
    section = _offer.range_section(tiny_inputs)
    assert section.lead is not None
    told = " ".join(texts(section))
    for word in ("Depth is unknown", "nothing to suggest", "successor", "win rate is unknown"):
        assert word in told
    assert set(tables(section)) >= {"product_priority", "family_distribution", "range_years"}


def test_without_products_one_note_says_what_would_help(tmp_path):
    inputs = inputs_of(build_workspace(tmp_path, [line("1", date(2025, 6, 1), 100)]))
    section = _offer.range_section(inputs)
    assert [b.kind for b in section.blocks] == ["unknown"]
    (note, *_) = texts(_prices.prices_section(inputs))
    assert "Prices are unknown" in note


def test_nothing_bought_in_a_year_has_no_section(tmp_path):
    inputs = inputs_of(build_workspace(tmp_path, [line("1", date(2022, 6, 1), 100)]))
    assert _prices.prices_section(inputs) is None
    assert _offer.range_section(inputs) is None


def proof_row(way, verdict, role, low, high):
    return {
        "purchase_class": "new", "method": way, "judged_count": 100, "hits_count": 50, "hit_share": 0.5, "hit_low_share": 0.4, "hit_high_share": 0.6,
        "gain_low_number": low, "gain_high_number": high, "earlier_hit_share": None, "caught_amount": 1, "opened_amount": 2, "verdict": verdict, "role": role,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "low", "is_gain"), [("better", 0.02, True), ("not_better", -0.02, False)]
)
def test_a_gain_is_told_only_where_it_was_shown(tiny_inputs, verdict, low, is_gain):
    rows = [
        proof_row("popular", "baseline", "baseline", None, None),
        proof_row("learned", verdict, "chosen", low, 0.08),
    ]
    tiny_inputs.tables["cross_selling_proof"] = rows
    section = _offer.range_section(tiny_inputs)
    (table,) = [t for n, t in tables(section).items() if n == "cross_selling_proof_new"]
    note = translate(table.note, language="en")
    assert ("points more than" in note) is is_gain
    assert ("not shown to be more" in note) is not is_gain
    assert ("the families that most customers buy" in " ".join(texts(section, "warning"))) is not is_gain
    assert "not what an offer adds" in " ".join(texts(section, "info"))
