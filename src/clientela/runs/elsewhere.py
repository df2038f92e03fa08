"""The steps of a run on another engine: facts go there once, every SQL step is carried out there, its rows come back.

Tables there are named by their content and by this workspace, so nothing is loaded or computed twice, and two workspaces
in one schema do not meet. What comes back is written as the usual Parquet result: whoever reads it sees no difference.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from clientela.engine.connect import quote_name
from clientela.engine.opening import open_adapter
from clientela.engine.store import write_result
from clientela.engine.translate import PLACE, Translated, translate
from clientela.tables._parts import PART_COLUMNS

if TYPE_CHECKING:
    from clientela.engine.adapter import Columns
    from clientela.engine.connect import Engine
    from clientela.runs.plan import Plan, PlannedStep

_LONGEST = 24
"""Letters of a step's name in the name of its table: with workspace and fingerprint it stays below 63."""


def _hash(text: str, digits: int = 16) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]


def describe(engine: Engine, sql: str) -> Columns:
    """Return the columns of a select and their types, nothing computed."""
    return tuple((row[0], row[1]) for row in engine.fetch(f"describe {sql}"))


class Elsewhere:
    """A run's steps on the engine of the settings. Use it as a context."""

    def __init__(self, local: Engine, plan: Plan, *, facts: Path) -> None:
        """Connect. `local` names facts and finished results as views. Errors: EngineUnreachableError."""
        self._local, self._plan, self._facts = local, plan, facts
        self._there = open_adapter(plan.engine, local=local, facts=facts)
        self._prefix = f"c{_hash(str(facts.parent), 8)}_"
        self._steps = {planned.step.name: planned for planned in plan.steps}
        self._tables = set(self._there.tables())
        self._folder = tempfile.TemporaryDirectory(prefix="clientela-exchange-")
        self._used: set[str] = set()

    # --- names --------------------------------------------------------------------------------

    def _result_name(self, planned: PlannedStep) -> str:
        return f"{self._prefix}{planned.step.name[:_LONGEST]}_{planned.fingerprint}"

    def _sent_name(self, planned: PlannedStep) -> str:
        return f"{self._prefix}in_{planned.fingerprint}"

    def _fact_name(self, relation: str) -> str:
        return f"{self._prefix}{relation[:_LONGEST]}_{_hash(self._plan.prints[relation])}"

    def _part_name(self, file: str) -> str:
        return self._prefix + Path(file).stem.replace("-", "_")

    # --- there --------------------------------------------------------------------------------

    def _send(self, name: str, sql: str, columns: Columns) -> None:
        path = Path(self._folder.name) / f"{name}.parquet"
        self._local.write_parquet(sql, path)
        self._there.load(name, path, columns)
        path.unlink(missing_ok=True)
        self._tables.add(name)

    def _lines(self) -> str:
        """Load the months that are not there yet and name them together."""
        name = self._fact_name("sales_lines")
        parts = [(self._part_name(file), file) for _, file in self._plan.generation.parts]
        self._used |= {part for part, _ in parts}
        if name in self._tables:
            return name
        columns = describe(self._local, f"select {PART_COLUMNS} from sales_lines")
        for part, file in parts:
            if part not in self._tables:
                self._there.load(part, self._facts / file, columns)
                self._tables.add(part)
        self._there.unite(name, [part for part, _ in parts], columns)
        self._tables.add(name)
        return name

    def _place(self, relation: str) -> str:
        """Return the table that holds an input there, loaded now if it is not there."""
        planned = self._steps.get(relation)
        if relation == "sales_lines":
            name = self._lines()
        elif planned is None:
            name = self._fact_name(relation)
        elif not planned.step.is_kept:
            name = self._result_name(planned)
            if name not in self._tables:
                self._there.view_as(name, self._translate(planned)[1].sql)
                self._tables.add(name)
        else:
            made = self._result_name(planned)
            name = made if made in self._tables else self._sent_name(planned)
        if name not in self._tables:
            select = f"select * from {quote_name(relation)}"
            self._send(name, select, describe(self._local, select))
        self._used.add(name)
        return name

    def _translate(self, planned: PlannedStep) -> tuple[Columns, Translated]:
        """Return the columns of a step and its SQL there; its inputs are there afterwards."""
        sql = planned.sql or ""
        columns = describe(self._local, sql)
        inputs = planned.step.inputs
        return columns, translate(
            sql,
            schema={i: describe(self._local, quote_name(i)) for i in inputs},
            names={i: self._place(i) for i in inputs},
            columns=columns,
            dialect=self._there.dialect,
        )

    def carry_out(self, planned: PlannedStep) -> None:
        """Compute an SQL step there and write its result here."""
        columns, translated = self._translate(planned)
        name = self._result_name(planned)
        if name not in self._tables:
            self._there.create_as(name, translated.sql)
            self._tables.add(name)
        self._used.add(name)
        wanted = (*columns, (PLACE, "BIGINT")) if translated.is_ordered else columns
        select = self._there.fetch(name, wanted, Path(self._folder.name))
        cells = ", ".join(f"cast({quote_name(c)} as {kind}) as {quote_name(c)}" for c, kind in columns)
        # without an order of its own a step comes back in the order of its columns: equal runs give equal files
        order = PLACE if translated.is_ordered else "all"
        write_result(self._local, f"select {cells} from ({select}) order by {order}", planned.path)

    def forget(self) -> None:
        """Drop the tables of this workspace that neither its facts nor this run name any more."""
        keep = self._used | {self._result_name(p) for p in self._plan.steps}
        keep |= {self._sent_name(p) for p in self._plan.steps} | {
            self._fact_name(f) for f in self._plan.prints if f not in self._steps
        }
        keep |= {self._part_name(file) for _, file in self._plan.generation.parts}
        for name in sorted(self._tables - keep):
            if name.startswith(self._prefix):
                self._there.drop(name)

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()
        self._there.close()
