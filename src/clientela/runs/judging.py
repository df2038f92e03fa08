"""Assessing customers by a form: what can be asked, who is worth asking, what was answered, and by whom. Nothing here names money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.engine.connect import Engine, quote_text
from clientela.runs.asking import questions_of
from clientela.runs.entering import write_rows
from clientela.runs.listing import customer_conditions
from clientela.runs.reader import Page
from clientela.tables._generation import read_generation, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from clientela.runs.manifest import Manifest
    from clientela.runs.place import Place
    from clientela.runs.reader import Reader, Row
    from clientela.tables._batches import Batch

METHOD = "assessment form"
"""How the table of observations calls what the form enters."""
_PREFIX = "assessment "
_ROLE = "observations"
_SHOWN = "customer_id, customer_name, area_id, segment_id, customer_key, questions_count"
"""What the list tells of a customer. No money and no class: who judges does not know what is at stake."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says of one measure of a customer. Without a value, `status` says how it is unknown."""

    measure: str
    value: str | None
    status: str
    source_class: str | None
    as_of_on: date
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One form as it was saved: a batch, its author, its customer and its answers."""

    batch_id: str
    person: str
    author: str
    source: str
    customer_id: str
    recorded_at: datetime
    answers: tuple[Answer, ...]

    @property
    def counts_from(self) -> date:
        """The first day of which a run can know the whole form: the later of the day it was entered and the days it speaks of."""
        return max(self.recorded_at.date(), *(a.as_of_on for a in self.answers))


def _open(reader: Reader) -> str:
    """Select how many criteria of the form wait for an answer of each customer, and what orders them."""
    pairs = ", ".join(quote_text(q.name) for q in questions_of(reader.params)) or "null"
    return (
        "select customer_key, count(*) as questions_count, max(question_value) as worth, sum(weight_points) as points from ask_next "
        f"where axis_class || '-' || criterion in ({pairs}) group by customer_key"
    )


def list_waiting(reader: Reader, *, search: str = "", limit: int = 50, offset: int = 0) -> Page:
    """Return the customers in view of whom a question waits, the most worth asking first; a search looks among all customers in view."""
    where, values = customer_conditions(search, {})
    kind = "left join" if search else "join"
    inner = (
        "select c.*, cast(coalesce(q.questions_count, 0) as bigint) as questions_count, q.worth, q.points "
        f"from customers as c {kind} ({_open(reader)}) as q on q.customer_key = c.customer_key"
    )
    total = reader.query(f"select count(*) as n from ({inner}) as one where {where}", values=tuple(values))
    rows = reader.query(
        f"select {_SHOWN} from ({inner}) as one where {where} order by worth desc nulls last, points desc nulls last, customer_key limit {int(limit)} offset {int(offset)}",
        values=tuple(values),
    )
    return Page(tuple(rows), total[0]["n"])


def asked_first(reader: Reader, customer_key: int) -> tuple[str, ...]:
    """Return the names of the questions of the form that wait of a customer, what to ask first in front."""
    rows = reader.query(
        f"select axis_class || '-' || criterion as name from ask_next where customer_key = {int(customer_key)} order by ask_rank, axis_class, criterion"
    )
    known = {q.name for q in questions_of(reader.params)}
    return tuple(dict.fromkeys(row["name"] for row in rows if row["name"] in known))


def stated_number(reader: Reader, customer_key: int) -> tuple[str, str]:
    """Return source and number under which files name a customer: what is entered of it must name it so."""
    row = reader.query(
        f"select source, customer_id from customer_keys where customer_key = {int(customer_key)} order by source, customer_id limit 1"
    )[0]
    return row["source"], row["customer_id"]


def name_customers(reader: Reader, entries: Iterable[Entry]) -> dict[tuple[str, str], Row]:
    """Return number, name and key of the customers of these entries by source and number; those not in view are left out."""
    pairs = sorted({(e.source, e.customer_id) for e in entries})
    if not pairs:
        return {}
    listed = ", ".join(f"({quote_text(source)}, {quote_text(number)})" for source, number in pairs)
    day = reader.params["as_of"]
    rows = reader.query(
        "select k.source as stated_source, k.customer_id as stated_id, c.customer_id, c.customer_name, c.customer_key from customer_keys as k "
        f"left join customer_map as m on m.customer_key = k.customer_key and m.until_on > {day} and m.from_on <= {day} "
        f"join customers as c on c.customer_key = coalesce(m.to_key, k.customer_key) where (k.source, k.customer_id) in ({listed})"
    )
    return {(row["stated_source"], row["stated_id"]): row for row in rows}


def write_answers(
    answers: Sequence[Answer], folder: Path, *, customer_id: str, author: str, person: str, recorded_at: datetime
) -> Path:  # fmt: skip
    """Write one form as a file of observations, to be imported with the source of its customer; returns the file.

    `author` is who judges, as other files name that person; `person` is the log-in that may take it back. `recorded_at` has no zone.
    """
    moment = f"{recorded_at:%Y-%m-%d %H-%M-%S}"
    plain = re.sub(r"[^\w.-]+", "_", person)[:60]
    path = folder / f"{_PREFIX}{plain} {moment}.parquet"
    rows = [
        {
            "observation_id": f"form/{person}/{customer_id}/{answer.measure}/{recorded_at.isoformat()}", "subject_type": "customer",
            "subject_id": customer_id, "measure_code": answer.measure, "value": answer.value, "as_of_on": answer.as_of_on,
            "recorded_at": recorded_at, "source_class": answer.source_class, "source_ref": person, "method": METHOD, "author_id": author,
            "status": answer.status, "rationale": answer.rationale or None,
        }
        for answer in answers
    ]  # fmt: skip
    write_rows(_ROLE, rows, path)
    return path


def _is_form(batch: Batch) -> bool:
    return batch.role == _ROLE and batch.file_name.startswith(_PREFIX)


def list_entries(workspace: Place) -> tuple[Entry, ...]:
    """Return the forms that are part of the facts, the newest first."""
    batches = [b for b in read_generation(workspace.path / "facts").batches if _is_form(b)]
    files = {str(b.file(workspace.path / "batches", "rows")): b for b in batches}
    if not files:
        return ()
    listed = ", ".join(quote_text(name) for name in files)
    with Engine() as engine:
        rows = engine.fetch_records(
            "select filename, subject_id, measure_code, value, status, source_class, as_of_on, recorded_at, author_id, source_ref, rationale "
            f"from read_parquet([{listed}], filename = true, union_by_name = true) where method = {quote_text(METHOD)} and source_ref is not null "
            "order by filename, row_number"
        )
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["filename"], []).append(row)
    newest = sorted(found, key=lambda name: files[name].number, reverse=True)
    return tuple(_entry(files[name], found[name]) for name in newest)


def _entry(batch: Batch, rows: list[Row]) -> Entry:
    first = rows[0]
    answers = tuple(
        Answer(r["measure_code"], r["value"], r["status"], r["source_class"], r["as_of_on"], r["rationale"] or "")
        for r in rows
    )  # fmt: skip
    return Entry(batch.id, first["source_ref"], first["author_id"], batch.source, first["subject_id"], first["recorded_at"], answers)  # fmt: skip


def pending_entries(workspace: Place, manifest: Manifest, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return those of the entries that a run does not count yet: entered since, or speaking of a later day than its own."""
    known = {b.id for b in read_manifest(workspace.path / "facts" / manifest.generation).batches}
    return tuple(e for e in entries if e.batch_id not in known or e.counts_from > manifest.as_of_day)


def count_withdrawn(workspace: Place, manifest: Manifest) -> int:
    """Return how many forms a run counts that have been taken back since."""
    facts = workspace.path / "facts"
    then, now = (
        {b.id for b in generation.batches if _is_form(b)}
        for generation in (read_manifest(facts / manifest.generation), read_generation(facts))
    )
    return len(then - now)
