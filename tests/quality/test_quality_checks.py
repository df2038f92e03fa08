"""Each check finds what was planted, says how much it weighs, and is silent where nothing is wrong."""

from __future__ import annotations

import inspect
from datetime import date

import pytest

from clientela.base.i18n import translate
from clientela.runs.quality import all_checks
from conftest import line

LIST = "customer_number;customer_name;city;country;vat_number;salesperson\n"


def test_a_clean_firm_has_no_findings(firm, steady_rows) -> None:
    assert firm.sales(steady_rows()).faults() == {}


@pytest.mark.parametrize("name", sorted(all_checks()))
def test_every_check_says_what_it_is(name: str) -> None:
    check = all_checks()[name]
    assert check.doc.startswith("Subject:")
    if not check.module.endswith("._tables"):
        assert name in dict(inspect.getmembers(__import__(check.module, fromlist=[name])))
    for message in (check.title, check.remedy, check.effect):
        for language in ("it", "ru"):
            assert translate(message, language=language) != message.id, (language, message.id)


def test_nothing_is_found_in_an_empty_workspace(firm) -> None:
    assert firm.faults() == {}


def test_lines_without_customer_are_weighed_by_money(firm, steady_rows) -> None:
    rows = [
        *steady_rows(),
        line(None, date(2025, 3, 3), 5000, "X1"),
        line(None, date(2025, 3, 4), -1000, "X2"),
    ]
    found = firm.sales(rows).faults()["lines_without_customer"]
    assert (found.subjects_count, found.rows_count, found.amount) == (1, 2, 40_000_000)
    assert found.examples[0].subject == "2025-03"
    total = sum(abs(r["net_amount"]) for r in rows)
    assert found.share == pytest.approx(4000 / total)


def test_lines_without_product_and_cost(firm, steady_rows) -> None:
    rows = steady_rows()
    rows[5] |= {"product_number": None}
    rows[9] |= {"cost_amount": None}
    found = firm.sales(rows).faults()
    assert found["lines_without_product"].examples[0].subject == rows[5]["customer_number"]
    assert found["lines_without_cost"].examples[0].subject == rows[9]["product_number"]
    assert found["lines_without_cost"].amount == rows[9]["net_amount"] * 10_000


def test_costs_are_not_missed_where_nobody_has_any(firm, steady_rows) -> None:
    rows = [{k: v for k, v in r.items() if k not in ("cost_amount", "product_number")} for r in steady_rows()]
    assert firm.sales(rows).faults() == {}


def test_the_same_goods_under_two_numbers(firm, steady_rows) -> None:
    rows = steady_rows()
    twin = rows[30] | {"invoice_number": "TWIN"}
    found = firm.sales([*rows, twin]).faults()["documents_repeated"]
    assert (found.subjects_count, found.amount) == (1, rows[30]["net_amount"] * 10_000)
    assert found.examples[0].subject == f"{rows[30]['invoice_number']} = TWIN"


def test_credits_for_goods_never_bought(firm, steady_rows) -> None:
    rows = steady_rows()
    good = line(rows[0]["customer_number"], date(2025, 5, 5), -10, "N1", invoice_type="credit note", line_number=1,
                product_number=rows[0]["product_number"], quantity=-1, cost_amount=-5)  # fmt: skip
    bad = good | {"invoice_number": "N2", "product_number": "NEVER"}
    found = firm.sales([*[r | {"invoice_type": "invoice"} for r in rows], good, bad]).faults()
    assert [s.subject for s in found["credits_without_sale"].examples] == ["N2"]


def test_a_collective_customer_needs_a_base_around_it(firm, steady_rows) -> None:
    rows = steady_rows(per_month=24)
    more = [r | {"customer_number": "CASH", "customer_name": "Cash sales", "invoice_number": f"K{n}", "net_amount": 30 + n % 17}
            for n, r in enumerate(rows + rows[:5])]  # fmt: skip
    assert firm.sales(rows + more).faults()["collective_customers"].examples[0].subject == "CASH"


def test_an_enormous_line(firm, steady_rows) -> None:
    rows = [
        *steady_rows(),
        line(
            "C01",
            date(2025, 5, 5),
            900_000,
            "BIG",
            line_number=1,
            product_number="P1",
            quantity=3,
            cost_amount=9,
        ),
    ]
    assert [s.subject for s in firm.sales(rows).faults()["enormous_lines"].examples] == ["BIG"]


def test_months_missing_and_thin(firm, steady_rows) -> None:
    rows = [
        r
        for r in steady_rows()
        if not r["invoice_date"].startswith("2024-05")
        and (not r["invoice_date"].startswith("2025-02") or r["customer_number"] == "C01")
    ]
    found = firm.sales(rows).faults()
    assert [s.subject for s in found["missing_months"].examples] == ["2024-05"]
    assert [s.subject for s in found["thin_months"].examples] == ["2025-02"]


def test_dates_of_months(firm, steady_rows) -> None:
    rows = [r | {"invoice_date": r["invoice_date"][:8] + "01"} for r in steady_rows()]
    assert [s.subject for s in firm.sales(rows).faults()["dates_of_months"].examples] == ["first"]


def test_constants(firm, steady_rows) -> None:
    rows = [r | {"cost_amount": round(r["net_amount"] * 0.6, 2), "quantity": 1} for r in steady_rows()]
    found = firm.sales(rows).faults()
    assert [s.subject for s in found["constant_cost_share"].examples] == ["60 %"]
    assert found["constant_quantity"].rows_count == len(rows)


def test_lines_after_the_day_looked_from(firm, steady_rows) -> None:
    found = firm.sales(
        [
            *steady_rows(),
            line(
                "C01",
                date(2029, 1, 1),
                10,
                "LATE",
                line_number=1,
                product_number="P1",
                quantity=2,
                cost_amount=4,
            ),
        ]
    ).faults()
    assert [s.subject for s in found["lines_after_as_of"].examples] == ["LATE"]


def test_a_currency_without_a_rate(firm, steady_rows) -> None:
    found = firm.sales(
        [
            *steady_rows(),
            line(
                "C01",
                date(2025, 1, 9),
                10,
                "USD1",
                line_number=1,
                product_number="P1",
                quantity=2,
                cost_amount=4,
            )
            | {"currency": "USD"},
        ]
    ).faults()
    assert [s.subject for s in found["lines_without_rate"].examples] == ["USD"]


def test_customers_twice_and_not_listed(firm, steady_rows) -> None:
    listed = LIST + "".join(
        f"C{n:02d};{name};Torino;IT;{tax};S1\n"
        for n, (name, tax) in enumerate(
            [("Rossi S.r.l.", "IT01234567890"), ("ROSSI SRL", ""), ("Bianchi SpA", "IT099"), ("Verdi", "IT01234567890"),
             ("Neri", ""), ("Gialli", ""), ("Viola", ""), ("Rosa", ""), ("Blu", ""), ("Arancio", ""), ("Grigio", "")])
    )  # fmt: skip
    found = firm.sales(steady_rows()).file("customers.csv", listed).faults()
    assert [s.subject for s in found["customers_not_listed"].examples] == ["C11"]
    assert found["customers_with_one_name"].subjects_count == 1
    assert "C00" in found["customers_with_one_name"].examples[0].subject
    assert "C01" in found["customers_with_one_name"].examples[0].subject
    assert "C03" in found["customers_with_one_tax_number"].examples[0].subject
    assert found["customers_with_one_tax_number"].subjects_count == 1


def test_blank_and_short_values_never_match(firm, steady_rows) -> None:
    listed = LIST + "".join(
        f"C{n:02d};{name};;IT;{tax};\n"
        for n, (name, tax) in enumerate([("ACE", "-"), ("Ace", "-"), ("", ""), ("", "")])
    )
    found = firm.sales(steady_rows()).file("customers.csv", listed).faults()
    assert not {"customers_with_one_name", "customers_with_one_tax_number"} & set(found)


def test_list_and_documents_disagree_on_the_seller(firm, steady_rows) -> None:
    listed = LIST + "C00;Uno;Roma;IT;;ANNA\nC01;Due;Roma;IT;;MARCO\n"
    rows = steady_rows(salesperson="MARCO")
    assert [
        s.subject
        for s in firm.sales(rows).file("customers.csv", listed).faults()["sellers_in_conflict"].examples
    ] == ["C00"]


def test_a_file_in_another_unit_is_unlike_the_one_before(firm, steady_rows) -> None:
    rows = steady_rows()
    first = [r for r in rows if r["invoice_date"] < "2025"]
    second = [r | {"net_amount": r["net_amount"] * 100} for r in rows if r["invoice_date"] >= "2025"]
    found = firm.sales(first, "a.csv").sales(second, "b.csv").faults()
    assert [s.subject for s in found["batches_unlike"].examples] == ["a.csv → b.csv"]


def test_lines_in_quarantine_weigh_what_can_be_read(firm, steady_rows) -> None:
    rows = steady_rows()
    rows[3] |= {"invoice_date": "never"}
    found = firm.sales(rows).faults()["lines_in_quarantine"]
    assert (found.rows_count, found.amount) == (1, rows[3]["net_amount"] * 10_000)


def test_a_double_of_a_list_without_numbers_is_named_once(firm) -> None:
    rows = [
        {"invoice_number": f"F{n}", "invoice_date": f"2025-0{n}-05", "customer_name": name, "net_amount": 100 * n, "currency": "EUR"}
        for n, name in enumerate(("Rossi S.r.l.", "ROSSI SRL", "Bianchi"), start=1)
    ]  # fmt: skip
    found = firm.sales(rows).faults()
    (subject,) = [s.subject for s in found["customers_with_one_name"].examples]
    assert subject == "ROSSI SRL = Rossi S.r.l."
