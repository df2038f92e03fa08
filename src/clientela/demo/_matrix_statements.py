"""What was asked for the classic matrices: how hard, how critical, how near each customer is, and who is the stronger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._plan import Floats, Ints, stream

if TYPE_CHECKING:
    from clientela.demo._view import View

_SPOKEN = 0.75
"""Part of the asked who were asked each of these questions."""
_MODES = ("collaboration", "negotiation", "administration", "domination", "accommodation", "submission")


def matrix_statements(
    view: View, customer: Ints, *, strategic_fit: Floats, growth: Floats, depth: Floats
) -> list[tuple[int, str, str, str]]:
    """Return (place among the asked customers, measure, source class, value) of each statement."""
    rng = stream(view.world.plan, "matrix_statements")
    customers = view.world.customers
    size, quality = np.clip(customers.size[customer], -2, 3), customers.quality[customer]
    fit = 10 * strategic_fit
    level: Floats = np.full(len(customer), 5.0)
    centres: tuple[tuple[str, str, Floats], ...] = (
        ("market_entry", "O", 0.7 * fit),
        ("technology_access", "O", 0.8 * fit),
        ("influence_on_others", "O", 4 + 1.5 * size),
        ("product_novelty", "O", level),
        ("product_complexity", "O", level + 0.8 * size),
        ("buying_power", "O", 4.5 + 1.5 * size),
        ("buyer_competence", "O", level + 0.6 * size),
        ("market_stability", "X", level),
        ("market_rivalry", "X", level),
        ("market_technology", "X", level),
        ("market_rules", "X", level),
        ("market_position", "X", 5 + 1.2 * size),
        ("personal_relation", "O", 4 + 1.2 * quality),
        ("closeness", "O", 5 + quality),
        ("goods_criticality", "D", depth),
        ("replacement_ease", "O", 6 - 1.5 * size),
        ("goal_fit", "O", 0.5 * fit + 0.5 * depth),
        ("norms_fit", "O", 0.3 * fit + 0.7 * depth),
        ("horizon_fit", "O", depth),
        ("power_balance", "O", 3 + 0.5 * depth - 0.8 * size),
        ("category_competence", "D", depth),
        ("category_value", "D", 0.6 * depth + 2),
        ("category_image", "D", 0.5 * depth + 1),
        ("supply_risk", "D", level),
    )
    found: list[tuple[int, str, str, str]] = []
    for measure, klass, centre in centres:
        value = np.clip(np.round(centre + rng.normal(0, 1.2, len(centre))), 0, 10).astype(np.int64)
        found += [
            (place, measure, klass, str(value[place]))
            for place in np.flatnonzero(rng.random(len(centre)) < _SPOKEN).tolist()
        ]
    hours = np.round(np.clip(40 * (2 + size) * (0.5 + rng.random(len(level))), 0, None)).astype(np.int64)
    demand = growth + rng.normal(0, 0.03, len(level))
    modes = rng.integers(0, len(_MODES), len(level))
    told = rng.random((len(level), 3)) < _SPOKEN
    for place in range(len(level)):
        said = (
            ("strategic_resources", "M", str(hours[place])),
            ("demand_growth", "D", f"{100 * demand[place]:.0f} %"),
            ("management_mode", "O", _MODES[modes[place]]),
        )
        found += [(place, *one) for one, is_told in zip(said, told[place].tolist(), strict=True) if is_told]
    return found
