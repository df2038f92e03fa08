"""The review bridge: against fractions, to the last unit of the ledger, at every grain."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge_oracle import bridge
from clientela.base.scope import Scope
from clientela.base.settings import Settings
from clientela.economics._bridge_effects import EFFECTS, MARGIN_EFFECTS
from clientela.economics.bridge import customer_bridge, customer_family_bridge
from clientela.economics.bridge_passes import like_quantities
from clientela.engine.connect import Engine
from clientela.runs.params import read_params
from conftest import AS_OF, line, table

RATES = {"USD": {"2020-01-01": 0.9, "2024-07-01": 0.8, "2025-03-01": 0.95}, "CHF": {"2020-01-01": 1.05}}
CODES = [e.code for e in EFFECTS]
MARGIN_CODES = [e.code for e in MARGIN_EFFECTS]


def family(product):
    return {"P0": "one", "P1": "one", "P2": "two", "P3": "two"}.get(product)


def random_book(seed):
    """Three years of a company with everything that can be missing, given back, or in another currency."""
    draw = random.Random(seed)  # noqa: S311 - a company for a test
    rows = []
    for place in range(500):
        customer = draw.choice([f"K{n:02d}" for n in range(14)])
        on = date(2023, 1, 1) + timedelta(days=draw.randrange(1095))
        # some stop, some begin, some pause: all movements occur
        if customer in ("K00", "K01") and on > date(2024, 12, 31):
            continue
        if customer in ("K02", "K03") and on <= date(2024, 12, 31):
            continue
        if customer == "K04" and date(2023, 12, 31) < on <= date(2024, 12, 31):
            continue
        product = draw.choice(["P0", "P1", "P2", "P3", "P4", "P5", None])
        quantity = draw.choice([1, 2, 3, 5, 8, 0.5, 12, 20])
        price = {"P0": 10, "P1": 14, "P2": 100, "P3": 90, "P4": 7}.get(product, 33) * draw.uniform(0.7, 1.4)
        row = line(
            None if draw.random() < 0.03 else customer, on, round(quantity * price, 2), f"I{place}", invoice_type="invoice", line_number=1,
            product_number=product, product_name=product, family=family(product), quantity=quantity,
            cost_amount=round(quantity * price * draw.uniform(0.5, 0.8), 2), currency=draw.choice(["EUR", "EUR", "USD", "CHF"]),
            salesperson=f"S{int(customer[1:]) % 3}",
        )  # fmt: skip
        chance = draw.random()
        if chance < 0.1:
            row |= {
                "invoice_type": "credit note",
                "net_amount": -row["net_amount"] / 2,
                "quantity": -1,
                "cost_amount": -1,
            }
        elif chance < 0.15:
            row["quantity"] = None
        elif chance < 0.2:
            row["cost_amount"] = None
        elif chance < 0.23:
            row["quantity"] = draw.choice([0, -1, 1000 * quantity])
        elif chance < 0.25:
            row["net_amount"] = -5
        rows.append(row)
    rows.append(
        line("K20", date(2024, 5, 5), -40, "C1", invoice_type="credit note", line_number=1, quantity=-1)
    )
    return rows


def by_number(run, name="customer_bridge", **reading):
    numbers = {row["customer_key"]: row["customer_id"] for row in table(run, "customers", **reading)}
    return {numbers.get(row["customer_key"], ""): row for row in table(run, name, **reading)}


def ties(row):
    """Whether the effects are the change, to the last unit."""
    sums = sum(row[f"{c}_amount"] for c in CODES), [row[f"margin_{c}_amount"] for c in MARGIN_CODES]
    change = row["revenue_12m_amount"] - row["revenue_prior_12m_amount"]
    if None in sums[1]:
        assert set(sums[1]) == {None}
        assert row["margin_costed_12m_amount"] is None
        return sums[0] == change
    return (sums[0], sum(sums[1])) == (
        change,
        row["margin_costed_12m_amount"] - row["margin_costed_prior_12m_amount"],
    )


@pytest.fixture(scope="module", params=[1, 2])
def book(request, tmp_path_factory):
    from conftest import build_workspace  # noqa: PLC0415 - beside its use

    rows = random_book(request.param)
    return rows, build_workspace(tmp_path_factory.mktemp("book"), rows, rates=RATES)


def test_every_effect_of_a_random_book_is_that_of_fractions(book):
    rows, run = book
    about = {row["customer_id"]: row for row in table(run, "customers")}

    def is_timing(number):
        return about[number]["recency_days"] - about[number]["expected_gap_days"] < 60

    expected, expected_margin = bridge(rows, rates=RATES, family=family, is_timing=is_timing)
    found = by_number(run)
    assert set(found) == set(expected) | {"K20"}
    seen = Counter()
    for number, row in found.items():
        assert ties(row), number
        for codes, sums, prefix in (
            (CODES, expected[number], ""),
            (MARGIN_CODES, expected_margin[number], "margin_"),
        ):
            if row[f"{prefix}price_amount"] is None:
                continue
            for code in codes:
                wanted = sums[code]
                assert abs(float(row[f"{prefix}{code}_amount"] - Decimal(float(wanted)))) < 0.002, (
                    number,
                    prefix,
                    code,
                )
                seen[code] += wanted != 0
    assert {c for c in MARGIN_CODES if not seen[c]} <= {"perimeter", "timing"}, "this book shows too little"


def test_the_bridge_ties_to_the_ledger_at_every_grain(book):
    _, run = book
    found = by_number(run)
    for number, row in {r["customer_id"]: r for r in table(run, "customers")}.items():
        if number in found:
            for name in ("revenue_12m_amount", "revenue_prior_12m_amount"):
                assert found[number][name] == row[name]
    days = [d for d in table(run, "customer_days") if d["document_on"] > date(2023, 12, 31)]
    last = [d for d in days if d["document_on"] > date(2024, 12, 31)]
    total = {row["basis"]: row for row in table(run, "bridge_total")}
    assert total["revenue"]["end_amount"] == sum(d["revenue_amount"] for d in last)
    assert total["revenue"]["start_amount"] == sum(d["revenue_amount"] for d in days) - sum(
        d["revenue_amount"] for d in last
    )
    assert total["margin"]["end_amount"] == sum(d["margin_known_amount"] or 0 for d in last)
    parts = defaultdict(list)
    for row in table(run, "bridge_parts"):
        parts[row["dimension"], row["basis"]].append(row)
    assert len(parts) == 16
    for (_, basis), rows in parts.items():
        codes = MARGIN_CODES if basis == "margin" else CODES
        for row in rows:
            if row["change_amount"] is not None:
                assert sum(row[f"{c}_amount"] for c in codes) == row["change_amount"]
        for name in ("start_amount", "end_amount", *(f"{c}_amount" for c in codes)):
            assert sum(row[name] or 0 for row in rows) == total[basis][name]
    families = table(run, "bridge_families")
    assert {r["product_family"] for r in families} == {"one", "two", None}
    for name in ("start_amount", "end_amount", *(f"{c}_amount" for c in CODES)):
        assert sum(row[name] for row in families) == total["revenue"][name]


def test_a_sales_person_sees_the_effects_of_the_whole_company_on_its_customers(book):
    _, run = book
    whole, (name, scope) = by_number(run), ("S1", Scope("seller_id", ("S1",)))
    mine = by_number(run, scope=scope)
    assert mine
    assert "" not in mine
    assert mine == {number: whole[number] for number in mine}
    total = {row["basis"]: row for row in table(run, "bridge_total", scope=scope)}
    for code in CODES:
        assert total["revenue"][f"{code}_amount"] == sum(row[f"{code}_amount"] for row in mine.values())
    (row,) = (
        r for r in table(run, "bridge_parts")
        if (r["dimension"], r["part"], r["basis"]) == ("seller_id", name, "revenue")
    )  # fmt: skip
    assert row["price_amount"] == total["revenue"]["price_amount"]
    assert table(run, "class_reasons", scope=scope) is not None


def test_the_order_of_rows_and_the_numbers_of_customers_change_nothing(made):
    rows = random_book(3)
    first = by_number(made(rows, rates=RATES))
    renamed = [
        {**row, "customer_number": row["customer_number"] and "Z" + str(99 - int(row["customer_number"][1:]))}
        for row in rows
    ]
    random.Random(5).shuffle(renamed)  # noqa: S311 - a shuffle for a test
    second = by_number(made(renamed, rates=RATES))
    for number, row in first.items():
        other = second[number and "Z" + str(99 - int(number[1:]))]
        assert {k: v for k, v in row.items() if k != "customer_key"} == {
            k: v for k, v in other.items() if k != "customer_key"
        }


PARAMS = read_params(Settings(), as_of=AS_OF, currencies=("EUR",), first_on=date(2020, 1, 1))
MONEY = st.integers(0, 10**13)
PAIRS = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(0, 4), MONEY, MONEY, MONEY, MONEY, MONEY, st.none() | st.integers(-(10**4), 10**10),
        st.none() | st.integers(-(10**4), 10**10), MONEY, MONEY, MONEY, MONEY, st.integers(0, 2),
    ),
    min_size=1, max_size=25, unique_by=lambda pair: pair[:2],
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    pairs=PAIRS,
    standings=st.lists(
        st.sampled_from([(1, 1, 9), (1, 0, 1), (1, 0, 9), (0, 1, 9), (0, 0, 9)]), min_size=6, max_size=6
    ),
)
def test_whatever_the_pairs_are_the_effects_are_the_change(pairs, standings):
    names = (
        "customer_key, product_key, sold_prior_amount, sold_12m_amount, restated_12m_amount, returned_prior_amount, returned_12m_amount, quantity_prior, "
        "quantity_12m, margin_sold_prior_amount, margin_sold_12m_amount, margin_returned_prior_amount, margin_returned_12m_amount, uncosted_count, costed_count"
    )
    with Engine() as engine:
        values = ", ".join(
            "(" + ", ".join("null::bigint" if v is None else f"{v}::bigint" for v in (*pair, 1)) + ")"
            for pair in pairs
        )
        engine.execute(f"create table bridge_pairs as select * from (values {values}) as t({names})")
        people = ", ".join(
            f"({key}, {recent}, {before}, date '2025-12-31' - {years * 300}, 500, 60.0)"
            for key, (recent, before, years) in enumerate(standings, start=1)
        )
        engine.execute(
            "create table customer_measures as select * from "
            f"(values {people}) as t(customer_key, orders_12m_count, orders_prior_12m_count, first_order_on, recency_days, expected_gap_days)"
        )
        engine.execute(
            "create table product_register as select 1 as product_key, 'F' as product_family union all select 2, 'F'"
        )
        engine.execute(
            "create table bridge_singles as select 1 as customer_key, 'F' as product_family, 1 as line_kind, 1 as is_named, 0 as is_free, 1 as is_costed, "
            "1::bigint as net_amount, 1::bigint as restated_amount, 1::bigint as margin_amount, 1::bigint as lines_count where false"
        )
        engine.execute(f"create table like_quantities as {like_quantities.build(PARAMS)}")
        engine.execute(f"create table customer_family_bridge as {customer_family_bridge.build(PARAMS)}")
        columns = [f.name for f in customer_bridge.fields]
        rows = [
            dict(zip(columns, row, strict=True))
            for row in engine.fetch(f"select {', '.join(columns)} from ({customer_bridge.build(PARAMS)})")
        ]
        assert {row["customer_key"] for row in rows} == {pair[0] for pair in pairs}
        assert all(ties(row) for row in rows)
        sold, back = sum(p[3] for p in pairs), sum(p[6] for p in pairs)
        assert sum(row["revenue_12m_amount"] for row in rows) == sold + back
