"""What can go wrong with a file a person gives us, as sentences."""

from __future__ import annotations

from clientela.base.errors import ClientelaError


class FileUnreadableError(ClientelaError):
    """A file is missing, damaged or of a kind that is not read."""


class MappingNeededError(ClientelaError):
    """A file can be read in two ways, or lacks a column: a person must say which line of the mapping holds."""


class MappingFileError(ClientelaError):
    """A mapping file holds something that is not known."""
