"""The ten questions of the sales school, answered from the own data or refused with the reason."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Ten questions"), Permission.READ, "portfolio", 12, "questions/")
