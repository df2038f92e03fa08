"""Workbooks read back: numbers are numbers, totals tie, nothing from the data becomes a formula."""

from __future__ import annotations

import math
import re
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import (
    Bars,
    Block,
    Column,
    Curve,
    Document,
    Kpi,
    Kpis,
    Note,
    Pyramid,
    PyramidLayer,
    Section,
    Series,
    Table,
    Text,
)
from clientela.render.excel import render_excel

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    Column("customer_id", msg("Number"), "id"),
    Column("customer_name", msg("Customer")),
    Column("class_code", msg("Class"), "class"),
    Column("revenue", msg("Revenue"), "money", msg("net of credit notes")),
    Column("revenue_share", msg("Share"), "share"),
    Column("orders", msg("Orders"), "count"),
    Column("last_order_on", msg("Last order"), "date"),
    Column("gap", msg("Gap, days"), "days"),
)
ROWS = (
    ("0042", "Alfa srl", "A", Decimal("1234.56"), 0.625, 12, date(2024, 3, 1), 30.5),
    (7, "Бета & <сыновья>", "B", -100.0, None, 0, None, None),
    ("0042", None, None, None, 0.0, 3, date(2023, 12, 31), 0.0),
)
TOTAL = (msg("Total"), None, None, Decimal("1134.56"), None, 15, None, None)


def table(rows: tuple[Any, ...] = ROWS, *, name: str = "customers", **more: Any) -> Table:
    return Table(name, msg("Customers"), COLUMNS, rows, **more)


def document(*sections: Section, live: Table | None = None) -> Document:
    return Document(
        "review", msg("Portfolio review"), msg("As of {day}", day=date(2024, 3, 31)), "Rossi & Figli",
        sections, msg("Run {run}", run="r1"), "EUR", live,
    )  # fmt: skip


def section(*blocks: Block, name: str = "s", title: str = "Customers") -> Section:
    return Section(name, msg(title), blocks, msg("A sentence."))


def everything() -> Document:
    return document(
        section(
            Kpis("k", (
                Kpi("a", msg("Revenue"), 1234567.0, "money", msg("{c} more", c=Amount(0.1, "share")), "EUR", is_good=True),
                Kpi("b", msg("Customers"), None, "count", None, None, is_good=False),
            )),
            Note("warning", msg("Look here.")), Note("unknown", msg("Not known.")), Text(msg("Prose.")),
            Bars("months", msg("Months"), ("01/2024", "02/2024"), (
                Series("now", msg("Now"), (1.0, None), "money", "bar"), Series("before", msg("Before"), (2.0, 3.0), "money", "line"),
            ), currency="EUR"),
            Bars("moves", msg("Gains and losses"), ("=Alfa", "Beta"), (Series("c", msg("Change"), (5.0, -4.0), "money", "bar"),), is_horizontal=True),
            name="overview", title="Overview",
        ),
        section(
            Curve("pareto", msg("Pareto"), msg("Customers"), msg("Revenue"), (0.0, 0.2, 1.0), (Series("p", msg("Pareto"), (0.0, 0.8, 1.0), "share"),),
                  marks=((0.2, 0.8, msg("20 % of customers: {s}", s=Amount(0.8, "share"))),)),
            Pyramid("pyramid", msg("Pyramid"), (PyramidLayer("top", msg("Top"), 1, 50.0, 0.5), PyramidLayer("small", msg("Small"), 9, 50.0, None)), msg("Revenue")),
            name="abc", title="ABC: [who] brings */ what\\?",
        ),
        section(table(total=TOTAL, total_is_sum=True, currency="EUR", note=msg("Read it.")), table(name="plain", total=TOTAL), table((), name="empty"), name="t"),
        live=live_table([40, 20, 20, 10, 10, 0, -5]),
    )  # fmt: skip


def live_table(values: list[Any]) -> Table:
    columns = (
        Column("id", msg("Number")),
        Column("name", msg("Customer")),
        Column("v", msg("Revenue"), "money"),
    )
    return Table(
        "abc_live",
        msg("ABC, computed live"),
        columns,
        tuple((str(i), f"C{i}", v) for i, v in enumerate(values)),
    )


def write(made: Document, folder: Path, language: str = "en", **more: Any) -> Path:
    path = folder / f"{language}.xlsx"
    render_excel(made, language=language, path=path, **more)
    return path


def cells(path: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def heading_at(found: list[list[Any]], first: str) -> int:
    return next(i for i, row in enumerate(found) if row[0] == first)


def test_values_keep_their_types(tmp_path: Path) -> None:
    found = cells(write(document(section(table())), tmp_path), "Customers")
    head = heading_at(found, "Number")
    assert found[head + 1] == ["0042", "Alfa srl", "A", 1234.56, 0.625, 12.0, date(2024, 3, 1), 30.5]
    assert found[head + 2] == ["7", "Бета & <сыновья>", "B", -100.0, "", 0.0, "", ""]
    assert found[head + 3] == ["0042", "", "", "", 0.0, 3.0, date(2023, 12, 31), 0.0]


def test_totals_are_formulas_whose_kept_values_are_the_sums(tmp_path: Path) -> None:
    path = write(document(section(table(total=TOTAL, total_is_sum=True))), tmp_path)
    found = cells(path, "Customers")
    last = found[heading_at(found, "Total")]
    assert last[3] == pytest.approx(1234.56 - 100)
    assert last[5] == 15
    assert last[4] == ""
    sheet = parts(path)["xl/worksheets/sheet2.xml"]
    assert "SUBTOTAL(109,t_s_customers[Revenue])" in sheet
    assert sheet.count("<f>") == 2


def test_totals_that_are_no_sums_stay_plain_numbers(tmp_path: Path) -> None:
    wrong = (msg("Total"), None, None, 9999.0, None, 15, None, None)
    for name, made in (
        ("a", table(total=TOTAL)),
        ("b", table(total=wrong, total_is_sum=True)),
    ):
        path = write(document(section(made)), tmp_path / name)
        assert "<f>" not in parts(path)["xl/worksheets/sheet2.xml"]
        assert heading_at(cells(path, "Customers"), "Total")


@pytest.mark.parametrize(
    "evil", ["=1+1", "+1", "-1+2", "@SUM(A1)", "{=1}", "http://x.example", "internal:A1", "mailto:a@b.c"]
)
def test_text_from_the_data_never_becomes_a_formula_or_a_link(tmp_path: Path, evil: str) -> None:
    rows = ((evil, evil, evil, 1.0, 0.1, 1, None, None),)
    columns = (Column("n", msg("{x}", x=evil)), *COLUMNS[1:])
    bars = Bars(
        "b", msg("{x}", x=evil), (evil,), (Series("s", msg("{x}", x=evil), (1.0,), "money", "bar"),),
        is_horizontal=True,
    )  # fmt: skip
    made = Document(
        "d", msg("{x}", x=evil), msg("S"), evil,
        (Section("s", msg("Rows"), (Table("t", msg("{x}", x=evil), columns, rows), bars), msg("{x}", x=evil)),),
        msg("{x}", x=evil),
    )  # fmt: skip
    path = write(made, tmp_path)
    inside = parts(path)
    for name, xml in inside.items():
        if name.startswith("xl/worksheets/sheet"):
            assert "<f>" not in xml
            assert all("location=" in link for link in re.findall(r"<hyperlink .*?/>", xml))
    assert not any(
        "externalLink" in name or ("rels" in name and "http" in re.sub(r"http://schemas[^\"]*", "", xml))
        for name, xml in inside.items()
    )
    assert [evil, evil, evil, 1.0] in [row[:4] for row in cells(path, "Rows")]


@pytest.mark.parametrize("language", ["en", "it", "ru"])
def test_names_of_sheets_are_valid_and_unique(tmp_path: Path, language: str) -> None:
    long = "Выручка по видам деятельности и по территориям"
    titles = (long, long, long.upper(), "History", "'quoted'", "a/b\\c*d?e[f]:g", "", "Cover", "ABC live")
    made = document(
        *(section(Text(msg("x")), name=f"s{i}", title=t) for i, t in enumerate(titles)), live=live_table([1])
    )
    names = CalamineWorkbook.from_path(write(made, tmp_path, language)).sheet_names
    assert len(names) == len(titles) + 2
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


@pytest.mark.parametrize("language", ["en", "it", "ru"])
def test_every_block_in_every_language_and_the_same_bytes_twice(tmp_path: Path, language: str) -> None:
    first = write(everything(), tmp_path / "a", language).read_bytes()
    assert write(everything(), tmp_path / "b", language).read_bytes() == first
    later = write(everything(), tmp_path / "c", language, created=datetime(2024, 5, 1, 12, 0)).read_bytes()  # noqa: DTZ001 - Excel keeps no zone
    assert later != first
    assert [p.name for p in (tmp_path / "a").iterdir()] == [f"{language}.xlsx"]


def test_charts_are_native_and_drawn_from_cells(tmp_path: Path) -> None:
    inside = parts(write(everything(), tmp_path))
    charts = [xml for name, xml in sorted(inside.items()) if name.startswith("xl/charts/chart")]
    assert len(charts) == 4
    months, moves, pareto, pyramid = charts
    assert "<c:barChart>" in months
    assert "<c:lineChart>" in months
    assert '<c:invertIfNegative val="1"/>' in moves
    assert "D55E00" in moves
    assert "<c:scatterChart>" in pareto
    assert '<c:max val="1"/>' in pareto
    assert '<c:grouping val="stacked"/>' in pyramid
    assert "<a:noFill/>" in pyramid
    assert "1 · 50.0%" in pyramid
    assert "9 · —" in pyramid
    assert all("<c:f>" in xml for xml in charts)


def test_pyramid_is_centred(tmp_path: Path) -> None:
    path = write(everything(), tmp_path)
    found = cells(path, CalamineWorkbook.from_path(path).sheet_names[2])
    row, column = next((r, c) for r, line in enumerate(found) for c, v in enumerate(line) if v == "Space")
    start = found[row].index("Layer")
    counts = [found[row + i][start + 1] for i in (1, 2)]
    spaces = [found[row + i][column] for i in (1, 2)]
    assert counts == [1, 9]
    assert spaces == [4, 0]


def test_empty_table_and_long_table_say_so(tmp_path: Path) -> None:
    found = cells(write(document(section(table(()))), tmp_path), "Customers")
    assert found[heading_at(found, "Number") + 1][0] == "No rows."
    many = tuple((str(i), f"C {i}", "A", float(i), 0.1, i, None, None) for i in range(100))
    path = write(document(section(table(many, limit=5))), tmp_path)
    found = cells(path, "Customers")
    assert len(found) >= 100 + heading_at(found, "Number")
    inside = parts(path)
    assert 'state="frozen"' in inside["xl/worksheets/sheet2.xml"]
    assert "<autoFilter" in inside["xl/tables/table1.xml"]
    assert "Print_Titles" in inside["xl/workbook.xml"]
    assert 'orientation="landscape"' in inside["xl/worksheets/sheet2.xml"]


def test_same_headings_and_odd_numbers_are_survived(tmp_path: Path) -> None:
    columns = tuple(Column(f"c{i}", msg("Same [x]#'"), "money") for i in range(3))
    rows = ((math.nan, math.inf, 10**18), (1.0, 2, True))
    made = Table("t", msg("T"), columns, rows, total=(1.0, 2.0, None), total_is_sum=True)
    path = write(document(section(made)), tmp_path)
    found = cells(path, "Customers")
    head = heading_at(found, "Same [x]#'")
    assert found[head][:3] == ["Same [x]#'", "Same [x]#' (2)", "Same [x]#' (3)"]
    assert found[head + 1][0] == ""
    assert "SUBTOTAL(109,t_s_t[Same '[x']'#''])" in parts(path)["xl/worksheets/sheet2.xml"]


def test_number_formats_follow_unit_and_language(tmp_path: Path) -> None:
    digits = Table(
        "d",
        msg("D"),
        (Column("x", msg("X"), "money", digits=0), Column("y", msg("Y"), "share", digits=0)),
        ((1.0, 0.5),),
    )
    english = parts(write(document(section(table(), digits)), tmp_path, "en"))["xl/styles.xml"]
    russian = parts(write(document(section(table(), digits)), tmp_path, "ru"))["xl/styles.xml"]
    assert 'formatCode="dd/mm/yyyy"' in english
    assert 'formatCode="dd.mm.yyyy"' in russian
    assert "0.0%" in english
    assert 'numFmtId="4"' in english or "#,##0.00" in english


def test_file_stays_when_writing_fails(tmp_path: Path) -> None:
    path = write(document(section(table())), tmp_path)
    before = path.read_bytes()
    with pytest.raises(KeyError):
        write(document(section(Text(msg("{missing}", other=1)))), tmp_path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["en.xlsx"]


def test_five_thousand_rows_in_a_few_seconds(tmp_path: Path) -> None:
    rows = tuple(
        (str(i), f"Customer {i}", "A", i * 1.37, 0.1, i % 50, date(2024, 1, 1), 1.5) for i in range(5000)
    )
    started = time.perf_counter()
    write(document(section(table(rows))), tmp_path)
    assert time.perf_counter() - started < 6
