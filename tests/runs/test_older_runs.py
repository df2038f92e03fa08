"""A run of an older version stays readable: what it did not compute is empty, not an error."""

from __future__ import annotations

import json

import duckdb
import pytest

from clientela.base.scope import Scope
from clientela.runs.graph import all_steps
from clientela.workspace import Workspace
from conftest import build_workspace, table, tiny_rows

NEW = ("xyz", "rfm", "abc_double", "abc_breaks", "abc_stability", "clusters", "segments")
TABLES = (
    "market_mix",
    "abc_xyz_table",
    "rfm_table",
    "customer_types",
    "segment_sizes",
    "cluster_profiles",
    "cluster_traits",
)


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """The tiny company as a version without segments left it: no such results, no such columns, no such settings."""
    run = build_workspace(tmp_path_factory.mktemp("old"), tiny_rows())
    folder = run.workspace.path
    path = folder / "runs" / f"{run.manifest.run_id}.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name in (*NEW, *TABLES):
        del manifest["results"][name]
    for name in ("xyz", "rfm", "clusters", "segment_rules"):
        del manifest["settings"][name]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    unknown = {"customer_type"} | {
        f.name for name in NEW for f in all_steps()[name].fields if f.name != "customer_key"
    }
    for name in ("customers", "customer_register"):
        kept = folder / "results" / name / f"{manifest['results'][name]}.parquet"
        with duckdb.connect() as engine:
            columns = [row[0] for row in engine.execute(f"describe select * from '{kept}'").fetchall()]
            left_out = ", ".join(c for c in columns if c in unknown)
            engine.execute(
                f"copy (select * exclude ({left_out}) from '{kept}') to '{kept}.old' (format parquet)"
            )
        kept.with_name(kept.name + ".old").replace(kept)
    return Workspace.open(folder).current()


def test_what_it_knew_is_there_and_what_it_did_not_is_empty(old):
    assert len(table(old, "customers")) == 30
    for name in TABLES:
        assert table(old, name) == [], name


def test_its_report_has_the_sections_it_knew(old):
    names = [section.name for section in old.report().sections]
    assert {"overview", "abc", "lifecycle", "customers"} <= set(names)
    assert "behaviour" not in names


def test_a_part_of_it_can_be_read(old):
    seller = next(r["seller_id"] for r in table(old, "customers") if r["seller_id"])
    scope = Scope("seller_id", (seller,))
    assert 0 < len(table(old, "customers", scope=scope)) < 30
    assert old.report(scope=scope, scope_name=seller).sections
