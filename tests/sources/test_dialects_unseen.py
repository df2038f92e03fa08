"""Files of systems nobody here had seen: each test is one cause for which such a file was once misread, refused or asked about."""

from __future__ import annotations

import datetime as dt
import io

import duckdb
import pytest
import xlsxwriter

from clientela.sources import MappingNeededError
from clientela.sources._concepts import meaning_of
from clientela.sources._names import normalise_name

UNITS = 10_000


def _net(intake) -> float:
    return intake.net_accepted / UNITS


def _columns(intake) -> dict[str, str]:
    return {m.role: m.column for m in intake.mapping}


def _workbook(rows: list[list[object]], merges: tuple[tuple[int, int, int, object], ...] = ()) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(number, place, value)
        for top, bottom, place, value in merges:
            sheet.merge_range(top, place, bottom, place, value)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nr. Documento", "numero di documento"),
        ("Inv no", "invoice number"),
        ("Montant H.T.", "montant ht"),
        ("Cliente codice", "cod. cliente"),
        ("Numéro de document", "doc no"),
    ],
)
def test_names_of_one_meaning_are_one(one: str, other: str) -> None:
    assert meaning_of(normalise_name(one)) == meaning_of(normalise_name(other))


@pytest.mark.parametrize(
    "header",
    [
        "Fakturadato;Fakturanr.;Kundenr.;Kundenavn;Varenr.;Antal;Nettobeløb",
        "Laskun päivä;Laskun numero;Asiakasnumero;Asiakas;Tuotekoodi;Määrä;Nettosumma",
        "Ημερομηνία;Παραστατικό;Κωδικός πελάτη;Επωνυμία;Κωδικός είδους;Ποσότητα;Καθαρή αξία",
        "Datum računa;Broj računa;Šifra kupca;Kupac;Šifra artikla;Količina;Iznos bez PDV-a",
        "DocDate;DocNum;CardCode;CardName;ItemCode;Quantity;LineTotal",
        "Date de document;Numéro de document;Code client;Nom du client;Code article;Qté;Montant net H.T.",
        "Buchungsdatum;Belegnr.;Verk. an Deb.-Nr.;Verk. an Name;Artikelnr.;Menge;Zeilenbetrag",
        "DO_Date;DO_Piece;CT_Num;CT_Intitule;AR_Ref;DL_Qte;DL_MontantHT",
    ],
)
def test_headers_of_further_systems_and_languages(reader, look, header: str) -> None:
    intake = reader.one(
        "a.csv", f"{header}\n13.01.2024;F1;0042;Rossi;P1;2;1.234,50\n14.01.2024;F2;0043;Bianchi;P2;1;-10,00\n"
    )
    assert look(
        intake.lines, "document_id, customer_id, customer_name, product_id, quantity, net_amount"
    ) == [
        ("F1", "0042", "Rossi", "P1", 2 * UNITS, 12_345_000),
        ("F2", "0043", "Bianchi", "P2", UNITS, -100_000),
    ]


def test_a_total_that_is_another_column_and_the_vat_is_not_the_net(reader) -> None:
    rows = "".join(
        f"{day:02d}/03/2024;{day};Ana;{day * 100},00;{day * 21},00;{day * 121},00\n" for day in range(1, 29)
    )
    intake = reader.one("a.csv", f"Fecha;Num;Cliente;Base neta imp.;I.V.A.;Total\n{rows}")
    assert _columns(intake)["net_amount"] == "Base neta imp."
    assert _net(intake) == sum(day * 100 for day in range(1, 29))
    assert any("together in every row" in str(note) for note in intake.notes)


def test_vat_inside_an_amount_is_taken_off_where_its_rate_proves_it(reader) -> None:
    rows = "".join(f"{day:02d}/03/2024;{day};Ana;{day * 122},00;{day * 22},00\n" for day in range(1, 29))
    intake = reader.one("a.csv", f"Data;Numero;Cliente;Totale;IVA\n{rows}")
    assert _net(intake) == sum(day * 100 for day in range(1, 29))


def test_vat_beside_a_net_amount_stays_beside_it(reader) -> None:
    rows = "".join(f"{day:02d}/03/2024;{day};Ana;{day * 100},00;{day * 22},00\n" for day in range(1, 29))
    intake = reader.one("a.csv", f"Data;Numero;Cliente;Totale;IVA\n{rows}")
    assert _net(intake) == sum(day * 100 for day in range(1, 29))


@pytest.mark.parametrize(
    "header",
    ["Sconto 1;Sconto 2", "Sc.1;Sc.2", "% sconto 1;% sconto 2", "Rabatt 1 (%);Rabatt 2 (%)", "Dto1;Dto2"],
)
def test_numbered_discounts_follow_one_another(reader, header: str) -> None:
    intake = reader.one(
        "a.csv",
        f"Data;Fattura;Cliente;Quantità;Prezzo;{header}\n13/03/2024;1;Rossi;10;10,00;10;5\n14/03/2024;2;Rossi;1;10,00;;\n",
    )
    assert _net(intake) == 85.5 + 10
    assert any("one after the other" in str(note) for note in intake.notes)


def test_several_discounts_in_one_cell(reader) -> None:
    rows = "13/03/2024;1;Rossi;10;10,00;10+5\n14/03/2024;2;Rossi;1;10,00;\n15/03/2024;3;Rossi;1;10,00;12,5%\n"
    intake = reader.one("a.csv", f"Data;Fattura;Cliente;Quantità;Prezzo;Sconti\n{rows}")
    assert _net(intake) == 85.5 + 10 + 8.75


def test_discounts_that_may_be_shares_are_asked_about(reader) -> None:
    with pytest.raises(MappingNeededError, match=r"looks like a discount|discount_is"):
        reader.one(
            "a.csv",
            "Data;Fattura;Cliente;Quantità;Prezzo;Sconto 1;Sconto 2\n13/03/2024;1;Rossi;10;10,00;0,1;0,05\n",
        )


def test_a_discount_that_cannot_be_read_is_not_none(reader, look) -> None:
    rows = "13/03/2024;1;Rossi;10;10,00;10\n14/03/2024;2;Rossi;1;10,00;omaggio\n"
    intake = reader.one("a.csv", f"Data;Fattura;Cliente;Quantità;Prezzo;Sconto %\n{rows}")
    assert _net(intake) == 90
    assert look(intake.rejected, "reason_code") == [("unreadable_amount",)]


def test_a_discount_makes_what_is_given_back_smaller_too(reader) -> None:
    rows = (
        "2024-03-13,1,Rossi,100.00,5.00\n2024-03-14,2,Rossi,-100.00,-5.00\n2024-03-15,3,Rossi,-10.00,1.00\n"
    )
    intake = reader.one("a.csv", f"Date,Invoice,Customer,Gross amount,Discount amount\n{rows}")
    assert _net(intake) == 95 - 95 - 9


@pytest.mark.parametrize(
    ("sale", "back"), [("SI", "SC"), ("FAC", "AVC"), ("F2", "G2"), ("FS", "KFS"), ("Facture", "Avoir client")]
)
def test_the_kind_is_told_by_the_values_of_a_column_of_any_name(reader, sale: str, back: str) -> None:
    intake = reader.one(
        "a.csv",
        f"Date;Pièce no;Client;Sorte;Montant HT\n13/03/2024;1;Rossi;{sale};100,00\n14/03/2024;2;Rossi;{back};30,00\n",
    )
    assert _columns(intake)["document_type"] == "Sorte"
    assert _net(intake) == 70


def test_a_document_named_in_one_cell_gives_its_date_and_its_kind(reader, look) -> None:
    rows = "".join(
        f"ООО Ромашка;Реализация товаров и услуг 0000{n} от {n}.03.2023 0:00:00;{n * 10},00\n"
        for n in range(1, 7)
    )
    rows += "ООО Ромашка;Возврат товаров от покупателя 00009 от 14.03.2023 12:00:15;5,00\n"
    intake = reader.one("a.csv", f"Контрагент;Документ;Сумма без НДС\n{rows}")
    assert look(intake.lines, "document_on")[:2] == [(dt.date(2023, 3, 1),), (dt.date(2023, 3, 2),)]
    assert _net(intake) == 210 - 5


def test_the_customer_may_stand_above_its_lines(reader, look) -> None:
    rows = (
        ",Date,Type,Num,Amount\nAcme Ltd,,,,\n,03/13/2024,Invoice,1,10.00\n,03/14/2024,Invoice,2,20.00\nTotal for Acme Ltd,,,,30.00\n"
        "Bolt Inc,,,,\n,03/15/2024,Invoice,3,5.00\nTotal for Bolt Inc,,,,5.00\nTOTAL,,,,35.00\n"
    )
    intake = reader.one("a.csv", rows)
    assert look(intake.lines, "customer_name, net_amount") == [
        ("Acme Ltd", 100_000),
        ("Acme Ltd", 200_000),
        ("Bolt Inc", 50_000),
    ]
    assert any("heading above each group" in str(note) for note in intake.notes)


def test_a_customer_column_is_not_replaced_by_headings(reader, look) -> None:
    rows = "Screws,,,\n03/13/2024,1,Acme,10.00\n03/14/2024,2,Bolt,20.00\nNuts,,,\n03/15/2024,3,Acme,5.00\n"
    intake = reader.one("a.csv", f"Date,Invoice,Customer,Amount\n{rows}")
    assert look(intake.lines, "customer_id") == [("Acme",), ("Bolt",), ("Acme",)]


def test_rows_that_end_before_their_last_empty_column(reader) -> None:
    rows = "13/03/2024;1;Rossi;10,00;Urgente\n14/03/2024;2;Rossi;20,00\n15/03/2024;3;Rossi;5,00;Da pagare\n"
    intake = reader.one("a.csv", f"Data;Fattura;Cliente;Importo;Annotazione\n{rows}")
    assert (intake.lines_accepted, intake.lines_rejected, _net(intake)) == (3, 0, 35)


def test_rows_that_may_have_lost_a_cell_in_the_middle_stay_aside(reader) -> None:
    rows = "13/03/2024;1;Rossi;10,00;2,20\n14/03/2024;2;20,00;4,40\n15/03/2024;3;Rossi;5,00;1,10\n"
    intake = reader.one("a.csv", f"Data;Fattura;Cliente;Importo;Varie\n{rows}")
    assert (intake.lines_accepted, intake.lines_rejected, _net(intake)) == (2, 1, 15)


def test_a_line_break_in_a_cell_where_each_row_ends_with_a_separator(reader) -> None:
    rows = '"13/03/2024";"1";"Rossi";"Vite\nlotto 3";"10,00";""\n"14/03/2024";"2";"Rossi";"Dado";"20,00";""\n'
    intake = reader.one("a.csv", f'"Data";"Fattura";"Cliente";"Articolo";"Importo"\n{rows}')
    assert (intake.lines_accepted, intake.lines_rejected, _net(intake)) == (2, 0, 30)


@pytest.mark.parametrize("unit", ["pz", "pcs", "шт", "szt.", "Stk", "kg"])
def test_a_quantity_with_its_unit(reader, look, unit: str) -> None:
    intake = reader.one(
        "a.csv",
        f"Data;Fattura;Cliente;Quantità;Importo\n13/03/2024;1;Rossi;12 {unit};10,00\n14/03/2024;2;Rossi;3 {unit};20,00\n",
    )
    assert look(intake.lines, "quantity") == [(12 * UNITS,), (3 * UNITS,)]


def test_units_of_two_kinds_are_no_currencies(reader, look) -> None:
    intake = reader.one(
        "a.csv",
        "Data;Fattura;Cliente;Quantità;Importo\n13/03/2024;1;Rossi;12 pcs;10,00\n14/03/2024;2;Rossi;3 box;20,00\n",
    )
    assert look(intake.lines, "quantity") == [(12 * UNITS,), (3 * UNITS,)]


def test_the_real_is_one_currency(reader, look) -> None:
    intake = reader.one("a.csv", "Emissão;Nota Fiscal;Cliente;Valor Total\n13/03/2024;1;Rossi;R$ 1.234,50\n")
    assert look(intake.lines, "net_amount, currency") == [(12_345_000, "BRL")]


@pytest.mark.parametrize(
    "text",
    [
        "mer 13/03/2024",
        "mercoledì, 13/03/2024",
        "mié, 13/03/2024",
        "Wednesday, 03/13/2024",
        "Ср 13.03.2024",
        "mer 13 marzo 2024",
        "13.03.2024.",
    ],
)
def test_a_date_with_the_day_of_the_week(reader, look, text: str) -> None:
    intake = reader.one("a.csv", f'Date;Customer;Amount\n"{text}";7;1,50\n')
    assert look(intake.lines, "document_on") == [(dt.date(2024, 3, 13),)]


def test_march_is_no_tuesday(reader, look) -> None:
    content = "Data;Cliente;Importo\nmar 5 settembre 2023;7;1,50\nmar 12 marzo 2024;7;1,50\n"
    assert look(reader.one("a.csv", content).lines, "document_on") == [
        (dt.date(2023, 9, 5),),
        (dt.date(2024, 3, 12),),
    ]
    content = 'Date,Customer,Amount\n"Mar 5, 2024",7,1.50\n'
    assert look(reader.one("b.csv", content).lines, "document_on") == [(dt.date(2024, 3, 5),)]


@pytest.mark.parametrize(
    ("header", "day"),
    [("Date (mm/dd/yyyy)", dt.date(2024, 2, 3)), ("Date [dd/mm/yyyy]", dt.date(2024, 3, 2))],
)
def test_the_name_of_a_column_may_spell_out_its_layout(reader, look, header: str, day: dt.date) -> None:
    intake = reader.one("a.csv", f"{header},Customer,Amount\n02/03/2024,7,1.50\n")
    assert look(intake.lines, "document_on") == [(day,)]


def test_document_numbers_that_look_like_dates_with_a_month(reader, look) -> None:
    rows = "".join(f"{n % 28 + 1:02d}.03.2024;{n}/MAG/2024;Rossi;{n},00\n" for n in range(1, 200))
    intake = reader.one("a.csv", f"Data;Numero;Cliente;Importo\n{rows}")
    assert len(set(look(intake.lines, "document_id"))) == 199


def test_numbers_and_names_of_customers_under_two_bare_names(reader, look) -> None:
    intake = reader.one("a.csv", "Data;Numero;Cliente;Nome;Valore\n13/03/2024;1;0042;Rossi;10,00\n")
    assert look(intake.lines, "customer_id, customer_name") == [("0042", "Rossi")]
    intake = reader.one(
        "b.csv", "posted_at;invoice_ref;buyer_code;buyer;net_value\n2024-03-13;1;0042;Rossi;10.00\n"
    )
    assert look(intake.lines, "customer_id, customer_name") == [("0042", "Rossi")]


def test_a_counter_of_rows_is_no_document(reader, look) -> None:
    rows = "".join(
        f"{n};SI;A{n % 5};{n // 4 % 27 + 1:02d}/03/2024;R{n // 4};{n}.00\n".replace(
            f"A{n % 5}", f"A{n // 4 % 5}"
        )
        for n in range(80)
    )
    intake = reader.one("a.csv", f"No;Type;Account;Date;Ref;Net\n{rows}")
    assert len(set(look(intake.lines, "document_id"))) == 20


def test_a_file_without_names_asks_who_buys_and_what_counts(reader) -> None:
    rows = "".join(
        f" {n % 40 + 4:05d} {n % 40 + 1:04d} 1997{n // 28 % 12 + 1:02d}{n * 5 % 28 + 1:02d} {n % 4 + 1:2d} {n % 30 + 0.33:7.2f}\n"
        for n in range(400)
    )
    with pytest.raises(
        MappingNeededError,
        match=r"no column names\. column 3 holds the dates\. If column 1, column 2 name the customer and column 5",
    ):
        reader.one("CDNOW.txt", rows)


def test_six_digits_of_a_parquet_are_a_date(reader, look) -> None:
    path = reader.inbox / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select 240000 + 100 * m + n as document_date, 'F' || n as invoice_no, 'Rossi' as customer, 10.5 as net_amount "
            f"from range(1, 13) months(m), range(1, 29) days(n) order by 1) to '{path}'"
        )
    intake = reader.read(path)[0]
    assert look(intake.lines, "document_on")[13] == (dt.date(2024, 1, 14),)


def test_a_number_merged_over_rows_is_filled_where_it_names_something(reader, look) -> None:
    rows: list[list[object]] = [["Customer No", "Invoice No", "Date", "Quantity", "Net amount"]]
    rows += [
        [None, None, "2024-03-13", 1, 10.0],
        [None, None, "2024-03-13", 2, 20.0],
        [43, 8, "2024-03-14", 3, 30.0],
    ]
    intake = reader.one("a.xlsx", _workbook(rows, ((1, 2, 0, 42), (1, 2, 1, 7))))
    assert look(intake.lines, "customer_id, document_id") == [("42", "7"), ("42", "7"), ("43", "8")]


def test_numbers_that_begin_anew_each_year_are_joined_by_the_year_of_the_date(reader, look) -> None:
    heads = "".join(f"{n};13/03/{year};C{n}{year}\n" for year in (2023, 2024) for n in range(1, 11))
    items = "".join(f"{n};{year};P1;1;{n},00\n" for year in (2023, 2024) for n in range(1, 11))
    first = reader.write("teste.csv", f"Numero documento;Data documento;Codice cliente\n{heads}")
    second = reader.write("righe.csv", f"Numero documento;Anno;Codice articolo;Quantità;Importo\n{items}")
    found = reader.read_set(first, second)
    (lines,) = [i for i in found.files if i.role == "sales_lines"]
    assert lines.lines_accepted == 20
    assert (found.joins[0].rows, found.joins[0].matched) == (20, 20)
    assert len(set(look(lines.lines, "customer_id"))) == 20


def test_numbers_that_begin_anew_each_year_without_a_year_are_told(reader) -> None:
    heads = "".join(f"{n};13/03/{year};C{n}{year}\n" for year in (2023, 2024) for n in range(1, 11))
    items = "".join(f"{n};P1;1;{n},00\n{n};P2;1;{n},00\n" for n in range(1, 11))
    first = reader.write("teste.csv", f"Numero documento;Data documento;Codice cliente\n{heads}")
    second = reader.write("righe.csv", f"Numero documento;Codice articolo;Quantità;Importo\n{items}")
    told = [str(note) for intake in reader.read(second, first) for note in intake.notes]
    assert any("belong together" in note and "Numero documento" in note for note in told)


def test_one_line_for_each_document_is_joined_too(reader) -> None:
    heads = "".join(f"F{n};13/03/2024;C{n}\n" for n in range(1, 11))
    items = "".join(f"F{n};P1;1;{n},00\n" for n in range(1, 11))
    first = reader.write("teste.csv", f"Numero documento;Data documento;Codice cliente\n{heads}")
    second = reader.write("righe.csv", f"Numero documento;Codice articolo;Quantità;Importo\n{items}")
    (lines,) = [i for i in reader.read(first, second) if i.role == "sales_lines"]
    assert lines.lines_accepted == 10


def test_a_join_counts_only_the_lines_that_were_accepted(reader) -> None:
    heads = "".join(f"F{n};13/03/2024;C{n}\n" for n in range(1, 11))
    items = "".join(f"F{n};P1;1;{n},00\nF{n};P2;1;{'?!x' if n == 3 else '2,00'}\n" for n in range(1, 11))
    first = reader.write("teste.csv", f"Numero documento;Data documento;Codice cliente\n{heads}")
    second = reader.write("righe.csv", f"Numero documento;Codice articolo;Quantità;Importo\n{items}")
    join = reader.read_set(first, second).joins[0]
    assert (join.rows, join.matched, join.orphans) == (20, 19, 0)


def test_a_text_cut_by_its_comma_is_put_together_where_one_place_fits(reader, look) -> None:
    rows = "".join(
        f"C{n:03d},Firm {'x' * (n % 7)} {n},{'Via ' * (n % 20)}{n},Rome,{n:05d},Italy,{n}\n"
        for n in range(1, 61)
    )
    rows += "C900,Firm xx 900,12, rue des Bouchers,Rome,13008,Italy,91\n"
    intake = reader.one(
        "customers.csv", f"customerID,companyName,address,city,postalCode,country,fax\n{rows}"
    )
    assert intake.lines_rejected == 0
    assert look(intake.rows, "customer_id, address, city, country")[-1] == (
        "C900",
        "12, rue des Bouchers",
        "Rome",
        "Italy",
    )
