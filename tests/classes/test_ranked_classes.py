"""ABC and pyramid on tables made by hand: ties, cuts, and who takes part."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from clientela.base.settings import Abc, Pyramid
from clientela.classes.abc import abc
from clientela.classes.pyramid import pyramid
from clientela.engine.connect import Engine

MEASURES = (
    "revenue_12m_amount", "revenue_prior_12m_amount", "margin_12m_amount", "orders_12m_count", "families_12m_count",
    "lines_12m_count", "lines_prior_12m_count",
)  # fmt: skip


@pytest.fixture(scope="module")
def ask():
    """Run a class over customers given as dictionaries; a measure not named is 0, lines are 1."""
    with Engine() as engine:

        def classify(step, given):
            rows = ", ".join(
                "("
                + ", ".join(
                    ["null" if v is None else str(v) for v in
                     (key, *(row.get(m, 1 if m.startswith("lines") else 0) for m in MEASURES))]
                )
                + ")"
                for key, row in enumerate(given)
            )  # fmt: skip
            engine.execute(
                "create or replace temp table customer_measures as select * from (values "
                f"{rows}) as t(customer_key, {', '.join(MEASURES)})"
            )
            engine.execute(
                "create or replace temp table customer_ladder as select customer_key, cast(null as bigint) as cm3_12m_amount from customer_measures"
            )
            sql = step.build({"abc": Abc(), "pyramid": Pyramid()})
            cursor = engine.connection.execute(f"select * from ({sql}) order by customer_key")
            names = [d[0] for d in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        yield classify


def revenues(*values):
    return [{"revenue_12m_amount": v} for v in values]


def letters(rows, column):
    return "".join(row[column] or "-" for row in rows)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((80, 20), "AB"),  # the share before the second is exactly 80 %: outside A
        ((79, 21), "AA"),
        ((70, 10, 10, 10), "AAAA"),  # the tie begins at 70 %: all three share the better class
        ((80, 5, 5, 5, 5), "ABBBB"),
        ((95, 3, 2), "ACC"),
        ((100,), "A"),
        ((50, 0, -10), "ACC"),  # nothing positive is C
        ((0, -5), "CC"),
    ],
)
def test_value_class(ask, values, expected):
    assert letters(ask(abc, revenues(*values)), "abc_value_class") == expected


def test_who_did_not_buy_has_no_class_and_no_weight(ask):
    rows = [*revenues(50, 30, 20), {"revenue_12m_amount": 900, "lines_12m_count": 0}]
    found = ask(abc, rows)
    assert letters(found, "abc_value_class") == "AAB-"
    assert [row["abc_rank"] for row in found] == [1, 2, 3, None]


def test_unknown_margin_has_no_class_by_margin(ask):
    rows = [{"margin_12m_amount": v} for v in (90, None, 10, -5)]
    found = ask(abc, rows)
    assert letters(found, "abc_margin_class") == "A-BC"
    assert [row["abc_margin_share_before"] for row in found] == [0, None, 0.9, None]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((9, 8, 7, 6, 5, 4, 3, 2, 1, 0), "ABBCCCCCCC"),
        ((9, 9, 7, 6, 5, 4, 3, 2, 1, 0), "AABCCCCCCC"),  # two share the first place
        ((9, 8, 7, 7, 5, 4, 3, 2, 1, 0), "ABBBCCCCCC"),  # the tie at the third place
        ((5,) * 10, "AAAAAAAAAA"),
    ],
)
def test_count_class_ties(ask, values, expected):
    assert letters(ask(abc, revenues(*values)), "abc_count_class") == expected


def reference(values, cuts):
    total = sum(max(v, 0) for v in values)
    found = []
    for value in values:
        if value <= 0:
            found.append("C")
            continue
        share = Fraction(sum(v for v in values if v > value), total)
        found.append("A" if share < cuts[0] else "B" if share < cuts[1] else "C")
    return "".join(found)


@bounds(max_examples=100, deadline=None, derandomize=True)
@given(
    values=st.lists(st.integers(-20, 400), min_size=1, max_size=15), scale=st.sampled_from([1, 100, 10**11])
)
def test_value_class_against_exact_fractions(ask, values, scale):
    found = ask(abc, revenues(*[v * scale for v in values]))
    assert letters(found, "abc_value_class") == reference(values, (Fraction(8, 10), Fraction(95, 100)))


@pytest.mark.parametrize(
    ("n", "layers"),
    [
        (5, (1, 0, 2, 2)),  # small base: 5, 20, 50 % of 5 are 0.25 (at least 1), 1, 2.5 (up to 3)
        (20, (1, 3, 6, 10)),
        (99, (5, 15, 30, 49)),
        (100, (1, 4, 15, 80)),  # from a hundred on: 1, 5, 20 %
        (101, (1, 4, 15, 81)),
    ],
)
def test_pyramid_cuts(ask, n, layers):
    found = ask(pyramid, revenues(*range(n, 0, -1)))
    counts = Counter(row["pyramid_revenue_layer"] for row in found)
    assert tuple(counts[layer] for layer in ("top", "large", "medium", "small")) == layers
    order = [("top", "large", "medium", "small").index(row["pyramid_revenue_layer"]) for row in found]
    assert order == sorted(order)


def test_pyramid_ties_and_population(ask):
    rows = [
        *revenues(9, 9, 7, 6, 5),
        {"revenue_12m_amount": 99, "lines_12m_count": 0},
        {"margin_12m_amount": None},
    ]
    found = [row["pyramid_revenue_layer"] for row in ask(pyramid, rows)]
    assert found[:2] == ["top", "top"]
    assert found[5] is None
    assert [row["pyramid_margin_layer"] for row in ask(pyramid, rows)][6] is None


def test_pyramid_a_year_ago_looks_at_a_year_ago(ask):
    rows = [
        {"revenue_prior_12m_amount": 5, "lines_12m_count": 0},
        {"revenue_12m_amount": 9, "lines_prior_12m_count": 0},
    ]
    found = ask(pyramid, rows)
    assert [row["pyramid_prior_layer"] for row in found] == ["top", None]
    assert [row["pyramid_revenue_layer"] for row in found] == [None, "top"]


def test_three_variables_make_three_pyramids(ask):
    """S1-37: revenue, orders, families and margin each make a pyramid of their own out of the same customers."""
    rows = [
        {"revenue_12m_amount": 100 - n, "orders_12m_count": n + 1, "families_12m_count": (n * 7) % 20 + 1, "margin_12m_amount": (n * 3) % 20 + 1}
        for n in range(20)
    ]  # fmt: skip
    found = ask(pyramid, rows)
    tops = {}
    for name, column in (("revenue", "revenue_12m_amount"), ("orders", "orders_12m_count"), ("families", "families_12m_count"), ("margin", "margin_12m_amount")):  # fmt: skip
        layers = [row[f"pyramid_{name}_layer"] for row in found]
        assert [layers.count(one) for one in ("top", "large", "medium", "small")] == [1, 3, 6, 10], name
        tops[name] = layers.index("top")
        assert rows[tops[name]][column] == max(row[column] for row in rows)
    assert len(set(tops.values())) == len(tops)
