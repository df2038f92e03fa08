"""The mini-case of ten customers as rows of files (dossier A.15), with what was asked of them."""

from __future__ import annotations

from datetime import date

from conftest import line
from portfolio_files import judged, said

REVENUE = (320, 180, 120, 90, 80, 60, 50, 45, 35, 20)
CM3 = (45, -50, 60, 30, 20, 15, 5, 2, -7, -20)
NAMES = tuple(f"K{place:02d}" for place in range(1, 11))
TOML = """
[portfolio]
margin_anchor_amount = 3.0
[potential]
least_shares = 3
"""


def lines():
    """Each customer buys a quarter of its revenue four times in the last year; goods cost 40 %."""
    return [
        line(name, date(2025, month, 3 + place), revenue / 4, cost_amount=revenue / 10, product_number="P1", family="F", quantity=1, salesperson="E1" if place % 2 else "E2")
        for place, (name, revenue) in enumerate(zip(NAMES, REVENUE, strict=True))
        for month in (2, 5, 8, 11)
    ]  # fmt: skip


def costs():
    return [
        {"customer_id": name, "year": 2025, "ladder_step": "selling", "amount": round(0.6 * revenue - cm3, 2)}
        for name, revenue, cm3 in zip(NAMES, REVENUE, CM3, strict=True)
    ]


def observations():
    """K01 is known all round; of K02 nobody asked its share of needs; K07 declared a large wallet; K03 says we are first of three."""
    known = {
        "customer_growth": ("10 %", "X"),
        "payment_delay": ("0", "M"),
        "openness": ("open", "O"),
        "reference_value": ("local", "O"),
    }
    rows = [said(name, measure, *value) for name in ("K01", "K03", "K07") for measure, value in known.items()]
    rows += [judged(name, "strategic_fit", "0.8") for name in ("K01", "K03", "K07")]
    rows += [
        said("K01", "wallet", "450", unit="EUR"), said("K01", "supplier_rank", "1"), said("K01", "suppliers_count", "2"), said("K01", "switching_weeks", "26"),
        said("K01", "access_level", "function head", "O"), said("K01", "declared_importance", "8"), said("K01", "formal_status", "framework", "C"),
        said("K02", "share_of_wallet", None, status="unknown_not_asked"),
        said("K03", "supplier_rank", "1"), said("K03", "suppliers_count", "3"),
        said("K07", "wallet", "900", unit="EUR"), said("K07", "switching_weeks", "2"), said("K07", "access_level", "buyer", "O"),
        judged("K07", "own_importance", "7"),
    ]  # fmt: skip
    return rows


def levels():
    return [
        {
            "customer_id": "K01",
            "assessed_on": "2025-10-01",
            "level_met": 3,
            "level_possible": 3,
            "source_class": "C",
            "gates": "1,2,3",
        },
        {"customer_id": "K02", "assessed_on": "2025-10-01", "level_met": 1, "source_class": "O"},
        {
            "customer_id": "K07",
            "assessed_on": "2025-10-01",
            "level_met": 2,
            "level_possible": 2,
            "source_class": "C",
            "gates": "1,2",
        },
    ]
