"""Numbers that may be one customer: side by side, decided with one button."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(
    __name__, msg("Doubles"), Permission.READ, "customers", 30, "doubles/",
    others={"decide": Permission.LINK, "sure": Permission.LINK, "count": Permission.COMPANY},
)  # fmt: skip
