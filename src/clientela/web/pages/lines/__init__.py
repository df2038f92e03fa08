"""The sales lines behind a figure, with file and row."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Lines behind a figure"), Permission.READ, "", 50, "lines/")
