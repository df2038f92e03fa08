"""Contacts, objectives and the rules of the classes in one small company, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.analyses.network_efficiency import working_days
from clientela.base.scope import Scope
from conftest import line, table
from service_files import by_customer, company

ABOUT = {"C1": ("E1", "N"), "C2": ("E1", "N"), "C3": ("E2", "S"), "C4": ("E2", "S"), "C5": ("E2", "S")}


def sold(customer, on, net, product="P1", family="F1"):
    seller, area = ABOUT[customer]
    return line(
        customer,
        on,
        net,
        salesperson=seller,
        area=area,
        product_number=product,
        family=family,
        quantity=1,
        cost_amount=net / 2,
    )


SALES = [
    sold("C1", date(2025, 2, 3), 400), sold("C1", date(2025, 8, 4), 600, "P2", "F2"), sold("C2", date(2025, 3, 3), 500),
    sold("C3", date(2025, 4, 1), 100), sold("C4", date(2024, 3, 1), 70), sold("C5", date(2025, 5, 2), 20),
]  # fmt: skip
FILES = {
    "interactions": (
        "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,initiator\n"
        "V1,C1,E1,2025-12-01,60,visit,us\nV2,C1,E1,2025-12-15,30,telephone,them\nV3,C2,E1,2025-10-01,,visit,us\n"
        "V4,C3,E2,2025-12-30,90,visit,us\nV5,C3,E2,2024-11-05,60,visit,us\n"
        "V6,C9,E2,2025-12-29,60,visit,us\n"  # of a customer nobody knows
        "V7,C5,E2,2026-01-05,60,visit,us\n"  # after the day looked from
    ),
    "employees": "employee_id,employee_name,role,hours_capacity,hour_cost_amount\nE1,Anna,Seller,100,38\nE2,Bo,Seller,,\n",
    "contact_plans": "customer_id,year,month,channel,planned_count,actual_count\nC1,2025,12,visit,4,\nC3,2025,,visit,12,\n",
    "targets": (
        "year,month,employee_id,customer_id,area_id,product_family,measure_code,target_amount\n"
        "2025,,E1,,,,net_sales,3000\n2025,1,E2,,,,net_sales,50\n2025,2,E2,,,,net_sales,50\n2025,,,C3,,,net_sales,200\n"
        "2025,,,,N,,visits,10\n2025,,,,,F1,net_sales,40\n"
    ),
    "goals": (
        "goal_id,goal_level,customer_id,goal_text,measure_code,target_value,due_on\n"
        "G1,customer,C1,two families,breadth,2,2026-06-30\nG2,company,,grow,net_sales,,2026-06-30\n"
        "G3,company,,sell,net_sales,100,\nG4,company,,be loved,love,5,2026-06-30\n"
    ),
    "service_levels": "class_code,customer_id,otif_target,lead_time_days,has_dedicated_person,from_on\nA,,0.9,5,yes,\nC,,0.8,9,no,2025-01-01\nB,,0.99,1,no,2026-01-01\n",
    "deliveries": (
        "delivery_id,customer_id,ordered_on,requested_on,confirmed_on,delivered_on,ordered_quantity,delivered_quantity\n"
        "D1,C1,2025-02-01,2025-02-10,2025-02-10,2025-02-10,1,1\nD2,C1,2025-02-01,2025-02-10,2025-02-10,2025-02-12,1,1\n"
        "D3,C5,2025-05-01,2025-05-10,2025-05-10,2025-05-12,1,1\nD4,C3,2025-05-01,2025-05-10,2025-05-10,2025-05-09,1,1\n"
    ),
}  # fmt: skip
SETTINGS = "[cost_to_serve]\nvisit_hour_amount = 60\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return company(tmp_path_factory.mktemp("network"), SALES, FILES, SETTINGS)


def test_working_days_are_monday_to_friday() -> None:
    assert working_days(date(2024, 12, 31), date(2025, 12, 31)) == 261
    assert working_days(date(2025, 11, 14), date(2025, 11, 16)) == 0  # a weekend
    assert working_days(date(2025, 11, 14), date(2025, 11, 17)) == 1


def test_contacts_by_person(run) -> None:
    """S1-07: contacts a day, cost of a contact, coverage and load of each person."""
    people = {r["employee_id"]: r for r in table(run, "contact_efficiency")}
    assert list(people) == ["E1", "E2"]
    anna, bo = people["E1"], people["E2"]
    assert (anna["contacts_12m_count"], anna["visits_12m_count"], anna["contacted_count"]) == (3, 2, 2)
    assert anna["working_days_count"] == working_days(date(2025, 9, 30), date(2025, 12, 31)) == 66
    assert anna["contacts_per_day"] == pytest.approx(3 / 66)
    assert (anna["contact_hours"], anna["hours_share"]) == (2.5, 0.025)
    assert (anna["visit_cost_12m_amount"], anna["cost_per_visit_amount"]) == (
        76,
        38,
    )  # her own hour, a visit without minutes lasts one
    assert (anna["own_active_count"], anna["coverage_share"], anna["orders_per_contact"]) == (2, 1, 1)
    assert (bo["contacts_12m_count"], bo["working_days_count"], bo["visit_cost_12m_amount"]) == (2, 261, 150)
    assert (bo["coverage_share"], bo["hours_share"]) == (0.5, None)
    loads = [3 / 66, 2 / 261]
    assert anna["load_index"] == pytest.approx(loads[0] / (sum(loads) / 2))


def test_contacts_of_customers(run) -> None:
    found = by_customer(run, "customer_contacts")
    assert (
        found["C1"]["contacts_12m_count"],
        found["C1"]["contact_recency_days"],
        found["C1"]["their_contact_share"],
    ) == (2, 16, 0.5)
    assert (found["C3"]["contacts_prior_12m_count"], found["C3"]["planned_contacts"]) == (1, 12)
    assert (found["C5"]["contacts_12m_count"], found["C5"]["last_contact_on"]) == (0, None)


def test_coverage_by_class(run) -> None:
    """S1-07: contacts made against those planned, by class."""
    parts = {r["abc_part"]: r for r in table(run, "contact_coverage")}
    assert [parts[c]["coverage_share"] for c in "ABC"] == [1, 1, 0]
    assert (parts["A"]["plan_share"], parts["B"]["plan_share"], parts["C"]["plan_share"]) == (
        0.5,
        pytest.approx(1 / 12),
        None,
    )
    assert (parts["A"]["contacts_12m_count"], parts["A"]["orders_per_contact"]) == (3, 1)


def test_effectiveness_is_resources_by_objective(run) -> None:
    """S1-08: resources by objective reached, literally, and the index."""
    rows = table(run, "effectiveness")
    targets = {
        (r["employee_id"], r["customer_id"], r["area_id"], r["measure_code"]): r
        for r in rows
        if r["objective_kind"] == "target"
    }
    anna = targets["E1", None, None, "net_sales"]
    assert (anna["reached_value"], anna["reached_share"], anna["hours_used"]) == (1500, 0.5, 2.5)
    assert anna["hours_per_unit"] == pytest.approx(2.5 / 1500)
    assert anna["cost_per_unit"] == pytest.approx(76 / 1500)
    assert anna["effectiveness_index"] == pytest.approx(0.5 / (3 / 4))
    bo = targets["E2", None, None, "net_sales"]
    assert (bo["target_value"], bo["reached_value"], bo["reached_share"]) == (100, 120, 1.2)
    c3 = targets[None, "C3", None, "net_sales"]
    assert (c3["reached_share"], c3["effectiveness_index"]) == (0.5, pytest.approx(0.5 / (1 / 12)))
    assert targets[None, None, "N", "visits"]["reached_value"] == 2
    family = [r for r in rows if r["objective_kind"] == "target" and r["objective_state"] == "no_measure"]
    assert [(r["target_value"], r["reached_value"], r["hours_per_unit"]) for r in family] == [
        (40, None, None)
    ]


def test_a_goal_without_number_or_date_is_not_measurable_yet(run) -> None:
    """S1-08: without an objective of number and date nothing is measured."""
    goals = {r["objective_text"]: r for r in table(run, "effectiveness") if r["objective_kind"] == "goal"}
    assert {text: r["objective_state"] for text, r in goals.items()} == {
        "two families": "measured", "grow": "no_number", "sell": "no_date", "be loved": "no_measure",
    }  # fmt: skip
    assert (goals["two families"]["reached_value"], goals["two families"]["reached_share"]) == (2, 1)
    assert {r["effectiveness_index"] for r in goals.values()} == {None}


def test_rules_of_the_classes(run) -> None:
    """S3-04, S3-27: a rule of class A that is not kept is a task, and so is the floor of class C."""
    checks = {(r["abc_part"], r["check_code"]): r for r in table(run, "policy_checks")}
    c = checks["C", "otif_confirmed"]  # the floor of class C: promised .8, delivered 0
    assert (c["check_state"], c["target_value"], c["actual_value"], c["breach_count"]) == (
        "breach",
        0.8,
        0,
        1,
    )
    assert checks["B", "otif_confirmed"]["check_state"] == "met"
    a = checks["A", "otif_requested"]
    assert (a["check_state"], a["target_value"], a["actual_value"], a["unknown_count"]) == (
        "breach",
        0.9,
        0.5,
        1,
    )
    contact = checks["A", "last_contact"]  # C1 16 days, C2 91 days
    assert (contact["check_state"], contact["breach_count"], contact["unknown_count"]) == ("breach", 1, 0)
    assert checks["A", "dedicated_person"]["check_state"] == "met"
    assert checks["A", "discount_guard"]["check_state"] == "unknown"  # nobody states amounts before discount
    assert checks["C", "visits_made"]["check_state"] == "met"
    tasks = [(r["customer_id"], r["check_code"]) for r in table(run, "policy_breaches")]
    assert {number for number, rule in tasks if rule == "data_depth"} == {"C1", "C2", "C3"}
    assert [t for t in tasks if t[1] != "data_depth"] == [
        ("C1", "otif_confirmed"),
        ("C1", "otif_requested"),
        ("C2", "last_contact"),
        ("C5", "otif_confirmed"),
        ("C5", "otif_requested"),
    ]


def test_the_menu_of_service(run) -> None:
    """S3-26: what each class is promised beside what it was given."""
    menu = {r["abc_part"]: r for r in table(run, "service_menu")}
    a = menu["A"]
    assert (a["promised_count"], a["otif_target_share"], a["otif_confirmed_share"]) == (2, 0.9, 0.5)
    assert (a["promised_lead_time_days"], a["lead_time_12m_days"]) == (5, 10)
    assert (a["person_promised_count"], a["with_person_count"]) == (2, 2)
    assert (menu["B"]["promised_count"], menu["B"]["otif_target_share"]) == (0, 0.95)


def test_the_sheet_of_class_b(run) -> None:
    """S3-06: gaps, strongest quarter and families of each customer of class B."""
    (row,) = table(run, "class_b_patterns")
    assert (row["customer_id"], row["families_12m_count"], row["best_quarter"], row["gap_median_days"]) == (
        "C3",
        1,
        2,
        None,
    )


def test_a_part_of_the_company_sees_its_own(run) -> None:
    own = Scope("seller_id", ("E2",))
    people = table(run, "contact_efficiency", scope=own)
    assert [(r["employee_id"], r["contacts_12m_count"]) for r in people] == [("E2", 1)]
    assert {r["customer_id"] for r in table(run, "policy_breaches", scope=own)} <= {"C3", "C4", "C5"}
    assert [r["customer_id"] for r in table(run, "effectiveness", scope=own)] == ["C3"]
    parts = table(run, "service_by_class", scope=own)
    assert sum(r["service_lines_12m_count"] for r in parts) == 2


def test_without_contacts_nothing_is_zero(tiny) -> None:
    assert table(tiny, "contact_efficiency") == []
    assert {r["contacts_12m_count"] for r in table(tiny, "customer_contacts")} == {None}
    states = {r["check_code"]: r["check_state"] for r in table(tiny, "policy_checks") if r["abc_part"] == "A"}
    assert (states["last_contact"], states["otif_requested"]) == ("unknown", "unknown")
