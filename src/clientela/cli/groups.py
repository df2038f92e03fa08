"""`clientela groups`: who belongs to whom, with the figures of all that a group holds."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import typer

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show
from clientela.cli._shared import ArgumentError, say, t
from clientela.cli.explain import published_run
from clientela.workspace import Workspace, find_groups, group_rows, group_table


def groups_command(
    name: Annotated[str, typer.Argument(help=t("Part of a group's name or number; default: all groups."))] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help=t("Print one JSON object on standard output."))
    ] = False,
    run: Annotated[str, typer.Option("--run", help=t("Id of a run; default: the published one."))] = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:  # fmt: skip
    """Show the groups as a tree; every figure is that of all customers at or below."""
    from clientela.blocks import Document, Section

    chosen = published_run(Workspace.open(workspace, is_new_allowed=False), run)
    manifest = chosen.manifest
    with chosen.reading() as reader:
        rows = group_rows(reader)
    found = find_groups(rows, name)
    if name and not found:
        raise ArgumentError(msg("No group and no customer in a group is called {name}.", name=name))
    if as_json:
        print(
            json.dumps(
                [{k: _plain(v) for k, v in row.items()} for row in found], ensure_ascii=False, indent=2
            )
        )
        return
    if not found:
        say(msg("There are no groups. State one: clientela link B A --kind group --by NAME"))
        return
    table = group_table(found, currency=manifest.currency)
    show(
        Document(
            "groups", msg("Groups"), msg("As of {day}", day=manifest.as_of_day), manifest.company,
            (Section("groups", msg("Groups"), (table,)),), msg("Run {run}", run=manifest.run_id), manifest.currency,
        )
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
