"""How a thing says what it is. One declaration gives its name everywhere: column, help page, test, catalogue.

A public module of a station is searched for declarations; `_private.py` is not.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientela.base.i18n import Message
    from clientela.base.units import Unit

STATIONS = (
    "tables", "identity", "evidence", "measures", "economics", "classes", "predictions", "scores", "portfolios", "analyses",
)  # fmt: skip
"""The stations that keep results, in the order of the flow."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a result: what a catalogue, a workbook and a page call it."""

    name: str
    title: Message
    unit: Unit
    formula: Message | None = None
    source: str = ""
    codes: tuple[tuple[str, Message], ...] = ()
    """What the coded values are called, for classes and states."""


@dataclass(frozen=True, slots=True)
class Step:
    """A named result: from which results, how, and what its columns mean.

    `form` "sql": `build(params)` returns one select that names its inputs as tables.
    `form` "arrays": `build(params, frames)` returns a frame; `frames` holds the inputs.
    """

    name: str
    station: str
    title: Message
    inputs: tuple[str, ...]
    form: Literal["sql", "arrays"]
    build: Callable[..., Any]
    fields: tuple[Field, ...]
    uses: tuple[str, ...]
    """Array steps: the parameters they read. The SQL of an SQL step already holds what it depends on."""
    module: str
    doc: str
    is_kept: bool = True
    """False: as large as the facts, so it is no file but a view, written out wherever it is read."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Array steps: which columns of an input they read; of an input not named here, all."""
    by_part: bool = False
    """SQL steps: it looks at each line alone and groups by keys that hold the day or month, so that what it is on some months
    is no matter of the others; see `runs/pieces.py`."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One aggregate expression over one table; it lives in the file named after that table."""

    name: str
    table: str
    title: Message
    unit: Unit
    formula: Message
    sql: str
    source: str
    needs: str = ""
    """What nobody may have stated; where it is missing in all lines the measure is `without`, and is not computed."""
    without: str = "null"


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """One thing that can be wrong with the data: how it is found, what to do, what mending it would change.

    `sql` is a select of the subjects concerned, or of what `judge` needs to find them. A subject has
    `subject` (text), `rows_count` and `amount` (1/10,000 reporting currency, None when no money is at stake).
    """

    name: str
    title: Message
    remedy: Message
    effect: Message
    build: Callable[[dict[str, Any]], str]
    judge: Callable[[list[dict[str, Any]]], list[Subject]] | None
    needs: str
    """The canonical table that must have rows, else there is nothing to say."""
    subject_unit: Unit
    is_blocking: bool
    """Nothing can be computed before it is mended: it stands first, whatever it weighs."""
    module: str
    doc: str


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing a quality check found. `amount` in 1/10,000 reporting currency."""

    subject: str
    rows_count: int
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one quality check found. Money in 1/10,000 reporting currency."""

    check: QualityCheck
    subjects_count: int
    rows_count: int
    amount: int | None
    """None: no money is at stake, or it cannot be said."""
    share: float
    """Share of all sales (by absolute amounts) or, without money, of all lines."""
    examples: tuple[Subject, ...]
    """The largest first."""


def quality_check(
    *,
    title: Message,
    remedy: Message,
    effect: Message,
    needs: str = "sales_lines",
    judge: Callable[[list[dict[str, Any]]], list[Subject]] | None = None,
    subject_unit: Unit = "text",
    is_blocking: bool = False,
) -> Callable[[Callable[[dict[str, Any]], str]], QualityCheck]:
    """Declare a quality check; its name is the function's."""

    def declare(function: Callable[[dict[str, Any]], str]) -> QualityCheck:
        return QualityCheck(
            function.__name__, title, remedy, effect, function, judge, needs, subject_unit,
            is_blocking, function.__module__, inspect.getdoc(function) or "",
        )  # fmt: skip

    return declare


def measure(
    *, title: Message, unit: Unit, formula: Message, source: str = "", needs: str = "", without: str = "null"
) -> Callable[[Callable[[], str]], Measure]:
    """Declare a measure: the function returns an SQL aggregate, its name is the column. `needs`, `without`: see `Measure`."""

    def declare(function: Callable[[], str]) -> Measure:
        table = function.__module__.rsplit(".", 1)[-1]
        return Measure(function.__name__, table, title, unit, formula, function(), source, needs, without)

    return declare


def step(
    *,
    title: Message,
    inputs: tuple[str, ...],
    fields: tuple[Field, ...] = (),
    uses: tuple[str, ...] = (),
    form: Literal["sql", "arrays"] = "sql",
    is_kept: bool = True,
    columns: Mapping[str, tuple[str, ...]] | None = None,
    by_part: bool = False,
) -> Callable[[Callable[..., Any]], Step]:
    """Declare a result; its name is the function's, its station the folder it lives in. `columns`, `by_part`: see `Step`."""

    def declare(function: Callable[..., Any]) -> Step:
        station = function.__module__.split(".")[-2]
        doc = inspect.getdoc(function) or ""
        return Step(
            function.__name__, station, title, inputs, form, function, fields, uses, function.__module__, doc, is_kept,
            columns or {}, by_part,
        )  # fmt: skip

    return declare


def discover(package: str, kind: type) -> dict[str, Any]:
    """Find the declarations of `kind` in the public modules of a station, in order of name.

    Errors: ValueError when two declarations carry one name.
    """
    found: dict[str, Any] = {}
    root = importlib.import_module(package)
    for info in sorted(pkgutil.iter_modules(root.__path__), key=lambda i: i.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, kind) and getattr(value, "module", module.__name__) == module.__name__:
                name = value.name  # type: ignore[attr-defined]  # every declaration has a name
                if name in found and found[name] is not value:
                    raise ValueError(f"two declarations are called {name}")
                found[name] = value
    return found
