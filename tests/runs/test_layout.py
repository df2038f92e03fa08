"""The number of the workspace's form: older ones come up in one step, newer ones are refused."""

from __future__ import annotations

import json
from datetime import date

import pytest

from clientela.base.errors import ClientelaError
from clientela.runs.layout import FORMAT, read_format, upgrade
from clientela.workspace import Workspace
from conftest import import_rows, line, picture, run_at


def make_old(path):
    """Turn a workspace into one as the version without a number left it."""
    (path / "format.json").unlink()
    for record in path.glob("batches/*/batch.json"):
        kept = json.loads(record.read_text())["batch"]
        for name in ("corrects", "replaces_from", "replaces_to", "replaces_below", "part", "unused_columns"):
            kept.pop(name)
        record.write_text(json.dumps({"batch": kept}))
        for name in ("terms.parquet", "goods.parquet", "mapping.toml"):
            (record.parent / name).unlink(missing_ok=True)
    for manifest in path.glob("facts/gen-*.json"):
        kept = json.loads(manifest.read_text())
        for name in ("tables", "mended"):
            kept.pop(name)
        for batch in kept["batches"]:
            for name in (
                "corrects",
                "replaces_from",
                "replaces_to",
                "replaces_below",
                "part",
                "unused_columns",
            ):
                batch.pop(name)
        kept["schema"] = "older"
        manifest.write_text(json.dumps(kept))


def test_an_older_workspace_is_read_and_comes_up_with_the_next_write(first):
    before = picture(first)
    make_old(first.workspace.path)
    place = Workspace.open(first.workspace.path)
    assert read_format(place.path) == 0
    assert picture(place.current()) == before
    assert picture(run_at(place)) == before
    assert read_format(place.path) == FORMAT
    import_rows(place, [line("01", date(2025, 12, 1), 5, "n1")], name="more.csv")
    assert place.facts_summary()["lines"] == 97


def test_coming_up_twice_changes_nothing(first):
    make_old(first.workspace.path)
    upgrade(first.workspace.path)
    files = {p: p.read_bytes() for p in first.workspace.path.rglob("*") if p.is_file()}
    upgrade(first.workspace.path)
    assert {p: p.read_bytes() for p in first.workspace.path.rglob("*") if p.is_file()} == files


def test_a_newer_workspace_is_refused(first):
    path = first.workspace.path
    (path / "format.json").write_text(json.dumps({"format": FORMAT + 1}))
    with pytest.raises(ClientelaError, match="newer version"):
        Workspace.open(path)
    with pytest.raises(ClientelaError, match="newer version"):
        run_at(first.workspace)
