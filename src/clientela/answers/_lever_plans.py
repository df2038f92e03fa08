"""What the planned actions cost and are expected to bring, lever by lever, and which of them a budget is best spent on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.answers._rows import NAMED, add_up, count, money, ratio
from clientela.base.i18n import Message, msg
from clientela.blocks import Block, Column, Note, Table
from clientela.predictions.lever_effects import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.answers._contract import Given
    from clientela.answers._rows import Row

_OPEN, _ENDS = ("planned", "running"), ("low", "", "high")
_UNNAMED = msg("no lever named")
_JUDGED = msg("judged by who planned it")
_FINDINGS = dict(FINDINGS)
_BRANCHES = 1000
"""Branches looked at: where all pay alike, the last cent would take hours. A number of them and no time, so that every machine chooses the same."""


def _known_how(past: Row | None, *, is_priced: bool) -> Message | None:
    """Name the class of the source of an effect: judged, measured, or both; they are shown side by side and never averaged."""
    cases = None if past is None or past["gain_amount"] is None else count(past["cases_count"])
    if cases is None:
        return _JUDGED if is_priced else None
    return msg("judged, and measured on {cases} past cases", cases=cases) if is_priced else msg("measured on {cases} past cases", cases=cases)  # fmt: skip


def _expected(row: Row, end: str) -> Any:
    return row["_".join(part for part in ("expected", end, "amount") if part)]


def is_priced(row: Row) -> bool:
    """Say whether a planned action can be weighed: its cost and what is expected of it are both stated."""
    return row["cost_amount"] is not None and row["expected_amount"] is not None


def open_actions(rows: Sequence[Row]) -> list[Row]:
    """Return the actions still to be done, in an order of their own: of a customer, by number."""
    return sorted(
        (r for r in rows if r["status_class"] in _OPEN or (r["status_class"] is None and r["plan_state"] != "closed")),
        key=lambda r: (r["customer_id"], r["action_id"] or "", r["action_text"] or "", r["lever_text"] or ""),
    )  # fmt: skip


def best_set(costs: Sequence[float], gains: Sequence[float], budget: float) -> list[int]:
    """Return the places of the actions that together bring most after their cost within the budget, in rising order.

    maximise sum(x_i (gain_i - cost_i)), sum(x_i cost_i) <= budget, x_i in {0, 1}; exact, but where `_BRANCHES` branches do not suffice (a knapsack: Dantzig 1957). Amounts in one unit. An action that does not pay its cost is
    never chosen, and of none that pays doing nothing is the best.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - slow import, needed where there is something to choose

    cost, net = (
        np.array(costs, dtype=np.float64),
        np.array(gains, dtype=np.float64) - np.array(costs, dtype=np.float64),
    )
    paying = np.flatnonzero((net > 0) & (cost <= budget))
    if not len(paying) or cost[paying].sum() <= budget:
        return [int(i) for i in paying]
    found = milp(-net[paying], constraints=LinearConstraint(cost[None, paying], -np.inf, budget), integrality=np.ones(len(paying)), bounds=Bounds(0, 1), options={"mip_rel_gap": 0.0, "node_limit": _BRANCHES})  # fmt: skip
    return (
        [] if found.x is None else [int(i) for i, taken in zip(paying, found.x, strict=True) if round(taken)]
    )


def _returns(rows: Sequence[Row], past: dict[str, Row], currency: str) -> Table:
    """Set cost against effect for each lever, what pays best first, beside what it brought in the past; what is not priced is counted, and is no zero."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[(row["lever_text"] or "").strip().lower()].append(row)
    made = []
    for key, own in groups.items():
        name = min(r["lever_text"] or "" for r in own)
        priced = [r for r in own if is_priced(r)]
        cost = add_up(priced, "cost_amount")
        gains = [
            sum(_expected(r, end) for r in priced) if priced and all(_expected(r, end) is not None for r in priced) else None
            for end in _ENDS
        ]  # fmt: skip
        still = len(own)
        before = past.get(key)
        made.append((name or _UNNAMED, still, still - len(priced), cost, *gains, *(ratio(g, cost) for g in gains), _known_how(before, is_priced=bool(priced))))  # fmt: skip
    best = 8  # the return in the middle
    return Table(
        "lever_returns",
        msg("Planned levers: what they cost and what is expected of them"),
        (Column("lever", msg("Lever"), "text"), Column("open_count", msg("Still to be done"), "count"), Column("unpriced_count", msg("of which without cost or effect"), "count"), Column("cost_amount", msg("Cost"), "money"),
         Column("expected_low_amount", msg("Brings a year, low"), "money"), Column("expected_amount", msg("Brings a year"), "money"), Column("expected_high_amount", msg("Brings a year, high"), "money"),
         Column("return_low", msg("Per unit of cost, low"), "number"), Column("return", msg("Per unit of cost"), "number"), Column("return_high", msg("Per unit of cost, high"), "number"), Column("evidence", msg("Known how"), "text")),
        tuple(sorted(made, key=lambda r: (r[best] is None, -(r[best] or 0.0), str(r[0])))),
        note=msg("From the table of actions. What an action brings is what its planner expects, compared with doing nothing. An action without a cost or an expectation is counted and not valued."),
        currency=currency,
    )  # fmt: skip


def _brought(rows: Sequence[Row], past: dict[str, Row], currency: str) -> list[Block]:
    """List the levers that were used: how often they were carried through, and what they brought where three cases can be compared."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["status_class"] in ("done", "dropped"):
            groups[(row["lever_text"] or "").strip().lower()].append(row)
    if not groups:
        return []
    made = []
    for key, own in groups.items():
        known = past.get(key, {})
        done, dropped = (sum(r["status_class"] == status for r in own) for status in ("done", "dropped"))
        finding = known.get("gain_class")
        made.append((min(r["lever_text"] or "" for r in own) or _UNNAMED, done, dropped, known.get("cases_count"), *(known.get(f"gain_{end}amount") for end in ("low_", "", "high_")), None if finding is None else _FINDINGS[finding]))  # fmt: skip
    return [
        Table(
            "lever_past",
            msg("What levers brought when they were used"),
            (Column("lever", msg("Lever"), "text"), Column("done_count", msg("Done"), "count"), Column("dropped_count", msg("Dropped"), "count"), Column("cases_count", msg("Compared"), "count"),
             Column("gain_low_amount", msg("Brought a year each, low"), "money"), Column("gain_amount", msg("Brought a year each"), "money"), Column("gain_high_amount", msg("Brought a year each, high"), "money"), Column("finding", msg("Answer"), "text")),
            tuple(sorted(made, key=lambda r: (r[5] is None, -float(r[5] or 0), str(r[0])))),
            note=msg("Margin of the year after against the year before, less that of three customers like it without an action; 95 % interval, from three cases on; before visits, service and what the action cost. Why just these customers were chosen is not known."),
            currency=currency,
        )
    ]  # fmt: skip


def _chosen(priced: Sequence[Row], budget: float | None, currency: str) -> Block:
    """Return the set of actions to do with the budget, or the note that asks for one."""
    if budget is None:
        return Note("unknown", msg("Which of the planned actions to do first is chosen once their budget is written: [portfolio] lever_budget_amount."))  # fmt: skip
    places = best_set([float(r["cost_amount"]) for r in priced], [float(r["expected_amount"]) for r in priced], budget)  # fmt: skip
    chosen = sorted((priced[i] for i in places), key=lambda r: (-(ratio(r["expected_amount"], r["cost_amount"]) or float("inf")), r["customer_id"], r["action_id"] or ""))  # fmt: skip
    nothing = (None, None, msg("Do nothing"), None, 0, None, 0, None)
    total: tuple[Any, ...] | None = (msg("Total"), None, None, None, add_up(chosen, "cost_amount"), None, add_up(chosen, "expected_amount"), None) if chosen else None  # fmt: skip
    return Table(
        "lever_set",
        msg("What to do with the budget"),
        (*NAMED, Column("lever", msg("Lever"), "text"), Column("action", msg("What is to be done"), "text"), Column("cost_amount", msg("Cost"), "money"), Column("expected_low_amount", msg("Brings a year, low"), "money"),
         Column("expected_amount", msg("Brings a year"), "money"), Column("expected_high_amount", msg("Brings a year, high"), "money")),
        (*((r["customer_id"], r["customer_name"], r["lever_text"] or _UNNAMED, r["action_text"], r["cost_amount"], r["expected_low_amount"], r["expected_amount"], r["expected_high_amount"]) for r in chosen), nothing),
        total=total,
        note=msg("Of {all} actions with a cost and an expectation these {chosen} bring most after their cost within {budget}; no other set of them brings noticeably more.", all=count(len(priced)), chosen=count(len(chosen)), budget=money(budget, currency)),
        currency=currency,
    )  # fmt: skip


def lever_plans(given: Given) -> tuple[tuple[Block, ...], Message | None]:
    """Return the blocks of the actions, none where there is no action, and the sentence of the planned lever with a name that is expected to pay best, if one pays its cost."""
    rows, past = given.tables["account_plans"], {r["lever_text"]: r for r in given.tables["lever_effects"]}
    brought, still = _brought(rows, past, given.currency), open_actions(rows)
    if not still:
        return tuple(brought), None
    table, priced = _returns(still, past, given.currency), [r for r in still if is_priced(r)]
    if not priced:
        return (table, *brought), None
    best = next((r for r in table.rows if r[0] != _UNNAMED and (r[8] or 0) > 1), None)
    lead = None if best is None else msg("Planned: {lever} is expected to bring {gain} a year for {cost}.", lever=best[0], gain=money(best[5], given.currency), cost=money(best[3], given.currency))  # fmt: skip
    chosen = _chosen(priced, given.settings.portfolio.lever_budget_amount, given.currency)
    return (table, chosen, *brought), lead
