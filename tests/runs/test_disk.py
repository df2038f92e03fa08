"""A full or closed disk at any moment: one sentence, the last good state, and the next attempt works."""

from __future__ import annotations

import errno
import os
import random
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from clientela.base import files
from clientela.runs.disk import DiskError
from clientela.workspace import Workspace
from conftest import import_rows, line, picture, run_at, write_rows

SOURCE = Path(__file__).parents[2] / "src"
MORE = [line(f"{n:02d}", date(2025, 1 + n % 12, 3), 70 + n, f"M{n}") for n in range(1, 40)]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("moment", [0, 1, 2, 5, 9, 13])
def test_a_file_that_cannot_be_written(first, monkeypatch, number, moment):
    place = first.workspace
    before = place.facts
    left = [moment]
    real = files.sync_file

    def fail(path):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(number, os.strerror(number), str(path))
        real(path)

    monkeypatch.setattr(files, "sync_file", fail)
    for module in ("clientela.tables._content", "clientela.tables._batches"):
        monkeypatch.setattr(f"{module}.sync_file", fail)
    with pytest.raises(DiskError, match=r"no room left|may not be written"):
        import_rows(place, MORE, name="more.csv")
    monkeypatch.undo()
    assert place.facts == before
    assert picture(place.current()) == picture(first)
    import_rows(place, MORE, name="more.csv")
    assert place.facts_summary()["lines"] == 96 + len(MORE)


def limited(arguments, size):
    """Run a command that may write files of `size` bytes at most: the engine meets the limit as well."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        [sys.executable, "-c", "from clientela.cli import main; main()", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, preexec_fn=limit, check=False,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
@pytest.mark.parametrize("seed", range(3))
def test_the_engine_meets_the_limit(first, tmp_path, seed):
    place = first.workspace
    path = write_rows(tmp_path / "more.csv", MORE)
    size = random.Random(seed).randint(200, 6_000)  # noqa: S311 - moments of a test
    for arguments in (("import", path), ("run", "--as-of", "2025-12-31")):
        done = limited((*arguments, "-w", place.path), size)
        if done.returncode:
            assert done.returncode == 1, done.stderr
            assert "Traceback" not in done.stderr
            assert "room left" in done.stderr
            assert len([s for s in done.stderr.splitlines() if "room left" in s]) == 1
    back = Workspace.open(place.path)
    assert (
        picture(back.current()) == picture(first) or back.current().manifest.run_id != first.manifest.run_id
    )
    back.import_files([path], imported_at=back_at())
    run_at(back)
    assert back.facts_summary()["lines"] == 96 + len(MORE)


def back_at():
    from conftest import NOON  # noqa: PLC0415 - beside its use

    return NOON


def test_the_sentence_says_where_and_how_much(first, monkeypatch):
    def fail(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("clientela.tables._content.sync_file", fail)
    with pytest.raises(DiskError) as caught:
        import_rows(first.workspace, MORE, name="more.csv")
    assert str(first.workspace.path) in str(caught.value)
    assert "MB free" in str(caught.value)
