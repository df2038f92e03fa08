"""Whom to win next: what good customers had in common, and who of the new ones is like them."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Whom to win next"), Permission.READ, "portfolio", 17, "whom_to_win/")
