"""Payment, ages and exposure, counted by hand and tied to the file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from conftest import line, table
from service_files import by_customer, company

SALES = [line(c, date(2025, 1, 10 + i), 500, f"S{i}") for i, c in enumerate(("C1", "C2", "C3"))]
RECEIVABLES = (
    "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount,currency\n"
    "F1,C1,2025-01-10,2025-02-09,2025-02-19,100.00,,EUR\n"  # ten days late
    "F2,C1,2025-03-10,2025-04-09,2025-04-09,300.00,,EUR\n"  # on the day
    "F3,C1,2025-10-10,2025-11-11,,250.50,,EUR\n"  # 50 days over
    "F4,C1,2025-12-10,2026-01-09,,80.00,30.00,EUR\n"  # not due
    "F5,C1,2025-11-20,2025-12-30,,10.00,,EUR\n"  # a day over
    "F6,C1,2025-06-20,2025-07-30,,40.00,,EUR\n"  # 154 days over
    "F7,C1,2025-09-20,2025-10-10,,5.00,,EUR\n"  # 82 days over
    "F8,C1,2024-03-01,2024-03-31,2024-04-20,200.00,,EUR\n"  # twenty days late, the year before
    "N1,C1,2025-11-01,2025-12-01,2025-12-20,-20.00,,EUR\n"  # a credit note is no payment
    "G1,C2,2025-06-01,2025-07-01,,60.00,,USD\n"  # no rate: nobody knows what is open
    "G2,C2,2025-06-01,2025-07-01,,70.00,,EUR\n"
)
ORDERS = (
    "order_id,line_number,customer_id,product_id,ordered_on,requested_on,ordered_quantity,open_quantity,unit_price,net_amount,status\n"
    "O1,1,C1,P1,2025-12-01,2026-01-10,10,4,,50.00,open\n"  # 20 of it
    "O1,2,C1,P2,2025-12-01,2026-01-10,3,3,2.50,,open\n"  # 7.50
    "O2,1,C1,P2,2025-12-01,2026-01-10,3,3,100.00,,cancelled\n"
    "O3,1,C2,P1,2025-12-01,2026-01-10,10,4,,,open\n"  # of unknown value
    "O4,1,C3,P1,2025-12-01,2026-01-10,10,0,,90.00,closed\n"
)
CUSTOMERS = "customer_id,customer_name,credit_limit_amount,city\nC1,Customer C1,300,Torino\nC2,Customer C2,50,Bari\nC3,Customer C3,,Bari\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    files = {"receivables": RECEIVABLES, "orders": ORDERS, "customers": CUSTOMERS}
    return company(tmp_path_factory.mktemp("payments"), SALES, files)


def test_payment_behaviour(run) -> None:
    c1 = by_customer(run, "customer_payments")["C1"]
    assert (c1["paid_12m_amount"], c1["paid_late_12m_amount"]) == (400, 100)
    assert c1["paid_late_share"] == 0.25
    assert c1["payment_delay_12m_days"] == pytest.approx(100 * 10 / 400)
    assert (c1["payment_delay_prior_12m_days"], c1["paid_late_prior_share"]) == (20, 1)
    assert c1["payment_delay_change_days"] == pytest.approx(2.5 - 20)


def test_ages_add_up_to_what_is_open(run) -> None:
    c1 = by_customer(run, "customer_payments")["C1"]
    ages = [
        c1[n]
        for n in (
            "not_due_amount",
            "overdue_30_amount",
            "overdue_60_amount",
            "overdue_90_amount",
            "overdue_more_amount",
        )
    ]
    assert ages == [30, 10, Decimal("250.5"), 5, 40]
    assert c1["open_amount"] == sum(ages)
    issued = 100 + 300 + Decimal("250.5") + 80 + 10 + 40 + 5 - 20
    assert c1["sales_outstanding_days"] == pytest.approx(float(c1["open_amount"] / issued * 365))


def test_exposure_is_receivables_and_open_orders(run) -> None:
    c1 = by_customer(run, "customer_payments")["C1"]
    assert (c1["open_orders_amount"], c1["open_order_lines_count"]) == (Decimal("27.5"), 2)
    assert c1["exposure_amount"] == c1["least_exposure_amount"] == 363
    assert c1["over_limit_amount"] == 63
    assert c1["limit_used_share"] == pytest.approx(363 / 300)


def test_an_unknown_part_makes_the_whole_unknown_but_a_breach_is_certain(run) -> None:
    c2 = by_customer(run, "customer_payments")["C2"]
    assert (c2["open_amount"], c2["not_due_amount"], c2["open_unknown_count"]) == (None, None, 1)
    assert (c2["open_orders_amount"], c2["exposure_amount"]) == (None, None)
    assert (c2["least_exposure_amount"], c2["over_limit_amount"]) == (70, 20)
    c3 = by_customer(run, "customer_payments")["C3"]
    assert (
        c3["open_amount"],
        c3["open_orders_amount"],
        c3["exposure_amount"],
        c3["credit_limit_amount"],
    ) == (None, 0, None, None)


def test_who_is_to_be_reminded(run) -> None:
    rows = {r["customer_id"]: r for r in table(run, "payment_watch")}
    assert list(rows) == ["C1", "C2"]
    assert (rows["C1"]["overdue_amount"], rows["C2"]["overdue_amount"]) == (Decimal("305.5"), None)
    (a,) = (p for p in table(run, "payments_by_class") if p["abc_part"] == "A")
    assert (a["over_limit_count"], a["with_limit_count"], a["open_unknown_customers_count"]) == (2, 2, 1)
    assert a["open_amount"] == Decimal("335.5")


def test_without_orders_open_orders_are_unknown(tmp_path) -> None:
    run = company(tmp_path, SALES, {"receivables": RECEIVABLES, "customers": CUSTOMERS})
    c1 = by_customer(run, "customer_payments")["C1"]
    assert (c1["open_orders_amount"], c1["exposure_amount"], c1["over_limit_amount"]) == (
        None,
        None,
        Decimal("35.5"),
    )


def test_open_money_ties_to_receivables_of_the_measures(run) -> None:
    with run.reading() as reader:
        theirs = {r["customer_key"]: r["receivable_open_amount"] for r in reader.rows("customers")}
        ours = {r["customer_key"]: r["open_amount"] for r in reader.rows("customer_payments")}
    assert ours == theirs


LINKS = "customer number,belongs to number,kind of link\nC3,C1,same firm\n"
JOINED = (
    "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount,currency\n"
    "F1,C1,2025-10-10,2025-11-11,,100.00,,EUR\nF2,C3,2025-10-10,2025-11-11,,50.00,,USD\nF3,C2,2025-10-10,2025-11-11,,7.00,,EUR\n"
)
ABROAD = (
    "order_id,line_number,customer_id,product_id,ordered_on,requested_on,ordered_quantity,open_quantity,net_amount,currency,status\n"
    "O1,1,C3,P1,2025-12-01,2026-01-10,10,5,40.00,USD,open\nO2,1,C1,P1,2025-12-01,2026-01-10,10,5,40.00,EUR,open\n"
)
SENT = (
    "delivery_id,customer_id,ordered_on,requested_on,confirmed_on,delivered_on,ordered_quantity,delivered_quantity\n"
    "D1,C1,2025-05-01,2025-05-08,2025-05-08,2025-05-08,1,1\nD2,C3,2025-05-01,2025-05-08,2025-05-08,2025-05-09,1,1\n"
)


def test_numbers_that_are_one_customer_count_together_in_one_currency(tmp_path) -> None:
    limits = CUSTOMERS.replace("C3,Customer C3,,Bari", "C3,Customer C3,20,Bari")
    files = {
        "receivables": JOINED,
        "orders": ABROAD,
        "deliveries": SENT,
        "customers": limits,
        "customer_links": LINKS,
    }
    sales = [*SALES, line("C2", date(2025, 2, 1), 10, "S9", currency="USD")]
    run = company(tmp_path, sales, files, "[exchange_rates.USD]\n2020-01-01 = 0.5\n")
    found = by_customer(run, "customer_payments")
    assert set(found) == {"C1", "C2"}
    c1 = found["C1"]
    assert (c1["open_amount"], c1["overdue_60_amount"]) == (125, 125)  # 100 + 50 x 0.5
    assert c1["open_orders_amount"] == 30  # 40 x 5/10 + 40 x 5/10 x 0.5
    assert c1["credit_limit_amount"] == 320
    served = by_customer(run, "customer_service")["C1"]
    assert (served["service_lines_12m_count"], served["otif_confirmed_12m_count"]) == (2, 1)


@pytest.mark.parametrize(
    "word",
    ["Credit limit", "Fido", "Kreditlimit", "Кредитный лимит", "Plafond de crédit", "Limite di credito"],
)
def test_a_credit_limit_is_found_by_its_words(tmp_path, word: str) -> None:
    run = company(tmp_path, SALES, {"customers": CUSTOMERS.replace("credit_limit_amount", word)})
    limits = {n: r["credit_limit_amount"] for n, r in by_customer(run, "customer_payments").items()}
    assert limits == {"C1": 300, "C2": 50, "C3": None}
