"""Every step and every probe on ClickHouse, inside this process (chdb)."""

from __future__ import annotations

import pytest

from clientela.base.errors import ClientelaError
from clientela.base.settings import EngineChoice
from engine_probes import PROBES, REFUSED
from engines_at_hand import agrees, answer, differences, need, needless_mends, probing


@pytest.fixture(scope="module")
def choice():
    need("chdb", "ClickHouse (chdb)")
    return EngineChoice("clickhouse", "chdb:")


@pytest.fixture(scope="module")
def probe(choice, tmp_path_factory):
    folder = tmp_path_factory.mktemp("probe")
    with probing(choice, folder) as (there, local):
        yield there, local, folder


@pytest.mark.parametrize("sql", PROBES.values(), ids=PROBES)
def test_it_answers_as_duckdb_does(probe, sql):
    there, local, folder = probe
    assert agrees(there, local, sql, folder), (local.fetch(sql), answer(there, local, sql, folder))


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused(probe, sql):
    there, local, folder = probe
    with pytest.raises(ClientelaError):
        answer(there, local, sql, folder)


def test_every_mend_is_needed(probe):
    assert needless_mends(*probe) == []


def test_every_step_gives_the_same(world, choice, tmp_path):
    there = world.run_on(tmp_path / "there", choice)
    assert differences(world.run, there) == []
