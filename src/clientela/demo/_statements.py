"""What was asked of customers and what they said: statements by measure, and levels of relation, with planted surprises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._matrix_statements import matrix_statements
from clientela.demo._plan import DAYS, MONTHS, Floats, Ints, stream
from clientela.demo._view import texts

if TYPE_CHECKING:
    from clientela.demo._view import Columns, View

_LATELY = 240
"""Statements are at most so many days old."""
_FLAGS = ("yes", "no")
_EACH = 12
"""One in so many of those asked is a planted surprise of each kind."""
_BIG, _SMALL = 0.8, 0.3


@dataclass(frozen=True, slots=True)
class Asked:
    """Customers somebody spoke with, and what is true of them; arrays over the asked."""

    customer: Ints
    share: Floats
    """Our share of what the customer spends."""
    fit: Floats
    growth: Floats
    depth: Floats
    """0 to 10: how much we matter to it."""
    is_illusion: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    is_false_star: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    is_gem: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def make_asked(view: View) -> Asked:
    """Choose whom somebody asked: the larger the likelier, nobody who was lost. Every kind of surprise is planted once at least where there is room."""
    rng = stream(view.world.plan, "statements")
    customers, n = view.world.customers, view.world.plan.customers
    there = (view.world.lost_on == DAYS) & ~customers.one_timer & (customers.since < DAYS - 400)
    chosen = np.flatnonzero(
        there & (rng.random(n) < np.clip(0.10 + 0.22 * np.maximum(customers.size, 0), 0.02, 0.85))
    )
    size, quality = customers.size[chosen], customers.quality[chosen]
    share = 1 / (1 + np.exp(0.6 - 0.9 * quality + rng.normal(0, 0.5, len(chosen))))
    depth = np.clip(4.6 + 1.9 * quality + rng.normal(0, 0.8, len(chosen)), 0, 10)
    kinds = np.zeros(len(chosen), dtype=np.int64)
    for kind, fits in ((1, depth < 4.5), (2, size > _BIG), (3, size < _SMALL)):  # noqa: PLR2004 - of ten
        open_ = rng.permutation(np.flatnonzero(fits & (kinds == 0)))
        kinds[open_[: max(1, len(chosen) // (3 * _EACH))]] = kind
    is_illusion, is_false, is_gem = (kinds == kind for kind in (1, 2, 3))
    share = np.where(is_gem, 0.04 + 0.05 * rng.random(len(chosen)), np.where(is_false, 0.08, share))
    depth = np.where(is_gem, 2.5, np.where(is_false, 1.5, depth))
    fit = np.where(
        is_gem,
        0.9,
        np.where(is_false, 0.15, np.clip(0.55 + 0.12 * rng.normal(0, 1, len(chosen)), 0.05, 0.95)),
    )
    growth = np.where(
        is_gem,
        0.12,
        np.where(is_false, -0.06, np.clip(0.03 + 0.05 * rng.normal(0, 1, len(chosen)), -0.1, 0.2)),
    )
    return Asked(chosen, share, fit, growth, depth, is_illusion, is_false, is_gem)


def _levels(asked: Asked) -> Ints:
    return np.clip(np.floor(1 + asked.depth / 2.4), 1, 4).astype(np.int64)


def observations(view: View) -> Columns:
    """One row per statement: what the customer declared, what was seen at it, what outsiders say, what sellers judge with a reason."""
    asked = make_asked(view)
    rng = stream(view.world.plan, "observations")
    n = len(asked.customer)
    seller = view.world.sellers.by_month[asked.customer, MONTHS - 1].astype(np.int64)
    level = _levels(asked)
    status = np.select(
        [asked.depth > 7.5, asked.depth > 5.5, asked.depth > 3],  # noqa: PLR2004
        ["preferred", "framework", "approved"],
        "none",
    )
    access = np.select(
        [asked.depth > 7.5, asked.depth > 5, asked.depth > 3],  # noqa: PLR2004
        ["function head", "technical", "users"],
        "buyer",
    )
    openness = np.where(
        asked.is_false_star,
        "tender",
        np.where(asked.is_gem | (asked.fit > 0.6), "open", "mixed"),  # noqa: PLR2004
    )
    own = np.clip(asked.depth + np.where(asked.is_illusion, 4.5, rng.normal(0, 0.8, n)), 0, 10)
    said: list[tuple[str, str, list[str], float]] = [
        ("share_of_wallet", "D", [f"{100 * x:.0f} %" for x in asked.share], 0.75),
        ("supplier_rank", "D", [str(1 + int(x < 0.5) + int(x < 0.25)) for x in asked.share], 0.6),  # noqa: PLR2004
        ("suppliers_count", "D", [str(1 + int(x < 0.9) + int(x < 0.4)) for x in asked.share], 0.6),  # noqa: PLR2004
        ("switching_weeks", "D", [str(max(1, round(4 * x))) for x in asked.depth], 0.6),
        ("formal_status", "C", status.tolist(), 0.7),
        ("access_level", "O", access.tolist(), 0.8),
        ("declared_importance", "D", [str(round(x)) for x in asked.depth], 0.5),
        ("own_importance", "J", [f"{x:.0f}" for x in own], 0.7),
        ("strategic_fit", "J", [f"{x:.2f}" for x in asked.fit], 0.8),
        ("customer_growth", "X", [f"{100 * x:.0f} %" for x in asked.growth], 0.7),
        ("openness", "O", openness.tolist(), 0.7),
        ("reference_value", "J", np.where(asked.is_gem | (asked.fit > 0.7), "sector leader", "none").tolist(), 0.5),  # noqa: PLR2004
        ("vendor_qualified", "C", ["yes"] * n, 0.8),
        ("functions_in_contact", "O", [str(1 + int(x >= 3)) for x in level], 0.7),  # noqa: PLR2004
        ("forecast_shared", "D", [_FLAGS[int(x < 3)] for x in level], 0.7),  # noqa: PLR2004
        ("executive_sponsor", "O", [_FLAGS[int(x < 4)] for x in level], 0.6),  # noqa: PLR2004
        ("joint_plan", "C", [_FLAGS[int(x < 4)] for x in level], 0.6),  # noqa: PLR2004
        *((f"choice_own_{name}", "D", [str(round(float(np.clip(3 + 0.5 * d + rng.normal(0, 1), 0, 10)))) for d in asked.depth], 0.4) for name in ("price", "quality", "delivery")),
        *((f"choice_rival_{name}", "D", [str(round(float(np.clip(5.5 + rng.normal(0, 1), 0, 10)))) for _ in asked.depth], 0.4) for name in ("price", "quality", "delivery")),
        *((f"choice_weight_{name}", "D", [str(weight)] * n, 0.4) for name, weight in (("price", 40), ("quality", 35), ("delivery", 25))),
    ]  # fmt: skip
    spoken = rng.random((n, 2))
    always = asked.is_illusion | asked.is_false_star | asked.is_gem
    rows: list[tuple[int, str, str, str]] = []
    for measure, klass, values, part in said:
        # the parts of one interview are answered together
        drawn = spoken[:, 1] if measure.startswith("choice_") else rng.random(n)
        rows += [
            (place, measure, klass, values[place])
            for place in np.flatnonzero((drawn < part) | always).tolist()
        ]
    rows += matrix_statements(
        view, asked.customer, strategic_fit=asked.fit, growth=asked.growth, depth=asked.depth
    )
    place = np.array([row[0] for row in rows], dtype=np.int64)
    classes = [row[2] for row in rows]
    return {
        "observation_id": np.arange(1, len(rows) + 1),
        "subject_type": texts(["customer"])[np.zeros(len(rows), dtype=np.int64)],
        "subject_id": view.numbers[asked.customer[place]],
        "measure_code": texts([row[1] for row in rows]),
        "value": texts([row[3] for row in rows]),
        "as_of_on": DAYS - 1 - (spoken[place, 0] * _LATELY).astype(np.int64),
        "source_class": texts(classes),
        "author_id": texts(list(view.world.sellers.ids))[seller[place]],
        "status": texts(["known"])[np.zeros(len(rows), dtype=np.int64)],
        "rationale": texts(["seen and heard on site" if name == "J" else "" for name in classes]),
    }


def relation_levels(view: View) -> Columns:
    """One row per assessed relation; that of a planted false star cannot go further than level 2."""
    asked = make_asked(view)
    rng = stream(view.world.plan, "relation_levels")
    known = np.flatnonzero((rng.random(len(asked.customer)) < 0.7) | asked.is_false_star)  # noqa: PLR2004 - part assessed
    level = np.where(asked.is_false_star, 1, _levels(asked))[known]
    possible = np.where(asked.is_false_star[known], 2, np.minimum(level + rng.integers(0, 2, len(known)), 5))
    return {
        "customer_id": view.numbers[asked.customer[known]],
        "assessed_on": DAYS - 1 - rng.integers(0, _LATELY, len(known)),
        "level_met": level,
        "level_possible": possible,
        "is_declining": np.zeros(len(known), dtype=bool),
        "source_class": texts(["O"])[np.zeros(len(known), dtype=np.int64)],
    }
