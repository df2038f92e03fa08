"""On time and in full, counted by hand: two days that are never mixed, three weights, and what cannot be judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from conftest import line, table
from service_files import by_customer, company

SALES = [
    line("C1", date(2025, 3, 10), 100, "F1", line_number=1),
    line("C1", date(2025, 3, 10), 300, "F1", line_number=2),
    line("C1", date(2025, 4, 10), 600, "F2", line_number=1),
    line("C2", date(2025, 5, 10), 50, "F3", line_number=1),
]
HEAD = "delivery_id,line_number,document_id,customer_id,ordered_on,requested_on,confirmed_on,shipped_on,delivered_on,ordered_quantity,delivered_quantity,is_complete\n"
DELIVERIES = HEAD + (
    "D1,1,F1,C1,2025-03-01,2025-03-08,2025-03-10,,2025-03-08,10,10,\n"  # on both days
    "D1,2,F1,C1,2025-03-01,2025-03-08,2025-03-10,,2025-03-10,10,10,\n"  # on the confirmed day only
    "D2,,F2,C1,2025-04-01,2025-04-20,2025-04-20,,2025-04-10,5,5,\n"  # ten days too early
    "D3,,F3,C2,2025-05-01,2025-05-10,,,2025-05-10,10,9,\n"  # one is missing, nothing was confirmed
    "D4,,,C2,2025-05-01,2025-06-10,2025-06-10,,2025-06-10,,,\n"  # nobody says whether it was in full
    "D5,,,C2,2025-11-01,2025-12-01,2025-12-05,,2026-01-10,5,5,\n"  # on the day looked from it has not come
    "D6,,,C2,2025-12-20,2026-01-15,2026-01-15,,2026-01-14,5,5,\n"  # not due yet
    "D7,,,,2025-07-01,2025-07-10,2025-07-10,,2025-07-10,1,1,\n"  # nobody says whose
    "D8,,,C1,2024-06-01,2024-06-10,2024-06-10,,2024-06-10,1,1,\n"  # a year before
    "D9,,,C2,2025-09-01,,,,2025-09-10,1,1,\n"  # nobody says for when
)  # fmt: skip
COMPLAINTS = (
    "complaint_id,customer_id,opened_on,kind,severity,closed_on,cost_amount\n"
    "K1,C1,2025-10-02,defect,2,2025-10-12,30.00\n"
    "K2,C1,2025-12-01,late_delivery,3,,\n"
    "K3,C1,2024-05-01,defect,2,2024-05-05,10.00\n"
    "K4,C2,2025-12-11,defect,2,2026-01-05,99.00\n"  # open on the day looked from, and nobody knows its cost yet
    "K5,C2,2026-01-02,defect,2,,5.00\n"
    "K6,C9,2025-12-11,defect,2,,\n"  # a number that nobody knows
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return company(
        tmp_path_factory.mktemp("service"), SALES, {"deliveries": DELIVERIES, "complaints": COMPLAINTS}
    )


def test_requested_and_confirmed_are_two_figures(run) -> None:
    """S2-16: lines on time and in full against both days, by hand."""
    c1 = by_customer(run, "customer_service")["C1"]
    assert (c1["judged_requested_12m_count"], c1["otif_requested_12m_count"]) == (3, 1)
    assert (c1["judged_confirmed_12m_count"], c1["otif_confirmed_12m_count"]) == (3, 2)
    assert c1["otif_requested_share"] == pytest.approx(1 / 3)
    assert c1["otif_confirmed_share"] == pytest.approx(2 / 3)
    assert c1["delay_requested_12m_days"] == pytest.approx((0 + 2 - 10) / 3)
    assert c1["delay_confirmed_12m_days"] == pytest.approx((-2 + 0 - 10) / 3)
    assert c1["lead_time_12m_days"] == pytest.approx((7 + 9 + 9) / 3)


def test_orders_and_value_weigh_differently(run) -> None:
    """S2-16: orders and value on time and in full, by hand."""
    c1 = by_customer(run, "customer_service")["C1"]
    assert (c1["judged_requested_orders_12m_count"], c1["otif_requested_orders_12m_count"]) == (2, 0)
    assert (c1["judged_confirmed_orders_12m_count"], c1["otif_confirmed_orders_12m_count"]) == (2, 1)
    assert (c1["judged_requested_12m_amount"], c1["otif_requested_12m_amount"]) == (1000, 100)
    assert c1["otif_confirmed_value_share"] == pytest.approx(0.4)


def test_what_cannot_be_judged_is_neither_failure_nor_success(run) -> None:
    c2 = by_customer(run, "customer_service")["C2"]
    assert c2["service_lines_12m_count"] == 4  # D3, D4, D5 and D9; D6 is not due
    assert c2["unjudged_lines_12m_count"] == 2  # D4 and D9
    assert (c2["timed_requested_12m_count"], c2["on_time_requested_12m_count"]) == (3, 2)
    assert (c2["judged_requested_12m_count"], c2["otif_requested_12m_count"]) == (2, 0)
    assert (c2["timed_confirmed_12m_count"], c2["judged_confirmed_12m_count"]) == (2, 1)
    assert c2["judged_requested_12m_amount"] == 50  # nobody knows the value of D5
    assert (c2["filled_12m_count"], c2["in_full_12m_count"]) == (3, 1)  # D3 short, D5 not there, D9 full


def test_a_line_without_a_customer_stands_apart_and_everything_adds_up(run) -> None:
    found = by_customer(run, "customer_service")
    assert (found[""]["service_lines_12m_count"], found[""]["otif_requested_12m_count"]) == (1, 1)
    months = table(run, "service_by_month")
    recent = [m for m in months if m["month_number"] >= 2025 * 12]
    for w in ("requested", "confirmed"):
        assert sum(m[f"otif_{w}_count"] for m in recent) == sum(
            r[f"otif_{w}_12m_count"] for r in found.values()
        )
        assert sum(m[f"judged_{w}_count"] for m in recent) == sum(
            r[f"judged_{w}_12m_count"] for r in found.values()
        )
    parts = table(run, "service_by_class")
    assert sum(p["service_lines_12m_count"] for p in parts) == 8
    assert {p["abc_part"] for p in parts} >= {"not_stated"}
    assert sum(p["complaints_12m_count"] for p in parts) == 4


def test_the_year_before_is_the_year_before(run) -> None:
    c1 = by_customer(run, "customer_service")["C1"]
    assert c1["otif_requested_prior_12m_share"] == 1
    assert by_customer(run, "customer_service")["C2"]["otif_requested_prior_12m_share"] is None


def test_complaints(run) -> None:
    found = by_customer(run, "customer_service")
    c1, c2 = found["C1"], found["C2"]
    assert (c1["complaints_12m_count"], c1["complaints_prior_12m_count"], c1["complaints_open_count"]) == (
        2,
        1,
        1,
    )
    assert (c1["complaint_age_days"], c1["complaint_settled_days"]) == (30, 10)
    assert (c1["complaint_cost_12m_amount"], c1["complaints_costed_12m_count"]) == (30, 1)
    assert (c2["complaints_12m_count"], c2["complaints_open_count"], c2["complaint_age_days"]) == (1, 1, 20)
    assert (c2["complaint_cost_12m_amount"], c2["complaint_settled_days"]) == (None, None)
    assert found[""]["complaints_open_count"] == 1


def test_a_complaint_has_the_cost_the_settings_say(tmp_path) -> None:
    run = company(tmp_path, SALES, {"complaints": COMPLAINTS}, "[cost_to_serve]\ncomplaint_amount = 7.5\n")
    found = by_customer(run, "customer_service")
    assert found["C1"]["complaint_cost_12m_amount"] == Decimal("37.5")
    assert found["C2"]["complaint_cost_12m_amount"] == Decimal("7.5")
    assert found["C1"]["service_lines_12m_count"] is None  # no deliveries were brought


def test_tolerance_and_early_days_are_settings(tmp_path) -> None:
    run = company(
        tmp_path,
        SALES,
        {"deliveries": DELIVERIES},
        "[service]\nquantity_tolerance_share = 0.1\nearly_days = 10\n",
    )
    found = by_customer(run, "customer_service")
    assert found["C1"]["otif_requested_12m_count"] == 2  # D2 is not too early any more
    assert found["C2"]["otif_requested_12m_count"] == 1  # nine of ten are full
    assert found["C2"]["complaints_12m_count"] is None


def test_seen_from_later_the_late_line_has_come(tmp_path) -> None:
    run = company(tmp_path, SALES, {"deliveries": DELIVERIES}, as_of=date(2026, 1, 31))
    c2 = by_customer(run, "customer_service")["C2"]
    assert c2["service_lines_12m_count"] == 5
    assert c2["otif_requested_12m_count"] == 1  # D6 came a day early
    assert c2["delay_requested_12m_days"] == pytest.approx((0 + 0 + 40 - 1) / 4)


ORDERS = (
    "order_id,line_number,customer_id,product_id,ordered_on,requested_on,confirmed_on,ordered_quantity,open_quantity,net_amount,status\n"
    "O1,1,C1,P1,2025-03-01,2025-03-10,2025-03-12,100,0,1000.00,closed\n"  # in two deliveries, the last on the confirmed day
    "O1,2,C1,P2,2025-03-01,2025-03-10,2025-03-12,10,0,50.00,closed\n"
    "O2,1,C1,P1,2025-05-01,2025-05-10,2025-05-10,10,10,200.00,open\n"  # never came
    "O3,1,C2,P1,2025-12-20,2026-02-10,2026-02-10,10,4,90.00,open\n"  # partly there, not due
    "O4,1,C2,P1,2025-05-01,2025-05-10,2025-05-10,10,10,70.00,cancelled\n"
    "O5,1,C2,P1,2025-05-01,2025-05-10,2025-05-10,10,0,70.00,closed\n"  # came on a day nobody states
)
SENT = (
    "delivery_id,line_number,document_id,customer_id,product_id,requested_on,confirmed_on,delivered_on,delivered_quantity\n"
    "L1,1,O1,C1,P1,,,2025-03-09,60\nL2,1,O1,C1,P1,,,2025-03-12,40\nL1,2,O1,C1,P2,,,2025-03-09,10\nL3,,O3,C2,P1,,,2025-12-28,6\n"
)


def test_an_order_line_is_judged_with_all_its_deliveries(tmp_path) -> None:
    run = company(tmp_path, SALES, {"orders": ORDERS, "deliveries": SENT})
    found = by_customer(run, "customer_service")
    c1, c2 = found["C1"], found["C2"]
    assert c1["service_lines_12m_count"] == 3
    assert (c1["judged_requested_12m_count"], c1["otif_requested_12m_count"]) == (
        3,
        1,
    )  # O1/2; O1/1 came two days late
    assert (c1["judged_confirmed_12m_count"], c1["otif_confirmed_12m_count"]) == (3, 2)
    assert (c1["judged_confirmed_orders_12m_count"], c1["otif_confirmed_orders_12m_count"]) == (2, 1)
    assert c1["otif_confirmed_12m_amount"] == 1050
    assert c1["judged_confirmed_12m_amount"] == 1250
    # O3 can still become full until its day, of O5 nobody states when it came, O4 is cancelled
    assert (
        c2["service_lines_12m_count"],
        c2["unjudged_lines_12m_count"],
        c2["judged_requested_12m_count"],
    ) == (2, 2, 0)


def test_orders_alone_judge_nothing(tmp_path) -> None:
    """Without deliveries only the lines that never came could be judged: all would be failures."""
    run = company(tmp_path, SALES, {"orders": ORDERS})
    found = by_customer(run, "customer_service")
    assert (found["C1"]["judged_requested_12m_count"], found["C1"]["otif_requested_share"]) == (0, None)
    assert found["C1"]["timed_requested_12m_count"] == 0
    assert found["C1"]["unjudged_lines_12m_count"] == found["C1"]["service_lines_12m_count"] == 3


def test_targets_are_those_of_the_class(run) -> None:
    parts = {p["abc_part"]: p for p in table(run, "service_by_class")}
    assert parts["A"]["otif_target_share"] == 0.98
    assert parts["A"]["otif_requested_gap_share"] == pytest.approx(1 / 3 - 0.98)
    assert parts["not_stated"]["otif_target_share"] is None
    watched = [row["customer_id"] for row in table(run, "service_watch")]
    assert watched == ["C1", "C2"]
