"""The contribution ladder, the whale curve and what stays."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view("economics", "ladder", "whale", "retention")
