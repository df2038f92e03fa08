"""The application that holds templates and static files."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Layout and components."""

    name = "clientela.web.ui"
    label = "ui"
