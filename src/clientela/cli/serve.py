"""`clientela serve`: the pages in a browser, with the worker for background work; one command, nothing else to install."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import say
from clientela.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_PAUSE = 0.2
_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - asked for by the person who starts it


class ServeError(ClientelaError):
    """The pages cannot be served."""


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise ServeError(
                msg(
                    "Port {port} of {host} cannot be used: {problem}. Take another one: clientela serve --port {other}",
                    port=str(port),
                    host=host,
                    problem=error.strerror or str(error),
                    other=str(port + 1),
                )
            ) from error


def _prepare(workspace: Path, host: str) -> None:
    """Set the environment that the settings read, and bring the database up to date."""
    Workspace.open(workspace)
    os.environ["CLIENTELA_WORKSPACE"] = str(workspace.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.web.settings")
    if host not in ("127.0.0.1", "localhost", "::1") and "CLIENTELA_HOSTS" not in os.environ:
        names = {
            "localhost",
            "127.0.0.1",
            "[::1]",
            socket.gethostname(),
            *([] if host in _ANYWHERE else [host]),
        }
        os.environ["CLIENTELA_HOSTS"] = ",".join(sorted(names))
    try:
        import django
        from django.core.management import call_command
    except ImportError as error:
        raise ServeError(
            msg('The pages need further packages. Install them: pip install "clientela[web]"')
        ) from error
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def _create_admin(name: str) -> None:
    from importlib import import_module

    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    models = import_module("clientela.web.accounts.models")  # by name: only this command needs the pages
    if models.User.objects.filter(username=name).exists():
        raise ServeError(msg("There is a person called {name} already.", name=name))
    password = os.environ.get("CLIENTELA_ADMIN_PASSWORD", "") or typer.prompt(
        "Password", hide_input=True, confirmation_prompt=True
    )
    try:
        validate_password(password)
    except ValidationError as error:
        raise ServeError(
            msg("This password cannot be used: {problem}", problem=" ".join(error.messages))
        ) from error
    models.User.objects.create_user(name, password, role="administrator")
    say(msg("{name} can log in as administrator.", name=name))


def _setup_path() -> str | None:
    from importlib import import_module

    models = import_module("clientela.web.accounts.models")
    return f"/accounts/set-up/{models.issue_setup_token()}/" if models.needs_setup() else None


def _commands(host: str, port: int, threads: int) -> dict[str, list[str]]:
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning", "clientela.web.wsgi:application",
    ]  # fmt: skip
    worker = [
        sys.executable,
        "-m",
        "django",
        "db_worker",
        "--interval",
        "0.5",
        "--no-startup-delay",
        "--no-reload",
        "--worker-id",
        secrets.token_hex(8),
    ]
    return {"server": server, "worker": worker}


@contextlib.contextmanager
def _terminating() -> Iterator[None]:
    """Treat a polite request to end like Ctrl-C, so that the children end too."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait_until_open(host: str, port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ServeError(
                msg(
                    "The web server stopped at once (exit code {code}); its own words stand above.",
                    code=str(server.returncode),
                )
            )
        with contextlib.suppress(OSError), socket.create_connection((target, port), timeout=1):
            return
        time.sleep(_PAUSE)
    raise ServeError(
        msg("The web server did not answer within {seconds} seconds.", seconds=str(int(_START_SECONDS)))
    )


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()


def _watch(children: dict[str, subprocess.Popen[bytes]], commands: dict[str, list[str]]) -> None:
    """Stay until the web server ends; a worker that dies is started again."""
    while children["server"].poll() is None:
        if children["worker"].poll() is not None:
            say(msg("The worker for background work ended and is started again."))
            children["worker"] = subprocess.Popen(commands["worker"], start_new_session=True)  # noqa: S603 - our own command
            time.sleep(1)
        time.sleep(_PAUSE)
    raise ServeError(msg("The web server ended (exit code {code}).", code=str(children["server"].returncode)))


def serve_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; 0.0.0.0 for the whole network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.", min=1, max=65535)] = 8765,
    threads: Annotated[
        int, typer.Option("--threads", help="How many requests are answered at once.", min=1, max=64)
    ] = 4,
    create_admin: Annotated[
        str,
        typer.Option(
            "--create-admin",
            help="Create an administrator of this name and stop; the password is asked, or read from CLIENTELA_ADMIN_PASSWORD.",
        ),
    ] = "",
) -> None:
    """Serve the pages of a workspace to browsers."""
    _prepare(workspace, host)
    if create_admin:
        _create_admin(create_admin)
        return
    _check_port(host, port)
    shown = (
        f"http://{'localhost' if host in ('0.0.0.0', '::') else f'[{host}]' if ':' in host else host}:{port}"  # noqa: S104 - compared, not bound
    )
    setup = _setup_path()
    commands = _commands(host, port, threads)
    children: dict[str, subprocess.Popen[bytes]] = {}
    with _terminating():
        try:
            for name, command in commands.items():
                children[name] = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own command
            _wait_until_open(host, port, children["server"])
            say(msg("Clientela is open at {address}", address=shown))
            if setup:
                say(
                    msg(
                        "Create the first administrator here; the address works once: {address}",
                        address=shown + setup,
                    )
                )
            say(msg("Ctrl-C ends it."))
            sys.stdout.flush()
            _watch(children, commands)
        except KeyboardInterrupt:
            say(msg("Ended."))
        finally:
            _stop(children)
