"""`clientela run`: compute measures, classes and analyses, and publish them."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WaitOption, WorkspaceOption
from clientela.cli._shared import now, progress_bar, read_day, say, say_aside, t
from clientela.workspace import Workspace


def run_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", help=t("The day to look from, such as 2025-12-31; default: the last document.")
        ),
    ] = "",
    publish: Annotated[
        bool, typer.Option("--publish/--no-publish", help=t("Make it the run that every surface shows."))
    ] = True,
    wait: WaitOption = 600,
) -> None:
    """Compute what changed, reuse the rest, and publish the run."""
    place = Workspace.open(workspace, is_new_allowed=False)
    place.wait_seconds, place.on_wait = wait, say_aside
    with progress_bar(msg("Computing")) as progress:
        run = place.run(
            started_at=now(), finished_at=now, as_of=read_day(as_of), progress=progress, publish=publish
        )
    total = len(run.manifest.results)
    say(
        msg(
            "Run {run}: {new} results computed, {old} reused.",
            run=run.manifest.run_id,
            new=len(run.manifest.computed),
            old=total - len(run.manifest.computed),
        )
    )
    if publish:
        say(msg("It is published."))
