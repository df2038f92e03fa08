"""What would bring a customer that costs more than it brings back to zero, lever by lever."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.passes import KEY

LEVERS = (
    ("process", msg("Mend what goes wrong: complaints, returns, service")),
    ("terms", msg("Shorter terms of payment, collect on time")),
    ("freight", msg("Freight threshold or larger deliveries")),
    ("order", msg("Minimum order, ordering by the web")),
    ("visits", msg("Fewer visits, contact from the office")),
    ("price", msg("Higher price or smaller discount")),
    ("several", msg("Several levers together, or let go")),
)
"""In the order in which to try them: our own faults first, the price last."""
_COSTS = {
    "process": "service",
    "terms": "credit",
    "freight": "freight",
    "order": "handling",
    "visits": "selling",
}
_MOST_CUT, _MOST_RISE = 0.5, 0.05


def _needed(lever: str) -> str:
    """Return the share by which a lever would have to change its amount; NULL where it has none."""
    base = "net_net_12m_amount" if lever == "price" else f"{_COSTS[lever]}_12m_amount"
    return f"case when {base} > 0 then cast(-left_amount as double) / nullif({base}, 0) end"


@step(
    title=msg("Levers for customers below zero"),
    inputs=("customer_ladder",),
    fields=(
        KEY,
        Field("gap_amount", msg("Missing to zero"), "money", msg("- contribution 3 of the last 12 months, contribution 1 where nothing is known of serving, where that is below zero")),
        Field("repair_lever", msg("First lever to try"), "class", msg("the first, in the order of the list, that alone closes the gap with no more than half of its cost saved, or 5 per cent on the price; else several together"), "own definition after Kaplan & Narayanan 2001", LEVERS),
        Field("repair_share", msg("Change it needs"), "share", msg("missing to zero / cost of that step, for the price / net-net revenue")),
        Field("repair_risk_amount", msg("Contribution 1 at risk"), "money", msg("what is lost if the customer leaves over it")),
    ),
)  # fmt: skip
def repair_levers(params: dict[str, Any]) -> str:
    """One row per customer below zero, with the lever to try first. What is not known of a step is no lever."""
    del params
    limits = {name: _MOST_RISE if name == "price" else _MOST_CUT for name, _ in LEVERS[:-1]}
    needed = ", ".join(f"{_needed(name)} as needs_{name}" for name in limits)
    chosen = " ".join(f"when needs_{name} <= {limit} then '{name}'" for name, limit in limits.items())
    shares = " ".join(f"when needs_{name} <= {limit} then needs_{name}" for name, limit in limits.items())
    return (
        f"select customer_key, -left_amount as gap_amount, case {chosen} else 'several' end as repair_lever, case {shares} end as repair_share, "
        "greatest(cm1_12m_amount, 0) as repair_risk_amount "
        f"from (select *, {needed} from (select *, coalesce(cm3_12m_amount, cm1_12m_amount) as left_amount from customer_ladder) as ladder where left_amount < 0) as losing"
    )
