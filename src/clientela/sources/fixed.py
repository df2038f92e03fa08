"""Text without separators: columns kept apart by blanks, by single ones or by their places in the line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

BLANKS, PLACES = " ", "fixed"
"""What a dialect names as the separator of such files."""

_TOKEN = re.compile(r"\S+")
_PHRASE = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"^[\s\-=_+|*]+$")
_DIGIT = re.compile(r"\d")
_RARE = 0.02
_SAME = 0.98
_NARROWEST, _FEWEST_LINES = 3, 2
_SHORTEST = 0.6
_LEAD = re.compile(r"^[-+−(]?\d{1,3}$")
_GROUP = re.compile(r"^\d{3}(?:[.,]\d*)?\)?-?$")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the columns of a file stand: first and last place (exclusive) of each; none when single blanks part them."""

    separator: str
    columns: tuple[tuple[int, int], ...]
    width: int


def _data_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines that may be rows: two cells with digits at least; titles and rules are none."""
    for line in lines:
        if sum(1 for token in line.split() if _DIGIT.search(token)) >= _FEWEST_LINES:
            yield line.rstrip()


def _same_count(lines: Sequence[str]) -> int:
    """Return how many words every line has, 0 when they differ."""
    if len(lines) < _FEWEST_LINES:
        return 0
    count, times = Counter(len(line.split()) for line in lines).most_common(1)[0]
    return count if times >= _SAME * len(lines) else 0


def _cores(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places used by more than a few lines, run by run."""
    starts: Counter[int] = Counter()
    ends: Counter[int] = Counter()
    for line in lines:
        for found in _TOKEN.finditer(line):
            starts[found.start()] += 1
            ends[found.end()] += 1
    least = max(1, int(_RARE * len(lines)))
    cores: list[tuple[int, int]] = []
    used, begin = 0, -1
    for place in range(max(ends, default=0) + 1):
        used += starts[place] - ends[place]
        if used >= least and begin < 0:
            begin = place
        elif used < least and begin >= 0:
            cores.append((begin, place))
            begin = -1
    return cores


def _joined(cores: list[tuple[int, int]], lines: Sequence[str]) -> list[tuple[int, int]]:
    """Join the two halves of a column whose thousands are parted by a blank: `1 234,50` above `12,00`."""
    result: list[tuple[int, int]] = []
    for core in cores:
        if result and core[0] - result[-1][1] == 1:
            begin = result[-1][0]
            pairs = [(line[begin : result[-1][1]].split(), line[core[0] : core[1]].strip()) for line in lines]
            filled = [(left, right) for left, right in pairs if left]
            if (
                0 < len(filled) < len(pairs)
                and all(_LEAD.match(left[0]) and all(_GROUP.match(x) for x in left[1:]) for left, _ in filled)
                and all(_GROUP.match(right) for _, right in filled)
            ):
                result[-1] = (begin, core[1])
                continue
        result.append(core)
    return result


def _under_names(cores: list[tuple[int, int]], header: str) -> list[tuple[int, int]]:
    """Join what stands under one name: a text whose words happen to leave the same place blank in every line.

    Names are parted by two blanks at least. Where one of them has nothing under it, nothing is joined.
    """
    names = [(found.start(), found.end()) for found in _PHRASE.finditer(header)]
    if not _NARROWEST <= len(names) < len(cores):
        return cores
    groups: list[list[tuple[int, int]]] = [[] for _ in names]
    for begin, end in cores:
        over = [i for i, (a, b) in enumerate(names) if begin < b and end > a]
        if len(over) > 1:
            return cores
        # what stands under no name is the rest of the text before it
        groups[
            over[0] if over else max((i for i, (a, _) in enumerate(names) if a < begin), default=0)
        ].append((begin, end))
    if not all(groups):
        return cores
    return [(group[0][0], group[-1][1]) for group in groups]


def _header_line(lines: Iterable[str]) -> str:
    """Return the last line without digits above the first row."""
    header = ""
    for line in lines:
        if next(iter(_data_lines([line])), None) is not None:
            break
        header = (
            line.rstrip() if line.strip() and not _RULE.match(line) and not _DIGIT.search(line) else header
        )
    return header


def find_places(lines: Iterable[str]) -> Places | None:
    """Find the columns of a text without separators from all its lines; None when there are none.

    Words as many in every line are parted by blanks; else the places that are blank in (nearly) all lines part.
    """
    kept = list(lines)
    rows = list(_data_lines(kept))
    if len(rows) < _FEWEST_LINES:
        return None
    longest = sorted(map(len, rows))[len(rows) // 2]
    rows = [row for row in rows if len(row) >= _SHORTEST * longest]
    cores = _under_names(_joined(_cores(rows), rows), _header_line(kept))
    words = _same_count(rows)
    if words >= _NARROWEST and words >= len(cores):
        return Places(BLANKS, (), words)
    return Places(PLACES, tuple(cores), len(cores)) if len(cores) >= _NARROWEST else None


def _cells(line: str, columns: Sequence[tuple[int, int]]) -> list[str] | None:
    """Cut a line at its places; a word belongs to the column it stands in, else to the nearest. None: a word spans two."""
    cells: list[list[str]] = [[] for _ in columns]
    for found in _TOKEN.finditer(line):
        inside = [i for i, (a, b) in enumerate(columns) if found.start() < b and found.end() > a]
        if len(inside) > 1:
            return None
        if not inside:
            gaps = [max(a - found.end(), found.start() - b) for a, b in columns]
            inside = [gaps.index(min(gaps))]
        cells[inside[0]].append(found.group())
    return [" ".join(words) for words in cells]


def _split(line: str, places: Places) -> list[str]:
    if not line.strip() or _RULE.match(line):
        return []
    words = line.split()
    phrases = _PHRASE.findall(line)
    if len(phrases) == 1 and len(words) > 1 and sum(bool(_DIGIT.search(w)) for w in words) * 2 < places.width:
        # a title or a footer runs across the columns
        return phrases
    if places.separator == BLANKS:
        return words if len(words) == places.width else phrases
    if not any(map(_DIGIT.search, words)):
        # names need not stand above their columns
        for parts in (words, phrases):
            if len(parts) == places.width:
                return parts
    return _cells(line, places.columns) or words


def write_separated(source: Path, target: Path, places: Places) -> None:
    """Write a text without separators as CSV, one record for each line, so that rows keep their numbers."""
    with (
        source.open(encoding="utf-8", newline="") as stream,
        target.open("w", encoding="utf-8", newline="") as sink,
    ):
        writer = csv.writer(sink, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for line in stream:
            cells = _split(line.rstrip("\n"), places)
            if cells:
                writer.writerow(cells)
            else:
                sink.write("\n")
