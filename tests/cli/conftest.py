from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def clientela():
    """Run the command line as a person would, in a process of its own."""

    def call(*arguments, cwd=None):
        done = subprocess.run(
            [sys.executable, "-c", "from clientela.cli import main; main()", *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(SOURCE), "LANG": "C", "COLUMNS": "200"},
            capture_output=True, text=True, check=False, cwd=cwd, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return Answer(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def run_cli(capsys, monkeypatch):
    """Run a command in this process: quicker, the same entry."""
    from clientela.cli._app import run  # noqa: PLC0415 - the command line is loaded when a test asks

    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("CLIENTELA_LANG", "en")

    def call(*arguments):
        code = run([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call
