"""The review bridge, case by case: structure, currency, units, replaced products, costs, losses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bridge_oracle import UNIT
from clientela.base.economics_settings import Prices
from clientela.base.settings import Structure
from clientela.economics._bridge_effects import EFFECTS, MARGIN_EFFECTS
from clientela.economics._bridge_successors import successions
from clientela.workspace import Statement
from conftest import AS_OF, NOON, import_rows, line, noon, open_workspace, run_at, table, write_rows

RATES = {"USD": {"2020-01-01": 0.9, "2024-07-01": 0.8, "2025-03-01": 0.95}}
CODES = [e.code for e in EFFECTS]
MARGIN_CODES = [e.code for e in MARGIN_EFFECTS]


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


def test_a_group_that_reads_history_as_it_was_moves_between_its_numbers(tmp_path):
    """B counts under A from March 2025: A gains by perimeter what B brought before, B loses it, and the company neither."""
    workspace = open_workspace(tmp_path / "w")
    import_rows(
        workspace,
        [
            *(line(n, date(2024, 6, 1), net, quantity=10, product_number="P") for n, net in (("A", 100), ("B", 50))),
            *(line(n, date(2025, month, 1), net, quantity=10, product_number="P") for month in (1, 6) for n, net in (("A", 60), ("B", 40))),
        ],
    )  # fmt: skip
    workspace.link([Statement("B", "A", "legal", from_on=date(2025, 3, 1))], stated_by="Anna", stated_at=NOON)

    def rows_of(view):
        structure = Structure(view=view, level="legal")
        run = workspace.run(started_at=NOON, finished_at=noon, as_of=AS_OF, structure=structure)
        return by_number(run), {row["basis"]: row for row in table(run, "bridge_total")}

    found, total = rows_of("as_was")
    assert {n: r["bridge_status"] for n, r in found.items()} == {"A": "continuing", "B": "moved"}
    assert (found["A"]["revenue_prior_12m_amount"], found["A"]["revenue_12m_amount"]) == (100, 160)
    assert (found["B"]["revenue_prior_12m_amount"], found["B"]["revenue_12m_amount"]) == (50, 40)
    # like for like A grew from 150 to 200; of that 60 - 50 is left to the perimeter
    assert (found["A"]["perimeter_amount"], found["B"]["perimeter_amount"]) == (10, -10)
    assert all(ties(row) for row in found.values())
    assert total["revenue"]["perimeter_amount"] == 0
    assert total["revenue"]["change_amount"] == 50
    joined, whole = rows_of("as_is")
    assert set(joined) == {"A"}
    assert joined["A"]["perimeter_amount"] == 0
    assert {c: whole["revenue"][f"{c}_amount"] for c in CODES} == {
        c: total["revenue"][f"{c}_amount"] for c in CODES
    }


def test_an_unchanged_price_in_a_foreign_currency_is_no_price_effect(made):
    rows = [
        line("1", date(2024, 2, 1), 100, "I1", currency="USD", quantity=10, product_number="P"),
        line("1", date(2025, 6, 1), 120, "I2", currency="USD", quantity=12, product_number="P"),
        line("2", date(2024, 2, 1), 100, "I3", currency="EUR", quantity=10, product_number="P"),
        line("2", date(2025, 6, 1), 100, "I4", currency="USD", quantity=10, product_number="P"),
    ]
    found = by_number(made(rows, rates=RATES))
    # 120 USD at 0.90, as the 100 of before, and at 0.95 as they are
    assert found["1"]["price_amount"] == 0
    assert found["1"]["currency_amount"] == Decimal("6.00")
    # 2 was invoiced in euros before: its dollars are restated at the mean of 2024, 182 days at 0.90 and 184 at 0.80
    mean = (182 * Decimal("0.9") + 184 * Decimal("0.8")) / 366
    assert found["2"]["currency_amount"] == (Decimal(95) - 100 * mean).quantize(UNIT)
    assert found["2"]["price_amount"] == (100 * mean - 100).quantize(UNIT)


def test_what_cannot_be_split_is_said_and_listed(made):
    about = {"product_name": "Screws"}
    rows = [
        # by the piece, then by the box of a hundred
        line("1", date(2024, 2, 1), 100, "I1", quantity=1000, product_number="P", **about),
        line("1", date(2025, 6, 1), 120, "I2", quantity=12, product_number="P", **about),
        # free goods of the year before are no old price
        line("2", date(2024, 2, 1), 0, "I3", quantity=5, product_number="P", **about),
        line("2", date(2024, 3, 1), 10, "I4", quantity=1, product_number="Q"),
        line("2", date(2025, 6, 1), 80, "I5", quantity=5, product_number="P", **about),
    ]
    run = made(rows)
    found = by_number(run)
    assert found["1"]["without_quantity_amount"] == 20
    assert (found["1"]["price_amount"], found["1"]["volume_amount"]) == (0, 0)
    assert (found["2"]["added_amount"], found["2"]["dropped_amount"]) == (80, -10)
    (listed,) = table(run, "bridge_price_breaks")
    assert (listed["customer_id"], listed["product_id"], listed["product_name"]) == ("1", "P", "Screws")
    assert (listed["unit_price_prior_amount"], listed["unit_price_12m_amount"]) == (Decimal("0.1"), 10)
    assert listed["breaks_count"] == 1


def test_a_larger_factor_takes_the_price_as_a_price(made):
    rows = [
        line("1", date(2024, 2, 1), 100, "I1", quantity=10, product_number="P"),
        line("1", date(2025, 6, 1), 500, "I2", quantity=10, product_number="P"),
    ]
    assert Prices().most_change_factor == 3
    assert by_number(made(rows))["1"]["without_quantity_amount"] == 400
    assert by_number(made(rows, prices_most_change_factor=6))["1"]["price_amount"] == 400


def test_a_replaced_product_is_one_product_and_units_are_not_mixed(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    products = tmp_path / "products.csv"
    products.write_text(
        "product number,product name,unit of measure,list price,successor product\nOLD,Bolt,pcs,12.50,NEW\nNEW,Bolt 2,pcs,13.00,\nKG,Sand,kg,0.03,\nPCS,Nail,pcs,7.00,KG\n",
        encoding="utf-8",
    )  # fmt: skip
    rows = [
        line("1", date(2024, 2, 1), 100, "I1", quantity=10, product_number="OLD"),
        line("1", date(2025, 6, 1), 110, "I2", quantity=10, product_number="NEW"),
        line("1", date(2024, 2, 2), 30, "I3", quantity=1000, product_number="KG"),
        line("1", date(2025, 6, 2), 60, "I4", quantity=2000, product_number="KG"),
        line("1", date(2024, 2, 3), 7, "I5", quantity=1, product_number="PCS"),
    ]
    workspace.import_files([products, write_rows(tmp_path / "sales.csv", rows)], imported_at=NOON)
    found = by_number(run_at(workspace))["1"]
    assert found["price_amount"] == 10
    assert (found["added_amount"], found["dropped_amount"]) == (0, -7)  # a nail is no sand: another unit
    # pieces: 10 -> 10, kilograms: 1000 -> 2000; in one group the sand would have made volume of the bolts
    assert (found["volume_amount"], found["mix_amount"]) == (30, 0)


@pytest.mark.parametrize(
    ("edges", "units", "expected"),
    [
        ([(1, 2), (2, 3)], {}, {1: 3, 2: 3, 3: 3}),
        ([(1, 3), (2, 3)], {}, {1: 3, 2: 3, 3: 3}),
        ([(1, 2), (2, 1)], {}, {1: 1, 2: 1}),
        ([(5, 5)], {}, {}),
        ([(1, 2), (3, 4)], {1: "pcs", 2: "box", 3: "pcs"}, {3: 4, 4: 4}),
        ([(9, 1), (4, 9)], {}, {9: 1, 4: 1, 1: 1}),
    ],
)
def test_successions(edges, units, expected):
    assert successions(edges, units) == expected
    assert successions(list(reversed(edges)), units) == expected


def test_a_margin_moves_by_unit_cost_and_by_what_is_not_known(made):
    rows = [
        line("1", date(2024, 2, 1), 100, "I1", quantity=10, product_number="P", cost_amount=60),
        line("1", date(2025, 6, 1), 100, "I2", quantity=10, product_number="P", cost_amount=70),
        line("1", date(2024, 2, 2), 50, "I3", quantity=5, product_number="Q", cost_amount=20),
        line("1", date(2025, 6, 2), 80, "I4", quantity=5, product_number="Q"),
        line("2", date(2025, 6, 2), 80, "I5", quantity=5, product_number="Q"),
    ]
    found = by_number(made(rows))
    assert found["1"]["margin_unit_cost_amount"] == -10
    assert found["1"]["margin_price_amount"] == 0  # Q rose in price, but its margin is not known now
    assert found["1"]["price_amount"] == 30
    assert found["1"]["margin_unknown_amount"] == -30
    assert ties(found["1"])
    assert found["2"]["margin_unknown_amount"] is None


def test_the_lost_item_is_that_of_the_lifecycle(made):
    """S0-21: who is lost by the bridge is lost by the lifecycle, unless its order is merely due; both lists tie by name."""
    # whoever buys twice a year sets the pace; who has bought each December for fifteen years is not gone in the next one
    crowd = [
        line(f"c{n}", date(year, month, 3), 10 + n)
        for n in range(40)
        for year in (2023, 2024, 2025)
        for month in (1, 7)
    ]
    yearly = [line("yearly", date(year, 12, 20), 500) for year in range(2010, 2025)]
    gone = [line("gone", date(2024, month, 1), 100) for month in range(1, 9)]
    credit = [
        line("gone", date(2024, 9, 1), -30, "C1", invoice_type="credit note"),
        line("gone", date(2025, 2, 1), -20, "C2", invoice_type="credit note"),
    ]
    left = [line("left", date(2025, month, 1), 100) for month in range(1, 4)] + [
        line("left", date(2024, month, 1), 100) for month in range(1, 13)
    ]
    run = made([*crowd, *yearly, *gone, *credit, *left])
    found = by_number(run)
    assert (
        found["gone"]["bridge_status"],
        found["gone"]["lost_amount"],
        found["gone"]["returns_amount"],
    ) == ("lost", -770, -20)
    assert (found["yearly"]["bridge_status"], found["yearly"]["timing_amount"]) == ("timing", -500)
    assert found["left"]["bridge_status"] == "continuing"
    states = {r["customer_id"]: r["lifecycle_state"] for r in table(run, "customers")}
    assert (states["gone"], states["left"]) == ("L", "L")
    assert states["yearly"] != "L"
    total = {row["basis"]: row for row in table(run, "bridge_total")}["revenue"]
    losses = table(run, "bridge_losses")
    assert sum(r["lost_amount"] for r in losses) == total["lost_amount"] == -770
    assert sum(r["timing_amount"] for r in losses) == total["timing_amount"] == -500
    lost = [r for r in losses if r["lifecycle_state"] == "L"]
    assert sum(r["customers_count"] for r in lost) == sum(state == "L" for state in states.values()) == 2
    assert {(r["bridge_status"], r["revenue_prior_12m_amount"]) for r in lost} == {
        ("lost", 770),
        ("continuing", 1200),
    }


def test_each_line_of_two_years_is_in_a_pair_or_alone(tmp_path):
    """Both passes hold the lines of two years once: what has a second line of its customer and product, and what has none."""
    workspace = open_workspace(tmp_path / "w")
    rows = [
        line("A", date(2024, 6, 1), 10, quantity=1, product_number="P"),
        line("A", date(2025, 6, 1), 12, quantity=1, product_number="P"),
        line("A", date(2025, 6, 1), 5, quantity=1, product_number="Q"),
        line("B", date(2025, 6, 2), 0, quantity=1, product_number="P"),
        line("B", date(2025, 6, 3), -7, quantity=-1, product_number="Q"),
        line("B", date(2024, 6, 3), 9, quantity=1),
        line("B", date(2022, 6, 3), 900, quantity=1, product_number="Q"),
    ]
    import_rows(workspace, rows)
    run = run_at(workspace)
    pairs, singles = table(run, "bridge_pairs"), table(run, "bridge_singles")
    assert [(r["sold_prior_amount"], r["sold_12m_amount"]) for r in pairs] == [(10, 12)]
    assert [r["costed_count"] + r["uncosted_count"] for r in pairs] == [2]
    assert sorted((r["line_kind"], r["is_named"], r["is_free"], r["net_amount"], r["lines_count"]) for r in singles) == [
        (1, 1, 0, 5, 1), (1, 1, 1, 0, 1), (2, 0, 0, 9, 1), (3, 1, 0, -7, 1),
    ]  # fmt: skip
    found = by_number(run)
    assert all(ties(row) for row in found.values())
    assert (found["A"]["price_amount"], found["A"]["added_amount"]) == (2, 5)
    assert (found["B"]["without_quantity_amount"], found["B"]["returns_amount"]) == (-9, -7)
