"""Words in three languages."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Glossary"), Permission.SIGNED_IN, "help", 10, "glossary/")
