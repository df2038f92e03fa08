"""Service, payment, rules of the classes, the sales network."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Service and payment"), Permission.READ, "portfolio", 34, "service/")
