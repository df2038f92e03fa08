"""From the bytes of a text file to clean UTF-8 with one kind of line end."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from clientela.base.i18n import msg
from clientela.sources._encodings import guess_page
from clientela.sources._errors import FileUnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCK = 4 << 20
_SAMPLE = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLANK_INSIDE = re.compile(r"\n[ \t]*\n+[^\n]")
_BLANK_BYTES = re.compile(rb"\n[ \t]*\n+[^\n]")
_ODD_SPACES = tuple(space.encode() for space in "\u00a0\u202f\u2009")
_DAMAGED = "\ufffd".encode()
_HEAD = 64 << 10
_UNNAMED = Path()
_ASCII_CONTROL, _DELETE = 0x20, 0x7F
_MOST_CONTROLS = 0.02
_MOST_NULS = 0.2
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_MOSTLY = 0.9
_ENOUGH_SEQUENCES = 3


@dataclass(frozen=True, slots=True)
class CleanText:
    """A file made readable: where the clean text is and what it took."""

    path: Path
    encoding: str
    has_blank_lines: bool
    """Blank lines stand between others, so that line numbers need care."""
    nuls: int
    """NUL bytes removed."""
    has_odd_spaces: bool
    """Tabs or no-break spaces occur, so that trimming must look for them."""
    has_formulas: bool = False
    """Cells such as ="00123" occur, by which a spreadsheet is told to keep a text."""
    damaged: int = 0
    """Characters that the bytes do not give; each stands as a replacement character."""
    lines: int | None = None
    """How many lines there are, where a reader can tell by it whether some are blank: no cell goes over lines."""


def _is_nearly_utf8(sample: bytes) -> bool:
    """Say whether nearly all bytes beyond ASCII make UTF-8: a few are damaged, and the rest would be misread as a page."""
    sequences = _UTF8_SEQUENCE.findall(sample)
    high = len(_HIGH_BYTE.findall(sample))
    return len(sequences) >= _ENOUGH_SEQUENCES and sum(map(len, sequences)) >= _MOSTLY * high


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

    Order: byte order mark; UTF-16 by its pattern of zero bytes; UTF-8 when the whole file is valid, or all but a few
    damaged bytes are; else the 8-bit page whose letters make words (`_encodings.py`).
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
    if _is_utf8(path):
        return "utf-8"
    sample = _high_sample(path)
    return "utf-8" if _is_nearly_utf8(sample) else guess_page(sample)


def clean_text(path: Path, target: Path, *, encoding: str) -> CleanText:
    """Return the text of a file as `clean_copy` does; a tidy one is read where it lies, and its path is `path`.

    Errors: FileUnreadableError when the bytes do not fit the encoding.
    """
    tidy = _tidy(path, target) if encoding in ("utf-8", "utf-8-sig") else None
    return tidy or clean_copy(path, target, encoding=encoding)


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield a file in blocks of whole lines."""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block if block.endswith(b"\n") else block + stream.readline()


def _tidy(path: Path, target: Path) -> CleanText | None:
    """Look over the bytes of a UTF-8 text; None when it is damaged or has odd line ends, so that it needs `clean_copy`.

    A byte order mark and line ends of two bytes are taken out on the way, into `target`.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    has_mark = head.startswith(codecs.BOM_UTF8)
    sink = target.open("wb") if has_mark or b"\r\n" in head else None
    try:
        text = _looked_over(_blocks(path), sink, skip=len(codecs.BOM_UTF8) if has_mark else 0)
    except UnicodeDecodeError:
        text = None
    finally:
        if sink is not None:
            sink.close()
    if text is None:
        return None
    text = replace(text, path=path if sink is None else target)
    return replace(text, has_blank_lines=_has_blank(text.path)) if text.lines is None else text


def _looked_over(blocks: Iterable[bytes], sink: BinaryIO | None, *, skip: int) -> CleanText | None:
    odd = formulas = several = False
    lines, last = 0, b""
    for whole in blocks:
        block, skip = whole[skip:], 0
        if sink is not None:
            block = block.replace(b"\r\n", b"\n")
            sink.write(block)
        if b"\x00" in block or b"\r" in block:
            return None
        if not block.isascii():
            block.decode()
            odd = odd or any(space in block for space in _ODD_SPACES)
            if _DAMAGED in block:
                return None
        quoted, tabs = b'"' in block or b"'" in block, b"\t" in block
        odd, several = odd or tabs, several or quoted or tabs
        formulas = formulas or (quoted and b'="' in block)
        lines, last = lines + block.count(b"\n"), block
    lines += not last.endswith(b"\n")
    return CleanText(
        _UNNAMED, "utf-8", has_blank_lines=False, nuls=0, has_odd_spaces=odd, has_formulas=formulas,
        lines=None if several else lines,
    )  # fmt: skip


def _has_blank(path: Path) -> bool:
    run = b"\n"
    for block in _blocks(path):
        text = run + block
        if (b"\n\n" in text or b" \n" in text or b"\t\n" in text) and _BLANK_BYTES.search(text):
            return True
        run = text[len(text.rstrip(b" \t\n")) :]
    return False


def clean_copy(path: Path, target: Path, *, encoding: str) -> CleanText:
    """Write the text of `path` to `target` as UTF-8, line ends as one newline, NUL bytes left out.

    A few damaged bytes of a UTF-8 text without byte order mark become replacement characters and are counted.
    Errors: FileUnreadableError when the bytes do not fit the encoding.
    """
    nuls, blank, odd, formulas, damaged, tail = 0, False, False, False, 0, ""
    lenient = "replace" if encoding == "utf-8" else "strict"
    try:
        with (
            path.open("r", encoding=encoding, errors=lenient, newline=None) as source,
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
                odd = odd or any(space in text for space in "\t\u00a0\u202f\u2009")
                formulas = formulas or '="' in text
                damaged += text.count("\ufffd")
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
    return CleanText(
        target, "utf-8" if encoding == "utf-8-sig" else encoding, blank, nuls, odd, formulas, damaged
    )
