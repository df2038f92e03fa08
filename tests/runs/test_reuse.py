"""What is computed, and what is found again."""

from __future__ import annotations

from datetime import timedelta

from clientela.runs.graph import all_steps
from conftest import AS_OF, build_workspace, customers, import_rows, line, picture, run_at, table, toml_of


def descendants(*names):
    found = set(names)
    for name, step in all_steps().items():
        if found & set(step.inputs):
            found.add(name)
    return found


def test_a_second_run_computes_nothing(first):
    assert set(first.manifest.computed) == {name for name, step in all_steps().items() if step.is_kept}
    stamps = {p: p.stat().st_mtime_ns for p in (first.workspace.path / "results").rglob("*.parquet")}
    second = run_at(first.workspace)
    assert second.manifest.run_id == first.manifest.run_id
    assert second.manifest.computed == ()
    assert stamps == {p: p.stat().st_mtime_ns for p in (first.workspace.path / "results").rglob("*.parquet")}


def test_another_abc_cut_rebuilds_the_classes_and_what_follows(first):
    workspace = first.workspace
    workspace.write_settings(toml_of({"abc_value_cuts": [0.6, 0.9]}))
    second = run_at(workspace)
    assert second.manifest.run_id != first.manifest.run_id
    assert set(second.manifest.computed) == descendants(
        "abc", "abc_held", "pareto_limits", "class_lines", "class_years", "margin_classes", "customer_years"
    )
    assert not {"customer_days", "customer_measures", "pyramid", "lifecycle"} & set(second.manifest.computed)
    counts = [sum(r["abc_value_class"] == "A" for r in customers(run).values()) for run in (first, second)]
    assert counts[1] < counts[0]
    workspace.write_settings("")
    assert run_at(workspace).manifest.computed == ()


def test_a_setting_that_no_result_reads_rebuilds_nothing(first):
    first.workspace.write_settings(toml_of({"company_name": "Another name", "concentration_hhi_alert": 0.5}))
    second = run_at(first.workspace)
    assert second.manifest.computed == ()
    assert second.manifest.company == "Another name"


def test_lifecycle_numbers_rebuild_the_lifecycle_only(first):
    first.workspace.write_settings(toml_of({"lifecycle_growth_ratio": 1.5}))
    assert set(run_at(first.workspace).manifest.computed) == descendants("lifecycle_transitions")


def test_the_plan_is_what_the_run_does(first):
    workspace = first.workspace
    day = AS_OF - timedelta(days=31)
    plan = workspace.plan(as_of=day)
    run = run_at(workspace, day)
    assert plan.run_id == run.manifest.run_id
    assert {s.step.name for s in plan.missing} == set(run.manifest.computed)
    assert {s.step.name: s.fingerprint for s in plan.steps if s.step.is_kept} == run.manifest.results
    assert workspace.plan(as_of=day).missing == ()


def test_a_plan_writes_nothing(first):
    before = sorted(first.workspace.path.rglob("*"))
    first.workspace.plan(as_of=AS_OF - timedelta(days=3))
    assert sorted(first.workspace.path.rglob("*")) == before


def test_a_run_keeps_the_settings_it_was_made_with(first):
    """Explaining an old run with today's thresholds tells another story than its figures."""
    workspace = first.workspace
    workspace.write_settings(toml_of({"abc_value_cuts": [0.6, 0.9]}))
    again = workspace.get_run(first.manifest.run_id)
    with again.reading() as reader:
        assert reader.params["abc"].value_cuts == (0.8, 0.95)
    assert again.manifest.read_settings().abc.value_cuts == (0.8, 0.95)
    assert run_at(workspace).manifest.read_settings() == workspace.settings


def test_default_as_of_is_the_last_document_not_beyond_its_file(tmp_path, small):
    run = build_workspace(tmp_path, [*small, line("01", "2031-01-01", 5, "typing error")], as_of=None)
    assert run.manifest.as_of == "2025-11-13"
    (totals,) = table(run, "totals")
    assert totals["lines_count"] == len(small)


def test_fold_in_one_call_or_one_after_the_other(tmp_path, small):
    from conftest import NOON, open_workspace, write_rows  # noqa: PLC0415 - beside their use

    parts = [small[:30], small[20:60], small[50:]]
    together, apart = open_workspace(tmp_path / "together"), open_workspace(tmp_path / "apart")
    paths = [write_rows(tmp_path / f"{n}.csv", rows) for n, rows in enumerate(parts)]
    together.import_files(paths, imported_at=NOON)
    for n, rows in enumerate(parts):
        import_rows(apart, rows, name=f"{n}.csv")
    assert picture(run_at(together)) == picture(run_at(apart))
