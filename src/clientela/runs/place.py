"""What the verbs of a workspace need of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clientela.base.errors import ClientelaError

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.settings import Settings


class Place(Protocol):
    """A workspace, seen from the verbs."""

    @property
    def path(self) -> Path:
        """The workspace's folder."""

    @property
    def settings(self) -> Settings:
        """Its settings."""


class WorkspaceError(ClientelaError):
    """The workspace cannot do what was asked: no data, no run, a missing exchange rate."""
