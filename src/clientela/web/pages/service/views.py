"""What customers get, how they pay, and what the network does."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view("economics", "service", "payment", "policy", "norms", "network")
