"""Compute, publish, compare."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Runs"), Permission.COMPANY, "company", 20, "runs/")
