from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clientela.engine.connect import Engine
from clientela.runs.build import view_facts
from clientela.runs.quality import find_faults
from clientela.runs.quality_inputs import tables_with_rows
from conftest import AS_OF, NOON, line, open_workspace, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clientela.workspace import Workspace


class Firm:
    """A workspace made of texts, and what the quality checks find in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace: Workspace = open_workspace(folder / "workspace")

    def sales(self, rows: list[dict[str, Any]], name: str = "sales.csv") -> Firm:
        self.workspace.import_files([write_rows(self.folder / name, rows)], imported_at=NOON)
        return self

    def file(self, name: str, text: str) -> Firm:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        self.workspace.import_files([path], imported_at=NOON)
        return self

    def faults(self, as_of: date = AS_OF) -> dict[str, Any]:
        place = self.workspace
        with Engine() as engine:
            view_facts(engine, place.facts, place.path / "facts")
            found = find_faults(engine, place.params(as_of, place.facts), present=tables_with_rows(engine))
        return {f.check.name: f for f in found}


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path)


def steady(months: int = 24, per_month: int = 12, **more: Any) -> list[dict[str, Any]]:
    """Customers that buy something different every month: nothing is wrong with them."""
    rows = []
    for month in range(months):
        for place in range(per_month):
            number = month * per_month + place
            rows.append(
                line(f"C{place:02d}", date(2024 + month // 12, month % 12 + 1, 2 + place), 100 + 7 * number % 90, f"F{number}",
                     line_number=1, product_number=f"P{number % 9}", quantity=1 + number % 6, cost_amount=50 + 3 * number % 41, **more)
            )  # fmt: skip
    return rows


@pytest.fixture
def steady_rows() -> Callable[..., list[dict[str, Any]]]:
    return steady
