"""What a customer left, document by document."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Contribution by document"), Permission.READ, "", 50, "documents/")
