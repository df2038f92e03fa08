"""Weights for kinds of business: proposals to start from. What is not named keeps the general weight."""

from __future__ import annotations

TEMPLATE_WEIGHTS: dict[str, dict[str, dict[str, float]]] = {
    "project": {
        "attractiveness": {
            "attainable_margin": 30,
            "growth": 10,
            "strategic_fit": 20,
            "openness": 10,
            "simplicity": 5,
        },
        "importance": {"wallet_share": 15, "supplier_rank": 15, "access": 20, "formal_status": 15},
    },
    "distribution": {
        "attractiveness": {
            "attainable_margin": 25,
            "growth": 20,
            "payment": 15,
            "simplicity": 15,
            "reference": 0,
        },
        "importance": {"wallet_share": 35, "supplier_rank": 20, "switching": 5},
    },
    "consumables": {
        "attractiveness": {"margin_quality": 20, "simplicity": 20, "growth": 10, "reference": 0},
        "importance": {"wallet_share": 35, "switching": 10},
    },
    "service": {
        "attractiveness": {"margin_quality": 20, "payment": 15, "openness": 10},
        "importance": {"formal_status": 20, "switching": 20, "wallet_share": 15},
    },
    "components": {
        "attractiveness": {"strategic_fit": 20, "growth": 20, "openness": 10},
        "importance": {"switching": 25, "formal_status": 15, "wallet_share": 15},
    },
}
"""Kind of business -> axis -> criterion -> weight. Source: own proposal."""
