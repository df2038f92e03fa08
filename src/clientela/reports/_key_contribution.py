"""Who matters and why, what customers bring besides money, and the segments in which key accounts are to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses._contribution_items import ITEMS, PROOFS
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Column, Note, Section, Table
from clientela.portfolios.portfolio_matrix import KAISM_CELLS, PORTFOLIO_CELLS
from clientela.reports._words import placed

if TYPE_CHECKING:
    from clientela.blocks import Block
    from clientela.reports._inputs import Inputs
    from clientela.reports._words import Row

TABLES = ("segment_attractiveness", "segment_scores", "kind_distribution")
WHOLE_TABLES = ("factor_fit",)
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_CELLS, _KAISM, _PROOFS = dict(PORTFOLIO_CELLS), dict(KAISM_CELLS), dict(PROOFS)
_LARGE, _STRONG = 0.05, 7.0
_BEST = 3
_LISTED = 40


def _reasons(row: Row, currency: str) -> list[Message]:
    """Say why a customer matters: money now and to come, what it brings besides, where it stands."""
    found: list[Message] = []
    if (row["contribution_share"] or 0) >= _LARGE:
        found.append(msg("brings {share} of all contribution", share=Amount(row["contribution_share"], "share", digits=0)))  # fmt: skip
    if (row["possible_mean_amount"] or 0) > max(row["contribution_12m_amount"] or 0, 0):
        found.append(msg("could bring {amount} more a year", amount=Amount(row["possible_mean_amount"], "money", currency, digits=0)))  # fmt: skip
    if (row["reference_score"] or 0) >= _STRONG:
        found.append(msg("a reference for others"))
    if (row["reference_won_amount"] or 0) > 0:
        found.append(msg("its name helped win {amount} from others in the year", amount=Amount(row["reference_won_amount"], "money", currency, digits=0)))  # fmt: skip
    elif (row["reference_won_count"] or 0) > 0:
        found.append(msg("its name helped win others in the year, for amounts that nobody stated"))
    for code, title in ITEMS:
        if (row[f"{code}_score"] or 0) >= _STRONG:
            found.append(msg("{what} ({state})", what=title, state=_PROOFS[row[f"{code}_state"]]))
    if row["portfolio_cell"] == "strategic":
        found.append(msg("attractive, and we matter to it"))
    if row["kaism_cell"] == "key":
        found.append(msg("attractive, and we are stronger than the rival"))
    return found


def _together(texts: list[Message]) -> Message:
    whole = texts[0]
    for text in texts[1:]:
        whole = msg("{one}; {two}", one=whole, two=text)
    return whole


def important_section(inputs: Inputs) -> Section | None:
    """Who is needed and important for the business, each with its reasons (dossier 9.1, 5.6)."""
    told = [(r, _reasons(r, inputs.currency)) for r in inputs.tables["key_account_list"]]
    rows = sorted(((r, why) for r, why in told if why), key=lambda t: (-len(t[1]), -(t[0]["contribution_12m_amount"] or 0), t[0]["customer_id"]))  # fmt: skip
    if not rows:
        return None
    table = Table(
        "important_customers",
        msg("Who matters, and why"),
        (*_NAMED, Column("portfolio_cell", msg("Portfolio"), "text"), Column("kaism_cell", msg("Key account selection"), "text"), Column("contribution_12m_amount", msg("Contribution"), "money"), Column("reasons", msg("Why it matters"), "text")),
        tuple((r["customer_id"], r["customer_name"], placed(r, "portfolio", _CELLS), placed(r, "kaism", _KAISM), r["contribution_12m_amount"], _together(why)) for r, why in rows),
        note=msg("Most reasons first. Large: from {share} of all contribution; strong: from {score} of 10. A question mark: provisional.", share=Amount(_LARGE, "share", digits=0), score=Amount(_STRONG, digits=0)),
        currency=inputs.currency,
        limit=_LISTED,
    )  # fmt: skip
    return Section("important_customers", msg("Who is needed and important"), (table,))


def besides_money(inputs: Inputs) -> list[Block]:
    """What customers bring besides money, each item shown or only claimed."""
    listed = inputs.tables["key_account_list"]
    rows = [r for r in listed if (r["reference_won_count"] or 0) > 0 or any(r[f"{code}_score"] is not None for code, _ in ITEMS)]  # fmt: skip
    if not rows:
        return [Note("unknown", msg("Nobody has stated what these customers bring besides money. Observations strategic_... and competitive_..., 0 to 10, say it; with a document or an event observed it is shown, else it is claimed."))]  # fmt: skip

    def cell(row: Row, code: str) -> Any:
        if row[f"{code}_score"] is None:
            return None
        return msg("{score} · {state}", score=Amount(row[f"{code}_score"], digits=1), state=_PROOFS[row[f"{code}_state"]])  # fmt: skip

    rows.sort(key=lambda r: (-sum(r[f"{code}_state"] == "shown" for code, _ in ITEMS), -(r["contribution_12m_amount"] or 0), r["customer_id"]))  # fmt: skip
    return [
        Table(
            "besides_money",
            msg("What they bring besides money"),
            (*_NAMED, Column("reference_won_count", msg("Offers won with its name"), "count"), Column("reference_unpriced_count", msg("of which without an amount"), "count"), Column("reference_won_amount", msg("Won with its name"), "money"), *(Column(code, title, "text") for code, title in ITEMS)),
            tuple((r["customer_id"], r["customer_name"], r["reference_won_count"], r["reference_unpriced_count"], r["reference_won_amount"], *(cell(r, code) for code, _ in ITEMS)) for r in rows),
            note=msg("0 to 10. Claimed: somebody judges so, and nothing shows it. A claim is no reason to invest before it is shown. Won with its name: offers of others in the last 12 months that name it as a reference; it is not its own revenue. A dash: no won offer of the year names a reference."),
            currency=inputs.currency,
            limit=_LISTED,
        )
    ]  # fmt: skip


def segment_section(inputs: Inputs) -> Section | None:
    """From the segments to the key accounts: each segment's passport in short, and who in it is or could be one (dossier 8.6, 9.3)."""
    segments = inputs.tables["segment_attractiveness"]
    if not segments:
        return None
    values = {(r["segment_id"], r["criterion"]): r["value"] for r in inputs.tables["segment_scores"]}
    widest: dict[Any, Row] = {}
    for r in sorted(inputs.tables["kind_distribution"], key=lambda r: (-(r["weighted_share"] or 0), str(r["product_family"]))):  # fmt: skip
        if r["product_family"] is not None:
            widest.setdefault(r["peer_kind"], r)
    unmet: dict[Any, int] = {}
    for r in inputs.tables["factor_fit"]:
        if r["subject_class"] == "segment":
            unmet[r["segment_id"]] = unmet.get(r["segment_id"], 0) + (r["met_class"] == "unmet")
    people: dict[Any, list[Row]] = {}
    for r in sorted(inputs.tables["key_account_list"], key=lambda r: (r["candidate_rank"] is None, r["candidate_rank"] or 0, r["customer_id"])):  # fmt: skip
        people.setdefault(r["segment_id"], []).append(r)

    def told(segment: Row) -> tuple[Any, ...]:
        own, code = people.get(segment["segment_id"], []), segment["segment_id"]
        candidates = [r for r in own if r["candidate_rank"] is not None]
        confirmed = sum(r["verdict_class"] == "keep" for r in own)
        best = ", ".join(str(r["customer_name"] or r["customer_id"]) for r in candidates[:_BEST])
        family = widest.get(code)
        return (
            segment["segment_name"] or code, segment["customers_count"], segment["revenue_12m_amount"], len(candidates), sum(bool(r["is_stated"]) for r in own), confirmed, best or None, values.get((code, "market_share")), values.get((code, "reach_share")),
            None if family is None else family["product_family"], None if family is None else family["numeric_share"], None if family is None else family["weighted_share"],
            segment["attractiveness_point"], segment["attractiveness_low"], segment["attractiveness_high"], unmet.get(code),
        )  # fmt: skip

    rows = tuple(told(s) for s in segments)
    blocks: list[Block] = [
        Table(
            "key_segments",
            msg("Segments, and the key accounts to be found in them"),
            (
                Column("segment", msg("Segment"), "text"), Column("customers_count", msg("Customers"), "count"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("candidates_count", msg("Candidates"), "count", msg("more probably key than not")), Column("stated_count", msg("Treated as key"), "count"), Column("confirmed_count", msg("Of these confirmed"), "count", msg("key, and treated as key")), Column("best", msg("Best candidates"), "text"),
                Column("market_share", msg("Share of the market"), "share"), Column("reach_share", msg("Customers of the market reached"), "share"),
                Column("widest_family", msg("Most widely bought family"), "text"), Column("numeric_share", msg("Numeric distribution"), "share", msg("customers that buy it / all customers of the segment"), digits=0), Column("weighted_share", msg("Weighted distribution"), "share", msg("the same by their revenue with us"), digits=0),
                Column("attractiveness_point", msg("How attractive the segment is"), "number", digits=1), Column("attractiveness_low", msg("at least"), "number", digits=1), Column("attractiveness_high", msg("at most"), "number", digits=1), Column("unmet_count", msg("Success factors we do not meet"), "count"),
            ),
            rows,
            note=msg("The passport of a segment in short; the whole of it, with sources and growth, stands in the report on the economics of the customers. The most attractive segment, whatever is missing, first."),
            currency=inputs.currency,
            limit=_LISTED,
        )
    ]  # fmt: skip
    nobody = [s for s in segments if s["attractiveness_class"] == "high" and not any(r["candidate_rank"] is not None for r in people.get(s["segment_id"], []))]  # fmt: skip
    lead = None
    if nobody:
        lead = msg("{segment} is attractive, and no candidate in it is known: look there first.", segment=nobody[0]["segment_name"] or nobody[0]["segment_id"])  # fmt: skip
    return Section("key_segments", msg("Where key accounts are to be found"), tuple(blocks), lead)
