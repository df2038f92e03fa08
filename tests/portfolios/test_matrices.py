"""The classic matrices over a run: places by hand, money that ties to the ledger, no class out of nothing, and the report (dossier 4; rows S0-05, S0-09, S0-11)."""

from __future__ import annotations

from collections import Counter

import pytest

from clientela.base.scope import Scope
from clientela.runs.assessing import AssessmentError
from clientela.scores._matrix_list import MATRICES
from conftest import customers, table
from mini_case import TOML, costs, levels, lines, observations
from portfolio_files import build, judged, said

_KEY = {
    "market_entry": "8", "technology_access": "8", "influence_on_others": "8", "product_novelty": "8", "product_complexity": "9", "buying_power": "8", "buyer_competence": "8",
    "market_stability": "9", "market_rivalry": "1", "market_technology": "8", "market_rules": "8", "market_position": "9", "personal_relation": "8", "closeness": "8",
    "goods_criticality": "9", "replacement_ease": "1", "goal_fit": "8", "norms_fit": "8", "horizon_fit": "8", "power_balance": "5",
    "category_competence": "8", "category_value": "8", "category_image": "7", "supply_risk": "8",
}  # fmt: skip


def _observations():
    rows = [*observations(), *(said("K01", name, value) for name, value in _KEY.items())]
    rows += [said("K01", "demand_growth", "12 %"), said("K01", "management_mode", "domination", "O")]
    rows.append({**said("S1", "market_growth", "4 %", "X"), "subject_type": "segment"})
    # of K03 we judge ourselves what only the customer can say
    rows += [judged("K03", name, value) for name, value in _KEY.items() if name.startswith(("category_", "product_", "supply_"))]  # fmt: skip
    rows += [said("K07", "knock_out", "sanctions", "X"), *(said("K07", name, "9") for name in _KEY)]
    return rows


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    rows = [{**row, "segment": "S1"} for row in lines()]
    tables = {
        "customer_costs": costs(), "observations": _observations(), "relation_levels": levels(),
        "competitor_shares": [{"customer_id": "K01", "competitor_id": "R1", "share": "20 %", "known_on": "2025-11-01", "source_class": "O"}],
        "customers": [{"customer_id": "K99", "customer_name": "Prospect", "city": "Turin"}],
    }  # fmt: skip
    return build(tmp_path_factory.mktemp("matrices"), rows, tables, toml=TOML)


def places(run, customer):
    key = {r["customer_id"]: r["customer_key"] for r in table(run, "customers")}[customer]
    return {r["matrix_code"]: r for r in table(run, "matrix_places") if r["customer_key"] == key}


def test_a_customer_known_all_round(run):
    found = places(run, "K01")
    cells = {code: row["matrix_cell_class"] for code, row in found.items()}
    assert cells["fiocca"] == "key_difficult"
    assert cells["fiocca_relation"] in ("improve", "deepen")
    assert cells["krapfel"] == "partner"
    assert cells["olsen_category"] == "strategic_item"
    assert cells["campbell_key"] == "invest_to_hold"
    assert cells["johnson_selnes"] == "friends"
    assert found["campbell_key"]["upright_value"] == pytest.approx(0.12)
    # 320 of a wallet of 450, against 20 %
    assert found["campbell_key"]["lying_value"] == pytest.approx(320 / 450 / 0.2)
    assert found["krapfel"]["mode_class"] in ("collaboration", "accommodation", "administration")
    assert found["krapfel"]["used_mode_class"] == "domination"


def test_our_own_judgement_of_the_customers_view_is_never_sharp(run):
    row = places(run, "K03")["olsen_category"]
    assert row["matrix_cell_class"] is not None
    assert row["matrix_certainty"] == "provisional"


def test_nothing_known_is_no_class(run):
    """Dossier 2.4 iv: a prospect without a sale or a statement is in no matrix; K05, of which nobody asked anything, in none that needs asking."""
    assert places(run, "K99") == {}
    asked = {m.code for m in MATRICES} - {
        "campbell"
    }  # that one rests on sales, length and margin, which are measured
    assert all(row["matrix_cell_class"] is None for code, row in places(run, "K05").items() if code in asked)


def test_a_veto_is_no_score_that_others_make_good(run):
    """K07 is known all round and not to be dealt with: no matrix places it, and its money stands apart."""
    found = places(run, "K07")
    assert set(found) == {m.code for m in MATRICES}
    assert {r["matrix_cell_class"] for r in found.values()} == {None}
    assert {r["open_class"] for r in found.values()} == {"excluded"}
    rows = {r["matrix_code"]: r for r in table(run, "matrix_cells") if r["matrix_group_class"] == "excluded"}
    assert {code: (r["customers_count"], float(r["revenue_12m_amount"])) for code, r in rows.items()} == {
        m.code: (1, 50.0) for m in MATRICES
    }


def test_every_row_says_what_it_rests_on(run):
    """Row S0-05: sharp only where the bounds lie on one side; a point inside its bounds; a cell or what is open, never both."""
    for row in table(run, "matrix_places"):
        assert (row["matrix_cell_class"] is None) == (row["open_class"] is not None) or row["matrix_certainty"] == "unscored"  # fmt: skip
        assert (row["matrix_cell_class"] is not None) == (row["matrix_certainty"] in ("sharp", "provisional"))
        for axis in ("upright", "lying"):
            value, low, high = (row[f"{axis}_{part}"] for part in ("value", "low", "high"))
            if value is not None:
                assert low <= value <= high
        if row["matrix_certainty"] == "sharp" and row["matrix_code"] in (
            "fiocca",
            "krapfel",
            "olsen_category",
        ):
            assert all(row[f"{axis}_low"] >= 5 or row[f"{axis}_high"] < 5 for axis in ("upright", "lying"))


@pytest.mark.parametrize("scope", [{}, {"scope": Scope("seller_id", ("E1",))}], ids=["all", "one seller"])
def test_cells_and_the_rest_are_the_ledger(run, scope):
    seen = customers(run, **scope)
    rows = table(run, "matrix_cells", **scope)
    assert {r["matrix_code"] for r in rows} == {m.code for m in MATRICES}
    for matrix in MATRICES:
        mine = [r for r in rows if r["matrix_code"] == matrix.code]
        for column in ("revenue_12m_amount", "cm1_12m_amount", "cm3_12m_amount"):
            assert sum(r[column] for r in mine) == sum(r[column] for r in seen.values() if r["lines_count"])
        assert sum(r["customers_count"] for r in mine) == sum(r["lines_count"] > 0 for r in seen.values())


def test_the_demo_company_ties_too_and_its_moves_are_counted_once(demo_s):
    whole = sum(r["placed_revenue_amount"] or 0 for r in table(demo_s.run, "profitability_cells"))
    rows, moves = table(demo_s.run, "matrix_cells"), table(demo_s.run, "matrix_moves")
    for matrix in MATRICES:
        assert sum(r["revenue_12m_amount"] for r in rows if r["matrix_code"] == matrix.code) == whole
    placed = Counter()
    for row in table(demo_s.run, "matrix_places"):
        placed[row["matrix_code"]] += row["matrix_cell_class"] is not None or row["matrix_cell_before"] is not None  # fmt: skip
    counted = Counter()
    for row in moves:
        counted[row["matrix_code"]] += row["customers_count"]
    assert counted == +placed


def test_the_report_draws_nobody_where_nobody_stands(run):
    document = run.report(name="matrices")
    names = [s.name for s in document.sections]
    placed = {r["matrix_code"] for r in table(run, "matrix_list") if r["matrix_cell_class"] is not None}
    shown = {f"matrix_{m.code}" for m in MATRICES if m.code in placed}
    assert names[0] == "matrices"
    assert shown | {"matrix_suppliers", "matrix_playbooks"} <= set(names)
    for matrix in MATRICES:
        assert (f"matrix_{matrix.code}" in names) == (matrix.code in placed)
    section = next(s for s in document.sections if s.name == "matrix_krapfel")
    blocks = {getattr(b, "name", ""): b for b in section.blocks}
    assert [c.name for c in blocks["plays_krapfel"].columns] == ["cell_class", "play", "entry", "leave"]
    assert len(blocks["points_krapfel"].groups) == 1
    first = blocks["customers_krapfel"].rows[0]
    assert first[0] == "K01"
    assert first[-1].id == "no: change the way"
    table_ = next(b for b in document.sections[0].blocks if getattr(b, "name", "") == "which_matrix_2")
    assert table_.rows[0][0] == "K01"
    assert table_.rows[0][[c.name for c in table_.columns].index("fiocca")] is not None


def test_the_workbook_asks_what_a_matrix_needs(run, tmp_path):
    """Of K01 nothing of Krapfel is open but what nobody stated; of K05 all of it."""
    path = tmp_path / "ask.xlsx"
    whole = run.write_assessment(path, language="en", customers=["K05"], matrix="krapfel")
    known = run.write_assessment(path, language="en", customers=["K01"], matrix="krapfel")
    assert known == 0
    # criticality, ease, goals, norms, horizon, power, way; openness and switching of the portfolio
    assert whole == 9
    with pytest.raises(AssessmentError, match="krapfel"):
        run.write_assessment(path, language="en", matrix="nobody")
