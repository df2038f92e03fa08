"""`clientela export customers`: every figure of every customer, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg, nmsg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import ArgumentError, language, say_aside, t
from clientela.cli.explain import published_run
from clientela.workspace import Workspace


def export_command(
    what: Annotated[
        str,
        typer.Argument(help=t("What to export: customers, with all their figures; nothing with --tables.")),
    ] = "customers",
    form: Annotated[str, typer.Option("--format", help=t("csv, parquet or xlsx."))] = "csv",
    out: Annotated[
        Path | None,
        typer.Option("--out", help=t("File to write; default: customers.csv and so on in this folder.")),
    ] = None,
    run: Annotated[str, typer.Option("--run", help=t("Id of a run; default: the published one."))] = "",
    tables: Annotated[
        str,
        typer.Option(
            "--tables",
            help=t(
                "Names of imported tables, by commas, or all: a workbook that can be corrected and imported again."
            ),
        ),
    ] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Export the customers of a run, or the tables as they were imported."""
    if tables:
        names = [] if tables == "all" else [name.strip() for name in tables.split(",") if name.strip()]
        target = out or Path("tables.xlsx")
        rows = Workspace.open(workspace, is_new_allowed=False).export_tables(
            names, target, language=language()
        )
        say_aside(
            nmsg("{count} row written to {file}.", "{count} rows written to {file}.", rows, file=str(target))
        )
        return
    if what != "customers":
        raise ArgumentError(msg("{what} cannot be exported. Known: customers.", what=what))
    path = out or Path(f"customers.{form}")
    count = published_run(Workspace.open(workspace, is_new_allowed=False), run).export_customers(
        path, form=form
    )
    say_aside(
        nmsg(
            "{count} customer written to {file}.",
            "{count} customers written to {file}.",
            count,
            file=str(path),
        )
    )
