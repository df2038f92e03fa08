"""Moves between states, swings, shocks, events and choices on a company whose truth is known."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from clientela.base.scope import Scope
from clientela.predictions._markov import state_values
from conftest import line, table
from service_files import by_customer, company

YEARS = range(2019, 2026)


def _rows():
    """Sixty customers over seven years. Customer i buys monthly; large (i < 12), middle (i < 30), small; every fourth small one stops after i % 6 years."""
    rows = []
    for i in range(60):
        size = 1000 if i < 12 else 300 if i < 30 else 40
        stops = YEARS[0] + 1 + i % 6 if i >= 30 and i % 4 == 0 else 9999
        for year in YEARS:
            if year >= stops:
                continue
            grown = size * (4 if i in (20, 21) and year >= 2023 else 1)
            for month in range(1, 13):
                wave = 1 + 0.1 * ((month + i) % 3) + (0.5 if i % 2 and year in (2021, 2023) else 0)
                net = round(grown * wave, 2)
                rows.append(
                    line(f"{i:02d}", date(year, month, 1 + i % 28), net, cost_amount=round(net * 0.6, 2),
                         segment=f"S{i % 3}", salesperson=f"P{i % 2}")
                )  # fmt: skip
    return rows


def _choices():
    """Forty-five choices of one person by size, three of another."""
    lines = ["rater_id,customer_id,other_customer_id,chosen_on"]
    lines += [f"E1,{a:02d},{b:02d},2025-03-01" for a in range(10) for b in range(a + 1, 10)]
    lines += ["E2,00,01,2025-03-01", "E2,01,02,2025-03-01", "E2,02,00,2025-03-01", "E1,59,00,2026-05-01"]
    return "\n".join(lines) + "\n"


EVENTS = (
    "customer_id,happened_on,kind,severity_score,resolved_on,origin\n"
    "01,2025-12-01,trigger,3,,internal\n01,2025-06-14,sourcing_elsewhere,2,,market\n01,2025-12-21,trigger,5,,external\n01,2025-11-01,returned,-2,,personal\n"
    "02,2025-12-01,trigger,,,\n03,2025-12-01,trigger,5,2025-12-11,internal\n04,2026-02-01,notice,5,,external\n"
)
PEOPLE = "person_id,customer_id,person_name\nX1,00,Anna\nX2,01,Bruno\nX3,01,Carla\nX4,05,Dario\nX5,05,Elena\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    files = {"preferences": _choices(), "defection_events": EVENTS, "people": PEOPLE}
    return company(tmp_path_factory.mktemp("dynamics"), _rows(), files)


def test_year_ends_tie_to_the_figures_of_today(run):
    customers = {r["customer_key"]: r for r in table(run, "customers")}
    now = [r for r in table(run, "customer_years") if r["years_ago"] == 0]
    assert {r["customer_key"] for r in now} == set(customers)
    for row in now:
        c = customers[row["customer_key"]]
        assert row["revenue_amount"] == c["revenue_12m_amount"]
        assert row["value_state"] == (c["abc_value_class"] or "lost")
        assert row["orders_count"] == c["orders_12m_count"]
    by_year = Counter(r["years_ago"] for r in table(run, "customer_years"))
    assert sorted(by_year) == [0, 1, 2, 3, 4, 5]
    assert max(r["year_end_on"] for r in now) == date(2025, 12, 31)
    for row in table(run, "customer_years"):
        assert row["life_state"] in ("growing", "regular", "developing", "at_risk", "lost")
        if row["orders_count"] == 0:
            assert row["value_state"] == "lost"


def test_a_class_of_the_past_is_the_one_a_run_of_then_gives(run):
    """Nothing in a past year end was learned later."""
    classes = by_customer(run, "customers")
    prior = {r["customer_key"]: r["value_state"] for r in table(run, "customer_years") if r["years_ago"] == 1}
    for row in classes.values():
        assert prior[row["customer_key"]] == (row["abc_prior_class"] or "lost")


def test_values_tie_to_the_moves(run):
    rows = sorted(table(run, "value_dynamics"), key=lambda r: r["state_place"])
    moves = {(r["from_class"], r["to_class"]): r for r in table(run, "value_moves")}
    states = [r["state_class"] for r in rows]
    assert states == ["A", "B", "C", "lost"]
    matrix = np.array([[moves[a, b]["move_probability"] if a != "lost" else float(a == b) for b in states] for a in states])  # fmt: skip
    np.testing.assert_allclose(matrix.sum(axis=1), 1)
    money = np.array([float(r["money_mean_amount"]) for r in rows])
    value = state_values(matrix, money, 0.10, last=5)
    for row, expected in zip(rows, value, strict=True):
        assert float(row["value_amount"]) == pytest.approx(expected, abs=0.001)
        assert float(row["state_value_amount"]) == pytest.approx(expected * row["customers_count"], abs=0.1)
        if row["state_class"] != "lost":
            assert row["value_low_amount"] <= row["value_amount"] <= row["value_high_amount"]
            assert row["up_probability"] + row["stay_probability"] + row["down_probability"] + row["lost_probability"] == pytest.approx(1)  # fmt: skip
            assert (
                row["expected_3y_low_number"] - 1
                < row["expected_3y_number"]
                < row["expected_3y_high_number"] + 1
            )
            assert row["stake_basis"] == "margin"
        assert row["money_known_count"] <= row["customers_count"]
    assert sum(r["customers_count"] for r in rows) == 60
    assert sum(r["moves_count"] for r in moves.values()) == sum(r["moves_count"] for r in rows if r["state_class"] != "lost")  # fmt: skip
    for year in (1, 2, 3):
        assert sum(r[f"expected_{year}y_number"] for r in rows) == pytest.approx(60)
    assert rows[2]["lost_probability"] > rows[0]["lost_probability"]
    assert rows[0]["value_amount"] < rows[0]["static_value_amount"]  # the large ones do not all stay large
    assert rows[2]["value_amount"] > rows[2]["static_value_amount"]  # more small ones grow than leave
    assert sum(r["foreseen_number"] for r in rows) == pytest.approx(sum(r["customers_year_ago_count"] for r in rows))  # fmt: skip
    assert sum(r["seen_count"] for r in rows) == sum(r["customers_year_ago_count"] for r in rows)
    (proof,) = table(run, "value_proof")
    assert proof["past_years_count"] == 5
    assert proof["memory_verdict"] in ("one_step", "memory", "too_few")


def test_the_lifecycle_can_be_the_states(tmp_path):
    run = company(tmp_path, _rows(), {}, '[dynamics]\nstate_scheme = "lifecycle"\n')
    rows = {r["state_class"]: r for r in table(run, "value_dynamics")}
    assert set(rows) == {"growing", "regular", "developing", "at_risk", "lost"}
    assert sum(r["customers_count"] for r in rows.values()) == 60
    assert rows["regular"]["customers_count"] > rows["at_risk"]["customers_count"]


def test_a_part_of_the_company_is_too_small_a_base(run):
    scope = Scope("seller_id", ("P0",))
    assert table(run, "value_dynamics", scope=scope) == []
    assert table(run, "relation_hypothesis", scope=scope) == []
    shocks = [r for r in table(run, "stress_test", scope=scope) if r["scenario_class"] == "manager"]
    assert {r["subject"] for r in shocks} == {"P0"}


def test_swings_weigh_to_the_whole(run):
    rows = table(run, "portfolio_betas")
    segments = [r for r in rows if r["part_kind"] == "segment"]
    assert {r["part"] for r in segments} == {"S0", "S1", "S2"}
    assert sum(r["weight_share"] for r in segments) == pytest.approx(1)
    assert {r["money_basis"] for r in rows} == {"margin"}
    assert len([r for r in rows if r["part_kind"] == "customer"]) == 20
    for row in rows:
        assert row["quarters_count"] >= 12
        if row["beta_number"] is not None:
            assert row["beta_low_number"] <= row["beta_number"] <= row["beta_high_number"]
            assert row["discount_share"] == pytest.approx(0.03 + 0.07 * row["beta_number"])
        assert (row["risk_verdict"] == "too_short") == (row["beta_number"] is None)
    mixes = {}
    for row in table(run, "mix_frontier"):
        mixes.setdefault((row["mix_class"], row["mix_number"]), {})[row["segment_id"]] = row
    today = {s: r["weight_share"] for s, r in mixes["today", 0].items()}
    for mix in mixes.values():
        assert sum(r["weight_share"] for r in mix.values()) == pytest.approx(1)
        for segment, row in mix.items():
            assert 0.7 * today[segment] - 1e-9 <= row["weight_share"] <= 1.3 * today[segment] + 1e-9
    better, now = mixes["least_swing", 0]["S0"], mixes["today", 0]["S0"]
    assert better["mix_deviation_number"] <= now["mix_deviation_number"] + 1e-12
    assert better["mix_return_number"] >= now["mix_return_number"] - 1e-9


def test_a_short_history_says_so(tmp_path):
    rows = [r for r in _rows() if r["invoice_date"] >= "2023-06-01"]
    run = company(tmp_path, rows, {})
    betas = table(run, "portfolio_betas")
    assert {r["risk_verdict"] for r in betas} == {"too_short"}
    assert {r["beta_number"] for r in betas} == {None}
    assert table(run, "mix_frontier") == []
    (proof,) = table(run, "mix_proof")
    assert proof["quarters_count"] < 8
    assert proof["deviation_today_number"] is None
    verdicts = {r["verdict_class"] for r in table(run, "relation_hypothesis")}
    assert verdicts <= {"not_enough"}


def test_shocks_tie_to_the_customers(run):
    customers = table(run, "customers")
    whole = sum(float(r["revenue_12m_amount"]) for r in customers)
    rows = {}
    for row in table(run, "stress_test"):
        rows.setdefault(row["scenario_class"], []).append(row)
    (top,) = rows["top_three"]
    largest = sorted(customers, key=lambda r: -r["revenue_12m_amount"])[:3]
    assert top["lost_revenue_amount"] == sum(r["revenue_12m_amount"] for r in largest)
    assert top["lost_margin_amount"] == sum(r["margin_12m_amount"] for r in largest)
    assert top["company_share"] == pytest.approx(float(top["lost_revenue_amount"]) / whole)
    assert (top["loss_share"], top["rests_on_class"], top["lost_contribution_amount"], top["contribution_unknown_count"]) == (1, "money", None, 3)  # fmt: skip
    (segment,) = rows["segment"]
    own = {s: sum(float(r["revenue_12m_amount"]) for r in customers if r["segment_id"] == s) for s in ("S0", "S1", "S2")}  # fmt: skip
    assert segment["subject"] == max(own, key=own.get)
    assert float(segment["lost_revenue_amount"]) == pytest.approx(0.2 * max(own.values()), abs=0.001)
    assert segment["rests_on_class"] == "setting"
    assert {r["subject"] for r in rows["manager"]} == {"P0", "P1"}
    assert sum(float(r["revenue_12m_amount"]) for r in rows["manager"]) == pytest.approx(whole)
    one, every = sorted(rows["buyer"], key=lambda r: r["place_number"])
    assert (one["subject"], one["customers_count"], every["customers_count"]) == ("Customer 00", 1, 1)
    active = sum(r["lines_12m_count"] > 0 for r in customers)
    assert one["not_known_count"] == active - 3


def test_liking_counts_the_choices_of_those_who_made_enough(run):
    liking = by_customer(run, "customer_liking")
    assert len(liking) == 10
    assert [liking[f"{i:02d}"]["liking_rank"] for i in range(10)] == list(range(1, 11))
    assert sum(r["chosen_count"] for r in liking.values()) == 45
    for row in liking.values():
        assert row["liking_low_number"] < row["liking_number"] < row["liking_high_number"]
    raters = {r["rater_id"]: r for r in table(run, "liking_raters")}
    assert (raters["E1"]["choices_count"], raters["E1"]["rater_verdict"], raters["E1"]["zeta_number"]) == (45, "consistent", 1)  # fmt: skip
    assert (raters["E2"]["circular_count"], raters["E2"]["rater_verdict"]) == (1, "too_few")


def test_events_add_up_and_what_came_later_is_not_known(run):
    """14.3-o from a file; an event without a severity is in no sum."""
    rows = by_customer(run, "defection_energy")
    assert set(rows) == {"01", "02", "03"}
    assert rows["01"]["energy_number"] == pytest.approx(6.82229, abs=5e-6)
    assert (rows["01"]["energy_limit_number"], rows["01"]["energy_limit_class"], rows["01"]["energy_state"]) == (8, "setting", "below")  # fmt: skip
    assert (rows["02"]["energy_number"], rows["02"]["unrated_count"], rows["02"]["energy_state"]) == (None, 1, "unrated")  # fmt: skip
    assert rows["03"]["energy_number"] == pytest.approx(5 * 0.5 ** (10 / 180 + 20 / 90))


OBSERVED = "observation_id,subject_id,measure_code,value,as_of_on,recorded_at,source_class,status\n"


def _answers():
    """Connectors of fifty customers, asked in the autumn of each year; of customer 00 one answer written down a year after it is said for."""
    rows, number = [], 0
    for i in range(50):
        for year in (2021, 2022, 2023, 2024):
            for name in ("ori_information", "ori_operations", "ori_legal", "ori_norms"):
                number += 1
                rows.append(
                    f"{number},{i:02d},{name},{(i + year) % 5},{year}-10-0{1 + i % 9},{year}-10-15 09:00:00,D,known"
                )
    rows.append("900,00,ori_norms,4,2024-12-01,2025-11-30 09:00:00,D,known")
    rows.append("901,00,ori_norms,4,2024-12-02,2024-12-02 09:00:00,J0,known")
    return OBSERVED + "\n".join(rows) + "\n"


def test_the_relation_is_read_as_it_was_known_then(tmp_path):
    """S0-24: nothing written down later, no bare opinion."""
    run = company(tmp_path, _rows(), {"observations": _answers()})
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    rows = {(numbers[r["customer_key"]], r["years_ago"]): r for r in table(run, "relation_history")}
    then, now = rows["00", 1], rows["00", 0]
    assert then["relation_index_number"] == pytest.approx(100 * ((2024 % 5) / 4))
    assert (then["back_filled_count"], now["back_filled_count"]) == (1, 0)
    assert now["relation_index_number"] == pytest.approx((4 * 55 + 4 * 20) / 75 * 25)
    assert then["relation_index_coverage"] == pytest.approx(0.75)
    found = {
        r["endpoint_class"]: r for r in table(run, "relation_hypothesis") if r["claim_class"] == "beyond"
    }
    assert list(found) == ["margin", "revenue", "stay_12", "stay_24", "stay_36"]
    assert {r["verdict_class"] for r in found.values()} == {"not_enough"}  # fewer than sixty customers
    assert found["margin"]["back_filled_count"] == 1
    assert found["margin"]["customers_count"] == 48  # two were lost before the first answer


def test_one_to_one_indices_come_from_the_data(tmp_path):
    """S4-19: four indices, what is not known in the bounds, and the next step."""
    files = {
        "customers": "customer_number,customer_name,tax_number\n" + "".join(f"{i:02d},Customer {i:02d},IT{i:011d}\n" for i in range(40)),
        "people": PEOPLE,
        "actions": "action_id,customer_id,lever,action_text,due_on,status,result\nA1,00,slot,fixed day,2025-05-01,done,one order more\nA2,01,slot,fixed day,2025-05-01,planned,\n",
    }  # fmt: skip
    run = company(tmp_path, _rows(), files)
    rows = {r["principle_class"]: r for r in table(run, "idic")}
    customers = {r["customer_key"]: r for r in table(run, "customers") if r["lines_12m_count"] > 0}
    large = [r for r in customers.values() if r["abc_value_class"] in ("A", "B")]
    first = rows["identify"]
    with_tax = [r for r in customers.values() if r["tax_id"]]
    assert first["customers_count"] == len(customers)
    assert first["yes_count"] == sum(
        r["abc_value_class"] == "C" or r["customer_id"] in ("00", "01", "05") for r in with_tax
    )
    assert (rows["differentiate"]["known_count"], rows["differentiate"]["index_number"]) == (0, None)
    assert (rows["differentiate"]["index_low_number"], rows["differentiate"]["index_high_number"]) == (0, 100)
    assert rows["interact"]["known_count"] == 0
    assert (rows["customise"]["customers_count"], rows["customise"]["yes_count"]) == (len(large), 1)
    assert [p for p, r in rows.items() if r["is_next_number"] == 1] == ["identify" if first["index_number"] < 70 else "differentiate"]  # fmt: skip
    for row in rows.values():
        assert row["index_low_number"] <= (row["index_number"] if row["index_number"] is not None else 0)
