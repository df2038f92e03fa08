"""Guards a document that moves to another day, month or year because a computer stands in another time zone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from conftest import customers, line, write_rows

SOURCE = Path(__file__).parents[2] / "src"
PROGRAM = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from clientela.workspace import Workspace
noon = datetime(2026, 1, 15, 12, tzinfo=UTC)
workspace = Workspace.open(Path(sys.argv[1]))
workspace.import_files([Path(sys.argv[2])], imported_at=noon)
run = workspace.run(started_at=noon, finished_at=lambda: noon)
with run.reading() as reader:
    rows = reader.query("select customer_id, first_order_on, last_order_on, revenue_12m_amount, recency_days from customers order by 1")
    months = [r["month_number"] for r in reader.rows("revenue_by_month")]
print(json.dumps([run.manifest.run_id, months, rows], default=str))
"""


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_zone_of_the_machine_changes_nothing(tmp_path, zone):
    rows = [
        line("1", date(2024, 12, 31), 1),
        line("1", date(2025, 1, 1), 2),
        line("2", date(2025, 12, 31), 4),
    ]
    path = write_rows(tmp_path / "sales.csv", rows)
    answers = []
    for name in ("UTC", zone):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path / name.replace("/", "-")), str(path)],
            env={**os.environ, "TZ": name, "PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        answers.append(json.loads(done.stdout))
    assert answers[0] == answers[1]
    run_id, months, found = answers[0]
    assert run_id.startswith("2025-12-31-")
    assert months == [2024 * 12 + 11, 2025 * 12, 2025 * 12 + 11]
    assert found[0]["first_order_on"] == "2024-12-31"
    assert found[0]["recency_days"] == 364


def test_midnight_written_out_stays_on_its_day(made):
    rows = [line("1", "2025-01-01 00:00:00", 1, "I1"), line("1", "2025-12-31 23:59:59", 2, "I2")]
    row = customers(made(rows))["1"]
    assert (row["first_order_on"], row["last_order_on"], row["revenue_12m_amount"]) == (
        date(2025, 1, 1),
        date(2025, 12, 31),
        3,
    )
