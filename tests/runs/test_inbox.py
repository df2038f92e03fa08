"""A folder watched: each file once, whole files only, a bad one stops nobody."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from conftest import line, open_workspace, write_rows

NOW = datetime.now(tz=UTC) + timedelta(days=2)  # noqa: TID251 - the times of files just written are the clock's


@pytest.fixture
def place(tmp_path):
    (tmp_path / "in").mkdir()
    return open_workspace(tmp_path / "w")


def put(tmp_path, name, *rows):
    return write_rows(tmp_path / "in" / name, rows)


def take(place, tmp_path, **more):
    settings = {"imported_at": NOW, "settle_seconds": 30, **more}
    return {
        t.path.name: (t.lines, t.problem is None) for t in place.import_folder(tmp_path / "in", **settings)
    }


def test_each_file_once_by_content(place, tmp_path):
    put(tmp_path, "a.csv", line("1", date(2025, 1, 1), 10))
    put(tmp_path, "b.csv", line("1", date(2025, 2, 1), 20), line("2", date(2025, 2, 1), 5))
    assert take(place, tmp_path) == {"a.csv": (1, True), "b.csv": (2, True)}
    assert take(place, tmp_path) == {}
    (tmp_path / "in" / "copy of a.csv").write_bytes((tmp_path / "in" / "a.csv").read_bytes())
    assert take(place, tmp_path) == {}
    put(tmp_path, "a.csv", line("1", date(2025, 1, 1), 11))
    assert take(place, tmp_path) == {"a.csv": (1, True)}
    assert place.facts_summary()["amount"] == 360_000


def test_what_was_undone_does_not_come_back_by_itself(place, tmp_path):
    put(tmp_path, "a.csv", line("1", date(2025, 1, 1), 10))
    take(place, tmp_path)
    place.undo(place.batches()[0].id)
    assert take(place, tmp_path) == {}
    assert place.batches() == ()


def test_a_bad_file_is_told_and_the_good_ones_come_in(place, tmp_path):
    put(tmp_path, "a.csv", line("1", date(2025, 1, 1), 10))
    (tmp_path / "in" / "bad.csv").write_bytes(b"%PDF-1.4 no table")
    put(tmp_path, "z.csv", line("1", date(2025, 3, 1), 30))
    assert take(place, tmp_path) == {"a.csv": (1, True), "bad.csv": (0, False), "z.csv": (1, True)}
    assert take(place, tmp_path) == {"bad.csv": (0, False)}
    assert place.facts_summary()["lines"] == 2


def test_files_in_the_making_are_left_alone(place, tmp_path):
    rows = [line("1", date(2025, 1, 1), 10)]
    for name in (".hidden.csv", "~$a.csv", "a.csv.part", "a.tmp", "b.crdownload"):
        put(tmp_path, name, *rows)
    (tmp_path / "in" / "empty.csv").touch()
    put(tmp_path, "fresh.csv", line("2", date(2025, 1, 1), 10))
    os.utime(
        tmp_path / "in" / "fresh.csv", (0, 0)
    )  # an old date, as copying tools set it: the file is new all the same
    soon = datetime.fromtimestamp(time.time() + 5, tz=UTC)
    assert take(place, tmp_path, imported_at=soon) == {}
    assert take(place, tmp_path) == {"fresh.csv": (1, True)}


def test_imported_files_move_away_when_asked(place, tmp_path):
    put(tmp_path, "a.csv", line("1", date(2025, 1, 1), 10))
    (tmp_path / "in" / "bad.csv").write_bytes(b"%PDF-1.4 no table")
    done = tmp_path / "done"
    take(place, tmp_path, done=done)
    put(tmp_path, "a.csv", line("1", date(2025, 1, 2), 10))
    take(place, tmp_path, done=done)
    assert sorted(p.name for p in done.iterdir()) == ["a-2.csv", "a.csv"]
    assert [p.name for p in (tmp_path / "in").iterdir()] == ["bad.csv"]
