"""Small companies made of files, for the tests of service, payment and contacts."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from conftest import NOON, import_rows, open_workspace, run_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from clientela.workspace import Run

WRITTEN = datetime(2025, 12, 31, 18, tzinfo=UTC)


def company(
    folder: Path,
    rows: Iterable[Mapping[str, Any]],
    files: Mapping[str, str],
    settings: str = "",
    as_of: date = date(2025, 12, 31),
) -> Run:
    """Build a run out of sales lines and one CSV text for each further table."""
    workspace = open_workspace(folder / "workspace")
    if settings:
        workspace.write_settings(settings)
    import_rows(workspace, rows)
    for role, text in files.items():
        path = folder / f"{role}.csv"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))
        outcome = workspace.import_files([path], imported_at=NOON)
        assert [f.role for f in outcome.files] == [role]
        assert [f.lines_rejected for f in outcome.files] == [0]
    return run_at(workspace, as_of)


def by_customer(run: Run, name: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a result by the number of the customer; "" where the customer is not stated."""
    with run.reading() as reader:
        ids = {row["customer_key"]: row["customer_id"] for row in reader.rows("customers")}
        return {ids.get(row["customer_key"], ""): row for row in reader.rows(name)}
