"""Evidence, scores and portfolio of customers somebody asked, on every engine: the worlds of the other tests hold no statement."""

from __future__ import annotations

import pytest

from clientela.base.settings import EngineChoice
from conftest import AS_OF
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
    ]  # fmt: skip
    tables = {
        "customer_costs": costs(),
        "observations": [*observations(), *more],
        "relation_levels": levels(),
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
