from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.sources import MappingNeededError
from clientela.sources._conform import units_sql
from clientela.sources._numbers import decide_decimal, number_sql, weigh_shapes
from clientela.sources._roles import shape_of

DATABASE = duckdb.connect()


def read_column(values: list[str], decimal: str | None = None) -> list[Decimal | None]:
    shapes: dict[str, int] = {}
    for value in values:
        shapes[shape_of(value)] = shapes.get(shape_of(value), 0) + 1
    evidence = weigh_shapes(shapes)
    sign = decimal or decide_decimal(evidence, elsewhere=None)
    assert sign is not None
    expression = number_sql("v", decimal=sign, evidence=evidence, type_="decimal(20,6)")
    listed = ", ".join("('" + v.replace("'", "''") + "')" for v in values)
    return [row[0] for row in DATABASE.sql(f"select {expression} from (values {listed}) t(v)").fetchall()]


def write(value: Decimal, *, decimal: str, group: str, minus: str, currency: str) -> str:
    text = f"{abs(value):,.2f}".replace(",", "\x00").replace(".", decimal).replace("\x00", group)
    text = f"{currency}{text}" if currency in ("€", "$ ") else f"{text}{currency}"
    if value >= 0:
        return text
    return {"lead": f"-{text}", "trail": f"{text}-", "paren": f"({text})", "sign": f"−{text}"}[minus]


GROUPS = {",": (".", " ", "\u00a0", "\u202f", "'", ""), ".": (",", " ", "\u00a0", "'", "’", "")}


@settings(max_examples=120, deadline=None)
@given(
    cents=st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=12),
    decimal=st.sampled_from(",."),
    group=st.integers(0, 4),
    minus=st.sampled_from(("lead", "trail", "paren", "sign")),
    currency=st.sampled_from(("", "€", "$ ", " €", " EUR", " руб.", "\u00a0₽")),
)
def test_what_is_written_is_read(
    cents: list[int], decimal: str, group: int, minus: str, currency: str
) -> None:
    values = [Decimal(c) / 100 for c in cents]
    mark = GROUPS[decimal][group]
    written = [write(v, decimal=decimal, group=mark, minus=minus, currency=currency) for v in values]
    assert read_column(written) == values


@settings(max_examples=60, deadline=None)
@given(st.lists(st.decimals(-(10**9), 10**9, places=6), min_size=1, max_size=10))
def test_amounts_round_half_to_even(values: list[Decimal]) -> None:
    values += [Decimal("0.00005"), Decimal("0.00015"), Decimal("-0.00025"), Decimal("2.500050")]
    listed = ", ".join(f"({v}::decimal(20,6))" for v in values)
    got = [
        r[0] for r in DATABASE.sql(f"select {units_sql('v', 10_000)} from (values {listed}) t(v)").fetchall()
    ]
    assert got == [int((v * 10_000).quantize(Decimal(1), rounding="ROUND_HALF_EVEN")) for v in values]


@pytest.mark.parametrize(
    ("values", "decimal"),
    [
        (["1.234", "12,50"], ","),
        (["1,234", "12.50"], "."),
        (["1.234.567", "1.234"], ","),
        (["1,234,567", "1,234"], "."),
        (["1 234,5", "12"], ","),
        (["12", "7"], "."),
        (["1234.567"], "."),
        (["1.234,5678"], ","),
        (["12,5", "NULL", "-", "n/a"], ","),
    ],
)
def test_the_whole_column_decides(values: list[str], decimal: str) -> None:
    assert decide_decimal(weigh_shapes(dict.fromkeys(map(shape_of, values), 1)), elsewhere=None) == decimal


def test_thousands_alone_are_not_guessed() -> None:
    evidence = weigh_shapes({"9.999": 40, "99": 3})
    assert decide_decimal(evidence, elsewhere=None) is None
    assert decide_decimal(evidence, elsewhere=",") == ","


@pytest.mark.parametrize("bad", ["1,23,4", "12.34.5", "1_00", "1e5", "abc", "1 2 3 4", "--5", "12 34,5"])
def test_a_value_of_another_form_is_not_read(bad: str) -> None:
    assert read_column(["1.234,50", "7,25", bad]) == [Decimal("1234.5"), Decimal("7.25"), None]


def test_a_value_of_the_other_locale_is_set_aside(reader) -> None:
    content = "Data;Cliente;Importo\n31/01/2024;1;1.234,50\n31/01/2024;2;7,25\n31/01/2024;3;99.5\n"
    intake = reader.one("a.csv", content)
    assert (intake.lines_accepted, intake.lines_rejected) == (2, 1)
    assert intake.net_accepted == 12_417_500


def test_an_ambiguous_column_is_asked_about(reader) -> None:
    path = reader.write("a.csv", "Date;Customer;Amount\n2024-01-31;1;1.234\n2024-01-31;2;2.500\n")
    with pytest.raises(MappingNeededError, match=r'decimal = "," or decimal = "\."'):
        reader.read(path)


def test_an_answer_is_remembered(reader) -> None:
    content = "Date;Customer;Amount\n2024-01-31;1;1.234\n2024-01-31;2;2.500\n"
    path = reader.write("a.csv", content)
    with pytest.raises(MappingNeededError) as caught:
        reader.read(path)
    name = str(caught.value).rsplit("mappings/", 1)[1].rstrip(".")
    reader.mappings.mkdir()
    for decimal, total in ((",", 37_340_000), (".", 37_340)):
        (reader.mappings / name).write_text(f'[dialect]\ndecimal = "{decimal}"\n')
        assert reader.read(path)[0].net_accepted == total


def test_another_column_settles_it(reader) -> None:
    intake = reader.one(
        "a.csv", "Data;Cliente;Quantità;Importo\n31/01/2024;1;1.234;5,50\n31/01/2024;2;2;7,25\n"
    )
    assert intake.dialect.decimal == ","
    intake = reader.one("b.csv", 'Date,Customer,Amount,Weight\n2024-01-31,1,"1,234",2.5\n')
    assert intake.net_accepted == 12_340_000


def test_a_leading_zero_settles_it(reader) -> None:
    intake = reader.one(
        "a.csv", "Date;Customer;Quantity;Unit price\n2024-01-31;1;2;1,234\n2024-01-31;1;1;0,125\n"
    )
    assert intake.net_accepted == 24_680 + 1_250


def test_amounts_in_cents(reader) -> None:
    intake = reader.one("a.csv", "date,store_id,sale_cents\n2024-01-31,1,1999\n2024-01-31,2,-5\n")
    assert intake.amounts_in_cents
    assert intake.net_accepted == 199_900 - 500


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1.234,50-", "7,25"], ["-1234.5", "7.25"]),
        (["(1 234,50)", "+7,25"], ["-1234.5", "7.25"]),
        (["1_234.50", "7.25"], ["1234.5", "7.25"]),
        (["1.2E+03", "-5.00E-01"], ["1200", "-0.5"]),
        (["1,2E+03", "7,25"], ["1200", "7.25"]),
        (["1,234.50 CR", "7.25 DR"], ["-1234.5", "7.25"]),
        (["1.234,50 A", "7,25 D"], ["-1234.5", "7.25"]),
        (["7,25 H", "1,00 S", "-2,00 H"], ["-7.25", "1", "2"]),
        (["−12,50 zł", "7,25 zł"], ["-12.5", "7.25"]),
        (["12’345.50", "7.25"], ["12345.5", "7.25"]),
        (["12\u202f345,50 €", "7,25 €"], ["12345.5", "7.25"]),
        (["12 345,50 грн.", "7,25 грн."], ["12345.5", "7.25"]),
    ],
)
def test_forms_of_many_ledgers(values: list[str], expected: list[str]) -> None:
    assert read_column(values) == [Decimal(text) for text in expected]
