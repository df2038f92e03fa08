"""Key figures with their limits, plan against actual, growth and market."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Key figures"), Permission.READ, "portfolio", 12, "control/")
