"""Key account selection: who is one, who should be, how many there can be, and what the firm is without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.key_account_profile import DEVIATIONS, STATES, TRAITS
from clientela.analyses.key_accounts import BOUNDS, CANDIDACIES, CASES, VERDICTS
from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.portfolios.portfolio_matrix import KAISM_CELLS
from clientela.predictions.success_factors import FITS
from clientela.reports import _key_contribution, _key_goals, _key_profit, _readiness
from clientela.reports._key_contribution import besides_money, important_section, segment_section
from clientela.reports._key_deviation import deviation_cost
from clientela.reports._key_goals import goals_section
from clientela.reports._key_profit import profit_section
from clientela.reports._readiness import readiness_section
from clientela.reports._report import Report, put_together
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from clientela.blocks import Document
    from clientela.reports._inputs import Inputs

_TITLE = msg("Key account selection")
TABLES = (
    "key_account_list", "key_account_places", "without_key_accounts", "key_account_profile", "key_account_traits", *_key_contribution.TABLES, *_key_goals.TABLES, *_key_profit.TABLES,
)  # fmt: skip
WHOLE_TABLES = (
    "key_account_number",
    *_key_contribution.WHOLE_TABLES,
    *_key_goals.WHOLE_TABLES,
    *_readiness.WHOLE_TABLES,
)
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_VERDICTS, _BOUNDS, _CASES, _CELLS, _CERTAIN = (
    dict(VERDICTS),
    dict(BOUNDS),
    dict(CASES),
    dict(KAISM_CELLS),
    dict(CERTAINTIES),
)
_PLACES, _DEVIATIONS, _STATES = dict(CANDIDACIES), dict(DEVIATIONS), dict(STATES)
_FITS = dict(FITS)
_TRAITS = {code: title for code, _, _, title in TRAITS}


def _yes(value: object) -> object:
    return msg("yes") if value else msg("no")


def verdict_section(inputs: Inputs) -> Section:
    """Keep, promote, demote (dossier 9.4)."""
    order = [name for name, _ in VERDICTS]
    rows = [r for r in inputs.tables["key_account_list"] if r["verdict_class"] is not None]
    rows.sort(
        key=lambda r: (order.index(r["verdict_class"]), -(r["key_probability"] or 0.0), r["customer_id"])
    )
    stated = sum(bool(r["is_stated"]) for r in rows)
    blocks: list[Block] = []
    if not stated:
        blocks.append(Note("unknown", msg("No customer is named a key account. The observation key_account = yes names one.")))  # fmt: skip
    if not rows:
        blocks.append(Note("unknown", msg("Nothing can be selected yet: nobody knows enough of attractiveness and of our strength against rivals.")))  # fmt: skip
        return Section("key_verdicts", msg("Keep, promote, demote"), tuple(blocks))
    blocks.append(
        Table(
            "key_verdicts",
            msg("Key accounts, and those that should be"),
            (
                *_NAMED, Column("verdict", msg("Verdict"), "text"), Column("is_stated", msg("Treated as key"), "text"), Column("kaism_cell", msg("Cell"), "text"), Column("kaism_certainty", msg("Certainty"), "text"),
                Column("key_probability", msg("Probability of being key"), "share"), Column("abc_value_class", msg("Class"), "text"), Column("relationship_level_met", msg("Level of the relation"), "number", digits=0), Column("fit", msg("Do we fit"), "text"),
                Column("revenue_12m_amount", msg("Revenue"), "money"), Column("contribution_12m_amount", msg("Contribution"), "money"),
            ),
            tuple((r["customer_id"], r["customer_name"], _VERDICTS[r["verdict_class"]], _yes(r["is_stated"]), None if r["kaism_cell"] is None else _CELLS[r["kaism_cell"]], _CERTAIN[r["kaism_certainty"]], r["key_probability"], r["abc_value_class"], r["relationship_level_met"], _FITS.get(r["fit_class"]), r["revenue_12m_amount"], r["contribution_12m_amount"]) for r in rows),
            note=msg("As of {day}. The probability holds weights and missing answers open: 1,000 draws of both.", day=inputs.as_of),
            currency=inputs.currency,
            limit=40,
        )
    )  # fmt: skip
    count = {name: sum(r["verdict_class"] == name for r in rows) for name in order}
    lead = msg(
        "{keep} to keep, {promote} to promote, {demote} to demote, {ask} to ask first.",
        keep=Amount(count["keep"] + count["develop"], "count"), promote=Amount(count["promote"], "count"), demote=Amount(count["demote"] + count["leave"], "count"), ask=Amount(count["ask"], "count"),
    )  # fmt: skip
    return Section("key_verdicts", msg("Keep, promote, demote"), tuple(blocks), lead)


def number_section(inputs: Inputs) -> Section | None:
    """The four bounds of the number of key accounts, and who has a place (dossier 9.7)."""
    rows = {r["bound_class"]: r for r in inputs.tables["key_account_number"]}
    if not rows:  # how many a company can serve is no question of a part of it
        return None
    listed = [rows[name] for name, _ in BOUNDS]
    first = listed[0]
    blocks: list[Block] = [
        Table(
            "key_account_number",
            msg("How many key accounts"),
            (Column("bound", msg("Bound"), "text"), Column("bound_count", msg("Number"), "count"), Column("state", msg("State"), "text"), Column("binds", msg("Binds"), "text")),
            tuple((_BOUNDS[r["bound_class"]], r["bound_count"], msg("not known") if r["is_reached"] is None else msg("known") if r["is_reached"] else msg("not reached by all candidates together"), _yes(r["binds"])) for r in listed),
            note=msg("Need: the sum that is reached with a probability of 80 %. Risk: no account too large. Hours: those of the managers over those an account takes. A candidate whose contribution is not known takes a place and adds nothing."),
        )
    ]  # fmt: skip
    places = sorted(inputs.tables["key_account_places"], key=lambda r: r["candidate_rank"])
    if places:
        blocks.append(
            Table(
                "key_account_places",
                msg("Who has a place"),
                (Column("candidate_rank", msg("Place"), "id"), *_NAMED, Column("key_probability", msg("Probability of being key"), "share"), Column("contribution_12m_amount", msg("Contribution"), "money"), Column("is_stated", msg("Treated as key"), "text"), Column("place", msg("Outcome"), "text")),
                tuple((r["candidate_rank"], r["customer_id"], r["customer_name"], r["key_probability"], r["contribution_12m_amount"], _yes(r["is_stated"]), _PLACES[r["place_class"]]) for r in places),
                currency=inputs.currency,
                limit=40,
            )
        )  # fmt: skip
    low, high = Amount(first["low_count"], "count"), Amount(first["high_count"], "count")
    if first["is_feasible"]:
        lead = msg("From {low} to {high} key accounts fit.", low=low, high=high)
    elif any(r["is_reached"] is not None and not r["is_reached"] for r in listed):
        lead = msg("No number is enough: all candidates together do not reach every bound from below.")
    else:
        lead = msg("No number fits: at least {low} would be needed and at most {high} are possible. The bounds that bind say what would have to give.", low=low, high=high)  # fmt: skip
    return Section("key_number", msg("How many, and who is the last"), tuple(blocks), lead)


def contribution_section(inputs: Inputs) -> Section | None:
    """What each brings and could bring, and the firm with and without them (dossier 9.1)."""
    rows = sorted((r for r in inputs.tables["key_account_list"] if r["is_stated"] or r["candidate_rank"] is not None), key=lambda r: (-(r["contribution_12m_amount"] or 0), r["customer_id"]))  # fmt: skip
    if not rows:
        return None
    blocks: list[Block] = [
        Table(
            "key_contribution",
            msg("Contribution sheet"),
            (
                *_NAMED, Column("contribution_12m_amount", msg("Contribution"), "money"), Column("contribution_share", msg("Part of all"), "share", msg("how far we depend on it")), Column("lifetime_value_amount", msg("Lifetime value"), "money"), Column("lifetime_low_amount", msg("at least"), "money"), Column("lifetime_high_amount", msg("at most"), "money"), Column("active_12m_probability", msg("Orders in the year"), "share"),
            ),
            tuple((r["customer_id"], r["customer_name"], r["contribution_12m_amount"], r["contribution_share"], r["lifetime_value_amount"], r["lifetime_low_amount"], r["lifetime_high_amount"], r["active_12m_probability"]) for r in rows),
            currency=inputs.currency,
            limit=40,
        ),
        Table(
            "key_possible",
            msg("What they could bring, and what they are worth besides"),
            (
                *_NAMED, Column("potential_margin_amount", msg("Potential margin"), "money"), Column("possible_mean_amount", msg("Expected of it"), "money"), Column("possible_low_amount", msg("at least"), "money"), Column("possible_high_amount", msg("at most"), "money"), Column("reference_score", msg("Worth as a reference"), "number", digits=1), Column("strength_score", msg("Strength against the best rival"), "number", digits=1),
            ),
            tuple((r["customer_id"], r["customer_name"], r["potential_margin_amount"], r["possible_mean_amount"], r["possible_low_amount"], r["possible_high_amount"], r["reference_score"], r["strength_score"]) for r in rows),
            note=msg("Money is computed; reference and strength are scores of 10 and rest on what was stated."),
            currency=inputs.currency,
            limit=40,
        )
    ]  # fmt: skip
    blocks += besides_money(inputs)
    cases = {r["case_class"]: r for r in inputs.tables["without_key_accounts"]}
    lead = None
    if cases:
        names = ("customers_count", "revenue_12m_amount", "cm1_12m_amount", "cm3_12m_amount", "revenue_share", "cm3_share", "largest_share")  # fmt: skip
        blocks.append(
            Table(
                "without_key_accounts",
                msg("With and without the key accounts"),
                (
                    Column("case", msg("Case"), "text"), Column("customers_count", msg("Customers"), "count"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("cm1_12m_amount", msg("Contribution 1"), "money"), Column("cm3_12m_amount", msg("Contribution 3"), "money"),
                    Column("revenue_share", msg("Part of the revenue"), "share"), Column("cm3_share", msg("Part of contribution 3"), "share"), Column("largest_share", msg("Largest customer"), "share"),
                ),
                tuple((title, *(cases[name][n] for n in names)) for name, title in CASES if name in cases),
                note=msg("The first row is the ledger. Costs that would stay without them are not in contribution 3."),
                currency=inputs.currency,
            )
        )  # fmt: skip
        share = cases["key"]["revenue_share"] if "key" in cases else None
        lead = None if share is None else msg("The key accounts are {share} of the revenue.", share=Amount(share, "share", digits=0))  # fmt: skip
    return Section("key_contribution", msg("What they bring, and the firm without them"), tuple(blocks), lead)


def profile_section(inputs: Inputs) -> Section | None:
    """The key accounts against what a key account must be (dossier 9.2)."""
    rows = sorted(inputs.tables["key_account_profile"], key=lambda r: (-r["deviation_low"], -r["deviation_high"], r["customer_id"]))  # fmt: skip
    if not rows:
        return None
    traits = sorted(inputs.tables["key_account_traits"], key=lambda r: (r["trait_state"] != "unmet", r["customer_id"], list(_TRAITS).index(r["trait_code"])))  # fmt: skip
    blocks: list[Block] = [
        Table(
            "key_account_profile",
            msg("Key accounts against their profile"),
            (*_NAMED, Column("met_count", msg("Met"), "count"), Column("unmet_count", msg("Not met"), "count"), Column("unknown_count", msg("Not known"), "count"), Column("deviation_low", msg("Deviation, at least"), "share"), Column("deviation_high", msg("at most"), "share"), Column("deviation", msg("Finding"), "text"), Column("contribution_12m_amount", msg("Contribution"), "money")),
            tuple((r["customer_id"], r["customer_name"], r["met_count"], r["unmet_count"], r["unknown_count"], r["deviation_low"], r["deviation_high"], _DEVIATIONS[r["deviation_class"]], r["contribution_12m_amount"]) for r in rows),
            note=msg("Alarm above {limit}.", limit=Amount(inputs.settings.portfolio.profile_deviation_share, "share", digits=0)),
            currency=inputs.currency,
            limit=30,
        )
    ]  # fmt: skip
    if traits:
        blocks.append(
            Table(
                "key_account_traits",
                msg("What they lack, and what to find out"),
                (*_NAMED, Column("trait", msg("Trait"), "text"), Column("state", msg("State"), "text"), Column("criterion_score", msg("Score"), "number", digits=1)),
                tuple((r["customer_id"], r["customer_name"], _TRAITS[r["trait_code"]], _STATES[r["trait_state"]], r["criterion_score"]) for r in traits),
                limit=60,
            )
        )  # fmt: skip
    cost = deviation_cost(inputs)
    blocks += [] if cost is None else [cost]
    alarms = sum(r["deviation_class"] == "alarm" for r in rows)
    lead = nmsg(
        "{count} key account is not what one must be.",
        "{count} key accounts are not what one must be.",
        alarms,
    )
    return Section("key_profile", msg("Are they what a key account must be?"), tuple(blocks), lead)


_SECTIONS = (
    verdict_section, important_section, number_section, contribution_section, profit_section, goals_section, profile_section, segment_section, readiness_section,
)  # fmt: skip


def build_key_accounts(inputs: Inputs) -> Document:
    """Put the sections together."""
    sections = (build(inputs) for build in _SECTIONS)
    return put_together(inputs, name="key_accounts", title=_TITLE, sections=sections)


key_accounts = Report("key_accounts", _TITLE, TABLES, build_key_accounts, WHOLE_TABLES)
