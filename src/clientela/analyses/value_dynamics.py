"""What customers are worth by the state they are in, if they go on moving as they did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._dynamics import SCHEMES, STATES, Panel, read_panel
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions.customer_outlook import BASES

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_SOURCE = "Homburg, Steiner & Totzek 2009; Pfeifer & Carraway 2000"
_COLUMNS = {
    "customer_years": (
        "customer_key", "years_ago", "value_state", "life_state", "margin_amount", "contribution_amount",
    )
}  # fmt: skip
LEVEL = 0.80
MEMORIES = (
    ("one_step", msg("the state of today is enough")),
    ("memory", msg("where a customer came from still counts: the values are rough")),
    ("too_few", msg("too few moves to say")),
)
_LEAST_TWICE = 30
"""Moves over two years below which nothing is said of the memory."""
_SURE = 0.01


@step(
    title=msg("Value of the states"),
    inputs=("customer_years",),
    columns=_COLUMNS,
    fields=(
        Field("state_scheme", msg("States"), "class", codes=SCHEMES),
        Field("state_place", msg("Place of the state, the best first"), "number"),
        Field("state_class", msg("State"), "class", codes=STATES),
        Field("customers_count", msg("Customers now"), "count"),
        Field("moves_count", msg("Moves seen"), "count", msg("customers that were in the state at a past year end, counted for each year")),
        Field("stake_basis", msg("Counted in"), "class", codes=BASES),
        Field("money_known_count", msg("Of these with known money"), "count"),
        Field("money_mean_amount", msg("This year, per customer"), "money", msg("mean contribution 3 of the last 12 months where it is known for most, else mean margin"), _SOURCE),
        Field("up_probability", msg("Rises within a year"), "share", msg("moves seen to a better state, drawn towards those of all by the weight of 5 customers unless set otherwise"), _SOURCE),
        Field("stay_probability", msg("Stays"), "share"),
        Field("down_probability", msg("Falls"), "share"),
        Field("lost_probability", msg("Is lost"), "share"),
        Field("value_amount", msg("Value ahead, per customer"), "money", msg("money of the next 5 years (unless set otherwise) if customers go on moving as they did, discounted; this year is not in it"), _SOURCE),
        Field("value_low_amount", msg("at least"), "money", msg("80 % interval: customers drawn again with their whole past")),
        Field("value_high_amount", msg("at most"), "money"),
        Field("static_value_amount", msg("Value if nobody moved"), "money", msg("the money of this year in each of the years, discounted"), _SOURCE),
        Field("endless_value_amount", msg("Value without end"), "money", msg("the same moves for ever"), _SOURCE),
        Field("state_value_amount", msg("Value of all in the state"), "money", msg("value ahead x customers now")),
        Field("static_state_value_amount", msg("The same if nobody moved"), "money"),
        Field("stays_36m_probability", msg("Not lost in three years"), "share", msg("1 - probability to be lost after three years of such moves")),
        *(Field(f"expected_{year}y_number", msg("Expected in {number} years", number=year), "number", msg("of the customers of today")) for year in (1, 2, 3)),
        Field("expected_3y_low_number", msg("at least"), "number", msg("80 % interval: moves uncertain, and chance within them")),
        Field("expected_3y_high_number", msg("at most"), "number"),
        Field("offensive_amount", msg("One point more rises"), "money", msg("change of the value of the customers in the state, if one in a hundred of them rose a state instead of staying, each year"), _SOURCE),
        Field("defensive_amount", msg("One point fewer falls"), "money", msg("the same, if one in a hundred stayed that falls or is lost now"), _SOURCE),
        Field("customers_year_ago_count", msg("Customers a year ago"), "count"),
        Field("foreseen_number", msg("Foreseen for today a year ago"), "number", msg("the customers of a year ago, moved by what was known then")),
        Field("seen_count", msg("Of these found here today"), "count"),
    ),
    uses=("dynamics", "outlook"),
    form="arrays",
)  # fmt: skip
def value_dynamics(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Value every state with the moves of the own past, beside the value if nobody moved; no row before a first move is seen.

    Formula: V = sum over t = 1 .. h of P^t m / (1 + d)^t, P drawn towards the moves of all; lost is for good. Customers won later are in no value.
    """
    panel = read_panel(params, frames["customer_years"])
    return _rows(panel, params) if panel is not None else _frame(value_dynamics, [])


def _rows(panel: Panel, params: dict[str, Any]) -> Frame:
    from clientela.predictions import _markov  # noqa: PLC0415 - loaded where it is needed
    from clientela.predictions._transitions import (  # noqa: PLC0415
        counts_ahead,
        drawn_counts,
        levers,
        shrunk_moves,
        values_ahead,
    )

    rules, rate = params["dynamics"], params["outlook"].yearly_discount_share
    rng = np.random.default_rng(params["outlook"].seed)
    years, lost, smoothing = rules.value_years, len(panel.states) - 1, rules.state_smoothing
    pasts = panel.pasts(0)
    moves = shrunk_moves(pasts.counts, smoothing=smoothing, lost=lost)
    drawn = shrunk_moves(drawn_counts(pasts, rules.dynamics_draws, rng), smoothing=smoothing, lost=lost)
    now, mean, error = panel.counts(0), panel.mean, panel.error
    about = mean[None, :] + error[None, :] * rng.standard_normal((rules.dynamics_draws, len(mean)))
    edges = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    ahead = _markov.state_values(moves, mean, rate, last=years)
    value = np.quantile(values_ahead(drawn, about, rate, years), edges, axis=0)
    static = _markov.state_values(np.eye(len(mean)), mean, rate, last=years)
    endless = _markov.state_values(moves, mean, rate) if rate > 0 else np.full(len(mean), np.nan)
    expected = [_markov.expected_counts(moves, now, year) for year in (1, 2, 3)]
    reach = np.quantile(counts_ahead(drawn, now, 3, rng), edges, axis=0)
    offensive, defensive = levers(moves, mean, now.astype(np.float64), rate, years, lost=lost)
    stays = _markov.chance_to_stay(moves, lost, 3)
    earlier = panel.counts(1)
    foreseen = np.full(len(mean), np.nan)
    before = panel.pasts(1)
    if before.customers.sum():
        foreseen = _markov.expected_counts(shrunk_moves(before.counts, smoothing=smoothing, lost=lost), earlier, 1)  # fmt: skip
    seen = panel.arrived(0)
    found = []
    for s, code in enumerate(panel.states):
        found.append(
            [
                panel.scheme, s + 1, code, int(now[s]), int(pasts.counts[s].sum()), panel.basis, int(panel.known[s]), mean[s],
                moves[s, :s].sum() if s != lost else np.nan, moves[s, s], moves[s, s + 1 : lost].sum() if s != lost else np.nan, moves[s, lost] if s != lost else np.nan,
                ahead[s], value[0][s], value[1][s], static[s], endless[s], ahead[s] * now[s], static[s] * now[s],
                stays[s], *(e[s] for e in expected), reach[0][s], reach[1][s], offensive[s], defensive[s], int(earlier[s]), foreseen[s], int(seen[s]),
            ]
        )  # fmt: skip
    return _frame(value_dynamics, found)


@step(
    title=msg("Moves between the states"),
    inputs=("customer_years",),
    columns=_COLUMNS,
    fields=(
        Field("from_class", msg("From state"), "class", codes=STATES),
        Field("to_class", msg("To state"), "class", codes=STATES),
        Field("moves_count", msg("Moves seen"), "count"),
        Field("move_probability", msg("Probability within a year"), "share", msg("moves seen, drawn towards those of all by the weight of 5 customers unless set otherwise"), _SOURCE),
        Field("move_probability_low", msg("at least"), "share", msg("80 % interval: customers drawn again with their whole past")),
        Field("move_probability_high", msg("at most"), "share"),
    ),
    uses=("dynamics", "outlook"),
    form="arrays",
)  # fmt: skip
def value_moves(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List the probability to go from each state to each within a year, out of the year ends of the past."""
    from clientela.predictions._transitions import drawn_counts, shrunk_moves  # noqa: PLC0415

    panel = read_panel(params, frames["customer_years"])
    found: list[list[Any]] = []
    if panel is not None:
        rules = params["dynamics"]
        lost, smoothing = len(panel.states) - 1, rules.state_smoothing
        pasts = panel.pasts(0)
        moves = shrunk_moves(pasts.counts, smoothing=smoothing, lost=lost)
        rng = np.random.default_rng(params["outlook"].seed)
        drawn = shrunk_moves(drawn_counts(pasts, rules.dynamics_draws, rng), smoothing=smoothing, lost=lost)
        low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        for s, start in enumerate(panel.states[:lost]):
            for e, end in enumerate(panel.states):
                found.append([start, end, int(pasts.counts[s, e]), moves[s, e], low[s, e], high[s, e]])
    return _frame(value_moves, found)


@step(
    title=msg("What the moves rest on"),
    inputs=("customer_years",),
    columns=_COLUMNS,
    fields=(
        Field("past_years_count", msg("Year ends compared"), "count"),
        Field("moves_count", msg("Moves seen"), "count"),
        Field("returned_count", msg("Came back after a year without an order"), "count", msg("customer-years; a customer that is lost counts as lost for good, so the values are a little too low")),
        Field("memory_number", msg("Distance from moves without a memory"), "number", msg("chi-square of the moves over two years against the yearly moves made twice")),
        Field("memory_chance", msg("Chance of such a distance"), "share", msg("were there no memory")),
        Field("memory_verdict", msg("Memory"), "class", codes=MEMORIES),
    ),
    uses=("dynamics", "outlook"),
    form="arrays",
)  # fmt: skip
def value_proof(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say how much past the moves rest on, how many came back, and whether one step is enough to know."""
    from scipy.special import chdtrc  # noqa: PLC0415

    from clientela.predictions._transitions import memory_test  # noqa: PLC0415

    panel = read_panel(params, frames["customer_years"])
    if panel is None:
        return _frame(value_proof, [])
    lost = len(panel.states) - 1
    counts = panel.pasts(0).counts
    twice = panel.twice()
    statistic, freedom = memory_test(counts, twice, lost=lost)
    is_told = freedom > 0 and twice[:lost].sum() >= _LEAST_TWICE
    chance = float(chdtrc(freedom, statistic)) if is_told else float("nan")
    verdict = "too_few" if not is_told else "memory" if chance < _SURE else "one_step"
    row = [panel.ends - 1, int(counts[:lost].sum()), int(counts[lost, :lost].sum()), statistic if is_told else float("nan"), chance, verdict]  # fmt: skip
    return _frame(value_proof, [row])


def _frame(step_of: Any, rows: list[list[Any]]) -> Frame:
    """Turn rows into columns of the declared kinds; NaN stays unknown."""
    from clientela.analyses._dynamics import to_frame  # noqa: PLC0415 - beside its use

    return to_frame(step_of.fields, rows)
