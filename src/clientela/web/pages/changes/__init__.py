"""Why revenue and margin moved."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("What changed"), Permission.READ, "portfolio", 17, "changes/")
