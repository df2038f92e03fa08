"""S0-12: two business units with weights of their own; a customer of both has a place in each, one level and one sum of money."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.workspace import WorkspaceError, units
from conftest import AS_OF, NOON, noon, open_workspace, table
from mini_case import TOML, costs, levels, lines, observations
from portfolio_files import OBSERVED, write_table

SETTINGS = (
    TOML
    + """
[exchange_rates.USD]
"2024-01-01" = 0.5
[business_units.south]
currency = "USD"
[[portfolio_criteria]]
axis = "attractiveness"
code = "growth"
weight = 60.0
unit = "south"
"""
)


def sales():
    """All buy of the north; K01, K03 and K07 also of the south, in dollars; K99 of the south alone."""
    rows = [{"business_unit": "north", **row} for row in lines()]
    south = (("K01", 100), ("K03", 300), ("K07", 50), ("K99", 80))
    for name, revenue in south:
        rows += [
            {**lines()[0], "business_unit": "south", "customer_number": name, "customer_name": f"Customer {name}", "invoice_number": f"S{name}{month}", "invoice_date": str(date(2025, month, 5)), "net_amount": revenue / 2, "cost_amount": revenue / 5, "currency": "USD"}
            for month in (3, 9)
        ]  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("units")
    workspace = open_workspace(folder / "workspace")
    workspace.write_settings(SETTINGS)
    given = {"sales": sales(), "customer_costs": costs(), "observations": [{"observation_id": f"B{n}", **row} for n, row in enumerate(observations())], "relation_levels": levels()}  # fmt: skip
    for name, rows in given.items():
        path = write_table(folder / f"{name}.csv", rows, OBSERVED if name == "observations" else ())
        workspace.import_files([path], imported_at=NOON)
    with pytest.raises(WorkspaceError, match="Two business units"):
        units.compare_units(workspace)
    for unit in ("south", "north", ""):
        workspace.run(started_at=NOON, finished_at=noon, as_of=AS_OF, unit=unit)
    return workspace


@pytest.fixture(scope="module")
def shown(workspace):
    (section,) = units.compare_units(workspace).sections
    return {getattr(block, "name", "note"): block for block in section.blocks}


def amount(message):
    found = dict(message.params)["amount"]
    return float(found.value), found.currency


def test_each_unit_counts_by_its_own_weights(shown):
    found = {(str(axis), str(criterion)): shares for axis, criterion, *shares in shown["unit_weights"].rows}
    north, south = found["Attractiveness to us", "Growth of the customer"]
    assert (north, south) == (pytest.approx(15 / 100), pytest.approx(60 / 145))
    assert [dict(c.title.params)["unit"] for c in shown["unit_weights"].columns[2:]] == ["north", "south"]


def test_the_same_customer_scores_differently_in_each_and_no_score_stands_side_by_side(workspace, shown):
    runs = {units.unit_of(m.manifest if hasattr(m, "manifest") else m): m for m in workspace.runs()}
    scores = {}
    for unit in ("north", "south"):
        rows = table(workspace.get_run(runs[unit].run_id), "customer_scores")
        ids = {
            r["customer_key"]: r["customer_id"]
            for r in table(workspace.get_run(runs[unit].run_id), "customers")
        }
        scores[unit] = {ids[r["customer_key"]]: r["attractiveness_score"] for r in rows}
    assert scores["north"]["K01"] != scores["south"]["K01"]
    for block in shown.values():
        assert not {c.name for c in getattr(block, "columns", ())} & {
            "attractiveness_score",
            "importance_score",
            "pole_index",
        }
    assert any("not set against each other" in str(getattr(block, "text", "")) for block in shown.values())


def test_a_customer_of_both_has_a_row_for_each_and_one_sum(shown):
    rows = shown["shared_customers"].rows
    assert [(r[0], r[2]) for r in rows] == [("K01", "north"), ("K01", "south"), ("K03", "north"), ("K03", "south"), ("K07", "north"), ("K07", "south")]  # fmt: skip
    by = {(r[0], r[2]): r for r in rows}
    for name, north, south in (("K01", 320, 100), ("K03", 120, 300), ("K07", 50, 50)):
        assert amount(by[name, "north"][6]) == (north, "EUR")
        assert amount(by[name, "south"][6]) == (south, "USD")
        assert amount(by[name, "south"][8]) == (north + south / 2, "EUR")
        assert by[name, "north"][7] == by[name, "south"][7]
    assert by["K01", "north"][7] == 3
    assert by["K01", "north"][3] is not None
    for row in rows:
        assert row[5] is None or 0 < row[5] <= 1


def test_the_units_are_told_apart_in_numbers_of_their_own(shown):
    north, south = shown["units"].rows
    assert (north[0], north[1], amount(north[2])) == ("north", 10, (1000, "EUR"))
    assert (south[0], south[1], amount(south[2])) == ("south", 4, (530, "USD"))
    for row in (north, south):
        assert sum(row[3:]) == row[1]


def test_nobody_is_shown_in_a_cell_more_surely_than_its_unit_knows(workspace, shown):
    """A cell that is not sharp has its question mark and its certainty, however narrow the terminal; who is not placed has none."""
    runs = {units.unit_of(m): workspace.get_run(m.run_id) for m in workspace.runs()}
    seen = {"sharp": 0, "open": 0}
    for unit, run in runs.items():
        ids = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
        places = {ids[r["customer_key"]]: r for r in table(run, "portfolio_matrix")}
        for row in (r for r in shown["shared_customers"].rows if r[2] == unit):
            sure = places[row[0]]["portfolio_certainty"]
            assert row[4].id.startswith(sure)
            assert (row[3] is None) == (places[row[0]]["portfolio_cell"] is None)
            assert row[3] is None or (row[3].id == "{what}?") == (sure != "sharp")
            seen["sharp" if sure == "sharp" else "open"] += 1
    assert all(seen.values()), seen
