"""The bridge to contribution 4 is exactly additive, and the bridge by who looked after the customers knows the day."""

from __future__ import annotations

import random
from datetime import date

import pytest

from clientela.base.settings import Structure
from clientela.economics._bridge_effects import REVENUE_COLUMNS
from clientela.economics.serve_bridge import PARTS
from clientela.workspace import Statement
from conftest import NOON, line, noon, table
from service_files import by_customer, company

EFFECTS = tuple(f"left_{code}_amount" for code, _ in PARTS)
PRICES = "[cost_to_serve]\norder_amount = 10\nvisit_hour_amount = 60\n"


def world(seed, *, with_unknown=True):
    draw = random.Random(seed)  # noqa: S311 - a world for a test
    rows, visits, costs = (
        [],
        ["interaction_id,customer_id,employee_id,interaction_on,minutes,channel,initiator"],
        ["customer_id,year,month,ladder_step,cost_amount,method,currency"],
    )
    for i in range(14):
        for year in (2024, 2025):
            for month in range(1, 13, draw.randint(1, 4)):
                net = round(draw.uniform(20, 900), 2)
                cost = (
                    None if with_unknown and draw.random() < 0.1 else round(net * draw.uniform(0.4, 1.1), 2)
                )
                rows.append(
                    line(
                        f"C{i}",
                        date(year, month, 5),
                        net,
                        f"{i}-{year}-{month}",
                        cost_amount=cost,
                        quantity=draw.randint(1, 9),
                        product_number=f"P{draw.randint(1, 3)}",
                        segment="AB"[i % 2],
                        salesperson=f"S{i % 3}",
                    )
                )
            visits.append(
                f"V{i}{year},C{i},E1,{year}-0{draw.randint(1, 9)}-11,{draw.randint(10, 200)},visit,us"
            )
            costs += [f"C{i},{year},,investment,{draw.randint(1, 90)},direct,EUR"] if i % 2 else []
    return rows, {"interactions": "\n".join(visits) + "\n", "customer_costs": "\n".join(costs) + "\n"}


@pytest.mark.parametrize("seed", [3, 4])
def test_the_effects_are_the_change_of_what_is_left_for_every_customer(tmp_path, seed) -> None:
    rows, files = world(seed)
    run = company(tmp_path, rows, files, PRICES)
    bridge, ladder, margins = (
        by_customer(run, n) for n in ("customer_serve_bridge", "customer_ladder", "customer_bridge")
    )
    assert bridge
    for number, row in bridge.items():
        assert row["contribution_class"] == "cm4"
        assert sum(row[e] for e in EFFECTS) == row["left_12m_amount"] - row["left_prior_12m_amount"]
        assert row["left_12m_amount"] == ladder[number]["cm4_12m_amount"]
        change = (
            margins[number]["margin_costed_12m_amount"] - margins[number]["margin_costed_prior_12m_amount"]
        )
        assert row["left_margin_amount"] == change  # the margin bridge is its first part
        known = ladder[number]["cm3_prior_12m_amount"]
        serve = ladder[number]["serve_12m_amount"] - ladder[number]["serve_prior_12m_amount"]
        assert known is not None
        assert (
            sum(row[f"left_{c}_amount"] for c in ("freight", "handling", "selling", "service", "credit"))
            == -serve
        )
    (whole,) = table(run, "serve_bridge_total")
    assert whole["customers_count"] == len(bridge)
    for name in ("left_prior_12m_amount", "left_12m_amount", *EFFECTS):
        assert whole[name] == sum(r[name] for r in bridge.values())
        parts = table(run, "serve_bridge_parts")
        for dimension in {r["dimension"] for r in parts}:
            assert sum(r[name] for r in parts if r["dimension"] == dimension) == whole[name]
    section = next(s for s in run.report(name="economics").sections if s.name == "bridge")
    drawn = next(b for b in section.blocks if type(b).__name__ == "Waterfall" and b.name == "serve_bridge")
    assert sum(s.amount for s in drawn.steps[1:-1]) == drawn.steps[-1].amount - drawn.steps[0].amount


def test_what_is_stated_of_one_year_only_is_no_change(tmp_path) -> None:
    rows, files = world(5, with_unknown=False)
    files["customer_costs"] = (
        "customer_id,year,month,ladder_step,cost_amount,method,currency\nC0,2025,,service,500,direct,EUR\n"
    )
    run = company(tmp_path, rows, files, PRICES)
    row = by_customer(run, "customer_serve_bridge")["C0"]
    assert row["contribution_class"] == "cm3"
    assert (row["left_service_amount"], row["left_investment_amount"]) == (0, 0)
    assert by_customer(run, "customer_ladder")["C0"]["service_12m_amount"] == 500


def test_without_costs_there_is_no_bridge_and_no_zero(made) -> None:
    run = made([line("A", date(y, 5, 1), 100, quantity=1, product_number="P") for y in (2024, 2025)])
    assert table(run, "customer_serve_bridge") == []
    assert table(run, "serve_bridge_total") == []


ASSIGNED = "customer_id,employee_id,role,from_on,to_on\nA,S1,owner,2020-01-01,2025-03-31\nA,S2,owner,2025-04-01,\nB,S1,owner,2020-01-01,\nC,S2,owner,2020-01-01,\n"


@pytest.fixture(scope="module")
def reassigned(tmp_path_factory):
    rows = [
        line(number, date(year, month, 5), net, quantity=net // 10, product_number="P1", cost_amount=net * 0.5, salesperson="S2" if number == "C" or (number == "A" and (year, month) >= (2025, 4)) else "S1")
        for number, net in (("A", 100), ("B", 40), ("C", 30)) for year in (2024, 2025) for month in range(1, 13)
    ]  # fmt: skip
    rows.append(line(None, date(2025, 6, 1), 7))
    return company(tmp_path_factory.mktemp("reassigned"), rows, {"assignments": ASSIGNED})


def by_seller(run):
    return {r["part"]: r for r in table(run, "bridge_owners") if r["dimension"] == "seller_id"}


def test_as_it_was_a_sales_person_has_the_customers_of_each_day(reassigned) -> None:
    """Structure as it was: what was handed over is an effect of its own, and everything adds up at every grain."""
    was = reassigned.workspace.run(
        started_at=NOON,
        finished_at=noon,
        as_of=date(2025, 12, 31),
        structure=Structure(view="as_was"),
        publish=False,
    )
    now, then = by_seller(reassigned), by_seller(was)
    assert {r["reassigned_amount"] for r in now.values()} == {0}
    assert (float(now["S2"]["start_amount"]), float(now["S2"]["end_amount"])) == (
        1560,
        1560,
    )  # A and C are of S2 today
    assert (float(then["S1"]["start_amount"]), float(then["S1"]["end_amount"])) == (1680, 780)
    assert (float(then["S2"]["start_amount"]), float(then["S2"]["end_amount"])) == (360, 1260)
    assert (float(then["S1"]["reassigned_amount"]), float(then["S2"]["reassigned_amount"])) == (-900, 900)
    for found in (now, then):
        for row in found.values():
            assert sum(row[c] for c in REVENUE_COLUMNS) + row["reassigned_amount"] == row["change_amount"]
    (totals,) = table(was, "totals")
    for dimension in ("seller_id", "area_id", "segment_id", "country", "channel"):
        rows = [r for r in table(was, "bridge_owners") if r["dimension"] == dimension]
        assert (
            sum(r["end_amount"] for r in rows) == totals["revenue_12m_amount"] + 7
        )  # the line of no customer
        assert sum(r["reassigned_amount"] for r in rows) == 0
    section = next(s for s in was.report(name="economics").sections if s.name == "bridge")
    table_of = next(b for b in section.blocks if getattr(b, "name", "") == "bridge_seller_id")
    assert "reassigned_amount" in [c.name for c in table_of.columns]
    usual = next(s for s in reassigned.report(name="economics").sections if s.name == "bridge")
    assert "reassigned_amount" not in [
        c.name for c in next(b for b in usual.blocks if getattr(b, "name", "") == "bridge_seller_id").columns
    ]


@pytest.mark.parametrize(("view", "word"), [("as_was", "as it was"), ("as_if", "as if: plan")])
def test_every_report_says_by_which_structure_it_counts(reassigned, view, word) -> None:
    place = reassigned.workspace
    if view == "as_if":
        place.link([Statement("B", "C", "legal", scenario="plan")], stated_by="Anna", stated_at=NOON)
    structure = Structure(view=view, level="legal", scenario="plan" if view == "as_if" else "")
    run = place.run(started_at=NOON, finished_at=noon, as_of=date(2025, 12, 31), structure=structure, publish=False)  # fmt: skip
    for name in ("economics", "portfolio_review"):
        assert word in str(run.report(name=name).subtitle)
        assert word in str(
            run.report(name=name, scope_name="S1").subtitle
        )  # a part of the company says it too


def test_visits_that_an_activity_stands_for_are_said(tmp_path) -> None:
    """An activity pool on selling takes the place of the visits of that customer and month; the report says how many."""
    rows = [line("A", date(2025, m, 5), 100, cost_amount=50) for m in range(1, 13)] + [
        line("B", date(2025, 5, 5), 100, cost_amount=50)
    ]
    files = {
        "interactions": "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,initiator\nV1,A,E1,2025-05-11,90,visit,us\nV2,A,E1,2025-06-11,30,visit,us\nV3,B,E1,2025-05-12,60,visit,us\n",
        "activity_pools": "pool_id,pool_name,year,cost_amount,practical_minutes,ladder_step,currency\nP1,Fairs,2025,1000,1000,selling,EUR\n",
        "activity_drivers": "driver_id,pool_id,unit_minutes\nfair,P1,60\n",
        "activity_volumes": "customer_id,driver_id,year,month,volume\nA,fair,2025,5,1\n",
    }
    run = company(tmp_path, rows, files, PRICES)
    (row,) = table(run, "visits_left_out")
    assert (row["evidence"], row["visits_count"], row["contact_hours"], row["customers_count"]) == (
        "activity",
        1,
        1.5,
        1,
    )
    ladder = next(s for s in run.report(name="economics").sections if s.name == "ladder")
    notes = [str(b.text) for b in ladder.blocks if type(b).__name__ == "Note"]
    assert any("not counted at the price of an hour" in n for n in notes)
