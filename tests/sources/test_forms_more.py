from __future__ import annotations

import datetime as dt

import pytest

from clientela.base.settings import Rules
from clientela.sources import MappingNeededError
from clientela.sources._encodings import guess_page
from clientela.sources._rules import RULES
from clientela.tables._rules import SEEN_IN_FILE

DAY = dt.date(2024, 1, 3)


@pytest.mark.parametrize(
    "text",
    [
        "3 gen 2024", "Jan-03-2024", "03-Jan-24", "3 января 2024 г.", "3. Jänner 2024", "3 stycznia 2024 r.", "3 de enero de 2024", "3 janv. 2024",
        "2024 Jan 3", "Wed, 3 Jan 2024", "3. ledna 2024", "3 січня 2024 р.", "January 3, 2024", "3 ocak 2024", "03JAN2024", "3.1.2024 г.", "2024. 01. 03.",
        "03/01/2024 10:20 PM", "2024-01-03T10:20:30+02:00", "2024-01-03 00:00:00.000", "03012024", "20240103", "3 Ianuarie 2024",
    ],
)  # fmt: skip
def test_dates_of_many_countries(reader, look, text: str) -> None:
    content = f"Rechnungsdatum;Kunde;Betrag\n{text};7;1,50\n"
    assert look(reader.one("a.csv", content).lines, "document_on") == [(DAY,)]


@pytest.mark.parametrize("text", ["2024-02", "02/2024", "feb 2024", "Feb-24", "202402"])
def test_a_month_counts_on_its_last_day(reader, look, text: str) -> None:
    intake = reader.one("a.csv", f"Period;Customer;Amount\n{text};7;1.50\n")
    assert look(intake.lines, "document_on") == [(dt.date(2024, 2, 29),)]
    assert any("last day of its month" in str(note) for note in intake.notes)


def test_day_month_and_year_in_columns_of_their_own(reader, look) -> None:
    content = "Year;Month;Day of month;Customer;Amount\n2024;1;3;7;1.50\n2024;February;29;7;1.50\n2024;2;30;7;1.50\n"
    intake = reader.one("a.csv", content)
    assert look(intake.lines, "document_on") == [(DAY,), (dt.date(2024, 2, 29),)]
    assert look(intake.rejected, "reason_code") == [("missing_date",)]


def test_seconds_are_dates_only_where_the_name_says_so(reader, look) -> None:
    intake = reader.one("a.csv", "Invoice date unix,Customer,Amount\n1704240000,7,1.50\n")
    assert look(intake.lines, "document_on") == [(DAY,)]
    intake = reader.one(
        "b.csv", "Date,Customer,Amount\n1704240000,7,1.50\n2024-01-03,7,1.50\n2024-01-03,8,1.50\n"
    )
    assert (intake.lines_accepted, intake.lines_rejected) == (2, 1)


def test_the_language_of_the_header_proves_the_day_first(reader, look) -> None:
    for header in ("Datum;Kunde;Betrag", "Дата;Клиент;Сумма", "Data wystawienia;Kontrahent;Kwota"):
        assert look(reader.one("a.csv", f"{header}\n03/01/2024;7;5\n").lines, "document_on") == [(DAY,)]
    with pytest.raises(MappingNeededError, match="dates ="):
        reader.one("b.csv", "Date;Customer;Amount\n03/01/2024;7;5\n")


@pytest.mark.parametrize(
    ("header", "cells", "net"),
    [
        ("Sales k€", "12,345", 123_450_000), ("Umsatz TEUR", "1,5", 15_000_000), ("Сумма без НДС, тыс. руб.", "0,07", 700_000),
        ("Amount (in thousands)", "2,50", 25_000_000), ("Wartość netto (tys. zł)", "3,25", 32_500_000), ("Importo (centesimi)", "150", 15_000),
    ],
)  # fmt: skip
def test_the_name_says_in_what_the_amounts_are(reader, header: str, cells: str, net: int) -> None:
    assert reader.one("a.csv", f"Date;Customer;{header};Kg\n2024-01-03;7;{cells};1,5\n").net_accepted == net


@pytest.mark.parametrize(
    ("header", "rows", "net", "note"),
    [
        ("Dare;Avere", ["100,00;", ";30,50", "20,00;5,00"], 845_000, "less"),
        ("Bruttobetrag;MwSt-Betrag", ["122,00;22,00", "61,00;11,00"], 1_500_000, "less the VAT"),
        ("Montant TTC;Taux TVA", ["12,06;20,6", "0,61;22", "-1,22;22%"], 95_000, "rounded to the cent"),
        ("Сумма с НДС;Номер", ["120,00;Н1"], 1_200_000, "too high by the VAT"),
        ("Umsatz;Soll/Haben-Kz", ["10,50;S", "3,25;H"], 72_500, "made negative"),
    ],
)
def test_amounts_made_of_others(reader, header: str, rows: list[str], net: int, note: str) -> None:
    intake = reader.one("a.csv", f"Datum;Kunde;{header}\n" + "".join(f"2024-01-03;7;{row}\n" for row in rows))
    assert intake.net_accepted == net
    assert any(note in str(n) for n in intake.notes), [str(n) for n in intake.notes]


@pytest.mark.parametrize(
    ("word", "rule"),
    [
        ("Pro-forma", "pro_forma"), ("Fattura proforma", "pro_forma"), ("Preventivo", "not_a_sale"), ("DDT", "not_a_sale"), ("Lieferschein", "not_a_sale"),
        ("Заказ покупателя", "not_a_sale"), ("Devis", "not_a_sale"), ("Albarán", "not_a_sale"), ("WZ", "not_a_sale"), ("Stock transfer", "not_a_sale"),
    ],
)  # fmt: skip
def test_documents_that_are_no_sales_are_left_out(reader, look, word: str, rule: str) -> None:
    content = f"Date,Document type,Document,Customer,Amount\n2024-01-31,Invoice,F1,1,5.25\n2024-01-31,{word},P1,1,6.00\n"
    intake = reader.one("a.csv", content)
    assert look(intake.excluded, "row_number, rule, net_amount") == [(3, rule, 60_000)]
    assert intake.net_accepted == 52_500


def test_a_firm_that_counts_orders_keeps_them(reader) -> None:
    content = "Date,Document type,Document,Customer,Amount\n2024-01-31,Sales order,O1,1,5.25\n2024-01-31,Sales order,O2,1,6.00\n"
    assert reader.one("a.csv", content).lines_excluded == 0


def test_rules_are_on_but_for_lines_of_zero() -> None:
    assert set(RULES) == set(SEEN_IN_FILE)
    assert all(getattr(Rules(), code) for code in RULES)


def test_a_spreadsheet_formula_keeps_its_text(reader, look) -> None:
    intake = reader.one(
        "a.csv", 'Date,Customer,Amount\n2024-01-31,="00123",5.25\n2024-01-31,"=""007""",6.00\n'
    )
    assert look(intake.lines, "customer_id") == [("00123",), ("007",)]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Spółka Łódź;Świętokrzyska;Żółć", "cp1250"), ("Spółka Łódź;Świętokrzyska;Żółć", "iso-8859-2"), ("Řízek Šťastný;Plzeň;Příbram", "cp1250"),
        ("Szövetkezet;Győr;Fűszer", "cp1250"), ("Şirket;Değirmen;Işık", "cp1254"), ("ТОВ Їжак;Підприємство;Київ", "cp1251"), ("Завод имени Ленина", "cp866"),
        ("Завод имени Ленина", "koi8-r"), ("Società Perù;Città;Però", "mac-roman"), ("Müller & Söhne;Straße;Größe", "cp850"), ("Braşov;Întreprindere;Ştefan", "cp1250"),
        ("Αθήνα;Εταιρεία;Θεσσαλονίκη", "cp1253"), ("São João;Informações;Conceição", "cp1252"), ("España;Compañía;Construcción", "cp1252"),
    ],
)  # fmt: skip
def test_the_page_that_makes_words(text: str, page: str) -> None:
    assert text.encode(page).decode(guess_page(text.encode(page))) == text


def test_a_few_damaged_bytes_do_not_make_a_page_of_utf8(reader, look) -> None:
    content = "Date,Customer,Amount\n" + "".join(f"2024-01-31,Società {i},5.25\n" for i in range(40))
    intake = reader.one("a.csv", content.encode().replace("Società 7,".encode(), b"Societ\xff 7,"))
    assert look(intake.lines, "customer_id")[0] == ("Società 0",)
    assert any("damaged" in str(note) for note in intake.notes)


def test_the_account_of_a_ledger_is_no_customer(reader, look) -> None:
    content = "ContactName,InvoiceNumber,InvoiceDate,AccountCode,LineAmount\n" + "".join(
        f"Shop {i},INV-{i},2024-01-31,200,10.50\n" for i in range(5)
    )
    assert len(set(look(reader.one("a.csv", content).lines, "customer_id"))) == 5
