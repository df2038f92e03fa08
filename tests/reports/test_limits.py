"""Every limit of the portfolio is a setting, kept with the run and shown in its report; a class changes with it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from certain_case import build_certain
from clientela.base.i18n import translate
from clientela.base.portfolio_settings import Evidence, Portfolio
from clientela.blocks import Table
from conftest import run_at, table


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """One company under the packaged limits, then with other ones."""
    first = build_certain(tmp_path_factory.mktemp("limits"))
    workspace = first.workspace
    text = (workspace.path / "clientela.toml").read_text(encoding="utf-8")
    workspace.write_settings(text.replace("[portfolio]", "[portfolio]\nthreshold = 7.9\nillusion_points = 6.5\nlever_budget_amount = 500.0", 1))  # fmt: skip
    return first, run_at(workspace)


def _shown(run):
    (section,) = [s for s in run.report(name="portfolio").sections if s.name == "measurement"]
    (block,) = [b for b in section.blocks if isinstance(b, Table) and b.name == "portfolio_limits"]
    words = [tuple(None if cell is None else translate(cell, language="en") if not isinstance(cell, str) else cell for cell in row) for row in block.rows]  # fmt: skip
    assert all(about for about, *_ in words)  # what each says, in words
    return {name: (here, packaged) for _, name, here, packaged in words}


def test_every_limit_is_in_the_report(runs):
    shown = _shown(runs[0])
    assert set(shown) == {f"[portfolio] {f.name}" for f in fields(Portfolio)} | {f"[evidence] {f.name}" for f in fields(Evidence)}  # fmt: skip
    assert shown["[portfolio] threshold"] == ("5", None)
    assert shown["[portfolio] published_coverage_share"] == ("0.6", None)
    assert shown["[portfolio] stop_share"] == ("0.05", None)
    assert shown["[portfolio] question_cost_amount"] == (None, None)
    assert shown["[evidence] judged_confidence"] == ("0.5", None)


def test_a_changed_limit_is_shown_beside_the_packaged_one_and_changes_the_class(runs):
    first, later = runs
    shown = _shown(later)
    assert shown["[portfolio] threshold"] == ("7.9", "5")
    assert shown["[portfolio] illusion_points"] == ("6.5", "2")
    assert shown["[portfolio] lever_budget_amount"] == ("500", "not written")
    names = {r["customer_key"]: r["customer_id"] for r in table(first, "customers")}
    before, after = ({names[r["customer_key"]]: r["portfolio_cell"] for r in table(run, "portfolio_matrix")} for run in runs)  # fmt: skip
    assert (before["K01"], after["K01"]) == ("strategic", "opportunistic")
    assert [r["gap_class"] for run in runs for r in table(run, "perception_gap")] == ["illusion", "agrees"]


def test_the_run_keeps_its_limits(runs):
    """Versioned: what the workspace says by now changes neither the manifest of the earlier run nor its report."""
    first, later = runs
    assert (first.manifest.settings["portfolio"]["threshold"], later.manifest.settings["portfolio"]["threshold"]) == (5.0, 7.9)  # fmt: skip
    assert first.manifest.version
    assert _shown(first)["[portfolio] threshold"] == ("5", None)
    again = first.workspace.get_run(first.manifest.run_id)
    assert _shown(again)["[portfolio] threshold"] == ("5", None)
