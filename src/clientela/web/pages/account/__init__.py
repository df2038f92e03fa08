"""Language, colours and password of the reader."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Your account"), Permission.SIGNED_IN, "", 50, "account/")
