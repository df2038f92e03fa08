"""Guards revenue multiplied by a join: a customer counted once per product, gap, segment or name it has."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from clientela.analyses.strata import STRATA
from conftest import AS_OF, customers, line, table, tiny_rows


def test_sums_are_those_of_the_file(tiny):
    money: dict[str, Decimal] = defaultdict(Decimal)
    lines: dict[str, int] = defaultdict(int)
    documents = defaultdict(set)
    for row in tiny_rows():
        money[row["customer_number"]] += Decimal(str(row["net_amount"]))
        lines[row["customer_number"]] += 1
        if row["invoice_type"] == "invoice":
            documents[row["customer_number"]].add(row["invoice_number"])
    found = customers(tiny)
    assert set(found) == set(money) - {None}
    for number, row in found.items():
        assert row["revenue_amount"] == money[number]
        assert row["lines_count"] == lines[number]
        assert row["orders_count"] == len(documents[number])
    (totals,) = table(tiny, "totals")
    assert totals["revenue_amount"] == sum(money.values())
    assert totals["orders_count"] == sum(map(len, documents.values()))


def test_every_grain_holds_the_same_money(tiny):
    with tiny.reading() as reader:
        days, months, lines = (
            reader.query(f"select customer_key, cast(sum({c}) as bigint) as net_amount from {t} group by 1 order by 1")
            for t, c in (("customer_days", "revenue_amount"), ("customer_months", "revenue_amount"), ("sales_lines", "net_amount"))
        )  # fmt: skip
        year = reader.query(
            "select customer_key, cast(sum(revenue_12m_amount) as bigint) as net_amount from customer_products group by 1"
        )
        per_customer = {r["customer_key"]: r["revenue_12m_amount"] for r in reader.rows("customers")}
    assert days == months == lines
    assert {r["customer_key"]: r["net_amount"] for r in year} == {
        key: amount for key, amount in per_customer.items() if amount
    }


def test_many_names_products_and_families_count_a_customer_once(made):
    days = [date(2025, month, 3) for month in range(1, 13)]
    rows = [
        line("1", day, 10, f"I{n}", line_number=k, product_number=f"P{k}", product_name=f"P{k}", family=f"F{k}",
             segment=f"Seg {n % 3}", salesperson=f"S{n % 4}") | {"customer_name": f"Name {n}"}
        for n, day in enumerate(days) for k in range(5)
    ]  # fmt: skip
    run = made(rows)
    (row,) = table(run, "customers")
    assert (row["revenue_amount"], row["orders_count"], row["lines_count"]) == (600, 12, 60)
    assert (row["products_12m_count"], row["families_12m_count"]) == (5, 5)
    assert row["customer_name"] == "Name 11"  # the last one stated
    for dimension in ("segment_id", "seller_id"):
        parts = [r for r in table(run, "strata") if r["dimension"] == dimension]
        assert [(p["customers_count"], p["revenue_12m_amount"]) for p in parts] == [(1, 600)]


def test_each_dimension_adds_up(tiny):
    """S2-11: whichever way the revenue is read, the parts are the whole to the cent."""
    (totals,) = table(tiny, "totals")
    sums = defaultdict(lambda: [0, 0])
    for row in table(tiny, "strata"):
        sums[row["dimension"]][0] += row["customers_count"]
        sums[row["dimension"]][1] += row["revenue_12m_amount"]
    assert len(sums) == len(STRATA)
    assert set(map(tuple, sums.values())) == {(30, totals["revenue_12m_amount"])}


def test_a_document_of_two_customers_is_an_order_of_each(made):
    """Numbers that restart per shop: the second customer must not be left without any order."""
    day = date(2025, 11, 1)
    run = made([line("1", day, 10, "5", line_number=1), line("2", day, 20, "5", line_number=2)])
    found = customers(run)
    assert [found[n]["orders_count"] for n in "12"] == [1, 1]
    assert [found[n]["lifecycle_state"] for n in "12"] == ["F", "F"]


def test_the_last_day_of_the_window_is_in_it_and_the_first_is_not(made):
    run = made(
        [
            line("1", day, n)
            for n, day in (
                (1, date(2023, 12, 31)),
                (2, date(2024, 1, 1)),
                (4, date(2024, 12, 31)),
                (8, date(2025, 1, 1)),
                (16, AS_OF),
            )
        ]
    )
    (row,) = table(run, "customers")
    assert (row["revenue_12m_amount"], row["revenue_prior_12m_amount"], row["revenue_amount"]) == (24, 6, 31)
