"""`clientela explain NAME`: what a figure is, how it is computed, and from which rows."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show
from clientela.cli._shared import t
from clientela.workspace import Run, Workspace


class NoRunError(ClientelaError):
    """Nothing has been computed yet."""


def published_run(workspace: Workspace, run_id: str = "") -> Run:
    """Return the run with this id, or the published one.

    Errors: NoRunError when there is none.
    """
    run = workspace.get_run(run_id) if run_id else workspace.current()
    if run is None:
        raise NoRunError(msg("There is no run yet. Start one: clientela run"))
    return run


def explain_command(
    name: Annotated[str, typer.Argument(help=t("Name of a figure or a result, such as revenue_12m_amount."))],
    customer: Annotated[
        str, typer.Option("--customer", help=t("Number of a customer: opens the figure down to its lines."))
    ] = "",
    run: Annotated[str, typer.Option("--run", help=t("Id of a run; default: the published one."))] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Explain a figure: meaning, formula, source, what it reads; for a customer, the rows behind it."""
    show(
        published_run(Workspace.open(workspace, is_new_allowed=False), run).explain(
            name, customer_id=customer or None
        )
    )
