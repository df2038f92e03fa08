"""A file declared to replace a period, overlapping exports, and what an import would do before it is done."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.errors import ClientelaError
from conftest import NOON, customers, line, open_workspace, run_at, write_rows


def month(n, customer="1", **more):
    return [line(customer, date(2024, n, d), 100 * n + d, f"I{n}-{d}", **more) for d in (1, 10, 28)]


def half_year(last=6):
    return [row for n in range(1, last + 1) for row in month(n)]


def bring(workspace, tmp_path, rows, name, **more):
    path = write_rows(tmp_path / name, rows)
    return workspace.import_files([path], imported_at=NOON, **more)


def state(workspace):
    generation = workspace.facts
    return generation.fingerprint, generation.replaced, generation.mended


@pytest.fixture
def workspace(tmp_path):
    place = open_workspace(tmp_path / "w")
    bring(place, tmp_path, half_year(), "first.csv")
    return place


def total(workspace):
    return workspace.facts_summary()["amount"] // 10_000


SHORT = [row for row in half_year() if row["invoice_number"] not in ("I2-10", "I5-1")]
FULL = sum(row["net_amount"] for row in half_year())
GONE = 210 + 501


def test_what_is_missing_from_a_later_export_stays(workspace, tmp_path):
    bring(workspace, tmp_path, SHORT, "short.csv")
    assert total(workspace) == FULL


@pytest.mark.parametrize("replaces", ["file", ("2024-01", "2024-06")])
def test_a_declared_period_is_replaced_and_an_undo_brings_it_back(workspace, tmp_path, replaces):
    before = state(workspace)
    batch = bring(workspace, tmp_path, SHORT, "short.csv", replaces=replaces).added[0]
    assert total(workspace) == FULL - GONE
    assert sum(lines for _, lines, _ in workspace.facts.replaced) == len(half_year())
    workspace.undo(batch.id)
    assert state(workspace) == before


def test_only_the_period_and_only_the_source_are_replaced(workspace, tmp_path):
    bring(workspace, tmp_path, month(2, "9"), "other.csv", source="south")
    bring(workspace, tmp_path, [month(2)[0]], "february.csv", replaces=("2024-02", "2024-02"))
    assert total(workspace) == FULL - 210 - 228 + sum(r["net_amount"] for r in month(2))


def test_the_same_file_with_another_declaration_is_another_batch(workspace, tmp_path):
    bring(workspace, tmp_path, SHORT, "short.csv")
    outcome = bring(workspace, tmp_path, SHORT, "short.csv", replaces="file")
    assert len(outcome.added) == 1
    assert total(workspace) == FULL - GONE
    assert bring(workspace, tmp_path, SHORT, "short.csv", replaces="file").added == ()


def test_files_of_one_import_do_not_replace_each_other(workspace, tmp_path):
    paths = [write_rows(tmp_path / f"{n}.csv", month(n)[:2]) for n in (1, 2, 3)]
    workspace.import_files(paths, imported_at=NOON, replaces=("2024-01", "2024-03"))
    assert total(workspace) == FULL - sum(100 * n + 28 for n in (1, 2, 3))


def test_undo_in_any_order_ends_where_it_began(tmp_path):
    place = open_workspace(tmp_path / "w")
    bring(place, tmp_path, half_year(), "first.csv")
    start = state(place)
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)):
        added = [
            bring(place, tmp_path, SHORT, "short.csv", replaces="file").added[0],
            bring(
                place, tmp_path, [*month(3, "2"), line("new", date(2024, 3, 3), 1, "N1")], "march.csv"
            ).added[0],
            bring(place, tmp_path, half_year(7), "seventh.csv", replaces=("2024-06", "2024-07")).added[0],
        ]
        for place_in_list in order:
            place.undo(added[place_in_list].id)
        assert state(place) == start


def test_a_later_file_inside_a_replaced_period_counts(workspace, tmp_path):
    bring(workspace, tmp_path, SHORT, "short.csv", replaces="file")
    bring(workspace, tmp_path, [month(2)[1]], "late.csv")
    assert total(workspace) == FULL - GONE + 210


@pytest.mark.parametrize("replaces", [("2024-13", "2024-14"), ("soon", "later"), ("2024-06", "2024-01")])
def test_a_period_that_is_none(workspace, tmp_path, replaces):
    before = state(workspace)
    with pytest.raises(ClientelaError, match=r"not a period|before it begins"):
        bring(workspace, tmp_path, SHORT, "short.csv", replaces=replaces)
    assert state(workspace) == before


def test_overlapping_exports_january_to_june_then_to_july(workspace, tmp_path):
    bring(workspace, tmp_path, half_year(7), "july.csv")
    assert total(workspace) == sum(row["net_amount"] for row in half_year(7))
    assert len(customers(run_at(workspace, date(2024, 7, 31)))) == 1


def preview(workspace, tmp_path, rows, name="new.csv", **more):
    path = write_rows(tmp_path / name, rows)
    before = {p: p.stat().st_mtime_ns for p in workspace.path.rglob("*")}
    found = workspace.preview([path], imported_at=NOON, **more)
    assert {p: p.stat().st_mtime_ns for p in workspace.path.rglob("*")} == before
    return found


def test_a_preview_says_what_would_happen_and_writes_nothing(workspace, tmp_path):
    rows = [dict(row) for row in SHORT]
    rows[0]["net_amount"] += 5
    rows[1]["salesperson"] = "Zoe"
    rows += [line("2", date(2024, 6, 29), 40, "N1"), line("3", date(2024, 6, 30), 2, "N2")]
    found = preview(workspace, tmp_path, rows)
    assert (found.documents_new, found.lines_new, found.amount_new) == (2, 2, 420_000)
    assert (found.documents_changed, found.amount_changed) == (1, 50_000)
    assert found.documents_unchanged == len(SHORT) - 1
    assert (found.documents_vanished, found.amount_vanished) == (2, GONE * 10_000)
    assert found.vanished == (
        ("I2-10", date(2024, 2, 10), "Customer 1", 2_100_000),
        ("I5-1", date(2024, 5, 1), "Customer 1", 5_010_000),
    )
    assert (found.is_vanished_dropped, found.customers_new, found.customers_changed) == (False, 2, 1)
    assert found.customer_changes == (("1", "seller_id", None, "Zoe"),)
    assert found.totals == ((2024, "invoice", 18, FULL * 10_000, 20, (FULL + 5 + 42) * 10_000),)


@pytest.mark.parametrize("replaces", [None, "file"])
def test_the_totals_of_a_preview_are_those_of_the_import(workspace, tmp_path, replaces):
    found = preview(workspace, tmp_path, SHORT, replaces=replaces)
    workspace.import_files([tmp_path / "new.csv"], imported_at=NOON, replaces=replaces)
    summary = workspace.facts_summary()
    assert [(t[4], t[5]) for t in found.totals] == [(summary["lines"], summary["amount"])]
    again = preview(workspace, tmp_path, SHORT, replaces=replaces)
    assert (again.known, again.documents_new, again.documents_vanished) == (("new.csv",), 0, 0)


def test_a_file_of_a_few_days_says_nothing_about_what_it_lacks(workspace, tmp_path):
    found = preview(workspace, tmp_path, [month(2)[0], line("1", date(2024, 2, 20), 1, "N")])
    assert found.documents_vanished == 0


def test_a_preview_of_the_first_file(tmp_path):
    found = preview(open_workspace(tmp_path / "empty"), tmp_path, half_year())
    assert (found.documents_new, found.customers_new, found.documents_vanished) == (18, 1, 0)
