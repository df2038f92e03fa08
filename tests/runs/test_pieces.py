"""Results in pieces are the results; a piece is computed again when something that went into it changed, and only then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date

import pytest

from clientela.base.errors import ClientelaError
from clientela.base.settings import Structure
from clientela.runs import pieces
from clientela.workspace import Statement, Workspace, restore_backup
from conftest import (
    AS_OF,
    NOON,
    build_workspace,
    import_rows,
    line,
    noon,
    open_workspace,
    picture,
    run_at,
    tiny_rows,
)

MONTH = date(2025, 12, 1)
RATES = {"USD": {"2023-01-01": 0.9}}
MORE_RATES = {"USD": {"2023-01-01": 0.9, "2025-11-15": 0.8}}
NAMES = {"customer_days", "customer_months"}


def mixed_rows():
    """The tiny company; every fourth customer pays in dollars."""
    return [{**row, "currency": "USD" if n % 4 == 0 else "EUR"} for n, row in enumerate(tiny_rows())]


def split(rows):
    """All before December 2025, and that month."""
    before = [row for row in rows if row["invoice_date"] < MONTH.isoformat()]
    return before, [row for row in rows if row["invoice_date"] >= MONTH.isoformat()]


def stamps(workspace, name="customer_days"):
    folder = workspace.path / "results" / name
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("part-*.parquet")}


def new_pieces(before, after):
    assert before.items() <= after.items()  # what was there was not written again
    return set(after) - set(before)


@pytest.fixture
def in_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "_WORTH_IT", -1)


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Workspace:
    monkeypatch.setattr(pieces, "_WORTH_IT", -1)
    place = open_workspace(tmp_path / "workspace", rates=RATES)
    before, _ = split(mixed_rows())
    import_rows(place, before)
    run_at(place, date(2025, 11, 30))
    return place


@pytest.mark.parametrize("as_of", [AS_OF, date(2025, 3, 31), date(2024, 2, 10), date(2023, 1, 20)])
def test_figures_are_those_of_the_whole(tmp_path, monkeypatch, as_of):
    whole = picture(build_workspace(tmp_path / "whole", mixed_rows(), as_of=as_of, rates=RATES))
    monkeypatch.setattr(pieces, "_WORTH_IT", -1)
    run = build_workspace(tmp_path / "pieces", mixed_rows(), as_of=as_of, rates=RATES)
    assert picture(run) == whole
    quarters = (as_of.year - 2023) * 4 + (as_of.month - 1) // 3 + 1
    assert len(stamps(run.workspace)) == (quarters if quarters > 1 else 0)


@pytest.mark.usefixtures("in_pieces")
def test_a_step_declared_by_part_is(tmp_path):
    run = build_workspace(tmp_path, tiny_rows())
    folder = run.workspace.path / "results"
    found = {path.parent.name for path in folder.glob("*/part-*.parquet")}
    assert found == NAMES == {s.step.name for s in run.workspace.plan(as_of=AS_OF).steps if s.step.by_part}


def test_little_stays_whole(tmp_path):
    assert not stamps(build_workspace(tmp_path, tiny_rows()).workspace)


def test_a_month_more_computes_one_piece_and_undoing_it_none(workspace):
    first = {name: stamps(workspace, name) for name in NAMES}
    known = run_at(workspace, date(2025, 11, 30))
    assert known.manifest.computed == ()
    before = picture(known)
    import_rows(workspace, split(mixed_rows())[1], name="december.csv")
    later = run_at(workspace)
    assert set(later.manifest.computed) >= NAMES
    second = {name: stamps(workspace, name) for name in NAMES}
    assert {name: len(new_pieces(first[name], second[name])) for name in NAMES} == dict.fromkeys(NAMES, 1)
    workspace.undo(workspace.batches()[-1].id)
    assert picture(run_at(workspace, date(2025, 11, 30))) == before
    assert {name: stamps(workspace, name) for name in NAMES} == second


def test_another_day_shares_the_months_before_it(workspace):
    first = stamps(workspace)
    run_at(workspace, date(2025, 5, 20))
    assert len(new_pieces(first, stamps(workspace))) == 1
    second = stamps(workspace)
    run_at(workspace, date(2024, 12, 31))
    assert stamps(workspace) == second


def test_a_changed_line_computes_its_quarter(workspace):
    first = stamps(workspace)
    import_rows(workspace, [line("001", date(2024, 2, 3), 12, "late")], name="late.csv")
    run_at(workspace, date(2025, 11, 30))
    assert len(new_pieces(first, stamps(workspace))) == 1


def test_a_rate_computes_the_quarters_from_its_day_on(workspace, tmp_path):
    first = stamps(workspace)
    workspace.write_settings("")
    workspace = open_workspace(workspace.path, rates=MORE_RATES)
    run = run_at(workspace, date(2025, 11, 30))
    assert len(new_pieces(first, stamps(workspace))) == 1
    rows = split(mixed_rows())[0]
    assert picture(run) == picture(
        build_workspace(tmp_path / "o", rows, as_of=date(2025, 11, 30), rates=MORE_RATES)
    )


def test_a_link_computes_every_piece_and_a_new_customer_one(workspace):
    first = stamps(workspace)
    workspace.link([Statement("002", "001", "legal", evidence="one firm")], stated_by="Anna", stated_at=NOON)

    def run():
        return workspace.run(
            started_at=NOON, finished_at=noon, as_of=date(2025, 11, 30), structure=Structure(level="legal")
        )

    before = run()
    second = stamps(workspace)
    assert len(new_pieces(first, second)) == len(first)
    import_rows(workspace, [line("new", date(2025, 10, 3), 12, "n")], name="new.csv")
    after = run()
    assert after.manifest.results["customer_map"] != before.manifest.results["customer_map"]
    assert len(new_pieces(second, stamps(workspace))) == 1  # the map is another file, and says the same


def test_a_missing_or_damaged_piece_is_computed_again(workspace):
    run = workspace.current()
    before = picture(run)
    for name, harm in (
        ("customer_days", lambda path: path.unlink()),
        ("customer_months", lambda path: path.write_bytes(path.read_bytes()[:40])),
    ):
        first = stamps(workspace, name)
        path = workspace.path / "results" / name / sorted(first)[2]
        harm(path)
        assert workspace.repair().mended
        assert not path.exists()
        again = run_at(workspace, date(2025, 11, 30))
        assert again.manifest.computed == (name,)
        assert picture(again) == before
        assert {n for n, stamp in stamps(workspace, name).items() if first[n] != stamp} == {path.name}
        assert workspace.repair().is_whole


def test_a_damaged_list_is_written_again(workspace):
    before = picture(workspace.current())
    for path in (workspace.path / "results" / "customer_days").glob("*.json"):
        path.write_text("{")
    first = stamps(workspace)
    again = run_at(workspace, date(2025, 11, 30))
    assert again.manifest.computed == ("customer_days",)
    assert picture(again) == before
    assert stamps(workspace) == first


def test_pruning_keeps_the_pieces_of_kept_runs(workspace):
    import_rows(workspace, [line("001", date(2024, 2, 3), 12, "late")], name="late.csv")
    run = run_at(workspace, date(2025, 11, 30))
    before, first = picture(run), stamps(workspace)
    workspace.prune(keep=0)
    assert len(stamps(workspace)) == len(first) - 1
    assert picture(workspace.get_run(run.manifest.run_id)) == before
    assert run_at(workspace, date(2025, 11, 30)).manifest.computed == ()
    assert not [p for p in (workspace.path / "results").glob("*/*.json") if p.parent.name not in NAMES]
    for name in NAMES:
        assert len(list((workspace.path / "results" / name).glob("*.json"))) == 1


def test_a_backup_holds_the_pieces(workspace, tmp_path):
    made = workspace.backup(tmp_path / "b.tar")
    assert not made.left_out
    restore_backup(made.path, tmp_path / "back")
    back = Workspace.open(tmp_path / "back")
    assert set(stamps(back)) == set(stamps(workspace))
    assert picture(back.current()) == picture(workspace.current())
    assert run_at(back, date(2025, 11, 30)).manifest.computed == ()


def test_doctor_names_a_run_whose_piece_is_gone(workspace):
    whole = str(workspace.examine())
    next((workspace.path / "results" / "customer_days").glob("part-*.parquet")).unlink()
    assert "incomplete" in str(workspace.examine())
    assert "incomplete" not in whole


KILLED = """
import os, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path
from clientela.runs import pieces
from clientela.workspace import Workspace
pieces._WORTH_IT = -1
write, count = pieces.write_result, iter(range(100))
def writing(*given):
    if next(count) == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    write(*given)
pieces.write_result = writing
now = datetime(2026, 1, 15, 12, tzinfo=UTC)
Workspace.open(Path(sys.argv[1])).run(started_at=now, finished_at=lambda: now, as_of=date(2025, 11, 30))
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.usefixtures("in_pieces")
def test_what_a_killed_run_finished_is_there(tmp_path):
    place = open_workspace(tmp_path / "workspace", rates=RATES)
    import_rows(place, split(mixed_rows())[0])
    done = subprocess.run([sys.executable, "-c", KILLED, str(place.path)], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    first = stamps(place)
    assert len(first) == 5
    run = run_at(place, date(2025, 11, 30))
    assert len(new_pieces(first, stamps(place))) == 7
    whole = build_workspace(tmp_path / "o", split(mixed_rows())[0], as_of=date(2025, 11, 30), rates=RATES)
    assert picture(run) == picture(whole)


def test_a_run_from_before_the_data_is_refused_as_ever(workspace):
    with pytest.raises(ClientelaError, match="The data begin"):
        run_at(workspace, date(2020, 1, 1))
