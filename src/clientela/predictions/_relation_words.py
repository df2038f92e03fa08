"""What of the relation is asked: the six connectors, and the gates of a level that no order, rank or share of wallet decides."""

from __future__ import annotations

CONNECTORS = (
    ("ori_information", 20.0),
    ("ori_operations", 20.0),
    ("ori_legal", 15.0),
    ("ori_norms", 20.0),
    ("ori_buyer_adaptation", 15.0),
    ("ori_seller_adaptation", 10.0),
)
"""Measure and weight; each is judged 0 to 4 by anchors (after Cannon & Perreault 1999; weights our proposal)."""
CONNECTOR_MOST = 4.0
_YES = 0.5
GATES = (
    (2, (("vendor_qualified", _YES),)),
    (3, (("functions_in_contact", 2.0), ("forecast_shared", _YES), ("complaints_joint", _YES))),
    (4, (("function_pairs", 4.0), ("executive_sponsor", _YES), ("joint_plan", _YES), ("specific_adaptation", _YES), ("review_meetings", 2.0))),
    (5, (("system_integration", _YES), ("joint_development", _YES), ("open_book", _YES), ("alliance_contract", _YES))),
)  # fmt: skip
"""Level, and the measures that open it with the value they must reach. The gates that count orders, rank or share of wallet are not
among them: what the relation is to foretell cannot be part of it."""
ADAPTED = ("ori_buyer_adaptation", "ori_seller_adaptation")
ADAPTED_LEAST = 2.0
"""A connector of this strength says as much as `specific_adaptation`."""
LEAST_COVERAGE = 0.60
"""Weight of the connectors that must be known for the index to be told."""
OLDEST_DAYS = 730
"""An answer older than two years says nothing of the relation any more."""
YES = frozenset({"yes", "y", "true", "1", "met", "si", "sì", "да", "ja", "oui"})
NO = frozenset({"no", "n", "false", "0", "not met", "нет", "nein", "non"})
