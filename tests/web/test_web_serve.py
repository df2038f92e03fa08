"""`clientela serve`: what it says when it cannot, and the administrator it makes."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


SECRET = {"CLIENTELA_ADMIN_PASSWORD": "Portfolio-2026"}
WEAK = {"CLIENTELA_ADMIN_PASSWORD": "12345"}


def serve(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("CLIENTELA_", "DJANGO_"))}
    command = [sys.executable, "-m", "clientela", "serve", "--workspace", str(folder), *arguments]
    return subprocess.run(
        command, env={**clean, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_port_in_use_is_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = serve(tmp_path, "--port", str(taken.getsockname()[1]))
    assert answer.returncode == 1
    assert "cannot be used" in answer.stderr
    assert "clientela serve --port" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_administrator_is_created_once_and_the_secret_is_private(tmp_path):
    made = serve(tmp_path, "--create-admin", "anna", **SECRET)
    assert made.returncode == 0, made.stderr
    assert "anna can log in" in made.stdout
    again = serve(tmp_path, "--create-admin", "anna", **SECRET)
    assert again.returncode == 1
    assert "already" in again.stderr
    weak = serve(tmp_path, "--create-admin", "eve", **WEAK)
    assert weak.returncode == 1
    assert "cannot be used" in weak.stderr
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "web.secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("language", ["it", "ru"])
def test_the_command_speaks_the_language_asked_for(language, tmp_path):
    made = serve(tmp_path, "--create-admin", "anna", **SECRET, CLIENTELA_LANG=language)
    assert made.returncode == 0, made.stderr
    assert "anna" in made.stdout
