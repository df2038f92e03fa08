"""What the forecasts are called."""

from __future__ import annotations

from clientela.base.i18n import msg

WAYS = (
    ("own", msg("Own past of the company")),
    ("models", msg("Purchase models alone: no past year to learn from")),
    ("pooled", msg("Few customers: drawn towards other companies")),
    ("short", msg("Under two years of history: drawn towards other companies")),
)
"""What a forecast rests on, the best first. Where it rests on too little, there is none."""

METHODS = (
    ("forecast", msg("This forecast")),
    ("naive", msg("The last horizon again")),
    ("seasonal_naive", msg("The same season a year ago again")),
    ("hiatus", msg("Gone after a silence, else as before")),
    ("bgnbd", msg("BG/NBD and Gamma-Gamma")),
    ("pnbd", msg("Pareto/NBD and Gamma-Gamma")),
    ("boosting", msg("Plain boosting")),
)
FIGURES = (
    ("orders_rmse", msg("Purchase days: root mean squared error")),
    ("orders_mae", msg("Purchase days: mean absolute error of the median")),
    ("orders_pinball", msg("Purchase days: pinball loss at 10, 50, 90 %")),
    ("revenue_rmse", msg("Revenue: root mean squared error")),
    ("revenue_mae", msg("Revenue: mean absolute error of the median")),
    ("revenue_pinball", msg("Revenue: pinball loss at 10, 50, 90 %")),
    ("brier", msg("Activity: Brier score")),
    ("orders_bias", msg("Purchase days: sum forecast against what came")),
    ("revenue_bias", msg("Revenue: sum forecast against what came")),
    ("auc", msg("Activity: ranking (AUC)")),
    ("precision_inactive", msg("Customers gone quiet: average precision")),
    ("ece", msg("Activity: calibration error")),
    ("top_capture", msg("Revenue captured in the tenth forecast highest")),
    ("orders_coverage_50", msg("Purchase days inside the 50 % interval")),
    ("orders_coverage_80", msg("Purchase days inside the 80 % interval")),
    ("orders_coverage_95", msg("Purchase days inside the 95 % interval")),
    ("revenue_coverage_50", msg("Revenue inside the 50 % interval")),
    ("revenue_coverage_80", msg("Revenue inside the 80 % interval")),
    ("revenue_coverage_95", msg("Revenue inside the 95 % interval")),
)
SUBJECTS = (
    ("active", msg("Who orders")),
    ("orders", msg("Purchase days")),
    ("revenue", msg("Revenue")),
)
"""What is forecast of a customer."""
PROOFS = (
    ("proved", msg("Proved: better than the naive one")),
    ("equal", msg("No better than the naive one")),
    ("worse", msg("Worse than the naive one")),
    ("unproved", msg("Not enough data to say")),
)
"""What came of a forecast tried on the own past."""
LACKS = (
    ("history", msg("History too short")),
    ("customers", msg("Too few customers")),
    ("losses", msg("Too few customers lost, or too few that stayed")),
)
"""What is missing to prove a forecast."""
