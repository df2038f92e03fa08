"""`clientela plan`: what a run would compute, and what it would reuse."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.i18n import msg, translate
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import language, read_day, say, t
from clientela.workspace import Workspace


def plan_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", help=t("The day to look from, such as 2025-12-31; default: the last document.")
        ),
    ] = "",
) -> None:
    """Show what a run would compute and what it would reuse. Computes nothing."""
    plan = Workspace.open(workspace, is_new_allowed=False).plan(as_of=read_day(as_of))
    say(msg("Run {run}, as of {day}", run=plan.run_id, day=plan.as_of))
    for planned in plan.steps:
        what = msg("reuse") if planned.is_present else msg("compute")
        say(
            msg(
                "  {what}  {name}  {title}",
                what=translate(what, language=language()).ljust(10),
                name=planned.step.name.ljust(24),
                title=planned.step.title,
            )
        )
    say(msg("{compute} of {all} results would be computed.", compute=len(plan.missing), all=len(plan.steps)))
