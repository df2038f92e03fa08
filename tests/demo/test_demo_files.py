from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb
import pytest

from clientela.demo import DemoFiles, _csv, _plan, _truth, write_demo
from clientela.demo._company import write_company
from clientela.demo._names import tax_number

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.i18n import Message


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def units(text: str) -> int:
    value = Decimal(text.replace(".", "").replace(",", ".")) * 10_000
    assert value == int(value)
    return int(value)


@pytest.mark.parametrize("soiled", [False, True])
def test_same_arguments_same_bytes(tmp_path, clean, dirty, soiled):
    files = write_demo(tmp_path, size="s", seed=7, dirty=soiled)
    assert digests(files.folder) == digests((dirty if soiled else clean).folder)


def test_another_seed_another_company(tmp_path, clean):
    other = digests(write_demo(tmp_path, size="s", seed=8).folder)
    mine = digests(clean.folder)
    assert other.keys() == mine.keys()
    assert all(other[name] != mine[name] for name in mine)


@pytest.mark.parametrize("which", ["clean", "middle"])
def test_totals_tie_to_an_independent_sum(request, read, which):
    files: DemoFiles = request.getfixturevalue(which)
    rows = read(files.sales)
    assert len(rows) == files.line_count
    assert sum(units(row["Importo netto"]) for row in rows) == files.revenue_units
    assert sum(units(row["Costo"]) for row in rows if row["Costo"]) == files.cost_units
    assert sum(not row["Costo"] for row in rows) == files.lines_without_cost
    assert len({row["Numero documento"] for row in rows}) == files.document_count
    assert dict(files.revenue_units_by_currency) == {"EUR": files.revenue_units}


def test_each_line_follows_from_its_price(clean, read):
    for row in read(clean.sales):
        exact = units(row["Quantità"]) * units(row["Prezzo"]) * (1000 - units(row["Sconto %"]) // 1000)
        assert abs(exact / 10_000 / 1000 - units(row["Importo netto"])) <= 50 + 1e-6
        assert (row["Tipo documento"] == "Nota di credito") == (units(row["Importo netto"]) < 0)


def test_the_dialect_is_the_accounting_package_s(clean):
    raw = clean.sales.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfNumero documento;Tipo documento;Data documento;Riga;Codice cliente;")
    assert raw.count(b"\r\n") == raw.count(b"\n") == clean.line_count + 1
    text = raw.decode("utf-8-sig")
    assert "Nota di credito" in text
    assert any("Ѐ" <= letter <= "ӿ" for letter in text)
    assert '"Raccordo 1/2""' in text
    assert "Sostituito" in clean.products.read_bytes().decode("cp1252")


def test_customers_and_products_cover_the_lines(clean, read):
    rows = read(clean.sales)
    customers = {row["Codice cliente"]: row for row in read(clean.customers)}
    assert len(customers) == clean.customer_count == 200
    assert len({row["Ragione sociale"] for row in customers.values()}) == 200
    with clean.products.open(encoding="cp1252") as stream:
        products = {line.split(";")[0] for line in stream}
    assert len(products) == clean.product_count + 1 == 801
    assert {row["Codice cliente"] for row in rows} <= customers.keys()
    assert {row["Codice articolo"] for row in rows} <= products
    assert all(number.startswith("00") for number in customers)
    assert {row["Capogruppo"] for row in customers.values()} <= {"", *customers}


def test_documents_are_whole_and_in_order(clean, read):
    rows = read(clean.sales)
    days = [date(*reversed([int(part) for part in row["Data documento"].split("/")])) for row in rows]
    assert days == sorted(days)
    assert date(2021, 1, 1) < days[0] < date(2021, 1, 8)
    assert days[-1] <= clean.as_of == date(2025, 12, 31)
    assert all(day.isoweekday() <= 5 for day in days)
    seen: dict[str, tuple[str, str]] = {}
    for row in rows:
        said = (row["Data documento"], row["Codice cliente"])
        assert seen.setdefault(row["Numero documento"], said) == said
    assert len({(row["Numero documento"], row["Riga"]) for row in rows}) == len(rows)


def test_credit_notes_return_what_was_bought(clean, read):
    bought: dict[tuple[str, str], int] = {}
    returned = 0
    for row in read(clean.sales):
        key = (row["Codice cliente"], row["Codice articolo"])
        if row["Tipo documento"] == "Fattura":
            bought[key] = bought.get(key, 0) + int(row["Quantità"])
        else:
            returned += 1
            assert bought[key] >= -int(row["Quantità"])
    assert returned > 50


@pytest.mark.parametrize("which", ["clean", "dirty"])
def test_truth_stays_out_of_the_data(request, which):
    files: DemoFiles = request.getfixturevalue(which)
    assert files.data.parent == files.truth.parent == files.folder
    assert files.data != files.truth
    assert all(path.parent == files.data for path in files.sources)
    hidden = {*_truth.CUSTOMER_COLUMNS[1:], "erlang", "hazard", "latent", "quality", "cost_to_serve"}
    for path in files.data.iterdir():
        text = path.read_bytes().decode("cp1252" if path.name == "products.csv" else "utf-8-sig").lower()
        assert not [name for name in hidden if name in text]
    assert json.loads((files.truth / "world.json").read_text(encoding="utf-8"))["plan"]["seed"] == 7


def test_parquet_holds_the_same_company(tmp_path, read):
    plan = replace(_plan.make_plan(size="s", seed=7, dirty=False), customers=120)
    text = write_company(plan, tmp_path / "text")
    first = write_company(replace(plan, parquet=True), tmp_path / "first")
    again = write_company(replace(plan, parquet=True), tmp_path / "again")
    assert digests(first.folder) == digests(again.folder)
    assert first.sales.name == "sales_lines.parquet"
    assert sorted(path.name for path in first.data.iterdir()) == [
        "customers.csv", "products.csv", "sales_lines.parquet",
    ]  # fmt: skip
    columns = (
        "document_id, line_number, customer_id, product_id, quantity, net_amount, cost_amount, document_date"
    )
    found = duckdb.connect().execute(f"SELECT {columns} FROM read_parquet('{first.sales}')").fetchall()
    wanted = read(text.sales)
    assert len(found) == len(wanted) == first.line_count
    assert sum(int(row[5] * 10_000) for row in found) == first.revenue_units == text.revenue_units
    assert sum(int(row[6] * 10_000) for row in found if row[6] is not None) == first.cost_units
    for row, other in zip(found, wanted, strict=True):
        assert row[0] == other["Numero documento"]
        assert str(row[1]) == other["Riga"]
        assert row[2] == other["Codice cliente"]
        assert row[3] == other["Codice articolo"]
        assert f"{row[7]:%d/%m/%Y}" == other["Data documento"]


def test_progress_is_told_as_messages(tmp_path):
    class Listener:
        def __init__(self) -> None:
            self.steps: list[tuple[int, int, Message]] = []

        def step(self, *, done: int, total: int, label: Message) -> None:
            self.steps.append((done, total, label))

    listener = Listener()
    write_demo(tmp_path, size="s", seed=1, progress=listener)
    done = [step[0] for step in listener.steps]
    assert done == sorted(done)
    assert done[-1] == listener.steps[-1][1]
    assert str(listener.steps[1][2]) == "Writing the invoices of 2021"


def test_sizes_and_formats():
    plans = {size: _plan.make_plan(size=size, seed=1, dirty=False) for size in ("s", "m", "l", "xl")}
    assert {size: plan.customers for size, plan in plans.items()} == {
        "s": 200,
        "m": 2000,
        "l": 20_000,
        "xl": 100_000,
    }
    assert {size for size, plan in plans.items() if plan.parquet} == {"l", "xl"}
    assert not _plan.make_plan(size="xl", seed=1, dirty=True).parquet


def test_tax_numbers_have_a_valid_check_digit_and_no_office():
    for number in (1, 23, 987_654):
        digits = [int(c) for c in tax_number("IT", number)]
        doubled = [2 * d - 9 * (d > 4) for d in digits[1::2]]
        assert len(digits) == 11
        assert digits[7:10] == [0, 0, 0]
        assert (sum(digits[0::2]) + sum(doubled)) % 10 == 0


def test_decimal_comma():
    assert _csv.decimal_comma(-5, 2) == "-0,05"
    assert _csv.decimal_comma(123_456, 4) == "12,3456"
