"""Every question with its answer, below a table of all of them."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view("ten_questions")
