"""`clientela backtest`: the forecast tried on the own past, beside simpler methods."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show_or_write
from clientela.cli._shared import progress_bar, t
from clientela.cli.explain import published_run
from clientela.workspace import Workspace


def backtest_command(
    as_json: Annotated[bool, typer.Option("--json", help=t("Figures as JSON, for other programs."))] = False,
    run: Annotated[str, typer.Option("--run", help=t("Id of a run; default: the published one."))] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help=t("Folder for workbook, PDF and page; default: the terminal.")),
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Forecast from earlier days, compare with what came, and with what simpler methods would have said."""
    opened = published_run(Workspace.open(workspace, is_new_allowed=False), run)
    with progress_bar(msg("Trying the forecast on the past")) as progress:
        found = opened.back_test(progress=progress)
    if as_json:
        print(json.dumps(found.data, indent=1))
        return
    show_or_write(found.document, out)
