"""The bridge between the last two years, and why classes changed."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view("economics", "bridge")
