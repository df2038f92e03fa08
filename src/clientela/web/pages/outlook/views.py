"""The years ahead, risk and value."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view("outlook", "outlook", "risk", "value")
