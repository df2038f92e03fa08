"""`clientela unlink A B`: take a link back; the next run gives the earlier figures back."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WaitOption, WorkspaceOption
from clientela.cli._shared import now, read_day, say, say_aside, t
from clientela.cli.link import RUN_AGAIN
from clientela.workspace import KIND_WORDS, LinkError, Statement, Workspace


def unlink_command(
    number: Annotated[str, typer.Argument(help=t("Customer number, as `clientela links` shows it."))],
    other: Annotated[str, typer.Argument(help=t("Customer number it belongs to."))],
    kind: Annotated[str, typer.Option("--kind", help=t("Kind of the link; needed when there are several."))] = "",
    start: Annotated[str, typer.Option("--from", help=t("First day of the link; needed when there are several."))] = "",
    evidence: Annotated[str, typer.Option("--evidence", help=t("Why it is taken back; kept in the log."))] = "",
    by: Annotated[str, typer.Option("--by", help=t("Who takes it back; kept in the log."))] = "",
    scenario: Annotated[str, typer.Option("--scenario", help=t("The plan it belongs to."))] = "",
    wait: WaitOption = 600,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:  # fmt: skip
    """Take a link back. The log keeps both statements, and the next run gives the earlier figures back."""
    place = Workspace.open(workspace, is_new_allowed=False)
    place.wait_seconds, place.on_wait = wait, say_aside
    day = read_day(start)
    found = [
        row
        for row in place.links()
        if (row["customer_id"], row["other_id"], row["scenario"] or "") == (number, other, scenario)
        and kind in ("", row["kind"])
        and day in (None, row["from_on"])
    ]
    if not found:
        raise LinkError(msg("No link from {number} to {other} is stated. `clientela links` lists those there are.", number=number, other=other))  # fmt: skip
    if len(found) > 1:
        raise LinkError(
            msg(
                "{count} links go from {number} to {other}. Say which one: --kind, --from.",
                count=len(found), number=number, other=other,
            )
        )  # fmt: skip
    row = found[0]
    statement = Statement(number, other, row["kind"], evidence, row["from_on"], row["to_on"], scenario)
    place.link([statement], stated_by=by, stated_at=now(), is_withdrawn=True)
    say(msg("{number} > {other}: {kind}. Taken back by {by}.", number=number, other=other, kind=KIND_WORDS.get(row["kind"], row["kind"]), by=by))  # fmt: skip
    say(RUN_AGAIN)
