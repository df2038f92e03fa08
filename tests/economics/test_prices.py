"""Price index, its coverage, quantity bands, units of measure, the corridor of discounts: against sums done by hand."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest

from clientela.base.scope import Scope
from conftest import NOON, line, open_workspace, run_at, table

DAY = date(2025, 6, 1)


def bought(customer, product, quantity, price, day=DAY, **more):
    return line(
        customer, day, round(quantity * price, 2), f"{customer}-{product}-{day}-{quantity}",
        product_number=product, product_name=product, quantity=quantity, line_number=1, **more,
    )  # fmt: skip


def prices(run):
    with run.reading() as reader:
        ids = {r["customer_key"]: r["customer_id"] for r in reader.rows("customers")}
        return {ids[r["customer_key"]]: r for r in reader.rows("price_realisation")}


THREE = [bought("A", "P", 10, 10), bought("B", "P", 10, 12), bought("C", "P", 10, 11)]


def test_the_index_is_what_was_paid_over_the_median_price(made):
    found = prices(made([*THREE, bought("B", "Q", 5, 20)]))
    assert found["A"]["reference_12m_amount"] == Decimal(110)
    assert found["A"]["price_index"] == pytest.approx(100 / 110)
    assert found["A"]["price_gap_amount"] == Decimal(-10)
    assert found["B"]["price_index"] == pytest.approx(120 / 110)
    # nobody else buys Q: it is compared with nothing, and the coverage says so
    assert found["B"]["price_coverage_share"] == pytest.approx(120 / 220)
    assert found["B"]["invoiced_12m_amount"] == Decimal(220)
    assert found["C"]["price_index"] == pytest.approx(1)


def test_a_reference_takes_as_many_customers_as_the_setting_says(made):
    found = prices(made(THREE, prices_least_customers=4))
    assert {r["price_index"] for r in found.values()} == {None}
    assert {r["price_coverage_share"] for r in found.values()} == {0.0}


def test_credit_notes_and_lines_without_a_quantity_are_out(made):
    rows = [
        *THREE,
        line("A", DAY, -50, "CN", invoice_type="credit note", product_number="P", product_name="P", quantity=-5),
        line("A", DAY, 40, "S1", invoice_type="invoice", product_number="P", product_name="P", quantity=0),
        line("A", DAY, 30, "S2", invoice_type="invoice"),
    ]  # fmt: skip
    row = prices(made(rows))["A"]
    assert row["price_index"] == pytest.approx(100 / 110)
    assert row["invoiced_12m_amount"] == Decimal(170)
    assert row["priced_12m_amount"] == Decimal(100)


def test_another_unit_of_measure_is_no_other_price(made):
    """A box of twelve under the same product number is twelve times the price of a piece: nobody pays it twelvefold."""
    rows = [*THREE, bought("D", "P", 3, 11), bought("D", "P", 1, 132, date(2025, 7, 1))]
    row = prices(made(rows))["D"]
    assert row["price_index"] == pytest.approx(1)
    assert row["price_coverage_share"] == pytest.approx(33 / 165)
    wide = prices(made(rows, prices_most_change_factor=20.0))["D"]
    assert wide["price_coverage_share"] == pytest.approx(1)


def test_large_quantities_are_compared_with_large_ones(made):
    rows = [bought(f"{name}{n}", "P", quantity, price + n * 0.1) for name, quantity, price in (("S", 1, 15), ("U", 10, 10), ("L", 100, 8)) for n in range(3)]  # fmt: skip
    run = made(rows)
    found = prices(run)
    references = {r["quantity_band"]: r["reference_price"] for r in table(run, "reference_prices")}
    assert references == {
        "small": pytest.approx(15.1), "usual": pytest.approx(10.1), "large": pytest.approx(8.1),
    }  # fmt: skip
    assert found["L0"]["price_index"] == pytest.approx(8 / 8.1)
    assert found["S2"]["price_index"] == pytest.approx(15.2 / 15.1)


def test_a_line_split_in_two_pays_the_same_price(made):
    split = [bought("A", "P", 4, 10), bought("A", "P", 6, 10), *THREE[1:]]
    assert prices(made(split))["A"]["price_index"] == prices(made(THREE))["A"]["price_index"]


def test_two_currencies_and_the_rest_of_the_ledger(made):
    rows = [*THREE, bought("D", "P", 10, 22) | {"currency": "USD"}]
    run = made(rows, rates={"USD": {"2024-01-01": 0.5}})
    assert prices(run)["D"]["price_index"] == pytest.approx(1)
    (totals,) = table(run, "price_totals")
    assert totals["invoiced_12m_amount"] == table(run, "totals")[0]["revenue_12m_amount"]
    bands = table(run, "price_bands")
    assert sum(r["invoiced_12m_amount"] for r in bands) == totals["invoiced_12m_amount"]
    assert sum(r["customers_count"] for r in bands) == totals["customers_count"] == 4


def discounted(folder, rows, **settings):
    """Lines with an amount before discount: (customer, before discount, net, segment)."""
    path = folder / "sales.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ["invoice_number", "invoice_date", "customer_number", "gross_amount", "net_amount", "segment"]
        )
        writer.writerows(
            [f"I{n}", DAY.isoformat(), c, gross, net, segment]
            for n, (c, gross, net, segment) in enumerate(rows)
        )
    workspace = open_workspace(folder / "workspace", **settings)
    workspace.import_files([path], imported_at=NOON)
    return run_at(workspace)  # fmt: skip


PEERS = [(f"C{n:02d}", 100, 95, "Tools") for n in range(11)]


def test_the_leak_is_what_lies_above_the_upper_quarter_of_peers(tmp_path):
    run = discounted(tmp_path, [*PEERS, ("X", 190, 95, "Tools")])
    found = prices(run)
    assert found["X"]["invoice_discount_share"] == pytest.approx(0.5)
    assert found["X"]["corridor_discount_share"] == pytest.approx(0.05)
    assert found["X"]["peers_count"] == 12
    assert found["X"]["discount_leak_amount"] == Decimal("85.5")  # (0.50 - 0.05) x 190
    assert found["C01"]["discount_leak_amount"] == 0
    (leak,) = table(run, "discount_leaks")
    assert (leak["customer_id"], leak["discount_leak_amount"]) == ("X", Decimal("85.5"))
    (totals,) = table(run, "price_totals")
    assert (totals["leaks_count"], totals["discount_leak_amount"]) == (1, Decimal("85.5"))


def test_within_the_corridor_there_is_no_leak(tmp_path):
    run = discounted(tmp_path, [*PEERS, ("X", 110, 95, "Tools")])
    assert prices(run)["X"]["discount_leak_amount"] == 0  # 13.6 %, five points of it beyond the upper quarter
    assert table(run, "discount_leaks") == []


def test_too_few_peers_are_unknown_and_no_leak_of_zero(tmp_path):
    run = discounted(tmp_path, [*PEERS[:5], ("X", 190, 95, "Tools")])
    assert {r["discount_leak_amount"] for r in prices(run).values()} == {None}
    assert table(run, "price_totals")[0]["discount_leak_amount"] is None


def test_a_kind_with_too_few_is_compared_with_its_size(tmp_path):
    run = discounted(tmp_path, [*PEERS, ("X", 190, 95, "Rare")])
    assert prices(run)["X"]["peers_count"] == 12
    assert prices(run)["X"]["discount_leak_amount"] == Decimal("85.5")


def test_without_amounts_before_discount_nothing_is_said_of_discounts(made):
    found = prices(made(THREE))
    assert {r["invoice_discount_share"] for r in found.values()} == {None}
    assert {r["discount_leak_amount"] for r in found.values()} == {None}


def test_sizes_are_fifths_and_equals_are_of_one_size(made):
    rows = [line(f"{n:02d}", DAY, 1000 - 10 * n, segment="S") for n in range(9)]
    rows.append(line("09", DAY, 920, segment="S"))  # as much as 08
    run = made(rows)
    with run.reading() as reader:
        ids = {r["customer_key"]: r["customer_id"] for r in reader.rows("customers")}
        fifths = {ids[r["customer_key"]]: r["size_fifth"] for r in reader.rows("customer_peers")}
    assert [fifths[f"{n:02d}"] for n in range(10)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_under_a_scope_the_reference_stays_that_of_the_company(made):
    rows = [{**row, "salesperson": "Anna" if row["customer_number"] == "A" else "Berta"} for row in THREE]
    run = made(rows)
    with run.reading(scope=Scope("seller_id", ("Anna",))) as reader:
        (own,) = reader.rows("price_gaps")
        (totals,) = reader.rows("price_totals")
    assert own["price_index"] == pytest.approx(100 / 110)
    assert (totals["customers_count"], totals["below_amount"]) == (1, Decimal(10))


SERVED = """
[cost_to_serve]
order_amount = 10
"""


def test_price_and_cost_to_serve_place_a_customer_or_say_what_is_missing(tmp_path):
    rows = [
        bought("A", "P", 10, 10, cost_amount=50),
        bought("B", "P", 10, 12, cost_amount=50),
        bought("C", "P", 10, 11, cost_amount=50),
    ]
    rows += [bought("A", "P", 10, 10, date(2025, m, 1), cost_amount=50) for m in (7, 8)]
    rows += [bought("D", "Z", 2, 50, cost_amount=50)]
    from conftest import import_rows  # noqa: PLC0415 - beside its use

    workspace = open_workspace(tmp_path / "w")
    workspace.write_settings(SERVED)
    import_rows(workspace, rows)
    run = run_at(workspace)
    with run.reading() as reader:
        ids = {r["customer_key"]: r["customer_id"] for r in reader.rows("customers")}
        found = {ids[r["customer_key"]]: r for r in reader.rows("price_cost_place")}
        shares = {r["customer_id"]: r["serve_share"] for r in reader.rows("customers")}
    assert shares == {
        "A": pytest.approx(0.1),
        "B": pytest.approx(10 / 120),
        "C": pytest.approx(10 / 110),
        "D": pytest.approx(0.1),
    }
    # the median of the four is between C and A
    assert {k: r["price_cost_class"] for k, r in found.items()} == {
        "A": "aggressive", "B": "passive", "C": "passive", "D": None,
    }  # fmt: skip
    assert found["D"]["open_axis"] == "price"  # nobody else buys Z
    assert sum(r["customers_count"] for r in table(run, "price_cost_cells")) == 4
    without = run.workspace
    without.write_settings("")
    again = run_at(without)
    assert {r["open_axis"] for r in table(again, "price_cost_place")} == {"cost", "both"}
