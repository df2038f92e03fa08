"""How a thing says what it is. One declaration gives its name everywhere: column, help page, test, catalogue.

A public module of a station is searched for declarations; `_private.py` is not.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientela.base.i18n import Message
    from clientela.base.units import Unit

STATIONS = ("tables", "measures", "classes", "analyses")
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


def measure(
    *, title: Message, unit: Unit, formula: Message, source: str = ""
) -> Callable[[Callable[[], str]], Measure]:
    """Declare a measure: the function returns an SQL aggregate, its name is the column."""

    def declare(function: Callable[[], str]) -> Measure:
        table = function.__module__.rsplit(".", 1)[-1]
        return Measure(function.__name__, table, title, unit, formula, function(), source)

    return declare


def step(
    *,
    title: Message,
    inputs: tuple[str, ...],
    fields: tuple[Field, ...] = (),
    uses: tuple[str, ...] = (),
    form: Literal["sql", "arrays"] = "sql",
) -> Callable[[Callable[..., Any]], Step]:
    """Declare a result; its name is the function's, its station the folder it lives in."""

    def declare(function: Callable[..., Any]) -> Step:
        station = function.__module__.split(".")[-2]
        doc = inspect.getdoc(function) or ""
        return Step(
            function.__name__, station, title, inputs, form, function, fields, uses, function.__module__, doc
        )

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
