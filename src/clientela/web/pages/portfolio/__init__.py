"""Who is attractive, whom we matter to, how sure that is, and what to ask next."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Attractiveness and importance"), Permission.READ, "portfolio", 14, "portfolio/")
