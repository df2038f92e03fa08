"""RFM by fifths and by own limits, on customers made by hand."""

from __future__ import annotations

from itertools import product

import pytest

from clientela.base.class_settings import Rfm
from clientela.classes.rfm import GROUPS, group_sql, rfm
from clientela.engine.connect import Engine


@pytest.fixture(scope="module")
def engine():
    with Engine() as opened:
        yield opened


def score(engine, rows, rules=None):
    """`rows`: (days since the last order, orders, revenue in currency units[, lines])."""
    values = ", ".join(
        "(" + ", ".join("null::bigint" if v is None else str(v) for v in (key, days, orders, None if revenue is None else revenue * 10_000, *(lines or [1]))) + ")"
        for key, (days, orders, revenue, *lines) in enumerate(rows)
    )  # fmt: skip
    engine.execute(
        "create or replace temp table customer_measures as select * from (values "
        f"{values}) as t(customer_key, recency_days, orders_12m_count, revenue_12m_amount, lines_12m_count)"
    )
    sql = rfm.build({"rfm": rules or Rfm()})
    return engine.connection.execute(
        f"select rfm_score, rfm_group from ({sql}) as scored order by customer_key"
    ).fetchall()


def test_fifths(engine):
    rows = [(10 * place, 100 - place, 1000 - place) for place in range(10)]
    assert [s for s, _ in score(engine, rows)] == [f"{n}-{n}-{n}" for n in (5, 5, 4, 4, 3, 3, 2, 2, 1, 1)]


def test_equal_values_share_the_better_score(engine):
    # 0, 0, 0 better than nobody: 5; the next has three of five before it: 5 - floor(3) = 2; the last four: 1
    found = [s[0] for s, _ in score(engine, [(1, 1, 1), (1, 1, 1), (1, 1, 1), (2, 1, 1), (3, 1, 1)])]
    assert found == ["5", "5", "5", "2", "1"]
    everybody = score(engine, [(7, 3, 50)] * 12)
    assert set(everybody) == {("5-5-5", "champions")}


def test_who_did_not_buy_has_no_score_and_no_weight(engine):
    found = score(engine, [(1, 5, 500), (400, 0, 0, 0), (9, 1, 20)])
    assert found == [
        ("5-5-5", "champions"),
        (None, None),
        ("3-3-3", "steady"),
    ]  # one of two is better: 5 - floor(2.5)


def test_only_credit_notes_is_no_recency(engine):
    found = score(engine, [(None, 0, -5), (3, 1, 10)])
    assert found[0] == (None, None)
    assert found[1][0] == "5-5-5"


def test_own_limits(engine):
    rules = Rfm(
        recency_days_cuts=(30, 60, 120, 240), orders_cuts=(2, 4, 8, 12), revenue_cuts=(100, 1000, 5000, 20000)
    )
    rows = [(30, 12, 20000), (31, 11, 19999), (120, 4, 1000), (121, 3, 999), (241, 1, 99), (0, 2, -5)]
    assert [s for s, _ in score(engine, rows, rules)] == [
        "5-5-5",
        "4-4-4",
        "3-3-3",
        "2-2-2",
        "1-1-1",
        "5-2-1",
    ]


def test_one_limit_of_ones_own_leaves_the_other_fifths(engine):
    found = score(engine, [(5, 9, 10), (500, 1, 5)], Rfm(recency_days_cuts=(1000, 2000, 3000, 4000)))
    assert [s for s, _ in found] == ["5-5-5", "5-3-3"]


def test_every_score_is_in_exactly_one_group(engine):
    """The bounds are written so that none hides behind an earlier one, except `steady`, which is what remains."""
    triples = list(product(range(1, 6), repeat=3))
    values = ", ".join(map(str, triples))
    found = dict(
        zip(
            triples,
            (g for (g,) in engine.connection.execute(
                f"select {group_sql('r', 'f', 'm')} from (values {values}) as t(r, f, m)"
            ).fetchall()),
            strict=True,
        )
    )  # fmt: skip
    assert None not in found.values()
    assert set(found.values()) == {g.code for g in GROUPS}

    def inside(group, triple):
        bounds = (group.recency, group.frequency, group.money)
        return all(low <= value <= high for value, (low, high) in zip(triple, bounds, strict=True))

    for triple, code in found.items():
        fitting = [g.code for g in GROUPS if inside(g, triple)]
        assert fitting[0] == code
        if triple[0] < 3:
            earlier = [g for g in fitting if g not in ("fading", "dormant")]
            assert len(earlier) <= 1
    assert found[5, 5, 5] == "champions"
    assert found[3, 4, 1] == "loyal"
    assert found[5, 1, 5] == "large_orders"
    assert found[4, 2, 1] == "recent"
    assert found[2, 4, 4] == "not_to_lose"
    assert found[1, 3, 4] == "valuable_silent"
    assert found[2, 5, 3] == "regulars_silent"
    assert found[2, 3, 3] == "fading"
    assert found[1, 1, 1] == "dormant"
