"""Families to act on and distribution, reproduced by hand; and what a part of the company sees of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clientela.base.scope import Scope
from clientela.workspace import Statement
from conftest import NOON, import_rows, line, open_workspace, run_at, table

NOW, BEFORE = date(2025, 6, 1), date(2024, 6, 1)
OFFERS = (
    "offer_id,customer_id,product_family,opened_on,stage,closed_on,amount\n"
    "O1,1,Glue,2025-01-01,won,2025-02-01,10\nO2,2,Glue,2025-01-01,won,2025-02-01,10\nO3,3,Glue,2025-01-01,won,2025-02-01,10\n"
    "O4,4,Glue,2025-01-01,lost,2025-02-01,10\n"
    "O5,4,Glue,2025-01-01,lost,2026-02-01,10\nO6,4,Glue,2025-01-01,lost,,10\nO7,4,Glue,2025-01-01,engaging,,10\n"
)  # O5 is closed after the day of the run, O6 nobody knows when
CUSTOMERS = "customer_number,customer_name,segment,turnover\n" + "".join(
    f"{n},Customer {n},T,{turnover}\n" for n, turnover in ((1, 1000), (2, 1000), (6, 6000), (7, 2000))
)


def bought(customer, family, net, day=NOW):
    seller = "Anna" if int(customer) <= 3 else "Berta"
    return line(
        customer, day, net, f"{customer}{family}{day}", family=family, product_number=family, quantity=1, cost_amount=net * 0.6,
        segment="T", salesperson=seller,
    )  # fmt: skip


def rows():
    """Eight customers; six buy saws, five glue, and tape went from eight to two."""
    listed = [bought(str(n), "Saws", 100 * n) for n in range(1, 7)]
    listed += [bought(str(n), "Glue", 10 * n) for n in range(1, 6)]
    listed += [bought(str(n), "Tape", 50, BEFORE) for n in range(1, 9)]
    return [*listed, bought("1", "Tape", 50), bought("2", "Tape", 50)]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("white")
    workspace = open_workspace(folder / "workspace", offer_least_peers=4)
    import_rows(workspace, rows())
    for name, text in (("offers.csv", OFFERS), ("customers.csv", CUSTOMERS)):
        (folder / name).write_text(text, encoding="utf-8")
        workspace.import_files([folder / name], imported_at=NOON)
    return run_at(workspace)


def test_the_priority_is_white_space_times_margin_times_win_rate(run):
    """S1-17: the score can be computed again from its three parts."""
    found = {r["product_family"]: r for r in table(run, "product_priority")}
    glue = found["Glue"]
    # customer 6 alone does not buy glue; the median of 10 ... 50 is 30
    assert (glue["white_count"], glue["white_amount"]) == (1, Decimal(30))
    assert glue["family_margin_share"] == pytest.approx(0.4)
    assert (glue["won_count"], glue["lost_count"], glue["win_share"]) == (3, 1, 0.75)
    assert glue["white_margin_amount"] == Decimal(12)
    assert glue["priority_amount"] == Decimal(9)
    # no offer names saws: the score is unknown, not zero
    assert (found["Saws"]["win_share"], found["Saws"]["priority_amount"]) == (None, None)


def test_falling_penetration_is_to_be_defended(run):
    found = {r["product_family"]: r for r in table(run, "product_priority")}
    tape = found["Tape"]
    assert (tape["buyers_prior_count"], tape["buyers_count"], tape["defence_class"]) == (
        8,
        2,
        "defend",
    )  # four of the six of today
    assert tape["penetration_prior_share"] == pytest.approx(1)
    assert tape["penetration_share"] == pytest.approx(2 / 6)
    assert found["Saws"]["defence_class"] is None  # nobody bought it the year before


def test_numeric_and_weighted_distribution(run):
    """S4-58: numeric and weighted distribution by hand."""
    found = {r["product_family"]: r for r in table(run, "family_distribution")}
    glue = found["Glue"]
    assert (glue["target_count"], glue["active_count"], glue["buyers_count"]) == (8, 6, 5)
    assert glue["numeric_share"] == pytest.approx(5 / 8)
    assert glue["active_numeric_share"] == pytest.approx(5 / 6)
    # revenue 2100 + 150 + 100; customer 6 brings 600 of it
    assert glue["weighted_share"] == pytest.approx(1750 / 2350)
    # of the stated turnovers 10000, those of customers 1 and 2
    assert glue["turnover_weighted_share"] == pytest.approx(0.2)
    (of_kind,) = [r for r in table(run, "kind_distribution") if r["product_family"] == "Glue"]
    assert of_kind["numeric_share"] == glue["numeric_share"]


def test_the_range_in_one_row_ties_to_its_parts(run):
    (totals,) = table(run, "range_totals")
    cells = table(run, "white_cells")
    assert totals["white_count"] == len(cells)
    assert totals["white_amount"] == sum(r["spend_12m_amount"] for r in cells)
    assert totals["white_amount"] == sum(r["white_amount"] for r in table(run, "product_priority"))
    assert totals["customers_count"] == 6
    assert totals["losing_count"] == 4  # 3, 4, 5 and 6 no longer buy tape; 7 and 8 buy nothing at all


def test_a_sales_person_sees_own_customers_only(run):
    with run.reading(scope=Scope("seller_id", ("Berta",))) as reader:
        spread = {r["product_family"]: r for r in reader.rows("family_distribution")}
        lost = {r["customer_id"] for r in reader.rows("families_lost")}
        space = reader.rows("white_space_list")
        priority = {r["product_family"]: r for r in reader.rows("product_priority")}
        suggested = reader.rows("suggestion_list")
        assert reader.rows("range_totals")[0]["customers_count"] == 3
    assert (spread["Glue"]["target_count"], spread["Glue"]["buyers_count"]) == (5, 2)
    assert lost == {"4", "5", "6"}
    assert {r["customer_id"] for r in space} <= {"4", "5", "6"}
    assert priority["Glue"]["white_amount"] == Decimal(30)  # the spend of all customers of the kind
    named = {r[f"peer_{n}_name"] for r in suggested for n in (1, 2, 3)} - {None}
    assert named <= {f"Customer {n}" for n in range(4, 9)}


def test_joined_customers_count_once(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, rows())
    workspace.link([Statement("6", "5", "legal")], stated_by="Anna", stated_at=NOON)
    joined = run_at(workspace)
    found = {r["product_family"]: r for r in table(joined, "family_distribution")}
    assert found["Saws"]["buyers_count"] == 5
    sums = [
        sum(r["revenue_amount"] for r in table(joined, "customer_families")),
        table(joined, "totals")[0]["revenue_amount"],
    ]
    assert sums[0] == sums[1]
