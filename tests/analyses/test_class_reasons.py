"""Why customers changed class: their own revenue or the line, and where the line lies."""

from __future__ import annotations

import random

import pytest

from clientela.analyses.class_reasons import class_reasons
from clientela.base.class_settings import Abc
from clientela.base.scope import Scope
from clientela.classes.abc import abc
from clientela.economics._bridge_effects import REVENUE_COLUMNS
from clientela.economics.bridge import class_lines
from clientela.engine.connect import Engine
from conftest import customers, line, table

COLUMNS = [f.name for f in class_reasons.fields]


def reasons(people):
    """`people`: (class before, class now, revenue before, revenue now, old line, new line, {effect: amount})."""
    with Engine() as engine:
        cells = [
            f"({key}, '{key}', 'Name {key}', {before!r}, {now!r}, {old}, {old}, {new}, {new})".replace(
                "None", "null"
            )
            for key, (before, now, _, _, old, new, _) in enumerate(people, start=1)
        ]
        engine.execute(
            f"create table customers as select * exclude (new_a, new_b) from (values {', '.join(cells)}) as t(customer_key, customer_id, customer_name, "
            "abc_prior_class, abc_value_class, abc_prior_limit_a_amount, abc_prior_limit_b_amount, new_a, new_b)"
        )
        lines = [f"({key}, {p[5]}, {p[5]})".replace("None", "null") for key, p in enumerate(people, start=1)]
        engine.execute(
            f"create table class_lines as select * from (values {', '.join(lines)}) as t(customer_key, abc_limit_a_amount, abc_limit_b_amount)"
        )
        rows = [
            f"({key}, {p[2]}, {p[3]}, {', '.join(str(p[6].get(name.removesuffix('_amount'), 0)) for name in REVENUE_COLUMNS)})"
            for key, p in enumerate(people, start=1)
        ]
        engine.execute(
            f"create table customer_bridge as select * from (values {', '.join(rows)}) as t(customer_key, revenue_prior_12m_amount, revenue_12m_amount, {', '.join(REVENUE_COLUMNS)})"
        )
        found = engine.fetch(f"select {', '.join(COLUMNS)} from ({class_reasons.build({})}) as found")
    return {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in found}


def test_who_moved_the_customer_or_the_line():
    found = reasons(
        [
            (
                "A",
                "B",
                120,
                80,
                100,
                70,
                {"price": -50, "volume": 10},
            ),  # below the old line, above the new one: it fell, the line too
            ("A", "B", 120, 115, 100, 125, {"mix": -5}),  # above the old line: only the new one put it out
            (
                "A",
                "B",
                120,
                90,
                100,
                130,
                {"dropped": -20, "added": -10},
            ),  # below the old line, and the new one lies above its old revenue
            ("B", "A", 90, 105, 100, 104, {"volume": 15}),
            ("B", "A", 90, 88, 100, 85, {"returns": -2}),
            ("B", "A", 90, 95, 100, 94, {"price": 5}),  # neither alone: it rose to 95, the line fell to 94
            (None, "A", 0, 300, 100, 100, {"new": 300}),
            ("C", None, 30, 0, 100, 100, {"lost": -30}),
            ("A", "A", 500, 800, 100, 100, {"price": 300}),
        ]
    )
    assert {key: row["moved_by"] for key, row in found.items()} == {
        1: "customer", 2: "line", 3: "either", 4: "customer", 5: "line", 6: "together", 7: "customer", 8: "customer",
    }  # fmt: skip
    assert (found[1]["effect_code"], found[1]["effect_amount"], found[1]["change_amount"]) == (
        "price",
        -50,
        -40,
    )
    assert (found[3]["effect_code"], found[3]["effect_amount"]) == ("dropped", -20)
    assert (found[1]["line_prior_amount"], found[1]["line_now_amount"], found[1]["line_change_amount"]) == (
        100,
        70,
        -30,
    )
    assert (found[7]["line_prior_amount"], found[7]["line_now_amount"]) == (None, None)
    assert {row["changes_count"] for row in found.values()} == {8}
    assert list(found) == sorted(found, key=lambda key: (-abs(found[key]["change_amount"]), key))


@pytest.mark.parametrize("seed", range(8))
def test_the_lines_are_those_of_the_classes(seed):
    """The lines are computed before the classes: they must be the smallest revenue inside them, ties and losses included."""
    draw = random.Random(seed)  # noqa: S311 - a company for a test
    values = [
        draw.choice([-20, 0, 5, 5, 40, 100, 300, draw.randrange(1, 2000)])
        for _ in range(draw.choice([1, 2, 15, 60]))
    ]
    rows = ", ".join(
        f"({key}::bigint, {v}::bigint, 1::bigint, 1::bigint, {v}::bigint, 1::bigint, {v}::bigint)"
        for key, v in enumerate(values, start=1)
    )
    params = {"abc": Abc()}
    with Engine() as engine:
        engine.execute(
            f"create table customer_measures as select * from (values {rows}) as t(customer_key, revenue_12m_amount, lines_12m_count, lines_prior_12m_count, "
            "margin_12m_amount, orders_12m_count, revenue_prior_12m_amount)"
        )
        found = engine.fetch(
            f"select distinct abc_limit_a_amount, abc_limit_b_amount from ({class_lines.build(params)})"
        )
        # of both windows the same money: last year's limits, as the classes know them, are this year's
        expected = engine.fetch(
            f"select min(case when abc_value_class = 'A' then revenue_12m_amount end), min(case when abc_value_class in ('A', 'B') then revenue_12m_amount end) "
            f"from ({abc.build(params)}) as c join customer_measures as m using (customer_key)"
        )
        assert found == expected


def test_a_class_falls_though_revenue_rose(made):
    """B grew, but the others grew more: the line moved, and a sales person sees the line of the whole company."""
    before = {"a": 1000, "b": 300, "c": 100, "d": 50}
    now = {"a": 1000, "b": 310, "c": 400, "d": 5000}
    rows = [
        line(n, day, net, quantity=net, product_number="P", salesperson="S1" if n in "ab" else "S2")
        for day, year in (("2024-06-01", before), ("2025-06-01", now))
        for n, net in year.items()
    ]
    run = made(rows)
    classes = {n: (r["abc_prior_class"], r["abc_value_class"]) for n, r in customers(run).items()}
    found = {r["customer_id"]: r for r in table(run, "class_reasons")}
    assert {n for n, (old, new) in classes.items() if old != new} == set(found)
    assert classes["b"] == ("A", "C")
    assert found["b"]["moved_by"] == "line"
    assert (found["b"]["line_prior_amount"], found["b"]["line_now_amount"]) == (300, 1000)
    assert (found["b"]["effect_code"], found["b"]["effect_amount"]) == (
        "quantities",
        found["b"]["effect_amount"],
    )
    moved = {r["customer_id"]: r["reason_code"] for r in table(run, "abc_movers")}
    for number, row in found.items():
        own = moved[number].startswith("own")
        assert own == (row["moved_by"] in ("customer", "either")), number
    mine = {r["customer_id"]: r for r in table(run, "class_reasons", scope=Scope("seller_id", ("S1",)))}
    assert mine == {n: r | {"changes_count": len(mine)} for n, r in found.items() if n in "ab"}
