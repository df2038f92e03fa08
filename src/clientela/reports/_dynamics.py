"""The dynamics of the portfolio as blocks: value of the states, swings of the mix, shocks, the relation as a predictor, liking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses._dynamics import SCHEMES, STATES
from clientela.analyses._hypothesis_rows import ENDPOINTS
from clientela.analyses.portfolio_risk import KINDS, MIXES
from clientela.analyses.portfolio_risk import VERDICTS as SWINGS
from clientela.analyses.relation_hypothesis import VERDICTS, WAYS
from clientela.analyses.stress_test import RESTS_ON, SCENARIOS
from clientela.analyses.value_dynamics import MEMORIES
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Curve, Note, Section, Series, Table
from clientela.predictions.customer_outlook import BASES
from clientela.reports._words import NOT_STATED, Row, label, money, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("stress_test",)
WHOLE_TABLES = (
    "value_dynamics",
    "value_moves",
    "value_proof",
    "portfolio_betas",
    "mix_frontier",
    "mix_proof",
    "relation_hypothesis",
)
"""A part of the company is too small a base to learn moves, swings or the worth of relations from."""
_STATES, _STAKES, _SWINGS = dict(STATES), dict(BASES), dict(SWINGS)
_PARTS, _VERDICTS = dict(KINDS), dict(VERDICTS)
_ENDPOINTS = {e.code: e.title for e in ENDPOINTS}


def _states(inputs: Inputs) -> list[Row]:
    return sorted(inputs.tables["value_dynamics"], key=lambda r: r["state_place"])


def value_blocks(inputs: Inputs) -> list[Block]:
    """Say what a customer is worth by its state, moving as customers did, and where the customers of today will be."""
    rows = _states(inputs)
    if not rows:
        return [
            Note("unknown", msg("What the classes are worth is not known: that takes two whole years of invoices, so that a first move between classes is seen."))
        ]  # fmt: skip
    here = [r for r in rows if r["state_class"] != "lost"]
    years = inputs.settings.dynamics.value_years
    values = Table(
        "value_dynamics",
        msg("What a customer is worth by its state"),
        (
            Column("state_class", msg("State"), "text"), Column("customers_count", msg("Customers now"), "count"), Column("money_mean_amount", msg("This year, each"), "money"),
            Column("value_amount", msg("Ahead, each"), "money", msg("the years ahead, discounted, if customers go on moving as they did")), Column("value_low_amount", msg("at least"), "money"), Column("value_high_amount", msg("at most"), "money"),
            Column("static_value_amount", msg("If nobody moved"), "money"), Column("state_value_amount", msg("All of them, ahead"), "money"), Column("static_state_value_amount", msg("All, if nobody moved"), "money"),
            Column("offensive_amount", msg("One point more rises"), "money", msg("value of one customer in a hundred who rises instead of staying")), Column("defensive_amount", msg("One point fewer falls"), "money"),
        ),
        tuple(
            (label(r["state_class"], _STATES), r["customers_count"], r["money_mean_amount"], r["value_amount"], r["value_low_amount"], r["value_high_amount"], r["static_value_amount"],
             r["state_value_amount"], r["static_state_value_amount"], r["offensive_amount"], r["defensive_amount"])
            for r in here
        ),
        total=(msg("Total"), total(here, "customers_count"), None, None, None, None, None, total(here, "state_value_amount"), total(here, "static_state_value_amount"), None, None),
        note=msg("The next {years} years, discounted by {share} a year; this year and customers won later are not in it.", years=years, share=Amount(inputs.settings.outlook.yearly_discount_share, "share", digits=0)),
        currency=inputs.currency,
    )  # fmt: skip
    counts = Table(
        "value_counts",
        msg("Where the customers of today will be"),
        (
            Column("state_class", msg("State"), "text"), Column("customers_count", msg("Now"), "count"),
            *(Column(f"expected_{year}y_number", msg("in {number} years", number=year), "number", digits=0) for year in (1, 2, 3)),
            Column("expected_3y_low_number", msg("at least"), "number", msg("80 % interval"), digits=0), Column("expected_3y_high_number", msg("at most"), "number", digits=0),
            Column("stays_36m_probability", msg("Not lost in three years"), "share"), Column("foreseen_number", msg("Foreseen a year ago"), "number", digits=0), Column("seen_count", msg("Found today"), "count"),
        ),
        tuple(
            (label(r["state_class"], _STATES), r["customers_count"], *(r[f"expected_{year}y_number"] for year in (1, 2, 3)), r["expected_3y_low_number"], r["expected_3y_high_number"],
             r["stays_36m_probability"] if r["state_class"] != "lost" else None, r["foreseen_number"], r["seen_count"])
            for r in rows
        ),
        note=msg("The last two columns try the moves on the past: what they foresaw a year ago for the customers of then, and where these are."),
    )  # fmt: skip
    return [values, _moves(inputs), counts, *_value_notes(inputs, rows)]


def _moves(inputs: Inputs) -> Table:
    order = {code: place for place, (code, _) in enumerate(STATES)}
    rows = sorted(inputs.tables["value_moves"], key=lambda r: (order[r["from_class"]], order[r["to_class"]]))
    starts = list(dict.fromkeys(r["from_class"] for r in rows))
    ends = list(dict.fromkeys(r["to_class"] for r in rows))
    found = {(r["from_class"], r["to_class"]): r for r in rows}
    return Table(
        "value_moves",
        msg("Moves within a year"),
        (
            Column("from_class", msg("From"), "text"),
            Column("moves_count", msg("Seen"), "count"),
            *(Column(f"to_{end}", label(end, _STATES), "share") for end in ends),  # type: ignore[arg-type]  # every state has a name
        ),
        tuple(
            (
                label(s, _STATES),
                sum(found[s, e]["moves_count"] for e in ends),
                *(found[s, e]["move_probability"] for e in ends),
            )
            for s in starts
        ),
    )


def _value_notes(inputs: Inputs, rows: list[Row]) -> list[Block]:
    (proof,) = inputs.tables["value_proof"]
    basis = rows[0]["stake_basis"]
    blocks: list[Block] = [
        Note("info", msg("{scheme}; moves between {count} year ends, {moves} seen. A state with few of them is drawn towards the moves of all. A customer that is lost counts as lost for good; {back} came back.",
                         scheme=label(rows[0]["state_scheme"], dict(SCHEMES)), count=Amount(proof["past_years_count"] + 1, "count"), moves=Amount(proof["moves_count"], "count"), back=Amount(proof["returned_count"], "count")))
    ]  # fmt: skip
    if basis is None:
        blocks.append(
            Note("unknown", msg("What a customer leaves is not known: that takes the cost of what it buys."))
        )
    else:
        blocks.append(
            Note(
                "info",
                msg("Counted in {basis}, over the customers of whom it is known.", basis=_STAKES[basis]),
            )
        )
    if proof["memory_verdict"] == "memory":
        blocks.append(Note("warning", msg("Where a customer came from still counts beside where it is: read the values as rough.")))  # fmt: skip
    elif proof["memory_verdict"] == "too_few":
        blocks.append(Note("unknown", msg("Moves over two years are too few to try whether the state of today is enough to know: {verdict}.", verdict=dict(MEMORIES)["too_few"])))  # fmt: skip
    return blocks


def risk_blocks(inputs: Inputs) -> list[Block]:
    """Say which parts swing with the base, and which mix of segments would swing less."""
    rows = inputs.tables["portfolio_betas"]
    if not rows:
        return [Note("unknown", msg("How much customers swing is not known: that takes five full quarters of invoices."))]  # fmt: skip
    order = {kind: place for place, (kind, _) in enumerate(KINDS)}
    rows = sorted(rows, key=lambda r: (order[r["part_kind"]], -(r["weight_share"] or 0.0), str(r["part"])))
    table = Table(
        "portfolio_betas",
        msg("Swings of segments, classes and the largest customers"),
        (
            Column("part_kind", msg("Kind"), "text"), Column("part", msg("Part"), "text"), Column("weight_share", msg("Weight"), "share"), Column("quarters_count", msg("Quarters"), "count"),
            Column("return_mean_number", msg("Mean growth"), "share"), Column("return_deviation_number", msg("Swing"), "share", msg("standard deviation of the quarterly growth on the year before")),
            Column("beta_number", msg("Beta"), "number", msg("1 swings with the base, below 1 less, below 0 against it"), digits=2), Column("beta_low_number", msg("at least"), "number", digits=2), Column("beta_high_number", msg("at most"), "number", digits=2),
            Column("risk_verdict", msg("Verdict"), "text"), Column("discount_share", msg("Fitting discount"), "share"),
        ),
        tuple(
            (_PARTS[r["part_kind"]], r["part_name"] or label(r["part"], {}), r["weight_share"], r["quarters_count"], r["return_mean_number"], r["return_deviation_number"], r["beta_number"], r["beta_low_number"],
             r["beta_high_number"], _SWINGS[r["risk_verdict"]], r["discount_share"])
            for r in rows
        ),
        note=msg("A customer that swings little or against the others makes the whole steadier, even where it brings little."),
        limit=25,
    )  # fmt: skip
    return [table, *_mix_blocks(inputs)]


def _mix_blocks(inputs: Inputs) -> list[Block]:
    mixes: dict[tuple[str, int], list[Row]] = {}
    for row in inputs.tables["mix_frontier"]:
        mixes.setdefault((row["mix_class"], int(row["mix_number"])), []).append(row)
    proofs = inputs.tables["mix_proof"]
    if ("today", 0) not in mixes:
        count = proofs[0]["quarters_count"] if proofs else 0
        return [Note("unknown", msg("No better mix of segments is suggested: that takes two segments with money throughout and eight quarters to compare; there are {count}.", count=Amount(count, "count")))]  # fmt: skip
    today = {r["segment_id"]: r for r in mixes["today", 0]}
    better = {r["segment_id"]: r for r in mixes.get(("least_swing", 0), [])}
    blocks: list[Block] = [
        Table(
            "mix_weights",
            msg("Today's mix of segments and the one that swings least for the same growth"),
            (
                Column("segment_id", msg("Segment"), "text"), Column("today_share", dict(MIXES)["today"], "share"), Column("suggested_share", msg("Suggested"), "share"), Column("points", msg("Difference"), "share"),
            ),
            tuple(
                (label(s, {}, NOT_STATED), r["weight_share"], better[s]["weight_share"] if s in better else None, better[s]["weight_share"] - r["weight_share"] if s in better else None)
                for s, r in sorted(today.items(), key=lambda item: -item[1]["weight_share"])
            ),
            note=msg("A direction for winning and keeping customers, within {reach} of today's weights: customers are not bought like shares, and what they bring changes with their number.", reach=Amount(inputs.settings.dynamics.mix_reach_share, "share", digits=0)),
        )
    ]  # fmt: skip
    points = [rows[0] for key, rows in sorted(mixes.items()) if key[0] == "frontier"]
    if len(points) > 2:  # noqa: PLR2004 - a line
        now = next(iter(today.values()))
        blocks.append(
            Curve(
                "mix_frontier", msg("Growth and swing of the mix of segments"), msg("Swing"), msg("Growth"),
                tuple(float(r["mix_deviation_number"]) for r in points),
                (Series("frontier", msg("Least swing for each growth"), tuple(float(r["mix_return_number"]) for r in points), "share"),),
                marks=((float(now["mix_deviation_number"]), float(now["mix_return_number"]), dict(MIXES)["today"]),),
            )
        )  # fmt: skip
    proof = proofs[0]
    if proof["deviation_today_number"] is None:
        blocks.append(Note("warning", msg("The suggestion is not tried on later quarters: that takes sixteen quarters to compare; there are {count}.", count=Amount(proof["quarters_count"], "count"))))  # fmt: skip
    else:
        blocks.append(
            Note(
                "info" if proof["deviation_suggested_number"] <= proof["deviation_today_number"] else "warning",
                msg("Tried on the later half of the quarters: the mix suggested from the earlier half swung by {suggested}, the mix of then by {now}.",
                    suggested=Amount(proof["deviation_suggested_number"], "share"), now=Amount(proof["deviation_today_number"], "share")),
            )
        )  # fmt: skip
    return blocks


def stress_blocks(inputs: Inputs) -> list[Block]:
    """Say in money what each shock would take."""
    order = {code: place for place, (code, _) in enumerate(SCENARIOS)}
    rows = sorted(inputs.tables["stress_test"], key=lambda r: (order[r["scenario_class"]], r["place_number"]))
    if not rows:
        return []
    names, rests = dict(SCENARIOS), dict(RESTS_ON)

    def subject(row: Row) -> Any:
        if row["subject"] is not None:
            return row["subject"]
        return msg("all such customers") if row["scenario_class"] == "buyer" else None

    return [
        Table(
            "stress_test",
            msg("What a shock would take in a year"),
            (
                Column("scenario_class", msg("What happens"), "text"), Column("subject", msg("To whom"), "text"), Column("customers_count", msg("Customers"), "count"), Column("loss_share", msg("Share that goes"), "share"),
                Column("lost_revenue_amount", msg("Revenue gone"), "money"), Column("company_share", msg("Part of the revenue"), "share"), Column("lost_margin_amount", msg("Margin gone"), "money"),
                Column("lost_contribution_amount", msg("Contribution gone"), "money"), Column("margin_unknown_count", msg("Margin not known"), "count"), Column("rests_on_class", msg("Rests on"), "text"),
                Column("not_known_count", msg("Not known of"), "count", msg("customers of whom nobody wrote down what the shock goes by")),
            ),
            tuple(
                (names[r["scenario_class"]], subject(r), r["customers_count"], r["loss_share"], r["lost_revenue_amount"], r["company_share"], r["lost_margin_amount"], r["lost_contribution_amount"],
                 r["margin_unknown_count"], rests[r["rests_on_class"]], r["not_known_count"])
                for r in rows
            ),
            note=msg("Margin and contribution are of the customers of whom they are known. Shares that are assumed stand in the settings, section dynamics."),
            currency=inputs.currency,
        )
    ]  # fmt: skip


def relation_blocks(inputs: Inputs) -> list[Block]:
    """Say whether the relation foretold margin, revenue and duration, with the effect and what could have been found."""
    order = {e.code: place for place, e in enumerate(ENDPOINTS)}
    rows = sorted(inputs.tables["relation_hypothesis"], key=lambda r: (order[r["endpoint_class"]], r["claim_class"]))  # fmt: skip
    beyond = [r for r in rows if r["claim_class"] == "beyond"]
    if not any(r["customers_count"] for r in beyond):
        return [
            Note("unknown", msg("Whether the relation foretells margin and duration is not known: that takes dated answers on the relation from before the years to be foretold."))
        ]  # fmt: skip
    ways = dict(WAYS)
    table = Table(
        "relation_hypothesis",
        msg("Does the relation foretell more than size, class and rhythm?"),
        (
            Column("endpoint_class", msg("What is foretold"), "text"), Column("verdict_class", msg("Verdict"), "text"), Column("customers_count", msg("Customers"), "count"), Column("losses_count", msg("Losses"), "count"),
            Column("effect_number", msg("Effect"), "share", msg("of one standard deviation more relation, on the money or on the odds to stay")), Column("effect_low_number", msg("at least"), "share", msg("80 % interval")), Column("effect_high_number", msg("at most"), "share"),
            Column("detectable_number", msg("Smallest to be found"), "share", msg("in four cases of five")), Column("gain_number", msg("Foretells better by"), "share"), Column("gain_low_number", msg("at least"), "share"), Column("gain_high_number", msg("at most"), "share"),
            Column("tried_class", msg("Tried on"), "text"),
        ),
        tuple(
            (_ENDPOINTS[r["endpoint_class"]], _VERDICTS[r["verdict_class"]], r["customers_count"], r["losses_count"], r["effect_number"], r["effect_low_number"], r["effect_high_number"], r["detectable_number"],
             r["gain_number"], r["gain_low_number"], r["gain_high_number"], label(r["tried_class"], ways, msg("not tried")))
            for r in beyond
        ),
        note=msg("Only what was known on each past day is used, on customers or years the models had not seen. Orders, rank and share of wallet are not in the relation."),
    )  # fmt: skip
    first = beyond[0]
    blocks: list[Block] = [
        table,
        Note("info", msg("Left out: {unknown} customer-years of whose relation nothing was known by then, {later} answers written down later, {bare} levels stated without their gates.",
                         unknown=Amount(first["not_known_count"], "count"), later=Amount(first["back_filled_count"], "count"), bare=Amount(first["bare_levels_count"], "count"))),
    ]  # fmt: skip
    only = next(r for r in rows if r["claim_class"] == "only")
    blocks.append(
        Note("info", msg("That the relation is the only predictor of margin: {verdict}.", verdict=_VERDICTS[only["verdict_class"]]))
    )  # fmt: skip
    return blocks


def dynamics_sections(inputs: Inputs) -> list[Section]:
    """Return the sections on value by state, on risk with shocks, and on the relation; of a part of the company, the shocks alone."""
    if inputs.scope_name:
        return [Section("mix_risk", msg("What a shock would take"), tuple(stress_blocks(inputs)))]
    rows = [r for r in _states(inputs) if r["state_class"] != "lost"]
    value, static = total(rows, "state_value_amount"), total(rows, "static_state_value_amount")
    lead = None
    if value is not None and static is not None:
        lead = msg("Moving as they did, the customers of today bring {value} in the years ahead; if nobody moved it would be {static}.", value=money(value, inputs.currency), static=money(static, inputs.currency))  # fmt: skip
    return [
        Section("value_dynamics", msg("What the classes are worth as customers move"), tuple(value_blocks(inputs)), lead),
        Section("mix_risk", msg("How the mix swings, and what a shock would take"), (*risk_blocks(inputs), *stress_blocks(inputs))),
        Section("relation_hypothesis", msg("Is the relation a predictor?"), tuple(relation_blocks(inputs))),
    ]  # fmt: skip
