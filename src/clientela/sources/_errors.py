"""What can go wrong with a file a person gives us, as sentences."""

from __future__ import annotations

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg


class FileUnreadableError(ClientelaError):
    """A file is missing, damaged or of a kind that is not read."""


class MappingNeededError(ClientelaError):
    """A file can be read in two ways, or lacks a column: a person must say which line of the mapping holds."""


class MappingFileError(ClientelaError):
    """A mapping file holds something that is not known."""


def no_rows(file: str) -> FileUnreadableError:
    """Return the error for a file that has column names and nothing below them."""
    return FileUnreadableError(
        msg("{file} has column names and no rows below them. Export it again with its lines.", file=file)
    )
