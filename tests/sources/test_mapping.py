from __future__ import annotations

import pytest

from clientela.sources import MappingFileError, write_mapping

LINES = "Date;Customer;Type;Document;Sconto;Quantity;Unit price;Amount\n31/01/2024;1;RN;F1;5;1;10,00;9,50\n"


def test_what_was_detected_is_written_and_found_again(reader) -> None:
    first = reader.one("a.csv", LINES)
    before = reader.all_files()
    path = write_mapping(first, mappings=reader.mappings)
    assert path == reader.mappings / f"{first.header_key}.toml"
    assert reader.all_files() - before == {path}
    text = path.read_text()
    for part in (
        'example = "a.csv"',
        'decimal = ","',
        'dates = "dd/mm/yyyy"',
        'net_amount = "Amount"',
        "[options]",
    ):
        assert part in text
    second = reader.read(first.path)[0]
    assert {m.how for m in second.mapping} == {"remembered"}
    assert second.net_accepted == first.net_accepted
    assert write_mapping(second, mappings=reader.mappings).read_text() == text


def test_a_correction_holds(reader, look) -> None:
    first = reader.one("a.csv", LINES)
    path = write_mapping(first, mappings=reader.mappings)
    text = path.read_text().replace('net_amount = "Amount"', 'net_amount = "Unit price"')
    text = text.replace('unit_price = "Unit price"\n', 'unit_price = ""\n') + 'credit_note_types = ["RN"]\n'
    path.write_text(text)
    assert look(reader.read(first.path)[0].lines, "document_kind, net_amount") == [("credit_note", -100_000)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("colour = 1", "colour is not known"), ("[dialect]\ncolour = 1", "colour is not known"),
        ('[columns]\nprice = "Amount"', "price is not known"), ("[options]\nx = 1", "x is not known"),
        ('[dialect]\ndecimal = "x"', "decimal is 'x'"), ('[dialect]\ndates = "yy"', "dates is 'yy'"),
        ('[options]\namounts_in = "euro"', "amounts_in"), ("[columns]\nnet_amount = 5", "5"), ("columns = 5", "[columns]"),
        ('[columns]\nnet_amount = "Nothing"', "no such column"), ("[dialect", "cannot be read"), ('role = "x"', "role is 'x'"),
        ('[options]\ncredit_note_types = "NC"', "credit_note_types"), ('[dialect]\nencoding = "martian"', "martian"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_mapping_is_told(reader, text: str, part: str) -> None:
    first = reader.one("a.csv", LINES)
    reader.mappings.mkdir()
    (reader.mappings / f"{first.header_key}.toml").write_text(text)
    expected = Exception if "martian" in text else MappingFileError
    with pytest.raises(expected) as caught:
        reader.read(first.path)
    assert part in str(caught.value)


def test_lists_of_customers_and_products(reader, look) -> None:
    customers = "Codice cliente;Ragione sociale;Città;Partita IVA;Zona\n007;Rossi;Torino;IT01;N\n008;Neri;Bari;IT02;S\n007;R;R;R;R\n;x;;;\n"
    products = "SKU,Name,Category,Cost\nA,Bolt,Iron,1.25\nB,Nut,Iron,\n"
    first, second = reader.read(reader.write("c.csv", customers), reader.write("p.csv", products))
    assert (first.role, second.role) == ("customers", "products")
    assert (first.lines_read, first.lines_accepted, first.lines_excluded, first.lines_rejected) == (
        4,
        2,
        1,
        1,
    )
    # of rows with one number the last counts
    columns = "customer_id, customer_name, area_id, city, tax_id"
    assert look(first.rows, columns) == [("008", "Neri", "S", "Bari", "IT02"), ("007", "R", "R", "R", "R")]
    assert look(second.rows, "product_id, product_name, product_family, unit_cost_amount") == [
        ("A", "Bolt", "Iron", 12_500), ("B", "Nut", "Iron", None),
    ]  # fmt: skip
