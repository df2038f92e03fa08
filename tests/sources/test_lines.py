from __future__ import annotations

import pytest

from clientela.sources import MappingNeededError


def test_rows_set_aside_say_why(reader, look) -> None:
    content = (
        "Date;Customer;Document;Quantity;Amount;Cost\n"
        "2024-01-31;1;F1;1;10,50;4,00\n"  # 2, good
        ";2;F2;1;20,00;1,00\n"
        "31 January;2;F2;1;20,00;1,00\n"
        "1815-06-18;2;F2;1;20,00;1,00\n"
        "2024-02-30;2;F2;1;20,00;1,00\n"
        "2024-01-31;2;F2;1;twenty;1,00\n"
        "2024-01-31;2;F2;1;;1,00\n"
        "2024-01-31;2;F2;one;20,00;1,00\n"
        "2024-01-31;2;F2;1;20,00;cheap\n"
        "2024-01-31;2;F2;1\n"
        "2024-01-31;2;F2;1;20,00;1,00;surplus\n"
        "2024-01-31;;F3;1;1,00;n/a\n"  # 13, good: no customer, no cost
    )
    intake = reader.one("a.csv", content)
    got = look(intake.rejected, "row_number, reason_code, column_name, value, net_amount")
    assert got == [
        (3, "missing_date", "Date", None, 200_000),
        (4, "unreadable_date", "Date", "31 January", 200_000),
        (5, "date_out_of_range", "Date", "1815-06-18", 200_000),
        (6, "unreadable_date", "Date", "2024-02-30", 200_000),
        (7, "unreadable_amount", "Amount", "twenty", None),
        (8, "missing_amount", "Amount", None, None),
        (9, "unreadable_quantity", "Quantity", "one", 200_000),
        (10, "unreadable_cost", "Cost", "cheap", 200_000),
        (11, "too_few_cells", None, None, None),
        (12, "too_many_cells", None, None, 200_000),
    ]
    assert look(intake.lines, "row_number, customer_id, cost_amount") == [(2, "1", 40_000), (13, None, None)]
    assert (intake.net_rejected, intake.rejected_without_amount) == (7 * 200_000, 3)
    assert look(intake.rejected, "row_number, file")[0] == (3, "a.csv")


def test_an_amount_that_is_missing_or_unreadable_is_not_made_up(reader, look) -> None:
    content = "Date,Customer,Quantity,Unit price,Amount\n" + "".join(
        f"2024-01-31,1,2,10.00,{amount}\n" for amount in ("19.00", "", "#VALUE!", "n/a")
    )
    intake = reader.one("a.csv", content)
    assert look(intake.lines, "row_number, net_amount") == [(2, 190_000)]
    assert look(intake.rejected, "row_number, reason_code, value, net_amount") == [
        (3, "missing_amount", None, None),
        (4, "unreadable_amount", "#VALUE!", None),
        (5, "missing_amount", "n/a", None),
    ]


def test_identical_lines_are_kept_unless_numbered(reader, look) -> None:
    line = "2024-01-31,1,F1,A,1,5.25\n"
    assert (
        reader.one("a.csv", "Date,Customer,Document,Product,Quantity,Amount\n" + line * 3).lines_accepted == 3
    )
    numbered = "2024-01-31,1,F1,1,A,5.25\n"
    content = "Date,Customer,Document,Line no,Product,Amount\n" + numbered * 2 + "2024-01-31,1,F1,1,B,5.25\n"
    intake = reader.one("b.csv", content)
    assert look(intake.excluded, "row_number, rule, net_amount") == [(3, "duplicate_line", 52_500)]
    assert intake.lines_accepted == 2


@pytest.mark.parametrize("word", ["Cancelled", "VOID", "Annullata", "Storniert", "Отменён", "аннулирован"])
def test_cancelled_documents_are_left_out(reader, look, word: str) -> None:
    content = (
        f"Date,Customer,Document,Status,Amount\n2024-01-31,1,F1,{word},5.25\n2024-01-31,1,F2,Paid,6.00\n"
    )
    intake = reader.one("a.csv", content)
    assert look(intake.excluded, "row_number, rule, net_amount") == [(2, "cancelled_document", 52_500)]
    assert intake.net_accepted == 60_000


@pytest.mark.parametrize(
    "word", ["Nota di credito", "NC", "Credit Memo", "Gutschrift", "Кредит-нота", "TD04", "возврат"]
)
def test_positive_credit_notes_are_turned(reader, look, word: str) -> None:
    content = (
        "Date,Document type,Document,Customer,Quantity,Unit price,Cost\n"
        f"2024-01-31,Invoice,F1,1,2,5.00,4.00\n2024-01-31,{word},N1,1,1,5.00,2.00\n"
    )
    intake = reader.one("a.csv", content)
    got = look(intake.lines, "row_number, document_kind, quantity, gross_amount, net_amount, cost_amount")
    assert got == [
        (2, "invoice", 20_000, 100_000, 100_000, 40_000),
        (3, "credit_note", -10_000, -50_000, -50_000, -20_000),
    ]
    assert intake.credit_note_types == (word,)
    assert any("made negative" in str(note) for note in intake.notes)


def test_negative_credit_notes_stay(reader, look) -> None:
    content = "Date,Type,Document,Customer,Amount\n2024-01-31,INV,F1,1,5.00\n2024-01-31,CN,N1,1,-2.00\n"
    assert look(reader.one("a.csv", content).lines, "document_kind, net_amount") == [
        ("invoice", 50_000), ("credit_note", -20_000),
    ]  # fmt: skip


def test_a_document_that_only_gives_back_is_a_credit_note(reader, look) -> None:
    content = (
        "Date,Document,Customer,Amount\n2024-01-31,A,1,5.00\n2024-01-31,A,1,-6.00\n"
        "2024-01-31,C,1,-2.00\n2024-01-31,C,1,0\n"
    )
    kinds = look(reader.one("a.csv", content).lines, "document_kind")
    assert kinds == [("invoice",), ("invoice",), ("credit_note",), ("credit_note",)]


@pytest.mark.parametrize(
    ("name", "values", "net"),
    [
        ("Discount", ("0.05", "0"), 190_000 + 200_000),
        ("Discount %", ("5", "0"), 190_000 + 200_000),
        ("Sconto %", ("5%", "0%"), 190_000 + 200_000),
        ("Discount amount", ("0.5", "0"), 195_000 + 200_000),
        ("Discount", ("25", "0"), 150_000 + 200_000),
    ],
)
def test_discounts(reader, look, name: str, values: tuple[str, str], net: int) -> None:
    content = f"Date,Customer,Quantity,Unit price,{name}\n" + "".join(
        f"2024-01-31,1,2,10.00,{v}\n" for v in values
    )
    intake = reader.one("a.csv", content)
    assert intake.net_accepted == net
    assert [g for (g,) in look(intake.lines, "gross_amount")] == [200_000, 200_000]


def test_a_discount_that_may_be_either_is_asked_about(reader) -> None:
    path = reader.write("a.csv", "Date,Customer,Quantity,Unit price,Discount\n2024-01-31,1,2,10.00,5\n")
    with pytest.raises(MappingNeededError, match="discount_is"):
        reader.read(path)


def test_quantity_times_price_is_exact_and_half_to_even(reader, look) -> None:
    content = "Date,Customer,Quantity,Unit price\n2024-01-31,1,3,0.33335\n2024-01-31,1,1,0.00005\n2024-01-31,1,1,0.00015\n"
    assert [n for (n,) in look(reader.one("a.csv", content).lines, "net_amount")] == [10_000, 0, 2]


def test_customer_numbers_stay_texts(reader, look) -> None:
    content = "Date,Customer,Amount\n" + "".join(
        f"2024-01-31,{c},1.00\n" for c in ("12345.0", "00042", "A.0", "NULL", "nan")
    )
    ids = [c for (c,) in look(reader.one("a.csv", content).lines, "customer_id")]
    assert ids == ["12345", "00042", "A.0", None, None]


def test_amounts_beyond_64_bits_are_set_aside(reader) -> None:
    content = "Date,Customer,Quantity,Unit price\n2024-01-31,1,99999999999,999999999\n2024-01-31,1,1,2\n"
    intake = reader.one("a.csv", content)
    assert (intake.lines_accepted, intake.lines_rejected) == (1, 1)


def test_several_currencies_in_one_column_are_refused(reader) -> None:
    path = reader.write("a.csv", "Date,Customer,Amount\n2024-01-31,1,5.25 EUR\n2024-01-31,2,$6.00\n")
    with pytest.raises(MappingNeededError, match="several currencies"):
        reader.read(path)


def test_an_amount_with_tax_is_not_taken_where_one_without_is(reader) -> None:
    content = "Дата;Контрагент;Сумма без НДС;Сумма с НДС\n31.01.2024;7;100,00;120,00\n"
    intake = reader.one("a.csv", content)
    assert intake.net_accepted == 1_000_000
    assert any("includes VAT" in str(note) for note in intake.notes)


@pytest.mark.parametrize(
    ("header", "line", "roles"),
    [
        (
            "Numero fattura;Data fattura;Codice cliente;Ragione sociale;Cod. Art.;Q.tà;Prezzo unit.;Sconto %;Agente;Zona",
            "12;31/01/2024;0007;Rossi;A1;2;5,50;10;Bianchi;Nord",
            {"document_id", "document_on", "customer_id", "customer_name", "product_id", "quantity", "unit_price",
             "discount", "seller_id", "area_id"},
        ),
        (
            "Номер документа;Дата;Контрагент;Номенклатура;Количество;Цена;Сумма без НДС;Себестоимость;Менеджер;Регион",
            "12;31.01.2024;ООО Ромашка;Болт;2;5,50;11,00;7,00;Иванов;Москва",
            {"document_id", "document_on", "customer_id", "product_name", "quantity", "unit_price", "net_amount",
             "cost_amount", "seller_id", "area_id"},
        ),
        (
            "Rechnungsnummer;Rechnungsdatum;Kundennummer;Kunde;Artikelnummer;Menge;Einzelpreis;Nettobetrag;Vertreter",
            "12;31.01.2024;4711;Müller;A1;2;5,50;11,00;Schmidt",
            {"document_id", "document_on", "customer_id", "customer_name", "product_id", "quantity", "unit_price",
             "net_amount", "seller_id"},
        ),
    ],
)  # fmt: skip
def test_columns_of_three_languages(reader, header: str, line: str, roles: set[str]) -> None:
    intake = reader.one("a.csv", f"{header}\n{line}\n")
    found = {m.role for m in intake.mapping}
    if "customer_id" not in found:
        found = found - {"customer_name"} | {"customer_id"}
    assert found == roles
    assert intake.unused_columns == ()
    assert intake.lines_accepted == 1
