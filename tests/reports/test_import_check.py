from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from clientela.base.canonical import CanonicalTable
from clientela.base.declare import discover
from clientela.base.i18n import LANGUAGES, Message, translate
from clientela.base.progress import Silent
from clientela.base.settings import Settings
from clientela.blocks import Document, Kpis, Note, Table, Text
from clientela.reports.import_check import build_import_check
from clientela.sources import read_files

if TYPE_CHECKING:
    from pathlib import Path

LINES = (
    "Data;Codice cliente;Ragione sociale;Documento;Stato;Importo;Peso\n"
    "31/01/2023;007;Rossi;F1;Emessa;1.000,50;1\n28/02/2024;008;Neri;F2;Emessa;-20,00;1\n"
    "28/02/2024;008;Neri;F3;Annullata;5,00;1\n;008;Neri;F4;Emessa;7,00;1\nieri;008;Neri;F5;Emessa;sette;1\n"
    "Totale;;;;;992,50;\n"
)


def build(tmp_path: Path) -> Document:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a_lines.csv").write_text(LINES)
    (inbox / "b_customers.csv").write_text("Codice cliente;Ragione sociale\n007;Rossi\n008;Neri\n")
    (inbox / "c_other.csv").write_text("Colour;Mood\nred;good\nblue;bad\n")
    intakes = read_files(
        [inbox],
        staging=tmp_path / "staging",
        mappings=tmp_path / "none",
        settings=Settings(),
        progress=Silent(),
        tables=discover("clientela.tables", CanonicalTable),
    )
    return build_import_check(intakes, company="ACME")


def table(document: Document, name: str) -> Table:
    return next(b for s in document.sections for b in s.blocks if isinstance(b, Table) and b.name == name)


def test_the_check_says_what_each_file_is(tmp_path: Path) -> None:
    document = build(tmp_path)
    assert (document.name, document.company, len(document.sections)) == ("import_check", "ACME", 3)
    leads = [str(section.lead) for section in document.sections]
    assert leads[0] == "Sales lines from 31/01/2023 to 28/02/2024: 2 lines accepted, net sales €980.50."
    assert leads[1] == "Customer list: 2 rows."
    assert "ignored" in leads[2]
    texts = [str(b.text) for b in document.sections[0].blocks if isinstance(b, Text)]
    assert texts == [
        "Text file: encoding utf-8, cells separated by semicolon, column names in row 1.",
        "Numbers are read with a decimal comma.", "Dates are read as dd/mm/yyyy.",
    ]  # fmt: skip


def test_the_check_balances(tmp_path: Path) -> None:
    document = build(tmp_path)
    balance = table(document, "balance")
    assert [row[1:] for row in balance.rows] == [(2, Decimal("980.5")), (1, Decimal(5)), (2, Decimal(7))]
    assert balance.total is not None
    assert balance.total[1:] == (5, Decimal("992.5"))
    control = [
        (year, str(kind), documents, lines, net)
        for year, kind, documents, lines, net in table(document, "control_totals").rows
    ]
    assert control == [
        (2023, "Invoices", 1, 1, Decimal("1000.5")),
        (2024, "Credit notes", 1, 1, Decimal(-20)),
    ]


def test_the_check_shows_where_lines_were_set_aside(tmp_path: Path) -> None:
    document = build(tmp_path)
    rows = [(str(r[0]), *r[1:]) for r in table(document, "rejected_examples").rows]
    assert rows == [
        ("No date", "a_lines.csv", 5, "Data", None, Decimal(7)),
        ("The date cannot be read", "a_lines.csv", 6, "Data", "ieri", None),
    ]
    assert [r[1:] for r in table(document, "excluded").rows] == [(1, Decimal(5), 4)]
    mapping = {str(row[0]): row[1] for row in table(document, "mapping").rows}
    assert mapping["Customer number"] == "Codice cliente"
    assert "Peso" in str(table(document, "mapping").note)
    assert any("equals the sum" in str(b.text) for b in document.sections[0].blocks if isinstance(b, Note))


def messages(value: object) -> list[Message]:
    if isinstance(value, Message):
        return [value]
    if isinstance(value, tuple):
        return [m for part in value for m in messages(part)]
    if hasattr(value, "__dataclass_fields__"):
        return [m for name in value.__dataclass_fields__ for m in messages(getattr(value, name))]
    return []


def test_every_text_reads_in_every_language(tmp_path: Path) -> None:
    document = build(tmp_path)
    assert any(isinstance(b, Kpis) for s in document.sections for b in s.blocks)
    found = messages(document)
    assert len(found) > 50
    for language in LANGUAGES:
        assert all("{" not in translate(message, language=language) for message in found)
