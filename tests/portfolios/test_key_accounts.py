"""Key account selection: verdicts, probability, number, profile, and the ledger with and without (dossier 9.1-9.7; rows S4-61 to -70, -74, S3-02)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clientela.analyses._key_numbers import capacity_number, needed_number, safe_number
from clientela.analyses.key_accounts import key_account_number
from clientela.base.portfolio_settings import Portfolio
from clientela.base.scope import Scope
from clientela.portfolios.key_account_odds import key_odds
from clientela.reports._key_deviation import pair_places
from clientela.scores._criteria import Criterion
from clientela.scores._grid import Grid
from conftest import customers, table
from mini_case import REVENUE, TOML, costs, levels, lines, observations
from portfolio_files import build, judged, said

MORE = TOML.replace(
    "[portfolio]",
    "[portfolio]\nkey_managers = 3\nkey_goal_amount = 10.0\nkey_concentration = 0.9\nkey_largest_share = 1.0",
)


def rated(name, own, rival):
    return [said(name, f"choice_{part}_{factor}", str(value)) for part, value in (("own", own), ("rival", rival)) for factor in ("price", "quality", "delivery", "service", "speed", "innovation", "relationship", "trust")]  # fmt: skip


def _observations():
    """K01 is key and said to be; K07 is key and nobody says so; K03 is said to be and weak against the rival; K02 is said to be and unknown."""
    named = [said(name, "key_account", "yes", "C") for name in ("K01", "K02", "K03", "K10")]
    poor = [said("K10", "customer_growth", "-10 %", "X"), said("K10", "payment_delay", "90", "M"), said("K10", "openness", "tender", "O"), said("K10", "reference_value", "none", "O"), judged("K10", "strategic_fit", "0"), said("K10", "wallet", "20", unit="EUR"), *rated("K10", 9, 2)]  # fmt: skip
    return [*observations(), *named, *rated("K01", 8, 6), *rated("K07", 8, 6), *rated("K03", 3, 8), *poor]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    tables = {"customer_costs": costs(), "observations": _observations(), "relation_levels": levels()}
    return build(tmp_path_factory.mktemp("key"), lines(), tables, toml=MORE)


def by_id(run, name):
    return {r["customer_id"]: r for r in table(run, name)}


def test_keep_promote_demote_and_ask(run):
    """S4-74, S4-70, S4-63: K07 of class B is found; what is unknown is asked, never judged."""
    found = by_id(run, "key_account_list")
    verdicts = {name: row["verdict_class"] for name, row in found.items()}
    assert verdicts["K01"] == "keep"
    assert verdicts["K07"] == "promote"
    assert verdicts["K02"] == "ask"
    assert verdicts["K10"] == "demote"
    assert verdicts["K03"] == "develop"
    assert found["K02"]["kaism_cell"] is None
    assert found["K02"]["key_probability"] is None
    assert found["K07"]["abc_value_class"] == "B"
    assert found["K01"]["key_probability"] > 0.9
    assert found["K10"]["key_probability"] < 0.1
    assert (found["K01"]["candidate_rank"], found["K07"]["candidate_rank"]) in ((1, 2), (2, 1))


def test_the_first_case_is_the_ledger_and_the_parts_add_up(run):
    """S4-61, S4-68: with the key accounts it is the ledger to the cent; key and without are all of it."""
    for scope in ({}, {"scope": Scope("seller_id", ("E1",))}):
        rows = {r["case_class"]: r for r in table(run, "without_key_accounts", **scope)}
        seen = customers(run, **scope)
        for column in ("revenue_12m_amount", "cm3_12m_amount"):
            assert rows["all"][column] == sum(r[column] for r in seen.values())
            assert rows["key"][column] + rows["without"][column] == rows["all"][column]
    whole = {r["case_class"]: r for r in table(run, "without_key_accounts")}
    key = REVENUE[0] + REVENUE[1] + REVENUE[2] + REVENUE[9]
    assert float(whole["key"]["revenue_12m_amount"]) == key
    assert float(whole["shock"]["revenue_12m_amount"]) == pytest.approx(1000 - 0.3 * key)
    assert whole["key"]["revenue_share"] == pytest.approx(key / 1000)


def test_the_contribution_sheet_leaves_unknown_what_is_not_known(run):
    """S4-64: there is a potential; under a year of history nobody can say what of it is expected, and no zero stands for it."""
    row = by_id(run, "key_account_list")["K07"]
    assert row["potential_margin_amount"] > 0
    assert (row["active_12m_probability"], row["possible_mean_amount"]) == (None, None)
    assert row["contribution_share"] == pytest.approx(5 / 100)


def test_the_profile_raises_an_alarm_only_for_what_is_certain(run):
    """S4-62, S4-69: K10 lacks most; K02, of which little is known, is no alarm."""
    rows = by_id(run, "key_account_profile")
    assert set(rows) == {"K01", "K02", "K03", "K10"}
    assert rows["K10"]["deviation_class"] == "alarm"
    assert rows["K10"]["deviation_low"] > 0.35
    assert rows["K01"]["deviation_class"] == "fits"
    assert rows["K02"]["deviation_class"] == "possible"
    for row in rows.values():
        assert row["met_count"] + row["unmet_count"] + row["unknown_count"] == 7
    traits = [r for r in table(run, "key_account_traits") if r["customer_id"] == "K02" and r["trait_state"] == "unknown"]  # fmt: skip
    assert len(traits) == rows["K02"]["unknown_count"]


def test_an_alarm_names_what_the_place_costs(run):
    """S4-69: K10 is in alarm; K07 waits for its place and brings 5 where K10 loses 20; hours nobody wrote down are not zero."""
    section = next(s for s in run.report(name="key_accounts").sections if s.name == "key_profile")
    (block,) = [b for b in section.blocks if b.name == "key_deviation_cost"]
    (row,) = [dict(zip((c.name for c in block.columns), r, strict=True)) for r in block.rows]
    assert (row["customer_id"], row["waiting"], row["contact_hours"]) == ("K10", "Customer K07", None)
    assert [float(row[n]) for n in ("contribution_12m_amount", "waiting_amount", "difference_amount")] == pytest.approx([-20, 5, 25])  # fmt: skip


def test_places_and_candidates_are_paired_weakest_against_first():
    def account(name, money):
        return {"customer_id": name, "contribution_12m_amount": money}

    alarms = [account("A", 5), account("B", None), account("C", -3)]
    waiting = [{"customer_id": "Y", "candidate_rank": 2}, {"customer_id": "X", "candidate_rank": 1}]
    paired = [(a["customer_id"], w and w["customer_id"]) for a, w in pair_places(alarms, waiting)]
    assert paired == [("C", "X"), ("A", "Y"), ("B", None)]
    assert len(pair_places(alarms[:1], waiting)) == 1


def test_the_number_has_four_bounds(run):
    """Dossier 9.7: 3 managers have hours for 8; two sharply attractive customers are the market; the last with a place is named."""
    rows = {r["bound_class"]: r for r in table(run, "key_account_number")}
    assert rows["capacity"]["bound_count"] == 8
    assert rows["market"]["bound_count"] >= 2
    assert rows["market"]["binds"] == 1
    # nobody can say yet who will order: the need is open, and is not said to be out of reach
    assert (rows["need"]["bound_count"], rows["need"]["is_reached"]) == (None, None)
    assert rows["market"]["is_feasible"] == 1
    places = sorted(table(run, "key_account_places"), key=lambda r: r["candidate_rank"])
    high = rows["market"]["high_count"]
    assert all((r["place_class"] in ("in", "last_in")) == (r["candidate_rank"] <= high) for r in places)


def test_the_report_has_its_sections(run):
    document = run.report(name="key_accounts")
    assert [s.name for s in document.sections] == ["key_verdicts", "important_customers", "key_number", "key_contribution", "key_profit", "key_goals", "key_profile"]  # fmt: skip


def test_the_bounds_of_a_goal_are_set_against_each_other():
    """A goal that takes four of five candidates, and one manager with hours for two: no number fits, and both bounds are named."""
    money = np.array([50, 40, 30, 20, 10]) * 10_000
    frames = {
        "key_account_list": {"candidate_rank": np.arange(1.0, 6), "contribution_12m_amount": money, "active_12m_probability": np.ones(5)},
        "customer_scores": {"attractiveness_side": np.array(["high"] * 4 + ["low"], dtype=object), "attractiveness_certainty": np.array(["sharp"] * 3 + ["provisional", "sharp"], dtype=object)},
    }  # fmt: skip
    rules = Portfolio(key_goal_amount=125.0, key_managers=0.8, key_concentration=1.0, key_largest_share=1.0)
    found = key_account_number.build({"portfolio": rules}, frames)
    assert dict(zip(found["bound_class"], found["bound_count"], strict=True)) == {"need": 4, "risk": 1, "capacity": 2, "market": 3}  # fmt: skip
    assert dict(zip(found["bound_class"], found["binds"], strict=True)) == {"need": 1, "risk": 0, "capacity": 1, "market": 0}  # fmt: skip
    assert set(found["is_feasible"]) == {0}
    none = key_account_number.build({"portfolio": replace(rules, key_goal_amount=151.0)}, frames)
    assert (none["is_reached"][0], none["is_feasible"][0]) == (0, 0)
    enough = key_account_number.build({"portfolio": replace(rules, key_goal_amount=85.0)}, frames)
    assert (enough["low_count"][0], enough["high_count"][0], enough["is_feasible"][0]) == (2, 2, 1)


def test_golden_capacity_and_the_other_bounds():
    rules = Portfolio(key_managers=3)
    assert capacity_number(rules) == 8
    assert capacity_number(Portfolio()) is None
    assert capacity_number(replace(rules, cooperative_share=1.0, interdependent_share=0.0, integrated_share=0.0)) == 15  # fmt: skip
    money = np.array([100.0, 90.0, 80.0, 70.0, 60.0, 50.0])
    # equal shares of n are 1/n each: .2 takes at least five, and these more
    assert safe_number(money, concentration=0.20, largest=0.35) == 6
    assert safe_number(np.full(9, 5.0), concentration=0.20, largest=0.35) == 5
    assert safe_number(money[:2], concentration=0.20, largest=0.35) is None
    sure = np.ones(6)
    assert needed_number(money, sure, 190, draws=200, seed=1) == 2
    assert needed_number(money, sure, 191, draws=200, seed=1) == 3
    assert needed_number(money, sure, 451, draws=200, seed=1) is None
    # one that comes with 79 % is not enough for a sum reached with 80 %
    assert needed_number(np.array([100.0, 100.0]), np.array([0.75, 0.75]), 100, draws=20_000, seed=1) == 2


def test_the_probability_is_the_share_of_the_gap_that_is_high():
    """One criterion of two known at 7: high when the other is at least 3, so about 70 % with equal weights and no spread of them."""
    criteria = (Criterion("a", "a", 50.0), Criterion("b", "b", 50.0))

    def grid(low, high, seen):
        n = len(low)
        mid = np.where(seen, low, np.nan)
        return Grid(np.arange(n), criteria, np.full((n, 2), 50.0), np.nan_to_num(mid), low, high, seen, np.ones((n, 2)))  # fmt: skip

    low = np.array([[7.0, 0.0], [9.0, 9.0], [1.0, 1.0], [0.0, 0.0]])
    high = np.array([[7.0, 10.0], [9.0, 9.0], [1.0, 1.0], [10.0, 10.0]])
    seen = np.array([[True, False], [True, True], [True, True], [False, False]])
    sure = grid(np.full((4, 2), 8.0), np.full((4, 2), 8.0), np.ones((4, 2), dtype=bool))
    rules = Portfolio(weight_draws=20_000, weight_concentration=1e6)
    found = key_odds((grid(low, high, seen), sure), rules)
    assert found[0] == pytest.approx(0.70, abs=0.01)
    assert found[1:3].tolist() == [1.0, 0.0]
    assert np.isnan(found[3])
    assert np.array_equal(found, key_odds((grid(low, high, seen), sure), rules), equal_nan=True)
