"""What a director stumbled over in the report of the economics, and does no more."""

from __future__ import annotations

from datetime import date

from clientela.base.i18n import translate
from clientela.base.scope import Scope
from clientela.blocks import Note, Table
from conftest import line, table
from service_files import company


def section(run, name, **reading):
    return next(s for s in run.report(name="economics", **reading).sections if s.name == name)


def sold(customer, year, family, net, product):
    return line(customer, date(year, 5, 10), net, f"{customer}/{year}/{product}", product_number=product, family=family, quantity=2, cost_amount=net * 0.6, segment="Trade", salesperson="S1")  # fmt: skip


FAMILIES = "product_family,family_name\n1,Beverages\n2,Condiments\n3,Seafood\n3,Fish\n"


def test_families_are_called_by_their_names(tmp_path) -> None:
    """Northwind: families that the lines name by number have their names where a list of families gives them."""
    rows = [
        sold(f"C{i}", year, str(1 + i % 3), 100 + i, f"P{i % 3}") for i in range(12) for year in (2024, 2025)
    ]
    run = company(tmp_path, rows, {"product_families": FAMILIES})
    for reading in ({}, {"scope": Scope("seller_id", ("S1",)), "scope_name": "S1"}):
        families = next(
            b for b in section(run, "bridge", **reading).blocks if getattr(b, "name", "") == "bridge_families"
        )
        named = {
            translate(row[0], language="en") if not isinstance(row[0], str) else row[0]
            for row in families.rows
        }
        assert {"Beverages", "Condiments"} <= named
        assert "1" not in named
    # results keep the numbers, by which the tables find each other
    assert {"1", "2", "3"} == {r["product_family"] for r in table(run, "bridge_families")}


def test_without_a_list_numbers_stay(tmp_path) -> None:
    run = company(
        tmp_path,
        [sold(f"C{i}", y, str(1 + i % 2), 100, f"P{i % 2}") for i in range(4) for y in (2024, 2025)],
        {},
    )
    families = next(b for b in section(run, "bridge").blocks if getattr(b, "name", "") == "bridge_families")
    assert {row[0] for row in families.rows} == {"1", "2"}


PRODUCTS = "product_id,product_name,list_price,unit_cost,successor_id\nOLD1,Old one,10,6,NEW1\nNEW1,New one,12,6,\nOLD2,Old two,10,4,NEW2\nNEW2,New two,9,6,\n"


def test_a_successor_that_loses_margin_is_not_offered(tmp_path) -> None:
    rows = [line("A", date(2025, 5, 1), 100, "I1", product_number="OLD1", quantity=10, cost_amount=60), line("A", date(2025, 6, 1), 100, "I2", product_number="OLD2", quantity=10, cost_amount=40)]  # fmt: skip
    run = company(tmp_path, rows, {"products": PRODUCTS})
    known = {r["product_id"]: r["upgrade_gain_amount"] for r in table(run, "customer_upgrades")}
    assert known["OLD1"] > 0 > known["OLD2"]
    assert [r["product_id"] for r in table(run, "upgrade_list")] == ["OLD1"]


def test_retention_warns_when_the_year_before_is_not_whole(made) -> None:
    def warnings(rows):
        found = section(made(rows), "retention").blocks
        return [str(b.text) for b in found if isinstance(b, Note) and b.kind == "warning"]

    young = [line("A", date(2024, m, 1), 100) for m in range(6, 13)] + [
        line("A", date(2025, m, 1), 100) for m in range(1, 13)
    ]
    old = [line("A", date(2022, 1, 1), 100), *young]
    assert any("is not whole" in w for w in warnings(young))
    assert not warnings(old)


def test_the_months_of_a_baseline_are_months(made) -> None:
    run = made(
        [
            line("A", date(2021 + m // 12, m % 12 + 1, 5), 100 + m % 7, f"I{m}", cost_amount=50)
            for m in range(60)
        ]
    )
    purpose = next(
        b for b in section(run, "control").blocks if isinstance(b, Table) and b.name == "kpi_purpose"
    )
    months = [row[5] for row in purpose.rows if row[5] is not None]
    assert months
    assert all(isinstance(m, date) for m in months)
