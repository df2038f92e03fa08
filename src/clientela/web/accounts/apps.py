"""The application that holds people."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, roles and scope."""

    name = "clientela.web.accounts"
    label = "accounts"
