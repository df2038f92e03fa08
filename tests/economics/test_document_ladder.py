"""The contribution of documents and lines: by hand, and tied to the customer's ladder whatever the company looks like."""

from __future__ import annotations

import random
from datetime import date

import pytest

from clientela.base.scope import Scope
from clientela.runs.drilling import (  # fmt: skip
    customer_documents,
    document_lines,
    document_lines_table,
    documents_table,
    find_document,
    ladder_blocks,
)
from clientela.workspace import Statement
from conftest import NOON, line, noon, table
from service_files import by_customer, company

FILES = {
    "rebates": "customer_id,year,month,kind,rebate_amount\nC1,2025,,bonus,1200\n",
    "deliveries": (
        "delivery_id,customer_id,document_id,requested_on,delivered_on,is_complete,freight_amount\n"
        "D1,C1,I1,2025-02-03,2025-02-03,yes,30\nD2,C1,I2,2025-08-01,2025-08-02,yes,\nD3,,I3,2025-03-03,2025-03-03,yes,12\n"
    ),
    "complaints": "complaint_id,customer_id,document_id,opened_on,kind,severity,closed_on,cost_amount\nK1,C1,I1,2025-05-02,defect,2,2025-06-01,90\nK2,C1,,2025-11-20,defect,2,2025-12-10,500\n",
    "interactions": "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,purpose\nV1,C1,E1,2025-04-04,90,visit,offer\n",
    "receivables": "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount,currency\nI1,C1,2025-02-01,2025-03-01,2025-04-12,3650,,EUR\n",
}  # fmt: skip
PRICES = """
[cost_to_serve]
order_amount = 10
line_amount = 1.5
small_order_amount = 5
small_order_below = 100
delivery_amount = 20
visit_hour_amount = 60
return_amount = 25
complaint_amount = 40
late_day_amount = 0.5
"""
RUNGS = ("goods", "freight", "handling", "service", "credit")


def sold():
    return [
        line("C1", date(2025, 2, 1), 3000, "I1", line_number=1, cost_amount=1800), line("C1", date(2025, 2, 1), 650, "I1", line_number=2, cost_amount=400),
        line("C1", date(2025, 8, 1), 80, "I2", line_number=1, cost_amount=50), line("C1", date(2025, 9, 1), -30, "N1", line_number=1, cost_amount=-20, invoice_type="credit_note"),
        line("C2", date(2025, 3, 1), 500, "I3", line_number=1, cost_amount=300), line("C3", date(2025, 3, 1), 500, "I4", line_number=1, cost_amount=None),
        line("C1", date(2024, 6, 1), 100, "I0", line_number=1, cost_amount=40),
    ]  # fmt: skip


def tied(run, **reading):
    """Documents and what belongs to none are the customer's ladder, step by step, to the last unit; returns the documents."""
    ladder, rest = by_customer(run, "customer_ladder"), by_customer(run, "document_rest")
    documents = table(run, "document_ladder", **reading)
    with run.reading() as reader:
        ids = {r["customer_key"]: r["customer_id"] for r in reader.rows("customers")}
        revenue = {r["customer_id"]: r["revenue_12m_amount"] for r in reader.rows("customers")}
    for number, row in rest.items():
        own = [d for d in documents if ids.get(d["customer_key"]) == number]
        assert len(own) == row["documents_count"]
        assert sum(d["revenue_amount"] for d in own) == revenue[number]
        for rung in RUNGS:
            whole = ladder[number][f"{rung}_12m_amount"]
            parts = [d[f"{rung}_amount"] for d in own]
            if whole is not None and None not in parts:
                assert sum(parts) + row[f"rest_{rung}_amount"] == whole
        if row["customer_cm_amount"] is not None:
            left = sum(d["document_cm_amount"] for d in own)
            assert left + row["rest_cm_amount"] == row["customer_cm_amount"]
            served = [
                row[f"rest_{n}_amount"] or 0
                for n in ("rebates", "goods", "freight", "handling", "selling", "service", "credit")
            ]
            assert row["rest_cm_amount"] == (row["rest_revenue_amount"] or 0) - sum(served)
    return documents


def test_a_document_carries_what_it_caused_and_nothing_else(tmp_path) -> None:
    run = company(tmp_path, sold(), FILES, PRICES)
    found = {d["document_id"]: d for d in tied(run)}
    assert set(found) == {"I1", "I2", "N1", "I3", "I4"}  # I0 is older than a year
    first = {k: float(v) for k, v in found["I1"].items() if k.endswith("_amount")}
    assert (first["revenue_amount"], first["goods_amount"], first["freight_amount"]) == (3650, 2200, 30)
    assert first["handling_amount"] == 10 + 2 * 1.5
    assert first["service_amount"] == 90  # the complaint that names it
    assert first["credit_amount"] == 3650 * 70 * 0.08 / 365 + 42 * 0.5
    assert first["document_cm_amount"] == 3650 - 2200 - 30 - 13 - 90 - 77
    second = found["I2"]
    assert (float(second["freight_amount"]), float(second["handling_amount"])) == (
        20,
        10 + 1.5 + 5,
    )  # a small order
    assert float(found["N1"]["service_amount"]) == 25
    assert float(found["I3"]["freight_amount"]) == 12  # its delivery names the document, not the customer
    assert found["I4"]["document_cm_amount"] is None  # its cost is not known
    rest = by_customer(run, "document_rest")["C1"]
    assert [float(rest[f"rest_{n}_amount"]) for n in ("rebates", "selling", "service")] == [1200, 90, 500]


def test_a_stated_cost_takes_the_place_of_what_the_documents_would_carry(tmp_path) -> None:
    costs = "customer_id,year,month,ladder_step,cost_amount,method,currency\nC1,2025,2,logistics,77,direct,EUR\nC1,2025,,credit,50,direct,EUR\n"
    run = company(tmp_path, sold(), {**FILES, "customer_costs": costs}, PRICES)
    found = {d["document_id"]: d for d in tied(run)}
    assert float(found["I1"]["freight_amount"]) == 0  # of February the stated cost speaks
    assert float(found["I2"]["freight_amount"]) == 20
    assert float(found["I1"]["credit_amount"]) == 0
    assert float(by_customer(run, "document_rest")["C1"]["rest_freight_amount"]) == 77


def test_the_lines_of_a_document_and_what_serving_it_cost_are_what_it_left(tmp_path) -> None:
    run = company(tmp_path, sold(), FILES, PRICES)
    with run.reading() as reader:
        key = next(r["customer_key"] for r in reader.rows("customers") if r["customer_id"] == "C1")
        document = find_document(reader, key, day="2025-02-01", series="", number="I1")
        lines = document_lines(reader, document)
        shown = document_lines_table(lines, document, currency="EUR")
        page = customer_documents(reader, key)
        whole = documents_table(
            page, reader.rows("document_rest", where=f"customer_key = {key}")[0], currency="EUR"
        )
        blocks = ladder_blocks(reader, key)
        assert find_document(reader, key, day="2024-06-01", series="", number="I0") is None
    assert [float(r["left_amount"]) for r in lines] == [1200, 250]
    assert sum(row[6] for row in shown.rows) == shown.total[6] == document["document_cm_amount"]
    assert sum(row[-1] for row in whole.rows) == whole.total[-1]
    assert [b.name for b in blocks] == ["customer_ladder", "documents"]


def random_company(seed):
    draw = random.Random(seed)  # noqa: S311 - a world for a test
    rows, deliveries, receivables = (
        [],
        ["delivery_id,customer_id,document_id,requested_on,delivered_on,is_complete,freight_amount"],
        ["document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount,currency"],
    )
    for number in range(120):
        customer, day = f"C{draw.randint(1, 9)}", date(2024, 7, 1).toordinal() + draw.randint(0, 540)
        on, credit = date.fromordinal(day), draw.random() < 0.15
        document = f"{'N' if credit else 'I'}{number}"
        currency = draw.choice(("EUR", "EUR", "USD"))
        for place in range(draw.randint(1, 4)):
            net = round(draw.uniform(5, 900), 2) * (-1 if credit else 1)
            cost = None if draw.random() < 0.12 else round(net * draw.uniform(0.5, 0.9), 2)
            rows.append(
                line(
                    customer,
                    on,
                    net,
                    document,
                    line_number=place + 1,
                    cost_amount=cost,
                    currency=currency,
                    invoice_type="credit_note" if credit else "invoice",
                )
            )
        if draw.random() < 0.7:
            deliveries.append(
                f"D{number},{customer if draw.random() < 0.8 else ''},{document},{on},{on},yes,{draw.choice(('', '7.35', '12.20'))}"
            )
        if draw.random() < 0.6:
            receivables.append(
                f"{document},{customer},{on},{on},{draw.choice(('', '2025-12-01'))},{round(draw.uniform(10, 900), 2)},,EUR"
            )
    rows.append(line(None, date(2025, 5, 1), 50, "X1", cost_amount=20))
    return rows, {"deliveries": "\n".join(deliveries) + "\n", "receivables": "\n".join(receivables) + "\n"}


@pytest.mark.parametrize("seed", [1, 2])
def test_documents_tie_to_the_ladder_with_credit_notes_currencies_and_mergers(tmp_path, seed) -> None:
    rows, files = random_company(seed)
    run = company(
        tmp_path, rows, files, PRICES + '\n[exchange_rates.USD]\n"2024-01-01" = 0.9\n"2025-03-01" = 0.8\n'
    )
    documents = tied(run)
    (totals,) = table(run, "totals")
    assert sum(d["revenue_amount"] for d in documents if d["customer_key"]) == totals["revenue_12m_amount"]
    assert sum(d["revenue_amount"] for d in documents if not d["customer_key"]) == 50  # that of no customer
    run.workspace.link(
        [Statement("C1", "C2", "legal"), Statement("C3", "C2", "legal", from_on=date(2025, 6, 1))],
        stated_by="Anna",
        stated_at=NOON,
    )
    joined = run.workspace.run(started_at=NOON, finished_at=noon, as_of=date(2025, 12, 31))
    own = [d for d in tied(joined) if d["customer_key"]]
    assert sum(d["revenue_amount"] for d in own) == totals["revenue_12m_amount"]


def test_under_a_scope_only_its_documents_are_there(tmp_path) -> None:
    rows = [
        row | {"salesperson": "S1" if row["customer_number"] == "C1" else "S2", "area": "N"} for row in sold()
    ]
    run = company(tmp_path, rows, FILES, PRICES)
    own = table(run, "document_ladder", scope=Scope("seller_id", ("S2",)))
    assert {d["document_id"] for d in own} == {"I3", "I4"}
    whole = {d["document_id"]: d for d in table(run, "document_ladder")}
    assert own == [whole[d["document_id"]] for d in own]  # what the documents cost is the same in both views
    assert {r["documents_count"] for r in table(run, "document_rest", scope=Scope("seller_id", ("S2",)))} == {
        1
    }
    whole = {d["document_id"]: d for d in table(run, "document_ladder")}
    assert own == [whole[d["document_id"]] for d in own]  # what a document cost is the same in both views
    assert {r["documents_count"] for r in table(run, "document_rest", scope=Scope("seller_id", ("S2",)))} == {
        1
    }
