"""`clientela run`: compute measures, classes and analyses, and publish them."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.base.structure import describe_structure
from clientela.cli._identity import read_structure
from clientela.cli._options import DEFAULT_WORKSPACE, WaitOption, WorkspaceOption
from clientela.cli._shared import now, progress_bar, read_day, say, say_aside, t
from clientela.workspace import Workspace


def run_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", help=t("The day to look from, such as 2025-12-31; default: the last document.")
        ),
    ] = "",
    publish: Annotated[
        bool | None,
        typer.Option("--publish/--no-publish", help=t("Make it the run that every surface shows.")),
    ] = None,
    structure: Annotated[
        str,
        typer.Option(
            "--structure",
            help=t(
                "as-is: today's links and owners for the whole history; as-was: on each day those of that day; as-if: with a scenario."
            ),
        ),
    ] = "",
    level: Annotated[
        str,
        typer.Option("--level", help=t("What is one customer: number, legal (firm), site (place) or group.")),
    ] = "",
    scenario: Annotated[str, typer.Option("--scenario", help=t("Scenario of as-if."))] = "",
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            help=t("One business unit instead of the whole company, in its currency and fiscal year."),
        ),
    ] = "",
    wait: WaitOption = 600,
) -> None:
    """Compute what changed, reuse the rest, and publish the run."""
    place = Workspace.open(workspace, is_new_allowed=False)
    place.wait_seconds, place.on_wait = wait, say_aside
    chosen = read_structure(structure, level, scenario, usual=place.settings.structure)
    is_other = bool(unit) or (chosen is not None and chosen != place.settings.structure)
    is_published = publish if publish is not None else not is_other
    with progress_bar(msg("Computing")) as progress:
        run = place.run(
            started_at=now(), finished_at=now, as_of=read_day(as_of), progress=progress, publish=is_published, structure=chosen, unit=unit
        )  # fmt: skip
    total = len(run.manifest.results)
    say(
        msg(
            "Run {run}: {new} results computed, {old} reused.",
            run=run.manifest.run_id,
            new=len(run.manifest.computed),
            old=total - len(run.manifest.computed),
        )
    )
    words = describe_structure(run.manifest.read_settings().structure)
    if words is not None:
        say(msg("It counts {structure}.", structure=words))
    if is_published:
        say(msg("It is published."))
    elif publish is None:
        say(
            msg(
                "It is not published, because it is not about the whole company by the structure of the settings: clientela publish {run}, or --publish.",
                run=run.manifest.run_id,
            )
        )
