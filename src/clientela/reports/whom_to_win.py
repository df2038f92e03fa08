"""Whom to win next, and what fits us: success factors against capabilities, the profile of good customers, newcomers held against both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses._profile_rows import BASES, CATEGORIES, NUMBERS
from clientela.analyses.key_account_profile import TRAITS as KEY_TRAITS
from clientela.answers._card import (
    NO_CARD,
    TITLES,
    amount,
    card_row,
    card_table,
    difference_table,
    hit_rate,
    newcomer_table,
)
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table, Text
from clientela.predictions._success_factors import call_factor
from clientela.predictions.success_factors import MET_STATES
from clientela.reports._report import Report, put_together

if TYPE_CHECKING:
    from clientela.blocks import Document
    from clientela.reports._inputs import Inputs

_TITLE = msg("Whom to win next")
WHOLE_TABLES = ("factor_fit", "profile_card", "profile_fits")
_MET, _BASES = dict(MET_STATES), dict(BASES)


def fit_section(inputs: Inputs) -> Section:
    """What customers need against what we can do (dossier 8.15)."""
    rows = inputs.tables["factor_fit"]
    asked: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        if row["item_class"] == "factor":
            asked.setdefault(row["item_code"], []).append(row)
    title = msg("Can we do what they need?")
    if not asked:
        return Section("factor_fit", title, (Note("unknown", msg("Nobody has stated what customers need to succeed. Observations of a customer or segment whose measure begins with ksf_ say how much a factor counts; the table of capabilities says how well we do what serves it.")),))  # fmt: skip
    order = sorted(asked, key=lambda code: (-len(asked[code]), code))
    first = {code: asked[code][0] for code in order}
    blocks: list[Block] = [
        Table(
            "factors_met",
            msg("What customers need to succeed"),
            (Column("factor", msg("Success factor"), "text"), Column("lists_count", msg("Lists it is on"), "count", msg("customers and segments")), Column("met_share", msg("How far we meet it"), "share", digits=0), Column("met_low", msg("at least"), "share", digits=0), Column("met_high", msg("at most"), "share", digits=0), Column("state", msg("State"), "text")),
            tuple((call_factor(code), len(asked[code]), first[code]["met_share"], first[code]["met_low"], first[code]["met_high"], _MET[str(first[code]["met_class"])]) for code in order),
            note=msg("Met by: relation x capability over 10 x relation. A capability that nobody assessed widens the interval."),
        )
    ]  # fmt: skip
    able = sorted((r for r in rows if r["item_class"] == "capability"), key=lambda r: (r["served_count"], -r["capability_level"], r["item_code"]))  # fmt: skip
    if able:
        blocks.append(
            Table(
                "capabilities_used",
                msg("What we are able to do, and who needs it"),
                (Column("capability", msg("Capability"), "text"), Column("capability_level", msg("How well"), "number", msg("0 to 10"), digits=1), Column("served_count", msg("Lists it serves"), "count"), Column("state", msg("State"), "text")),
                tuple((call_factor(r["item_code"]), r["capability_level"], r["served_count"], msg("nobody asks for it") if r["served_count"] == 0 else None) for r in able),
            )
        )  # fmt: skip
    blocks.append(_matrix(inputs, order))
    unmet = sum(first[code]["met_class"] == "unmet" for code in order)
    lead = msg("{unmet} of {all} success factors are met by less than half, whatever is missing.", unmet=Amount(unmet, "count"), all=Amount(len(order), "count"))  # fmt: skip
    unfit = newcomer_table(inputs.tables["profile_fits"], ("unfit",), has_card=False, name="unfit_customers", title=msg("Customers whose needs we do not meet"))  # fmt: skip
    if unfit is not None:
        blocks.append(unfit)
    return Section("factor_fit", title, tuple(blocks), lead)


def _matrix(inputs: Inputs, factors: list[str]) -> Table:
    """Show what each capability does for each factor."""
    cells = {(r["item_code"], r["capability_code"]): r["relation_number"] for r in inputs.tables["factor_fit"] if r["item_class"] == "relation"}  # fmt: skip
    names = sorted({capability for _, capability in cells})
    return Table(
        "factor_matrix",
        msg("What each capability does for each factor"),
        (Column("capability", msg("Capability"), "text"), *(Column(code, msg("{factor}", factor=call_factor(code)), "number", digits=0) for code in factors)),
        tuple((call_factor(name), *(cells.get((code, name)) for code in factors)) for name in names),
        note=msg("9 a lot, 3 something, 1 a little. The packaged relations are our proposal; those of the table of capabilities go before them."),
    )  # fmt: skip


def check_section(inputs: Inputs) -> Section | None:
    """Does the fit, and do the other early traits, go with margin and buying again (Spearman)?"""
    rows = [r for r in inputs.tables["profile_card"] if r["category_class"] == "all" and r["trait_code"] in {code for code, _, _ in NUMBERS} and r["customers_count"]]  # fmt: skip
    if not rows:
        return None
    fit = next((r for r in rows if r["trait_code"] == "fit"), None)
    blocks: list[Block] = [
        Table(
            "traits_and_margin",
            msg("Early traits beside margin and buying again"),
            (
                Column("trait", msg("Trait"), "text"),
                *(c for end, title in (("margin", msg("With contribution of revenue")), ("retained", msg("With buying again"))) for c in (Column(f"{end}_number", title, "number", msg("rank correlation, from -1 to 1"), digits=2), Column(f"{end}_low", msg("at least"), "number", msg("95 % interval"), digits=2), Column(f"{end}_high", msg("at most"), "number", digits=2), Column(f"{end}_count", msg("Customers"), "count"))),
            ),
            tuple((TITLES[r["trait_code"]], *(r[f"{end}_{part}"] for end in ("margin", "retained") for part in ("number", "low", "high", "count"))) for r in rows),
            note=msg("Contribution 3, or 1 where nothing is known of serving. Below 20 customers no correlation is given. A correlation proves no cause."),
        )
    ]  # fmt: skip
    lead = None
    if fit is not None and fit["margin_number"] is not None:
        sides = (fit["margin_low"] > 0, fit["margin_high"] < 0)
        lead = msg("Customers we fit leave more of their revenue.") if sides[0] else msg("Customers we fit leave less of their revenue: look at the factors again.") if sides[1] else msg("Whether a customer fits us does not show in what it leaves.")  # fmt: skip
    return Section("fit_check", msg("Does the fit pay?"), tuple(blocks), lead)


def profile_section(inputs: Inputs) -> Section | None:
    """The card, what it rests on, and how good it is."""
    rows = inputs.tables["profile_card"]
    card = card_row(rows)
    if card is None:
        return None
    blocks: list[Block] = []
    if card["card_state"] != "works":
        blocks.append(Note("unknown", NO_CARD[card["card_state"]]))
    else:
        blocks.append(Text(hit_rate(card)))
    blocks += [t for t in (card_table(rows, inputs.currency), difference_table(rows, inputs.currency)) if t is not None]  # fmt: skip
    lead = msg("Good are {who}.", who=_BASES[card["basis_class"]])
    return Section("good_profile", msg("What good customers had in common"), tuple(blocks), lead)


def newcomer_section(inputs: Inputs) -> Section | None:
    """New customers and prospects against card and fit."""
    rows = inputs.tables["profile_fits"]
    card = card_row(inputs.tables["profile_card"])
    table = newcomer_table(rows, ("new", "prospect"), has_card=card is not None and card["card_state"] == "works", name="newcomers", title=msg("New customers and prospects"))  # fmt: skip
    if table is None:
        return None
    warned = sum(r["advice_class"] in ("warn", "no_go") for r in rows if r["newcomer_class"] != "unfit")
    lead = msg("{warned} of {all} new customers and prospects do not fit, or are warned of.", warned=Amount(warned, "count"), all=Amount(len(table.rows), "count"))  # fmt: skip
    return Section("newcomers", msg("New customers and prospects"), (table,), lead)


def category_section(inputs: Inputs) -> Section | None:
    """The observed profile of each category (dossier 8.5), beside the rule of the strategy where there is one."""
    rows = [r for r in inputs.tables["profile_card"] if r["category_class"] not in ("good", "poor", "all") and r["customers_count"]]  # fmt: skip
    if not rows:
        return None
    names = dict(CATEGORIES)
    blocks: list[Block] = [
        Table(
            "category_profiles",
            msg("Profile of each category"),
            (Column("category", msg("Category"), "text"), Column("trait", msg("Trait"), "text"), Column("customers_count", msg("Customers"), "count"), Column("lower", msg("Lower quartile"), "text"), Column("median", msg("Median"), "text"), Column("upper", msg("Upper quartile"), "text")),
            tuple((names[r["category_class"]], TITLES[r["trait_code"]], r["customers_count"], *(amount(r["trait_code"], r[n], inputs.currency) for n in ("lower_number", "median_number", "upper_number"))) for r in rows),
            note=msg("As observed. Half of the customers of the category lie between the quartiles."),
            limit=80,
        )
    ]  # fmt: skip
    blocks.append(
        Table(
            "key_rule",
            msg("What the strategy asks of a key account"),
            (Column("rule", msg("Rule"), "text"),),
            tuple((title,) for _, _, _, title in KEY_TRAITS),
            note=msg("Set, not observed. Who of the key accounts meets it stands in the selection of key accounts."),
        )
    )  # fmt: skip
    return Section("category_profiles", msg("What each category is like"), tuple(blocks))


def build_whom_to_win(inputs: Inputs) -> Document:
    """Put the sections together."""
    sections = (build(inputs) for build in (profile_section, newcomer_section, fit_section, check_section, category_section))  # fmt: skip
    return put_together(inputs, name="whom_to_win", title=_TITLE, sections=sections)


whom_to_win = Report("whom_to_win", _TITLE, (), build_whom_to_win, WHOLE_TABLES)
