"""`clientela watch FOLDER`: import what arrives in a folder, and renew the figures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.cli._options import DEFAULT_WORKSPACE, SourceOption, WaitOption, WorkspaceOption
from clientela.cli._shared import ArgumentError, now, say, say_aside, say_error, t
from clientela.cli.import_ import taken_message
from clientela.workspace import Workspace


def _stamped(message: Message) -> Message:
    return msg("{time}  {text}", time=now().strftime("%Y-%m-%d %H:%M:%S"), text=message)


def _pass(
    place: Workspace, folder: Path, *, source: str, settle: float, done: Path | None, run: bool
) -> bool:
    """Take what is there; say a line for each file. Returns whether all of it was good."""
    taken = place.import_folder(folder, imported_at=now(), settle_seconds=settle, source=source, done=done)
    for one in taken:
        (say if one.problem is None else say_error)(_stamped(taken_message(one)))
    if run and any(one.lines for one in taken) and place.facts.parts:
        made = place.run(started_at=now(), finished_at=now)
        say(_stamped(msg("Run {run} is published.", run=made.manifest.run_id)))
    return all(one.problem is None for one in taken)


def watch_command(
    folder: Annotated[Path, typer.Argument(help=t("Folder in which files arrive."))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    once: Annotated[bool, typer.Option("--once", help=t("Look once and end: for cron and timers."))] = False,
    every: Annotated[float, typer.Option("--every", min=1, help=t("Seconds between two looks."))] = 60,
    settle: Annotated[
        float,
        typer.Option(
            "--settle", min=0, help=t("Seconds a file must have been left alone to count as complete.")
        ),
    ] = 30,
    done: Annotated[
        Path | None, typer.Option("--done", help=t("Folder to move imported files to; default: they stay."))
    ] = None,
    source: SourceOption = "main",
    run: Annotated[
        bool, typer.Option("--run/--no-run", help=t("Compute and publish when something came in."))
    ] = True,
    wait: WaitOption = 600,
) -> None:
    """Import each new file of a folder once, then renew the figures. Exit code 1 when a file could not be imported."""
    if not folder.is_dir():
        raise ArgumentError(msg("There is no folder {folder}.", folder=str(folder)))
    place = Workspace.open(workspace)
    place.wait_seconds, place.on_wait = wait, say_aside
    while True:
        try:
            is_good = _pass(place, folder, source=source, settle=settle, done=done, run=run)
        except ClientelaError as error:
            if once:
                raise
            say_error(_stamped(error.message))
            is_good = False
        if once:
            if not is_good:
                raise typer.Exit(1)
            return
        time.sleep(every)
