"""`clientela answers`: what a list of customers or their turnover says, before the first invoice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show_or_write
from clientela.cli._shared import now, t
from clientela.workspace import Workspace


def answers_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    out: Annotated[
        Path | None,
        typer.Option("--out", help=t("Folder for workbook, PDF and page; default: the terminal.")),
    ] = None,
) -> None:
    """Answer from a list of customers or their yearly turnover, and say what one more file would bring."""
    place = Workspace.open(workspace, is_new_allowed=False)
    show_or_write(place.first_answers(today=now().date()), out)
