"""Who is a key account, who should be, how many there can be."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Key accounts"), Permission.READ, "portfolio", 16, "key-accounts/")
