"""What to ask next: which open criterion of which customer would decide its class, and over how much money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.scores._grid import COLUMNS, read_axis
from clientela.scores._kernel import TOP, open_questions
from clientela.scores.customer_criteria import AXES, CRITERION_STATES, criteria_of

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

QUESTIONS = (
    (1, msg("What share of your yearly needs of this family do you buy from us?")),
    (2, msg("How many suppliers do you use for it, and in what order of weight are they?")),
    (3, msg("If we stopped in 30 days, how serious would it be (0-10)? Why?")),
    (4, msg("How many weeks and what cost to put another supplier in our place?")),
    (5, msg("Which criteria decide the choice of supplier? Divide 100 points.")),
    (6, msg("On each criterion: score for us and for the best alternative (0-10).")),
    (7, msg("Who takes part in the decision, up to what amount?")),
    (8, msg("Do you share forecasts or plans with us? When were we last involved before the specification?")),
    (9, msg("What are your plans for the number of suppliers in the next 2-3 years?")),
    (10, msg("Which of our strengths would you pay for, and which not?")),
)
"""The interview with the customer: question by number."""
_ASKED = ("attractiveness", "importance")
_OWN = "own proposal, after Howard 1966 (value of information)"


def _money(frames: dict[str, Frame], keys: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return what a decision about each customer is about, in 1/10,000: the larger of contribution (whatever its sign) and potential; NaN unknown."""
    found = np.full((2, len(keys)), np.nan)
    for row, (table, column) in enumerate(
        (
            ("profitability_cells", "contribution_12m_amount"),
            ("customer_potential", "potential_margin_amount"),
        )
    ):
        frame = frames[table]
        key = np.asarray(frame["customer_key"])
        value = np.ma.filled(np.ma.asarray(frame[column]).astype(np.float64), np.nan)
        place = np.searchsorted(keys, key)
        inside = (
            (place < len(keys)) & (keys[np.minimum(place, max(len(keys) - 1, 0))] == key)
            if len(keys)
            else np.zeros(len(key), dtype=bool)
        )
        found[row, place[inside]] = value[inside]
    found[0] = np.abs(found[0])
    return np.asarray(np.fmax(found[0], found[1]))


@step(
    title=msg("What to ask next"),
    inputs=("customer_criteria", "customer_scores", "profitability_cells", "customer_potential"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("axis_class", msg("Axis"), "class", codes=AXES),
        Field("criterion", msg("Criterion"), "text"),
        Field("criterion_state", msg("State"), "class", codes=CRITERION_STATES),
        Field("question_number", msg("Question of the interview"), "id", msg("none where our own records or third parties have to say it")),
        Field("weight_points", msg("Points at stake"), "number", msg("weight / weight of the axis x 10")),
        Field("decides_amount", msg("Decides over"), "money", msg("contribution of the last 12 months, whatever its sign, or potential margin, whichever is larger; unknown where both are")),
        Field("information_value", msg("Value of the answer"), "number", msg("points at stake x money it decides over, in thousands; only where an answer could change the class"), _OWN),
        Field("question_value", msg("Value of the question"), "number", msg("sum over the criteria of the customer that the same question answers"), _OWN),
        Field("ask_rank", msg("Place in the list of the customer"), "count", msg("1 for what to ask first of this customer")),
        Field("is_worth_asking", msg("Pays to ask"), "id", msg("1 where weight share x money is above the cost of a question; none where the cost or the money is not known")),
    ),
    uses=("portfolio", "portfolio_criteria", "bu"),
    form="arrays",
    columns={
        "customer_criteria": (*COLUMNS, "criterion_state"), "customer_scores": ("customer_key", "knock_out_reason"),
        "profitability_cells": ("customer_key", "contribution_12m_amount"), "customer_potential": ("customer_key", "potential_margin_amount"),
    },
)  # fmt: skip
def ask_next(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List for each customer the open criteria whose answer could change its class. Nobody sharp and nobody knocked out is asked."""
    rules, rows, numbered = params["portfolio"], frames["customer_criteria"], criteria_of(params)
    out = np.asarray(frames["customer_scores"]["customer_key"])[
        ~np.ma.getmaskarray(np.ma.asarray(frames["customer_scores"]["knock_out_reason"]))
    ]
    state_of = {name: place for place, (name, _) in enumerate(CRITERION_STATES)}
    codes = np.array([state_of[str(s)] for s in rows["criterion_state"]], dtype=np.float64)
    parts: list[tuple[np.ndarray[Any, Any], ...]] = []
    keys = np.zeros(0, dtype=np.int64)
    for number, axis in enumerate(_ASKED):
        grid = read_axis(rows, numbered, axis)
        keys = grid.keys
        states = read_axis({**rows, "confidence": codes}, numbered, axis).confidence
        filled, there = grid.filled()
        published = ~np.isnan(grid.scores(rules.published_coverage_share).point)
        flips = open_questions(
            grid.weights,
            filled,
            there,
            grid.low,
            grid.high,
            grid.observed,
            published,
            threshold=rules.threshold,
        )
        flips &= ~np.isin(keys, out)[:, None]
        customer, place = np.nonzero(flips)
        whole = grid.weights.sum(axis=1)
        share = grid.weights[customer, place] / whole[customer]
        first = next(n for name, n, _ in numbered if name == axis)
        parts.append(
            (customer, np.full(len(customer), number), place + first, share, states[customer, place])
        )
    customer, axis_place, criterion, share, state = (
        np.concatenate([part[i] for part in parts]) for i in range(5)
    )
    money = _money(frames, keys)[customer] if len(keys) else np.zeros(0)
    by_number = {n: c for _, n, c in numbered}
    question = np.array([by_number[int(n)].question for n in criterion], dtype=np.int64)
    value = share * TOP * money / 10_000 / 1000
    weighed = np.where(np.isnan(value), share * 1e-9, value)  # without money the heavier criterion goes first
    group = np.where(question > 0, question, 100 + criterion.astype(np.int64))
    together, inverse = np.unique(customer.astype(np.int64) * 10_000 + group, return_inverse=True)
    summed = (
        np.bincount(inverse, weights=weighed, minlength=len(together))[inverse]
        if len(inverse)
        else np.zeros(0)
    )
    total = np.where(np.isnan(value), np.nan, summed)
    order = np.lexsort((criterion, group, -np.round(summed, 12), customer))
    rank = np.empty(len(order), dtype=np.int64)
    if len(order):
        held = customer[order]
        starts = np.r_[0, np.flatnonzero(held[1:] != held[:-1]) + 1]
        rank[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)])) + 1
    cost = rules.question_cost_amount
    pays = np.ma.masked_array(
        (share * money / 10_000 > (cost or 0.0)).astype(np.int64), np.isnan(money) | (cost is None)
    )
    names, words = (
        np.array(list(_ASKED), dtype=object),
        np.array([name for name, _ in CRITERION_STATES], dtype=object),
    )
    titles = np.array(
        [by_number[n].code if n in by_number else "" for n in range(max(by_number, default=0) + 1)],
        dtype=object,
    )
    return {
        "customer_key": keys[customer] if len(keys) else customer.astype(np.int64),
        "axis_class": names[axis_place.astype(int)], "criterion": titles[criterion.astype(int)], "criterion_state": words[state.astype(int)],
        "question_number": np.ma.masked_array(question, question == 0),
        "weight_points": np.round(share * TOP, 9), "decides_amount": np.ma.masked_array(np.nan_to_num(money).astype(np.int64), np.isnan(money)),
        "information_value": np.round(value, 9), "question_value": np.round(total, 9), "ask_rank": rank, "is_worth_asking": pays,
    }  # fmt: skip
