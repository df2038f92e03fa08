"""The pyramid of customers by a variable of choice."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Pyramid"), Permission.READ, "portfolio", 30, "pyramid/")
