"""Rows made from the declaration of a table, with holes, unknown codes and awkward values."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clientela.base.canonical import CanonicalTable, TableColumn

TEXTS = (
    "Ärger & Söhne",
    "=1+1",
    "ООО «Ромашка»",
    "two\nlines",
    "a;b,c\"d'",
    "007",
    "1.50",
    "31/12/2024",
    "@x",
    "日本",
    "O'Brien",
)


def _number(column: TableColumn, draw: random.Random, least: float, most: float) -> float:
    low = least if column.low is None else max(column.low, least)
    return draw.uniform(low, most if column.high is None else min(column.high, most))


def value_of(column: TableColumn, draw: random.Random, place: int) -> Any:  # noqa: C901, PLR0911 - one answer for each type
    """Return one value as it is stored."""
    if not column.is_required and draw.random() < 0.3:
        return None
    match column.type:
        case "id":
            return f"{place:05d}" if draw.random() < 0.7 else f"0{place}-{draw.choice('ÄЖx')}"
        case "text":
            return draw.choice(TEXTS)
        case "code":
            known = [code.value for code in column.codes]
            return draw.choice([*known, *(("something new", "ново") if column.is_open else ())])
        case "date":
            return date(2020, 1, 1) + timedelta(days=draw.randrange(2000))
        case "instant":
            return datetime(2020, 1, 1, 8, 30, 15) + timedelta(minutes=draw.randrange(999_999))  # noqa: DTZ001 - stored without a zone
        case "money" | "quantity":
            return round(_number(column, draw, -5e6, 5e6) * 10_000)
        case "share":
            return round(_number(column, draw, -1, 1), 9)
        case "number":
            return round(_number(column, draw, -1e4, 1e4), draw.randrange(7))
        case "count":
            return int(_number(column, draw, 0, 3000))
        case _:
            return draw.random() < 0.5


def rows_of(table: CanonicalTable, count: int, *, seed: int = 1) -> list[tuple[Any, ...]]:
    """Return rows with every column, each with a key of its own."""
    draw = random.Random(f"{table.name}{seed}")  # noqa: S311 - rows for a test
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for place in range(1, count + 1):
        cells = {c.name: value_of(c, draw, place) for c in table.columns}
        for column in table.columns:
            if column.stand_in and cells[column.name] is None:
                cells[column.name] = cells[column.stand_in]
        for name, value in cells.items():
            if name.startswith("other_") and value == cells.get(name.removeprefix("other_")) is not None:
                cells[name] = f"{value} II"
        if table.name == "actions" and None in (cells["due_on"], cells["exit_rule"]):
            cells["playbook"] = None
        if table.name == "sales_lines":
            cells["net_amount"] = abs(cells["net_amount"]) * (
                -1 if cells["document_kind"] == "credit_note" else 1
            )
        key = (
            tuple(cells[name] for name in table.key)
            if table.key and any(cells[n] is not None for n in table.key)
            else (place,)
        )
        rows[key] = tuple(cells.values())
    return list(rows.values())
