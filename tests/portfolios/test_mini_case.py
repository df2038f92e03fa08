"""The mini-case of ten customers, from files to the list, the portfolio and what to ask (dossier A.15; rows S0-04, -09, -10, -13, S1-27)."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from clientela.base.scope import Scope
from conftest import customers, line, table
from mini_case import CM3, NAMES, REVENUE, TOML, costs, levels, lines, observations
from portfolio_files import build, said


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    tables = {"customer_costs": costs(), "observations": observations(), "relation_levels": levels()}
    return build(tmp_path_factory.mktemp("mini"), lines(), tables, toml=TOML)


def by_number(run, name):
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    return {numbers[r["customer_key"]]: r for r in table(run, name) if r["customer_key"] in numbers}


def test_the_figures_are_those_of_the_case(run):
    found = customers(run)
    assert [float(found[n]["revenue_12m_amount"]) for n in NAMES] == list(REVENUE)
    assert [float(found[n]["cm3_12m_amount"]) for n in NAMES] == pytest.approx(CM3)
    assert [found[n]["abc_count_class"] for n in NAMES] == ["A", "B", "B", *"CCCCCCC"]
    assert [found[n]["abc_value_class"] for n in NAMES] == [*"AAAAAA", *"BBB", "C"]


def test_k07_is_to_be_won_and_a_hidden_gem(run):
    place, scores = by_number(run, "portfolio_matrix")["K07"], by_number(run, "customer_scores")["K07"]
    wallet = by_number(run, "customer_wallet")["K07"]
    assert wallet["share_of_wallet_share"] == pytest.approx(50 / 900)
    assert (place["portfolio_cell"], place["portfolio_certainty"]) == ("to_be_won", "sharp")
    assert scores["attractiveness_low"] >= 5 > scores["importance_high"]
    margin = {
        r["criterion"]: r
        for r in table(run, "customer_criteria")
        if r["customer_key"] == place["customer_key"]
    }["attainable_margin"]
    assert margin["criterion_score"] >= 7
    (gem,) = [r for r in table(run, "pareto_findings") if r["finding_class"] == "hidden_gem"]
    assert (gem["customer_id"], gem["abc_value_class"]) == ("K07", "B")
    level = by_number(run, "relation_levels_met")["K07"]
    assert (level["relationship_level_met"], level["relationship_level_possible"]) == (2, 2)


def test_k02_is_undetermined_and_no_false_star(run):
    place, level = by_number(run, "portfolio_matrix")["K02"], by_number(run, "relation_levels_met")["K02"]
    assert place["portfolio_cell"] is None
    assert place["portfolio_certainty"] in ("undetermined", "unscored")
    assert (level["relationship_level_met"], level["relationship_level_possible"]) == (1, 5)
    findings = {r["customer_id"]: r["finding_class"] for r in table(run, "pareto_findings")}
    assert findings["K02"] == "undetermined_a"
    assert "false_star" not in findings.values()
    first = min(
        (r for r in table(run, "ask_next") if r["customer_key"] == place["customer_key"]),
        key=lambda r: r["ask_rank"],
    )
    assert (first["question_number"], float(first["decides_amount"])) == (1, 50)


def test_k03_is_first_of_three(run):
    wallet = by_number(run, "customer_wallet")["K03"]
    assert wallet["share_of_wallet_share"] == pytest.approx(0.5)
    rank = {(r["customer_key"], r["criterion"]): r for r in table(run, "customer_criteria")}[
        wallet["customer_key"], "supplier_rank"
    ]
    assert (rank["criterion_score"], rank["source_class"]) == (8.0, "D")


def test_k01_is_a_strategic_partner(run):
    assert by_number(run, "portfolio_matrix")["K01"]["portfolio_cell"] == "strategic"


def test_our_estimate_of_k07_is_an_illusion(run):
    """S0-07, S0-22: a gap of two points and more is flagged, from our estimate and what the customer says."""
    (gap,) = table(run, "perception_gap")
    assert (gap["customer_id"], gap["gap_class"], gap["is_gap_sharp"]) == ("K07", "illusion", 1)
    importance = by_number(run, "customer_scores")["K07"]
    assert gap["gap_number"] == pytest.approx(7 - importance["importance_score"])
    assert importance["importance_judged_share"] == 0


def test_cells_and_those_without_one_are_the_ledger(run):
    """S0-10: cells and what has none are the ledger to the cent, also for a part of the company."""
    for scope in ({}, {"scope": Scope("seller_id", ("E1",))}):
        rows = table(run, "portfolio_cells", **scope)
        seen = customers(run, **scope)
        for matrix in ("portfolio", "kaism"):
            mine = [r for r in rows if r["matrix_class"] == matrix]
            assert sum(r["revenue_12m_amount"] for r in mine) == sum(
                r["revenue_12m_amount"] for r in seen.values()
            )
            assert sum(r["cm3_12m_amount"] or 0 for r in mine) == sum(
                r["cm3_12m_amount"] for r in seen.values()
            )
            assert sum(r["customers_count"] for r in mine) == len(seen)
    assert len(customers(run, scope=Scope("seller_id", ("E1",)))) == 5


def test_list_and_portfolio_side_by_side(run):
    """S0-04, S0-34: the cross table of classes and cells, likeness of the two lists (Jaccard), and how many stand in one of them alone."""
    (found,) = table(run, "portfolio_pareto")
    assert (found["strategic_count"], found["shared_count"], found["jaccard_share"]) == (1, 1, 1.0)
    assert (found["false_star_count"], found["hidden_gem_count"]) == (0, 1)
    # nobody said how they see us, and of ten customers nobody's years ahead are known: neither is a likeness of zero
    assert (found["key_count"], found["key_jaccard_share"], found["worth_count"], found["worth_jaccard_share"]) == (0, None, None, None)  # fmt: skip
    assert found["contribution_correlation"] == pytest.approx(0.5394, abs=5e-5)  # A.15
    crossed = {
        (r["abc_value_class"], r["cell_class"]): r["customers_count"] for r in table(run, "portfolio_abc")
    }
    seen, places = customers(run), by_number(run, "portfolio_matrix")
    assert crossed["A", "strategic"] == crossed["B", "to_be_won"] == 1
    assert sum(crossed.values()) == 10
    for name in "ABC":
        assert sum(n for (c, _), n in crossed.items() if c == name) == sum(r["abc_value_class"] == name for r in seen.values())  # fmt: skip
    assert sum(n for (_, c), n in crossed.items() if c in ("undetermined", "unscored")) == sum(p["portfolio_cell"] is None for p in places.values())  # fmt: skip


def test_the_whale_of_the_case(run):
    """A.15: contribution 3 adds up to 177 of 100 with seven customers, and K02, K09 and K10 lose 77."""
    (whale,) = table(run, "whale_summary")
    assert (whale["basis"], whale["peak_count"], whale["loss_count"]) == ("cm3", 7, 3)
    assert (float(whale["peak_amount"]), whale["peak_share"], float(whale["loss_amount"])) == (177, pytest.approx(1.77), -77)  # fmt: skip
    assert {n for n, r in customers(run).items() if r["cm3_12m_amount"] < 0} == {"K02", "K09", "K10"}


def test_the_export_has_a_row_for_every_customer(run, tmp_path):
    path = tmp_path / "portfolio.csv"
    assert run.export_portfolio(path, form="csv") == 10
    rows = {r["customer_id"]: r for r in csv.DictReader(path.open(encoding="utf-8"))}
    assert list(rows) == sorted(NAMES)
    assert list(rows["K07"]) == [
        "customer_id", "attractiveness_score", "attractiveness_low", "attractiveness_high", "attractiveness_coverage", "importance_score", "importance_low",
        "importance_high", "importance_coverage", "portfolio_cell", "portfolio_certainty", "kaism_cell", "kaism_certainty", "relationship_level_met", "relationship_level_possible",
    ]  # fmt: skip
    assert (rows["K07"]["portfolio_cell"], rows["K07"]["portfolio_certainty"]) == ("to_be_won", "sharp")
    assert rows["K02"]["portfolio_cell"] == rows["K02"]["importance_score"] == ""
    assert run.export_portfolio(tmp_path / "portfolio.parquet", form="parquet") == 10


def test_the_report_says_it(run):
    document = run.report(name="portfolio")
    sections = {s.name: s for s in document.sections}
    assert list(sections)[:8] == [
        "portfolio",
        "ask_next",
        "campaign",
        "pareto",
        "perception",
        "kaism",
        "moves",
        "measurement",
    ]
    cells = next(b for b in sections["portfolio"].blocks if getattr(b, "name", "") == "portfolio_cells")
    assert cells.total[4] == sum(REVENUE)


def test_an_answer_changes_what_to_ask_first(tmp_path):
    more = [r for r in observations() if r["subject_id"] != "K02"] + [said("K02", "share_of_wallet", "20 %")]
    other = build(
        tmp_path / "answered",
        lines(),
        {"customer_costs": costs(), "observations": more, "relation_levels": levels()},
        toml=TOML,
    )
    keys = {r["customer_id"]: r["customer_key"] for r in table(other, "customers")}
    asked = [r for r in table(other, "ask_next") if r["customer_key"] == keys["K02"]]
    assert asked
    assert all(r["criterion"] not in ("wallet_share", "attainable_margin") for r in asked)
    assert min(asked, key=lambda r: r["ask_rank"])["question_number"] != 1


def test_k02_grows_without_profit(tmp_path):
    """A.15: with the year before in the files, when K02 bought for 100 and left 20, its 180 and -50 are growth that the profit does not follow; nobody else is found."""
    before = [line("K02", date(2024, month, 5), 25, cost_amount=10, product_number="P1", family="F", quantity=1) for month in (2, 5, 8, 11)]  # fmt: skip
    steady = [{**row, "invoice_date": row["invoice_date"].replace("2025", "2024"), "invoice_number": row["invoice_number"].replace("2025", "2024")} for row in lines() if row["customer_number"] != "K02"]  # fmt: skip
    earlier = [{**row, "year": 2024, "amount": 40 if row["customer_id"] == "K02" else row["amount"]} for row in costs()]  # fmt: skip
    run = build(tmp_path, [*lines(), *before, *steady], {"customer_costs": [*costs(), *earlier]}, toml=TOML)
    found = {r["customer_id"]: r for r in table(run, "growth_without_profit")}
    assert {n for n, r in found.items() if r["growth_state"] == "without_profit"} == {"K02"}
    assert (float(found["K02"]["growth_amount"]), float(found["K02"]["contribution_12m_amount"])) == (80, -50)
