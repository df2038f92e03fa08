"""What the sellers did and plan to do: levers with cost and expectation. None of them changes what customers buy; that is the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._plan import DAYS, MONTHS, stream
from clientela.demo._statements import make_asked
from clientela.demo._view import texts

if TYPE_CHECKING:
    from clientela.demo._view import Columns, View

_LEVERS = (
    ("fixed delivery day", "agree on one delivery day a week", 25_000, 150_000),
    ("training on site", "half a day with the users of our products", 60_000, 250_000),
    ("orders by portal", "show the portal and move the standing orders", 15_000, 60_000),
)
"""Lever, what is to be done, what it costs and is expected to bring a year, in cents."""
_EVERY, _DROPPED = 4, 0.15
_FIRST, _LAST = 460, DAYS - 60
_EXIT = "no trial order within six months"


def actions(view: View) -> Columns:
    """One row per action: done, dropped or planned; plans for customers to be won name their exit rule.

    Everything is drawn for every customer, so that what happens to one changes nothing of another.
    """
    rng = stream(view.world.plan, "actions")
    customers, n, lost = view.world.customers, view.world.plan.customers, view.world.lost_on
    asked = make_asked(view)
    is_gem = np.isin(np.arange(n), asked.customer[asked.is_gem])
    acted, plans, drops = rng.random(n) < 1 / _EVERY, rng.random(n) < 1 / (3 * _EVERY), rng.random(n) < _DROPPED  # fmt: skip
    when, due, levers = rng.integers(_FIRST, _LAST, n), DAYS + rng.integers(20, 120, n), rng.integers(0, len(_LEVERS), (2, n))  # fmt: skip
    long = (customers.since < DAYS - 900) & ~customers.one_timer
    past = np.flatnonzero(acted & long & (lost > when))
    planned = np.flatnonzero((plans | is_gem) & (lost == DAYS))
    who = np.concatenate([past, planned])
    day, lever = np.concatenate([when[past], due[planned]]), np.concatenate([levers[0, past], levers[1, planned]])  # fmt: skip
    states = [*("dropped" if d else "done" for d in drops[past]), *["planned"] * len(planned)]
    plays = [*[""] * len(past), *("to_be_won" if g else "" for g in is_gem[planned])]
    seller = view.world.sellers.by_month[who, np.minimum(day // 31, MONTHS - 1)].astype(np.int64)
    cost, gain = (np.array([one[k] for one in _LEVERS])[lever] for k in (2, 3))
    is_done = np.array([state == "done" for state in states])
    return {
        "action_id": texts([f"{state[0].upper()}{view.numbers[c]}" for state, c in zip(states, who, strict=True)]),
        "customer_id": view.numbers[who],
        "lever": texts([one[0] for one in _LEVERS])[lever],
        "action_text": texts([one[1] for one in _LEVERS])[lever],
        "owner_id": texts(list(view.world.sellers.ids))[seller],
        "due_on": day,
        "done_on": np.where(is_done, day + who % 9, -200_000),
        "playbook": texts(plays),
        "exit_rule": texts([_EXIT if play else "" for play in plays]),
        "cost_amount_cents": cost,
        "expected_low_amount_cents": gain // 4,
        "expected_amount_cents": gain,
        "expected_high_amount_cents": gain * 2,
        "status": texts(states),
    }  # fmt: skip
