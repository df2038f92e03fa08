"""The portfolio over the runs that were published, from day to day and customer by customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.portfolio_cells import GROUPS
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Section, Table
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.reports._words import placed

if TYPE_CHECKING:
    from datetime import date

    from clientela.reports._inputs import Inputs
    from clientela.reports._words import Row

TABLES = ("portfolio_trail", "portfolio_trail_customers")
_GROUPS, _CELLS = dict(GROUPS), dict(PORTFOLIO_CELLS)
_NONE = "undetermined"
_DAYS = 6


def day_rows(steps: list[Row]) -> list[Row]:
    """Return a row for each day: the customers in each cell, how many of those placed on the day before and on this one are elsewhere, and whether the rules were others."""
    found: dict[date, Row] = {}
    for row in sorted(steps, key=lambda r: r["from_on"]):
        first = found.setdefault(row["from_on"], {"placed_on": row["from_on"], "cells": {}, "both": None, "moved": None, "same": None})  # fmt: skip
        if first["both"] is None:
            first["cells"][row["from_cell"]] = (
                first["cells"].get(row["from_cell"], 0) + row["customers_count"]
            )
        day = found.setdefault(row["to_on"], {"placed_on": row["to_on"], "cells": {}, "both": 0, "moved": 0, "same": row["is_by_rules_of_now"]})  # fmt: skip
        day["cells"][row["to_cell"]] = day["cells"].get(row["to_cell"], 0) + row["customers_count"]
        if _NONE not in (row["from_cell"], row["to_cell"]):
            day["both"] += row["customers_count"]
            day["moved"] += row["customers_count"] if row["from_cell"] != row["to_cell"] else 0
    return [found[day] for day in sorted(found)]


def _trails(rows: list[Row]) -> Table:
    days = sorted({r["placed_on"] for r in rows})[-_DAYS:]
    people: dict[Any, dict[date, Row]] = {}
    for row in sorted(rows, key=lambda r: (-r["revenue_12m_amount"], r["customer_id"])):
        people.setdefault(row["customer_id"], {})[row["placed_on"]] = row

    def told(own: dict[date, Row]) -> tuple[Any, ...]:
        one = next(iter(own.values()))
        return (
            one["customer_id"],
            one["customer_name"],
            *(placed(own[d], "portfolio", _CELLS) if d in own else None for d in days),
        )

    return Table(
        "portfolio_trail_customers",
        msg("Customers that changed their cell"),
        (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), *(Column(f"day_{n}", msg("{day}", day=day), "text") for n, day in enumerate(days))),
        tuple(told(own) for own in people.values()),
        note=msg("The largest revenue first; the newest {count} days. A question mark: provisional. A dash: not placed on that day.", count=Amount(len(days), "count")),
        limit=25,
    )  # fmt: skip


def trail_section(inputs: Inputs) -> Section | None:
    """How the portfolio changed over the published runs (dossier 5.6); None before a second one is a month old."""
    steps = inputs.tables["portfolio_trail"]
    if not steps:
        return None
    days = day_rows(steps)
    names = [name for name, _ in GROUPS if any(name in d["cells"] for d in days)]
    same = {0: msg("others"), 1: msg("those of now"), None: None}
    blocks: list[Block] = [
        Table(
            "portfolio_trail",
            msg("Customers by cell on the days that were published"),
            (Column("placed_on", msg("Day looked from"), "date"), *(Column(name, _GROUPS[name] if name != _NONE else msg("Not placed"), "count") for name in names), Column("both", msg("Placed on the day before too"), "count"), Column("moved", msg("of which moved"), "count"), Column("rules", msg("Criteria and thresholds of both days"), "text")),
            tuple((d["placed_on"], *(d["cells"].get(name, 0) for name in names), d["both"], d["moved"], same[d["same"]]) for d in days),
            note=msg("Each day as it was published, the last of its month: nothing is computed anew. Not placed: a place or a score is known of the customer on one of the days, and no place on this one. Where criteria or thresholds were others on this day or the one before, a move may be theirs."),
        )
    ]  # fmt: skip
    rows = inputs.tables["portfolio_trail_customers"]
    if rows:
        blocks.append(_trails(rows))
    both, moved = days[-1]["both"], days[-1]["moved"]
    lead = msg(
        "Of {count} customers placed on {day} and on {last}, {moved} moved.",
        count=Amount(both, "count"),
        day=days[-2]["placed_on"],
        last=days[-1]["placed_on"],
        moved=Amount(moved, "count"),
    )
    return Section("portfolio_trail", msg("The portfolio over time"), tuple(blocks), lead if both else None)
