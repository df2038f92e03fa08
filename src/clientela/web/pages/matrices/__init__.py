"""What the classic matrices say of the customers."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Classic matrices"), Permission.READ, "portfolio", 16, "matrices/")
