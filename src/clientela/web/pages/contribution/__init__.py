"""What customers leave after being served."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Contribution"), Permission.READ, "portfolio", 15, "contribution/")
