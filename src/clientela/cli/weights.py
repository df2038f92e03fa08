"""`clientela weights`: what counts how much, as it is said, compared and chosen; and taking weights over into the settings."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show
from clientela.cli._shared import now, say, t
from clientela.cli.explain import published_run
from clientela.workspace import Workspace, weighing


def weights_command(
    take: Annotated[
        str, typer.Option("--take", help=t("Take over the weights by comparisons or by choices; default: only show them."))
    ] = "",
    axis: Annotated[
        str, typer.Option("--axis", help=t("With --take: attractiveness, importance or relative_strength."))
    ] = "attractiveness",
    person: Annotated[
        str, typer.Option("--person", help=t("Only the comparisons of this employee; default: all of them together."))
    ] = "",
    by: Annotated[str, typer.Option("--by", help=t("Who decides it; kept in the log."))] = "",
    reason: Annotated[str, typer.Option("--reason", help=t("Why; kept in the log."))] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:  # fmt: skip
    """Show the weights said, compared and chosen side by side; with --take write those into the settings. They count from the next run."""
    place = Workspace.open(workspace, is_new_allowed=False)
    run = published_run(place, "")
    with run.reading() as reader:
        found = weighing.read_proposals(reader, person=person)
        unit = place.settings.company.business_unit
    if not take:
        show(weighing.proposals_document(found, run.manifest, company=place.settings.company.name))
        return
    proposal = weighing.find_proposal(found, source=take, axis=axis)
    text = weighing.criteria_text(place.settings.portfolio_criteria, proposal, unit=unit)
    place.keep_settings({}, {weighing.TABLE: text}, changed_by=by, changed_at=now(), reason=reason)
    say(msg("{count} weights are in the settings. They count from the next run: clientela run", count=len(proposal.weights)))  # fmt: skip
