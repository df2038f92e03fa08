"""How much customers could buy."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Potential"), Permission.READ, "portfolio", 36, "potential/")
