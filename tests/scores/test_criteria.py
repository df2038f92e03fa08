"""Criteria of customers out of files: anchors, what the settings change, knock-outs, gates, and no class without an observation."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.errors import SettingsError
from clientela.base.portfolio_settings import CriterionRule, Portfolio, read_criteria
from clientela.scores import attractiveness, importance, relative_strength
from clientela.scores.customer_criteria import criteria_of
from conftest import line, table
from portfolio_files import build, judged, said

PARAMS = {"portfolio": Portfolio(), "portfolio_criteria": (), "bu": ""}


def lines(names, *, days=(2, 5, 8, 11)):
    return [
        line(n, date(2025, m, 3), 100, cost_amount=60, product_number="P", family="F", quantity=1)
        for n in names
        for m in days
    ]


def by_criterion(run, customer):
    (key,) = [r["customer_key"] for r in table(run, "customers") if r["customer_id"] == customer]
    return {
        (r["axis_class"], r["criterion"]): r
        for r in table(run, "customer_criteria")
        if r["customer_key"] == key
    }


def scores_of(run):
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    return {numbers[r["customer_key"]]: r for r in table(run, "customer_scores")}


def test_the_packaged_weights_are_those_of_the_page():
    assert [c.weight for c in attractiveness.CRITERIA] == [25, 15, 15, 15, 10, 10, 5, 5]
    assert [c.weight for c in importance.CRITERIA] == [25, 15, 20, 10, 15, 10, 5]
    assert sum(c.weight for c in relative_strength.CRITERIA) == 100
    groups = {c.mandatory for c in (*attractiveness.CRITERIA, *importance.CRITERIA) if c.mandatory}
    assert groups == {"margin", "payment", "share", "relation"}


@pytest.mark.parametrize("template", ["project", "distribution", "consumables", "service", "components"])
def test_every_template_names_criteria_that_exist(template):
    from clientela.scores._templates import TEMPLATE_WEIGHTS  # noqa: PLC0415

    for module in (attractiveness, importance):
        assert set(TEMPLATE_WEIGHTS[template].get(module.AXIS, {})) <= {c.code for c in module.CRITERIA}
    changed = criteria_of({**PARAMS, "portfolio": Portfolio(template=template)})
    assert [c.weight for _, _, c in changed] != [c.weight for _, _, c in criteria_of(PARAMS)]


def test_a_rule_of_the_unit_goes_before_one_for_all():
    rules = (
        CriterionRule("attractiveness", "growth", weight=40.0),
        CriterionRule("attractiveness", "growth", weight=1.0, unit="north"),
        CriterionRule("attractiveness", "reference", weight=0.0),
    )

    def weights(bu):
        return {
            c.code: c.weight
            for c in attractiveness.criteria({**PARAMS, "portfolio_criteria": rules, "bu": bu})
        }

    assert weights("")["growth"] == weights("south")["growth"] == 40
    assert weights("north")["growth"] == 1
    assert "reference" not in weights("north")


def test_a_criterion_of_the_company_s_own_is_scored_by_its_anchors(tmp_path):
    toml = '[[portfolio_criteria]]\naxis = "attractiveness"\ncode = "plant_near_us"\nweight = 20\nmeasure = "distance_km"\nanchors = [[0, 10], [100, 5], [500, 0]]\n'
    run = build(tmp_path, lines("AB"), {"observations": [said("A", "distance_km", "50", "X")]}, toml=toml)
    row = by_criterion(run, "A")["attractiveness", "plant_near_us"]
    assert (row["criterion_score"], row["weight"], row["criterion_state"]) == (7.5, 20, "known")
    assert by_criterion(run, "B")["attractiveness", "plant_near_us"]["criterion_score"] is None


@pytest.mark.parametrize(
    "entry",
    [
        {"axis": "liking", "code": "x"}, {"axis": "importance"}, {"axis": "importance", "code": "x", "weight": -1}, {"axis": "importance", "code": "x", "wheight": 1},
        {"axis": "importance", "code": "x", "anchors": [[0, 0]]}, {"axis": "importance", "code": "x", "anchors": [[0, 0], [1, 5], [2, 3]]},
        {"axis": "importance", "code": "x", "anchors": [[0, 0], [1, 11]]}, {"axis": "importance", "code": "select 1"},
    ],
)  # fmt: skip
def test_a_wrong_criterion_is_refused(entry, tmp_path):
    with pytest.raises(SettingsError, match="portfolio_criteria"):
        read_criteria([entry], tmp_path / "clientela.toml")
    with pytest.raises(SettingsError, match="twice"):
        read_criteria([{"axis": "importance", "code": "x"}] * 2, tmp_path / "clientela.toml")


def test_invoices_alone_give_nobody_a_class(tmp_path):
    """Without an observation there is no class: results, report and export."""
    run = build(tmp_path, lines([f"C{i}" for i in range(8)]), {})
    for row in scores_of(run).values():
        assert row["importance_score"] is row["importance_side"] is row["relative_strength_side"] is None
        assert row["importance_certainty"] == "unscored"
    for name, cell in (("portfolio_matrix", "portfolio_cell"), ("kaism", "kaism_cell")):
        assert {r[cell] for r in table(run, name)} == {None}
    assert {r["cell_class"] for r in table(run, "portfolio_cells")} == {"unscored"}
    assert {r["cell_class"] for r in table(run, "portfolio_abc")} == {"unscored"}
    assert {r["finding_class"] for r in table(run, "pareto_findings")} <= {"undetermined_a"}
    document = run.report(name="portfolio")
    assert not any(getattr(b, "name", "") == "portfolio_points" for s in document.sections for b in s.blocks)
    path = tmp_path / "out.csv"
    run.export_portfolio(path, form="csv")
    rows = path.read_text(encoding="utf-8").splitlines()
    assert len(rows) == 9
    assert all(",unscored," in row and ",undetermined" not in row for row in rows[1:])


def test_missing_shares_are_never_a_zero(tmp_path):
    run = build(
        tmp_path,
        lines("AB"),
        {
            "observations": [
                said("A", "share_of_wallet", "0 %"),
                said("B", "share_of_wallet", None, status="refused"),
            ]
        },
    )
    zero, unknown = (by_criterion(run, name)["importance", "wallet_share"] for name in "AB")
    assert (zero["criterion_score"], zero["is_scored"]) == (0, 1)
    assert (unknown["criterion_score"], unknown["is_scored"], unknown["criterion_state"]) == (
        None,
        0,
        "refused",
    )
    assert (unknown["criterion_low"], unknown["criterion_high"]) == (0, 10)


def test_our_own_opinion_never_enters_the_importance(tmp_path):
    """S0-07: what we think of it never mixes with what the customer declares."""
    told = [
        judged("A", "share_of_wallet", "0.9"),
        judged("A", "supplier_rank", "1"),
        judged("A", "declared_importance", "10"),
        judged("A", "own_importance", "10"),
        judged("A", "formal_status", "key"),
    ]
    plain, with_opinion = (
        build(tmp_path / "a", lines("AB"), {"observations": [said("B", "openness", "5")]}),
        build(tmp_path / "b", lines("AB"), {"observations": told}),
    )
    columns = [c for c in scores_of(plain)["A"] if c.startswith("importance_")]
    assert {c: scores_of(plain)["A"][c] for c in columns} == {
        c: scores_of(with_opinion)["A"][c] for c in columns
    }


def test_a_knock_out_leaves_no_attractiveness_and_says_why(tmp_path):
    good = [
        said("A", "customer_growth", "20 %", "X"),
        judged("A", "strategic_fit", "1"),
        said("A", "payment_delay", "0", "M"),
        said("A", "openness", "open", "O"),
    ]
    run = build(
        tmp_path,
        lines("AB"),
        {
            "observations": [
                *good,
                said("A", "knock_out", "sanctions", "X"),
                said("B", "knock_out", "no", "X"),
            ]
        },
    )
    found = scores_of(run)
    assert (
        found["A"]["knock_out_reason"],
        found["A"]["attractiveness_score"],
        found["A"]["attractiveness_side"],
    ) == ("sanctions", None, None)
    assert found["B"]["knock_out_reason"] is None
    assert {r["cell_class"] for r in table(run, "portfolio_cells") if r["matrix_class"] == "portfolio"} == {
        "excluded",
        "unscored",
    }
    assert not [
        r
        for r in table(run, "ask_next")
        if r["customer_key"] in {k["customer_key"] for k in table(run, "knock_outs")}
    ]


def test_unknown_gates_give_an_interval_and_nothing_is_averaged(tmp_path):
    """S0-23: an unknown gate leaves [met, possible]; D is a mark of its own."""
    gates = {
        3: [
            ("functions_in_contact", "3"),
            ("forecast_shared", "yes"),
            ("supplier_rank", "2"),
            ("complaints_joint", "yes"),
        ],
        4: [
            ("function_pairs", "4"),
            ("executive_sponsor", "yes"),
            ("joint_plan", "yes"),
            ("specific_adaptation", "yes"),
            ("sole_source", "yes"),
            ("review_meetings", "2"),
        ],
        5: [
            ("system_integration", "yes"),
            ("joint_development", "yes"),
            ("open_book", "yes"),
            ("alliance_contract", "yes"),
        ],
    }
    rows = [said(name, "vendor_qualified", "yes", "C") for name in "BCDEF"]
    rows += [
        said(name, *gate)
        for name, levels in (("C", (3,)), ("D", (3, 4)), ("E", (3, 4, 5)), ("F", (3, 4, 5)))
        for level in levels
        for gate in gates[level]
    ]
    rows = [r for r in rows if not (r["subject_id"] == "F" and r["measure_code"] == "forecast_shared")] + [
        said("F", "forecast_shared", "no")
    ]
    rows += [
        said("C", "executive_sponsor", "no"),
        said("D", "alliance_contract", "no"),
        said("B", "whole_business_tender", "yes"),
    ]
    run = build(tmp_path, lines("ABCDEF"), {"observations": rows})
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    found = {numbers[r["customer_key"]]: r for r in table(run, "relation_levels_met")}
    assert {n: (r["relationship_level_met"], r["relationship_level_possible"]) for n, r in found.items()} == {
        "A": (1, 5), "B": (2, 5), "C": (3, 3), "D": (4, 4), "E": (5, 5), "F": (2, 2),
    }  # fmt: skip
    assert [found[n]["is_disintegrating"] for n in "ABCDEF"] == [0, 1, 0, 0, 0, 0]
    level = by_criterion(run, "A")["importance", "relation_level"]
    assert (
        level["criterion_state"],
        level["is_scored"],
        level["criterion_low"],
        level["criterion_high"],
    ) == ("partly_known", 0, 1, 10)
    assert by_criterion(run, "B")["importance", "relation_level"]["criterion_high"] == 3
    assert by_criterion(run, "C")["importance", "relation_level"]["criterion_score"] == 5.5


def test_connectors_have_bounds_and_a_balance(tmp_path):
    rows = [
        said("A", "ori_information", "4", "O"),
        said("A", "ori_operations", "2", "O"),
        said("A", "ori_buyer_adaptation", "1", "O"),
        said("A", "ori_seller_adaptation", "4", "O"),
        said("B", "ori_legal", "4", "C"),
    ]
    run = build(tmp_path, lines("AB"), {"observations": rows})
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    found = {numbers[r["customer_key"]]: r for r in table(run, "relation_levels_met")}
    known = 20 * 1 + 20 * 0.5 + 15 * 0.25 + 10 * 1
    assert found["A"]["ori_coverage"] == pytest.approx(0.65)
    assert found["A"]["ori_score"] == pytest.approx(100 * known / 65, abs=1e-6)
    assert (found["A"]["ori_low"], found["A"]["ori_high"]) == (
        pytest.approx(known),
        pytest.approx(known + 35),
    )
    assert found["A"]["dependency_balance"] == -3
    assert (found["B"]["ori_score"], found["B"]["ori_low"], found["B"]["ori_high"]) == (None, 15, 100)


def test_strength_is_what_the_customer_says_against_the_best_rival(tmp_path):
    """S4-63, golden of the selection (declared: sharp; our own marks: never): u = 50, 30, 20; own - rival = +4, -2, 0: x = 5 + 0.5 (2 - 0.6) = 5.7."""
    rows = []
    for name, weight, own, rival in (("price", 50, 8, 4), ("quality", 30, 5, 7), ("delivery", 20, 6, 6)):
        rows += [
            said("A", f"choice_weight_{name}", weight),
            said("A", f"choice_own_{name}", own),
            said("A", f"choice_rival_{name}", rival),
        ]
        rows += [judged("B", f"choice_own_{name}", own), judged("B", f"choice_rival_{name}", rival)]
    rows += [said("C", "choice_weight_price", 100), said("C", "choice_own_price", 9)]
    found = scores_of(build(tmp_path, lines("ABC"), {"observations": rows}))
    a = found["A"]
    assert (
        a["relative_strength_score"],
        a["relative_strength_low"],
        a["relative_strength_high"],
        a["relative_strength_coverage"],
    ) == (5.7, 5.7, 5.7, 1)
    assert a["relative_strength_certainty"] == "sharp"
    assert found["B"]["relative_strength_certainty"] != "sharp"  # our own marks for ourselves
    assert found["B"]["relative_strength_judged_share"] == 1
    assert (
        found["C"]["relative_strength_score"],
        found["C"]["relative_strength_low"],
        found["C"]["relative_strength_high"],
    ) == (None, 4.5, 9.5)


def test_a_fact_that_expired_leaves_the_score(tmp_path):
    """S1-26: the same judgement, fresh of A and three years old of B: B's is shown as expired, scores nothing, and its weight is not known any more."""
    run = build(tmp_path, lines("AB"), {"observations": [judged("A", "strategic_fit", "0.8"), judged("B", "strategic_fit", "0.8", on="2022-11-01")]})  # fmt: skip
    fresh, old = (by_criterion(run, name)["attractiveness", "strategic_fit"] for name in "AB")
    assert (fresh["is_scored"], fresh["criterion_score"]) == (1, 8)
    assert (old["is_scored"], old["criterion_score"], old["criterion_state"]) == (0, None, "expired")
    assert (old["criterion_low"], old["criterion_high"]) == (0, 10)
    ids = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    coverage = {ids[r["customer_key"]]: r["attractiveness_coverage"] for r in table(run, "customer_scores")}
    assert coverage["A"] > coverage["B"]
