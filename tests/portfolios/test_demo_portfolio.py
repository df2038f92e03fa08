"""The demo company shows every cell, customers of which too little is known, an illusion and a hidden gem; and nothing sharp across the line."""

from __future__ import annotations

import pytest

from clientela.demo import write_demo, write_demo_tables
from clientela.evidence._measures import MEASURES
from clientela.scores._scales import CONNECTOR_ANCHORS
from conftest import NOON, open_workspace, run_at, table


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked_demo")
    files = write_demo(folder, size="s", seed=7)
    workspace = open_workspace(folder / "workspace")
    wanted = (
        "activity_pools",
        "activity_drivers",
        "activity_volumes",
        "receivables",
        *files.portfolio_tables,
    )
    further = write_demo_tables(files.folder, wanted)
    workspace.import_files([*files.sources, *further], imported_at=NOON)
    return run_at(workspace, files.as_of)


def test_every_cell_is_there_and_so_are_the_undetermined(run):
    cells = {
        r["cell_class"]: r["customers_count"]
        for r in table(run, "portfolio_cells")
        if r["matrix_class"] == "portfolio"
    }
    assert {"strategic", "to_be_won", "loyal", "opportunistic", "undetermined", "unscored"} <= set(cells)
    gaps = [r["gap_class"] for r in table(run, "perception_gap")]
    assert "illusion" in gaps
    found = {r["finding_class"] for r in table(run, "pareto_findings")}
    assert {"false_star", "hidden_gem", "undetermined_a"} <= found


def test_the_ledger_is_in_the_cells(run):
    (totals,) = table(run, "totals")
    for matrix in ("portfolio", "kaism"):
        rows = [r for r in table(run, "portfolio_cells") if r["matrix_class"] == matrix]
        assert sum(r["revenue_12m_amount"] for r in rows) == totals["revenue_12m_amount"]


def test_nobody_whose_bounds_cross_the_threshold_is_sharp(run):
    scores = {r["customer_key"]: r for r in table(run, "customer_scores")}
    places = table(run, "portfolio_matrix")
    assert any(r["portfolio_certainty"] == "sharp" for r in places)
    for row in places:
        found = scores[row["customer_key"]]
        for axis in ("attractiveness", "importance"):
            crosses = found[f"{axis}_low"] < 5 <= found[f"{axis}_high"]
            if crosses or not found[f"{axis}_count"]:
                assert row["portfolio_certainty"] != "sharp"
            if not found[f"{axis}_count"]:
                assert row["portfolio_cell"] is None
            if found[f"{axis}_score"] is not None:
                assert found[f"{axis}_low"] <= found[f"{axis}_score"] <= found[f"{axis}_high"]
        assert (row["portfolio_cell"] is None) == (row["robustness_share"] is None)
    listed = {r["customer_key"]: r for r in table(run, "portfolio_list")}
    for key, row in listed.items():
        place = next(r for r in places if r["customer_key"] == key)
        assert row["portfolio_certainty"] == place["portfolio_certainty"]


def test_scores_rest_on_statements_alone(run):
    """No score without a source class: nothing is filled in (detector T2)."""
    for row in table(run, "customer_criteria"):
        assert (row["criterion_score"] is not None) == (row["is_scored"] == 1)
        if row["is_scored"]:
            assert row["source_class"] is not None
            assert row["criterion_state"] in ("known", "conflicting")
        elif row["criterion_state"] != "partly_known":
            assert row["criterion_low"] == 0
            assert row["criterion_high"] in (3, 10)
    assert [
        r["found_count"] for r in table(run, "measurement_health") if r["detector_class"] == "arbitrary"
    ] == [0, 0, 0]


def test_forecasts_by_cell_add_up_to_the_company(run):
    """S0-19: P10, median and P90 of each cell; the means of the cells are the company's, the middle lies below the mean of a skewed sum."""
    cells = table(run, "forecast_cells")
    assert len({r["cell_class"] for r in cells}) > 2
    for whole in table(run, "outlook_years"):
        own = [r for r in cells if r["year_ahead"] == whole["year_ahead"]]
        assert sum(r["revenue_mean_amount"] for r in own) == whole["revenue_mean_amount"]
        assert sum(r["customers_count"] for r in own) == whole["customers_count"]
        for r in own:
            assert r["revenue_low_amount"] < r["revenue_middle_amount"] < r["revenue_high_amount"]
            assert r["revenue_middle_amount"] <= r["revenue_mean_amount"] + 1
    section = next(s for s in run.report(name="outlook").sections if any(b.name == "forecast_cells" for b in s.blocks if hasattr(b, "name")))  # fmt: skip
    assert section.name == "landing"


def test_stability_and_competitiveness_stand_together(run):
    """S4-60: business at risk and gross retention beside the strength customers see in us."""
    (kpis,) = [b for s in run.report(name="portfolio").sections for b in s.blocks if getattr(b, "name", "") == "stability"]  # fmt: skip
    shown = {k.name: k.value for k in kpis.figures}
    assert {"bad_year_loss", "gross_retention_share", "strength_mean", "ahead"} <= set(shown)
    risk = table(run, "business_at_risk")[0]
    assert shown["bad_year_loss"] == risk["bad_year_loss_amount"] > risk["expected_loss_amount"] > 0
    assert 0 < shown["gross_retention_share"] < 1


def test_key_accounts_have_a_lifetime_value_with_its_interval(run):
    """S3-01, S2-04: of each key account and candidate; what all customers are worth is the sum of theirs."""
    listed = [r for r in table(run, "key_account_list") if r["lifetime_value_amount"] is not None]
    assert listed
    assert all(
        r["lifetime_low_amount"] < r["lifetime_value_amount"] < r["lifetime_high_amount"] for r in listed
    )
    own = {r["customer_key"]: r["lifetime_value_amount"] for r in table(run, "customer_outlook")}
    assert all(own[r["customer_key"]] == r["lifetime_value_amount"] for r in listed)
    classes = table(run, "outlook_classes")
    assert sum(v or 0 for v in own.values()) == sum(r["lifetime_value_amount"] or 0 for r in classes)


def test_asking_stops_where_what_is_left_decides_too_little(run):
    """S1-19: the questions by value; a question is beyond the stop exactly where it and all after it are under the share of the settings, or it does not pay."""
    rows = sorted(table(run, "ask_list"), key=lambda r: r["ask_place"])
    left = [1.0, *(r["left_share"] for r in rows)]
    assert left == sorted(left, reverse=True)
    for before, row in zip(left[:-1], rows, strict=True):
        assert bool(row["is_beyond_stop"]) == (before < 0.05 or row["question_value"] == 0)


def test_the_published_scales_are_mapped_and_the_connectors_anchored(run):
    """S0-25: each of our levels has its name in five published scales; each connector says what 0, 2 and 4 mean."""
    section = next(s for s in run.report(name="portfolio").sections if s.name == "relation_scales")
    levels, anchors = section.blocks
    assert [row[0] for row in levels.rows] == ["L0", "L1", "L2", "L3", "L4", "L5", "D"]
    assert len(levels.columns) == 7
    assert all(all(cell for cell in row) for row in levels.rows)
    assert {code for code, *_ in CONNECTOR_ANCHORS} == {code for code in MEASURES if code.startswith("ori_")}
    assert [len(row) for row in anchors.rows] == [4] * 6
