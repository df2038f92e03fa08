"""`clientela template`: workbooks to fill in, one sheet for each table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg, nmsg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import language, say, t
from clientela.cli.explain import published_run
from clientela.workspace import Asked, Workspace, write_tables


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
    person: Annotated[
        str,
        typer.Option(
            "--person",
            help=t(
                "Number of an employee: a workbook of what this person is to assess, the soonest due first; with --assess of these customers only."
            ),
        ),
    ] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Write a workbook with the columns that can be imported, what they mean, and examples."""
    if assess or person:
        named = [] if assess in ("", "all") else [name.strip() for name in assess.split(",") if name.strip()]
        opened = published_run(Workspace.open(workspace, is_new_allowed=False), "")
        if person:
            _say_asked(
                opened.write_assessment_of(
                    out, person=person, language=language(), customers=named, matrix=matrix
                ),
                out,
            )
            return
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


def _say_asked(asked: Asked, out: Path) -> None:
    say(
        nmsg(
            "{count} question about {customers} written to {file}; the first is due on {due}.",
            "{count} questions about {customers} written to {file}; the first are due on {due}.",
            asked.questions,
            customers=nmsg("{count} customer", "{count} customers", asked.customers),
            file=str(out),
            due=asked.due_on,
        )
    )
    if asked.second:
        say(
            nmsg(
                "{count} customer has been judged by one other person alone: yours is the second opinion.",
                "{count} customers have been judged by one other person alone: yours is the second opinion.",
                asked.second,
            )
        )
