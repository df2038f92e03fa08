"""A real `clientela serve` over a small company, and a real browser that forgives nothing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from clientela.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PASSWORD = "Portfolio-2026"  # noqa: S105 - of people who live in a test
_SECONDS = 40


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(
        (found for name in names if (found := shutil.which(name))), None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip loudly without a browser; fail where one is required."""
    here = [item for item in items if "/e2e/" in item.path.as_posix()]
    if not here or _chromium():
        return
    if os.environ.get("CLIENTELA_BROWSER") == "required":
        pytest.exit(
            "CLIENTELA_BROWSER=required, and no Chromium was found: set CHROMIUM to its path", returncode=3
        )
    warnings.warn(
        pytest.PytestWarning(
            "NO BROWSER: the pages were not tried in a real browser. Install Chromium or set CHROMIUM."
        ),
        stacklevel=1,
    )
    for item in here:
        item.add_marker(pytest.mark.skip(reason="no Chromium found; set CHROMIUM to its path"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the system's Chromium."""
    return {**browser_type_launch_args, "executable_path": _chromium(), "args": list(FLAGS)}


def _sales() -> str:
    lines = ["invoice;date;customer;customer name;product;net amount;cost;sales person;area;segment"]
    number = 0
    for month in range(36):
        for place in range(30):
            if (month + place) % (place % 4 + 1) or (place > 24 and month > 20):
                continue
            number += 1
            day = date(2022 + month // 12, month % 12 + 1, 3 + place % 25)
            amount = 150 + 9000 // (place + 1) + 11 * month
            name = "<script>alert(1)</script> GmbH" if place == 2 else f"Company {place:02d}"
            lines.append(
                f"F{number};{day};C{place};{name};P{place % 5};{amount}.25;{amount * 0.65:.2f};S{place % 3};Area {place % 2};Segment {place % 4}"
            )
    return "\n".join(lines) + "\n"


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def sales_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of invoices."""
    path = tmp_path_factory.mktemp("files") / "sales.csv"
    path.write_text(_sales(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, sales_file: Path) -> Iterator[tuple[str, str]]:
    """Start the pages and the worker; yield their address and the one-time set-up address."""
    folder = tmp_path_factory.mktemp("served") / "workspace"
    place = Workspace.open(folder)
    moment = datetime(2025, 1, 2, tzinfo=UTC)
    place.import_files([sales_file], imported_at=moment)
    place.run(started_at=moment, finished_at=lambda: moment, as_of=date(2024, 11, 30))
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CLIENTELA_", "DJANGO_"))}
    command = [
        sys.executable,
        "-m",
        "clientela",
        "serve",
        "--workspace",
        str(folder),
        "--port",
        str(_free_port()),
    ]
    log = folder.parent / "serve.log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + _SECONDS
        while "Ctrl-C" not in log.read_text(encoding="utf-8"):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        text = log.read_text(encoding="utf-8")
        yield re.search(r"http://[\d.]+:\d+", text)[0], re.search(r"http://\S+/set-up/\S+", text)[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=_SECONDS)
        assert "Traceback" not in log.read_text(encoding="utf-8")


class Watch:
    """Collects what a browser complains about."""

    def __init__(self, page) -> None:
        self.complaints: list[str] = []
        page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on(
            "requestfailed",
            lambda r: (
                None if "ERR_ABORTED" in str(r.failure) else self.complaints.append(f"{r.url} {r.failure}")
            ),
        )
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"
        )


@pytest.fixture
def watch(page) -> Iterator[Watch]:
    """Fail the test when the browser complained."""
    watching = Watch(page)
    page.set_default_timeout(15_000)
    yield watching
    assert watching.complaints == []


@pytest.fixture(scope="session")
def director(browser, served):
    """Set the installation up by its one-time address, once, and return the logged-in state."""
    address, set_up = served
    context = browser.new_context()
    page = context.new_page()
    page.goto(set_up)
    page.fill("#id_username", "anna")
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{address}/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(browser, director, request):
    """Return a page with the director logged in, in the colours and the size the test asks for."""
    wish = getattr(request, "param", {})
    context = browser.new_context(storage_state=director, accept_downloads=True, **wish)
    yield context.new_page()
    context.close()
