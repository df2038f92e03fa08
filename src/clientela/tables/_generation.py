"""A generation of facts: which parts hold them, and the one-step swap to the next."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.engine.store import read_json, write_json
from clientela.tables._batches import Batch, restore_batch

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Generation:
    """What the facts are made of at one moment. Paths are relative to the facts folder.

    `replaced` holds, per batch id, the lines and money (1/10,000) of documents that a later batch brought again.
    """

    number: int = 0
    batches: tuple[Batch, ...] = ()
    parts: tuple[tuple[int, str], ...] = ()
    """(month number, file) of the sales lines."""
    dimensions: tuple[tuple[str, str], ...] = ()
    """(table, file) of the keys and terms."""
    replaced: tuple[tuple[str, int, int], ...] = ()
    schema: str = ""
    """The form of the parts; see `tables/_fold.py`."""
    tables: tuple[tuple[str, str], ...] = ()
    """(canonical table, file) of the tables beside the sales lines that have rows."""
    mended: tuple[tuple[str, int, int], ...] = ()
    """Per batch id, the quarantined rows and their money (1/10,000) that a live correction brought again."""
    ruled: tuple[tuple[str, str, int, int], ...] | None = None
    """(batch id, rule, lines, money in 1/10,000) of what the rules leave out; None in generations of older versions."""

    @property
    def fingerprint(self) -> str:
        """Name the facts by their content: equal files give an equal fingerprint."""
        content = [self.parts, self.dimensions, self.tables] if self.tables else [self.parts, self.dimensions]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:24]

    @property
    def lines_fingerprint(self) -> str:
        """Name the sales lines alone: a new list of visits leaves them as they are."""
        content = json.dumps([self.parts, self.dimensions], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:24]

    @property
    def files(self) -> tuple[str, ...]:
        """Every file the generation names."""
        return tuple(file for _, file in (*self.parts, *self.dimensions, *self.tables))

    def dimension(self, table: str) -> str | None:
        """Return the file of a table of keys or terms, if there is one."""
        return dict(self.dimensions).get(table)

    def table(self, name: str) -> str | None:
        """Return the file of a canonical table, if it has rows."""
        older = {"customers": "customer_master", "products": "product_master"}.get(name, "")
        return dict(self.tables).get(name) or dict(self.dimensions).get(older)


def read_generation(facts: Path) -> Generation:
    """Read the generation that is current; without imports it is empty."""
    pointer = facts / "current.json"
    if not pointer.exists():
        return Generation()
    return read_manifest(facts / read_json(pointer)["manifest"])


def read_manifest(path: Path) -> Generation:
    """Read the manifest of one generation."""
    data: dict[str, Any] = read_json(path)
    return Generation(
        number=data["number"],
        batches=tuple(restore_batch(batch) for batch in data["batches"]),
        parts=tuple((month, file) for month, file in data["parts"]),
        dimensions=tuple((table, file) for table, file in data["dimensions"]),
        replaced=tuple((batch, lines, amount) for batch, lines, amount in data["replaced"]),
        schema=data.get("schema", ""),
        tables=tuple((table, file) for table, file in data.get("tables", ())),
        mended=tuple((batch, lines, amount) for batch, lines, amount in data.get("mended", ())),
        ruled=None
        if data.get("ruled") is None
        else tuple((batch, rule, lines, amount) for batch, rule, lines, amount in data["ruled"]),
    )


def publish_generation(facts: Path, generation: Generation) -> None:
    """Write the manifest, then move the pointer: before that moment nobody sees the new facts."""
    from dataclasses import asdict  # noqa: PLC0415 - used here only

    name = f"gen-{generation.number:06d}-{generation.fingerprint[:8]}.json"
    write_json(facts / name, asdict(generation))
    write_json(facts / "current.json", {"manifest": name})


def files_in_use(facts: Path, keep: int) -> set[str]:
    """Return the files that the last `keep` generations name, for pruning."""
    manifests = sorted(facts.glob("gen-*.json"))
    used: set[str] = {path.name for path in manifests[-keep:]}
    pointer = facts / "current.json"
    if pointer.exists():
        used.add(read_json(pointer)["manifest"])
    for name in list(used):
        used |= set(read_manifest(facts / name).files)
    return used
