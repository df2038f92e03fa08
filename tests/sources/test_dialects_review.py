"""Sales lines that were once read with wrong amounts: each test is one cause, told by rows small enough to add up by hand."""

from __future__ import annotations

import pytest

from clientela.sources import MappingNeededError
from clientela.sources._mapping import read_mapping
from clientela.sources._questions import plain_question

UNITS = 10_000


def _net(intake) -> float:
    return intake.net_accepted / UNITS


def _asks(reader, name: str, content: str, part: str) -> None:
    with pytest.raises(MappingNeededError) as caught:
        reader.one(name, content)
    assert part in str(caught.value)
    assert plain_question(caught.value.message).about


def _state(reader, key: str, text: str) -> None:
    reader.mappings.mkdir(exist_ok=True)
    (reader.mappings / f"{key}.toml").write_text(text, encoding="utf-8")


def _answered(reader, name: str, content: str, answer: str):
    with pytest.raises(MappingNeededError) as caught:
        reader.one(name, content)
    path = dict(caught.value.message.params)["mapping"]
    _state(reader, path.rsplit("/", 1)[-1].removesuffix(".toml"), answer)
    return reader.one(name, content)


@pytest.mark.parametrize(
    "name", ["per", "Price unit", "PE", "Preiseinheit", "prezzo per", "unità di prezzo", "KPEIN"]
)
def test_a_price_for_a_hundred_is_divided(reader, name) -> None:
    head = f"Invoice;Date;Customer no;Item;Quantity;Price;{name}\n"
    read = reader.one(
        "a.csv",
        head
        + "1;2025-01-15;A;x;1000;12.50;100\n2;2025-01-16;B;y;10;5.00;1\n3;2025-01-17;A;z;500;20.00;1000\n",
    )
    assert _net(read) == 125 + 50 + 10


def test_a_line_with_an_unknown_price_unit_is_set_aside(reader) -> None:
    head = "Invoice;Date;Customer no;Item;Quantity;Price;Price unit\n"
    read = reader.one("a.csv", head + "1;2025-01-15;A;x;1000;12.50;100\n2;2025-01-16;B;y;10;5.00;\n")
    assert (_net(read), read.lines_rejected) == (125, 1)


PACKS = "Invoice;Date;Customer no;Item;Quantity;Price;Pack\n1;2025-01-15;A;x;1000;12.50;100\n2;2025-01-16;B;y;10;5.00;1\n"


def test_a_column_that_may_be_a_price_unit_is_asked_about(reader) -> None:
    _asks(reader, "a.csv", PACKS, "for how many pieces")
    assert _net(_answered(reader, "b.csv", PACKS, '[columns]\nprice_unit = "Pack"\n')) == 175


def test_a_price_for_one_piece_stays(reader) -> None:
    assert _net(_answered(reader, "b.csv", PACKS, '[columns]\nprice_unit = ""\n')) == 12_550


def test_a_net_price_that_the_list_price_proves_has_its_discount(reader) -> None:
    head = "Invoice;Date;Customer no;Qty;List price;Discount %;Net price\n"
    taken = reader.one(
        "a.csv",
        head
        + "1;2025-01-15;A;4;136.00;25;102.00\n2;2025-01-16;B;2;50.00;10;45.00\n3;2025-01-17;B;1;50.00;0;50.00\n",
    )
    assert _net(taken) == 408 + 90 + 50
    open_ = reader.one("b.csv", head + "1;2025-01-15;A;4;136.00;25;136.00\n2;2025-01-16;B;2;50.00;10;50.00\n")
    assert _net(open_) == 408 + 90


def test_a_net_price_beside_a_discount_is_asked_about(reader) -> None:
    text = "Invoice;Date;Customer no;Qty;Net price;Discount %\n1;2025-01-15;A;10;9.00;10\n2;2025-01-16;B;1;80.00;20\n"
    _asks(reader, "a.csv", text, "called net")
    assert _net(_answered(reader, "b.csv", text, '[options]\ndiscount_is = "none"\n')) == 170


@pytest.mark.parametrize(
    "header",
    [
        "Invoice;Date;Customer no;Item;Qty;Unit price incl. VAT;VAT %",
        "Numero;Data;Cliente;Articolo;Quantità;Prezzo unitario IVA inclusa;IVA %",
        "Numero;Data;Cliente;Articolo;Quantità;Prezzo ivato;Aliquota IVA",
    ],
)
def test_a_price_with_vat_is_taken_without(reader, header) -> None:
    read = reader.one("a.csv", f"{header}\n1;2025-01-15;A;x;10;12.20;22\n2;2025-01-16;B;x;3;11.00;10\n")
    assert _net(read) == 100 + 30


def test_the_discount_and_the_vat_are_both_taken_off(reader) -> None:
    head = "Numero;Data;Cliente;Quantità;Prezzo unitario IVA inclusa;Sconto %;IVA %\n"
    read = reader.one("a.csv", head + "1;15/01/2025;A;10;12,20;10;22\n2;16/01/2025;B;3;11,00;0;10\n")
    assert _net(read) == 90 + 30


def test_a_price_with_vat_and_no_rate_is_asked_about(reader) -> None:
    text = "Invoice;Date;Customer no;Item;Qty;Unit price incl. VAT\n1;2025-01-15;A;x;10;12.20\n2;2025-01-16;B;x;3;11.00\n"
    _asks(reader, "a.csv", text, "no column states its rate")


def test_a_total_with_vat_beside_a_quantity_stays_the_amount(reader) -> None:
    read = reader.one(
        "a.csv",
        "Numero;Data;Cliente;Quantità;Totale ivato;Aliquota IVA\n1;15/01/2025;A;10;12,20;22\n2;16/01/2025;B;3;11,00;10\n",
    )
    assert _net(read) == 10 + 10


def test_a_period_beside_a_year_is_a_month_of_sales(reader, look) -> None:
    read = reader.one(
        "a.csv",
        "Year;Period;Customer no;Item;Net amount\n2025;1;A;x;10.00\n2025;2;A;x;10.00\n2025;13;B;x;10.00\n",
    )
    assert (read.role, _net(read), read.lines_rejected) == ("sales_lines", 20, 1)
    assert [str(day) for (day,) in look(read.lines, "document_on")] == ["2025-01-31", "2025-02-28"]


def test_amounts_by_year_that_are_called_rebates_are_rebates(reader) -> None:
    read = reader.one(
        "a.csv", "Year;Month;Customer no;Kind;Bonus amount\n2025;1;A;bonus;10.00\n2025;2;B;bonus;20.00\n"
    )
    assert read.role == "rebates"


def test_discounts_of_both_signs_are_asked_about(reader) -> None:
    head = "Invoice;Date;Customer no;Item;Qty;Price;Discount %\n"
    both = head + "1;2025-01-15;A;x;10;10.00;-5\n2;2025-01-16;B;y;1;100.00;10\n"
    _asks(reader, "a.csv", both, "both signs")
    assert _net(_answered(reader, "b.csv", both, '[options]\ndiscount_is = "percent"\n')) == 95 + 90


def test_discounts_that_are_all_negative_are_taken_off(reader) -> None:
    head = "Invoice;Date;Customer no;Item;Qty;Price;Discount %\n"
    assert (
        _net(reader.one("a.csv", head + "1;2025-01-15;A;x;10;10.00;-5\n2;2025-01-16;B;y;1;100.00;-10\n"))
        == 95 + 90
    )


HEADS = "Numero;Data;Codice cliente;Ragione sociale;Sconto testata\n1;05/01/2025;A;Alfa;{}\n2;16/02/2025;B;Beta;0\n3;17/02/2025;C;Gamma;0\n"
LINES = "Numero;Riga;Articolo;Quantita;Prezzo;Importo riga\n1;1;x;2;50,00;100,00\n2;1;y;1;50,00;50,00\n3;1;x;1;50,00;50,00\n"


def test_a_discount_of_the_headers_is_asked_about(reader) -> None:
    with pytest.raises(MappingNeededError, match="Sconto testata"):
        reader.read(reader.write("head.csv", HEADS.format(10)), reader.write("lines.csv", LINES))


def test_headers_whose_discounts_are_all_nothing_are_joined(reader) -> None:
    files = reader.read(reader.write("head.csv", HEADS.format(0)), reader.write("lines.csv", LINES))
    assert sum(_net(f) for f in files if f.role == "sales_lines") == 200


def _repeated(amounts: tuple[int, int]) -> str:
    rows = [
        f"{n};2025-0{n}-01;C{n % 4};P{p};{p};{amount * n}.00"
        for n in range(1, 8)
        for p, amount in enumerate(amounts, 1)
    ]
    return "Invoice;Date;Customer;Item;Qty;Total\n" + "\n".join(rows) + "\n"


def test_a_total_of_the_document_on_each_line_is_asked_about(reader) -> None:
    _asks(reader, "a.csv", _repeated((30, 30)), "same on every line")
    assert (
        _net(_answered(reader, "b.csv", _repeated((30, 30)), '[columns]\nnet_amount = "Total"\n')) == 60 * 28
    )
    assert _net(reader.one("c.csv", _repeated((10, 20)).replace("Total", "Amount"))) == 30 * 28


@pytest.mark.parametrize(
    "text",
    [
        "Invoice;Date;Customer no;Item;Qty ordered;Qty delivered;Price\n1;2025-01-05;A;x;10;5;10.00\n2;2025-02-15;B;y;1;1;100.00\n",
        "Invoice;Date;Customer no;Item;Ordered;Shipped;Backordered;Price;Extension\n1;2025-01-05;A;x;10;5;5;10.00;50.00\n2;2025-02-15;B;y;1;1;0;100.00;100.00\n",
    ],
)
def test_a_small_file_of_invoices_is_no_list_of_products(reader, text) -> None:
    with pytest.raises(MappingNeededError):
        reader.one("a.csv", text)


def test_a_few_headers_and_lines_are_joined(reader) -> None:
    heads = "Belegnr;Belegdatum;Kundennr;Kunde;Belegsumme netto\n1;05.01.2025;A;Alfa;100,00\n2;16.02.2025;B;Beta;50,00\n"
    lines = "Belegnr;Pos;Artikel;Menge;Preis;Betrag\n1;1;x;1;50,00;50,00\n1;2;y;1;50,00;50,00\n2;1;x;1;50,00;50,00\n"
    (read,) = reader.read(reader.write("head.csv", heads), reader.write("lines.csv", lines))
    assert (read.role, _net(read)) == ("sales_lines", 150)


@pytest.mark.parametrize("name", ["Di cui IVA", "of which VAT", "в том числе НДС", "davon MwSt"])
def test_the_vat_within_a_total_is_taken_off(reader, name) -> None:
    text = f"Numero;Data;Cliente;Totale documento;{name}\n1;15/01/2025;A;122,00;22,00\n2;16/01/2025;B;33,00;3,00\n"
    assert _net(reader.one("a.csv", text)) == 130


CASCADE = "Numero fattura;Data fattura;Codice cliente;Articolo;Quantità;Prezzo;Sconto\n1;10/01/2025;C1;P1;10;100,00;10+5\n2;11/02/2025;C2;P2;4;50,00;20\n"


@pytest.mark.parametrize("stated", ["", '[columns]\ndiscount = "Sconto"\n'])
def test_netto_among_successive_discounts_is_none(reader, stated) -> None:
    text = CASCADE + "3;12/03/2025;C1;P1;1;100,00;NETTO\n"
    if stated:
        _state(reader, reader.one("a.csv", text).header_key, stated)
    assert _net(reader.one("b.csv", text)) == 855 + 160 + 100


def test_a_discount_that_cannot_be_read_alone_is_set_aside(reader, look) -> None:
    read = reader.one("a.csv", CASCADE + "3;12/03/2025;C1;P1;1;100,00;boh\n")
    assert _net(read) == 855 + 160
    assert look(read.rejected, "column_name, value, reason_code") == [("Sconto", "boh", "unreadable_amount")]


def test_what_was_read_is_read_the_same_from_its_mapping(reader) -> None:
    """The role of the price unit is kept in the mapping and known there."""
    _state(reader, "0123456789ab", '[columns]\nprice_unit = "per"\n[options]\ndiscount_is = "none"\n')
    saved = read_mapping(reader.mappings / "0123456789ab.toml")
    assert saved is not None
    assert (saved.columns, saved.discount_is) == ({"price_unit": "per"}, "none")
