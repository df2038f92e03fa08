"""Two writers at once, and what a killed one leaves lying about."""

from __future__ import annotations

import shutil
import threading
import time
from datetime import date

import pytest

from clientela.base.lock import BusyError, writing_lock
from conftest import import_rows, line, picture, run_at, table


def test_an_import_waits_for_its_turn(first):
    workspace = first.workspace
    done: list[float] = []

    def bring():
        import_rows(workspace, [line("01", date(2025, 12, 1), 5, "n")], name="more.csv")
        done.append(time.monotonic())

    with writing_lock(workspace.path / "lock"):
        thread = threading.Thread(target=bring)
        thread.start()
        thread.join(timeout=0.4)
        assert thread.is_alive()
        assert len(workspace.batches()) == 1
        released = time.monotonic()
    thread.join(timeout=30)
    assert done[0] >= released
    assert len(workspace.batches()) == 2


def test_who_waits_too_long_is_told(tmp_path):
    with (
        writing_lock(tmp_path / "lock"),
        pytest.raises(BusyError, match="Another import or run"),
        writing_lock(tmp_path / "lock", wait_seconds=0.05),
    ):
        pass


def test_leftovers_disturb_nobody(first, small):
    workspace = first.workspace
    before = picture(first)
    path = workspace.path
    good = next((path / "results" / "abc").glob("*.parquet"))
    (good.parent / f".{good.name}.0badcafe.tmp").write_bytes(good.read_bytes()[:100])
    part = next((path / "facts").glob("lines-*.parquet"))
    (path / "facts" / f".part-1.parquet.{'0' * 8}.tmp").write_bytes(b"PAR1")
    (path / "facts" / "lines-2025-12-0000000000000000.parquet").write_bytes(part.read_bytes()[:50])
    (path / "facts" / ".part-7.parquet").write_bytes(b"")
    (path / "batches" / ".0123456789ab-012345.tmp").mkdir()
    (path / "batches" / ".0123456789ab-012345.tmp" / "lines.parquet").write_bytes(b"PAR1")
    (path / "batches" / "0123456789ab-012345").mkdir()  # a batch folder without its manifest
    (path / ".staging").mkdir()
    (path / ".staging" / "old.parquet").write_bytes(b"PAR1")
    (path / "runs" / ".2025-01-01-abcdef.json.12345678.tmp").write_text("{")
    assert picture(workspace.current()) == before
    assert run_at(workspace).manifest.computed == ()
    import_rows(workspace, [line("01", date(2025, 12, 1), 5, "n")], name="more.csv")
    (totals,) = table(run_at(workspace), "totals")
    assert totals["lines_count"] == len(small) + 1
    workspace.prune(keep=2)
    assert not [p for p in path.rglob("*") if p.name.endswith(".tmp")]
    assert not (path / ".staging").exists()
    assert picture(workspace.get_run(first.manifest.run_id)) == before


def test_facts_that_nobody_points_at_are_written_again(first, small):
    """Killed between the parts and the pointer: the same import comes to the same end."""
    workspace = first.workspace
    kept = workspace.path.parent / "kept"
    shutil.copytree(workspace.path, kept)
    more = [line("50", date(2025, 12, 1), 5, "n")]
    import_rows(workspace, more, name="more.csv")
    shutil.copyfile(
        kept / "facts" / "current.json", workspace.path / "facts" / "current.json"
    )  # as if killed just before
    assert len(workspace.batches()) == 1
    outcome = import_rows(workspace, more, name="more.csv")
    assert len(outcome.added) == 1
    (totals,) = table(run_at(workspace), "totals")
    assert totals["lines_count"] == len(small) + 1


def test_a_result_lost_or_a_run_half_done_is_made_again(first):
    workspace = first.workspace
    before = picture(first)
    for name in ("customer_days", "customers"):
        shutil.rmtree(workspace.path / "results" / name)
    (workspace.path / "runs" / f"{first.manifest.run_id}.json").unlink()
    again = run_at(workspace)
    assert set(again.manifest.computed) == {"customer_days", "customers"}
    assert picture(again) == before
