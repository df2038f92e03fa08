from __future__ import annotations

import datetime as dt

import pytest

from clientela.sources import MappingNeededError

HEAD = "Data;Cliente;Ragione sociale;Documento;Articolo;Importo\n"


def test_a_grouped_report_is_filled_down(reader, look) -> None:
    content = HEAD + (
        "01/02/2024;7;Rossi;F1;A;1,00\n;;;;B;2,00\n03/02/2024;8;Neri;F2;A;3,00\n;;;;B;4,00\n;;;;C;5,00\nTotale;;;;;15,00\n"
    )
    intake = reader.one("a.csv", content)
    assert look(intake.lines, "row_number, customer_id, document_id, document_on") == [
        (2, "7", "F1", dt.date(2024, 2, 1)), (3, "7", "F1", dt.date(2024, 2, 1)), (4, "8", "F2", dt.date(2024, 2, 3)),
        (5, "8", "F2", dt.date(2024, 2, 3)), (6, "8", "F2", dt.date(2024, 2, 3)),
    ]  # fmt: skip
    assert [r.row_number for r in intake.skipped_rows] == [7]
    assert any("first row of each group" in str(note) for note in intake.notes)


def test_a_document_without_customer_gets_none_from_the_one_before(reader, look) -> None:
    content = HEAD + (
        "01/02/2024;7;Rossi;F1;A;1,00\n;;;;B;2,00\n03/02/2024;;;F2;A;3,00\n;;;;B;4,00\n05/02/2024;9;Blu;F3;A;5,00\n;;;;B;1,00\n"
    )
    assert [c for (c,) in look(reader.one("a.csv", content).lines, "customer_id")] == [
        "7",
        "7",
        None,
        None,
        "9",
        "9",
    ]


def test_customers_that_are_not_stated_stay_so(reader, look) -> None:
    # the same customers come again: nothing says that the blanks belong to the one above
    rows = "".join(f"{1 + i % 28:02d}/02/2024;{'' if i % 3 else i % 4};;F{i};A;1,00\n" for i in range(30))
    intake = reader.one("a.csv", HEAD + rows)
    assert sum(c is None for (c,) in look(intake.lines, "customer_id")) == 20


def test_headings_of_groups_and_subtotals_of_customers(reader, look) -> None:
    content = (
        "Клиент;Документ;Дата;Товар;Количество;Сумма\nООО Ромашка;;;;;\n;Н1;31.01.2024;Болт;1;10,00\n;Н2;01.02.2024;Гайка;2;20,00\n"
        "Итого по контрагенту ООО Ромашка;;;;3;30,00\nАО Мечта;;;;;\n;Н3;03.02.2024;Болт;1;5,00\nИтого по контрагенту АО Мечта;;;;1;5,00\n"
        "Всего;;;;4;35,00\nИсполнитель: Иванова А.;;;;;\n"
    )
    intake = reader.one("a.csv", content)
    assert look(intake.lines, "customer_id, net_amount") == [
        ("ООО Ромашка", 100_000),
        ("ООО Ромашка", 200_000),
        ("АО Мечта", 50_000),
    ]
    assert intake.lines_rejected == 0


@pytest.mark.parametrize("word", ["Sous-total client Dupont", "Zwischensumme Kunde 7", "Suma częściowa", "Subtotaal klant 7", "Totale cliente Rossi & Figli S.p.A.", "Ara toplam"])  # fmt: skip
def test_subtotals_of_many_languages(reader, word: str) -> None:
    content = f"Date,Customer,Document,Product,Amount\n2024-01-31,1,F1,A,5.25\n{word},,,,5.25\n2024-01-31,2,F2,A,6.00\n{word},,,,6.00\n"
    intake = reader.one("a.csv", content)
    assert (intake.lines_accepted, intake.lines_rejected, len(intake.skipped_rows)) == (2, 0, 2)


ORDERS = "Date,Customer,Document,Amount,Ship name,Ship city,Ship country\n" + "".join(
    f"2024-01-{d:02d},C{d},F{d},{d}.50,Shop {d},Rome,Italy\n" for d in range(1, 29)
)


def test_a_cell_that_spilled_right_of_all_that_is_needed(reader, look) -> None:
    intake = reader.one("a.csv", ORDERS + "2024-01-30,C30,F30,30.50,Shop, the big one,Rome,Italy\n")
    assert (intake.lines_accepted, intake.lines_rejected) == (29, 0)
    assert look(intake.lines, "customer_id, net_amount, country")[-1] == ("C30", 305_000, None)
    assert any("right of Amount" in str(note) for note in intake.notes)


@pytest.mark.parametrize("row", ["2024-01-30,C30,F30,30,50,Shop,Rome,Italy", "2024-01-30,C 3,0,F30,30.50,Shop,Rome,Italy", "30,2024-01-30,C30,F30,1.50,S,R,I"])  # fmt: skip
def test_a_row_in_doubt_is_not_repaired(reader, row: str) -> None:
    intake = reader.one("a.csv", ORDERS + row + "\n")
    assert (intake.lines_accepted, intake.lines_rejected) == (28, 1)


def test_two_rows_of_names(reader) -> None:
    content = "Invoice;;Customer;;\nNumber;Date;No;Name;Amount\nF1;31/01/2024;007;Rossi;5,25\nF2;31/01/2024;008;Neri;6,00\n"
    intake = reader.one("a.csv", content)
    assert {m.role for m in intake.mapping} >= {"document_id", "document_on", "customer_id", "net_amount"}
    assert intake.net_accepted == 112_500


def test_blanks_between_columns(reader, look) -> None:
    rows = "".join(
        f" {i:05d} 1997{1 + i % 12:02d}{1 + i % 28:02d} {i % 9:>2} {i * 1.5:>7.2f}\n" for i in range(60)
    )
    intake = reader.one("CDNOW.txt", " customer_id  date number_of_cds  dollar_value\n" + rows)
    assert intake.dialect.separator == " "
    assert (intake.lines_accepted, intake.net_accepted) == (60, sum(i * 15_000 for i in range(60)))
    assert look(intake.lines, "customer_id")[1] == ("00001",)


def test_thousands_parted_by_a_blank_are_one_column(reader) -> None:
    amounts = [12, 1234, 567, 98765, 3]
    rows = "".join(
        f"{d:02d}.01.2024  F{d}  {f'{a:,}'.replace(',', ' '):>8},50\n"
        for d, a in enumerate(amounts * 5, start=1)
    )
    intake = reader.one("a.txt", "Datum       Beleg     Betrag\n" + rows)
    assert intake.net_accepted == 5 * sum(a * 10_000 + 5_000 for a in amounts)


def lines_without_names(chance_net: str = "net") -> str:
    rows = []
    for i in range(120):
        doc, customer, product = i // 3, (i // 3) % 11, i * 7 % 13
        qty, price = 2 + i % 9, 105 + product * 31
        net = qty * price if chance_net == "net" else i * 97 % 1000
        rows.append(
            f"F{doc:04d};2024-{1 + doc % 12:02d}-{1 + doc % 28:02d};{customer:04d};Shop no. {customer};P{product};{qty};{price / 100:.2f};{net / 100:.2f}"
        )
    return "\n".join(rows) + "\n"


def test_columns_without_names_are_told_by_what_they_hold(reader) -> None:
    intake = reader.one("a.csv", lines_without_names())
    found = {m.role: m.column for m in intake.mapping}
    assert found == {
        "document_id": "column 1", "document_on": "column 2", "customer_id": "column 3", "customer_name": "column 4", "quantity": "column 6",
        "unit_price": "column 7", "net_amount": "column 8",
    }  # fmt: skip
    assert all(m.how == "content" and m.confidence < 1 for m in intake.mapping)
    assert intake.lines_accepted == 120
    assert any("not by name" in str(note) for note in intake.notes)


def test_without_proof_the_file_asks_and_the_answer_is_found_again(reader) -> None:
    path = reader.write("a.csv", lines_without_names("chance"))
    with pytest.raises(MappingNeededError, match="column 8") as caught:
        reader.read(path)
    name = str(caught.value).split("mappings/", 1)[1].split(".toml", 1)[0] + ".toml"
    reader.mappings.mkdir()
    (reader.mappings / name).write_text(
        'role = "sales_lines"\n[columns]\ndocument_on = "column 2"\ncustomer_id = "column 3"\nnet_amount = "column 8"\n'
    )
    assert reader.read(path)[0].lines_accepted == 120


def test_a_line_of_words_below_the_names_is_no_second_row_of_names(reader) -> None:
    content = "product number,product name,unit of measure,successor product\nOLD,Bolt,pcs,NEW\nNEW,Better bolt,pcs,\n"
    intake = reader.one("products.csv", content)
    assert (intake.role, intake.lines_read, intake.lines_accepted) == ("products", 2, 2)
