"""Who depends on whom, as a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.dependence import SIDES
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Section, Table
from clientela.reports._words import money

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("dependence", "dependence_customers")
_SIDES = dict(SIDES)
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))


def _dependence_table(inputs: Inputs) -> Table:
    rows = inputs.tables["dependence_customers"]
    return Table(
        "dependence_customers",
        msg("Who depends on whom"),
        (
            *_NAMED, Column("revenue_12m_amount", msg("Revenue"), "money"), Column("revenue_share", msg("Share of our revenue"), "share"),
            Column("contribution_12m_amount", msg("Contribution"), "money"), Column("contribution_share", msg("Share of our contribution"), "share"),
            Column("share_of_wallet_share", msg("Our share of its wallet"), "share"), Column("dependence_class", msg("Who depends"), "text"),
        ),
        tuple(
            (r["customer_id"], r["customer_name"], r["revenue_12m_amount"], r["revenue_share"], r["contribution_12m_amount"], r["contribution_share"], r["share_of_wallet_share"], _SIDES[r["dependence_class"]])
            for r in rows
        ),
        currency=inputs.currency,
        limit=15,
    )  # fmt: skip


def dependence_section(inputs: Inputs) -> Section | None:
    """How concentrated the contribution is, what is left without the best customers, and which of them depend on us."""
    if not inputs.tables["dependence_customers"]:
        return None
    blocks: list[Block] = []
    lead: Message | None = None
    for r in inputs.tables["dependence"]:
        covered = r["covered_share"] is not None
        figures = [
            Kpi("effective_number", msg("Effective number of customers"), r["effective_number"], "number", msg("as many equal ones would be as concentrated")),
            Kpi("hhi_index", msg("Concentration of contribution (HHI)"), r["hhi_index"], "number", None, None, False if (r["hhi_index"] or 0) > inputs.settings.concentration.hhi_alert else None),
        ]  # fmt: skip
        for n in (1, 3, 5):
            context = (
                msg(
                    "covers {share} of the fixed costs",
                    share=Amount(r[f"covered_without_{n}_share"], "share"),
                )
                if covered
                else None
            )
            is_good = False if covered and r[f"covered_without_{n}_share"] < 1 <= r["covered_share"] else None
            figures.append(Kpi(f"without_{n}_amount", msg("Contribution without the best {count}", count=n), r[f"without_{n}_amount"], "money", context, inputs.currency, is_good))  # fmt: skip
        blocks.append(Kpis("dependence", tuple(figures)))
        if not covered:
            blocks.append(
                Note(
                    "unknown",
                    msg(
                        "Whether this would pay the fixed costs is not known: write [economics] fixed_cost_amount."
                    ),
                )
            )
        lead = (
            msg(
                "Of {total} of contribution {rest} would be left without the three best customers.",
                total=money(r["total_amount"], inputs.currency),
                rest=money(r["without_3_amount"], inputs.currency),
            )
            if r["total_amount"] > 0
            else msg(
                "The customers together leave {total}: before asking on whom it depends, mend what costs more than it brings.",
                total=money(r["total_amount"], inputs.currency),
            )
        )
    rows = inputs.tables["dependence_customers"]
    unknown = sum(1 for r in rows if r["share_of_wallet_share"] is None)
    if unknown:
        blocks.append(
            Note(
                "unknown",
                nmsg(
                    "Of {count} of the largest customers it is not known how much of its wallet we hold, so whether it depends on us.",
                    "Of {count} of the largest customers it is not known how much of their wallets we hold, so whether they depend on us.",
                    unknown,
                ),
            )
        )
    blocks.append(_dependence_table(inputs))
    return Section("dependence", msg("Dependence"), tuple(blocks), lead)
