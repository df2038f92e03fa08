"""Headers whose numbers repeat, headers that are no purchases beside, lists in which a number repeats."""

from __future__ import annotations

import pytest

from clientela.sources import MappingNeededError

HEADERS = "Numero documento;Data documento;Codice cliente\n"
LINES = "Numero documento;Riga;Codice articolo;Quantità;Importo riga\n"
NUMBERS = range(1, 61)


def _headers(*more: str) -> str:
    return HEADERS + "".join(f"{n};05/03/2024;C{n % 7}\n" for n in NUMBERS) + "".join(f"{m}\n" for m in more)


def _lines() -> str:
    return LINES + "".join(f"{n};1;P1;1;{n},00\n" for n in NUMBERS) + "60;2;P2;1;1,00\n"


@pytest.mark.parametrize("again", ["9;05/03/2024;OTHER", "9;06/03/2024;C2"])
def test_a_number_of_several_documents_goes_to_none_of_them(reader, look, again: str) -> None:
    paths = reader.write("testate.csv", _headers(again)), reader.write("righe.csv", _lines())
    (intake,) = reader.read(*paths)
    assert (intake.lines_read, intake.lines_accepted, intake.lines_rejected) == (61, 60, 1)
    assert intake.net_rejected == 90_000
    assert look(intake.rejected, "row_number, reason_code, net_amount") == [
        (10, "document_with_several_headers", 90_000)
    ]
    assert (9,) not in [(int(n),) for (n,) in look(intake.lines, "document_id")]
    assert any("1 line names a document number that several documents" in str(n) for n in intake.notes)


def test_a_header_repeated_identically_counts_once(reader, look) -> None:
    paths = reader.write("testate.csv", _headers("9;05/03/2024;C2")), reader.write("righe.csv", _lines())
    (intake,) = reader.read(*paths)
    assert (intake.lines_accepted, intake.lines_rejected) == (61, 0)
    assert ("9", "C2") in look(intake.lines, "document_id, customer_id")
    assert not any("several documents" in str(n) for n in intake.notes)


def test_lines_without_and_with_several_headers_are_told_apart(reader, look) -> None:
    headers, lines = _headers("9;05/03/2024;OTHER"), _lines() + "777;1;P1;1;5,00\n"
    (intake,) = reader.read(reader.write("testate.csv", headers), reader.write("righe.csv", lines))
    assert look(intake.rejected, "row_number, reason_code") == [
        (10, "document_with_several_headers"),
        (63, "document_without_header"),
    ]


@pytest.mark.parametrize(("column", "first", "second"), [("Anno", "2023", "2024"), ("Serie", "A", "B")])
def test_numbers_counted_anew_meet_by_year_or_series(
    reader, look, column: str, first: str, second: str
) -> None:
    headers, lines = f"{column};{HEADERS}", f"{column};{LINES}"
    for part, year, letter, factor in ((first, 2023, "C", 1), (second, 2024, "D", 100)):
        headers += "".join(f"{part};{n};0{1 + n % 9}/03/{year};{letter}{n % 5}\n" for n in range(1, 31))
        lines += "".join(f"{part};{n};1;P1;1;{n * factor},00\n" for n in range(1, 31))
    found = reader.read_set(reader.write("testate.csv", headers), reader.write("righe.csv", lines))
    (intake,) = found.files
    assert (intake.lines_accepted, intake.lines_rejected) == (60, 0)
    sums: dict[tuple[str, int], int] = {}
    for customer, on, net in look(intake.lines, "customer_id, document_on, net_amount"):
        sums[customer[0], on.year] = sums.get((customer[0], on.year), 0) + net
    assert sums == {("C", 2023): 4_650_000, ("D", 2024): 465_000_000}
    assert found.joins[0].from_column == f"Numero documento + {column}"


def test_lines_of_a_year_without_headers_do_not_meet_those_of_another(reader, look) -> None:
    headers = f"Anno;{HEADERS}" + "".join(f"2024;{n};05/03/2024;C{n}\n" for n in range(1, 31))
    lines = f"Anno;{LINES}" + "".join(
        f"{y};{n};1;P1;1;10,00\n" for y in (2023, 2024) for n in range(1, 31 if y == 2024 else 6)
    )
    (intake,) = reader.read(reader.write("testate.csv", headers), reader.write("righe.csv", lines))
    assert (intake.lines_accepted, intake.lines_rejected) == (30, 5)
    assert set(look(intake.rejected, "reason_code")) == {("document_without_header",)}


def test_joined_headers_are_not_purchases_beside(reader) -> None:
    headers = reader.write("testate.csv", _headers())
    assert reader.read(headers)[0].role == "purchases"
    assert [i.role for i in reader.read(headers, reader.write("righe.csv", _lines()))] == ["sales_lines"]


LIST = "Codice cliente;Nome del cliente;Area;Paese;Cliente dal\n"
CUSTOMERS = "000117;Alfa;Nord;IT;03/04/2015\n000200;Beta;Sud;IT;01/02/2010\n000118;Gamma;;IT;04/05/2011\n000118;Gamma 2;;IT;04/05/2012\n"


@pytest.mark.parametrize("name", ["Clienti.csv", "export.csv"])
def test_a_list_of_customers_may_repeat_a_number(reader, look, name: str) -> None:
    intake = reader.one(name, LIST + CUSTOMERS)
    assert (intake.role, intake.lines_accepted, intake.lines_excluded) == ("customers", 3, 1)
    assert ("000118", "Gamma 2") in look(intake.rows, "customer_id, customer_name")
    assert look(intake.excluded, "rule") == [("repeated_key",)]


def test_documents_are_no_list_of_customers_whatever_the_file_is_called(reader) -> None:
    content = "Codice cliente;Nome del cliente;Data documento;Numero documento\n"
    content += "".join(f"C{n // 2};Alfa {n // 2};05/03/2024;{n}\n" for n in range(2, 40))
    with pytest.raises(MappingNeededError, match="purchases"):
        reader.one("Clienti.csv", content)
