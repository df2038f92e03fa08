"""Groups as trees, with the figures of all they hold."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Groups"), Permission.READ, "customers", 20, "groups/")
