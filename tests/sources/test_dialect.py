from __future__ import annotations

import datetime as dt
import itertools

import pytest

from clientela.sources import MappingNeededError

LAYOUTS = {
    "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "dots": "%d.%m.%Y", "dashes": "%d-%m-%Y", "iso": "%Y-%m-%d",
    "compact": "%Y%m%d", "short": "%d/%m/%y", "time": "%d/%m/%Y 09:30", "isotime": "%Y-%m-%dT09:30:00",
}  # fmt: skip
DAYS = (dt.date(2024, 1, 31), dt.date(2023, 2, 5), dt.date(2022, 12, 13))
NAMES = {
    "western": ("Società Perù", "Müller & Söhne", "Café"),
    "cyrillic": ("ООО Ромашка", "Завод имени Ленина", "Волга"),
}
ENCODINGS = (
    ("utf-8", "western"), ("utf-8-sig", "cyrillic"), ("utf-16", "western"), ("utf-16-le", "cyrillic"),
    ("cp1252", "western"), ("latin-1", "western"), ("cp1251", "cyrillic"), ("koi8-r", "cyrillic"), ("cp866", "cyrillic"),
)  # fmt: skip


def build(names: tuple[str, ...], separator: str, decimal: str, layout: str) -> str:
    lines = [separator.join(("Document date", "Customer no", "Customer name", "Document no", "Amount"))]
    for place, (day, name) in enumerate(zip(DAYS, names, strict=True)):
        amount = f"{1234.5 + place:.2f}".replace(".", decimal)
        cells = (day.strftime(LAYOUTS[layout]), f"00{place}", name, f"F{place}", f'"{amount}"')
        lines.append(separator.join(cells))
    return "\r\n".join(lines) + "\r\n"


PAIRS = tuple(itertools.product(",;\t|", ",."))
# every encoding and every pair of signs twice, not every encoding with every pair
MATRIX = [(*ENCODINGS[i % len(ENCODINGS)], *PAIRS[i % len(PAIRS)]) for i in range(2 * len(ENCODINGS))]


@pytest.mark.parametrize(("encoding", "script", "separator", "decimal"), MATRIX)
def test_encodings_and_separators(
    reader, look, encoding: str, script: str, separator: str, decimal: str
) -> None:
    intake = reader.one("lines.csv", build(NAMES[script], separator, decimal, "dmy"), encoding=encoding)
    assert intake.dialect.separator == separator
    assert intake.dialect.decimal == decimal
    assert look(intake.lines, "row_number, customer_id, customer_name, document_on, net_amount") == [
        (2 + i, f"00{i}", NAMES[script][i], DAYS[i], 12_345_000 + 10_000 * i) for i in range(3)
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("decimal", [",", "."])
def test_dates(reader, look, layout: str, decimal: str) -> None:
    intake = reader.one("lines.csv", build(NAMES["western"], ";", decimal, layout))
    assert [day for (day,) in look(intake.lines, "document_on")] == list(DAYS)


def test_an_ambiguous_date_is_asked_about(reader) -> None:
    path = reader.write("a.csv", "Date,Customer,Amount\n01/02/2024,1,10.50\n03/04/2024,2,11.00\n")
    with pytest.raises(MappingNeededError, match='dates = "dd/mm/yyyy" or dates = "mm/dd/yyyy"') as caught:
        reader.read(path)
    reader.mappings.mkdir()
    name = str(caught.value).rsplit("mappings/", 1)[1].rstrip(".")
    (reader.mappings / name).write_text('[dialect]\ndates = "mm/dd/yyyy"\n')
    intake = reader.read(path)[0]
    assert (intake.period_from, intake.period_to) == (dt.date(2024, 1, 2), dt.date(2024, 3, 4))


def test_a_decimal_comma_means_the_day_comes_first(reader) -> None:
    intake = reader.one("a.csv", "Data;Cliente;Importo\n01/02/2024;1;10,50\n")
    assert intake.period_from == dt.date(2024, 2, 1)


def test_another_date_column_settles_the_order(reader) -> None:
    intake = reader.one("a.csv", "Date,Due date,Customer,Amount\n01/02/2024,01/31/2024,1,10.50\n")
    assert intake.period_from == dt.date(2024, 1, 2)


def test_titles_above_and_total_below(reader, look) -> None:
    content = (
        "ACME S.p.A. - Vendite per riga;;;\nPeriodo: 2024;;;\n\nData;Cliente;Documento;Importo\n"
        "31/01/2024;7;F1;1.000,50\n\n28/02/2024;8;F2;20,00\n;;;\nTotale;;;1.020,50\n"
    )
    intake = reader.one("a.csv", content)
    assert intake.dialect.header_row == 4
    assert look(intake.lines, "row_number, net_amount") == [(5, 10_005_000), (7, 200_000)]
    assert intake.lines_read == 2
    assert [(r.row_number, r.kind, r.net_amount) for r in intake.skipped_rows] == [(9, "total", 10_205_000)]
    assert any("equals the sum" in str(note) for note in intake.notes)


def test_a_total_that_differs_is_told(reader) -> None:
    intake = reader.one("a.csv", "Дата;Клиент;Сумма\n31.01.2024;7;100,50\n01.02.2024;8;1,00\nИтого:;;99,00\n")
    assert intake.lines_read == 2
    assert any("add up to €101.50" in str(note) for note in intake.notes)


def test_a_customer_called_total_is_no_total(reader) -> None:
    intake = reader.one(
        "a.csv",
        "Date,Customer,Document,Product,Quantity,Amount\n,Total,F1,A,1,5.00\n2024-01-31,X,F2,B,1,6.00\n",
    )
    assert (intake.lines_accepted, intake.lines_rejected) == (1, 1)


def test_an_unlabelled_sum_is_no_line(reader) -> None:
    intake = reader.one("a.csv", "Date,Customer,Amount\n2024-01-31,1,5.25\n2024-01-31,2,6.00\n,,11.25\n")
    assert (intake.lines_read, len(intake.skipped_rows)) == (2, 1)


def test_repeated_headings_are_left_out(reader) -> None:
    head, line = "Date,Customer,Amount\n", "2024-01-31,1,5.25\n"
    intake = reader.one("a.csv", head + line + head + line)
    assert (intake.lines_read, intake.lines_accepted, intake.skipped_rows[0].kind) == (2, 2, "heading")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(reader, newline: str) -> None:
    assert (
        reader.one(
            "a.csv", newline.join(("Date,Customer,Amount", "2024-01-31,1,5.25", "2024-01-31,2,5"))
        ).lines_accepted
        == 2
    )


def test_quotes(reader, look) -> None:
    content = (
        'Date,Customer,Customer name,Amount\n2024-01-31,1,"A, ""B""\nC",5.25\n2024-01-31,2,17" screens,1.00\n'
    )
    assert look(reader.one("a.csv", content).lines, "row_number, customer_name") == [
        (2, 'A, "B"\nC'),
        (3, '17" screens'),
    ]


def test_a_quote_that_never_closes_swallows_nothing(reader, look) -> None:
    content = 'Date,Customer,Customer name,Amount\n2024-01-31,1,"17 inch,5.25\n2024-01-31,2,b,1.00\n2024-01-31,3,c,1.00\n'
    intake = reader.one("a.csv", content)
    assert intake.lines_read == 3
    assert [r[0] for r in look(intake.lines, "customer_id")] == ["1", "2", "3"]


def test_two_stray_quotes_swallow_nothing(reader, look) -> None:
    content = 'Date,Customer,Customer name,Amount\n2024-01-31,1,"17 inch,5.25\n2024-01-31,2,"19 inch,1.00\n2024-01-31,3,c,1.00\n'
    intake = reader.one("a.csv", content)
    assert look(intake.lines, "row_number, customer_id, net_amount") == [
        (2, "1", 52_500), (3, "2", 10_000), (4, "3", 10_000),
    ]  # fmt: skip


def test_separator_line_of_excel(reader) -> None:
    assert reader.one("a.csv", "sep=|\nDate|Customer|Amount\n2024-01-31|1|5,25\n").net_accepted == 52_500


def test_zero_bytes_are_left_out(reader) -> None:
    intake = reader.one("a.csv", "Date,Customer,Amount\n2024-01-31,1\x00,5.25\n")
    assert intake.lines_accepted == 1
    assert any("zero byte" in str(note) for note in intake.notes)
