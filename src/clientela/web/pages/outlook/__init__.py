"""Who will still be here, what is at risk, what the base is worth."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Outlook"), Permission.READ, "portfolio", 38, "outlook/")
