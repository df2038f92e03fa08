"""`clientela publish RUN`: make a run the one that every surface shows."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import say, t
from clientela.workspace import Workspace


def publish_command(
    run: Annotated[str, typer.Argument(help=t("Id of a run; see clientela runs."))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Publish a finished run."""
    published = Workspace.open(workspace, is_new_allowed=False).publish(run)
    say(
        msg(
            "Run {run}, as of {day}, is published.",
            run=published.manifest.run_id,
            day=published.manifest.as_of_day,
        )
    )
