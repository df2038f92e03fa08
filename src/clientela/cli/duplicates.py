"""`clientela duplicates`: numbers that may be one customer, with what speaks for it and what joining would change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.cli._identity import describe_marks, effect_of, money, reasons_of, say_effect, write_plain
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import console, language, say, t
from clientela.cli.explain import published_run
from clientela.workspace import CERTAINTY_WORDS, REASON_WORDS, Workspace, describe_effect, read_doubles

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.blocks import Document
    from clientela.workspace import Cluster, Effect, Member, Reader


def duplicates_command(
    is_all: Annotated[bool, typer.Option("--all", help=t("All of them, however many."))] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help=t("How many are shown."))] = 10,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", help=t("Workbook to write all of them to, one row for each number.")),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=t("Print one JSON object on standard output."))
    ] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """List the numbers that may be one customer: evidence, revenue at stake, and what joining would change."""
    place = Workspace.open(workspace, is_new_allowed=False)
    run = published_run(place)
    with run.reading() as reader:
        found = read_doubles(reader, place.links())
        currency = run.manifest.currency
        if xlsx is not None:
            from clientela.render.excel import render_excel

            render_excel(_document(found, reader), language=language(), path=xlsx)
            say(msg("Written: {file}", file=str(xlsx)))
            return
        shown = found if is_all else found[:limit]
        if as_json:
            print(json.dumps([_record(c, _effect(reader, c)) for c in shown], ensure_ascii=False, indent=2))
            return
        _summary(found, currency)
        for place_number, cluster in enumerate(shown, start=1):
            _show(place_number, cluster, _effect(reader, cluster), currency)
    if left := len(found) - len(shown):
        say(nmsg("… and {count} more: --all", "… and {count} more: --all", left))
    if any(c.certainty_class == "sure" for c in found):
        say(msg("Join all sure ones, after a look at the list: clientela link --sure --by NAME"))


def _effect(reader: Reader, cluster: Cluster) -> Effect | None:
    return effect_of(reader, [m.stands_id for m in cluster.members])


def _summary(found: tuple[Cluster, ...], currency: str) -> None:
    if not found:
        say(msg("No numbers look like doubles that have not been decided on."))
        return
    sure = sum(c.certainty_class == "sure" for c in found)
    say(
        msg(
            "{sure}, {ask}. {amount} of the last 12 months are under their smaller numbers.",
            sure=nmsg("{count} sure double", "{count} sure doubles", sure),
            ask=nmsg("{count} to be asked", "{count} to be asked", len(found) - sure),
            amount=money(sum(c.at_stake_amount for c in found), currency),
        )
    )


def _show(place: int, cluster: Cluster, effect: Effect | None, currency: str) -> None:
    console.print()
    say(
        msg(
            "{place}. {certainty}: {reasons}",
            place=Amount(place, "count"), certainty=CERTAINTY_WORDS[cluster.certainty_class], reasons=reasons_of(cluster),
        )
    )  # fmt: skip
    for member in cluster.members:
        where = ", ".join(filter(None, (member.address, member.postal_code, member.town, member.country)))
        say(
            msg(
                "   {number}  {name}  {tax}  {where}  {seller}  {amount}  last order {day}",
                number=_number(member), name=member.customer_name or "—", tax=member.tax_id or "—", where=where or "—",
                seller=member.seller_id or "—", amount=money(member.revenue_12m_amount, currency), day=Amount(member.last_order_on, "date"),
            )
        )  # fmt: skip
    write_plain(f"   {describe_marks(cluster)}")
    if effect is not None:
        say_effect(effect, currency)


def _number(member: Member) -> Message | str:
    if member.stands_id == member.customer_id:
        return member.customer_id
    return msg("{number} (counts under {other})", number=member.customer_id, other=member.stands_id)


def _record(cluster: Cluster, effect: Effect | None) -> dict[str, Any]:
    return {
        "certainty": cluster.certainty_class,
        "reasons": list(cluster.reasons),
        "probability": cluster.score,
        "at_stake_amount": float(cluster.at_stake_amount),
        "agreeing": [field for field, mark in cluster.marks if mark in ("agrees", "close")],
        "contradicting": [field for field, mark in cluster.marks if mark == "differs"],
        "missing": [field for field, mark in cluster.marks if mark == "missing"],
        "numbers": [
            {
                "customer_id": m.customer_id, "counts_under": m.stands_id, "customer_name": m.customer_name, "tax_id": m.tax_id,
                "country": m.country, "town": m.town, "postal_code": m.postal_code, "address": m.address, "seller_id": m.seller_id,
                "revenue_12m_amount": float(m.revenue_12m_amount), "last_order_on": m.last_order_on.isoformat() if m.last_order_on else None,
            }
            for m in cluster.members
        ],
        "joined": None if effect is None else {
            "rank": effect.rank, "abc_class": effect.abc_class, "share": effect.share, "revenue_12m_amount": float(effect.revenue_12m_amount),
            "warnings": [str(warning) for warning in effect.warnings],
        },
    }  # fmt: skip


def _document(found: tuple[Cluster, ...], reader: Reader) -> Document:
    from clientela.blocks import Column, Document, Section, Table

    manifest = reader.manifest
    rows = []
    for place, cluster in enumerate(found, start=1):
        effect = _effect(reader, cluster)
        joined = None if effect is None else describe_effect(effect, manifest.currency)
        rows += [
            (
                place, CERTAINTY_WORDS[cluster.certainty_class], REASON_WORDS[cluster.reasons[0]], member.customer_id, member.customer_name,
                member.tax_id, member.address, member.postal_code, member.town, member.country, member.seller_id, member.revenue_12m_amount,
                member.last_order_on, describe_marks(cluster), joined if member is cluster.main else None,
            )
            for member in cluster.members
        ]  # fmt: skip
    table = Table(
        "duplicates",
        msg("Numbers that may be one customer"),
        (
            Column("place", msg("Question"), "count"), Column("certainty", msg("Certainty")), Column("reason", msg("Reason")),
            Column("customer_id", msg("Number")), Column("customer_name", msg("Customer")), Column("tax_id", msg("Tax number")),
            Column("address", msg("Address")), Column("postal_code", msg("Postal code")), Column("town", msg("Town")), Column("country", msg("Country")),
            Column("seller_id", msg("Sales person")), Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
            Column("last_order_on", msg("Last order"), "date"), Column("marks", msg("What agrees and what differs")), Column("effect", msg("If joined")),
        ),
        tuple(rows),
        currency=manifest.currency,
    )  # fmt: skip
    return Document(
        "duplicates", msg("Numbers that may be one customer"), msg("As of {day}", day=manifest.as_of_day), manifest.company,
        (Section("duplicates", msg("Doubles found"), (table,)),), msg("Run {run}", run=manifest.run_id), manifest.currency,
    )  # fmt: skip
