"""The portfolio review as workbook, PDF and page."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Reports"), Permission.READ, "portfolio", 50, "reports/")
