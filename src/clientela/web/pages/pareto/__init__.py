"""Classes, concentration, who moved."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.web.ui.page import Page, Permission

PAGE = Page(__name__, msg("Pareto and ABC"), Permission.READ, "portfolio", 20, "pareto/")
