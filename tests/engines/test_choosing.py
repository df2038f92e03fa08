"""The setting: one word chooses the engine, no password is ever written, and what goes wrong is a sentence."""

from __future__ import annotations

import sys
from dataclasses import asdict

import pytest

from clientela.base.settings import EngineChoice, SettingsError, read_settings
from clientela.engine.adapter import PASSWORD, EngineUnreachableError
from clientela.engine.connect import Engine, EngineError
from clientela.engine.opening import open_adapter
from clientela.engine.postgres import Postgres
from clientela.engine.translate import translate
from clientela.runs.elsewhere import Elsewhere
from clientela.runs.fingerprint import EMBEDDED, engine_version
from clientela.workspace import Workspace
from conftest import run_at
from engines_at_hand import differences, free_port, need, rows_of

SECRET = "s3cret-word"  # noqa: S105 - made up


def written(tmp_path, text):
    path = tmp_path / "clientela.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_the_embedded_engine_is_the_default(tmp_path):
    assert written(tmp_path, "").engine == EngineChoice()
    assert engine_version(EngineChoice(), tmp_path) == EMBEDDED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[engine]\nkind = "oracle"', "oracle"),
        ('[engine]\nkind = "postgresql"', "begins with postgresql://"),
        ('[engine]\nkind = "spark"\naddress = "http://here"', "begins with sc://"),
        (f'[engine]\nkind = "postgresql"\naddress = "postgresql://ann:{SECRET}@host/db"', "holds a password"),
        (
            f'[engine]\nkind = "postgresql"\naddress = "postgresql://host/db?password={SECRET}"',
            "holds a password",
        ),
        (f'[engine]\nkind = "spark"\naddress = "sc://host:15002/;token={SECRET}"', "holds a password"),
        ('[engine]\nschema = "a; drop table b"', "drop table"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(tmp_path, text, words):
    with pytest.raises(SettingsError) as refused:
        written(tmp_path, text)
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "address", "package"),
    [
        ("postgresql", "postgresql://ann@127.0.0.1:{port}/db", "psycopg"),
        ("spark", "sc://127.0.0.1:{port}", "pyspark"),
        ("clickhouse", "http://ann@127.0.0.1:{port}", ""),
    ],
)
def test_nobody_answers(tmp_path, monkeypatch, kind, address, package):
    if package:
        need(package, package)
    monkeypatch.setenv(PASSWORD, SECRET)
    monkeypatch.setenv("SPARK_CONNECT_GRPC_RETRIES", "0")
    with pytest.raises(EngineUnreachableError, match="does not answer") as refused, Engine() as local:
        open_adapter(EngineChoice(kind, address.format(port=free_port())), local=local, facts=tmp_path)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "package"), [("postgresql", "psycopg"), ("spark", "pyspark"), ("clickhouse", "chdb")]
)
def test_a_missing_driver_is_named(tmp_path, monkeypatch, kind, package):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setitem(sys.modules, f"{package}.sql", None)
    monkeypatch.setitem(sys.modules, f"{package}.errors", None)
    address = {"postgresql": "postgresql://h/d", "spark": "sc://h", "clickhouse": "chdb:"}[kind]
    with pytest.raises(EngineUnreachableError, match=f"needs the package {package}"), Engine() as local:
        open_adapter(EngineChoice(kind, address), local=local, facts=tmp_path)


def test_what_is_not_sql_is_refused():
    with pytest.raises(EngineError, match="cannot be translated"):
        translate("select from where", schema={}, names={}, columns=(), dialect="postgres")
    with pytest.raises(EngineError, match="cannot be translated"):
        translate(
            "select nobody from t", schema={"t": (("a", "BIGINT"),)}, names={}, columns=(), dialect="postgres"
        )


def test_a_decimal_longer_than_clickhouse_has_is_refused():
    columns = (("a", "DOUBLE"),)
    with pytest.raises(EngineError, match="at most 18 decimals"):
        translate(
            "select a * 0.1234567890123456789 as a from t",
            schema={"t": columns},
            names={},
            columns=columns,
            dialect="clickhouse",
        )


# --- with a server --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def there(nasty, postgres_address, tmp_path_factory):
    """One run for all: each test leaves the workspace with every result it had."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PASSWORD, SECRET)
        yield nasty.run_on(
            tmp_path_factory.mktemp("chosen") / "there", EngineChoice("postgresql", postgres_address)
        )


def test_the_engine_is_part_of_the_name_of_a_result(nasty, there):
    assert not set(there.manifest.results.values()) & set(nasty.run.manifest.results.values())


def test_the_password_is_nowhere(there):
    files = [p for p in there.workspace.path.rglob("*") if p.is_file()]
    assert len(files) > 50
    assert not [p for p in files if SECRET.encode() in p.read_bytes()]
    assert SECRET not in str(asdict(there.manifest.read_settings().engine))


def test_nothing_is_loaded_or_computed_twice(there, monkeypatch):
    """Results that were lost here come back from there; facts that are there are not sent again."""
    workspace = Workspace.open(there.workspace.path)
    before = {
        name: rows_of(there, name) for name in ("customers", "pareto_curve", "abc_held", "revenue_by_month")
    }
    for file in (workspace.path / "results").rglob("*.parquet"):
        file.unlink()
    sent: list[str] = []
    load = Postgres.load
    monkeypatch.setattr(
        Postgres, "load", lambda self, name, *rest: sent.append(name) or load(self, name, *rest)
    )
    monkeypatch.setattr(Postgres, "create_as", lambda _, name, __: pytest.fail(f"{name} is computed again"))
    again = run_at(workspace, None)
    assert sent == []
    assert {name: rows_of(again, name) for name in before} == before


def test_a_result_that_is_here_and_not_there_is_sent(there, postgres_address):
    """The server lost its tables: what later steps read goes there again, and the figures stay."""
    psycopg = pytest.importorskip("psycopg")
    workspace = Workspace.open(there.workspace.path)
    for file in (workspace.path / "results" / "totals").glob("*.parquet"):
        file.unlink()
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        connection.execute("drop schema clientela cascade")
    assert differences(there, run_at(workspace, None)) == []


def test_two_workspaces_in_one_schema_do_not_meet(there, nasty, postgres_address, tmp_path):
    """The second leaves the first its tables, and drops of its own what no run names any more."""
    other = nasty.run_on(tmp_path / "other", EngineChoice("postgresql", postgres_address))
    assert differences(there, other) == []
    with Engine() as local:
        seen = open_adapter(EngineChoice("postgresql", postgres_address), local=local, facts=tmp_path)
        before = seen.tables()
        other.workspace.write_settings(
            (other.workspace.path / "clientela.toml").read_text()
            + "\n[pyramid]\nsmall_cuts = [0.1, 0.3, 0.6]\n"
        )
        run_at(other.workspace, None)
        after = seen.tables()
        seen.close()
    gone, come = before - after, after - before
    assert len({name.split("_")[0] for name in before}) == 2
    assert len({name.split("_")[0] for name in gone | come}) == 1
    assert len(gone) == len(come)
    assert any("_pyramid_" in name for name in gone)
    assert not any("_lines_" in name for name in gone)


def test_a_step_that_fails_there_leaves_no_table(postgres_address, tmp_path):
    with Engine() as local:
        seen = open_adapter(EngineChoice("postgresql", postgres_address), local=local, facts=tmp_path)
        with pytest.raises(EngineError, match="PostgreSQL could not carry out a step"):
            seen.create_as("half", "select 1 / (g - 3) as a from generate_series(1, 5) as g")
        assert "half" not in seen.tables()
        seen.close()


def test_the_doctor_says_which_engine_answers(there):
    rows = there.workspace.examine().sections[0].blocks[0].rows
    shown = " ".join(str(cell) for row in rows for cell in row)
    assert "postgresql 1" in shown
    assert "answers at postgresql://clientela@" in shown
    assert SECRET not in shown


def test_no_connection_is_made_when_nothing_is_missing(there, monkeypatch):
    workspace = Workspace.open(there.workspace.path)
    monkeypatch.setattr(Elsewhere, "__init__", lambda *_, **__: pytest.fail("connected for nothing"))
    assert run_at(workspace, None).manifest.results == there.manifest.results
