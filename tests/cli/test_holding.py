"""The commands that keep a workspace well: quarantine, watch, repair, backup, restore, replacing a period."""

from __future__ import annotations

import os
import threading
import time
from datetime import date

import pytest

from clientela.base.lock import writing_lock
from clientela.cli._app import run as command
from clientela.workspace import Workspace
from conftest import NOON, line, write_rows


@pytest.fixture
def place(tmp_path):
    rows = [line("1", date(2025, n, 5), 100 * n, f"I{n}") for n in range(1, 7)]
    rows[2]["net_amount"] = "three"
    path = write_rows(tmp_path / "first.csv", rows)
    assert command(["import", str(path), "-w", str(tmp_path / "w")]) == 0
    return tmp_path / "w"


def test_quarantine_is_listed_exported_and_brought_back(place, tmp_path, capsys):
    assert command(["quarantine", "-w", str(place)]) == 0
    assert "first.csv: 1 x" in capsys.readouterr().out
    target = tmp_path / "bad.csv"
    assert command(["quarantine", "-w", str(place), "--export", str(target)]) == 0
    assert "1 row written" in capsys.readouterr().out
    target.write_text(target.read_text(encoding="utf-8-sig").replace("three", "300"), encoding="utf-8-sig")
    assert command(["import", str(target), "-w", str(place)]) == 0
    assert "1 corrected line" in capsys.readouterr().out
    assert Workspace.open(place).facts_summary()["amount"] == 21_000_000
    assert command(["quarantine", "-w", str(place), "--export", str(target)]) == 1
    assert "Nothing is in quarantine" in capsys.readouterr().err


def test_a_period_is_replaced(place, tmp_path):
    path = write_rows(tmp_path / "second.csv", [line("1", date(2025, 2, 5), 200, "I2")])
    assert command(["import", str(path), "-w", str(place), "--replaces", "2025-01..2025-04"]) == 0
    assert Workspace.open(place).facts_summary()["amount"] == 10_000 * (200 + 500 + 600)
    assert command(["import", str(path), "-w", str(place), "--replaces", "soon"]) == 1


def test_watch_once(place, tmp_path, capsys):
    folder = tmp_path / "in"
    path = write_rows(folder / "more.csv", [line("2", date(2025, 6, 5), 7, "N1")])
    arguments = ["watch", str(folder), "-w", str(place), "--once", "--settle", "0"]
    assert command(arguments) == 0
    said = capsys.readouterr().out
    assert "more.csv: 1 rows" in said
    assert "is published" in said
    published = Workspace.open(place).current().manifest.run_id
    assert command(arguments) == 0
    assert capsys.readouterr().out == ""
    assert Workspace.open(place).current().manifest.run_id == published
    (folder / "bad.csv").write_bytes(b"%PDF-1.4")
    assert command(arguments) == 1
    assert "bad.csv" in capsys.readouterr().err
    assert path.exists()


def test_repair_backup_restore(place, tmp_path, capsys):
    assert command(["repair", "-w", str(place)]) == 0
    assert command(["backup", str(tmp_path / "b.tar.gz"), "-w", str(place)]) == 0
    (place / "facts" / Workspace.open(place).facts.parts[0][1]).unlink()
    capsys.readouterr()
    assert command(["repair", "-w", str(place), "--dry-run"]) == 0
    assert "Nothing was changed" in capsys.readouterr().out
    assert command(["repair", "-w", str(place)]) == 0
    assert command(["repair", "-w", str(place)]) == 0
    assert "Everything is whole" in capsys.readouterr().out
    assert command(["restore", str(tmp_path / "b.tar.gz"), "--to", str(tmp_path / "back")]) == 0
    assert Workspace.open(tmp_path / "back").facts.parts == Workspace.open(place).facts.parts
    assert command(["restore", str(tmp_path / "b.tar.gz"), "--to", str(tmp_path / "back")]) == 1
    os.truncate(next(place.glob("batches/*/lines.parquet")), 10)
    assert command(["repair", "-w", str(place)]) == 1
    assert "first.csv" in capsys.readouterr().out


def test_who_waits_is_told_for_whom(place, tmp_path, capsys):
    path = write_rows(tmp_path / "more.csv", [line("2", date(2025, 6, 5), 7, "N1")])
    with writing_lock(place / "lock"):
        assert command(["import", str(path), "-w", str(place), "--wait", "0.2"]) == 1
    said = capsys.readouterr().err
    assert f"Waiting for another import or run to finish (process {os.getpid()}" in said
    assert "Another import or run is writing" in said

    done = []
    with writing_lock(place / "lock"):
        thread = threading.Thread(
            target=lambda: done.append(Workspace.open(place).import_files([path], imported_at=NOON))
        )
        thread.start()
        time.sleep(0.3)
        assert Workspace.open(place).facts_summary()["lines"] == 5  # readers do not wait
        assert not done
    thread.join(timeout=30)
    assert len(done) == 1
