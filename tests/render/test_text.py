"""The terminal: 80 columns, no markup from the data, three languages."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

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
from clientela.render.text import render_text

COLUMNS = (
    Column("number", msg("Number")),
    Column("name", msg("Customer")),
    Column("revenue", msg("Revenue, last 12 months"), "money"),
    Column("share", msg("Share of revenue"), "share"),
    Column("on", msg("Last order"), "date"),
)
LONG = "Общество с ограниченной ответственностью «Очень длинное название предприятия»"


def customers(count: int, **more: Any) -> Table:
    rows = tuple(
        (f"{i:03d}", f"[bold]{LONG}[/nope] {i}", 1000.0 * i, None, date(2024, 1, 1)) for i in range(count)
    )
    return Table("customers", msg("Customers"), COLUMNS, rows, currency="EUR", **more)


def blocks() -> tuple[Block, ...]:
    return (
        Kpis("k", (
            Kpi("a", msg("Revenue of late and sleeping customers, last 12 months"), 1234567, "money", msg("{c} on the 12 months before, said at length", c=Amount(0.1, "share")), "EUR"),
            Kpi("b", msg("Customers"), None, "count"),
        )),
        Note("warning", msg("Look [here].")), Note("unknown", msg("A long sentence, {x}", x="word " * 40)), Note("info", msg("Known.")),
        Text(msg("Prose with :smile: and [red]brackets[/red].")),
        Bars("b", msg("Moves"), ("[Alfa]", LONG), (Series("s", msg("Change"), (5.0, -2.5), "money", "bar"),), is_horizontal=True),
        Bars("e", msg("Nothing"), (), (Series("s", msg("Change"), (), "money", "bar"),)),
        Bars("two", msg("Two"), ("x",), (Series("s", msg("Now"), (None,), "count", "bar"), Series("t", msg("Then"), (3,), "count", "bar"))),
        Curve("c", msg("Pareto"), msg("Customers"), msg("Revenue"), (0.0, 0.2, 1.0), (Series("p", msg("Pareto"), (0.0, 0.8, 1.0), "share"),), marks=((0.2, 0.8, msg("Here")),)),
        Curve("d", msg("Empty"), msg("x"), msg("y"), (), ()),
        Pyramid("p", msg("Pyramid"), (PyramidLayer("top", msg("Top"), 1, 50.0, 0.5), PyramidLayer("small", msg("Small"), 400, None, None)), msg("Revenue")),
        customers(30, total=(msg("Total"), None, 99.0, None, None), note=msg("Read it.")),
        customers(0),
    )  # fmt: skip


def document() -> Document:
    return Document(
        "d", msg("Review"), msg("As of {day}", day=date(2024, 1, 1)), "[Rossi] & Figli",
        (Section("s", msg("Overview"), blocks(), msg("A leading sentence.")),), msg("Run 1"),
    )  # fmt: skip


def printed(made: Any, language: str = "en", width: int = 80, **more: Any) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None, **more)
    render_text(made, language=language, console=console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("language", ["en", "it", "ru"])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_window(language: str, width: int) -> None:
    assert max(cell_len(line) for line in printed(document(), language, width).splitlines()) <= width


def test_markup_in_the_data_is_printed_as_it_is() -> None:
    text = printed(document())
    assert "[Rossi] & Figli · Review · As of 01/01/2024" in text
    assert "[Alfa]" in text
    assert "Prose with :smile: and [red]brackets[/red]." in text
    assert "! Look [here]." in text
    assert "[bold]" in text
    assert printed([Text(msg("[/x] {{y}}"))]).startswith("[/x]")


def test_missing_is_a_dash_and_never_a_zero() -> None:
    text = printed([customers(3)])
    row = next(line for line in text.splitlines() if line.startswith("001"))
    assert "—" in row
    assert "0.0%" not in row


def test_long_tables_say_how_many_rows_are_left() -> None:
    assert "and 15 more" in printed([customers(30)])
    assert "and 27 more" in printed([customers(30, limit=3)])
    assert "more" not in printed([customers(15)])
    assert "No rows." in printed([customers(0)])


def test_long_names_end_with_an_ellipsis_and_numbers_are_whole() -> None:
    text = printed([customers(3)])
    row = next(line for line in text.splitlines() if line.startswith("002"))
    assert "…" in row
    assert "2,000" in row
    assert row.endswith("01/01/2024")


def test_columns_without_room_are_named() -> None:
    wide = Table(
        "w",
        msg("W"),
        tuple(Column(f"c{i}", msg(f"Column{i}"), "money") for i in range(20)),
        ((123456789.0,) * 20,),
    )
    text = printed([wide])
    assert "Not shown here:" in text
    assert "Column19" in text
    assert "123,456,789" in text


def test_layers_of_the_pyramid_stand_in_the_middle() -> None:
    lines = printed([next(b for b in blocks() if isinstance(b, Pyramid))]).splitlines()
    top, small = (next(line for line in lines if line.startswith(name)) for name in ("Top", "Small"))
    centre = (small.index("█") + small.rindex("█")) / 2
    assert abs(top.index("█") - centre) <= 1
    assert "50.0%" in top


def test_signs_of_the_notes() -> None:
    lines = printed(blocks()).splitlines()
    assert "! Look [here]." in lines
    assert any(line.startswith("? A long sentence") for line in lines)
    assert "i Known." in lines
