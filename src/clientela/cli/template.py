"""`clientela template`: workbooks to fill in, one sheet for each table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._shared import language, say, t
from clientela.workspace import write_tables


def template_command(
    tables: Annotated[
        list[str] | None, typer.Argument(help=t("Names of tables, such as customers; default: all of them."))
    ] = None,
    out: Annotated[Path, typer.Option("--out", help=t("Workbook to write."))] = Path(
        "clientela-template.xlsx"
    ),
) -> None:
    """Write a workbook with the columns that can be imported, what they mean, and examples."""
    write_tables(out, tables or [], language=language())
    say(msg("Written: {file}", file=str(out)))
