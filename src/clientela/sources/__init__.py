"""Reading files: dialect, column roles, quarantine. A public module is a kind of file that can be read."""

from clientela.sources._describe import read_as, settle_columns
from clientela.sources._description import DescribedColumn, FileDescription, ReadAs
from clientela.sources._errors import FileUnreadableError, MappingFileError, MappingNeededError
from clientela.sources._intake import ColumnTotal, ControlTotal, FileIntake, Join, ReadSet, write_mapping
from clientela.sources._mapping import (
    IGNORED,
    LAST_HEADER_ROW,
    SavedMapping,
    mapping_path,
    read_mapping,
    save_mapping,
)
from clientela.sources._open import SUFFIXES
from clientela.sources._quarantine import SkippedRow
from clientela.sources._questions import Question
from clientela.sources._raw import Dialect
from clientela.sources._recognise import ROW, SALES, Recogniser
from clientela.sources._roles import ColumnMapping
from clientela.sources._set import read_files, read_set

__all__ = [
    "IGNORED", "LAST_HEADER_ROW", "ROW", "SALES", "SUFFIXES", "ColumnMapping", "ColumnTotal", "ControlTotal", "DescribedColumn", "Dialect",
    "FileDescription", "FileIntake", "FileUnreadableError", "Join", "MappingFileError", "MappingNeededError", "Question", "ReadAs", "ReadSet", "Recogniser", "SavedMapping",
    "SkippedRow", "mapping_path", "read_as", "read_files", "read_mapping", "read_set", "save_mapping", "settle_columns", "write_mapping",
]  # fmt: skip
