"""Publishing, comparing, pruning, undoing: nothing that is kept ever changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clientela.base.errors import ClientelaError
from conftest import AS_OF, customers, import_rows, line, picture, run_at, table

LATER = AS_OF - timedelta(days=100)


def cells(document, name):
    return next(b.rows for s in document.sections for b in s.blocks if getattr(b, "name", "") == name)


def test_publish_moves_the_pointer_only(first):
    workspace = first.workspace
    second = run_at(workspace, LATER, publish=False)
    assert workspace.current().manifest.run_id == first.manifest.run_id
    before = {p: p.read_bytes() for p in workspace.path.rglob("*") if p.is_file()}
    workspace.publish(second.manifest.run_id)
    after = {p: p.read_bytes() for p in workspace.path.rglob("*") if p.is_file()}
    assert {p for p in after if before.get(p) != after[p]} == {workspace.path / "published.json"}
    assert workspace.current().manifest.run_id == second.manifest.run_id


@pytest.mark.parametrize("name", ["nothing", "../published", "..\\published", ""])
def test_a_run_that_is_not_there(first, name):
    with pytest.raises(ClientelaError, match="no run"):
        first.workspace.publish(name)


def test_compare_says_what_differs_and_only_that(first):
    workspace = first.workspace
    same = workspace.compare(first.manifest.run_id, first.manifest.run_id)
    assert [cells(same, name) for name in ("causes", "totals", "moves")] == [(), (), ()]
    import_rows(workspace, [line("01", date(2025, 12, 30), 5000, "new", salesperson="S1")], name="more.csv")
    second = run_at(workspace)
    found = workspace.compare(first.manifest.run_id, second.manifest.run_id)
    changes = {row[0].id: row[3] for row in cells(found, "totals")}
    assert changes["Revenue"] == 5000
    assert "New customers, last 12 months" not in changes
    assert [str(row[0]) for row in cells(found, "causes")] == ["Facts"]
    moves = cells(found, "moves")
    assert sum(row[3] for row in moves) == sum(
        customers(first)[c][column] != row[column]
        for c, row in customers(second).items()
        for column in ("abc_value_class", "abc_count_class", "pyramid_revenue_layer", "lifecycle_state")
    )


def test_prune_keeps_the_published_run_whole(first):
    workspace = first.workspace
    oldest = [run_at(workspace, AS_OF - timedelta(days=days), publish=False) for days in (1, 2, 3)][-1]
    workspace.publish(oldest.manifest.run_id)
    before = picture(oldest)
    files, size = workspace.prune(keep=1)
    assert files > 0
    assert size > 0
    assert {m.run_id for m in workspace.runs()} == {first.manifest.run_id, oldest.manifest.run_id}
    assert picture(workspace.current()) == before
    assert workspace.prune(keep=1) == (0, 0)
    for manifest in workspace.runs():
        assert picture(workspace.get_run(manifest.run_id))
    assert run_at(workspace).manifest.computed == ()


def test_prune_keeps_the_facts_of_a_kept_run_after_an_undo(first):
    workspace = first.workspace
    before = picture(first)
    for place in range(5):
        outcome = import_rows(
            workspace, [line("77", date(2025, 12, 1), 10 + place, f"x{place}")], name=f"{place}.csv"
        )
        workspace.undo(outcome.added[0].id)
    workspace.prune(keep=1)
    assert picture(workspace.get_run(first.manifest.run_id)) == before
    assert len(list((workspace.path / "batches").iterdir())) == 1


def test_undo_gives_the_earlier_figures_back_and_the_import_returns_them(first, small):
    workspace = first.workspace
    before = picture(first)
    more = [
        line("99", date(2025, 12, 5), 700, "n1", salesperson="S1"),
        *[{**r, "net_amount": 1} for r in small[40:50]],
    ]
    outcome = import_rows(workspace, more, name="more.csv")
    with_more = picture(run_at(workspace))
    assert with_more != before
    workspace.undo(outcome.added[0].id)
    undone = run_at(workspace)
    assert picture(undone) == before
    assert "99" not in customers(undone)
    import_rows(workspace, more, name="more.csv")
    assert picture(run_at(workspace)) == with_more


def test_undo_of_the_older_file_leaves_the_younger(first, small):
    workspace = first.workspace
    import_rows(workspace, [{**small[0], "net_amount": 7777}], name="correction.csv")
    workspace.undo(workspace.batches()[0].id)
    run = run_at(workspace)
    assert {k: v["revenue_amount"] for k, v in customers(run).items()} == {"01": 7777}
    workspace.undo(workspace.batches()[0].id)
    assert workspace.batches() == ()
    assert picture(workspace.get_run(first.manifest.run_id)) == picture(first)


def test_undo_of_nothing_is_a_sentence(first):
    with pytest.raises(ClientelaError, match="no batch"):
        first.workspace.undo("nothing")


def test_an_import_rewrites_the_months_it_touches_and_no_other(first):
    workspace = first.workspace
    before = dict(workspace.facts.parts)
    import_rows(workspace, [line("01", date(2025, 8, 20), 1, "n1")], name="august.csv")
    after = dict(workspace.facts.parts)
    assert {month for month in after if before.get(month) != after[month]} == {2025 * 12 + 7}
    assert set(after) == set(before)


def test_file_control_holds_every_line_once(first, small):
    import_rows(first.workspace, [*small[:10], {**small[10], "net_amount": "abc"}], name="more.csv")
    rows = table(run_at(first.workspace), "file_control")
    for row in rows:
        assert row["lines_read"] == row["lines_accepted"] + row["lines_excluded"] + row["lines_rejected"]
    assert [row["lines_rejected"] for row in rows] == [0, 1]
    assert [row["replaced_lines"] for row in rows] == [10, 0]
    (quarantined,) = first.workspace.quarantine()
    assert (quarantined["row_number"], quarantined["value"]) == (11 + 1, "abc")
