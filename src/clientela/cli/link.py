"""`clientela link`: state that numbers are one firm, one place, one group, or two firms; `--sure` accepts all sure doubles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientela.base.i18n import msg, nmsg
from clientela.cli._identity import effect_of, in_words, money, reasons_of, say_effect, write_plain
from clientela.cli._options import DEFAULT_WORKSPACE, WaitOption, WorkspaceOption
from clientela.cli._shared import ArgumentError, is_terminal, now, read_day, say, say_aside, t
from clientela.cli.explain import published_run
from clientela.workspace import (
    KIND_WORDS,
    Statement,
    Workspace,
    describe_reach,
    read_doubles,
    sure_statements,
)

if TYPE_CHECKING:
    from clientela.workspace import Cluster

RUN_AGAIN = msg("Figures count by it from the next run: clientela run")


def link_command(
    number: Annotated[str, typer.Argument(help=t("Customer number that goes into the other one."))] = "",
    other: Annotated[str, typer.Argument(help=t("Customer number it belongs to, and which stays."))] = "",
    kind: Annotated[
        str,
        typer.Option("--kind", help=t("legal (same firm), site (same place), group, behind (a distributor), apart.")),
    ] = "legal",
    start: Annotated[str, typer.Option("--from", help=t("First day of the link, such as 2025-01-01; default: always."))] = "",
    end: Annotated[str, typer.Option("--to", help=t("Last day of the link; default: no end."))] = "",
    evidence: Annotated[str, typer.Option("--evidence", help=t("What it rests on; kept in the log."))] = "",
    by: Annotated[str, typer.Option("--by", help=t("Who states it; kept in the log."))] = "",
    scenario: Annotated[str, typer.Option("--scenario", help=t("Only considered: the name of the plan it belongs to."))] = "",
    sure: Annotated[bool, typer.Option("--sure", help=t("Accept all sure doubles of the published run."))] = False,
    is_dry: Annotated[bool, typer.Option("--dry-run", help=t("Say what it would change, and state nothing."))] = False,
    is_yes: Annotated[bool, typer.Option("--yes", "-y", help=t("Do not ask."))] = False,
    wait: WaitOption = 600,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> int:  # fmt: skip
    """Link two customer numbers, or accept all sure doubles. Nothing is merged: every link can be taken back."""
    place = Workspace.open(workspace, is_new_allowed=False)
    place.wait_seconds, place.on_wait = wait, say_aside
    if sure:
        if number or other:
            raise ArgumentError(msg("Give two numbers or --sure, not both."))
        return _accept_sure(place, by=by, is_dry=is_dry, is_yes=is_yes)
    if not number or not other:
        raise ArgumentError(msg("Give two customer numbers: clientela link B A makes B count under A."))
    statement = Statement(number, other, kind, evidence, read_day(start), read_day(end), scenario)
    _say_effect(place, statement)
    if is_dry:
        say(msg("Nothing was stated."))
        return 0
    place.link([statement], stated_by=by, stated_at=now())
    said = msg(
        "{number} > {other}: {kind}. Stated by {by}.",
        number=number,
        other=other,
        kind=KIND_WORDS[kind],
        by=by,
    )
    say(said)
    say(RUN_AGAIN)
    return 0


def _say_effect(place: Workspace, statement: Statement) -> None:
    """Say what the link would make of the two, in the published run's figures; before the first run there is nothing to say."""
    run = place.current()
    if run is None or statement.kind not in KIND_WORDS:
        return
    if statement.kind in ("legal", "site", "group"):
        day = run.manifest.as_of_day
        if (statement.from_on and statement.from_on > day) or (statement.to_on and statement.to_on < day):
            say(
                msg(
                    "On {day}, the day of the run, the link does not hold: read as it is, nothing changes.",
                    day=day,
                )
            )
            return
        with run.reading() as reader:
            effect = effect_of(reader, [statement.customer_id, statement.other_id])
        if effect is None:
            say(msg("They count as one customer already."))
            return
        say_effect(effect, run.manifest.currency)
    reach = describe_reach(statement.kind, run.manifest.read_settings().structure)
    if reach is not None:
        say(reach)


def _accept_sure(place: Workspace, *, by: str, is_dry: bool, is_yes: bool) -> int:
    run = published_run(place)
    with run.reading() as reader:
        found = [c for c in read_doubles(reader, place.links()) if c.certainty_class == "sure"]
    statements = sure_statements(found, say=in_words)
    if not statements:
        say(msg("There are no sure doubles that have not been decided on."))
        return 0
    for cluster in found:
        _say_cluster(cluster)
    say(
        msg(
            "{joined} would count under {stays}; {amount} of the last 12 months move with them.",
            joined=nmsg("{count} number", "{count} numbers", len(statements)),
            stays=nmsg("{count} other", "{count} others", len(found)),
            amount=money(sum(c.at_stake_amount for c in found), run.manifest.currency),
        )
    )
    if is_dry:
        say(msg("Nothing was stated."))
        return 0
    if not by.strip():
        raise ArgumentError(msg("Say who states the link (--by NAME): it is written into the log."))
    if not is_yes:
        if not is_terminal():
            raise ArgumentError(
                msg("Nobody is there to ask. Look at the list above, then repeat with --yes.")
            )
        if not typer.confirm(in_words(msg("Join them?"))):
            say(msg("Nothing was stated."))
            return 1
    place.link(statements, stated_by=by, stated_at=now())
    say(nmsg("{count} link stated by {by}.", "{count} links stated by {by}.", len(statements), by=by))
    say(RUN_AGAIN)
    return 0


def _say_cluster(cluster: Cluster) -> None:
    stays = cluster.main.stands_id
    others = [
        f"{m.customer_id} {m.customer_name or ''}".strip() for m in cluster.members if m.stands_id != stays
    ]
    write_plain(f"{stays} {cluster.main.customer_name or ''} < {' = '.join(others)}  ({reasons_of(cluster)})")
