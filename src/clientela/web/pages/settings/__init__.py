"""Every parameter in a form: what it is, what a change would do, who changed it when."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Settings"), Permission.COMPANY, "company", 30, "settings/")
