"""Who may log in and what they see."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("People"), Permission.PEOPLE, "company", 30, "people/")
