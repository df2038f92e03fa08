from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import pytest

KINDS = {
    "cancelled_document", "duplicate_line", "wrong_date", "unreadable_amount", "late_document",
    "corrected_document", "totals_row", "title_row", "changed_number", "duplicate_customer", "merger",
    "foreign_currency",
}  # fmt: skip


def amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(".", "").replace(",", ".")) if text.count(",") == 1 else None
    except ArithmeticError:
        return None


def day(text: str) -> date | None:
    try:
        found = date(*reversed([int(part) for part in text.split("/")]))
    except (TypeError, ValueError):
        return None
    return found if found <= date(2025, 12, 31) else None


@pytest.fixture(scope="session")
def faults(dirty):
    with dirty.planted_faults.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cleaned(dirty, read):
    """An independent cleaning, row by row, of what the files hold."""
    kept = {}
    found = Counter()
    for path, skip in ((dirty.sales, 3), (dirty.sales_late, 0)):
        seen = set()
        for row in read(path, skip=skip):
            key = (row["Numero documento"], row["Riga"])
            if key in seen:
                found["duplicate_line"] += 1
            elif row["Numero documento"] == "Totale":
                found["totals_row"] += 1
            elif row["Stato"] == "Annullata":
                found["cancelled_document"] += 1
            elif day(row["Data documento"]) is None:
                found["wrong_date"] += 1
            elif amount(row["Importo netto"]) is None:
                found["unreadable_amount"] += 1
            else:
                if path == dirty.sales_late:
                    earlier = kept.get(key)
                    found["late_document"] += earlier is None
                    found["corrected_document"] += (
                        earlier is not None and earlier["Importo netto"] != row["Importo netto"]
                    )
                kept[key] = row
            seen.add(key)
    return kept, found


def test_every_kind_of_fault_is_planted(faults):
    assert {fault["kind"] for fault in faults} == KINDS


def test_cleaning_the_files_gives_the_totals(dirty, read):
    kept, _ = cleaned(dirty, read)
    rates = {(name, since.year): Decimal(str(rate)) for name, since, rate in dirty.exchange_rates}
    revenue = cost = 0
    by_currency: Counter[str] = Counter()
    for row in kept.values():
        rate = rates.get((row["Valuta"], int(row["Data documento"][-4:])), Decimal(1))
        net = amount(row["Importo netto"]) * 10_000
        by_currency[row["Valuta"]] += int(net)
        revenue += int((net * rate).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
        if row["Costo"]:
            cost += int((amount(row["Costo"]) * 10_000 * rate).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    assert len(kept) == dirty.line_count
    assert len({key[0] for key in kept}) == dirty.document_count
    assert revenue == dirty.revenue_units
    assert cost == dirty.cost_units
    assert tuple(sorted(by_currency.items())) == dirty.revenue_units_by_currency
    assert set(by_currency) == {"EUR", "CHF", "USD"}


def test_as_many_faults_are_found_as_are_listed(dirty, faults, read):
    _, found = cleaned(dirty, read)
    listed = Counter(fault["kind"] for fault in faults)
    assert {kind: listed[kind] for kind in found} == found
    assert listed["title_row"] == 3


def test_every_listed_row_stands_where_it_is_said_to(dirty, faults):
    lines = {
        path.name: path.read_text(encoding="utf-8-sig").split("\n")
        for path in (dirty.sales, dirty.sales_late)
    }
    header = lines[dirty.sales.name][3].rstrip("\r").split(";")
    placed = [fault for fault in faults if fault["row_number"]]
    assert len(placed) > 100
    for fault in placed:
        text = lines[fault["file"]][int(fault["row_number"]) - 1].rstrip("\r")
        if fault["kind"] == "title_row":
            assert text == fault["written"]
            continue
        row = dict(zip(header, next(csv.reader([text], delimiter=";")), strict=True))
        if fault["kind"] != "totals_row":
            assert (row["Numero documento"], row["Riga"]) == (fault["document_id"], fault["line_number"])
            assert row["Codice cliente"] == fault["customer_id"]
        if fault["column"]:
            assert row[fault["column"]] == fault["written"]


def test_numbers_change_as_listed(dirty, faults, read):
    kept, _ = cleaned(dirty, read)
    customers = {row["Codice cliente"]: row for row in read(dirty.customers)}
    assert len(customers) == dirty.customer_count + sum(f["kind"] == "duplicate_customer" for f in faults)
    last = {}
    for row in kept.values():
        last.setdefault(row["Codice cliente"], []).append(day(row["Data documento"]))
    for fault in faults:
        old, new, since = fault["customer_id"], fault["written"], fault["correct"].removeprefix("from ")
        if fault["kind"] == "changed_number":
            assert max(last[old]) < date.fromisoformat(since) <= min(last[new])
            assert customers[new]["Codice precedente"] == old
            assert old not in customers
        elif fault["kind"] == "merger":
            assert max(last[old]) < date.fromisoformat(since)
            assert customers[old]["Confluito in"] == new
        elif fault["kind"] == "duplicate_customer":
            assert max(last[old]) > min(last[new])
            assert customers[old]["Partita IVA"] == customers[new]["Partita IVA"]
            assert customers[old]["Ragione sociale"] != customers[new]["Ragione sociale"]
    previous = {row["Codice precedente"] for row in customers.values()}
    assert {row["Codice cliente"] for row in kept.values()} <= customers.keys() | previous


def test_dirt_leaves_the_hidden_company_as_it_was(clean, dirty):
    for name in ("customers.csv", "documents.parquet", "events.csv"):
        assert (clean.truth / name).read_bytes() == (dirty.truth / name).read_bytes()
