"""Liking, events on the way out, and how far the base is worked one to one, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.idic import PRINCIPLES
from clientela.analyses.liking import WEIGHT_STATES
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.classes.abc import CODES
from clientela.predictions.customer_liking import RATER_VERDICTS
from clientela.predictions.defection_energy import LIMITS
from clientela.predictions.defection_energy import STATES as ENERGIES
from clientela.reports._words import NO_CLASS, label
from clientela.scores.attractiveness import CRITERIA

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("liking_list", "energy_list", "idic")
WHOLE_TABLES = ("liking_raters", "liking_weights")
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_TITLES = {c.code: c.title for c in CRITERIA}


def liking_blocks(inputs: Inputs) -> list[Block]:
    """Say whom we like most, whether the choices fit together, and what they follow."""
    rows = sorted(inputs.tables["liking_list"], key=lambda r: r["liking_rank"])
    raters = sorted(inputs.tables["liking_raters"], key=lambda r: r["rater_id"])
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Table(
                "liking_list",
                msg("Customers we like most"),
                (
                    Column("liking_rank", msg("Place"), "id"), *_NAMED, Column("choices_count", msg("Choices"), "count"), Column("chosen_count", msg("Chosen"), "count"), Column("liking_number", msg("Liking"), "number", msg("0 is as the mean"), digits=2),
                    Column("liking_low_number", msg("at least"), "number", msg("80 % interval"), digits=2), Column("liking_high_number", msg("at most"), "number", digits=2), Column("attractiveness_score", msg("Attractiveness"), "number", digits=1),
                    Column("revenue_12m_amount", msg("Revenue"), "money"), Column("revenue_rank", msg("Place by revenue"), "id"),
                ),
                tuple(
                    (r["liking_rank"], r["customer_id"], r["customer_name"], r["choices_count"], r["chosen_count"], r["liking_number"], r["liking_low_number"], r["liking_high_number"], r["attractiveness_score"], r["revenue_12m_amount"], r["revenue_rank"])
                    for r in rows
                ),
                currency=inputs.currency,
                limit=25,
            )
        )  # fmt: skip
    if raters:
        verdicts = dict(RATER_VERDICTS)
        blocks.append(
            Table(
                "liking_raters",
                msg("Who chose"),
                (
                    Column("rater_id", msg("Who"), "text"), Column("choices_count", msg("Choices"), "count"), Column("customers_count", msg("Customers"), "count"), Column("circular_count", msg("Circular triples"), "count"),
                    Column("zeta_number", msg("Consistency"), "number", msg("1 without contradiction, about 0 for a coin"), digits=2), Column("rater_verdict", msg("Verdict"), "text"),
                ),
                tuple((r["rater_id"], r["choices_count"], r["customers_count"], r["circular_count"], r["zeta_number"], verdicts[r["rater_verdict"]]) for r in raters),
                note=msg("Only the choices of people with {count} or more count.", count=Amount(inputs.settings.dynamics.preference_pairs, "count")),
            )
        )  # fmt: skip
    weights = inputs.tables["liking_weights"]
    if weights:
        blocks += _weights(inputs)
    return blocks


def _weights(inputs: Inputs) -> list[Block]:
    rows = sorted(inputs.tables["liking_weights"], key=lambda r: (-(r["stated_weight"] or 0.0), r["criterion"]))  # fmt: skip
    states = dict(WEIGHT_STATES)
    blocks: list[Block] = [
        Table(
            "liking_weights",
            msg("What is said to count, and what the choices follow"),
            (
                Column("criterion", msg("Criterion"), "text"), Column("stated_weight", msg("Weight said"), "number", digits=0), Column("implicit_weight", msg("Weight by the choices"), "number", digits=0),
                Column("slope_number", msg("Effect of one point"), "number", digits=2), Column("slope_low_number", msg("at least"), "number", digits=2), Column("slope_high_number", msg("at most"), "number", digits=2), Column("weight_state", msg("State"), "text"),
            ),
            tuple(
                (label(r["criterion"], _TITLES), r["stated_weight"], r["implicit_weight"], r["slope_number"], r["slope_low_number"], r["slope_high_number"], states[r["weight_state"]])
                for r in rows
            ),
        )
    ]  # fmt: skip
    told = [r for r in rows if r["weight_state"] == "told"]
    if told:
        widest = max(told, key=lambda r: abs(r["implicit_weight"] - r["stated_weight"]))
        blocks.append(
            Note("info", msg("You say {criterion} counts {stated}; your choices imply {implied}. The scores explain {share} of the liking, on {count} customers.",
                             criterion=label(widest["criterion"], _TITLES), stated=Amount(widest["stated_weight"], "number", digits=0), implied=Amount(widest["implicit_weight"], "number", digits=0),
                             share=Amount(widest["explained_share"], "share", digits=0), count=Amount(widest["customers_count"], "count")))
        )  # fmt: skip
    else:
        blocks.append(Note("unknown", msg("What the liking follows is not known: that takes three customers with choices and scores more than criteria with scores.")))  # fmt: skip
    return blocks


def energy_blocks(inputs: Inputs) -> list[Block]:
    """List who is about to leave by what happened."""
    rows = sorted(inputs.tables["energy_list"], key=lambda r: (r["energy_number"] is None, -(r["energy_number"] or 0.0), r["customer_id"]))  # fmt: skip
    if not rows:
        return []
    classes, states = dict(CODES), dict(ENERGIES)
    return [
        Table(
            "energy_list",
            msg("Defection energy"),
            (
                *_NAMED, Column("abc_value_class", msg("Class"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("events_count", msg("Events"), "count"), Column("unrated_count", msg("Not rated"), "count"),
                Column("last_event_on", msg("Last event"), "date"), Column("energy_number", msg("Energy"), "number", digits=1), Column("energy_state", msg("Against the limit"), "text"),
            ),
            tuple(
                (r["customer_id"], r["customer_name"], label(r["abc_value_class"], classes, NO_CLASS), r["revenue_12m_amount"], r["events_count"], r["unrated_count"], r["last_event_on"], r["energy_number"], states[r["energy_state"]])
                for r in rows
            ),
            note=msg("Limit {limit}, from: {source}.", limit=Amount(rows[0]["energy_limit_number"], "number", digits=1), source=dict(LIMITS)[rows[0]["energy_limit_class"]]),
            currency=inputs.currency,
            limit=25,
        )
    ]  # fmt: skip


def one_to_one_blocks(inputs: Inputs) -> list[Block]:
    """Show the four indices and the next step."""
    rows = sorted(inputs.tables["idic"], key=lambda r: r["principle_place"])
    if not rows:
        return []
    names = dict(PRINCIPLES)
    blocks: list[Block] = [
        Table(
            "idic",
            msg("Identify, differentiate, interact, customise"),
            (
                Column("principle_class", msg("Principle"), "text"), Column("customers_count", msg("Customers"), "count"), Column("known_count", msg("Known"), "count"), Column("yes_count", msg("Yes"), "count"),
                Column("index_number", msg("Index"), "number", digits=0), Column("index_low_number", msg("at least"), "number", digits=0), Column("index_high_number", msg("at most"), "number", digits=0),
            ),
            tuple((names[r["principle_class"]], r["customers_count"], r["known_count"], r["yes_count"], r["index_number"], r["index_low_number"], r["index_high_number"]) for r in rows),
        )
    ]  # fmt: skip
    step = next((r for r in rows if r["is_next_number"] == 1), None)
    if step is not None:
        blocks.append(Note("info", msg("Next step: {principle}. The order matters: who is not identified cannot be told apart.", principle=names[step["principle_class"]])))  # fmt: skip
    return blocks


def liking_sections(inputs: Inputs) -> list[Section]:
    """Return the sections that have something to say."""
    made = (
        ("liking", msg("Whom we like, and why"), liking_blocks(inputs)),
        ("defection_energy", msg("Who is about to leave by what happened"), energy_blocks(inputs)),
        ("idic", msg("Worked one to one"), one_to_one_blocks(inputs)),
    )
    return [Section(name, title, tuple(blocks)) for name, title, blocks in made if blocks]
