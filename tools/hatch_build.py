"""Build hook: compiles the translation catalogues into the wheel, so that a user needs no gettext tools."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):
    """Writes `django.mo` beside each `django.po` before the files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface names both
        """Compile every catalogue below `src/clientela/locale`."""
        for source in Path(self.root, "src", "clientela", "locale").glob("*/LC_MESSAGES/django.po"):
            with source.open("rb") as stream:
                catalogue = read_po(stream, locale=source.parent.parent.name)
            with source.with_suffix(".mo").open("wb") as stream:
                write_mo(stream, catalogue)
