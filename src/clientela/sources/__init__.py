"""Reading files: dialect, column roles, quarantine. A public module is a kind of file that can be read."""

from clientela.sources._errors import FileUnreadableError, MappingFileError, MappingNeededError
from clientela.sources._intake import ControlTotal, FileIntake, read_files, write_mapping
from clientela.sources._quarantine import SkippedRow
from clientela.sources._raw import Dialect
from clientela.sources._roles import ColumnMapping

__all__ = [
    "ColumnMapping", "ControlTotal", "Dialect", "FileIntake", "FileUnreadableError", "MappingFileError",
    "MappingNeededError", "SkippedRow", "read_files", "write_mapping",
]  # fmt: skip
