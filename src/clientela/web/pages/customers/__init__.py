"""The list of customers: search, filter, sort, export."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Customer list"), Permission.READ, "customers", 10, "customers/")
