"""Real Apache Spark: not in continuous integration. Needs Java and `pip install 'pyspark[connect]>=4,<5'`; run with -m spark -s."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from clientela.base.errors import ClientelaError
from clientela.base.settings import EngineChoice
from engine_probes import PROBES, REFUSED
from engines_at_hand import agrees, answer, differences, free_port, needless_mends, probing

pytestmark = pytest.mark.spark
_WAIT = 300


@pytest.fixture(scope="module")
def spark_address(tmp_path_factory):
    found = importlib.util.find_spec("pyspark")
    home = Path(str(found.origin)).parent if found else None
    if home is None or not (home / "bin" / "spark-submit").exists() or shutil.which("java") is None:
        pytest.skip("needs Java and pyspark[connect]")
    folder, port = tmp_path_factory.mktemp("spark"), free_port()
    settings = {
        "spark.connect.grpc.binding.port": port,
        "spark.sql.warehouse.dir": folder / "warehouse",
        "spark.sql.shuffle.partitions": 4,
        "spark.ui.enabled": "false",
    }
    given = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    server = subprocess.Popen(
        [home / "bin" / "spark-submit", "--master", "local[2]", "--driver-memory", "2g", *given,
         "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"],
        cwd=folder, env={**os.environ, "SPARK_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(_WAIT):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(1)
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, 15)
        server.wait()


@pytest.fixture(scope="module")
def probe(spark_address, tmp_path_factory):
    folder = tmp_path_factory.mktemp("probe")
    with probing(EngineChoice("spark", spark_address), folder) as (there, local):
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


def test_the_mends_for_sail_alone_are_known(probe):
    assert set(needless_mends(*probe)) <= {"decimals_beside_floats", "windows_over_columns"}


def test_every_step_gives_the_same_and_the_facts_are_read_there(nasty, spark_address, tmp_path, capsys):
    began = time.monotonic()
    there = nasty.run_on(
        tmp_path / "there", EngineChoice("spark", spark_address, folder="the facts of the copy")
    )
    with capsys.disabled():
        print(  # noqa: T201 - the figure is the point
            f"\n{there.manifest.run_id}: {len(there.manifest.results)} results in {time.monotonic() - began:.0f} s"
        )
    assert differences(nasty.run, there) == []
