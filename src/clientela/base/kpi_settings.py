"""A company's own indicators, from the tables `[[kpis]]`: what they are, who answers for them, which decision they serve."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from clientela.base.errors import SettingsError
from clientela.base.i18n import Message, msg
from clientela.base.kpi_registry import BY_CODE, DIRECTIONS, SCOPES, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_CODE = re.compile("[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class KpiRule:
    """One entry of `[[kpis]]`. With the code of a packaged indicator it changes what it names and leaves the rest."""

    code: str
    title: str = ""
    formula: str = ""
    over: str = ""
    """month: columns of the company's months; customer: sums over its customers; base: figures of concentration."""
    unit: str = ""
    direction: str = ""
    """up: more is better; down: less is better; none: neither."""
    owner: str = ""
    """Who answers for it: a name or a role."""
    decision: str = ""
    """Which decision it serves. An indicator that serves none is only looked at."""
    target: float | None = None
    """The value to reach, in the unit of the indicator: money in currency units, shares as fractions of 1."""
    source: str = ""


_TEXTS = tuple(f.name for f in fields(KpiRule) if f.name != "target")
_CHOICES: dict[str, tuple[str, ...]] = {"over": SCOPES, "unit": UNITS, "direction": DIRECTIONS}


def _refuse(path: Path, place: int, problem: Message) -> SettingsError:
    return SettingsError(
        msg("{file}: entry {place} of [[kpis]]: {problem}.", file=str(path), place=place, problem=problem)
    )


def _word_problem(name: str, value: object) -> Message | None:
    """Say what is wrong with one word of an entry, if anything is."""
    if name not in (*_TEXTS, "target"):
        return msg("there is no {name}. Known: {known}", name=name, known=", ".join((*_TEXTS, "target")))
    if name == "target":
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return None if is_number else msg("target must be a number")
    if not isinstance(value, str) or not value.strip():
        return msg("{name} must be a text in quotation marks that is not empty", name=name)
    if name in _CHOICES and value.strip() not in _CHOICES[name]:
        return msg("{name} is one of {known}", name=name, known=", ".join(_CHOICES[name]))
    return None


def _missing(entry: Mapping[str, Any]) -> Message | None:
    """Say what an entry lacks; one with a packaged code may leave out what is packaged."""
    code = str(entry["code"]).strip()
    packaged = BY_CODE.get(code)
    if packaged is not None:
        if packaged.needs is not None and "formula" not in entry:
            return msg("{code} cannot be computed yet; give it a formula", code=code)
        return None
    missing = [n for n in ("title", "formula", "unit", "direction") if n not in entry]
    if missing:
        return msg("{code} has no {missing}", code=code, missing=", ".join(missing))
    if "owner" not in entry:
        return msg("{code} has no owner: an indicator nobody answers for is not followed", code=code)
    if "decision" not in entry:
        return msg("{code} has no decision: an indicator that serves no decision is not needed", code=code)
    return None


def _problem(entry: Mapping[str, Any]) -> Message | None:
    for name, value in entry.items():
        problem = _word_problem(name, value)
        if problem is not None:
            return problem
    if not _CODE.fullmatch(str(entry.get("code", "")).strip()):
        return msg("code must be given: small letters, digits and _, such as orders_per_visit")
    return _missing(entry)


def read_kpis(given: object, path: Path) -> tuple[KpiRule, ...]:
    """Read `[[kpis]]` in the order of the file. The columns of a formula are looked at when a run is made.

    Errors: SettingsError for an entry without owner or decision, with an unknown word or a code used twice.
    """
    rules: list[KpiRule] = []
    for place, entry in enumerate(given if isinstance(given, list) else [given], start=1):
        if not isinstance(entry, dict):
            raise _refuse(path, place, msg("it must be a table of names and values"))
        problem = _problem(entry)
        if problem is not None:
            raise _refuse(path, place, problem)
        values: dict[str, Any] = {n: v.strip() if isinstance(v, str) else float(v) for n, v in entry.items()}
        if any(rule.code == values["code"] for rule in rules):
            raise _refuse(path, place, msg("{code} is there twice", code=values["code"]))
        rules.append(KpiRule(**values))
    return tuple(rules)


def restore_kpis(kept: Iterable[Any]) -> tuple[KpiRule, ...]:
    """Make the rules that a run's manifest keeps."""
    known = {f.name for f in fields(KpiRule)}
    return tuple(
        entry if isinstance(entry, KpiRule) else KpiRule(**{n: v for n, v in entry.items() if n in known})
        for entry in kept
    )
