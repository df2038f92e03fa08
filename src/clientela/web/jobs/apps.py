"""The application that holds background work."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background work."""

    name = "clientela.web.jobs"
    label = "jobs"
