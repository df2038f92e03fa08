"""`clientela repair`: mend a workspace after a damaged disk or a killed process."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WaitOption, WorkspaceOption
from clientela.cli._shared import say, say_aside, t
from clientela.workspace import Workspace


def repair_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=t("Say what would be done and do nothing."))
    ] = False,
    wait: WaitOption = 600,
) -> None:
    """Mend what can be mended from the imported batches, and say what has to be imported again. Exit code 1 when something is lost."""
    place = Workspace.open(workspace, is_new_allowed=False)
    place.wait_seconds, place.on_wait = wait, say_aside
    found = place.repair(is_trial=dry_run)
    if found.is_whole:
        say(msg("Everything is whole; there was nothing to mend."))
    for message in (*found.mended, *found.lost):
        say(message)
    if found.mended and dry_run:
        say(msg("Nothing was changed."))
    if found.lost:
        raise typer.Exit(1)
