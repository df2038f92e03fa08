"""`clientela answers`: what a list of customers or their turnover says, before the first invoice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show, write_report
from clientela.cli._shared import now, say, t
from clientela.workspace import Workspace


def answers_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    out: Annotated[
        Path | None,
        typer.Option("--out", help=t("Folder for workbook, PDF and page; default: the terminal.")),
    ] = None,
) -> None:
    """Answer from a list of customers or their yearly turnover, and say what one more file would bring."""
    document = Workspace.open(workspace, is_new_allowed=False).first_answers(today=now().date())
    if out is None:
        show(document)
        return
    for path in write_report(document, out, name=document.name).values():
        say(msg("Written: {file}", file=str(path)))
