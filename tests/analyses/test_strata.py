"""The strata of revenue that the forecast and the gates of the relation give (row S2-11), by hand through the SQL of the step."""

from __future__ import annotations

import duckdb

from clientela.analyses.strata import STRATA, strata
from clientela.base.i18n import translate
from clientela.reports._movement import part_name

_OTHERS = (
    "segment_id", "customer_type", "area_id", "seller_id", "country", "channel", "lifecycle_state", "abc_value_class", "pyramid_revenue_layer",
)  # fmt: skip
CUSTOMERS = (  # key, this year, the year before, chance of no order, level met, level possible
    (1, 100, 90, 0.05, 3, 4),
    (2, 200, 80, 0.10, 0, 0),
    (3, 400, 70, 0.30, 0, 5),  # nothing is known of its relation: that is not level 0
    (4, 800, 60, 0.50, 3, 3),
    (5, 1600, 50, None, None, None),
)


def _rows() -> list[dict[str, object]]:
    db = duckdb.connect()
    texts = ", ".join(f"cast(null as varchar) as {name}" for name in _OTHERS)
    listed = ", ".join(f"({k}, {now}, {before})" for k, now, before, *_ in CUSTOMERS)
    db.execute(
        f"create table customers as select customer_key, cast(now * 10000 as bigint) as revenue_12m_amount, cast(before * 10000 as bigint) as revenue_prior_12m_amount, "
        "cast(null as bigint) as margin_known_12m_amount, 1 as lines_count, 1 as lines_12m_count, 1 as lines_prior_12m_count, 1 as families_12m_count, 1 as purchase_days_count, "
        f"400 as tenure_days, date '2024-01-01' as first_order_on, {texts} from (values {listed}) as t(customer_key, now, before)"
    )
    db.execute("create table customer_owners as select * from customers")
    db.execute("create table customer_outlook(customer_key bigint, loss_probability double)")
    db.execute(
        "create table relation_levels_met(customer_key bigint, relationship_level_met bigint, relationship_level_possible bigint)"
    )
    for key, _, _, chance, met, possible in CUSTOMERS:
        if chance is not None:
            db.execute("insert into customer_outlook values (?, ?)", [key, chance])
        if met is not None:
            db.execute("insert into relation_levels_met values (?, ?, ?)", [key, met, possible])
    found = db.execute(strata.build({}))
    names = [d[0] for d in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_revenue_by_risk_and_by_level_of_the_relation() -> None:
    """S2-11: risk and level are strata of their own, beside the year before, and what is not known is a part of its own."""
    rows = _rows()
    now = {(r["dimension"], r["part"]): r["revenue_12m_amount"] // 10_000 for r in rows}
    assert {part: v for (d, part), v in now.items() if d == "risk"} == {"1": 100, "2": 200, "3": 400, "4": 800, None: 1600}  # fmt: skip
    assert {part: v for (d, part), v in now.items() if d == "relation"} == {"3": 900, "0": 200, None: 2000}
    before = {
        r["part"]: r["revenue_prior_12m_amount"] // 10_000 for r in rows if r["dimension"] == "relation"
    }
    assert before == {"3": 150, "0": 80, None: 120}


def test_the_nine_ways_to_read_the_revenue_each_add_up() -> None:
    """S2-11: class, type, vintage, breadth, channel and person, recurrence, risk, level, movement: each is the whole."""
    rows = _rows()
    assert {r["dimension"] for r in rows} == {name for name, _, _ in STRATA}
    nine = {"abc_value_class", "pyramid_layer", "lifecycle_state", "customer_type", "segment_id", "vintage", "breadth", "channel", "seller_id", "recurrence", "risk", "relation", "movement"}  # fmt: skip
    assert nine <= {r["dimension"] for r in rows}
    for name, _, _ in STRATA:
        parts = [r for r in rows if r["dimension"] == name]
        assert sum(r["revenue_12m_amount"] for r in parts) == 3100 * 10_000, name
        assert sum(r["revenue_prior_12m_amount"] for r in parts) == 350 * 10_000, name
        assert sum(r["customers_count"] for r in parts) == len(CUSTOMERS), name


def test_each_part_has_a_name() -> None:
    said = [translate(part_name(d, p), language="en") for d, p in (("risk", "2"), ("relation", "3"))]
    assert said == ["10 to 25 %", "level 3"]
