"""The figures of the demo company, written down: `make golden` renews the file, and its difference is looked at."""

from __future__ import annotations

import csv
import os
from decimal import Decimal
from pathlib import Path

from conftest import table

GOLDEN = Path(__file__).parent / "demo_s.txt"


def describe(run):
    lines = [
        f"as_of {run.manifest.as_of}",
        f"first_on {run.manifest.first_on}",
        f"last_on {run.manifest.last_on}",
    ]
    for name in ("totals", "concentration", "pareto_limits"):
        (row,) = table(run, name)
        lines += [f"{name} {k} {format_value(v)}" for k, v in sorted(row.items())]
    for name, keys in (
        ("abc_table", ("scheme", "class_code")),
        ("pyramid_table", ("basis", "layer")),
        ("lifecycle_table", ("state",)),
        ("lifecycle_moves", ("from_state", "to_state")),
        ("revenue_by_year", ("fiscal_year",)),
    ):
        for row in sorted(table(run, name), key=lambda r: tuple(str(r[k]) for k in keys)):
            label = " ".join(str(row[k]) for k in keys)
            values = " ".join(f"{k}={format_value(v)}" for k, v in sorted(row.items()) if k not in keys)
            lines.append(f"{name} {label}: {values}")
    return "\n".join(lines) + "\n"


def format_value(value):
    return "-" if value is None else f"{value:.6f}" if isinstance(value, float) else str(value)


def test_demo_figures(demo_s):
    found = describe(demo_s.run)
    if os.environ.get("GOLDEN_UPDATE") == "1":
        GOLDEN.write_text(found, encoding="utf-8")
    assert found.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_demo_ties_to_what_the_demo_says_of_itself(demo_s):
    files = demo_s.files
    (totals,) = table(demo_s.run, "totals")
    assert int(totals["revenue_amount"] * 10_000) == files.revenue_units
    assert totals["lines_count"] == files.line_count
    # the article list states a standard cost for every article: lines without a cost of their own are estimated
    with files.sales.open(encoding="utf-8-sig", newline="") as stream:
        bare = [row["Importo netto"] for row in csv.DictReader(stream, delimiter=";") if not row["Costo"]]
    assert len(bare) == files.lines_without_cost > 0
    assert totals["estimated_revenue_amount"] == sum(Decimal(net.replace(",", ".")) for net in bare)
    assert totals["uncosted_lines_count"] == 0
    cost = totals["known_revenue_amount"] - totals["margin_known_amount"]
    assert int(cost * 10_000) == files.cost_units
    assert totals["not_stated_lines_count"] == 0
