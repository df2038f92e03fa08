"""A process killed at any moment leaves the last good state, and the next command works."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from clientela.workspace import Workspace
from conftest import NOON, line, picture, run_at, table, write_rows

SOURCE = Path(__file__).parents[2] / "src"
COMMAND = [sys.executable, "-c", "from clientela.cli import main; main()"]


def start(*arguments):
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)], env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def seconds_of(*arguments):
    begun = time.monotonic()
    process = start(*arguments)
    _, said = process.communicate()
    assert process.returncode == 0, said
    return time.monotonic() - begun


def carry_on(place, path, step):
    """What a person does next, in this process: quicker, and the same door."""
    workspace = Workspace.open(place)
    if step == 0:
        workspace.import_files([path], imported_at=NOON)
        return workspace.facts_summary()["lines"]
    return run_at(workspace)


@pytest.fixture(scope="module")
def good(tmp_path_factory, demo_s):
    """(a published workspace, a further file, how long its import and a run take, what every end must look like)."""
    folder = tmp_path_factory.mktemp("kills")
    workspace = folder / "workspace"
    shutil.copytree(demo_s.run.workspace.path, workspace)
    ids = [row["customer_id"] for row in table(demo_s.run, "customers")]
    more = [line(c, date(2025, 1 + n % 12, 1 + n % 28), 10 + n, f"KILL{n}") for n, c in enumerate(ids * 10)]
    path = write_rows(folder / "more.csv", more)
    was = demo_s.files.line_count
    trial = folder / "trial"
    shutil.copytree(workspace, trial)
    took = seconds_of("import", path, "-w", trial), seconds_of("run", "-w", trial, "--as-of", "2025-12-31")
    end = Workspace.open(trial).current()
    return (
        workspace,
        path,
        took,
        picture(demo_s.run),
        (end.manifest.run_id, picture(end)),
        (was, was + len(more)),
    )


def kill_and_look(good, folder, *, step, moment):
    workspace, path, took, before, (end_id, end), lines = good
    place = folder / "workspace"
    shutil.copytree(workspace, place)
    if step == 1:
        carry_on(place, path, 0)
    process = start(*[("import", path, "-w", place), ("run", "-w", place, "--as-of", "2025-12-31")][step])
    time.sleep(moment * took[step])
    process.kill()
    process.communicate()

    published = Workspace.open(place).current()
    assert picture(published) == (end if published.manifest.run_id == end_id else before)
    assert published.workspace.facts_summary()["lines"] in lines
    assert step == 0 or published.workspace.facts_summary()["lines"] == lines[1]
    assert carry_on(place, path, 0) == lines[1]
    finished = carry_on(place, path, 1)
    assert finished.manifest.run_id == end_id
    assert picture(finished) == end
    finished.workspace.prune(keep=1)
    assert not [p for p in place.rglob("*") if p.name.endswith(".tmp")]
    assert picture(finished.workspace.current()) == end


@pytest.mark.parametrize(("step", "moment"), [(0, 0.75), (0, 0.9), (1, 0.85)])
def test_killed(good, tmp_path, step, moment):
    kill_and_look(good, tmp_path, step=step, moment=moment)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_killed_anywhere(good, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 - moments of a test
    kill_and_look(good, tmp_path, step=seed % 2, moment=chance.uniform(0.3, 1.0))
