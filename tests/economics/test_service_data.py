"""Service on real data and on the demo company, against independent SQL over the raw files."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from clientela.demo import write_demo_table
from clientela.workspace import Workspace
from conftest import NOON, noon, run_at, table

DATA = Path(os.environ.get("CLIENTELA_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
FILES = ("customers", "order-details", "orders", "products")
ORDERS = (
    "select orderID, try_cast(left(requiredDate, 10) as date) as wanted, try_cast(left(shippedDate, 10) as date) as shipped, cast(left(orderDate, 10) as date) as ordered "
    "from read_csv('{path}', all_varchar=true, ignore_errors=true, null_padding=true, strict_mode=false)"
)
MONEY = "select orderID, sum(cast(round(cast(quantity as int) * cast(unitPrice as decimal(18, 4)) * (1 - cast(discount as decimal(18, 4))), 4) as decimal(18, 4))) as money from read_csv('{path}', all_varchar=true) group by orderID"


def counts(run):
    with run.reading() as reader:
        return reader.query(
            "select count(*) as lines, count(case when is_on_time_requested = 1 then 1 end) as good, count(case when is_on_time_requested = 0 then 1 end) as late, "
            "count(is_in_full) as filled, count(is_on_time_confirmed) as confirmed, cast(sum(line_amount) as bigint) as line_amount from service_lines"
        )[0]


@pytest.mark.data
def test_northwind_on_time_against_the_requested_day(tmp_path) -> None:
    """Northwind states the wanted day and the day of shipment, and neither a promise nor what was delivered."""
    paths = [DATA / "northwind" / f"{name}.csv" for name in FILES]
    if not all(path.exists() for path in paths):
        if os.environ.get("CI"):
            pytest.fail("Northwind is needed in CI")
        pytest.skip("Northwind not found (set CLIENTELA_DATA)")
    workspace = Workspace.open(tmp_path / "workspace")
    workspace.import_files(paths, imported_at=NOON)
    orders, money = ORDERS.format(path=paths[2]), MONEY.format(path=paths[1])
    for day in (date(1998, 5, 6), date(1997, 9, 15)):
        found = counts(workspace.run(started_at=NOON, finished_at=noon, as_of=day))
        good, late, value = duckdb.execute(
            f"select count(case when shipped <= wanted and shipped <= $1 then 1 end), count(case when (shipped <= $1 and shipped > wanted) or (wanted < $1 and coalesce(shipped > $1, true)) then 1 end), "
            f"sum(case when shipped <= $1 or wanted < $1 then money end) from ({orders}) join ({money}) using (orderID) where ordered <= $1",
            [day],
        ).fetchone()
        assert (found["good"], found["late"]) == (good, late)
        assert found["lines"] == good + late
        assert (found["filled"], found["confirmed"]) == (0, 0)  # unknown, so that there is no OTIF
        # the money of an order is that of its invoice, which has its day: the order was invoiced on it
        assert found["line_amount"] == value
        if day == date(1998, 5, 6):
            assert (good, late) == (772, 37)
            assert value == Decimal("1239855.6090")


@pytest.fixture(scope="module")
def served(demo_s):
    workspace = demo_s.run.workspace
    folder = demo_s.files.truth.parent
    paths = {
        name: write_demo_table(folder, name) for name in ("deliveries", "receivables", "complaints", "visits")
    }
    outcome = workspace.import_files(list(paths.values()), imported_at=NOON)
    yield run_at(workspace, demo_s.files.as_of, publish=False), paths, demo_s.files.as_of
    for batch in outcome.added:
        workspace.undo(batch.id)


def test_the_demo_company_is_judged_as_sql_judges_its_file(served) -> None:
    run, paths, as_of = served
    for wanted in ("requested", "confirmed"):
        early = f"date_diff('day', delivered_on, {wanted}_on) <= 3"
        expected = duckdb.execute(
            f"select count(*), count(case when delivered_on <= {wanted}_on and {early} and complete then 1 end) from read_csv(?) where delivered_on <= ?",
            [str(paths["deliveries"]), as_of],
        ).fetchone()
        with run.reading() as reader:
            (found,) = reader.query(
                f"select count(case when is_on_time_{wanted} is not null and is_in_full is not null then 1 end) as judged, "
                f"count(case when is_on_time_{wanted} = 1 and is_in_full = 1 then 1 end) as otif from service_lines"
            )
        assert (found["judged"], found["otif"]) == expected


def test_the_demo_company_adds_up(served) -> None:
    run, paths, as_of = served
    opened, closed = duckdb.execute(
        "select count(*), count(case when closed_on <= $2 then 1 end) from read_csv($1) where opened_on <= $2",
        [str(paths["complaints"]), as_of],
    ).fetchone()
    made = duckdb.execute(
        "select count(*) from read_csv($1) where visited_on > $2 and visited_on <= $3",
        [str(paths["visits"]), date(as_of.year - 1, as_of.month, as_of.day), as_of],
    ).fetchone()[0]
    with run.reading() as reader:
        (complained,) = reader.query(
            "select cast(sum(complaints_open_count) as bigint) as open from customer_service"
        )
        assert complained["open"] == opened - closed
        people = reader.rows("contact_efficiency")
        assert sum(p["contacts_12m_count"] for p in people) == made
        (ages,) = reader.query(
            "select cast(sum(not_due_amount + overdue_30_amount + overdue_60_amount + overdue_90_amount + overdue_more_amount) as bigint) as ages_amount, "
            "cast(sum(open_amount) as bigint) as open_amount from customer_payments"
        )
        (theirs,) = reader.query(
            "select cast(sum(receivable_open_amount) as bigint) as open_amount from customers"
        )
    assert ages["ages_amount"] == ages["open_amount"] == theirs["open_amount"]
    parts = table(run, "service_by_class")
    assert sum(p["service_lines_12m_count"] for p in parts) == sum(
        m["service_lines_count"] for m in table(run, "service_by_month")[-12:]
    )
