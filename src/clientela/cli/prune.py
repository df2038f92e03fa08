"""`clientela prune`: remove what nothing needs any more."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import say, t
from clientela.workspace import Workspace


def prune_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    keep: Annotated[int, typer.Option("--keep", min=1, help=t("How many of the newest runs stay."))] = 5,
) -> None:
    """Remove old runs, results and facts; the published run and the newest ones stay whole."""
    files, size = Workspace.open(workspace, is_new_allowed=False).prune(keep=keep)
    say(
        msg(
            "{files} files removed, {size} MB freed.",
            files=Amount(files, "count"),
            size=Amount(size / 1e6, "number", digits=1),
        )
    )
