"""Prices, discounts, breadth, suggestions and white space."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view("economics", "prices", "range", "mix")
