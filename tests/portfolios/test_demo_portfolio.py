"""The demo company shows every cell, customers of which too little is known, an illusion and a hidden gem; and nothing sharp across the line."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from clientela.blocks import Kpis, Scatter, Table
from clientela.demo import write_demo, write_demo_tables
from clientela.evidence._measures import MEASURES
from clientela.runs.placing import portfolio_place
from clientela.runs.reporting import all_reports
from clientela.scores._scales import CONNECTOR_ANCHORS
from clientela.scores.customer_scores import CERTAINTIES
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


_SHARP = dict(CERTAINTIES)["sharp"].id


def _crossing(run, axes):
    """Customers whose bounds on one of the axes lie on both sides of the line, or of whom nothing was observed on it."""
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    return {
        numbers[r["customer_key"]]
        for r in table(run, "customer_scores")
        if any(r[f"{a}_low"] < 5 <= r[f"{a}_high"] or not r[f"{a}_count"] for a in axes)
    }


def _blocks(run):
    return [
        (name, block)
        for name in all_reports()
        for section in run.report(name=name).sections
        for block in section.blocks
    ]


def _rows_of(block, *columns):
    """Rows of a table by column name, if it has these columns."""
    names = [c.name for c in block.columns] if isinstance(block, Table) else []
    return [dict(zip(names, row, strict=True)) for row in block.rows] if set(columns) <= set(names) else []


_AXES = {"portfolio": ("attractiveness", "importance"), "kaism": ("attractiveness", "relative_strength")}


def test_no_table_of_a_report_shows_as_sharp_who_is_not(run):
    """Every table of every report against the bounds: the certainty beside the cell, or a question mark after it."""
    seen = dict.fromkeys(("certainty", "cell"), 0)
    for matrix, axes in _AXES.items():
        crossing = _crossing(run, axes)
        cell, certainty = f"{matrix}_cell", f"{matrix}_certainty"
        for name, block in _blocks(run):
            for row in _rows_of(block, "customer_id", certainty):
                assert row["customer_id"] not in crossing or row[certainty].id != _SHARP, (name, block.name)
                seen["certainty"] += 1
            for row in _rows_of(block, "customer_id", cell):
                is_plain = row[cell] is not None and certainty not in row and row[cell].id != "{what}?"
                assert row["customer_id"] not in crossing or not is_plain, (name, block.name)
                seen["cell"] += 1
    assert all(seen.values()), seen


def test_no_picture_fills_the_point_of_who_is_not_sharp(run):
    crossing = _crossing(run, _AXES["portfolio"])
    names = {
        str(r["customer_name"] or r["customer_id"])
        for r in table(run, "customers")
        if r["customer_id"] in crossing
    }
    pictures = [b for _, b in _blocks(run) if isinstance(b, Scatter) and b.name == "portfolio_points"]
    filled = {p[2] for b in pictures for g in b.groups if not g.is_hollow for p in g.points}
    assert filled
    assert not filled & names


def test_no_export_and_no_customer_page_shows_as_sharp_who_is_not(run, tmp_path):
    path = tmp_path / "portfolio.csv"
    run.export_portfolio(path, form="csv")
    crossing = {matrix: _crossing(run, axes) for matrix, axes in _AXES.items()}
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert {r["portfolio_certainty"] for r in rows} >= {"sharp", "undetermined", "unscored"}
    assert not [
        r for r in rows if r["customer_id"] in crossing["portfolio"] and r["portfolio_certainty"] == "sharp"
    ]
    seen = 0
    with run.reading() as reader:
        for customer in table(run, "customers")[::8]:
            shown = {
                k.name: k
                for b in portfolio_place(reader, customer["customer_key"])
                if isinstance(b, Kpis)
                for k in b.figures
            }
            for matrix, of_them in crossing.items():
                if customer["customer_id"] in of_them and f"{matrix}_cell" in shown:
                    assert shown[f"{matrix}_cell"].context.id != _SHARP
                    seen += 1
    assert seen


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


def test_a_false_star_is_of_class_a_and_low_on_both_axes(run):
    """S0-13, S0-34: lists of what the portfolio and the list by revenue would treat otherwise, each by its rule; the answer shows them."""
    findings = table(run, "pareto_findings")
    stars = [r for r in findings if r["finding_class"] == "false_star"]
    assert stars
    for r in stars:
        assert r["abc_value_class"] == "A"
        assert r["portfolio_cell"] == "opportunistic" or r["relationship_level_possible"] <= 2
    for r in findings:
        if r["finding_class"] == "hidden_gem":
            assert r["abc_value_class"] in ("B", "C")
            assert r["portfolio_cell"] in ("strategic", "to_be_won")
    answer = next(s for s in run.report(name="ten_questions").sections if s.name == "strategic_customers")
    (listed,) = [
        b for b in answer.blocks if getattr(b, "name", "") == "strategic_customers" and hasattr(b, "rows")
    ]
    assert len(listed.rows) == len(findings)
    figures = {k.name: k.value for b in answer.blocks if hasattr(b, "figures") for k in b.figures}
    (pareto,) = table(run, "portfolio_pareto")
    assert figures["jaccard"] == pareto["jaccard_share"]


def test_three_ways_to_be_strategic_against_the_largest(run):
    """S0-34: first pole, key account selection and lifetime value, each against as many of the largest revenue; counted again here."""
    (pareto,) = table(run, "portfolio_pareto")
    seen = {r["customer_key"]: r for r in table(run, "customers") if r["lines_count"] > 0}
    largest = sorted(seen, key=lambda k: (-seen[k]["revenue_12m_amount"], k))
    worth = {r["customer_key"]: r["lifetime_value_amount"] for r in table(run, "customer_outlook") if r["lifetime_value_amount"] is not None and r["customer_key"] in seen}  # fmt: skip
    a_count = sum(r["abc_value_class"] == "A" for r in seen.values())
    ways = {
        "": {r["customer_key"] for r in table(run, "portfolio_matrix") if r["portfolio_cell"] == "strategic"} & seen.keys(),
        "key_": {r["customer_key"] for r in table(run, "kaism") if r["kaism_cell"] == "key"} & seen.keys(),
        "worth_": set(sorted(worth, key=lambda k: (-worth[k], k))[:a_count]),
    }  # fmt: skip
    for name, own in ways.items():
        top = set(largest[: a_count if name == "worth_" else len(own)])
        assert own, name
        assert pareto[f"{name}shared_count"] == len(own & top)
        assert pareto[f"{name}jaccard_share"] == pytest.approx(len(own & top) / len(own | top))
    positive = {k: v for k, v in worth.items() if v > 0}
    outside = sum(v for k, v in positive.items() if k not in set(largest[:a_count]))
    assert pareto["worth_outside_share"] == pytest.approx(float(outside / sum(positive.values())))
    answer = next(s for s in run.report(name="ten_questions").sections if s.name == "strategic_customers")
    (block,) = [b for b in answer.blocks if getattr(b, "name", "") == "strategic_overlap"]
    assert [r[3] for r in block.rows] == [pareto[n] for n in ("jaccard_share", "key_jaccard_share", "worth_jaccard_share")]  # fmt: skip


def test_illusions_are_listed_by_what_they_could_cost(run):
    """S0-22: the gap x contribution at stake, the dearest first."""
    rows = table(run, "perception_gap")
    weights = [r["gap_weight_amount"] for r in rows if r["gap_weight_amount"] is not None]
    assert len(weights) > 1
    assert [abs(w) for w in weights] == sorted((abs(w) for w in weights), reverse=True) or weights == sorted(
        weights, reverse=True
    )
    for r in rows:
        if r["gap_class"] == "illusion" and r["gap_number"] is not None:
            assert r["gap_number"] >= 2 or r["gap_low"] >= 2


def test_both_ways_to_call_a_customer_important_are_there(run):
    """S1-20: important to us by revenue, and how important we are to it: both, side by side, with who is unknown."""
    rows = table(run, "portfolio_abc")
    assert {r["abc_value_class"] for r in rows} >= {"A", "B", "C"}
    assert sum(r["customers_count"] for r in rows) == sum(
        1 for r in table(run, "customers") if r["lines_count"] > 0
    )
    sides = [r["importance_side"] for r in table(run, "customer_scores")]
    assert {"high", "low"} <= set(sides)
    assert None in sides


def test_the_four_detectors_run(run):
    """S1-01: easy only, numbers nobody stated (none, by construction), made lighter, left out and never asked."""
    found = {r["detector_class"] for r in table(run, "measurement_health")}
    assert {"easy_only", "arbitrary", "never_asked"} <= found
    assert not sum(
        r["found_count"] for r in table(run, "measurement_health") if r["detector_class"] == "arbitrary"
    )
    shares = [
        r["found_share"] for r in table(run, "measurement_health") if r["detector_class"] == "easy_only"
    ]
    assert shares
    assert all(share is None or 0 <= share <= 1 for share in shares)


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


def test_the_entry_tests_of_the_demo_rest_on_its_statements(run):
    """S0-11: customers of the two cells off the diagonal and no other; who fails a test is not entered upon, who is not sharp is asked."""
    cells = {r["customer_key"]: r["portfolio_cell"] for r in table(run, "portfolio_matrix")}
    rows = table(run, "entry_tests")
    assert {r["customer_key"] for r in rows} == {
        k for k, cell in cells.items() if cell in ("to_be_won", "loyal")
    }
    said = {(r["customer_key"], r["measure_code"]): r["value"] for r in table(run, "customer_evidence")}
    for row in (r for r in rows if r["portfolio_cell"] == "to_be_won"):
        tests = [row[name] for name in ("need_test", "first_test", "sponsor_test")]
        assert row["sponsor_test"] == "unknown"  # the demo company lists no decision units
        assert row["entry_verdict"] == ("do_not_enter" if "failed" in tests else "ask_first")
        if row["first_gap_points"] is not None:
            own, rival = (
                said[row["customer_key"], f"choice_{part}_{row['first_factor']}"] for part in ("own", "rival")
            )
            assert row["first_gap_points"] == pytest.approx(own - rival)
            assert (row["first_test"] == "passed") == (row["first_gap_points"] >= -1)
    won = [r for r in rows if r["portfolio_cell"] == "to_be_won"]
    assert {r["need_test"] for r in won} == {"passed", "unknown"}
    wallets = {r["customer_key"]: r for r in table(run, "customer_wallet")}
    assert all(wallets[r["customer_key"]]["wallet_state"] == "stated" for r in won if r["open_12m_amount"])
    assert any(r["serve_saving_amount"] for r in rows if r["portfolio_cell"] == "loyal")
    section = next(s for s in run.report(name="portfolio").sections if s.name == "entry_tests")
    assert {b.name for b in section.blocks} == {"entry_tests", "entry_milestones", "loyal_moves"}


def test_names_helped_to_win_what_the_offers_say(run):
    """Won in the year and with another customer's name in it: the sums of the file are those of the customers."""
    wanted = {}
    path = run.workspace.path.parent / "data" / "offers.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["reference_customer_id"] and row["stage"] == "won" and row["closed_on"] >= "2025-01-01":
                count, amount = wanted.get(row["reference_customer_id"], (0, 0))
                wanted[row["reference_customer_id"]] = (count + 1, amount + Decimal(row["amount"]))
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    found = {numbers[r["customer_key"]]: (r["reference_won_count"], r["reference_won_amount"]) for r in table(run, "reference_influence")}  # fmt: skip
    assert wanted
    assert found == wanted
