"""Signal or noise, plan against actual, growth without profit, the market."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view("economics", "control", "growth", "context")
