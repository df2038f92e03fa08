"""Growth without profit: the planted customers are found, and a world without them raises no alarm."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from clientela.base.control_settings import Growth
from clientela.base.economics_settings import Economics, Prices
from clientela.economics.control_index import control_index
from clientela.economics.growth_quality import growth_quality
from clientela.workspace import Workspace
from conftest import NOON, line, run_at, table
from service_files import by_customer, company

AS_OF = date(2025, 12, 31)
FAT = ("F1", "F2")
PARAMS: dict[str, Any] = {
    "as_of": "date '2025-12-31'", "as_of_day": "2025-12-31", "since_12m": "date '2024-12-31'", "since_24m": "date '2023-12-31'",
    "economics": Economics(), "prices": Prices(), "growth": Growth(), "tables": (), "bu": "",
}  # fmt: skip
STUBS = {
    "customer_payments": "customer_key bigint, payment_delay_change_days double, paid_late_share double",
    "customer_contacts": "customer_key bigint, contact_hours double",
    "customer_peers": "customer_key bigint, peer_kind varchar, size_fifth bigint",
    "family_breadth": "customer_key bigint, families_now_count bigint, families_added_count bigint",
    "contact_days": "customer_key bigint, contact_on date, contact_minutes double, contacts_count bigint",
    "receivable_items": "customer_key bigint, due_amount bigint, issued_on date, due_on date",
    "opportunities": "source varchar, customer_id varchar, noted_on date",
    "customer_keys": "source varchar, customer_id varchar, customer_key bigint",
    "customer_map": "customer_key bigint, from_on date, until_on date, to_key bigint",
}


def lines_of(draw: random.Random, *, planted: bool) -> list[dict[str, Any]]:
    """Sixty customers of all sizes that buy every month or so at a margin of about 30 %; two fat ones are won with half the price."""
    rows = []
    for i in range(60):
        size, growth = 2000 * 1.02**i, max(0.3, draw.gauss(1.0, 0.4))
        for year, level in ((2024, 1.0), (2025, growth)):
            for month in range(1, 13):
                net = round(size * level * draw.uniform(0.6, 1.4), 2)
                gross = round(net / (1 - draw.uniform(0.03, 0.07)), 2)
                cost = round(net * draw.gauss(0.70, 0.02), 2)
                rows.append(
                    {
                        "customer": f"{i:03d}",
                        "on": date(year, month, 1 + i % 28),
                        "net": net,
                        "gross": gross,
                        "cost": cost,
                    }
                )
    if planted:
        for number in FAT:
            for month in range(1, 13):
                list_money = 9000 * draw.uniform(0.9, 1.1)
                rows.append(
                    {
                        "customer": number,
                        "on": date(2025, month, 15),
                        "net": round(list_money * 0.7, 2),
                        "gross": round(list_money, 2),
                        "cost": round(list_money * 0.69, 2),
                    }
                )
    return rows  # fmt: skip


def judged(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Feed the step with the sums of the lines, through its own SQL."""
    numbers = sorted({r["customer"] for r in rows})
    key = {number: place for place, number in enumerate(numbers, start=1)}
    db = duckdb.connect()
    db.execute("create table l(customer_key bigint, document_on date, net bigint, gross bigint, cost bigint)")
    db.executemany(
        "insert into l values (?, ?, ?, ?, ?)",
        [
            (key[r["customer"]], r["on"], *(round(r[c] * 10000) for c in ("net", "gross", "cost")))
            for r in rows
        ],
    )
    db.execute("create table customer_register as select distinct customer_key from l")
    now = "document_on > date '2024-12-31'"
    db.execute(
        f"create table customer_measures as select customer_key, cast(sum(case when {now} then net else 0 end) as bigint) as revenue_12m_amount, "
        f"cast(sum(case when not {now} then net else 0 end) as bigint) as revenue_prior_12m_amount, min(document_on) as first_order_on, "
        f"count(case when {now} then 1 end) as lines_12m_count, count(case when not {now} then 1 end) as lines_prior_12m_count from l group by 1"
    )
    db.execute(
        f"create table customer_ladder as select customer_key, cast(sum(case when {now} then net - cost else 0 end) as bigint) as cm1_12m_amount, "
        f"cast(sum(case when not {now} then net - cost else 0 end) as bigint) as cm1_prior_12m_amount, cast(null as bigint) as cm3_12m_amount, cast(null as bigint) as cm3_prior_12m_amount from l group by 1"
    )
    db.execute(
        "create table customer_days as select customer_key, document_on, year(document_on) * 12 + month(document_on) - 1 as month_number, net as revenue_amount, 0::bigint as returns_amount, "
        "gross - net as discount_amount, gross as gross_amount, 1 as orders_count from l"
    )
    for name, columns in STUBS.items():
        db.execute(f"create table {name}({columns})")
    db.execute(
        "insert into customer_peers select customer_key, 'all', ntile(5) over (order by revenue_12m_amount desc) from customer_measures"
    )
    found = db.execute(growth_quality.build(PARAMS))
    names = [d[0] for d in found.description]
    return {numbers[row[0] - 1]: dict(zip(names, row, strict=True)) for row in found.fetchall()}  # fmt: skip


@pytest.mark.parametrize("seed", range(10))
def test_the_planted_customers_are_flagged_and_no_other(seed):
    """S4-02: the planted customers are found, and nobody else."""
    found = judged(lines_of(random.Random(seed), planted=True))  # noqa: S311 - a world for a test
    assert {
        n for n, r in found.items() if r["growth_state"] in ("without_profit", "without_stability")
    } == set(FAT)
    for number in FAT:
        fat = found[number]
        assert (fat["is_won"], fat["profit_answer"], fat["growth_state"]) == (1, "no", "without_profit")
        assert fat["discount_12m_share"] == pytest.approx(0.30, abs=0.001)
        assert 0.03 < fat["usual_discount_12m_share"] < 0.07
        assert fat["concession_amount"] == pytest.approx(
            (fat["discount_12m_share"] - fat["usual_discount_12m_share"]) * fat["growth_amount"] / 0.7,
            rel=1e-3,
        )


def test_false_alarms_in_fifty_worlds_without_them():
    worlds = [judged(lines_of(random.Random(1000 + seed), planted=False)) for seed in range(50)]  # noqa: S311 - worlds for a test
    alarms = sum(
        any(r["growth_state"] in ("without_profit", "without_stability") for r in w.values()) for w in worlds
    )
    assert alarms <= 5
    growing = [sum(r["growth_state"] != "not_growing" for r in w.values()) for w in worlds]
    assert sum(growing) >= 3 * len(worlds), "a world in which nobody grows proves nothing"


def sold(
    customer: str, year: int, months: int, net: float, cost: float | None, **more: Any
) -> list[dict[str, Any]]:
    return [
        line(
            customer,
            date(year, m, 10),
            net,
            f"{customer}-{year}-{m}",
            cost_amount=cost,
            family="F1",
            product_number="P1",
            salesperson=more.get("seller", "S1"),
        )
        for m in range(1, months + 1)
    ]


def world() -> list[dict[str, Any]]:
    return [
        *sold("A", 2024, 12, 100, 60), *sold("A", 2025, 12, 200, 120),  # sound, but for something new
        *sold("B", 2024, 12, 100, 60), *sold("B", 2025, 12, 200, 165),  # twice the revenue, less contribution
        *sold("C", 2024, 12, 100, 60), *sold("C", 2025, 5, 400, 240),  # larger, and in five months of the year only
        *sold("D", 2024, 12, 100, None), *sold("D", 2025, 12, 200, None),  # nobody knows its cost
        *sold("E", 2025, 12, 100, 98, seller="S2"),  # won, and earns next to nothing
        *sold("G", 2024, 12, 300, 200), *sold("G", 2025, 12, 300, 200),
    ]  # fmt: skip


def test_each_question_by_hand_through_the_door(tmp_path):
    """S4-02: profit, stability and possibilities of each customer that grew or was won."""
    run = company(tmp_path, world(), {})
    found = by_customer(run, "growth_quality")
    states = {n: r["growth_state"] for n, r in found.items()}
    assert states == {
        "A": "without_opportunity",
        "B": "without_profit",
        "C": "without_stability",
        "D": "unknown",
        "E": "without_profit",
        "G": "not_growing",
    }
    assert (float(found["B"]["growth_amount"]), float(found["B"]["contribution_change_amount"])) == (
        1200,
        420 - 480,
    )
    assert found["B"]["growth_margin_share"] == pytest.approx(-0.05)
    assert found["G"]["profit_answer"] is None
    assert (found["E"]["is_won"], found["A"]["is_won"]) == (1, 0)
    assert found["C"]["stability_answer"] == "no"
    listed = [r["customer_id"] for r in table(run, "growth_without_profit")]
    assert listed[0] in ("B", "E")
    assert set(listed) == {"A", "B", "C", "D", "E"}
    owners = {(r["dimension"], r["part"]): r for r in table(run, "growth_by_owner")}
    assert owners["seller_id", "S2"]["growth_state"] == "without_profit"
    (totals,) = table(run, "totals")
    for dimension in ("seller_id", "area_id"):
        assert (
            sum(r["revenue_12m_amount"] for (d, _), r in owners.items() if d == dimension)
            == totals["revenue_12m_amount"]
        )


def test_payment_and_possibilities_answer_too(tmp_path):
    paid = [
        f"R{m}{y},A,20{y}-{m:02d}-01,20{y}-{m:02d}-10,20{y}-{m:02d}-{28 if y == 25 else 10},100,0,EUR"
        for y in (24, 25)
        for m in range(1, 13)
    ]
    files = {
        "receivables": "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount,currency\n" + "\n".join(paid) + "\n",
        "opportunities": "opportunity_id,customer_id,kind,potential_amount,noted_on\nO1,B,cross,500,2025-06-01\nO2,A,cross,500,2026-06-01\n",
    }  # fmt: skip
    found = by_customer(company(tmp_path, world(), files), "growth_quality")
    assert found["A"]["payment_delay_change_days"] == pytest.approx(18)
    assert (found["A"]["stability_answer"], found["A"]["growth_state"]) == ("no", "without_stability")
    assert (found["B"]["opportunity_answer"], found["A"]["opportunity_answer"]) == ("yes", "no")
    assert found["A"]["terms_days"] == pytest.approx(9)


def test_who_steers_by_hand(tmp_path):
    """S4-08: each customer has a verdict on who steers, or it is unknown."""
    files = {
        "interactions": "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,initiator,purpose\n"
        + "".join(
            f"V{c}{i},{c},S1,2025-{1 + i:02d}-05,30,visit,{who},offer\n"
            for c, who in (("A", "us"), ("B", "them"))
            for i in range(4)
        ),
        "contact_plans": "customer_id,year,month,channel,planned_count\nA,2025,,visit,4\n",
    }
    run = company(tmp_path, world(), files)
    found = by_customer(run, "control_index")
    a, b, g = found["A"], found["B"], found["G"]
    assert (a["initiative_score"], a["plan_score"], a["concession_score"]) == (1.0, 1.0, None)
    assert (b["initiative_score"], b["plan_score"]) == (0.0, 0.0)
    weight = 2400 / (2400 + 2400 + 2000 + 2400 + 1200 + 3600)
    assert a["revenue_weight_share"] == pytest.approx(weight)
    assert a["dependence_score"] == pytest.approx(1 - weight / 0.20)
    assert a["knowledge_score"] == pytest.approx(3 / 6)  # sales person, contribution, contacts
    assert a["control_index"] == pytest.approx((1 + 1 + a["dependence_score"] + 0.5) / 4)
    assert a["control_low"] == pytest.approx((1 + 1 + a["dependence_score"] + 0.5) / 5)
    assert a["control_high"] == pytest.approx(a["control_low"] + 1 / 5)
    assert b["control_class"] == "customer"
    assert g["initiative_score"] is None
    silent = by_customer(company(tmp_path / "other", world(), {}), "control_index")
    assert {r["control_class"] for r in silent.values()} == {"unknown"}
    assert control_index.doc


def test_a_discount_that_rises_is_a_concession(tmp_path):
    rows = []
    for customer, then, now in (("A", 0.10, 0.10), ("B", 0.10, 0.14), ("C", 0.10, 0.02)):
        for i, share in enumerate((then, now)):
            rows.append(
                {
                    **line(
                        customer,
                        date(2024 + i, 5, 5) + timedelta(days=1),
                        100 * (1 - share),
                        f"{customer}{i}",
                    ),
                    "customer_name": None,
                }
            )
    path = tmp_path / "sales.csv"
    path.write_text(
        "invoice_number,invoice_date,customer_number,net_amount,gross_amount,currency\n"
        + "".join(
            f"{r['invoice_number']},{r['invoice_date']},{r['customer_number']},{r['net_amount']:.2f},100,EUR\n"
            for r in rows
        ),
        encoding="utf-8",
    )
    workspace = Workspace.open(tmp_path / "w")
    workspace.import_files([path], imported_at=NOON)
    found = by_customer(run_at(workspace, AS_OF), "control_index")
    assert found["A"]["concession_score"] == pytest.approx(0.5)
    assert found["B"]["concession_score"] == pytest.approx(0.1)
    assert found["C"]["concession_score"] == pytest.approx(1.0)
