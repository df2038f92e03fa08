"""What the settings mean, in the words that stand below each where it is declared: one text for documentation, form and report."""

from __future__ import annotations

import ast
import inspect

_READ: dict[str, dict[str, str]] = {}


def meanings_of(declared: type[object]) -> dict[str, str]:
    """Return the text below each field of a class of settings, by name; a field without one is not there."""
    name = f"{declared.__module__}.{declared.__qualname__}"
    if name not in _READ:
        _READ[name] = _read(inspect.getsource(declared))
    return _READ[name]


def _read(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    last = ""
    for node in ast.parse(source).body[0].body:  # type: ignore[attr-defined]  # the source of a class is a class
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            last = node.target.id
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and last:
            found[last] = " ".join(str(node.value.value).replace("`", "").split())
    return found
