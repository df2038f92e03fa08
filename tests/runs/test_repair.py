"""Whatever is damaged is mended from the batches, or named with the file to import again; what is whole stays."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from clientela.workspace import Workspace
from conftest import NOON, import_rows, line, picture, run_at


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(bytes(content))


def cut(path):
    path.write_bytes(path.read_bytes()[:40])


def said(repair):
    return " ".join(str(m) for m in (*repair.mended, *repair.lost))


def files_of(workspace):
    return {
        p.relative_to(workspace.path): p.read_bytes()
        for p in workspace.path.rglob("*")
        if p.is_file() and p.suffix != ".lock" and p.name != "lock"
    }


def test_a_whole_workspace_is_left_as_it_is(first):
    first.workspace.repair()
    before = files_of(first.workspace)
    assert first.workspace.repair().is_whole
    assert files_of(first.workspace) == before


@pytest.mark.parametrize("how", [damage, cut, lambda p: p.unlink()])
@pytest.mark.parametrize(
    "pattern", ["facts/lines-*.parquet", "facts/customer_keys-*.parquet", "facts/customer_terms-*.parquet"]
)
def test_facts_are_made_anew_from_the_batches(first, how, pattern):
    place = first.workspace
    import_rows(place, [line("77", date(2025, 3, 1), 12, "n1")], name="more.csv")
    before = picture(run_at(place))
    parts = place.facts.parts
    for path in sorted(place.path.glob(pattern))[:2]:
        if path.name in place.facts.files:
            how(path)
    trial = place.repair(is_trial=True)
    assert trial.mended
    found = place.repair()
    assert found.mended[0] == trial.mended[0]
    assert not found.lost
    assert place.facts.parts == parts
    assert picture(run_at(place)) == before
    assert picture(place.current()) == before
    assert place.repair().is_whole


def test_a_trial_changes_nothing(first):
    place = first.workspace
    for path in list(place.path.glob("facts/lines-*.parquet"))[:3]:
        damage(path)
    (place.path / "facts" / ".x.12345678.tmp").write_text("x")
    place.repair(is_trial=True)
    before = files_of(place)
    assert place.repair(is_trial=True).mended
    assert files_of(place) == before


def test_a_damaged_batch_is_named_and_whole_again_after_the_import(first, small):
    place = first.workspace
    batch = place.batches()[0]
    damage(batch.file(place.path / "batches", "lines"))
    before = place.facts
    found = place.repair()
    assert "sales.csv" in said(found)
    assert place.facts == before  # its lines are still there
    import_rows(place, small)
    assert place.repair().is_whole
    assert place.facts == before


def test_a_damaged_batch_with_damaged_facts_is_lost_and_named(first, small):
    place = first.workspace
    import_rows(place, [line("77", date(2025, 3, 1), 12, "n1")], name="more.csv")
    before = picture(run_at(place))
    cut(place.batches()[0].file(place.path / "batches", "lines"))
    cut(place.path / "facts" / place.facts.parts[0][1])
    found = place.repair()
    assert [("sales.csv" in str(m), "Import" in str(m)) for m in found.lost] == [(True, True)]
    assert place.facts_summary()["lines"] == 1
    import_rows(place, small)
    assert picture(run_at(place)) == before


@pytest.mark.parametrize("content", ["", "{", '{"manifest": "gone.json"}', "[]"])
def test_an_unreadable_pointer_goes_back_to_the_newest_manifest(first, content):
    place = first.workspace
    before = place.facts
    (place.path / "facts" / "current.json").write_text(content)
    place.repair()
    assert place.facts == before
    assert picture(place.current()) == picture(first)


def test_without_any_manifest_the_batches_are_enough(first):
    place = first.workspace
    before = picture(first)
    for path in place.path.glob("facts/*"):
        path.unlink()
    found = place.repair()
    assert "batch" in said(found)
    assert picture(run_at(place)) == before


def test_a_manifest_lost_after_an_import_names_the_file(first):
    place = first.workspace
    import_rows(place, [line("77", date(2025, 3, 1), 12, "n1")], name="more.csv")
    name = json.loads((place.path / "facts" / "current.json").read_text())["manifest"]
    (place.path / "facts" / name).write_text("{")
    found = place.repair()
    assert "more.csv" in said(found)
    assert place.facts_summary()["lines"] == 96


def test_damaged_results_are_computed_again(first):
    place = first.workspace
    before = picture(first)
    for pattern in ("abc", "customers"):
        cut(next(place.path.glob(f"results/{pattern}/*.parquet")))
    assert "2 damaged results" in said(place.repair())
    again = run_at(place)
    assert set(again.manifest.computed) == {"abc", "customers"}
    assert picture(again) == before
    assert place.repair().is_whole


def test_a_dangling_published_run_moves_to_one_that_is_whole(first):
    place = first.workspace
    other = run_at(place, date(2025, 6, 30), publish=False)
    (place.path / "published.json").write_text(json.dumps({"run_id": "2020-01-01-0000000000"}))
    place.repair()
    assert place.current().manifest.run_id in {first.manifest.run_id, other.manifest.run_id}
    (place.path / "published.json").write_text("nonsense")
    place.repair()
    assert picture(place.current())
    shutil.rmtree(place.path / "runs")
    place.repair()
    assert place.current() is None


def test_a_run_that_cannot_be_read_does_not_stop_the_others(first):
    place = first.workspace
    other = run_at(place, date(2025, 6, 30), publish=False)
    (place.path / "runs" / f"{other.manifest.run_id}.json").write_text("{")
    place.repair()
    assert [m.run_id for m in place.runs()] == [first.manifest.run_id]


def test_half_written_things_go_and_whole_ones_stay(first):
    place = first.workspace
    whole = files_of(place)
    (place.path / ".staging").mkdir()
    (place.path / ".spill").mkdir()
    (place.path / "batches" / "half").mkdir()
    (place.path / "batches" / "half" / "lines.parquet").write_bytes(b"PAR1")
    (place.path / "batches" / ".half.tmp").mkdir()
    for name in ("facts/.a.tmp", "results/abc/.b.tmp", "runs/.c.tmp", ".d.tmp"):
        (place.path / name).write_bytes(b"x")
    assert "8 half-written" in said(place.repair())
    left = files_of(place)
    assert {p: c for p, c in left.items() if p in whole} == whole
    assert not [p for p in place.path.rglob("*") if p.name.endswith(".tmp")]


def test_a_batch_undone_is_not_brought_back(first):
    place = first.workspace
    outcome = import_rows(place, [line("77", date(2025, 3, 1), 12, "n1")], name="more.csv")
    place.undo(outcome.added[0].id)
    damage(place.path / "facts" / place.facts.parts[0][1])
    place.repair()
    assert len(place.batches()) == 1


def test_a_damaged_list_of_visits_is_made_anew(first, tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text("customer_number,customer_name,town\n01,One,Rome\n02,Two,Oslo\n")
    place = Workspace.open(first.workspace.path)
    place.import_files([path], imported_at=NOON)
    tables = place.facts.tables
    assert [name for name, _ in tables] == ["customers"]
    cut(place.path / "facts" / tables[0][1])
    place.repair()
    assert place.facts.tables == tables


def test_a_replaced_period_survives_gaps_in_the_numbers(tmp_path):
    """Batches undone leave gaps: counted anew, a file that replaces a period must not drop its own lines."""
    workspace = Workspace.open(tmp_path / "workspace")
    rows = [line("C1", date(2025, month, 5), 100 * month, f"F{month}") for month in range(1, 7)]
    gone = import_rows(workspace, [line("C2", date(2025, 1, 9), 7, "G1")], name="gone.csv").added[0].id
    import_rows(workspace, rows, name="first.csv")
    workspace.undo(gone)
    shutil.rmtree(workspace.path / "batches" / gone)
    path = tmp_path / "second.csv"
    path.write_text((tmp_path / "workspace-files" / "first.csv").read_text().replace(",100,", ",150,"))
    workspace.import_files([path], imported_at=NOON, replaces="file")
    before = workspace.facts_summary()["amount"]
    shutil.rmtree(workspace.path / "facts")
    workspace.repair()
    assert Workspace.open(workspace.path).facts_summary()["amount"] == before
