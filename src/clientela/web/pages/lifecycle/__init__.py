"""States of the lifecycle and the moves between them."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Lifecycle"), Permission.READ, "portfolio", 40, "lifecycle/")
