"""The way to a ClickHouse server: a small server of the same protocol stands in, with the real engine (chdb) behind it."""

from __future__ import annotations

import importlib
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from clientela.base.errors import ClientelaError
from clientela.base.settings import EngineChoice
from clientela.engine.adapter import PASSWORD, EngineUnreachableError
from clientela.engine.clickhouse import SETTINGS, ClickHouse
from clientela.engine.connect import EngineError
from engine_probes import PROBES
from engines_at_hand import agrees, differences, free_port, need, probing

SECRET = "s3cret-word"  # noqa: S105 - made up


class Answering(BaseHTTPRequestHandler):
    """Answers as ClickHouse does: statement in the body, or in the address with data in the body."""

    session = None
    seen: list = []  # noqa: RUF012 - one list for the test

    def do_POST(self):
        asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((dict(self.headers), asked))
        status, answer = self.carry_out(asked, body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def carry_out(self, asked, body):
        if self.headers.get("X-ClickHouse-Key") != SECRET:
            return 403, b"Code: 516. DB::Exception: ann: Authentication failed"
        try:
            if "database" in asked:
                self.session.query(f"use {asked['database']}")
            if "query" not in asked:
                sql = body.decode()
                form = "Parquet" if sql.endswith("format Parquet") else "TabSeparated"
                return 200, bytes(self.session.query(sql.removesuffix("format Parquet"), form).bytes() or b"")
            with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
                Path(file.name).write_bytes(body)
                self.session.query(
                    asked["query"].replace("format Parquet", f"select * from file('{file.name}', Parquet)")
                )
        except RuntimeError as error:
            return 500, str(error).encode()
        return 200, b""

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def choice():
    need("chdb", "ClickHouse (chdb)")
    session = importlib.import_module("chdb.session")
    Answering.session = session.Session()
    for name, value in SETTINGS.items():
        Answering.session.query(f"set {name} = {value if value.isdigit() else repr(value)}")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield EngineChoice("clickhouse", f"http://ann@127.0.0.1:{server.server_port}")
    server.shutdown()
    Answering.session.close()


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv(PASSWORD, SECRET)


@pytest.mark.parametrize("name", ["an order is kept", "texts compare byte by byte", "days between dates"])
def test_it_answers_as_duckdb_does(choice, tmp_path, name):
    with probing(choice, tmp_path) as (there, local):
        assert agrees(there, local, PROBES[name], tmp_path)


def test_every_step_gives_the_same(nasty, choice, tmp_path):
    assert differences(nasty.run, nasty.run_on(tmp_path / "there", choice)) == []


def test_settings_and_user_go_with_every_statement(choice):
    Answering.seen.clear()
    ClickHouse(choice.address, schema="clientela").tables()
    assert Answering.seen
    for headers, asked in Answering.seen:
        assert headers["X-Clickhouse-User"] == "ann"
        assert {name: asked[name] for name in SETTINGS} == SETTINGS
        assert SECRET not in str(asked)


def test_a_refused_statement_is_a_sentence_without_the_password(choice, monkeypatch):
    there = ClickHouse(choice.address, schema="clientela")
    with pytest.raises(EngineError, match="ClickHouse could not carry out a step"):
        there.create_as("x", "select nothing_of_the_kind")
    monkeypatch.setenv(PASSWORD, "wrong-word")
    with pytest.raises(ClientelaError) as refused:
        ClickHouse(choice.address, schema="clientela")
    assert "Authentication failed" in str(refused.value)
    assert "wrong-word" not in str(refused.value)


def test_nobody_answers():
    with pytest.raises(EngineUnreachableError, match="ClickHouse does not answer"):
        ClickHouse(f"http://127.0.0.1:{free_port()}", schema="clientela")
