"""`clientela report`: the portfolio review as workbook, PDF and page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.base.scope import Scope
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import FORMS, write_report
from clientela.cli._shared import ArgumentError, progress_bar, say, t
from clientela.cli.explain import published_run
from clientela.workspace import Workspace

_COLUMNS = {"seller": "seller_id", "area": "area_id"}


def report_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    out: Annotated[Path, typer.Option("--out", help=t("Folder for the files."))] = Path("reports"),
    form: Annotated[
        str, typer.Option("--format", help=t("Forms to write, by commas: xlsx, pdf, html."))
    ] = ",".join(FORMS),
    per: Annotated[str, typer.Option("--per", help=t("One report for each: seller or area."))] = "",
    run: Annotated[str, typer.Option("--run", help=t("Id of a run; default: the published one."))] = "",
) -> None:
    """Write the portfolio review, for the company or for each sales person or area."""
    chosen = published_run(Workspace.open(workspace, is_new_allowed=False), run)
    forms = tuple(f.strip() for f in form.split(",") if f.strip())
    with progress_bar(msg("Writing the report")):
        if not per:
            paths = list(write_report(chosen.report(), out, name="portfolio_review", forms=forms).values())
        else:
            if per not in _COLUMNS:
                raise ArgumentError(msg("--per takes seller or area, not {text}.", text=per))
            paths = []
            for part in chosen.parts(_COLUMNS[per]):
                name = f"portfolio_review_{per}_{re.sub(r'[^0-9A-Za-zА-Яа-яÀ-ÿ]+', '_', part)}"
                document = chosen.report(scope=Scope(_COLUMNS[per], (part,)), scope_name=part)  # type: ignore[arg-type]  # one of two literals
                paths += write_report(document, out, name=name, forms=forms).values()
    for path in paths:
        say(msg("Written: {file}", file=str(path)))
