"""Assessing customers without seeing what is at stake, and taking an assessment back."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(
    __name__, msg("Assess customers"), Permission.ANSWER, "customers", 25, "assess/", others={"count": Permission.COMPANY}
)  # fmt: skip
