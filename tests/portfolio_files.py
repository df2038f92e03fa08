"""A company of ten customers as files: sales, observations, contracts; what the tests of the portfolio start from."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from conftest import AS_OF, NOON, import_rows, open_workspace, run_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from clientela.workspace import Run

OBSERVED = ("observation_id", "subject_type", "subject_id", "measure_code", "value", "unit", "as_of_on", "recorded_at", "source_class", "author_id", "confidence", "status", "rationale", "supersedes_id")  # fmt: skip

HIGH = {
    "share_of_wallet": "90 %",
    "supplier_rank": "1",
    "suppliers_count": "1",
    "switching_weeks": "52",
    "access_level": "board",
    "declared_importance": "10",
}
LOW = {
    "share_of_wallet": "5 %",
    "supplier_rank": "4",
    "suppliers_count": "5",
    "switching_weeks": "1",
    "access_level": "buyer",
    "declared_importance": "0",
}
"""Answers of a customer to which we matter much, and little."""


def said(
    customer: str, measure: str, value: Any, klass: str = "D", *, on: str = "2025-11-01", **more: Any
) -> dict[str, Any]:
    """One observation as a row of a file."""
    return {
        "subject_type": "customer", "subject_id": customer, "measure_code": measure, "value": value, "as_of_on": on, "source_class": klass,
        "status": "known" if value is not None else "unknown_not_asked", **more,
    }  # fmt: skip


def judged(customer: str, measure: str, value: Any, author: str = "E1", **more: Any) -> dict[str, Any]:
    """One judgement with author and reason."""
    return said(customer, measure, value, "J", author_id=author, rationale="seen on site", **more)


def liked(name: str, on: str) -> list[dict[str, Any]]:
    """What makes a customer attractive, as it was seen on a day."""
    told = [
        ("customer_growth", "20 %", "X"),
        ("payment_delay", "0", "M"),
        ("openness", "open", "O"),
        ("reference_value", "sector leader", "O"),
    ]
    return [said(name, *one, on=on) for one in told] + [judged(name, "strategic_fit", "1", on=on)]


def given(name: str, answers: Mapping[str, str], on: str) -> list[dict[str, Any]]:
    """What a customer answered on a day about how much we matter to it."""
    return [said(name, measure, value, on=on) for measure, value in answers.items()]


def write_table(path: Path, rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> Path:
    """Write rows as a CSV file with the canonical names of the columns."""
    listed = list(rows)
    names = list(columns) or list(dict.fromkeys(name for row in listed for name in row))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in listed)
    return path


def build(
    folder: Path,
    lines: Iterable[Mapping[str, Any]],
    tables: Mapping[str, Iterable[Mapping[str, Any]]],
    *,
    toml: str = "",
    as_of: date = AS_OF,
) -> Run:
    """Build a run out of sales lines and other tables, through files."""
    workspace = open_workspace(folder / "workspace")
    if toml:
        workspace.write_settings(toml)
    import_rows(workspace, lines)
    for name, rows in tables.items():
        listed = [dict(row) for row in rows]
        if name == "observations":
            for place, row in enumerate(listed, start=1):
                row.setdefault("observation_id", f"B{place}")
        path = write_table(
            folder / "files" / f"{name}.csv", listed, OBSERVED if name == "observations" else ()
        )
        workspace.import_files([path], imported_at=NOON)
    return run_at(workspace, as_of)
