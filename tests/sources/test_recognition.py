"""What a file is, told from its columns and what they hold; its name only decides between equals."""

from __future__ import annotations

import pytest

from clientela.sources import MappingNeededError

FILES = {
    "receivables": "Invoice no,Customer,Invoice date,Due date,Amount,Paid date\nF1,7,2024-01-01,2024-01-31,10.50,2024-02-02\nF2,8,2024-01-02,2024-02-01,11.50,\n",
    "offers": "Opportunity,Account,Stage,Probability,Close date,Amount\nO1,7,Closed Won,100%,2024-01-31,10.50\nO2,8,Proposal,40%,2024-02-28,11\n",
    "deliveries": "Delivery;Order no;Customer;Requested date;Delivered date\n1;A1;7;2024-01-05;2024-01-06\n2;A2;8;2024-01-07;2024-01-07\n",
    "orders": "Order no;Line;Order date;Customer;Article;Quantity;Price;Amount;Requested date;Confirmed date\n"
              "A1;10;2024-01-01;7;X;2;5,00;10,00;2024-01-05;2024-01-06\nA1;20;2024-01-01;7;Y;1;5,50;5,50;2024-01-05;2024-01-06\n",
    "people": "Contact;Customer;Name;Function;E-mail\nP1;7;Anna Bianchi;Buyer;a@x.it\nP2;7;Bo Neri;Owner;b@x.it\n",
    "interactions": "Visit date;Customer;Sales person;Minutes;Purpose\n2024-01-05;7;E1;45;offer\n2024-01-06;8;E1;30;complaint\n",
    "contracts": "Contract;Cliente;Dal;Al;Preavviso\nK1;7;01/01/2024;31/12/2024;90\nK2;8;15/01/2024;31/12/2025;30\n",
    "complaints": "Номер претензии;Клиент;Дата открытия;Тип претензии;Дата закрытия\n1;7;05.01.2024;брак;15.01.2024\n2;8;06.01.2024;брак;\n",
    "exchange_rates": "Currency,Date,Rate\nUSD,2024-01-01,0.91\nUSD,2024-02-01,0.925\n",
    "yearly_turnover": "Cliente;Fatturato 2022;Fatturato 2023\nRossi;1.000,50;2.000,00\nNeri;;300,25\n",
    "targets": "Seller,2024-01,2024-02,2024-03\nE1,100,200,300\nE2,,NULL,50\n",
    "customers": "Name,City\nRossi,Torino\nNeri,Bari\n",
}  # fmt: skip


@pytest.mark.parametrize("role", FILES)
def test_a_file_is_what_its_columns_say(reader, role: str) -> None:
    intake = reader.one("export.csv", FILES[role])
    assert (intake.role, intake.lines_rejected) == (role, 0), [str(note) for note in intake.notes]


def test_lines_with_a_due_date_stay_sales(reader) -> None:
    content = "Invoice no,Date,Customer,Article,Quantity,Price,Amount,Due date\nF1,2024-01-01,7,X,2,5.25,10.50,2024-01-31\n"
    assert reader.one("x.csv", content).role == "sales_lines"


def test_wide_files_become_rows_and_an_empty_cell_is_no_zero(reader, look) -> None:
    turnover = reader.one("a.csv", FILES["yearly_turnover"])
    assert look(turnover.rows, "customer_id, year, turnover_amount") == [
        ("Rossi", 2022, 10_005_000), ("Rossi", 2023, 20_000_000), ("Neri", 2023, 3_002_500),
    ]  # fmt: skip
    targets = reader.one("b.csv", FILES["targets"])
    assert look(targets.rows, "employee_id, year, month, target_amount") == [
        ("E1", 2024, 1, 1_000_000), ("E1", 2024, 2, 2_000_000), ("E1", 2024, 3, 3_000_000), ("E2", 2024, 3, 500_000),
    ]  # fmt: skip


def test_codes_flags_and_shares(reader, look) -> None:
    offers = reader.one("o.csv", FILES["offers"] + "O3,9,Strange,0%,2024-03-01,1\n")
    assert look(offers.rows, "stage, probability") == [("won", 1.0), ("engaging", 0.4), ("Strange", 0.0)]
    assert any("Strange" in str(note) for note in offers.notes)


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Reference used", "reference_customer_id"), ("Cliente di referenza", "reference_customer_id"), ("Клиент-референс", "reference_customer_id"), ("Referenzkunde", "reference_customer_id"),
        ("Reference", "product_id"), ("Customer reference", None), ("Referenza", None), ("Riferimento cliente", None), ("Ihre Referenz", None),
    ],
)  # fmt: skip
def test_the_customer_shown_as_reference_is_neither_the_buyer_nor_a_number_of_the_buyer(reader, header, role) -> None:  # fmt: skip
    rows = FILES["offers"].splitlines()
    content = "\n".join(f"{each},{last}" for each, last in zip(rows, (header, "9", "7"), strict=True))
    intake = reader.one("o.csv", content + "\n")
    found = {m.column: m.role for m in intake.mapping}
    assert (intake.role, found["Account"], found["Opportunity"]) == ("offers", "customer_id", "offer_id")
    assert found.get(header) == role


def test_a_share_called_percent_below_one_is_asked(reader) -> None:
    content = (
        FILES["offers"]
        .replace("Probability", "Probability percent")
        .replace("100%", "0.5")
        .replace("40%", "1")
    )
    with pytest.raises(MappingNeededError, match="share_is"):
        reader.one("o.csv", content)


def test_bad_rows_are_set_aside_one_by_one(reader, look) -> None:
    content = (
        FILES["receivables"]
        + "F3,8,2024-01-02,soon,11.50,\nF4,8,2024-01-02,2024-02-01,x,\n,8,2024-01-02,2024-02-01,1,\nF1,7,2024-01-01,2024-01-31,12,\n"
    )
    intake = reader.one("r.csv", content + "Total,,,,47.50,\n")
    assert look(intake.rejected, "row_number, column_name, value, reason_code") == [
        (4, "Due date", "soon", "unreadable_date"), (5, "Amount", "x", "unreadable_amount"), (6, "Invoice no", None, "missing_value"),
    ]  # fmt: skip
    # of two rows with one key the last counts
    assert look(intake.excluded, "row_number, rule") == [(2, "repeated_key")]
    assert look(intake.rows, "document_id, amount") == [("F2", 115_000), ("F1", 120_000)]
    assert [(row.row_number, row.kind) for row in intake.skipped_rows] == [(8, "total")]
    (total,) = intake.totals
    assert (total.read, total.accepted, total.excluded, total.rejected) == (
        465_000,
        235_000,
        105_000,
        125_000,
    )


def test_the_same_file_twice_is_told(reader) -> None:
    first, second = reader.write("a.csv", FILES["orders"]), reader.write("b.csv", FILES["orders"])
    assert "byte for byte" in str(reader.read(first, second)[1].notes[-1])


def test_headers_and_lines_of_an_erp(reader, look) -> None:
    headers = "Numero documento;Data documento;Cliente;Totale\n0001;15/01/2024;7;30,00\n0002;16/01/2024;8;5,00\n0009;17/01/2024;8;1,00\n"
    lines = "Numero documento;Riga;Articolo;Quantità;Prezzo\n1;1;X;2;10,00\n1;2;Y;1;10,00\n2;1;X;1;5,00\n7;1;X;1;5,50\n"
    found = reader.read_set(reader.write("testate.csv", headers), reader.write("righe.csv", lines))
    (intake,) = found.files
    assert intake.name == "testate.csv + righe.csv"
    assert (intake.lines_read, intake.lines_accepted, intake.net_accepted) == (4, 3, 350_000)
    assert look(intake.rejected, "reason_code, net_amount") == [("document_without_header", 55_000)]
    (join,) = found.joins
    assert (join.form, join.matched, join.orphans, join.examples) == ("without_leading_zeros", 3, 1, ("7",))
    assert any("1 document has a header and no line" in str(note) for note in intake.notes)


@pytest.mark.parametrize("cells", [("1200,50", "1500,00", "900,10"), ("1200", "1500", "900")])
def test_years_name_columns_above_rows_that_look_different(reader, look, cells: tuple[str, ...]) -> None:
    content = f"Cliente;Ragione sociale;Settore;2022;2023;2024\nC01;Rossi Srl;Edilizia;{';'.join(cells)}\nC02;Verdi Spa;Moda;800;;1100\n"
    intake = reader.one("a.csv", content)
    assert (intake.role, intake.dialect.header_row, intake.lines_accepted) == ("yearly_turnover", 1, 5)
    assert [m.column for m in intake.mapping] == ["Cliente", "Ragione sociale", "Settore"]
    assert set(look(intake.rows, "customer_id, year")) == {
        ("C01", 2022), ("C01", 2023), ("C01", 2024), ("C02", 2022), ("C02", 2024),
    }  # fmt: skip


def test_names_of_programs_are_a_header_even_above_a_row_of_known_words(reader, look) -> None:
    """A table of goals with our own column names: the first row of values says "customer" and "net_sales"."""
    content = "goal_id,goal_level,customer_id,goal_text,measure_code,target_value,due_on\nG1,customer,K01,grow,net_sales,400,2026-12-31\nG2,company,,a_b,c_d,9,2026-12-31\n"
    intake = reader.one("g.csv", content)
    assert (intake.role, intake.dialect.header_row, intake.lines_accepted) == ("goals", 1, 2)
    assert look(intake.rows, "goal_id, customer_id, target_value") == [
        ("G1", "K01", 400.0),
        ("G2", None, 9.0),
    ]
