"""The months of facts: equal months are equal files, and one line of each invoice is marked as its first."""

from __future__ import annotations

from datetime import date

from clientela.engine.connect import Engine, quote_text
from clientela.runs.folding import refold
from conftest import NOON, line, open_workspace, write_rows


def _bring(workspace, tmp_path, rows, name):
    return workspace.import_files([write_rows(tmp_path / name, rows)], imported_at=NOON)


def _lines(workspace):
    files = ", ".join(quote_text(str(workspace.path / "facts" / file)) for _, file in workspace.facts.parts)
    with Engine() as engine:
        return engine.fetch(
            "select document_id, is_credit, row_number, is_first_line from "
            f"read_parquet([{files}]) order by document_id, is_credit, row_number"
        )


def test_a_month_is_the_same_file_beside_months_with_empty_cells(tmp_path):
    whole = [line("1", date(2024, 1, d), 10 * d, f"I{d}", cost_amount=d) for d in range(1, 20)]
    holes = [line("1", date(2024, 2, d), 10 * d, f"J{d}", cost_amount="") for d in range(1, 20)]
    alone = open_workspace(tmp_path / "alone")
    _bring(alone, tmp_path, whole, "whole.csv")
    both = open_workspace(tmp_path / "both")
    _bring(both, tmp_path, whole, "whole.csv")
    _bring(both, tmp_path, holes, "holes.csv")
    refold(both, both.facts)
    assert dict(alone.facts.parts).items() <= dict(both.facts.parts).items()


def test_one_line_of_each_invoice_is_its_first(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    day = date(2024, 3, 5)
    rows = [
        line("1", day, 10, "A"),
        line("2", day, 20, "B"),
        line("1", day, 30, "A"),
        line("2", day, -5, "C"),
        line("2", day, 40, "B"),
    ]
    _bring(workspace, tmp_path, rows, "rows.csv")
    assert _lines(workspace) == [
        ("A", False, 2, 1),
        ("A", False, 4, 0),
        ("B", False, 3, 1),
        ("B", False, 6, 0),
        ("C", True, 5, 0),
    ]
