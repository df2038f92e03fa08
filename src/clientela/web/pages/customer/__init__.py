"""One customer: figures, months, history."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Customer"), Permission.READ, "", 50, "customer/")
