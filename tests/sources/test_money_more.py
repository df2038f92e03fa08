from __future__ import annotations

import pytest

from clientela.sources import MappingNeededError, write_mapping

NOTES = "Data;Numero;Tipo;Codice cliente;Imponibile\n"
PRICED = "Data;Numero;Cliente;Articolo;Quantità;Prezzo unitario;{}\n"
LEDGER = "Belegdatum;Belegnr.;Kundennr.;Soll;Haben\n"


def _said(intake) -> str:
    return " ".join(str(note) for note in intake.notes)


def test_a_negative_credit_note_among_positive_ones_is_no_sale(reader, look) -> None:
    rows = "02/02/2024;1;FT;C1;100,00\n20/03/2024;2;NC;C2;10,00\n21/03/2024;3;NC;C2;20,00\n22/03/2024;4;NC;C3;-5,00\n"
    intake = reader.one("a.csv", NOTES + rows)
    assert [n for (n,) in look(intake.lines, "net_amount")] == [1_000_000, -100_000, -200_000, -50_000]
    assert "both signs" in _said(intake)


@pytest.mark.parametrize(("total", "net"), [("135,00", 135), ("85,00", 85), ("95,00", 95), ("", 85)])
def test_the_total_of_the_file_decides_about_credit_notes_of_both_signs(reader, total: str, net: int) -> None:
    rows = "22/02/2024;1;FT;C1;110,00\n23/03/2024;2;NC;C2;20,00\n24/03/2024;3;NC;C3;-5,00\n"
    rows += "24/03/2024;4;FT;C3;10,00\n" if total == "135,00" else ""
    intake = reader.one("a.csv", NOTES + rows + (f"TOTALE GENERALE;;;;{total}\n" if total else ""))
    assert intake.net_accepted == net * 10_000
    assert "both signs" in _said(intake)


def test_a_line_of_the_other_sign_turns_with_its_credit_note(reader, look) -> None:
    rows = "22/02/2024;1;FT;C1;110,00\n23/03/2024;2;NC;C2;20,00\n23/03/2024;2;NC;C2;-5,00\n"
    intake = reader.one("a.csv", NOTES + rows)
    assert [n for (n,) in look(intake.lines, "net_amount")] == [1_100_000, -200_000, 50_000]


@pytest.mark.parametrize("names", ["Sconto;Sconto 2", "Sconto;Sconto cassa", "Rabatt;Skonto Rabatt"])
def test_a_second_discount_is_asked_about(reader, names: str) -> None:
    path = reader.write(
        "a.csv", PRICED.format(names) + "22/01/2024;1;1001;A;2;100,00;10;5\n22/01/2024;2;1001;A;1;9,00;;\n"
    )
    with pytest.raises(MappingNeededError, match="looks like a discount"):
        reader.read(path)


@pytest.mark.parametrize(
    "names", ["Sconto 1;Sconto 2", "Sc.1;Sc.2", "Rabatt 1;Rabatt 2", "Remise 1;Remise 2"]
)
def test_discounts_with_numbers_are_taken_off_one_after_the_other(reader, names: str) -> None:
    rows = "22/01/2024;1;1001;A;2;100,00;10;5\n22/01/2024;2;1001;A;1;9,00;;\n"
    assert reader.one("a.csv", PRICED.format(names) + rows).net_accepted == 1_710_000 + 90_000


def test_an_empty_second_discount_takes_nothing_off(reader) -> None:
    intake = reader.one(
        "a.csv", PRICED.format("Sconto 1 %;Sconto 2 %") + "22/01/2024;1;1001;A;2;100,00;10;\n"
    )
    assert intake.net_accepted == 1_800_000


@pytest.mark.parametrize("name", ["Sc. %", "Sconto %", "Rabatt %", "Remise %", "Скидка %", "Sc.1 %"])
def test_a_percent_in_the_name_holds_for_small_values(reader, name: str) -> None:
    intake = reader.one(
        "a.csv", PRICED.format(name) + "22/01/2024;1;1001;A;2;100,00;0,5\n23/01/2024;2;1001;A;4;25,00;0,25\n"
    )
    assert (intake.discount_is, intake.net_accepted) == ("percent", 2_987_500)


def test_a_net_amount_proves_a_share(reader) -> None:
    content = PRICED.format("Sconto %;Imponibile") + "22/01/2024;1;1001;A;2;100,00;0,5;100,00\n"
    assert reader.one("a.csv", content).discount_is == "share"


def test_half_of_something_without_a_percent_is_asked_about(reader) -> None:
    path = reader.write("a.csv", PRICED.format("Sconto") + "22/01/2024;1;1001;A;2;100,00;0,5\n")
    with pytest.raises(MappingNeededError, match="discount_is"):
        reader.read(path)


def test_the_credits_of_a_revenue_account_are_sales(reader, look) -> None:
    rows = "31.01.2024;R1;1;;1.234,50\n15.02.2024;R2;2;;2.000,00\n20.02.2024;G1;1;234,50;\n05.03.2024;R3;3;;999,99\n"
    intake = reader.one("a.csv", LEDGER + rows)
    assert intake.net_accepted == 39_999_900
    assert ("credit_note", -2_345_000) in look(intake.lines, "document_kind, net_amount")
    assert "revenue account" in _said(intake)
    assert "ledger of a customer" not in _said(intake)


def test_the_ledger_of_a_customer_stays(reader) -> None:
    intake = reader.one("a.csv", LEDGER + "31.01.2024;R1;1;100,00;\n15.02.2024;G2;2;;20,00\n")
    assert intake.net_accepted == 800_000
    assert "ledger of a customer" in _said(intake)


def test_a_ledger_that_is_not_clear_is_asked_about(reader) -> None:
    path = reader.write(
        "a.csv", LEDGER + "31.01.2024;R1;1;100,00;\n15.02.2024;R2;1;50,00;\n15.02.2024;G2;2;;200,00\n"
    )
    with pytest.raises(MappingNeededError, match="the other way round"):
        reader.read(path)


@pytest.mark.parametrize(
    "status",
    ["Bozza", "Stornata", "Draft", "Entwurf", "Brouillon", "Borrador", "Черновик", "Szkic", "Annulée"],
)
def test_drafts_and_reversed_documents_do_not_count(reader, look, status: str) -> None:
    content = f"Date;Document;Customer;Amount;Status\n2024-01-31;1;1;5.00;ok\n2024-01-31;2;1;7.00;{status}\n"
    intake = reader.one("a.csv", content)
    assert (intake.net_accepted, look(intake.excluded, "rule")) == (50_000, [("cancelled_document",)])


def test_a_bill_to_be_paid_is_a_pro_forma(reader, look) -> None:
    content = "Дата;Номер;Вид документа;Клиент;Сумма\n31.01.2024;1;Реализация;1;5,00\n31.01.2024;2;Счет на оплату;1;7,00\n"
    assert look(reader.one("a.csv", content).excluded, "rule") == [("pro_forma",)]


def test_a_bare_total_may_include_vat(reader) -> None:
    content = "Data;Numero;Cliente;{}\n22/01/2024;1;1;122,00\n"
    assert "may include VAT" in _said(reader.one("a.csv", content.format("Totale")))
    assert "may include VAT" not in _said(reader.one("b.csv", content.format("Imponibile")))


def test_usual_rates_in_the_column_of_the_vat_are_rates(reader) -> None:
    content = "Data;Numero;Cliente;Totale fattura;IVA\n"
    rates = "22/01/2024;1;1;122,00;22\n23/01/2024;2;2;61,00;22\n24/01/2024;3;1;110,00;10\n"
    assert reader.one("a.csv", content + rates).net_accepted == 2_500_000
    amounts = "22/01/2024;1;1;122,00;22\n23/01/2024;2;2;55,00;5\n"
    assert reader.one("b.csv", content + amounts).net_accepted == 1_500_000


def test_the_side_of_a_revenue_account_is_kept_with_the_file(reader) -> None:
    """Rows mended later are few: one credit note alone could not tell which side makes a sale."""
    head = "Datum;Beleg;Kunde;Soll;Haben\n"
    whole = reader.one(
        "a.csv", head + "".join(f"{d:02d}.03.2024;R{d};K{d % 3};;{d * 10},50\n" for d in range(1, 20))
    )
    assert whole.net_accepted > 0
    assert {m.role: m.column for m in whole.mapping}["debit_amount"] == "Haben"
    write_mapping(whole, mappings=reader.mappings)
    note = reader.one("b.csv", head + "25.03.2024;G1;K1;30,00;\n")
    assert note.net_accepted == -300_000
