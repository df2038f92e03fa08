"""Guards yesterday judged by what was learnt today: owner, segment and name are those known at as_of."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

import pytest

from conftest import (
    NOON,
    build_workspace,
    customers,
    import_rows,
    line,
    open_workspace,
    picture,
    run_at,
    table,
)

ROWS = [
    line("1", date(2025, 2, 1), 100, "I1", segment="Old", salesperson="Anna", area="North"),
    line("1", date(2025, 9, 1), 100, "I2", segment="New", salesperson="Berta", area="South")
    | {"customer_name": "Renamed"},
]


def test_attributes_are_those_of_the_day_looked_from(tmp_path):
    run = build_workspace(tmp_path, ROWS, as_of=date(2025, 6, 30))
    row = customers(run)["1"]
    assert (row["segment_id"], row["seller_id"], row["area_id"], row["customer_name"]) == (
        "Old",
        "Anna",
        "North",
        "Customer 1",
    )
    row = customers(run_at(run.workspace))["1"]
    assert (row["segment_id"], row["seller_id"], row["area_id"], row["customer_name"]) == (
        "New",
        "Berta",
        "South",
        "Renamed",
    )
    parts = {r["part"] for r in table(run, "strata") if r["dimension"] == "segment_id"}
    assert parts == {"Old"}


def test_an_attribute_left_out_later_is_still_known(made):
    rows = [ROWS[0], {**ROWS[1], "segment": None, "salesperson": None}]
    row = customers(made(rows))["1"]
    assert (row["segment_id"], row["seller_id"], row["area_id"]) == ("Old", "Anna", "South")


def test_a_family_named_in_a_later_file_is_learnt(tmp_path):
    """The key of a product is for ever, its name and family are not: frozen at first sight, breadth came out empty."""
    first = [line("1", date(2025, 2, 1), 100, "I1", product_number="P1")]
    second = [
        line("1", date(2025, 3, 1), 100, "I2", product_number="P1", family="Pumps", product_name="Pump")
    ]
    workspace = open_workspace(tmp_path / "one after the other")
    import_rows(workspace, first, name="a.csv")
    import_rows(workspace, second, name="b.csv")
    row = customers(run_at(workspace))["1"]
    assert (row["products_12m_count"], row["families_12m_count"]) == (1, 1)
    workspace.undo(workspace.batches()[-1].id)
    assert customers(run_at(workspace))["1"]["families_12m_count"] is None


def test_the_order_of_files_does_not_choose_between_two_names_of_one_day(tmp_path):
    one = [line("1", date(2025, 2, 1), 100, "I1", segment="B")]
    other = [line("1", date(2025, 2, 1), 100, "I2", segment="A")]
    seen = []
    for place, files in enumerate(((one, other), (other, one))):
        workspace = open_workspace(tmp_path / str(place))
        for name, rows in zip(("a.csv", "b.csv"), files, strict=True):
            import_rows(workspace, rows, name=name)
        seen.append(picture(run_at(workspace), ["customers", "strata"]))
    assert seen[0] == seen[1]


def test_a_family_stated_after_the_day_is_not_known_on_it(tmp_path):
    """A product put into another family next month must not change this month's breadth."""
    rows = [
        line("1", date(2025, 2, 1), 100, "I1", product_number="P1", family="Pumps"),
        line("1", date(2025, 3, 1), 100, "I2", product_number="P2"),
        line("1", date(2025, 9, 1), 100, "I3", product_number="P2", family="Valves"),
    ]
    run = build_workspace(tmp_path, rows, as_of=date(2025, 6, 30))
    assert customers(run)["1"]["families_12m_count"] == 1
    assert customers(run_at(run.workspace))["1"]["families_12m_count"] == 2


OPEN = (
    "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount{more}\n"
    "I1,1,2025-02-01,2025-03-01,,100,100{day}\n"  # nothing was paid: all of it was open on any day before
    "I2,2,2025-02-01,2025-03-01,,100,30{day}\n"  # 70 were paid, nobody says when
    "I3,3,2025-02-01,2025-03-01,2025-09-15,100,40{day}\n"  # 60 were paid in September
    "I4,4,2025-02-01,2025-03-01,2025-05-01,100,0{day}\n"
    "I5,5,2025-02-01,2025-03-01,,100,0{day}\n"  # paid, nobody says when
    "I6,6,2025-02-01,2025-03-01,2025-05-01,100,20{day}\n"  # the last of several payments was in May
)
BEFORE = {"1": 100, "2": None, "3": 100, "4": 0, "5": None, "6": None}
AFTER = {"1": 100, "2": 30, "3": 40, "4": 0, "5": 0, "6": 20}


@pytest.mark.parametrize("is_stated", [False, True])
def test_an_open_amount_is_known_from_the_day_of_its_file_on(tmp_path, is_stated):
    """An open amount of December must not say what was open in June; the day is the file's, or the one it states."""
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, [line(f"{n}", date(2025, 2, 1), 100, f"I{n}") for n in range(1, 7)])
    path = tmp_path / "receivables.csv"
    more = (",stated_on", ",2025-12-31") if is_stated else ("", "")
    path.write_text(OPEN.format(more=more[0], day=more[1]), encoding="utf-8")
    written = datetime(2026, 2, 1, tzinfo=UTC) if is_stated else datetime(2025, 12, 31, 12, tzinfo=UTC)
    os.utime(path, (written.timestamp(), written.timestamp()))
    (batch,) = workspace.import_files([path], imported_at=NOON).added
    assert batch.role == "receivables"
    for day, expected in (
        (date(2025, 6, 30), BEFORE),
        (date(2025, 12, 30), {**BEFORE, "3": None}),
        (date(2025, 12, 31), AFTER),
        (date(2026, 6, 30), AFTER),
    ):
        found = customers(run_at(workspace, day))
        assert {c: row["receivable_open_amount"] for c, row in found.items()} == expected, day
        assert {c: row["receivable_overdue_amount"] for c, row in found.items()} == expected, day
