"""From the bytes of a text file to clean UTF-8 with one kind of line end."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.sources._errors import FileUnreadableError

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 4 << 20
_SAMPLE = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COMMON = "оеаинтсрвлОЕАИНТСРВЛ"
_BLANK_INSIDE = re.compile(r"\n[ \t]*\n+[^\n]")
_HIGH, _LETTERS, _ASCII_CONTROL, _DELETE = 0x80, 0xC0, 0x20, 0x7F
_UNDEFINED_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_MOST_CONTROLS = 0.02
_MOST_NULS = 0.2
_CYRILLIC_RUNS = 0.5


@dataclass(frozen=True, slots=True)
class CleanText:
    """A file made readable: where the clean copy is and what it took."""

    path: Path
    encoding: str
    has_blank_lines: bool
    """Blank lines stand between others, so that line numbers need care."""
    nuls: int
    """NUL bytes removed."""
    has_odd_spaces: bool
    """Tabs or no-break spaces occur, so that trimming must look for them."""


def _cyrillic_or_western(sample: bytes) -> str:
    high = [i for i, byte in enumerate(sample) if byte >= _HIGH]
    in_runs = sum(1 for i in high if i + 1 < len(sample) and sample[i + 1] >= _HIGH)
    if in_runs > _CYRILLIC_RUNS * len(high):
        # among the Cyrillic pages, the right one gives the most frequent letters of Russian
        return max(
            ("cp1251", "cp866", "koi8-r"),
            key=lambda page: sum(map(sample.decode(page, "replace").count, _COMMON)),
        )
    return "latin-1" if any(sample[i] in _UNDEFINED_1252 for i in high) else "cp1252"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _high_sample(path: Path) -> bytes:
    """Return the parts of a file that hold bytes above ASCII, up to a limit: names are rare in long files of numbers."""
    found: list[bytes] = []
    size = 0
    with path.open("rb") as stream:
        for line in stream:
            if not line.isascii():
                found.append(line)
                size += len(line)
                if size > _SAMPLE // 8:
                    break
    return b"".join(found)


def detect_encoding(path: Path) -> str:
    """Return the name of the encoding of a text file.

    Order: byte order mark; UTF-16 by its pattern of zero bytes; UTF-8 when the whole file is valid; else the
    8-bit page whose letters make words: cp1251, cp866 or koi8-r for Cyrillic, cp1252 or latin-1 otherwise.
    Errors: FileUnreadableError when the content is not text.
    """
    with path.open("rb") as stream:
        head = stream.read(_SAMPLE)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    nuls = head.count(0)
    if nuls > _MOST_NULS * len(head):
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if min(even, odd) < 0.05 * max(even, odd) and len(head) % 2 == 0:
            return "utf-16-le" if odd > even else "utf-16-be"
    controls = sum(
        head.count(c) for c in range(1, _ASCII_CONTROL) if c not in b"\t\n\r\x0b\x0c\x1a"
    ) + head.count(_DELETE)
    if nuls > _MOST_NULS * len(head) or controls > _MOST_CONTROLS * len(head):
        raise FileUnreadableError(
            msg(
                "{file} is not a text file, although its name says so. Export it again as CSV or as an Excel workbook.",
                file=path.name,
            )
        )
    return "utf-8" if _is_utf8(path) else _cyrillic_or_western(_high_sample(path))


def clean_copy(path: Path, target: Path, *, encoding: str) -> CleanText:
    """Write the text of `path` to `target` as UTF-8, line ends as one newline, NUL bytes left out.

    Errors: FileUnreadableError when the bytes do not fit the encoding.
    """
    nuls, blank, odd, tail = 0, False, False, ""
    try:
        with (
            path.open("r", encoding=encoding, newline=None) as source,
            target.open("w", encoding="utf-8", newline="") as sink,
        ):
            while block := source.read(_BLOCK):
                text = block
                if "\x00" in text:
                    nuls += text.count("\x00")
                    text = text.replace("\x00", "")
                starts_blank = not tail and text.startswith("\n")
                blank = blank or starts_blank or _BLANK_INSIDE.search(tail + text) is not None
                tail = (tail + text)[-2:]
                odd = odd or any(space in text for space in "\t\u00a0\u202f")
                sink.write(text)
    except (UnicodeError, LookupError) as error:
        raise FileUnreadableError(
            msg(
                "{file} cannot be read as {encoding}. Export it again as UTF-8, or name its encoding in the mapping: "
                'encoding = "..." under [dialect].',
                file=path.name,
                encoding=encoding,
            )
        ) from error
    return CleanText(target, "utf-8" if encoding == "utf-8-sig" else encoding, blank, nuls, odd)
