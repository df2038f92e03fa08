"""Segments by the company's own rules, tried in order; who cannot be decided is marked, not passed on."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from clientela.base.declare import Field, step
from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.classes._rule_words import (
    Comparison,
    Condition,
    Joined,
    Membership,
    Missing,
    Negation,
    RuleTextError,
    Value,
    read_condition,
)
from clientela.classes.abc import abc
from clientela.classes.abc_held import abc_held
from clientela.classes.abc_stability import abc_stability
from clientela.classes.abc_variants import abc_breaks, abc_double
from clientela.classes.activity import activity
from clientela.classes.clusters import clusters
from clientela.classes.lifecycle import lifecycle
from clientela.classes.pyramid import pyramid
from clientela.classes.rfm import rfm
from clientela.classes.xyz import xyz
from clientela.economics.customer_ladder import customer_ladder
from clientela.engine.connect import quote_text
from clientela.identity.customer_register import customer_register
from clientela.measures.passes import customer_measures

PARTS = (customer_register, customer_measures, customer_ladder, abc, abc_held, abc_double, abc_breaks, abc_stability, pyramid, lifecycle, activity, xyz, rfm, clusters)  # fmt: skip
"""What a rule can look at: the columns of these results."""

COLUMNS = {f.name: f for part in PARTS for f in part.fields if f.name != "customer_key"}
_HOME = {f.name: part.name for part in PARTS for f in part.fields if f.name != "customer_key"}


class SegmentRuleError(ClientelaError):
    """A rule of segmentation cannot be read."""


def _literal(column: str, value: Value) -> str:
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, Decimal):
        if COLUMNS[column].unit == "money":
            return str(int((value * SCALE).to_integral_value()))
        return f"{value:f}"
    return quote_text(value)


def condition_sql(condition: Condition) -> str:
    """Write a condition as an expression that is true, false or, where a missing value decides, null."""
    match condition:
        case Comparison(column, sign, value):
            return f"{_HOME[column]}.{column} {sign} {_literal(column, value)}"
        case Membership(column, values):
            return f"{_HOME[column]}.{column} in ({', '.join(_literal(column, v) for v in values)})"
        case Missing(column):
            return f"{_HOME[column]}.{column} is null"
        case Negation(inner):
            return f"(not ({condition_sql(inner)}))"
        case Joined(word, parts):
            return "(" + f" {word} ".join(f"({condition_sql(p)})" for p in parts) + ")"


def rules_version(rules: tuple[tuple[str, str], ...]) -> str:
    """Name a set of rules by its text: SHA-256 of names and conditions in order, 12 hex digits."""
    return hashlib.sha256(json.dumps(rules, ensure_ascii=False).encode()).hexdigest()[:12]


def read_rules(rules: tuple[tuple[str, str], ...]) -> tuple[Condition, ...]:
    """Read the conditions of all rules. Errors: SegmentRuleError with the rule and the place."""
    found = []
    for place, (name, where) in enumerate(rules, start=1):
        try:
            found.append(read_condition(where, COLUMNS))
        except RuleTextError as error:
            raise SegmentRuleError(
                msg(
                    "Rule {place} of [[segment_rules]] ({name}), character {position} of where: {problem}.",
                    place=place,
                    name=name,
                    position=error.position,
                    problem=error.problem,
                )
            ) from error
    return tuple(found)


@step(
    title=msg("Segments by rules"),
    inputs=tuple(part.name for part in PARTS),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("rule_segment", msg("Segment by rules"), "text", msg("the first rule of the company that holds for the customer; `rest` when none does; none when a missing value leaves an earlier rule open")),
        Field("rule_segment_open", msg("Rule that cannot be decided"), "text", msg("the first rule that a missing value leaves open, where no earlier one holds")),
        Field("rule_segment_version", msg("Version of the segment rules"), "text", msg("changes with the text or the order of the rules")),
    ),
)  # fmt: skip
def segments(params: dict[str, Any]) -> str:
    """Try the rules in order, in three-valued logic: true gives the segment, false goes on, unknown stops.

    A comparison with a missing value is unknown, and so is its opposite; `a and b` is false when one of them is, `a or b` true when one
    of them is (Kleene 1952).
    """
    rules = params["segment_rules"]
    joins = " ".join(
        f"join {part.name} on {part.name}.customer_key = customer_register.customer_key" for part in PARTS[1:]
    )
    if not rules:
        none = ", ".join(
            f"cast(null as varchar) as {name}"
            for name in ("rule_segment", "rule_segment_open", "rule_segment_version")
        )
        return f"select customer_register.customer_key, {none} from customer_register {joins}"
    holds = [condition_sql(c) for c in read_rules(rules)]
    columns = ", ".join(
        f"case when {sql} then 1 when not ({sql}) then 0 end as rule_{place}"
        for place, sql in enumerate(holds)
    )
    names = [quote_text(name) for name, _ in rules]
    chosen = " ".join(
        f"when rule_{place} is null then null when rule_{place} = 1 then {name}"
        for place, name in enumerate(names)
    )
    left_open = " ".join(
        f"when rule_{place} is null then {name} when rule_{place} = 1 then null"
        for place, name in enumerate(names)
    )
    return (
        f"select customer_key, case {chosen} else 'rest' end as rule_segment, case {left_open} end as rule_segment_open, "
        f"{quote_text(rules_version(rules))} as rule_segment_version from (select customer_register.customer_key, {columns} "
        f"from customer_register {joins}) as tried"
    )
