"""Whom to win next: the card, the new customers held against it, what we can do, and what each category is like."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view(
    "whom_to_win", "good_profile", "newcomers", "factor_fit", "fit_check", "category_profiles"
)
