"""New customers and people in charge, by name: single orders, early growth, personal relations, good relations that ended."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._signs import SIGNS
from clientela.predictions.first_order_risk import BANDS, BASES, ITEM_TITLES, STAGES
from clientela.predictions.post_mortem import RATED

_FIRST = (
    *NAMED,
    Field("stage_class", msg("Stage"), "class", codes=STAGES),
    Field("first_order_on", msg("First order"), "date"),
    Field("second_due_on", msg("Second order due by"), "date"),
    Field("refusal_probability", msg("Stays with one order"), "share"),
    Field("refusal_low", msg("at least"), "share"),
    Field("refusal_high", msg("at most"), "share"),
    Field("refusal_basis_class", msg("Rests on"), "class", codes=BASES),
    Field("refusal_risk_amount", msg("Revenue at risk"), "money"),
    Field("score_number", msg("Score of the risk"), "number"),
    Field("score_low", msg("Score, at least"), "number"),
    Field("score_high", msg("Score, at most"), "number"),
    Field("score_known_share", msg("Weight stated"), "share"),
    Field("score_band_class", msg("Risk by the scorecard"), "class", codes=BANDS),
    Field("worst_item_class", msg("Weakest point"), "class", codes=ITEM_TITLES),
)


def _listed(fields: tuple[Field, ...], source: str, condition: str, order: str) -> str:
    columns = ", ".join(f"t.{f.name}" for f in fields[len(NAMED) :])
    rows = (
        f"select c.customer_key, c.customer_id, c.customer_name, {columns} from {source} as t join customers as c on c.customer_key = t.customer_key "
        f"where {condition}"
    )
    return first_rows(rows, ", ".join(f.name for f in fields), order)


@step(title=msg("First orders that may stay alone"), inputs=("first_order_risk", "customers"), fields=_FIRST)
def first_order_list(params: dict[str, Any]) -> str:
    """List customers with one order and those whose scorecard was filled in before any, the most at risk first."""
    del params
    risk = "case when refusal_risk_amount is null then 1 else 0 end, refusal_risk_amount desc"
    return _listed(
        _FIRST, "first_order_risk", "true", f"{risk}, score_high desc, refusal_probability desc, customer_key"
    )


_EARLY = (
    *NAMED,
    Field("first_order_on", msg("First order"), "date"),
    Field("quarters_count", msg("Quarters since the first order"), "count"),
    Field("orders_count", msg("Days with an order"), "count"),
    Field("early_revenue_amount", msg("Revenue of these quarters"), "money"),
    Field("peer_revenue_amount", msg("Usual for that age"), "money"),
    Field("peers_count", msg("Customers won earlier"), "count"),
    Field("growth_ratio", msg("Against the usual"), "number"),
    Field("plan_reached_share", msg("Plan reached"), "share"),
)


@step(title=msg("Customers in their first 18 months"), inputs=("early_life", "customers"), fields=_EARLY)
def early_life_list(params: dict[str, Any]) -> str:
    """List the customers won in the last 18 months with what they have bought so far against what was usual at their age."""
    del params
    return _listed(_EARLY, "early_life", "true", "early_revenue_amount desc, customer_key")


_PERSONAL = (
    *NAMED,
    Field("personal_share", msg("Contact through one person"), "share"),
    Field("people_in_contact_count", msg("Our people in contact"), "count"),
    Field("handover_effect_share", msg("Expected effect"), "share"),
    Field("handover_risk_amount", msg("At risk by a handover"), "money"),
    Field("handover_risk_high_amount", msg("at most"), "money"),
)


@step(title=msg("Relations that hang on one person"), inputs=("handover_risk", "customers"), fields=_PERSONAL)
def handover_risk_list(params: dict[str, Any]) -> str:
    """List the 200 customers with the most at risk by a change of the person in charge; where that cannot be said, the largest with one person in contact."""
    del params
    columns = ", ".join(f"t.{f.name}" for f in _PERSONAL[len(NAMED) :])
    rows = (
        f"select c.customer_key, c.customer_id, c.customer_name, {columns}, c.revenue_12m_amount from handover_risk as t join customers as c on c.customer_key = t.customer_key "
        "where c.revenue_12m_amount > 0"
    )
    order = "coalesce(handover_risk_high_amount, 0) desc, case when personal_share > 0.7 then 0 else 1 end, revenue_12m_amount desc, customer_key"
    return first_rows(rows, ", ".join(f.name for f in _PERSONAL), order)


_LOST = (
    *NAMED,
    Field("last_order_on", msg("Last order"), "date"),
    Field("rated_by_class", msg("Good by"), "class", codes=RATED),
    Field("quality_number", msg("Quality of the relation as rated"), "number"),
    Field("level_number", msg("Level of the relation"), "number"),
    Field("year_revenue_amount", msg("Revenue of its last year"), "money"),
    *(Field(f"{name}_sign", title, "number") for name, title in SIGNS),
    Field("signs_count", msg("Signs seen"), "count"),
    Field("signs_known_count", msg("Signs known"), "count"),
)


@step(title=msg("Good relations lost"), inputs=("good_relations_lost", "customers"), fields=_LOST)
def good_relations_list(params: dict[str, Any]) -> str:
    """List the customers lost although their relation was rated good, the largest first, with what was to be seen."""
    del params
    return _listed(_LOST, "good_relations_lost", "true", "year_revenue_amount desc, customer_key")
