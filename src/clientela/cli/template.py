"""`clientela template`: workbooks to fill in, one sheet for each table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg, nmsg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import language, say, t
from clientela.cli.explain import published_run
from clientela.workspace import Workspace, write_tables


def template_command(
    tables: Annotated[
        list[str] | None, typer.Argument(help=t("Names of tables, such as customers; default: all of them."))
    ] = None,
    out: Annotated[Path, typer.Option("--out", help=t("Workbook to write."))] = Path(
        "clientela-template.xlsx"
    ),
    assess: Annotated[
        str,
        typer.Option(
            "--assess",
            help=t(
                "Numbers of customers by commas, or all: a workbook of what is not known of them, to be filled in and imported."
            ),
        ),
    ] = "",
    matrix: Annotated[
        str,
        typer.Option(
            "--matrix",
            help=t("With --assess: ask for what this classic matrix needs, such as fiocca or krapfel."),
        ),
    ] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Write a workbook with the columns that can be imported, what they mean, and examples."""
    if assess:
        named = [] if assess == "all" else [name.strip() for name in assess.split(",") if name.strip()]
        opened = published_run(Workspace.open(workspace, is_new_allowed=False), "")
        count = opened.write_assessment(out, language=language(), customers=named, matrix=matrix)
        say(
            nmsg(
                "{count} question written to {file}.",
                "{count} questions written to {file}.",
                count,
                file=str(out),
            )
        )
        return
    write_tables(out, tables or [], language=language())
    say(msg("Written: {file}", file=str(out)))
