"""What it costs to keep a place for a key account that is not what one must be, as a block."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.blocks import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.reports._inputs import Inputs

Row = dict[str, Any]


def pair_places(alarms: Sequence[Row], waiting: Sequence[Row]) -> list[tuple[Row, Row | None]]:
    """Set against each account in alarm the candidate that would take its place: the weakest contribution first, against the first candidate in rank.

    An account whose contribution is not known comes last; candidates beyond the alarms are left out, an alarm beyond the candidates has none. Amounts in one unit.
    """
    weakest = sorted(
        alarms,
        key=lambda r: (
            r["contribution_12m_amount"] is None,
            r["contribution_12m_amount"] or 0,
            r["customer_id"],
        ),
    )
    first = sorted(waiting, key=lambda r: r["candidate_rank"])[: len(weakest)]
    return list(zip_longest(weakest, first))


def _difference(alarm: Row, candidate: Row | None) -> Any:
    """Return contribution of the candidate - contribution of the account; nothing where one of them is not known."""
    theirs = None if candidate is None else candidate["contribution_12m_amount"]
    own = alarm["contribution_12m_amount"]
    return None if theirs is None or own is None else theirs - own


def deviation_cost(inputs: Inputs) -> Table | None:
    """List for each alarm what the place takes and who waits for it (dossier 9.2); None without an alarm."""
    tables = inputs.tables
    alarms = [r for r in tables["key_account_profile"] if r["deviation_class"] == "alarm"]
    if not alarms:
        return None
    waiting = [r for r in tables["key_account_list"] if r["verdict_class"] == "promote" and r["candidate_rank"] is not None]  # fmt: skip
    spent = {r["customer_id"]: r for r in tables["key_account_profit"]}
    rows = []
    for alarm, candidate in pair_places(alarms, waiting):
        own = spent.get(alarm["customer_id"], {})
        who = None if candidate is None else candidate["customer_name"] or candidate["customer_id"]
        rows.append(
            (
                alarm["customer_id"], alarm["customer_name"], alarm["contact_hours"], own.get("investment_12m_amount"), own.get("gain_amount"), alarm["contribution_12m_amount"],
                who, None if candidate is None else candidate["contribution_12m_amount"], _difference(alarm, candidate),
            )
        )  # fmt: skip
    return Table(
        "key_deviation_cost",
        msg("What a place in the wrong hands costs"),
        (
            Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("contact_hours", msg("Hours of contact"), "number", digits=1), Column("investment_12m_amount", msg("Investment"), "money"), Column("gain_amount", msg("Gain over a customer like it"), "money"), Column("contribution_12m_amount", msg("Contribution"), "money"),
            Column("waiting", msg("Waits for the place"), "text"), Column("waiting_amount", msg("Its contribution"), "money"), Column("difference_amount", msg("More than the account"), "money"),
        ),
        tuple(rows),
        note=msg("Of the accounts in alarm, the weakest first, each against the next candidate that is not treated as key. A dash: not known."),
        currency=inputs.currency,
        limit=30,
    )  # fmt: skip
