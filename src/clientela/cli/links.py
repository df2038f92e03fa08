"""`clientela links`: who stated which link, when, and on what evidence; `--out` writes the report on who the customers are."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientela.base.i18n import msg
from clientela.cli._identity import write_plain
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show_or_write
from clientela.cli._shared import say, t
from clientela.cli.explain import published_run
from clientela.workspace import KIND_WORDS, Workspace, build_identity_report

if TYPE_CHECKING:
    from clientela.base.i18n import Message

_NAMES = (
    "customer_id", "other_id", "kind", "from_on", "to_on", "scenario", "evidence", "stated_by", "stated_at", "is_withdrawn",
)  # fmt: skip


def links_command(
    log: Annotated[bool, typer.Option("--log", help=t("Every statement there was, the newest first."))] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=t("Print one JSON object on standard output."))
    ] = False,
    report: Annotated[
        bool,
        typer.Option("--report", help=t("The report on who the customers are: numbers, groups, doubles, contradictions.")),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", help=t("Folder for workbook, PDF and page of the report; default: the terminal.")),
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:  # fmt: skip
    """List the links between customer numbers in force, or the whole log."""
    place = Workspace.open(workspace, is_new_allowed=False)
    if report or out is not None:
        with published_run(place).reading() as reader:
            document = build_identity_report(reader, links=place.links())
        show_or_write(document, out)
        return
    rows = place.links(is_whole=log)
    if as_json:
        print(json.dumps([{n: _plain(row[n]) for n in _NAMES} for row in rows], ensure_ascii=False, indent=2))
        return
    if not rows:
        say(msg("No link is stated."))
    for row in rows:
        say(_line(row))
        if row["evidence"]:
            write_plain(f"    {row['evidence']}")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _line(row: dict[str, Any]) -> Message:
    said = msg("{number} > {other}: {kind}", number=row["customer_id"], other=row["other_id"], kind=KIND_WORDS.get(row["kind"], row["kind"]))  # fmt: skip
    if row["from_on"] or row["to_on"]:
        said = msg("{link}, {start} – {end}", link=said, start=row["from_on"] or "…", end=row["to_on"] or "…")
    if row["scenario"]:
        said = msg("{link}, scenario {scenario}", link=said, scenario=row["scenario"])
    if row["is_withdrawn"]:
        said = msg("{link}, taken back", link=said)
    if row["stated_by"] and row["stated_at"]:
        said = msg("{link}  ({by}, {at})", link=said, by=row["stated_by"], at=row["stated_at"])
    elif row["stated_by"]:
        said = msg("{link}  ({by})", link=said, by=row["stated_by"])
    return said
