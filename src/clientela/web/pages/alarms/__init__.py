"""The alarms of the week, and the answers to them."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(
    __name__, msg("Alarms"), Permission.READ, "portfolio", 39, "alarms/", others={"answer": Permission.ANSWER}
)
