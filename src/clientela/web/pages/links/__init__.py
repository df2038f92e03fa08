"""Who stated which link, when and why; taking it back, and stating one by hand."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(
    __name__, msg("Links"), Permission.READ, "customers", 40, "links/",
    others={"take_back": Permission.LINK, "new": Permission.LINK},
)  # fmt: skip
