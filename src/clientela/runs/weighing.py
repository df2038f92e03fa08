"""Weights of the criteria taken over from comparisons or from choices: proposed here, kept in the settings like any other weight."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.base.portfolio_settings import CriterionRule
from clientela.blocks import Column, Document, Note, Section, Table
from clientela.scores import attractiveness, importance, relative_strength
from clientela.scores.customer_criteria import AXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clientela.runs.manifest import Manifest
    from clientela.runs.reader import Reader

SOURCES = (
    ("comparisons", msg("comparisons two by two")),
    ("choices", msg("choices between customers")),
)
TABLE = "portfolio_criteria"
"""The list of the settings that the weights are kept in."""
_DIGITS = 2


class WeightsError(ClientelaError):
    """There are no weights of this kind to take over."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Weights of one axis that could be taken over."""

    axis: str
    source: str
    people: tuple[str, ...]
    """Whose comparisons they rest on; empty for choices, which are of all who chose."""
    weights: dict[str, tuple[float, float]]
    """Criterion -> (as it is said now, as it would be), in points of 100."""


def _shares(weights: dict[str, float]) -> dict[str, float]:
    whole = sum(weights.values())
    return {code: 100 * weight / whole for code, weight in weights.items()}


def pool(people: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the weights of several people as those of one, in points of 100.

    Formula: geometric mean of the weights of each criterion, scaled to 100 (aggregation of individual priorities, Forman & Peniwati 1998).
    """
    return _shares(
        {code: exp(sum(log(own[code]) for own in people) / len(people)) for code in people[0]}
        if people
        else {}
    )


def propose(compared: Iterable[dict[str, Any]], chosen: Iterable[dict[str, Any]], *, person: str = "") -> tuple[Proposal, ...]:  # fmt: skip
    """List the weights that comparisons (rows of `compared_weights`) and choices (rows of `liking_weights`) would give.

    Comparisons that are incomplete or contradict themselves give none. Choices say nothing of a criterion whose scores are missing: such a
    criterion keeps its weight, and the others share theirs. `person`: only the comparisons of this one.
    """
    told = [r for r in compared if r["weighing_state"] == "told" and person in ("", r["rater_id"])]
    found = []
    for axis in dict.fromkeys(r["axis_class"] for r in told):
        own: dict[str, dict[str, float]] = {}
        for row in (r for r in told if r["axis_class"] == axis):
            own.setdefault(row["rater_id"], {})[row["criterion"]] = float(row["compared_weight"])
        said = {r["criterion"]: float(r["stated_weight"]) for r in told if r["axis_class"] == axis}
        pooled = pool(list(own.values()))
        found.append(Proposal(axis, "comparisons", tuple(sorted(own)), {c: (said[c], pooled[c]) for c in said}))  # fmt: skip
    told_by_choices = {r["criterion"]: float(r["implicit_weight"]) for r in chosen if r["weight_state"] == "told" and r["implicit_weight"] is not None}  # fmt: skip
    if not person and sum(told_by_choices.values()) > 0:
        said = {r["criterion"]: float(r["stated_weight"]) for r in chosen}
        part = sum(said[c] for c in told_by_choices) / sum(told_by_choices.values())
        # all criteria are named, also those that stay: the settings may divide another sum than 100
        found.append(Proposal("attractiveness", "choices", (), {c: (w, told_by_choices[c] * part if c in told_by_choices else w) for c, w in said.items()}))  # fmt: skip
    return tuple(found)


def read_proposals(reader: Reader, *, person: str = "") -> tuple[Proposal, ...]:
    """Return what the comparisons and choices of a run propose; see `propose`."""
    return propose(reader.rows("compared_weights"), reader.rows("liking_weights"), person=person)


def find_proposal(proposals: Iterable[Proposal], *, source: str, axis: str) -> Proposal:
    """Return the proposal of a source for an axis. Errors: WeightsError."""
    words: dict[str, Message] = dict(SOURCES)
    if source not in words:
        raise WeightsError(msg("Weights come from {known}, not from {source}.", known=", ".join(words), source=source))  # fmt: skip
    for proposal in proposals:
        if (proposal.source, proposal.axis) == (source, axis):
            return proposal
    raise WeightsError(
        msg(
            "There are no weights by {source} for {axis}: they need all criteria compared in pairs without too much contradiction, or choices between customers with known scores.",
            source=words[source],
            axis=axis,
        )
    )


def _entry(rule: CriterionRule) -> str:
    lines = ["[[portfolio_criteria]]", f'axis = "{rule.axis}"', f'code = "{rule.code}"']
    lines += [
        f"{name} = {json.dumps(value, ensure_ascii=False)}"
        for name in ("weight", "measure", "anchors", "mandatory")
        if (value := getattr(rule, name)) is not None
    ]
    return "\n".join(
        [*lines, *([f"unit = {json.dumps(rule.unit, ensure_ascii=False)}"] if rule.unit else [])]
    )


def criteria_text(rules: Iterable[CriterionRule], proposal: Proposal, *, unit: str = "") -> str:
    """Return the list of criteria as it would stand in clientela.toml with the weights of a proposal; all else that the rules say stays.

    `unit`: the business unit they hold for, empty for all. A weight of 0 takes the criterion out.
    """
    made = {(r.axis, r.code, r.unit): r for r in rules}
    for code, (_, weight) in proposal.weights.items():
        key = (proposal.axis, code, unit)
        made[key] = replace(made.get(key, CriterionRule(proposal.axis, code, unit=unit)), weight=round(weight, _DIGITS))  # fmt: skip
    return "\n\n".join(_entry(rule) for rule in made.values())


def proposals_table(proposals: Iterable[Proposal]) -> Table:
    """Set the weights said beside those that could be taken over."""
    titles = {c.code: c.title for module in (attractiveness, importance, relative_strength) for c in module.CRITERIA}  # fmt: skip
    axes, sources = dict(AXES), dict(SOURCES)
    return Table(
        "weights",
        msg("Weights that could be taken over"),
        (
            Column("axis_class", msg("Axis"), "text"),
            Column("source", msg("Told by"), "text"),
            Column("people", msg("Who compared"), "text"),
            Column("criterion", msg("Criterion"), "text"),
            Column("stated_weight", msg("Weight said"), "number", digits=0),
            Column("weight", msg("Would be"), "number", digits=0),
        ),
        tuple(
            (axes[p.axis], sources[p.source], ", ".join(p.people) or None, titles.get(code, code), said, new)
            for p in proposals
            for code, (said, new) in p.weights.items()
        ),
        note=msg(
            "Points of 100. Several people count as one by the geometric mean of their weights. Comparisons that are incomplete or contradict themselves give no weights."
        ),
    )


def proposals_document(proposals: Sequence[Proposal], manifest: Manifest, *, company: str) -> Document:
    """Return the proposals as a document for the terminal."""
    nothing = Note("info", msg("Nobody has compared all criteria of an axis without contradiction, and no choices between customers tell weights."))  # fmt: skip
    blocks = (proposals_table(proposals),) if proposals else (nothing,)
    return Document(
        "weights", msg("What counts how much"), msg("Said, compared and chosen"), company, (Section("weights", msg("Weights of the criteria"), blocks),),
        msg("As of {day}", day=manifest.as_of_day), manifest.currency,
    )  # fmt: skip
