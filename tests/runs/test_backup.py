"""A backup is the workspace at one moment; what comes back is the same to the byte, or nothing comes back."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import threading
from datetime import date

import pytest

from clientela.base.errors import ClientelaError
from clientela.runs.layout import FORMAT
from clientela.workspace import Workspace, restore_backup
from conftest import import_rows, line, picture, run_at


def export(run, folder):
    folder.mkdir(exist_ok=True)
    run.export_customers(folder / "customers.csv", form="csv")
    return (folder / "customers.csv").read_bytes()


@pytest.mark.parametrize("suffix", [".tar", ".tar.gz", ".tar.xz"])
def test_what_comes_back_is_equal(first, tmp_path, suffix):
    place = first.workspace
    (place.path / "web.secret").write_text("key")
    (place.path / "web.sqlite3").write_text("accounts")
    run_at(place, date(2025, 9, 30), publish=False)
    made = place.backup(tmp_path / f"b{suffix}")
    assert restore_backup(made.path, tmp_path / "back") == made.files
    back = Workspace.open(tmp_path / "back")
    assert back.facts == place.facts
    assert back.runs() == place.runs()
    assert picture(back.current()) == picture(first)
    assert export(back.current(), tmp_path / "one") == export(first, tmp_path / "two")
    assert run_at(back).manifest.computed == ()
    assert not [p.name for p in back.path.rglob("*") if p.name.startswith("web.")]
    assert not back.repair().mended


def test_a_backup_while_imports_run_is_of_one_moment(first, tmp_path):
    place = first.workspace
    stop = threading.Event()
    errors: list[BaseException] = []

    def work():
        count = 0
        while not stop.is_set():
            count += 1
            try:
                outcome = import_rows(
                    place, [line("01", date(2025, 12, 1), count, f"n{count}")], name=f"n{count}.csv"
                )
                if count % 2:
                    place.undo(outcome.added[0].id)
                place.prune(keep=1)
            except BaseException as error:  # noqa: BLE001 - told by the test
                errors.append(error)
                return

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for turn in range(4):
            place.backup(tmp_path / f"{turn}.tar")
            restore_backup(tmp_path / f"{turn}.tar", tmp_path / f"back{turn}")
            back = Workspace.open(tmp_path / f"back{turn}")
            assert back.repair().is_whole
            assert picture(back.current()) == picture(first)
            assert sum(b.lines_accepted for b in back.batches()) == back.facts_summary()["lines"]
    finally:
        stop.set()
        thread.join(timeout=60)
    assert not errors


def rewrite(path, target, change):
    with tarfile.open(path) as old, tarfile.open(target, "w") as new:
        for entry in old:
            content = old.extractfile(entry).read()
            for name, data, kind in change(entry.name, content):
                info = tarfile.TarInfo(name)
                info.size, info.type = len(data), kind
                if kind == tarfile.SYMTYPE:
                    info.linkname, info.size = "/etc/passwd", 0
                new.addfile(info, io.BytesIO(data))


def flip(name, content):
    if name.endswith(".parquet") and "lines-" in name:
        content = content[:60] + bytes([content[60] ^ 1]) + content[61:]
    return [(name, content, tarfile.REGTYPE)]


TRICKS = {
    "a flipped bit": flip,
    "a missing file": lambda n, c: [] if n.endswith("lines.parquet") else [(n, c, tarfile.REGTYPE)],
    "no list": lambda n, c: [] if n == "backup.json" else [(n, c, tarfile.REGTYPE)],
    "a further file": lambda n, c: [
        (n, c, tarfile.REGTYPE),
        *([("extra", b"x", tarfile.REGTYPE)] if n == "backup.json" else []),
    ],
    "out of the folder": lambda n, c: [
        (n, c, tarfile.REGTYPE),
        *([("../out", b"x", tarfile.REGTYPE)] if n == "backup.json" else []),
    ],
    "from the root": lambda n, c: [
        (n, c, tarfile.REGTYPE),
        *([("/out/of/here", b"x", tarfile.REGTYPE)] if n == "backup.json" else []),
    ],
    "a link": lambda n, c: (
        [("link", b"", tarfile.SYMTYPE)] if n == "format.json" else [(n, c, tarfile.REGTYPE)]
    ),
    "twice": lambda n, c: [(n, c, tarfile.REGTYPE)] * (2 if n == "format.json" else 1),
    "a newer version": lambda n, c: [
        (
            n,
            c.replace(f'"format": {FORMAT}'.encode(), b'"format": 999') if n == "backup.json" else c,
            tarfile.REGTYPE,
        )
    ],
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_damaged_or_tricky_archive_brings_nothing_back(first, tmp_path, trick):
    first.workspace.backup(tmp_path / "good.tar")
    rewrite(tmp_path / "good.tar", tmp_path / "bad.tar", TRICKS[trick])
    with pytest.raises(ClientelaError, match=r"damaged|entry|complete|newer"):
        restore_backup(tmp_path / "bad.tar", tmp_path / "in" / "back")
    assert list((tmp_path / "in").iterdir()) == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("keep", [0.2, 0.7, 0.99])
def test_half_an_archive_brings_nothing_back(first, tmp_path, keep):
    path = first.workspace.backup(tmp_path / "good.tar.gz").path
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    with pytest.raises(ClientelaError, match=r"damaged|complete"):
        restore_backup(path, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_a_folder_with_something_in_it_is_left_alone(first, tmp_path):
    path = first.workspace.backup(tmp_path / "good.tar").path
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("x")
    with pytest.raises(ClientelaError, match="not empty"):
        restore_backup(path, tmp_path / "full")
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["b.zip", "b", "b.tar.rar"])
def test_a_form_that_is_not_known(first, tmp_path, name):
    with pytest.raises(ClientelaError, match=r"\.tar"):
        first.workspace.backup(tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_backup_into_the_workspace_is_refused(first):
    with pytest.raises(ClientelaError, match="inside"):
        first.workspace.backup(first.workspace.path / "b.tar")


def test_a_run_that_is_not_complete_is_left_out_and_named(first, tmp_path):
    place = first.workspace
    other = run_at(place, date(2025, 6, 30), publish=False)
    name, print_ = next((n, p) for n, p in other.manifest.results.items() if first.manifest.results[n] != p)
    (place.path / "results" / name / f"{print_}.parquet").unlink()
    made = place.backup(tmp_path / "b.tar")
    assert made.left_out == (other.manifest.run_id,)
    with tarfile.open(made.path) as archive:
        listed = json.load(archive.extractfile("backup.json"))["files"]
    assert f"runs/{other.manifest.run_id}.json" not in listed


@pytest.mark.parametrize("content", [b"no archive at all", b"", b"\x1f\x8b\x08\x00" + b"\xff" * 400])
def test_what_is_no_archive_is_told_in_a_sentence(tmp_path, content):
    path = tmp_path / "other.tar.gz"
    path.write_bytes(content)
    with pytest.raises(ClientelaError) as caught:
        restore_backup(path, tmp_path / "back")
    assert str(caught.value) == "other.tar.gz is damaged, not whole, or no backup. Take another one."


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"format": "x", "files": {}}', b'{"format": 1, "files": 3}']
)
def test_a_list_that_cannot_be_read_is_told_in_a_sentence(first, tmp_path, content):
    first.workspace.backup(tmp_path / "good.tar")
    rewrite(
        tmp_path / "good.tar",
        tmp_path / "bad.tar",
        lambda n, c: [(n, content if n == "backup.json" else c, tarfile.REGTYPE)],
    )
    with pytest.raises(ClientelaError, match=r"^bad\.tar is damaged, not whole, or no backup"):
        restore_backup(tmp_path / "bad.tar", tmp_path / "back")


def test_a_missing_batch_is_told_in_a_sentence(first, tmp_path):
    place = first.workspace
    batch = place.batches()[0].id
    shutil.rmtree(place.path / "batches" / batch)
    with pytest.raises(ClientelaError, match=rf"{batch} is missing\. Run `clientela repair` first"):
        place.backup(tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()
