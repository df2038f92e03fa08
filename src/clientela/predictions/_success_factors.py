"""What customers need to succeed, what a company can be able to do, and what the one does for the other: packaged lists, a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg

if TYPE_CHECKING:
    from clientela.base.i18n import Message

PREFIX = "ksf_"
"""Observations of a customer or a segment whose measure begins so state how much a success factor counts there, in points of 100."""
CAPABLE = 10.0
"""A capability at its best."""
MET = 0.5
"""A factor of the customer met by less than this is unmet; a fit below it is a warning."""
FACTORS: tuple[tuple[str, Message], ...] = (
    ("lowest_total_cost", msg("Lowest total cost")),
    ("continuity_of_supply", msg("Continuity of supply")),
    ("speed_to_market", msg("Speed to market")),
    ("product_performance", msg("Performance of the product")),
    ("range_and_availability", msg("Range and availability")),
    ("technical_support", msg("Technical support")),
    ("compliance_safety", msg("Rules and safety kept")),
    ("innovation", msg("Innovation")),
    ("end_customer_brand", msg("Own brand with end customers")),
    ("financing", msg("Financing")),
    ("digital_integration", msg("Digital integration")),
    ("sustainability", msg("Sustainability")),
)
"""Key success factors of customers to start from (term: Hofer & Schendel 1978); a company may state others."""
CAPABILITIES: tuple[tuple[str, Message], ...] = (
    ("quality_stability", msg("Stable quality")),
    ("delivery_reliability", msg("Reliable delivery")),
    ("application_engineering", msg("Engineering for the use")),
    ("cost_position", msg("Low own cost")),
    ("flexibility_of_lots", msg("Flexible lots")),
    ("stock_proximity", msg("Stock close to the customer")),
    ("service_hours", msg("Hours of service")),
    ("development_capacity", msg("Capacity to develop")),
    ("it_integration", msg("Systems that connect")),
    ("key_people", msg("Key people")),
    ("certification", msg("Certificates")),
    ("financial_strength", msg("Financial strength")),
)
"""Critical success factors of our company to start from (term: Rockart 1979); a company may state others."""
RELATIONS: dict[str, tuple[int, ...]] = {
    "lowest_total_cost": (3, 3, 3, 9, 1, 1, 0, 0, 1, 0, 0, 1),
    "continuity_of_supply": (3, 9, 0, 0, 3, 9, 1, 0, 1, 1, 0, 3),
    "speed_to_market": (1, 3, 9, 0, 3, 1, 1, 9, 1, 3, 1, 0),
    "product_performance": (9, 0, 9, 0, 0, 0, 0, 9, 0, 3, 1, 0),
    "range_and_availability": (0, 3, 0, 1, 3, 9, 1, 1, 1, 0, 0, 1),
    "technical_support": (0, 0, 9, 0, 0, 1, 9, 3, 1, 9, 0, 0),
    "compliance_safety": (9, 0, 1, 0, 0, 0, 0, 1, 0, 1, 9, 0),
    "innovation": (0, 0, 3, 0, 0, 0, 0, 9, 0, 3, 0, 1),
    "end_customer_brand": (9, 1, 1, 0, 0, 0, 0, 3, 0, 0, 3, 0),
    "financing": (0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9),
    "digital_integration": (0, 1, 0, 0, 0, 0, 1, 0, 9, 1, 0, 0),
    "sustainability": (1, 1, 1, 0, 0, 0, 0, 3, 0, 0, 9, 0),
}
"""What each capability, in the order above, does for a factor: 0 nothing, 1 a little, 3 something, 9 a lot (scale: Akao 1990). Own proposal."""


def relation_rows() -> str:
    """Return the SQL of the packaged relations above zero: factor, capability, relation_number."""
    names = [name for name, _ in CAPABILITIES]
    return " union all ".join(
        f"select '{factor}' as factor, '{capability}' as capability, cast({float(relation)!r} as double) as relation_number"
        for factor, relations in RELATIONS.items()
        for capability, relation in zip(names, relations, strict=True)
        if relation > 0
    )


def call_factor(code: str) -> Message | str:
    """Return what a factor or a capability is called; the code itself of one the company added."""
    return dict((*FACTORS, *CAPABILITIES)).get(code, code)
