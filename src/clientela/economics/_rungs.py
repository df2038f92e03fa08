"""The rungs of the contribution ladder below what the sales lines say, and what fills each."""

from __future__ import annotations

from clientela.base.i18n import msg

RUNGS = (
    ("rebates", msg("Rebates and bonuses")),
    ("goods", msg("Cost of goods stated beside the documents")),
    ("freight", msg("Freight and delivery")),
    ("handling", msg("Order handling")),
    ("selling", msg("Selling and marketing")),
    ("service", msg("Service, returns and complaints")),
    ("credit", msg("Credit and financing")),
    ("investment", msg("Investment in the customer")),
)
"""In the order of the ladder: the first two lead to contribution 1, two more to 2, three more to 3, the last to 4."""
TO_CM1, TO_CM2, TO_CM3, TO_CM4 = (
    ("rebates", "goods"),
    ("freight", "handling"),
    ("selling", "service", "credit"),
    ("investment",),
)
SERVING = (*TO_CM2, *TO_CM3)
"""What serving a customer costs: between contribution 1 and 3."""
EVIDENCE = (
    ("stated", msg("Stated by the company")),
    ("measured", msg("Measured")),
    ("activity", msg("By activities and their minutes")),
    ("assumed", msg("Counted, at an assumed price")),
)
"""From the strongest to the weakest."""
KNOWN = ("stated", "measured")
ITEMS = (
    ("rebate", msg("Rebates")),
    ("cost", msg("Costs stated for the customer")),
    ("freight", msg("Freight of deliveries")),
    ("delivery", msg("Deliveries")),
    ("complaint_cost", msg("Cost of complaints")),
    ("complaint", msg("Complaints")),
    ("visit", msg("Visits and contacts")),
    ("order", msg("Orders")),
    ("line", msg("Order lines")),
    ("small_order", msg("Small orders")),
    ("return", msg("Credit notes")),
    ("capital", msg("Capital bound in receivables")),
    ("late_day", msg("Days of late payment")),
    ("activity", msg("Activities")),
)
"""What an amount was counted by."""
STEP_OF = {
    "cost_of_goods": "goods",
    "logistics": "freight",
    "handling": "handling",
    "service": "service",
    "selling": "selling",
    "marketing": "selling",
    "credit": "credit",
    "investment": "investment",
}
"""The rung of each step that a table of costs may name."""


def rung_sql(column: str) -> str:
    """Return the SQL of the rung that a stated step of the ladder belongs to."""
    cases = " ".join(f"when '{step}' then '{rung}'" for step, rung in STEP_OF.items())
    return f"case {column} {cases} end"
