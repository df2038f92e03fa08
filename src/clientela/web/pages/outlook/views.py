"""The years ahead, where the year lands, risk, value, and how far all that can be trusted."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view(
    "outlook", "outlook", "landing", "risk", "attrition", "control", "handover", "early", "ended", "value", "proof", "kept",
)  # fmt: skip
