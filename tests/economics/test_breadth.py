"""Breadth over eligible families, what was lost, depth and successors: against figures done by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from conftest import NOON, import_rows, line, open_workspace, run_at, table

NOW, BEFORE = date(2025, 6, 1), date(2024, 6, 1)


def bought(customer, family, net, day=NOW, **more):
    return line(
        customer, day, net, f"{customer}{family}{day}", product_number=f"P-{family}", product_name=family,
        family=family, quantity=1, **{"segment": "Tools", **more},
    )  # fmt: skip


def by_customer(run, name):
    with run.reading() as reader:
        ids = {r["customer_key"]: r["customer_id"] for r in reader.rows("customers")}
        return {ids[r["customer_key"]]: r for r in reader.rows(name)}


def with_files(folder, rows, files, **settings):
    workspace = open_workspace(folder / "workspace", **settings)
    import_rows(workspace, rows)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        workspace.import_files([folder / name], imported_at=NOON)
    return run_at(workspace)


ROWS = [
    bought("1", "Saws", 50), bought("1", "Drills", 25), bought("1", "Nails", 25),
    bought("2", "Saws", 100), bought("2", "Glue", 80, BEFORE), bought("2", "Saws", 40, BEFORE),
    bought("3", "Drills", 10, segment="Food"),
]  # fmt: skip


def test_breadth_is_over_what_customers_of_the_kind_buy(made):
    """S0-17: breadth is over eligible families."""
    found = by_customer(made(ROWS), "family_breadth")
    assert (found["1"]["eligible_count"], found["1"]["eligible_bought_count"]) == (3, 3)
    assert found["2"]["breadth_share"] == pytest.approx(1 / 3)
    assert (found["3"]["eligible_count"], found["3"]["breadth_share"]) == (1, 1.0)
    assert found["1"]["effective_breadth"] == pytest.approx(2**1.5)  # shares 1/2, 1/4, 1/4
    assert found["2"]["effective_breadth"] == pytest.approx(1)
    assert found["1"]["lines_per_order"] == 1.0


def test_a_family_that_few_customers_of_the_kind_buy_is_not_eligible(made):
    found = by_customer(made(ROWS, offer_least_family_share=0.6), "family_breadth")
    assert found["1"]["eligible_count"] == 1  # saws alone are bought by more than half
    assert found["1"]["breadth_share"] == 1.0


def test_a_list_of_eligible_families_goes_before(tmp_path):
    listed = "segment,product family,eligible\nTools,Saws,yes\nTools,Ladders,yes\nTools,Nails,no\n"
    found = by_customer(with_files(tmp_path, ROWS, {"eligible.csv": listed}), "family_breadth")
    assert (found["1"]["eligible_count"], found["1"]["eligible_bought_count"]) == (2, 1)
    assert found["3"]["eligible_count"] == 1  # no list for Food: what its customers buy


def test_a_family_lost_is_a_partial_defection_only_of_who_still_buys(made):
    rows = [*ROWS, bought("4", "Glue", 70, BEFORE)]
    run = made(rows)
    found = by_customer(run, "family_breadth")
    assert (found["2"]["families_lost_count"], found["2"]["families_lost_prior_amount"]) == (1, Decimal(80))
    assert found["4"]["families_lost_count"] is None
    (lost,) = table(run, "families_lost")
    assert (lost["customer_id"], lost["product_family"], lost["lost_amount"]) == ("2", "Glue", Decimal(80))


def test_a_returned_family_is_not_bought(made):
    back = line(
        "1",
        NOW,
        -25,
        "CN",
        invoice_type="credit note",
        product_number="P-Nails",
        family="Nails",
        quantity=-1,
        segment="Tools",
    )
    rows = [{"invoice_type": "invoice", **row} for row in ROWS]
    found = by_customer(made([*rows, back]), "family_breadth")
    assert found["1"]["families_now_count"] == 2


def test_families_tie_to_the_ledger_with_those_without_one(made):
    rows = [*ROWS, line("1", NOW, 33, "X"), line(None, NOW, 7, "Y")]
    run = made(rows)
    whole = sum(r["revenue_amount"] for r in table(run, "customer_families"))
    assert whole == table(run, "totals")[0]["revenue_amount"]


def test_the_range_and_its_use_over_the_years(made):
    """S1-06: families per customer over the years, beside the families sold."""
    years = {r["years_ago"]: r for r in table(made(ROWS), "range_years")}
    assert set(years) == {0}  # the year before is not whole in the data
    early = bought("9", "Saws", 5, date(2023, 12, 20))
    years = {r["years_ago"]: r for r in table(made([*ROWS, early]), "range_years")}
    assert (years[0]["families_count"], years[1]["families_count"]) == (3, 2)
    assert years[0]["families_per_customer"] == pytest.approx(5 / 3)
    assert years[1]["families_per_customer"] == pytest.approx(2.0)
    assert years[1]["penetration_share"] == pytest.approx(1.0)


def test_without_families_the_range_is_looked_at_by_products_and_breadth_is_unknown(made):
    rows = [{k: v for k, v in row.items() if k != "family"} for row in ROWS]
    run = made(rows)
    assert {r["family_level"] for r in table(run, "offer_families")} == {"product"}
    found = by_customer(run, "family_breadth")
    assert {r["breadth_share"] for r in found.values()} == {None}
    assert found["1"]["families_now_count"] == 3


PRODUCTS = (
    "product_number,product_name,family,unit cost,list price,grade,successor,launch date\n"
    "OLD,Old saw,Saws,6,10,basic,NEW,2010-01-01\n"
    "NEW,New saw,Saws,8,15,premium,,2024-05-01\n"
    "GONE,Lost saw,Saws,6,10,odd,NOWHERE,\n"
    "LATE,Later saw,Saws,6,10,premium,,2026-05-01\n"
)


def sold(customer, product, quantity, net, day=NOW):
    return line(customer, day, net, f"{customer}{product}{day}", product_number=product, quantity=quantity)


def test_only_mapped_successors_and_the_margin_they_would_bring(tmp_path):
    """S0-18, S3-08: the list of newer versions is that of the product table: only mapped successors."""
    rows = [
        sold("1", "OLD", 10, 100),
        sold("1", "GONE", 1, 10),
        sold("2", "NEW", 2, 28),
        sold("2", "LATE", 1, 9),
    ]
    run = with_files(tmp_path, rows, {"products.csv": PRODUCTS})
    found = {r["product_id"]: r for r in table(run, "upgrade_list")}
    assert set(found) == {"OLD", "GONE"}
    old = found["OLD"]
    # now 10 - 6 = 4 a unit, the successor 14 - 8 = 6: ten units bring 20 more
    assert (old["successor_id"], old["successor_name"]) == ("NEW", "New saw")
    assert (old["unit_margin_amount"], old["successor_margin_amount"]) == (Decimal(4), Decimal(6))
    assert (old["upgrade_gain_amount"], old["successor_basis_class"]) == (Decimal(20), "sold")
    # a successor that the list names and nobody knows: said, and without a sum
    assert (found["GONE"]["successor_id"], found["GONE"]["upgrade_gain_amount"]) == ("NOWHERE", None)


def test_a_successor_nobody_bought_counts_at_list_price(tmp_path):
    run = with_files(tmp_path, [sold("1", "OLD", 10, 100)], {"products.csv": PRODUCTS})
    (row,) = table(run, "upgrade_list")
    assert (row["successor_basis_class"], row["upgrade_gain_amount"]) == (
        "list",
        Decimal(30),
    )  # 15 - 8 = 7 against 4


def test_returns_reduce_the_units_to_replace(tmp_path):
    back = sold("1", "OLD", -4, -40) | {"invoice_number": "CN", "invoice_type": "credit note"}
    run = with_files(
        tmp_path, [sold("1", "OLD", 10, 100) | {"invoice_type": "invoice"}, back], {"products.csv": PRODUCTS}
    )
    (row,) = table(run, "upgrade_list")
    assert row["units_number"] == 6.0
    assert row["upgrade_gain_amount"] == Decimal(18)


def test_grade_and_freshness_only_where_the_product_list_knows(tmp_path):
    """S0-18: depth by grade and freshness."""
    rows = [sold("1", "OLD", 10, 100), sold("1", "NEW", 20, 300), sold("1", "GONE", 1, 600), sold("2", "GONE", 1, 10), sold("2", "LATE", 1, 10)]  # fmt: skip
    found = by_customer(with_files(tmp_path, rows, {"products.csv": PRODUCTS}), "customer_depth")
    assert found["1"]["grade_index"] == pytest.approx((100 * 1 + 300 * 3) / 400)
    assert found["1"]["fresh_share"] == pytest.approx(0.75)
    assert found["2"]["fresh_share"] is None  # one without a launch, one launched after the day of the run
    assert found["2"]["grade_index"] == pytest.approx(3)


def test_volume_per_employee_against_the_kind(tmp_path):
    """S0-18: depth by volume per employee."""
    people = "customer_number,customer_name,employees,turnover\n" + "".join(f"{n},C{n},{10 * n},1000\n" for n in range(1, 7))  # fmt: skip
    rows = [line(str(n), NOW, 600) for n in range(1, 7)]
    found = by_customer(with_files(tmp_path, rows, {"customers.csv": people}), "customer_depth")
    assert found["1"]["revenue_per_employee_amount"] == Decimal(60)
    # 60, 30, 20, 15, 12, 10: the median is 17.5
    assert found["1"]["volume_index"] == pytest.approx(60 / 17.5)
