"""Killed at any moment, out of disk at any moment: readable, nothing acknowledged lost, and the next command works."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from clientela.workspace import Workspace, restore_backup
from conftest import line, open_workspace, write_rows
from soaking import act

KILLS = int(os.environ.get("CLIENTELA_SOAK_KILLS", "500"))
FULL = int(os.environ.get("CLIENTELA_SOAK_FULL", "100"))
LANES = 2
os.environ["PYTHONPATH"] = os.pathsep.join(
    str(Path(__file__).parents[n] / name) for n, name in ((2, "src"), (1, "."))
)  # for the server of children
WORDS = multiprocessing.get_context("forkserver")
WORDS.set_forkserver_preload(["soaking"])
ACTS = ("import", "import", "import", "undo", "run", "run", "repair", "backup", "prune")


class Lane:
    """One workspace under fire, and what must be in it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)  # noqa: S311 - moments of a test
        self.place = open_workspace(folder / "workspace")
        self.files = [self._file(n) for n in range(6)]
        self.money: dict[str, int] = {}
        """Per batch id, the money it brings."""
        self.live: frozenset[str] = frozenset()
        self.published: str | None = None
        self.took: dict[str, float] = {}
        self.counts: Counter[str] = Counter()
        for path, replaces in self.files:  # every file once: what each brings, and how long each act takes
            self.once("import", (str(path), replaces))
            (batch,) = self.place.batches()
            self.money[batch.id] = self.place.facts_summary()["amount"]
            self.once("undo", batch.id)
        self.once("import", (str(self.files[0][0]), self.files[0][1]))
        self.live = frozenset(b.id for b in self.place.batches())
        for what, argument in (
            ("run", 12),
            ("repair", None),
            ("backup", str(folder / "b.tar")),
            ("prune", None),
        ):
            self.once(what, argument)
        self.published = self.place.current().manifest.run_id

    def _file(self, n: int) -> tuple[Path, tuple[str, str] | None]:
        rows = [
            line(f"{n}{c}", date(2025, 1 + (n + c) % 11, 2 + c), 10 * c + n + 1, f"F{n}-{c}", line_number=1)
            for c in range(8)
        ]
        return write_rows(self.folder / f"f{n}.csv", rows), None

    def once(self, what, argument):
        begun = time.monotonic()
        assert self.start(what, argument)[0] == "done"
        self.took[what] = time.monotonic() - begun

    def start(self, what, argument, *, kill_after=None, limit=None):
        ours, theirs = WORDS.Pipe(duplex=False)
        child = WORDS.Process(target=act, args=(str(self.place.path), what, argument, theirs, limit))
        child.start()
        theirs.close()
        child.join(kill_after if kill_after is not None else 120)
        child.kill()
        child.join()
        answer = ("killed", None, "")
        if ours.poll(0):
            with contextlib.suppress(EOFError):
                answer = ours.recv()
        assert kill_after is not None or answer[0] != "killed", f"{what} died by itself: {child.exitcode}"
        ours.close()
        return answer

    def choose(self):
        what = self.chance.choice(ACTS)
        after, argument = self.live, None
        if what == "import":
            n = self.chance.randrange(len(self.files))
            argument = (str(self.files[n][0]), self.files[n][1])
            after = self.live | {list(self.money)[n]}
        elif what == "undo":
            gone = self.chance.choice(sorted(self.live)) if self.live else "none"
            argument, after = gone, self.live - {gone}
        elif what == "run":
            argument = self.chance.randint(1, 12)
        elif what == "backup":
            argument = str(self.folder / "b.tar")
        return what, argument, after

    def turn(self, *, is_full):
        what, argument, after = self.choose()
        before = self.place.facts
        if is_full:
            limit = int(2 ** self.chance.uniform(3, 14))
            answer = self.start(what, argument, limit=limit)
        else:
            answer = self.start(what, argument, kill_after=self.chance.uniform(0.0, 1.15) * self.took[what])
        self.counts[f"{what}: {answer[0]}"] += 1
        if answer[0] == "refused":
            assert answer[1] == ("DiskError" if is_full else answer[1]), answer
            assert is_full or what in ("undo", "run"), answer
        self.look(what, answer, after, before)

    def look(self, what, answer, after, before):
        place = Workspace.open(self.place.path)
        found = frozenset(b.id for b in place.batches())
        if answer[0] == "done":
            assert found == after, (what, "acknowledged and not there")
        assert found in (self.live, after), (what, "neither before nor after")
        summary = place.facts_summary()
        assert summary["amount"] == sum(self.money[b] for b in found)
        if what not in ("import", "undo", "repair"):
            assert place.facts.batches == before.batches
        self.live = found
        current = place.current()
        assert current is not None
        if answer[0] == "done" and what == "run":
            assert current.manifest.run_id == answer[1]
        elif what != "run":
            assert current.manifest.run_id == self.published
        self.published = current.manifest.run_id
        with current.reading() as reader:
            assert reader.one("totals")["lines_count"] is not None
            assert len(reader.rows("customers")) >= 0
        if what == "backup" and (self.folder / "b.tar").exists():
            shutil.rmtree(self.folder / "back", ignore_errors=True)
            restore_backup(self.folder / "b.tar", self.folder / "back")
            shutil.rmtree(self.folder / "back")

    def done(self, *, is_full):
        """Return how many acts were killed before they had answered, or went on with a full disk."""
        return sum(n for what, n in self.counts.items() if is_full or what.endswith("killed"))

    def end(self):
        """After all of it the workspace works like a new one."""
        for path, replaces in self.files:
            self.start("import", (str(path), replaces))
        assert self.place.facts_summary()["amount"] == sum(self.money.values())
        assert self.start("run", 12)[0] == "done"
        self.start("repair", None)
        self.start("prune", None)
        assert self.place.repair().is_whole
        assert not [p for p in self.place.path.rglob("*") if p.name.endswith(".tmp")]


def fire(folder, *, turns, is_full, seed):
    def one(number):
        lane = Lane(folder / str(number), seed * 100 + number)
        while lane.done(is_full=is_full) < turns // LANES:
            lane.turn(is_full=is_full)
        lane.end()
        return lane.counts

    for number in range(LANES):
        (folder / str(number)).mkdir(parents=True)
    with ThreadPoolExecutor(LANES) as pool:
        return sum(pool.map(one, range(LANES)), Counter())


@pytest.mark.soak
def test_killed_at_any_moment(tmp_path, capsys):
    counts = fire(tmp_path, turns=KILLS, is_full=False, seed=1)
    killed = sum(n for what, n in counts.items() if what.endswith("killed"))
    with capsys.disabled():
        print(
            f"\n{sum(counts.values())} acts shot at, {killed} killed before they had answered: {dict(sorted(counts.items()))}"
        )
    assert killed >= KILLS // LANES * LANES


@pytest.mark.soak
def test_out_of_disk_at_any_moment(tmp_path, capsys):
    counts = fire(tmp_path, turns=FULL, is_full=True, seed=2)
    refused = sum(n for what, n in counts.items() if what.endswith("refused"))
    with capsys.disabled():
        print(
            f"\n{sum(counts.values())} acts with a full disk, {refused} of them refused: {dict(sorted(counts.items()))}"
        )
    assert refused > FULL / 4


def test_a_few_kills_and_a_few_full_disks(tmp_path):
    """The same in small, with every test run."""
    assert sum(fire(tmp_path / "k", turns=8, is_full=False, seed=3).values()) >= 8
    assert sum(fire(tmp_path / "f", turns=8, is_full=True, seed=4).values()) == 8
