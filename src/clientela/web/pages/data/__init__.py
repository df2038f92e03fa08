"""Bring in files, see what came in, undo."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Data"), Permission.COMPANY, "company", 10, "data/")
