"""The selection of the key accounts: verdicts, number, contribution, profile."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view(
    "key_accounts", "key_verdicts", "important_customers", "key_number", "key_contribution", "key_profit", "key_goals", "key_profile", "key_segments", "readiness",
)  # fmt: skip
