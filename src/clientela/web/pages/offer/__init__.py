"""Prices realised and the range customers buy."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Prices and range"), Permission.READ, "portfolio", 32, "offer/")
