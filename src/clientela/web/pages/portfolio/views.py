"""The portfolio of customers: matrix, questions, list against portfolio, perception, key accounts, health."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view(
    "portfolio", "portfolio", "ask_next", "campaign", "pareto", "perception", "kaism", "moves", "measurement", "strengths", "pulse", "raters", "weights", "value_dynamics", "mix_risk", "relation_hypothesis", "entry_tests", "plans", "decisions", "relation_scales",
)  # fmt: skip
