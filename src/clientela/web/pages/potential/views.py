"""Wallet, potential margin and the profitability matrix."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view("economics", "potential", "matrix", "dependence", "profile")
