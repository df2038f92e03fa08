"""The language of the segment rules: what it reads, what it refuses and where, and what a missing value does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from clientela.base.i18n import translate
from clientela.classes import segments as module
from clientela.classes._rule_words import (
    Comparison,
    Joined,
    Membership,
    Missing,
    Negation,
    RuleTextError,
    read_condition,
)
from clientela.classes.segments import COLUMNS, SegmentRuleError, condition_sql, read_rules, rules_version
from clientela.engine.connect import Engine


def read(text):
    return read_condition(text, COLUMNS)


def test_and_binds_before_or_and_brackets_before_both():
    a = Comparison("country", "=", "IT")
    b = Comparison("orders_12m_count", ">", Decimal(3))
    c = Missing("seller_id")
    text = "country = 'IT' or orders_12m_count > 3 and seller_id is missing"
    assert read(text) == Joined("or", (a, Joined("and", (b, c))))
    assert read(f"({text[:38]}) and seller_id is missing") == Joined("and", (Joined("or", (a, b)), c))


def test_every_form():
    assert read("abc_value_class in ('A', 'B')") == Membership("abc_value_class", ("A", "B"))
    assert read("NOT Country IN ('IT')") == Negation(Membership("country", ("IT",)))
    assert read("country not in ('IT')") == Negation(Membership("country", ("IT",)))
    assert read("last_order_on >= '2025-06-30'") == Comparison("last_order_on", ">=", date(2025, 6, 30))
    assert read("revenue_12m_amount >= -50000.25") == Comparison(
        "revenue_12m_amount", ">=", Decimal("-50000.25")
    )
    assert read("country != 'IT'") == Comparison("country", "<>", "IT")
    assert read("seller_id is not missing") == Negation(Missing("seller_id"))
    assert read('city = "L\'Aquila"') == Comparison("city", "=", "L'Aquila")
    assert read("city = 'L''Aquila'") == Comparison("city", "=", "L'Aquila")
    assert read("customer_type = 'rigattiere'") == Comparison(
        "customer_type", "=", "rigattiere"
    )  # it is open


@pytest.mark.parametrize(
    ("text", "position", "sentence"),
    [
        ("revenue_12_amount > 5", 1, "there is no column revenue_12_amount. The nearest ones: revenue_12m_amount"),
        ("country = 'IT' and contry = 'FR'", 20, "there is no column contry. The nearest ones: country"),
        ("customer_key = 5", 1, "there is no column customer_key"),
        ("revenue_12m_amount > 'many'", 22, "revenue_12m_amount is a number, so a number was expected here"),
        ("country = 5", 11, "here a value in quotation marks was expected for country"),
        ("country > 'IT'", 9, "country is a text: it can be compared with = and <> only"),
        ("abc_value_class = 'D'", 19, "abc_value_class never is D. It can be: A, B, C"),
        ("last_order_on > '30.06.2025'", 17, "30.06.2025 is no date; write it as '2025-12-31'"),
        ("country = 'IT", 11, "the text that begins here has no closing quotation mark"),
        ("country = 'IT' ; drop table customers", 16, "; means nothing here"),
        ("country", 8, "after a column one of"),
        ("country = 'IT' country = 'FR'", 16, "here `and`, `or` or the end was expected, not country"),
        ("country is 'IT'", 12, "after `is` the word `missing` was expected"),
        ("(country = 'IT'", 16, "here a closing bracket was expected"),
        ("country in 'IT'", 12, "here an opening bracket was expected"),
        ("country in ('IT' 'FR')", 18, "here a comma or a closing bracket was expected"),
        ("5 = 5", 1, "here the name of a column was expected"),
        ("country = 'IT' and", 19, "here the name of a column was expected"),
        ("orders_12m_count > 1e5", 20, "1e5 is no number; write it as 1234.5"),
        ("revenue_12m_amount > 1.000.5", 22, "1.000.5 is no number"),
        ("revenue_12m_amount > 1,5", 23, "here `and`, `or` or the end was expected, not ,"),
        ("not " * 60 + "country = 'IT'", 201, "the brackets are nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text, position, sentence):
    with pytest.raises(RuleTextError) as error:
        read(text)
    assert error.value.position == position
    assert translate(error.value.problem, language="en").startswith(sentence)


def test_the_sentence_names_the_rule():
    with pytest.raises(SegmentRuleError) as error:
        read_rules((("Good", "country = 'IT'"), ("Key", "contry = 'IT'")))
    assert str(error.value).startswith(
        "Rule 2 of [[segment_rules]] (Key), character 1 of where: there is no column contry."
    )


@bounds(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet="abc '\"()<>=!,.-;5 notandrmisg\n\\", max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        read(text)
    except RuleTextError as error:
        assert 1 <= error.position <= len(text) + 1


KLEENE = (True, False, None)
LEAVES = {True: "country = 'IT'", False: "country = 'FR'", None: "seller_id = 'S1'"}


@pytest.fixture(scope="module")
def engine():
    with Engine() as opened:
        opened.execute(
            "create temp table customer_register as select 1 as customer_key, 'IT' as country, cast(null as varchar) as seller_id"
        )
        yield opened


def value_of(engine, text):
    (row,) = engine.fetch(f"select {condition_sql(read(text))} from customer_register")
    return row[0]


@pytest.mark.parametrize("a", KLEENE)
@pytest.mark.parametrize("b", KLEENE)
def test_three_values(engine, a, b):
    both = False if False in (a, b) else None if None in (a, b) else True
    one = True if True in (a, b) else None if None in (a, b) else False
    assert value_of(engine, f"{LEAVES[a]} and {LEAVES[b]}") is both
    assert value_of(engine, f"{LEAVES[a]} or {LEAVES[b]}") is one
    assert value_of(engine, f"not {LEAVES[a]}") is (None if a is None else not a)


def test_missing_never_matches_and_can_be_asked_for(engine):
    assert value_of(engine, "seller_id <> 'S1'") is None
    assert value_of(engine, "seller_id in ('S1', 'S2')") is None
    assert value_of(engine, "seller_id not in ('S1')") is None
    assert value_of(engine, "seller_id is missing") is True
    assert value_of(engine, "seller_id is not missing") is False


def test_a_text_cannot_leave_its_quotation_marks(engine):
    assert value_of(engine, "country = \"x' or 'a' = 'a\"") is False
    assert condition_sql(read("revenue_12m_amount >= 50000.25")).endswith(">= 500002500")


def test_the_version_is_the_text_and_the_order():
    one, two = ("A", "country = 'IT'"), ("B", "country = 'FR'")
    assert rules_version((one, two)) != rules_version((two, one))
    assert rules_version((one, two)) == rules_version((one, two))
    assert len(rules_version((one,))) == 12


def test_every_column_of_a_customer_can_be_named():
    assert {f.unit for f in COLUMNS.values()} <= {
        "text",
        "class",
        "money",
        "share",
        "count",
        "number",
        "days",
        "id",
        "date",
    }
    for name, field in COLUMNS.items():
        value = "1" if field.unit in ("money", "share", "count", "number", "days", "id") else "'2025-01-01'"
        if field.codes:
            value = f"'{field.codes[0][0]}'"
        assert name in module.condition_sql(read(f"{name} = {value}"))
