"""A document with everything that goes wrong in print: long names, other scripts, markup, gaps, extremes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from clientela.base.i18n import msg, nmsg
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

EVIL = '<script>alert("1")</script> & {b} </script> #let x = [*'
LONG_RU = "Общество с ограниченной ответственностью «Научно-производственное объединение Северсталь-Метиз»"
LONG_IT = (
    "Società Cooperativa Agricola Produttori Ortofrutticoli dell'Alto Adige e della Valle d'Aosta S.c.p.A."
)
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
NAMES = (EVIL, LONG_RU, LONG_IT, UNBROKEN, "Ωmega 北京 GmbH", "")


def bars(name: str, categories: tuple[str, ...], values: tuple[object, ...], *, lying: bool = False) -> Bars:
    return Bars(
        name, msg("Bars: {name}", name=name), categories,
        (Series("value", msg("Revenue"), values, "money", "bar"),), is_horizontal=lying, currency="EUR",
    )  # fmt: skip


def charts() -> list[Bars | Curve | Pyramid]:
    months = tuple(f"{m:02d}/2025" for m in range(1, 13))
    xs = tuple(i / 999 for i in range(1000))
    return [
        bars("names", NAMES, (1_234_567.89, -50_000, None, 3.5, 0, 12), lying=True),
        bars("single", ("only",), (Decimal("12.30"),)),
        bars("zero", ("a", "b", "c"), (0, 0, 0)),
        bars("empty", (), ()),
        bars("unknown", ("a", "b"), (None, None), lying=True),
        bars("negative", ("a", "b"), (-5, -7_500_000)),
        Bars(
            "stacked", msg("Stacked"), months,
            (
                Series("one", msg("Class A"), tuple(range(100, 220, 10)), "count", "bar"),
                Series("two", msg("Class B"), (None, *range(11)), "count", "bar"),
                Series("part", msg("Share of the first"), tuple(i / 12 for i in range(12)), "share", "line", on_second_axis=True),
            ),
            is_stacked=True, note=msg("A note below the chart."),
        ),
        Curve(
            "pareto", msg("Curve"), msg("Share of customers"), msg("Share of revenue"), xs,
            (
                Series("pareto_share", msg("Pareto curve"), tuple(x**0.2 for x in xs), "share", "area"),
                Series("lorenz_share", msg("Lorenz curve"), tuple(x**5 for x in xs), "share"),
            ),
            marks=((0.2, 0.2**0.2, msg("The best fifth of all the customers bring most")), (0.95, 0.95**0.2, msg("Nearly all"))),
        ),
        Curve("whale", msg("Whale"), msg("Rank"), msg("Margin"), (1.0, 2.0, 3.0),
              (Series("margin", msg("Margin"), (100.0, None, -2_500_000.0), "money"),), x_unit="count", currency="RUB"),
        Pyramid("pyramid", msg("Pyramid"), (
            PyramidLayer("top", msg("Top"), 1, Decimal(9_999_999), 0.6),
            PyramidLayer("large", msg("{n}", n=LONG_RU), 0, None, None),
            PyramidLayer("small", msg("Small"), 4_500, -12, -0.1),
        ), msg("Revenue"), currency="EUR"),
    ]  # fmt: skip


def tables() -> list[Table]:
    columns = (
        Column("id", msg("Number"), "id"),
        Column("name", msg("Customer"), hint=msg("As the invoices say")),
        Column("amount", msg("Revenue, last 12 months"), "money", digits=2),
        Column("share", msg("Share"), "share", digits=0),
        Column("last_on", msg("Last order"), "date"),
    )
    rows = tuple(
        (f"{i:06d}", NAMES[i % len(NAMES)], None if i % 7 == 0 else Decimal(i * 1000 - 50_000), i / 300, date(2026, 1, 1 + i % 28))
        for i in range(300)
    )  # fmt: skip
    wide = tuple(Column(f"c{i}", msg("Heading of column {i}", i=i), "money") for i in range(14))
    return [
        Table("many", msg("Many rows"), columns, rows, note=msg("A note."), total=("", None, Decimal(100), 1.0, None), currency="EUR", limit=40),
        Table("one", msg("One row"), columns, rows[1:2], currency="EUR"),
        Table("none", msg("No row"), columns, ()),
        Table("wide", msg("Wide"), (Column("name", msg("Customer")), *wide), ((LONG_IT, *(123_456_789.12,) * 14),), currency="RUB"),
    ]  # fmt: skip


def nasty_document() -> Document:
    figures = Kpis(
        "figures",
        (
            Kpi("a", msg("Revenue"), Decimal("123456789.12"), "money", msg("good news"), "EUR", is_good=True),
            Kpi("b", msg("Unknown"), None, "share", msg("bad news"), is_good=False),
            Kpi("c", msg("{n}", n=LONG_RU), -1, "count"),
            Kpi("d", msg("Text"), EVIL, "text"),
        ),
    )
    words: list[Block] = [
        figures,
        Note("info", msg("{text}", text=EVIL)),
        Note("warning", msg("Attention")),
        Note("unknown", nmsg("{count} gap", "{count} gaps", 2)),
        Text(msg("{text}", text=LONG_IT)),
    ]
    return Document(
        "nasty", msg("Portfolio review"), msg("As of {day}", day=date(2026, 9, 30)), EVIL,
        (
            Section("words", msg("Words"), tuple(words), msg("{text}", text=LONG_RU)),
            Section("charts", msg("Charts"), tuple(charts())),
            Section("tables", msg("Tables"), tuple(tables()[:3])),
            Section("wide", msg("Wide"), tuple(tables()[3:])),
            Section("nothing", msg("Nothing"), ()),
        ),
        msg("Footer"), currency="EUR",
    )  # fmt: skip
