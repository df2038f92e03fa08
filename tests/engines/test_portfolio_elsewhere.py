"""Evidence, scores and portfolio of customers somebody asked, on every engine: the worlds of the other tests hold no statement."""

from __future__ import annotations

import pytest

from clientela.base.settings import EngineChoice
from conftest import AS_OF, table
from engines_at_hand import World, differences, need
from mini_case import TOML, costs, levels, lines, observations
from portfolio_files import build, judged, said


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked")
    more = [
        said("K04", "openness", "9"), said("K04", "openness", "5", "O"), judged("K05", "openness", "3", "E1"), judged("K05", "openness", "8", "E2"),
        said("K06", "formal_status", None, status="not_applicable"), judged("K08", "strategic_fit", "0.9", on="2024-01-01"), said("K09", "knock_out", "sanctions", "X"),
        said("K01", "choice_own_price", "8"), said("K01", "choice_rival_price", "5"), said("K01", "choice_weight_price", "100"), said("K03", "ori_legal", "3", "C"),
        said("K01", "share_of_wallet", "70 %", on="2024-11-01"), said("K01", "share_of_wallet", "55 %"), said("K01", "demand_growth", "12 %"),
        said("K01", "goal_fit", "8"), said("K01", "norms_fit", "8"), said("K01", "goods_criticality", "9"), said("K01", "management_mode", "domination"),
        said("K07", "accessible_need", "yes"), said("K07", "choice_weight_price", "60"), said("K07", "choice_weight_quality", "40"), said("K07", "choice_own_price", "6.2"), said("K07", "choice_rival_price", "7.2"),
    ]  # fmt: skip
    tables = {
        "customer_costs": costs(),
        "observations": [*observations(), *more],
        "relation_levels": levels(),
        "opportunities": [
            {
                "opportunity_id": "O1",
                "customer_id": "K07",
                "kind": "cross",
                "potential_amount": 100,
                "noted_on": "2025-10-01",
            }
        ],
        "offers": [
            {
                "offer_id": "F1",
                "customer_id": "K07",
                "opened_on": "2025-10-01",
                "stage": "engaging",
                "amount": 50,
            },
            *(
                {
                    "offer_id": f"F{buyer}{reference}",
                    "customer_id": buyer,
                    "reference_customer_id": reference,
                    "opened_on": "2025-02-01",
                    "closed_on": "2025-05-05",
                    "stage": stage,
                    "amount": amount,
                }
                for buyer, reference, stage, amount in (
                    ("K05", "K01", "won", 90),
                    ("K06", "K01", "won", ""),
                    ("K05", "K03", "won", ""),
                    ("K01", "K01", "won", 70),
                    ("K06", "K03", "lost", 60),
                )
            ),
        ],
        "people": [
            {
                "person_id": "H1",
                "customer_id": "K07",
                "person_name": "Anna",
                "function": "purchasing",
                "left_on": "2025-06-30",
            },
            {
                "person_id": "H2",
                "customer_id": "K07",
                "person_name": "Bruno",
                "function": "works",
                "left_on": "",
            },
        ],
        "decision_unit_members": [
            {
                "customer_id": "K07",
                "person_id": person,
                "role": "decider",
                "influence_score": influence,
                "attitude_score": attitude,
            }
            for person, influence, attitude in (("H1", "9", "5"), ("H2", "6", "1"), ("H3", "", "2"))
        ],
        "competitor_shares": [
            {
                "customer_id": "K01",
                "competitor_id": "R1",
                "share": "20 %",
                "known_on": "2025-11-01",
                "source_class": "O",
            },
            {
                "customer_id": "K03",
                "product_family": "F",
                "competitor_id": "R2",
                "share": "40 %",
                "known_on": "2025-11-01",
                "source_class": "O",
            },
        ],
    }
    run = build(folder, lines(), tables, toml=TOML)
    return World(run.workspace.path, AS_OF, run)


def test_postgresql_says_the_same(asked, postgres_address, tmp_path):
    there = asked.run_on(tmp_path / "there", EngineChoice("postgresql", postgres_address))
    assert differences(asked.run, there) == []


def test_sail_says_the_same(asked, sail_address, tmp_path):
    there = asked.run_on(tmp_path / "there", EngineChoice("spark", sail_address))
    assert differences(asked.run, there) == []


def test_clickhouse_says_the_same(asked, tmp_path):
    need("chdb", "chdb")
    there = asked.run_on(tmp_path / "there", EngineChoice("clickhouse", "chdb:"))
    assert differences(asked.run, there) == []


def test_the_world_shows_a_customer_to_enter(asked):
    (row,) = [r for r in table(asked.run, "entry_tests") if r["customer_id"] == "K07"]
    assert (row["entry_verdict"], row["first_factor"], row["first_gap_points"], row["sponsor_person_id"]) == (
        "enter",
        "price",
        -1.0,
        "H2",
    )


def test_the_world_shows_names_that_helped_to_win(asked):
    rows = table(asked.run, "reference_influence")
    assert sorted((r["reference_won_count"], r["reference_unpriced_count"], r["reference_won_amount"] or 0) for r in rows) == [(1, 1, 0), (2, 1, 90)]  # fmt: skip
