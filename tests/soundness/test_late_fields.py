"""Guards yesterday judged by what was learnt today: owner, segment and name are those known at as_of."""

from __future__ import annotations

from datetime import date

from conftest import build_workspace, customers, import_rows, line, open_workspace, picture, run_at, table

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
