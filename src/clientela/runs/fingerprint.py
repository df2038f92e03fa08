"""Fingerprints: a result is named by everything that went into it, and by nothing else."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from clientela.engine.connect import Engine, normalise_sql
from clientela.engine.opening import open_adapter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.base.declare import Step
    from clientela.base.settings import EngineChoice


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


EMBEDDED = f"duckdb-{duckdb.__version__.split('.', maxsplit=1)[0]}"
"""The embedded engine and its major version: another major may compute differently."""


def engine_version(choice: EngineChoice, facts: Path) -> str:
    """Name the engine of the settings, its major version and, for a server, the way its steps are translated.

    Errors: EngineUnreachableError when it does not answer.
    """
    if choice.kind == "duckdb":
        return EMBEDDED
    with Engine() as local:
        there = open_adapter(choice, local=local, facts=facts)
        major = there.version.split(".")[0]
        there.close()
    own = type(there).__module__
    texts = (_source(name) for name in ("clientela.engine.translate", "clientela.engine.mends", own))
    return f"{choice.kind}-{major}-{_digest(*texts)[:8]}"


def _source(module: str) -> str:
    return Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")


@cache
def _read_module(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the hash of a module's source and the names of ours it imports; None where there is no file."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    text = Path(spec.origin).read_text(encoding="utf-8")
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return hashlib.sha256(text.encode()).hexdigest(), tuple(n for n in found if n.startswith("clientela"))


@cache
def source_digest(module: str) -> str:
    """Hash the source of a module and of all modules of ours that it imports.

    An array step has no SQL to be named by, so its code is its name.
    """
    seen: dict[str, str] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        read = None if name in seen else _read_module(name)
        if read is not None:
            seen[name] = read[0]
            waiting += read[1]
    return _digest(*(f"{name}={digest}" for name, digest in sorted(seen.items())))


def step_fingerprint(
    item: Step, *, sql: str | None, params: Mapping[str, Any], parents: tuple[str, ...], engine_version: str
) -> str:
    """Name the result of one step.

    Formula: SHA-256 of (SQL in canonical form | source of the module and its imports + the parameters it reads),
    engine and major version, fingerprints of the inputs; 24 hex digits.
    """
    if sql is not None:
        own = normalise_sql(sql)
    else:
        own = source_digest(item.module) + json.dumps({n: repr(params[n]) for n in sorted(item.uses)})
    return _digest(item.name, own, engine_version, *parents)
