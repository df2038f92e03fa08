"""`clientela report`: the reports as workbook, PDF and page."""

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
from clientela.workspace import Workspace, all_reports, find_report

_COLUMNS = {"seller": "seller_id", "area": "area_id"}


def report_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    out: Annotated[Path, typer.Option("--out", help=t("Folder for the files."))] = Path("reports"),
    form: Annotated[
        str, typer.Option("--format", help=t("Forms to write, by commas: xlsx, pdf, html."))
    ] = ",".join(FORMS),
    per: Annotated[str, typer.Option("--per", help=t("One report for each: seller or area."))] = "",
    name: Annotated[
        str,
        typer.Option(
            "--name", help=t("Reports to write, by commas: portfolio_review, economics, outlook; or all.")
        ),
    ] = "portfolio_review",
    run: Annotated[str, typer.Option("--run", help=t("Id of a run; default: the published one."))] = "",
) -> None:
    """Write reports, for the company or for each sales person or area."""
    names = tuple(all_reports()) if name == "all" else tuple(n.strip() for n in name.split(",") if n.strip())
    for each in names:
        find_report(each)
    chosen = published_run(Workspace.open(workspace, is_new_allowed=False), run)
    forms = tuple(f.strip() for f in form.split(",") if f.strip())
    paths: list[Path] = []
    if per and per not in _COLUMNS:
        raise ArgumentError(msg("--per takes seller or area, not {text}.", text=per))
    with progress_bar(msg("Writing the report")):
        for each in names:
            if not per:
                paths += write_report(chosen.report(name=each), out, name=each, forms=forms).values()
                continue
            for part in chosen.parts(_COLUMNS[per]):
                file = f"{each}_{per}_{re.sub(r'[^0-9A-Za-zА-Яа-яÀ-ÿ]+', '_', part)}"
                document = chosen.report(scope=Scope(_COLUMNS[per], (part,)), scope_name=part, name=each)  # type: ignore[arg-type]  # one of two literals
                paths += write_report(document, out, name=file, forms=forms).values()
    for path in paths:
        say(msg("Written: {file}", file=str(path)))
