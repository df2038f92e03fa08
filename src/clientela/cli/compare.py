"""`clientela compare RUN RUN`: what differs between two runs."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show
from clientela.cli._shared import t
from clientela.workspace import Workspace


def compare_command(
    first: Annotated[str, typer.Argument(help=t("Id of a run; see clientela runs."))],
    second: Annotated[str, typer.Argument(help=t("Id of the run to compare it with."))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Show what went in differently, which totals differ and who changed class."""
    show(Workspace.open(workspace, is_new_allowed=False).compare(first, second))
