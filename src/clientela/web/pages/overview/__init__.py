"""The first page: what a director must know in a minute."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Overview"), Permission.READ, "portfolio", 10, "")
