"""Guards lines without customer, product or number: dropped from the totals by an inner join, or made a customer."""

from __future__ import annotations

from datetime import date

from conftest import customers, line, table


def rows():
    return [
        line("1", date(2025, 3, 1), 100, "I1", product_number="P1", family="F", cost_amount=50, segment="A"),
        line("2", date(2025, 3, 1), 10, "I2", product_number=None, family=None, cost_amount=5, segment=None),
        line(
            None, date(2025, 3, 2), 1000, "I3", product_number="P1", family="F", cost_amount=700, segment="A"
        ),
        line(
            None,
            date(2024, 3, 2),
            500,
            "I4",
            product_number=None,
            family=None,
            cost_amount=None,
            segment=None,
        ),
    ]


def test_money_without_a_customer_stays_in_the_totals_and_out_of_the_classes(made):
    run = made(rows())
    (totals,) = table(run, "totals")
    assert totals["revenue_amount"] == 1610
    assert (totals["not_stated_amount"], totals["not_stated_lines_count"]) == (1500, 2)
    assert (totals["customers_count"], totals["active_count"], totals["revenue_12m_amount"]) == (2, 2, 110)
    years = {
        r["fiscal_year"]: (r["revenue_amount"], r["not_stated_amount"], r["customers_count"])
        for r in table(run, "revenue_by_year")
    }
    assert years == {2024: (500, 500, 0), 2025: (1110, 1000, 2)}
    assert sum(r["revenue_amount"] for r in table(run, "revenue_by_month")) == 1610
    assert set(customers(run)) == {"1", "2"}
    assert sum(r["customers_count"] for r in table(run, "abc_table") if r["scheme"] == "abc_value_class") == 2
    (found,) = table(run, "concentration")
    assert found["customers_count"] == 2


def test_the_largest_part_is_not_the_customer_nobody_named(made):
    found = customers(made(rows()))
    assert found["1"]["abc_rank"] == 1
    assert found["1"]["abc_value_share_before"] == 0


def test_lines_without_a_product_keep_their_money(made):
    found = customers(made(rows()))
    assert (
        found["2"]["revenue_12m_amount"],
        found["2"]["products_12m_count"],
        found["2"]["families_12m_count"],
    ) == (10, None, None)
    assert (found["1"]["products_12m_count"], found["1"]["families_12m_count"]) == (1, 1)


def test_parts_not_stated_are_a_part(made):
    parts = {
        r["part"]: r["revenue_12m_amount"]
        for r in table(made(rows()), "strata")
        if r["dimension"] == "segment_id"
    }
    assert parts == {"A": 100, None: 10}


def test_no_column_but_date_customer_and_money(made):
    bare = [
        {
            k: v
            for k, v in line(str(n), date(2025, n, 1), n).items()
            if k in ("invoice_date", "customer_number", "net_amount")
        }
        for n in range(1, 13)
    ]
    found = customers(made(bare))
    assert sum(r["revenue_amount"] for r in found.values()) == 78
    assert {r["orders_count"] for r in found.values()} == {1}
    assert {r["margin_12m_amount"] for r in found.values()} == {None}
    assert None not in {r["lifecycle_state"] for r in found.values()}
